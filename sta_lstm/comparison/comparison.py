"""What several models say of one clip, side by side: the value that tables, figures and pages read."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sta_lstm.arrays import Float32s
from sta_lstm.comparison.ground import Common
from sta_lstm.comparison.measures import MEASURES, Figures, mean_figures
from sta_lstm.comparison.pairs import PairAgreement
from sta_lstm.errors import SettingsError
from sta_lstm.prediction.prediction import Prediction
from sta_lstm.skeletons import persons_shown

#: Two models, as indices into `Comparison.names`.
Pair = tuple[int, int]


@dataclass(frozen=True, eq=False)
class Comparison:
    """What N models say of one clip, side by side, and how far they agree.

    Or what one model says of two clips on a common clock: see `sta_lstm.comparison.clips`.

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
    alpha: Float32s
    beta: Float32s
    joint_attention: Float32s
    running_labels: NDArray[np.int64]
    settled: tuple[int | None, ...]
    probabilities: Float32s
    top: int
    tolerance: int

    @property
    def left_out(self) -> tuple[str, ...]:
        """What is not compared, in sentences."""
        return self.common.left_out

    @property
    def has_several_persons(self) -> bool:
        """Whether a clip shows more than one person, so that a joint's name alone does not say whose it is."""
        return any(len(persons_shown(prediction.clip)) > 1 for prediction in self.predictions)

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
            if self.are_seeds((each.first, each.second)) and (each.first, each.second) != own
        ]
        return mean_figures(found) if found else None

    def are_seeds(self, pair: Pair) -> bool:
        """Whether two models are known to be seeds of one."""
        first, second = (self.families[i] for i in self._checked(pair))
        return first is not None and first == second

    @property
    def disagreement(self) -> float:
        """How much there is to see, 0 to 1: the mean over all pairs of `Figures.disagreement`."""
        return sum(each.figures.disagreement for each in self.pairs) / len(self.pairs)

    def delta_alpha(self, pair: Pair) -> Float32s:
        """T × M × J, ``alpha`` of the second model less that of the first; NaN where a person was not read by all."""
        first, second = self._checked(pair)
        difference = self.alpha[second] - self.alpha[first]
        return np.where(self.common.read[..., None], difference, np.float32(np.nan))

    def delta_beta(self, pair: Pair) -> Float32s:
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
            "layout": prediction.clip.layout.name,
            "inferred": list(prediction.clip.inferred),
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

    def _checked(self, pair: Pair) -> Pair:
        first, second = pair
        if not (0 <= first < len(self.names) and 0 <= second < len(self.names) and first != second):
            raise SettingsError(
                f"there is no pair ({first}, {second}) among {len(self.names)} models; choose two different indices "
                f"from 0 to {len(self.names) - 1}."
            )
        return first, second
