"""What several models say of one clip, side by side: the value that tables, figures and pages read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from sta_lstm.arrays import Float32s, Int64s
from sta_lstm.comparison import tables
from sta_lstm.comparison.ground import Common
from sta_lstm.comparison.measures import Figures, mean_figures
from sta_lstm.comparison.pairs import PairAgreement
from sta_lstm.errors import SettingsError
from sta_lstm.prediction.prediction import Prediction

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
    running_labels: Int64s
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
        return any(prediction.clip.n_shown > 1 for prediction in self.predictions)

    def pair(self, pair: Pair) -> PairAgreement:
        """How far two models agree, in whichever order they are named.

        Raises:
            SettingsError: there are no such two models.
        """
        first, second = sorted(self.checked(pair))
        return next(each for each in self.pairs if (each.first, each.second) == (first, second))

    def two_seeds(self, pair: Pair | None = None) -> Figures | None:
        """What two seeds of one model give: the mean over all pairs of a family; None where there is no such pair.

        Args:
            pair: leave this pair out of the mean, since it is what the mean is compared with.
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
        first, second = (self.families[i] for i in self.checked(pair))
        return first is not None and first == second

    @property
    def disagreement(self) -> float:
        """How much there is to see, 0 to 1: the mean over all pairs of `Figures.disagreement`."""
        return sum(each.figures.disagreement for each in self.pairs) / len(self.pairs)

    def delta_alpha(self, pair: Pair) -> Float32s:
        """T × M × J, ``alpha`` of the second model less that of the first; NaN where a person was not read by all."""
        first, second = self.checked(pair)
        difference = self.alpha[second] - self.alpha[first]
        return np.where(self.common.read[..., None], difference, np.float32(np.nan))

    def delta_beta(self, pair: Pair) -> Float32s:
        """T, ``beta`` of the second model less that of the first."""
        first, second = self.checked(pair)
        return np.asarray(self.beta[second] - self.beta[first], dtype=np.float32)

    def joints(self, pair: Pair) -> pd.DataFrame:
        """The shared joints, those on which two models differ most first: `tables.joint_differences` has the columns.

        Raises:
            SettingsError: there are no such two models.
        """
        return tables.joint_differences(self, pair)

    def classes(self, pair: Pair) -> pd.DataFrame:
        """The classes, those whose probability differs most first: `tables.class_differences` has the columns.

        Raises:
            SettingsError: there are no such two models.
        """
        return tables.class_differences(self, pair)

    def table(self) -> pd.DataFrame:
        """A row for every two models, with their agreement: `tables.pair_table` has the columns."""
        return tables.pair_table(self)

    def to_json(self) -> dict[str, Any]:
        """The comparison as plain JSON values; persons and frames are numbered from 0, what has no value is null."""
        return tables.comparison_json(self)

    def checked(self, pair: Pair) -> Pair:
        """``pair``, if there are two such models.

        Raises:
            SettingsError: there are not; the message says which there are.
        """
        first, second = pair
        if not (0 <= first < len(self.names) and 0 <= second < len(self.names) and first != second):
            raise SettingsError(
                f"there is no pair ({first}, {second}) among {len(self.names)} models; choose two different indices "
                f"from 0 to {len(self.names) - 1}."
            )
        return first, second
