"""From a clip to what the network reads.

Every step is a named switch of `FeatureRecipe`, and the recipe travels in the checkpoint: inference cannot preprocess
otherwise than training did.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from functools import cached_property
from typing import Any, Literal

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.sparse import csr_array
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from sta_lstm.arrays import Bools, Float32s, Float64s, Indices
from sta_lstm.errors import MismatchError, SettingsError
from sta_lstm.limits import LAYER
from sta_lstm.model.poses import Poses, aligned, centred, network_input, resampled, velocities, with_absent_held
from sta_lstm.skeletons import Clip, SkeletonLayout, y_up
from sta_lstm.skeletons.quality.smoothing import smoothed

_CHOICES: dict[str, tuple[str, ...]] = {
    "centre": ("none", "clip", "frame", "person", "trunk"),
    "scale": ("none", "torso"),
    "view": ("none", "facing", "pair"),
}
#: What each step of a recipe may be, in words.
EXPECTED = {
    **{name: f"one of {', '.join(choices)}" for name, choices in _CHOICES.items()},
    **dict.fromkeys(("smooth", "velocities"), "true or false"),
    "resample": "2 to 2000 frames, or 0 for none",
}


@dataclass(frozen=True)
class FeatureRecipe:
    """How positions become features; applied in the order of the attributes.

    Attributes:
        smooth: Savitzky–Golay filter over 5 frames, within each stretch in which a person is present.
        scale: ``"torso"`` divides by the mean length of the trunk of those present, so that bodies are of one size.
        centre: what is subtracted: ``"clip"`` the mean root joint of those present in the first frame; ``"frame"`` the
            same of every frame; ``"person"`` each person's own root in every frame (where they stand is lost);
            ``"trunk"`` the middle of their hips and shoulders, which is the same place in every layout.
        view: turn about the vertical. ``"facing"`` lays the first person's line from right to left, through hips and
            shoulders, along x in the first frames; ``"pair"`` lays the line from the first to the second person along
            x, and is ``"facing"`` where one person is alone.
        resample: number of frames, linearly interpolated; None keeps the clip's own.
        velocities: add each joint's velocity in units a second as three more features.
    """

    smooth: bool = False
    scale: Literal["none", "torso"] = "none"
    centre: Literal["none", "clip", "frame", "person", "trunk"] = "clip"
    view: Literal["none", "facing", "pair"] = "none"
    resample: int | None = None
    velocities: bool = False

    def __post_init__(self) -> None:
        for name, choices in _CHOICES.items():
            if getattr(self, name) not in choices:
                raise SettingsError(f"feature recipe: {name} is {getattr(self, name)!r}; expected {EXPECTED[name]}.")
        for name in ("smooth", "velocities"):
            if type(getattr(self, name)) is not bool:
                raise SettingsError(f"feature recipe: {name} is {getattr(self, name)!r}; expected {EXPECTED[name]}.")
        if self.resample is not None and (type(self.resample) is not int or not 2 <= self.resample <= 2000):
            raise SettingsError(f"feature recipe: resample is {self.resample!r}; expected 2 to 2000 frames, or none.")

    @property
    def n_channels(self) -> int:
        """C, features of a joint."""
        return 6 if self.velocities else 3

    def to_json(self) -> dict[str, Any]:
        """The recipe as plain JSON values; `from_json` is its inverse."""
        return asdict(self)

    @staticmethod
    def from_json(values: object) -> FeatureRecipe:
        """Rebuild a recipe from `to_json`.

        Raises:
            SettingsError: a switch is missing, unknown or out of range.
        """
        known = {field.name for field in fields(FeatureRecipe)}
        if not isinstance(values, dict) or set(values) != known:
            came = sorted(values) if isinstance(values, dict) else type(values).__name__
            raise SettingsError(f"feature recipe: expected the switches {sorted(known)}, got {came}.")
        return FeatureRecipe(**values)


@dataclass(frozen=True, eq=False)
class FrameMap:
    """Which frames of the clip each frame that the network read came from.

    Attributes:
        n_frames: T, frames of the clip.
        read: indices of the clip's frames that show a body, ascending; the others never reach the network.
        n_model: frames that the network read: as many as ``read``, or the recipe's ``resample``.
    """

    n_frames: int
    read: Indices
    n_model: int

    def spread(self, values: Float32s) -> Float32s:
        """Model frames' amounts (n_model × …) over the clip's frames (T × …), every column's sum kept."""
        out = np.zeros((self.n_frames, *values.shape[1:]), dtype=np.float64)
        out[self.read] = values if self.n_model == len(self.read) else _apply(self._shares, values)
        return out.astype(np.float32)

    def average(self, values: Float32s) -> Float32s:
        """Model frames' values (n_model × …) at the clip's frames (T × …), as weighted means; 0 where nobody is."""
        out = np.zeros((self.n_frames, *values.shape[1:]), dtype=np.float64)
        if self.n_model == len(self.read):
            out[self.read] = values
        else:
            out[self.read] = _apply(self._means, values)
        return out.astype(np.float32)

    @cached_property
    def _means(self) -> csr_array:
        """The weight of each model frame in the mean of each frame read: read × n_model, rows sum to 1."""
        return csr_array(self._shares.multiply(1 / self._shares.sum(axis=1)[:, None]))

    @cached_property
    def _shares(self) -> csr_array:
        """The share of each model frame that belongs to each frame read: read × n_model, columns sum to 1."""
        return overlaps(len(self.read), self.n_model)


def _apply(weights: csr_array, values: NDArray[Any]) -> Float64s:
    """A matrix (to × from) applied to the first axis of ``values`` (from × …)."""
    flat = weights @ values.reshape(len(values), -1).astype(np.float64)
    return np.asarray(flat, dtype=np.float64).reshape(-1, *values.shape[1:])


@dataclass(frozen=True, eq=False)
class Features:
    """One clip as the network reads it.

    Attributes:
        x: n_model × K × C, float32, on the CPU. A copy that requires a gradient may take its place (`replace`).
        mask: n_model × K, bool, whether a joint's person is in the frame.
        frames: the way back to the clip's own frames.
        persons: the clip's persons in the order of the network's; fewer than M where the network has room for more.
    """

    x: Tensor
    mask: Tensor
    frames: FrameMap
    persons: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Prepared:
    """A clip after those steps of a recipe that no augmentation touches: smoothing and scale.

    Attributes:
        positions: T' × M × J × 3, y up, of the T' frames that show a body; zero where a person is absent.
        present: T' × M, whether a person is in a frame.
        times: T', seconds.
        read: indices of those frames in the clip.
        persons: the clip's persons in the order of the M; fewer than M where there is room for more.
    """

    positions: Float32s
    present: Bools
    times: Float64s
    read: Indices
    persons: tuple[int, ...]


def prepare(clip: Clip, recipe: FeatureRecipe, *, n_persons: int) -> Prepared:
    """The first steps of ``recipe``, for a network that reads ``n_persons`` persons.

    Raises:
        MismatchError: the clip shows more persons than that.
    """
    persons = tuple(int(m) for m in np.flatnonzero(clip.present.any(0)))
    if len(persons) > n_persons:
        raise MismatchError(
            f"clip '{clip.name}' shows {len(persons)} persons; the checkpoint reads at most {n_persons}. Keep the "
            f"{n_persons} that act, or choose a checkpoint for more."
        )
    present = clip.present[:, list(persons)]  # T × M
    positions = y_up(clip)[:, list(persons)]  # T × M × J × 3
    if recipe.smooth:
        positions = smoothed(positions, present)
    read = np.flatnonzero(present.any(1))
    positions, present = positions[read], present[read]
    if recipe.scale == "torso":
        positions = positions / _torso_length(positions, present, clip.layout)
    absent = n_persons - len(persons)
    return Prepared(
        positions=np.pad(positions, ((0, 0), (0, absent), (0, 0), (0, 0))),
        present=np.pad(present, ((0, 0), (0, absent))),
        times=read / clip.fps,
        read=read,
        persons=persons,
    )


def clip_features(clip: Clip, recipe: FeatureRecipe, *, n_persons: int) -> Features:
    """Apply ``recipe`` to ``clip`` for a network that reads ``n_persons`` persons.

    Raises:
        MismatchError: the clip shows more persons than that, or would have too many features.
    """
    (features,) = features_of_all([clip], recipe, n_persons=n_persons)
    return features


def features_of_all(clips: Sequence[Clip], recipe: FeatureRecipe, *, n_persons: int) -> list[Features]:
    """The same of each of several clips of one layout, all at once: of many short ones in a fraction of the time.

    Raises:
        MismatchError: a clip shows more persons than that, or would have too many features.
    """
    for clip in clips:
        LAYER.check(
            f"clip '{clip.name}'",
            (max(clip.n_frames, recipe.resample or 0), "frames"),
            (n_persons * clip.n_joints * recipe.n_channels, "features"),
            advice="Keep a part of at most {} frames.",
            error=MismatchError,
        )
    prepared = [prepare(clip, recipe, n_persons=n_persons) for clip in clips]
    poses = Poses(
        positions=pad_sequence([torch.from_numpy(each.positions) for each in prepared], batch_first=True),
        present=pad_sequence([torch.from_numpy(each.present) for each in prepared], batch_first=True),
        times=pad_sequence([torch.from_numpy(each.times) for each in prepared], batch_first=True),
        lengths=torch.tensor([len(each.read) for each in prepared]),
    )
    poses = placed(poses, recipe, clips[0].layout)
    if recipe.resample is not None:
        poses = resampled(poses, torch.full((len(clips),), recipe.resample))
    x, mask = network_input(poses, velocities(poses) if recipe.velocities else None)
    return [
        Features(
            x=x[n, :length].contiguous(),
            mask=mask[n, :length],
            frames=FrameMap(clip.n_frames, each.read, length),
            persons=each.persons,
        )
        for n, (clip, each, length) in enumerate(zip(clips, prepared, poses.lengths.tolist(), strict=True))
    ]


def placed(poses: Poses, recipe: FeatureRecipe, layout: SkeletonLayout) -> Poses:
    """The steps of ``recipe`` that depend on where a clip begins and who is its first person: centre, view, hold."""
    return with_absent_held(aligned(centred(poses, layout, recipe.centre), layout, recipe.view))


def overlaps(n_own: int, n_model: int) -> csr_array:
    """Shares of ``n_model`` equal stretches of time in ``n_own`` equal ones that cover the same time: n_own × n_model.

    Columns sum to 1 and rows to n_model / n_own, so what is uniform stays uniform. Interpolation would keep but one of
    the two sums, and draw ripples into a flat β.
    """
    # In whole numbers of the n_own·n_model-th part of the time, so that no boundary is missed by rounding.
    edges = np.union1d(np.arange(n_own + 1) * n_model, np.arange(n_model + 1) * n_own)
    start, length = edges[:-1], np.diff(edges)
    return csr_array((length / n_own, (start // n_model, start // n_own)), shape=(n_own, n_model))


def _torso_length(positions: Float32s, present: Bools, layout: SkeletonLayout) -> float:
    lower, upper = (layout.index(joint) for joint in layout.torso)
    lengths = np.linalg.norm(positions[:, :, upper] - positions[:, :, lower], axis=-1)[present]
    # A body whose trunk is one point has no size to divide by.
    return max(float(lengths.mean()), 1e-3)
