"""Where a result comes from: enough to find the weights, the program and the clip again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version

from sta_lstm.errors import PredictionError
from sta_lstm.skeletons.quality.doubts import remarks_of

_LISTED = ("changes", "doubts", "unlike")


@dataclass(frozen=True, slots=True)
class Provenance:
    """Who said it, and of what: it stands in every file that is made of a result.

    Attributes:
        checkpoint: name of the checkpoint, or of whatever made the maps.
        revision: hash of the checkpoint's file, or of its weights; empty where there is none.
        recipe: name of the recipe that it was trained by; empty where it is not known.
        package: version of this program; filled in.
        device: where the model ran, for example ``"CPU"``; empty where no model ran here.
        changes: what was assumed of the recording and done to it before the model saw it, in sentences.
        doubts: what is odd about the recording, in sentences (`skeletons.quality.doubts`); empty for a clean one.
        unlike: how the clip is of another kind than what the checkpoint learned from, each in a few words
            (`model.learned.unlike`); empty where it is alike, or nothing is known.

    Raises:
        PredictionError: a field is not text.
    """

    checkpoint: str
    revision: str = ""
    recipe: str = ""
    package: str = ""
    device: str = ""
    changes: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    unlike: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for field in _LISTED:
            listed = getattr(self, field)
            if not isinstance(listed, list | tuple):
                raise PredictionError(f"a result's provenance lists its {field}; got {listed!r}.")
            object.__setattr__(self, field, tuple(listed))
        if not self.package:
            object.__setattr__(self, "package", package_version())
        texts = (self.checkpoint, self.revision, self.recipe, self.package, self.device)
        wrong = [text for text in (*texts, *self.changes, *self.doubts, *self.unlike) if not isinstance(text, str)]
        if wrong:
            raise PredictionError(f"a result's provenance is text; got {wrong[0]!r}.")

    def to_json(self) -> dict[str, str | list[str]]:
        """The fields as plain JSON values."""
        return asdict(self) | {field: list(getattr(self, field)) for field in _LISTED}

    def in_words(self) -> str:
        """One line, for a page or a column of a table: "demo-sta 1a2b3c · recipe demo · sta-lstm 0.1.0 · CPU"."""
        made = f"{self.checkpoint} {self.revision}".strip()
        parts = [made, f"recipe {self.recipe}" if self.recipe else "", f"sta-lstm {self.package}", self.device]
        return " · ".join(part for part in parts if part)

    def in_full(self) -> str:
        """`in_words` and all `remarks` in one line, for what a picture or a video says of itself."""
        return " · ".join((self.in_words(), *self.remarks))

    @property
    def remarks(self) -> tuple[str, ...]:
        """What a person should know of the recording before they believe the answer: ``note: …`` and ``doubt: …``.

        One line each, bounded in length and number; empty where there is nothing to say.
        """
        return remarks_of(self.changes, self.doubts)


def all_in_words(provenances: Iterable[Provenance]) -> str:
    """Those of several results in one line, each once: "demo-sta 1a2b · … | demo-lstm 3c4d · …"."""
    return " | ".join(dict.fromkeys(each.in_words() for each in provenances))


@cache
def package_version() -> str:
    """The version of this program, as it is installed; ``"unknown"`` for a source tree that nobody installed."""
    try:
        return version("sta-lstm")
    except PackageNotFoundError:
        return "unknown"
