"""Two to eight models on one clip: do they look at the same joints, at the same frames, and say the same?"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sta_lstm.attention.agreement import settled
from sta_lstm.attention.common import Common, common_ground
from sta_lstm.attention.measures import MEASURES, Figures, mean_figures
from sta_lstm.attention.pairs import PairAgreement, Side, pair_agreement
from sta_lstm.attention.prediction import Floats, Prediction
from sta_lstm.attention.tables import clip_mean
from sta_lstm.errors import SettingsError

if TYPE_CHECKING:
    from sta_lstm.model.checkpoint import Checkpoint

MAX_MODELS = 8
#: Keyframes that are no farther apart are the same one, in seconds, unless a number of frames is given.
_TOLERANCE_S = 0.1
#: Two models, as indices into `Comparison.names`.
Pair = tuple[int, int]


@dataclass(frozen=True, eq=False)
class Comparison:
    """What N models say of one clip, side by side, and how far they agree.

    T frames; M persons, J joints and L classes that all models share; C classes that any of them has. All arrays are
    read-only.

    Attributes:
        predictions: N, as they were given.
        names: N names, each its own.
        families: for each model what it is a seed of, or None.
        common: what the models share, and what was left out, in sentences.
        pairs: one for every two models, in the order of their indices.
        alpha: N × T × M × J, float32, α over the shared joints of persons whom all models read, as a multiple of
            uniform attention over these: 1 is uniform. 0 where ``common.read`` is false.
        beta: N × T, float32, β as a multiple of its mean over the frames in which a body was read: 1 is uniform.
        joint_attention: N × M × J, float32, ``alpha`` over the clip, each model's frames weighted by its own β.
        running_labels: N × T, the class predicted from the frames so far, as an index into ``common.any_class``; -1
            while there is no evidence.
        settled: N, the frame from which on the running label stays what it is in the end; None without evidence.
        probabilities: N × C, of ``common.any_class``; 0 where a model does not have the class.
        top: k of the top-k joints.
        tolerance: frames by which two keyframes may differ and still be the same.
    """

    predictions: tuple[Prediction, ...]
    names: tuple[str, ...]
    families: tuple[str | None, ...]
    common: Common
    pairs: tuple[PairAgreement, ...]
    alpha: Floats
    beta: Floats
    joint_attention: Floats
    running_labels: NDArray[np.int64]
    settled: tuple[int | None, ...]
    probabilities: Floats
    top: int
    tolerance: int

    @property
    def left_out(self) -> tuple[str, ...]:
        """What is not compared, in sentences."""
        return self.common.left_out

    def pair(self, pair: Pair) -> PairAgreement:
        """How far two models agree; the same for (a, b) and (b, a).

        Raises:
            SettingsError: there are no such two models.
        """
        first, second = sorted(self._checked(pair))
        return next(each for each in self.pairs if (each.first, each.second) == (first, second))

    def two_seeds(self, pair: Pair | None = None) -> Figures | None:
        """What two seeds of one model give: the mean over all pairs of a family; None where there is no such pair.

        Args:
            pair: leave this pair out of the mean, since it is what is held against it.
        """
        own = None if pair is None else tuple(sorted(pair))
        found = [
            each.figures
            for each in self.pairs
            if self._are_seeds((each.first, each.second)) and (each.first, each.second) != own
        ]
        return mean_figures(found) if found else None

    @property
    def disagreement(self) -> float:
        """How much there is to see, 0 to 1: the mean over all pairs of `Figures.disagreement`."""
        return sum(each.figures.disagreement for each in self.pairs) / len(self.pairs)

    def delta_alpha(self, pair: Pair) -> Floats:
        """T × M × J, ``alpha`` of the second model less that of the first; NaN where a person was not read by all."""
        first, second = self._checked(pair)
        difference = self.alpha[second] - self.alpha[first]
        return np.where(self.common.read[..., None], difference, np.float32(np.nan))

    def delta_beta(self, pair: Pair) -> Floats:
        """T, ``beta`` of the second model less that of the first."""
        first, second = self._checked(pair)
        return np.asarray(self.beta[second] - self.beta[first], dtype=np.float32)

    def joints(self, pair: Pair) -> pd.DataFrame:
        """The joints on which two models differ most, first; a row for each shared joint that was read.

        Columns: ``person`` (from 0), ``joint``, ``first``, ``second`` (attention over the clip, 1 is uniform),
        ``difference`` (second less first), ``used_by`` (which of the models gives it more than uniform attention:
        ``"first"``, ``"second"``, ``"both"`` or ``"neither"``).
        """
        first, second = (self.joint_attention[i] for i in self._checked(pair))
        person, joint = np.indices(first.shape).reshape(2, -1)
        a, b = first[person, joint].astype(np.float64), second[person, joint].astype(np.float64)
        # A uniform map is above uniform by rounding alone.
        uses = np.stack([a > 1 + 1e-4, b > 1 + 1e-4])
        words = np.array([["neither", "second"], ["first", "both"]])
        table = pd.DataFrame(
            {
                "person": np.array(self.common.persons)[person],
                "joint": [self.common.joints[j] for j in joint],
                "first": a,
                "second": b,
                "difference": b - a,
                "used_by": words[uses[0].astype(int), uses[1].astype(int)],
            }
        )
        order = np.argsort(-np.abs(b - a), kind="stable")
        return table.iloc[order].reset_index(drop=True)

    def classes(self, pair: Pair) -> pd.DataFrame:
        """The classes whose probability differs most, first.

        Columns: ``class``, ``first``, ``second`` (probabilities, missing where the model has no such class),
        ``change`` (second less first, a missing one being 0).
        """
        first, second = self._checked(pair)
        change = (self.probabilities[second] - self.probabilities[first]).astype(np.float64)
        has = [np.isin(self.common.any_class, self.predictions[i].class_names) for i in (first, second)]
        table = pd.DataFrame(
            {
                "class": list(self.common.any_class),
                "first": np.where(has[0], self.probabilities[first], np.nan),
                "second": np.where(has[1], self.probabilities[second], np.nan),
                "change": change,
            }
        )
        return table.iloc[np.argsort(-np.abs(change), kind="stable")].reset_index(drop=True)

    def table(self) -> pd.DataFrame:
        """A row a pair.

        Columns: ``first``, ``second`` (names), ``label_first``, ``label_second``, ``both_know_frame`` (from which on
        both running labels stay); the measures of `MEASURES` by name, missing where there is no value; the same with
        ``random_`` and ``two_seeds_`` before the name, their baselines; ``disagreement``; ``notes`` on what is missing.
        """
        rows = []
        for each in self.pairs:
            seeds = self.two_seeds((each.first, each.second))
            row: dict[str, Any] = {
                "first": self.names[each.first],
                "second": self.names[each.second],
                "label_first": self.predictions[each.first].label,
                "label_second": self.predictions[each.second].label,
                "both_know_frame": each.both_know,
            }
            row |= asdict(each.figures)
            row |= {f"random_{measure.name}": getattr(each.random, measure.name) for measure in MEASURES}
            row |= {f"two_seeds_{measure.name}": seeds and getattr(seeds, measure.name) for measure in MEASURES}
            rows.append({**row, "disagreement": each.figures.disagreement, "notes": " ".join(each.notes)})
        table = pd.DataFrame(rows)
        numbers = [column for column in table if str(column).endswith(tuple(measure.name for measure in MEASURES))]
        return table.astype(dict.fromkeys(numbers, np.float64) | {"both_know_frame": "Int64"})

    def to_json(self) -> dict[str, Any]:
        """The comparison as plain JSON values; persons and frames are numbered from 0, what has no value is null."""
        clip = self.predictions[0].clip
        return {
            "clip": clip.name,
            "frames": clip.n_frames,
            "fps": clip.fps,
            "joints": list(self.common.joints),
            "persons": list(self.common.persons),
            "classes": list(self.common.classes),
            "left_out": list(self.left_out),
            "top": self.top,
            "tolerance": self.tolerance,
            "models": [self._model_json(i) for i in range(len(self.names))],
            "pairs": [self._pair_json(each) for each in self.pairs],
        }

    def _model_json(self, index: int) -> dict[str, Any]:
        prediction = self.predictions[index]
        return {
            "name": self.names[index],
            "checkpoint": prediction.checkpoint,
            "family": self.families[index],
            "label": prediction.label,
            "probabilities": dict(zip(prediction.class_names, prediction.probabilities.tolist(), strict=True)),
            "settled": self.settled[index],
            "keyframes": list(prediction.keyframes),
            "beta_over_uniform": self.beta[index].tolist(),
            "joint_attention": self.joint_attention[index].tolist(),
        }

    def _pair_json(self, each: PairAgreement) -> dict[str, Any]:
        seeds = self.two_seeds((each.first, each.second))
        joints = self.joints((each.first, each.second))
        return {
            "first": self.names[each.first],
            "second": self.names[each.second],
            "both_know": each.both_know,
            "figures": asdict(each.figures),
            "random": asdict(each.random),
            "two_seeds": seeds and asdict(seeds),
            "disagreement": each.figures.disagreement,
            "alpha_divergence_by_frame": [None if np.isnan(bits) else bits for bits in each.divergence.tolist()],
            "joints": joints.to_dict("records"),
            "notes": list(each.notes),
        }

    def _are_seeds(self, pair: Pair) -> bool:
        first, second = (self.families[i] for i in pair)
        return first is not None and first == second

    def _checked(self, pair: Pair) -> Pair:
        first, second = pair
        if not (0 <= first < len(self.names) and 0 <= second < len(self.names) and first != second):
            raise SettingsError(
                f"there is no pair ({first}, {second}) among {len(self.names)} models; choose two different indices "
                f"from 0 to {len(self.names) - 1}."
            )
        return first, second


def compare(
    predictions: Sequence[Prediction],
    *,
    names: Sequence[str] | None = None,
    families: Sequence[str | None] | None = None,
    top: int = 5,
    tolerance: int | None = None,
) -> Comparison:
    """What 2 to 8 models say of one clip, side by side, and how far every two of them agree.

    Everything is measured on what all of them share: joints by name, persons whom all read, classes by name. Attention
    is shared out anew over these joints. What is left out is said in `Comparison.left_out`.

    Args:
        predictions: N results for the same clip, which may have been brought into several layouts.
        names: what to call the models; the checkpoints' names if left out, numbered where they are the same.
        families: for each model what it is a seed of (see `seed_family`), or None. Two models of one family give the
            baseline of two seeds.
        top: how many of a model's most attended joints are held against the other's.
        tolerance: frames by which two keyframes may differ and still be the same; a tenth of a second, at least one
            frame, if left out.

    Raises:
        SettingsError: fewer than 2 predictions or more than 8; as many names or families as predictions are needed,
            and names must differ; or ``top`` or ``tolerance`` is out of range.
        MismatchError: the predictions are of different clips, or share no joint or no person.
    """
    names = _own_names(predictions) if names is None else tuple(names)
    families = (None,) * len(predictions) if families is None else tuple(families)
    _check(len(predictions), names, families, top, tolerance)
    if tolerance is None:
        tolerance = max(1, round(_TOLERANCE_S * predictions[0].clip.fps))
    common = common_ground(predictions, names)
    sides = [_side(i, predictions[i], names[i], common) for i in range(len(predictions))]
    return Comparison(
        predictions=tuple(predictions),
        names=names,
        families=families,
        common=common,
        pairs=tuple(
            pair_agreement((i, j), sides[i], sides[j], common, top=top, tolerance=tolerance)
            for i, j in combinations(range(len(sides)), 2)
        ),
        alpha=_stacked(side.alpha for side in sides),
        beta=_stacked(side.beta for side in sides),
        joint_attention=_stacked(side.joint_attention for side in sides),
        running_labels=_stacked(side.running_labels for side in sides),
        settled=tuple(side.settled for side in sides),
        probabilities=_stacked(side.probabilities for side in sides),
        top=top,
        tolerance=tolerance,
    )


def seed_family(checkpoint: Checkpoint) -> str | None:
    """What ``checkpoint`` is a seed of: the same text for those that differ in nothing but their seed.

    That is variant and size of the network, classes, recipe, data, fold and the clips that trained. None where the
    checkpoint does not say its seed or its recipe.
    """
    training = checkpoint.training
    if "seed" not in training or "recipe" not in training:
        return None
    same = {key: training.get(key) for key in ("recipe", "data", "dataset", "protocol", "fold", "train_sources")}
    same |= {"config": asdict(checkpoint.config), "classes": checkpoint.class_names, "joints": checkpoint.layout.joints}
    digest = hashlib.sha256(json.dumps(same, sort_keys=True, default=str).encode("ascii")).hexdigest()
    return f"{checkpoint.config.variant} {digest[:12]}"


def _own_names(predictions: Sequence[Prediction]) -> tuple[str, ...]:
    """The checkpoints' names; a second one of the same name is called ``name (2)``."""
    names: list[str] = []
    for prediction in predictions:
        name, number = prediction.checkpoint, 1
        while name in names:
            number += 1
            name = f"{prediction.checkpoint} ({number})"
        names.append(name)
    return tuple(names)


def _check(
    n_models: int, names: Sequence[str], families: Sequence[str | None], top: int, tolerance: int | None
) -> None:
    if not 2 <= n_models <= MAX_MODELS:
        raise SettingsError(f"2 to {MAX_MODELS} models are compared at a time; {n_models} came.")
    for what, given in (("names", names), ("families", families)):
        if len(given) != n_models:
            raise SettingsError(f"{n_models} models are compared, with {len(given)} {what}; give each its own.")
    if len(set(names)) < n_models:
        raise SettingsError(f"models are compared by name, and two are called the same: {', '.join(names)}.")
    if top < 1 or (tolerance is not None and tolerance < 0):
        raise SettingsError(f"comparing: expected top ≥ 1 and tolerance ≥ 0; got {top} and {tolerance}.")


def _side(index: int, prediction: Prediction, name: str, common: Common) -> Side:
    alpha = common.alpha(index, prediction)
    running_labels = _running_labels(prediction, common)
    return Side(
        prediction=prediction,
        name=name,
        alpha=alpha,
        beta=_relative_beta(prediction, common),
        joint_attention=clip_mean(alpha, common.read, prediction.beta).astype(np.float32),
        running_labels=running_labels,
        probabilities=common.probabilities(prediction),
        settled=settled(running_labels),
    )


def _relative_beta(prediction: Prediction, common: Common) -> Floats:
    """T, β as a multiple of its mean over the frames with bodies; 0 elsewhere, and throughout where β is zero."""
    beta = np.where(common.frames, prediction.beta.astype(np.float64), 0)
    total = beta.sum()
    return np.asarray(beta * (common.frames.sum() / total if total > 0 else 0), dtype=np.float32)


def _running_labels(prediction: Prediction, common: Common) -> NDArray[np.int64]:
    """T, classes as indices into ``common.any_class``, -1 before the first frame with weight."""
    codes = np.array([common.any_class.index(name) for name in prediction.class_names])
    return np.where(np.cumsum(prediction.beta) > 0, codes[prediction.running.argmax(1)], -1).astype(np.int64)


def _stacked(arrays: Iterable[NDArray[Any]]) -> NDArray[Any]:
    """One read-only array, a model a row."""
    stacked = np.stack(list(arrays))
    stacked.setflags(write=False)
    return stacked
