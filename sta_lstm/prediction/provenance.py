"""Where a result comes from: enough to find the weights, the program and the clip again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version

from sta_lstm.errors import PredictionError


@dataclass(frozen=True, slots=True)
class Provenance:
    """Who said it, and of what: it stands in every file that is made of a result.

    Attributes:
        checkpoint: name of the checkpoint, or of whatever made the maps.
        revision: hash of the checkpoint's file, or of its weights; empty where there is none.
        recipe: name of the recipe that it was trained by; empty where it is not known.
        package: version of this program; filled in.
        device: where the model ran, for example ``"CPU"``; empty where no model ran here.
        changes: what was done to the recording before the model saw it, in sentences.

    Raises:
        PredictionError: a field is not text.
    """

    checkpoint: str
    revision: str = ""
    recipe: str = ""
    package: str = ""
    device: str = ""
    changes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not isinstance(self.changes, list | tuple):
            raise PredictionError(f"a result's provenance lists its changes; got {self.changes!r}.")
        object.__setattr__(self, "changes", tuple(self.changes))
        if not self.package:
            object.__setattr__(self, "package", package_version())
        texts = (self.checkpoint, self.revision, self.recipe, self.package, self.device, *self.changes)
        wrong = [text for text in texts if not isinstance(text, str)]
        if wrong:
            raise PredictionError(f"a result's provenance is text; got {wrong[0]!r}.")

    def to_json(self) -> dict[str, str | list[str]]:
        """The fields as plain JSON values."""
        return asdict(self) | {"changes": list(self.changes)}

    def in_words(self) -> str:
        """One line, for a page or a column of a table: "demo-sta 1a2b3c · recipe demo · sta-lstm 0.1.0 · CPU"."""
        made = f"{self.checkpoint} {self.revision}".strip()
        parts = [made, f"recipe {self.recipe}" if self.recipe else "", f"sta-lstm {self.package}", self.device]
        return " · ".join(part for part in parts if part)


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
