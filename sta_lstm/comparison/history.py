"""One clip under one network at several moments of its training: how the answer and the attention came about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from sta_lstm.arrays import Float32s, Float64s, Int64s
from sta_lstm.errors import SettingsError
from sta_lstm.evaluation.entropy import curve_entropy, map_entropy
from sta_lstm.model.checkpoint import Checkpoint
from sta_lstm.prediction.labels import class_of
from sta_lstm.prediction.predict import predict_all
from sta_lstm.prediction.prediction import Prediction
from sta_lstm.prediction.summary import clip_mean
from sta_lstm.skeletons import Clip


@dataclass(frozen=True, eq=False)
class History:
    """What the snapshots of one training say of one clip; E snapshots, in the order of their epochs.

    Attributes:
        epochs: E, how many were done; 0 is the untrained network.
        predictions: E, of the same clip, classes and kinds of attention.
        accuracy: E, on clips that it has not seen; None where the snapshot does not say.
    """

    epochs: tuple[int, ...]
    predictions: tuple[Prediction, ...]
    accuracy: tuple[float | None, ...]

    @property
    def clip(self) -> Clip:
        """The clip."""
        return self.predictions[0].clip

    @property
    def last(self) -> Prediction:
        """The answer of the last snapshot."""
        return self.predictions[-1]

    @cached_property
    def probabilities(self) -> Float32s:
        """E × L."""
        return np.stack([prediction.probabilities for prediction in self.predictions])

    @cached_property
    def alpha_entropy(self) -> Float64s:
        """E, entropy of α over the joints read, as a share of uniform attention's; the mean over the frames.

        1 is uniform, 0 is stuck on one joint. NaN where no body was read.
        """
        masks = (np.broadcast_to(each.read[..., None], each.alpha.shape) for each in self.predictions)
        return np.array([map_entropy(each.alpha, mask) for each, mask in zip(self.predictions, masks, strict=True)])

    @cached_property
    def beta_entropy(self) -> Float64s:
        """E, entropy of β over the frames with bodies, as a share of uniform attention's.

        1 is uniform, 0 is stuck on one frame. NaN where β is zero throughout.
        """
        return np.array([curve_entropy(each.beta, np.asarray(each.read.any(1))) for each in self.predictions])

    @cached_property
    def joint_attention(self) -> Float64s:
        """E × M × J, attention over the clip, as `clip_mean` weighs it; 1 is uniform. NaN for a person never read."""
        means = [clip_mean(each.relative_alpha, each.read, each.beta) for each in self.predictions]
        read = np.stack([each.read.any(0) for each in self.predictions])
        return np.where(read[..., None], np.stack(means), np.nan)

    @cached_property
    def joint_ranks(self) -> Int64s:
        """E × M × J, 1 for the joint that ``joint_attention`` gives most; 0 for a person never read."""
        n_epochs, *shape = self.joint_attention.shape
        flat = self.joint_attention.reshape(n_epochs, -1)
        order = np.argsort(-flat, axis=1, kind="stable")  # NaN comes last
        ranks = np.empty_like(order)
        np.put_along_axis(ranks, order, np.arange(1, flat.shape[1] + 1)[None], axis=1)
        return np.where(np.isfinite(flat), ranks, 0).reshape(n_epochs, *shape)

    @cached_property
    def relative_beta(self) -> Float64s:
        """E × T, β as a multiple of its mean over the frames with bodies; NaN in the other frames."""
        return np.stack([np.where(each.read.any(1), each.relative_beta, np.nan) for each in self.predictions])

    @property
    def settled(self) -> int:
        """The epoch of the snapshot from which on every one says what the last one says."""
        same = [prediction.label == self.last.label for prediction in self.predictions]
        first = len(same)
        while first and same[first - 1]:
            first -= 1
        return self.epochs[first]

    @property
    def true_class(self) -> str | None:
        """The class that the clip's own label names; None where there is none (`prediction.labels.class_of`)."""
        return None if self.clip.label is None else class_of(self.clip.label, self.last.class_names)

    def table(self) -> pd.DataFrame:
        """A row a snapshot.

        Columns: ``epoch``; ``label`` (the predicted class) and its ``probability``; ``probability_of_clip_label``
        (missing where the true action is not known, or none of the classes); ``alpha_entropy``, ``beta_entropy``
        (shares of uniform); ``accuracy`` (on clips not seen, where known); then ``p CLASS`` for every class.
        """
        names = self.last.class_names
        known = None if self.true_class is None else names.index(self.true_class)
        table = pd.DataFrame(
            {
                "epoch": self.epochs,
                "label": [prediction.label for prediction in self.predictions],
                "probability": self.probabilities.max(1),
                "probability_of_clip_label": np.nan if known is None else self.probabilities[:, known],
                "alpha_entropy": self.alpha_entropy,
                "beta_entropy": self.beta_entropy,
                "accuracy": np.array(self.accuracy, dtype=np.float64),
            }
        )
        shares = pd.DataFrame(self.probabilities, columns=[f"p {name}" for name in names])
        return pd.concat([table, shares], axis=1)

    def traced(self, table: pd.DataFrame) -> pd.DataFrame:
        """One of these tables with a last column ``provenance``: which checkpoint each row comes from."""
        said = {epoch: each.provenance.in_words() for epoch, each in zip(self.epochs, self.predictions, strict=True)}
        return table.assign(provenance=table["epoch"].map(said))

    def joint_table(self) -> pd.DataFrame:
        """A row a snapshot and joint that was read, the most attended first.

        Columns: ``epoch``, ``person`` (from 0), ``joint``, ``alpha_over_uniform`` (over the clip), ``rank``.
        """
        epoch, person, joint = (each.reshape(-1) for each in np.indices(self.joint_attention.shape))
        table = pd.DataFrame(
            {
                "epoch": np.array(self.epochs)[epoch],
                "person": person,
                "joint": np.array(self.clip.layout.joints, dtype=object)[joint],
                "alpha_over_uniform": self.joint_attention.reshape(-1),
                "rank": self.joint_ranks.reshape(-1),
            }
        )
        return table[table["rank"] > 0].sort_values(["epoch", "rank"], kind="stable", ignore_index=True)

    def frame_table(self) -> pd.DataFrame:
        """A row a snapshot and frame: ``epoch``, ``frame``, ``time_s``, ``beta_over_uniform`` (missing: no body)."""
        epoch, frame = (each.reshape(-1) for each in np.indices(self.relative_beta.shape))
        return pd.DataFrame(
            {
                "epoch": np.array(self.epochs)[epoch],
                "frame": frame,
                "time_s": frame / self.clip.fps,
                "beta_over_uniform": self.relative_beta.reshape(-1),
            }
        )


def history(epochs: Sequence[int], snapshots: Sequence[Checkpoint], clip: Clip) -> History:
    """What each of the snapshots of one training says of ``clip``.

    Args:
        epochs: E, ascending, how many were done.
        snapshots: E, of one layout, one list of classes and one architecture.
        clip: the recording.

    Raises:
        MismatchError: the clip does not fit them.
        SettingsError: there are none, as many epochs as snapshots are not given, or they are not of one training.
    """
    if not snapshots or len(epochs) != len(snapshots) or any(np.diff(epochs) <= 0):
        raise SettingsError(
            f"a history needs snapshots in the order of their epochs, each with its own; got {len(snapshots)} "
            f"snapshots and the epochs {', '.join(map(str, epochs[:8])) or 'none'}."
        )
    first = snapshots[0]
    for each in snapshots[1:]:
        if (each.config, each.class_names, each.layout.joints) != (
            first.config,
            first.class_names,
            first.layout.joints,
        ):
            raise SettingsError(
                f"'{each.name}' and '{first.name}' are not snapshots of one training: their classes, joints or "
                "architectures differ."
            )
    return History(
        epochs=tuple(epochs),
        predictions=tuple(predict_all(snapshots, clip)),
        accuracy=tuple(_accuracy(each) for each in snapshots),
    )


def _accuracy(checkpoint: Checkpoint) -> float | None:
    value = checkpoint.accuracy.get("accuracy")
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 <= value <= 1 else None
