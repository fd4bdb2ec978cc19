"""How often the attention of a checkpoint can be believed: the verdicts on clips that it has not seen, counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from sta_lstm.evidence.verdict import judge
from sta_lstm.limits import PATIENT_STEPS
from sta_lstm.model.checkpoint import Checkpoint
from sta_lstm.model.features import clip_features
from sta_lstm.prediction.predict import predict
from sta_lstm.prediction.verdict import Trust
from sta_lstm.skeletons import Clip

#: Under which name a checkpoint's ``accuracy`` keeps the counts.
ATTENTION = "attention"
#: Clips that are judged: each costs as many runs of the network as its bodies have parts.
MOST_JUDGED = 100
#: The outcomes that are counted, the best first, each with what it says of a clip.
OUTCOMES: Mapping[Trust, str] = {
    Trust.BELIEVE: "α points at the part of the body that carries the answer, or at the two that do together",
    Trust.PARTLY: "α points at another part that carries the answer too, or at one of the two",
    Trust.DOUBT: "α points at a part without which the answer stands",
    Trust.EVEN: "a part or two carry the answer, and α points nowhere in particular",
    Trust.SPREAD: "cannot be checked: the answer hangs on no single part of the body, nor on any two",
}


@dataclass(frozen=True)
class TrustCounts:
    """Verdicts on clips, counted.

    Attributes:
        n_judged: clips that were judged.
        n_clips: clips that they were taken from.
        counts: how many of them have each of `OUTCOMES`.
    """

    n_judged: int
    n_clips: int
    counts: Mapping[Trust, int]

    def to_json(self) -> dict[str, int]:
        """The counts as plain JSON values, as a checkpoint keeps them."""
        return {"judged": self.n_judged, "of": self.n_clips} | {each.value: self.counts[each] for each in OUTCOMES}

    @classmethod
    def from_json(cls, value: object) -> TrustCounts | None:
        """What `to_json` gave; None for anything else, such as of a checkpoint that keeps none."""
        names = ("judged", "of", *(each.value for each in OUTCOMES))
        if not isinstance(value, Mapping) or any(type(value.get(name)) is not int for name in names):
            return None
        counts = {each: value[each.value] for each in OUTCOMES}
        if min(counts.values()) < 0 or not 0 < sum(counts.values()) == value["judged"] <= value["of"]:
            return None
        return cls(value["judged"], value["of"], counts)

    @property
    def n_checked(self) -> int:
        """Clips of which it can be told whether α points at what matters."""
        return self.n_judged - self.counts[Trust.SPREAD]

    @property
    def short(self) -> str:
        """Behind a line on unseen clips: "α believable in 41 of the 80 that can be checked"."""
        return f"α believable in {self.counts[Trust.BELIEVE]:,} of the {self.n_checked:,} that can be checked"


def trust_in(
    checkpoint: Checkpoint, labels: Sequence[str], load: Callable[[int], Clip], *, most: int = MOST_JUDGED
) -> TrustCounts | None:
    """Judge the attention of ``checkpoint`` for some of N clips, spread over the classes as evenly as they allow.

    Args:
        checkpoint: who is asked.
        labels: N, the actions of clips that it has not seen.
        load: the clip of a number from 0 to N - 1.
        most: how many are judged; the same ones each time.

    Returns:
        The counts; None where there are no clips, or no attention to joints that was learned.
    """
    counts = Counter[Trust]()
    for number in spread_over_classes(labels, most):
        clip = load(number)
        features = clip_features(clip, checkpoint.recipe, n_persons=checkpoint.reads.most)
        prediction = predict(checkpoint, clip, features=features)
        verdict = judge(checkpoint, prediction, features=features, limit=PATIENT_STEPS)
        if verdict.trust is Trust.NONE:
            return None
        counts[verdict.trust] += 1
    return TrustCounts(counts.total(), len(labels), counts) if counts else None


def spread_over_classes(labels: Sequence[str], most: int) -> list[int]:
    """Which of N clips to take: the first of each class, then the second of each, … until there are ``most``.

    Args:
        labels: N, the classes of the clips.
        most: how many to take.
    """
    seen = Counter[str]()
    turns = []
    for number, label in enumerate(labels):
        turns.append((seen[label], number))
        seen[label] += 1
    return [number for _, number in islice(sorted(turns), most)]
