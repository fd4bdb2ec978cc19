"""What is asked of a clip: by which network, of which class, with what in the place of what is taken."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from torch import Tensor

from sta_lstm.arrays import Float32s
from sta_lstm.errors import SettingsError
from sta_lstm.evidence.maps.kinds import MapKind
from sta_lstm.evidence.removal.fills import Fill
from sta_lstm.model.checkpoint import Checkpoint
from sta_lstm.model.features import Features
from sta_lstm.prediction.predict import check_together, predict
from sta_lstm.prediction.prediction import Prediction
from sta_lstm.skeletons import Clip
from sta_lstm.words import few_of

Logits = TypeVar("Logits", Tensor, Float32s)

#: Longest name of a map that an address carries.
_MAX_NAME = 40
_MAX_SHOWN = 60
_MAX_LISTED = 12


@dataclass(frozen=True, eq=False)
class Target:
    """Whose score is meant: a class above the mean of all, or a class above another.

    Attributes:
        index: of the class, in the order of the logits.
        versus: of the class that it is held against; None for the mean of all classes.
        of: in words, for titles: ``"the score of 'kick'"``.
        tag: in letters that an address carries, for names; empty for whatever class is the answer.
    """

    index: int
    versus: int | None
    of: str
    tag: str

    def score(self, logits: Logits) -> Logits:
        """The scores (…) in logits (… × L): o_y - mean_c o_c, or o_a - o_b."""
        other = logits.mean(-1) if self.versus is None else logits[..., self.versus]
        score: Logits = logits[..., self.index] - other
        return score


@dataclass(frozen=True, eq=False)
class Question:
    """Everything that a map is made of.

    Attributes:
        checkpoint: whose network is asked.
        clip: what about.
        features: what the network reads of it.
        prediction: what it says of it.
        target: whose score is meant.
        fill: what takes the place of cells that are taken.
        fill_name: what the fill is called; empty for the usual one.
        seed: of what is drawn.
        layer: name and form of the layer that is looked into; both empty where there is none.
    """

    checkpoint: Checkpoint
    clip: Clip
    features: Features
    prediction: Prediction
    target: Target
    fill: Fill
    fill_name: str
    seed: int
    layer: tuple[str, str] = ("", "")

    @cached_property
    def answers(self) -> tuple[Prediction, ...]:
        """What each network of the checkpoint says of the clip, `prediction` first."""
        others = self.checkpoint.members[1:]
        check_together(self.clip, len(self.checkpoint.class_names), len(self.checkpoint.members))
        return self.prediction, *(predict(other, self.clip, features=self.features) for other in others)

    def name_of(self, kind: MapKind) -> str:
        """What to call a map of this question: other questions give other names, and an address carries each."""
        tags = (self.target.tag if kind.of_class else "", _slug(self.fill_name) if kind.fills else "")
        name = ".".join((kind.name, *filter(None, tags)))
        return name if len(name) <= _MAX_NAME else f"{name[: _MAX_NAME - 5]}.{_digest(name)}"

    def title_of(self, kind: MapKind) -> str:
        """How people see it named."""
        fill = f" (fill: {self.fill_name})" if kind.fills and self.fill_name else ""
        return kind.title.format(of=self.target.of) + fill


def target_of(class_names: Sequence[str], answer: int, class_name: str | None, versus: str | None) -> Target:
    """Whose score is meant by the names of classes; the answer's, if none is given.

    Raises:
        SettingsError: there is no such class, or a class is held against itself.
    """
    index = answer if class_name is None else _index(class_names, class_name)
    against = None if versus is None else _index(class_names, versus)
    if index == against:
        given = "is the answer to this clip" if class_name is None else "is both"
        raise SettingsError(
            f"'why A and not B' needs two classes, and '{class_names[index][:_MAX_SHOWN]}' {given}; name another "
            "class to hold it against."
        )
    if class_name is None and versus is None:
        return Target(index, None, "the score of the answer", "")
    named = [class_names[i] for i in (index, against) if i is not None]
    of = " above that of ".join(f"'{name[:_MAX_SHOWN]}'" for name in named)
    return Target(index, against, f"the score of {of}", "-not-".join(map(_slug, named)))


def _index(class_names: Sequence[str], name: str) -> int:
    if name in class_names:
        return list(class_names).index(name)
    shown = few_of([each[:_MAX_SHOWN] for each in class_names], _MAX_LISTED)
    raise SettingsError(f"the checkpoint has no class {str(name)[:_MAX_SHOWN]!r}; its classes: {shown}.")


def _slug(text: str) -> str:
    """``text`` in letters that an address carries; with a digest where that would lose what tells it from others."""
    plain = re.sub(r"[^A-Za-z0-9]+", "-", text).strip("-")
    return plain if re.fullmatch(r"[A-Za-z0-9 ]*", text) else f"{plain}-{_digest(text)}".strip("-")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:4]
