"""Whether to believe a network's attention: every score of every ranking, for one clip and for many.

For each clip, grain (joints, limbs, frames, limb × window), fill and ranking: `curves.scores`; for each ranking
prediction gaps and stability under noise of centimetres; for each network what other attention and random layers do.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from torch import Tensor

from sta_lstm.datasets import LabelledClip
from sta_lstm.errors import SettingsError
from sta_lstm.evidence.faithfulness.curves import deletions, order, scores
from sta_lstm.evidence.faithfulness.infidelity import infidelity, random_sets, score_lost
from sta_lstm.evidence.faithfulness.noise import is_flat, prediction_gaps, stability
from sta_lstm.evidence.faithfulness.rankers import (
    MOTION,
    RANDOM,
    Asked,
    Ranker,
    ask,
    clip_seed,
    further,
    rank,
    rankers,
)
from sta_lstm.evidence.faithfulness.sanity import (
    WEIGHTS,
    cascade,
    check_alike,
    randomised,
    seeds_alike,
    with_other_attention,
)
from sta_lstm.evidence.faithfulness.settings import Settings
from sta_lstm.evidence.removal.cells import Grain, groups
from sta_lstm.evidence.removal.fills import Fill, fills, first_pose
from sta_lstm.limits import PATIENT_STEPS
from sta_lstm.model.checkpoint import Checkpoint
from sta_lstm.model.features import Features, clip_features
from sta_lstm.skeletons import Clip

#: What needs two frames, in words.
_TIME = "frames, beta, motion, or a fill that is made of the clip"


class Score(NamedTuple):
    """One number about a clip.

    Attributes:
        measure: of `curves.MEASURES`, or "infidelity", "PGI", "PGU", "stability"; "moved" is what other attention did
            to the answer, "randomised" and "seeds" how alike a ranking stayed.
        ranking: what was tested, such as "alpha × beta"; for "moved" also by what it was replaced.
        grain: what was removed at once; empty where nothing was.
        fill: what took its place; for "randomised" the last layer made random; else empty.
        value: of the measure; NaN where it is not defined.
    """

    measure: str
    ranking: str
    grain: str
    fill: str
    value: float


class ClipScores(NamedTuple):
    """All scores of one clip under one checkpoint.

    Attributes:
        clip: what it is called in its data set.
        label: what is done in it; empty where nobody knows.
        predicted: what the network says is done; every probability is of that class.
        probability: that it gives to it.
        scores: of the clip; one that is not defined there, as what comes of removing its only frame, is left out.
        left_out: what that is, such as a ranking, and why.
    """

    clip: str
    label: str
    predicted: str
    probability: float
    scores: tuple[Score, ...]
    left_out: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, eq=False)
class Examiner:
    """Tests rankings of one checkpoint's clips.

    Attributes:
        checkpoint: whose attention is tested.
        settings: how.
        more: rankings of one's own by name, beside those that the settings name.
        random: the checkpoint with its layers made random one after another; made once.
    """

    checkpoint: Checkpoint
    settings: Settings = field(default_factory=Settings)
    more: Mapping[str, Ranker] = field(default_factory=dict)
    random: tuple[tuple[str, Checkpoint], ...] = field(init=False)

    def __post_init__(self) -> None:
        clash = sorted((self.own.keys() | set(self.settings.rankings)) & self.more.keys())
        if clash:
            raise SettingsError(f"the rankings {', '.join(clash)} are there already; call yours something else.")
        object.__setattr__(self, "random", tuple(cascade(self.checkpoint, seed=self.settings.seed)))

    @property
    def own(self) -> dict[str, Ranker]:
        """The network's attention, motion energy and random."""
        return rankers(self.checkpoint, seed=self.settings.seed)

    def examine(self, clip: Clip, other: Clip | None = None, *, name: str | None = None) -> ClipScores:
        """Every score of every ranking of ``clip``.

        Args:
            clip: that fits the checkpoint.
            other: whose motion is a third fill; without it there are two.
            name: what to call the clip; its own name, if left out.

        Raises:
            MismatchError: a clip does not fit the checkpoint.
            SettingsError: a ranking is not one of this clip.
        """
        asked = ask(self.checkpoint, clip)
        n_persons = self.checkpoint.reads.most
        stand_in = None if other is None else clip_features(other, self.checkpoint.recipe, n_persons=n_persons)
        ranked, left_out = self._ranked(asked)
        if is_still(asked):
            left_out[_TIME] = (
                "one frame alone shows somebody, it is its own mean pose, and no frame comes before another"
            )
        found = [
            *self._removed(asked, ranked, stand_in),
            *self._accounted(asked, ranked, stand_in),
            *self._shaken(asked, ranked),
            *self._checked(asked, ranked),
        ]
        predicted = asked.predicted
        return ClipScores(
            clip=name or clip.name,
            label=clip.label or "",
            predicted=self.checkpoint.class_names[predicted],
            probability=float(asked.probabilities[predicted]),
            scores=tuple(found),
            left_out=left_out,
        )

    def _ranked(self, asked: Asked) -> tuple[dict[str, Tensor], dict[str, str]]:
        """What every ranking says of the clip, and why others cannot; one that is flat says nothing."""
        curves = {each.name for each in self.checkpoint.architecture.curves} if is_still(asked) else set()
        given = {name: ranker for name, ranker in {**self.own, **self.more}.items() if name not in curves}
        ranked = {name: rank(asked, ranker, name) for name, ranker in given.items()}
        refused = {}
        for name, ranker in further(self.settings.rankings).items():
            try:
                ranked[name] = rank(asked, ranker, name)
            except SettingsError as error:  # of this clip or this network: the others stand all the same
                refused[name] = str(error)
        return {name: values for name, values in ranked.items() if not is_flat(values, asked.features.mask)}, refused

    def _removed(self, asked: Asked, ranked: Mapping[str, Tensor], other: Features | None) -> Iterator[Score]:
        layout, settings = asked.clip.layout, self.settings
        for grain in settings.grains:
            by_name = _fills_of(asked, grain, other)
            parts = groups(asked.features, layout, grain)
            if len(parts) < 2:
                continue  # any order is the same
            seed = clip_seed(asked.clip, settings.seed)
            orders = {name: order(ranking, parts, seed=seed) for name, ranking in ranked.items()}
            told = {name: own for name, own in orders.items() if own is not None}  # β says nothing of joints
            ways = [way for own in told.values() for way in (own, own[::-1])]
            for fill_name, fill in by_name.items():
                curves = deletions(
                    asked.checkpoint, asked.features, parts, ways, fill=fill, steps=settings.steps, limit=PATIENT_STEPS
                )
                for name, removed, reverse in zip(told, curves[::2], curves[1::2], strict=True):
                    for measure, value in scores(removed, reverse.backwards(), share=settings.share).items():
                        yield Score(measure, name, grain, fill_name, value)

    def _accounted(self, asked: Asked, ranked: Mapping[str, Tensor], other: Features | None) -> Iterator[Score]:
        """Infidelity by parts of the body in stretches of time."""
        grain: Grain = "limb × window"
        parts = groups(asked.features, asked.clip.layout, grain)
        removed = random_sets(parts, seed=clip_seed(asked.clip, self.settings.seed))
        for fill_name, fill in _fills_of(asked, grain, other).items():
            lost = score_lost(asked, removed, fill=fill)
            for name, ranking in ranked.items():
                yield Score("infidelity", name, grain, fill_name, infidelity(ranking, removed, lost))

    def _shaken(self, asked: Asked, ranked: Mapping[str, Tensor]) -> Iterator[Score]:
        settings, seed = self.settings, clip_seed(asked.clip, self.settings.seed)
        for name, ranking in ranked.items():
            gaps = prediction_gaps(asked, ranking, centimetres=settings.shake_cm, share=settings.share, seed=seed)
            yield Score("PGI", name, "", "", gaps.important)
            yield Score("PGU", name, "", "", gaps.unimportant)
        every = {**self.own, **self.more}
        tested = {key: ranker for key, ranker in every.items() if key in ranked and key != RANDOM}
        for name, value in stability(asked, tested, centimetres=settings.sensor_cm, seed=seed).items():
            yield Score("stability", name, "", "", value)

    def _checked(self, asked: Asked, ranked: Container[str]) -> Iterator[Score]:
        seed = clip_seed(asked.clip, self.settings.seed)
        learned = {key: ranker for key, ranker in self.own.items() if key in self.checkpoint.config.learned}
        can_change = not self.checkpoint.network.only_answers  # no other attention is put into an ONNX file
        for name in ("alpha",) if is_still(asked) else ("alpha", "beta"):
            for weights in WEIGHTS if name in learned and can_change else ():
                change = with_other_attention(asked, name, weights, seed=seed)
                yield Score("moved", f"{name}, {weights}", "", "", change.moved)
        tested = {key: ranker for key, ranker in {**learned, **self.more}.items() if key in ranked}
        for name, along in randomised(asked, tested, self.random).items():
            for layer, value in along.items():
                yield Score("randomised", name, "", layer, value)


def examine_clips(
    examiner: Examiner,
    clips: Sequence[LabelledClip],
    *,
    others: Sequence[LabelledClip] | None = None,
    done: Container[str] = frozenset(),
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Iterator[ClipScores]:
    """The scores of each clip that is not ``done``, by its source, one clip in memory at a time.

    Args:
        examiner: of the checkpoint, which all clips fit.
        clips: that are examined.
        others: among which each clip finds one of another class, or any other where all are of one, as its third fill;
            the clips themselves, if left out. Which, is the same wherever a run begins and how many clips it takes.
        done: sources of clips to pass over.
        progress: told how many are done, and of how many.
    """
    for i, each in enumerate(clips):
        if each.source not in done:
            other = _stand_in(each, clips if others is None else others, examiner.settings.seed)
            yield examiner.examine(each.load(), None if other is None else other.load(), name=each.source)
        progress(i + 1, len(clips))


def compare_seeds(
    checkpoints: Sequence[Checkpoint],
    clips: Sequence[LabelledClip],
    *,
    done: Container[str] = frozenset(),
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Iterator[ClipScores]:
    """How alike checkpoints of one recipe rank the cells of each clip that is not ``done``: the measure "seeds".

    Raises:
        SettingsError: the checkpoints are not of one recipe, or there is but one.
    """
    check_alike(checkpoints)
    learned = {key: ranker for key, ranker in rankers(checkpoints[0]).items() if key not in (MOTION, RANDOM)}
    for i, each in enumerate(clips):
        if each.source not in done:
            clip = each.load()
            alike = seeds_alike([ask(checkpoint, clip) for checkpoint in checkpoints], learned)
            found = tuple(Score("seeds", name, "", "", value) for name, value in alike.items())
            yield ClipScores(each.source, each.label, "", float("nan"), found)
        progress(i + 1, len(clips))


def is_still(asked: Asked) -> bool:
    """Whether somebody is seen in one frame alone: mean pose, first pose and interpolation are then the clip itself."""
    return len(asked.features.frames.read) < 2


def _fills_of(asked: Asked, grain: Grain, other: Features | None) -> dict[str, Fill]:
    """The fills; what is removed throughout has no frames to interpolate between, and stands as in its first."""
    found = fills(asked.clip.n_joints, other)
    if is_still(asked):
        return {name: fill for name, fill in found.items() if name == "other clip"}
    if grain not in ("joint", "limb", "person"):
        return dict(found)
    lasting: dict[str, tuple[str, Fill]] = {"interpolation": ("first pose", first_pose)}
    return dict(lasting.get(name, (name, fill)) for name, fill in found.items())


def _stand_in(clip: LabelledClip, among: Sequence[LabelledClip], seed: int) -> LabelledClip | None:
    others = [each for each in among if each.label != clip.label]
    others = others or [each for each in among if each.source != clip.source]
    rng = np.random.default_rng([seed, int(clip.fingerprint, 16)])
    return others[int(rng.integers(len(others)))] if others else None
