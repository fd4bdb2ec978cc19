"""From a clip to what the network reads.

Every step is a named switch of `FeatureRecipe`, and the recipe travels in the checkpoint: inference cannot preprocess
otherwise than training did.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.signal import savgol_filter
from scipy.sparse import csr_array

from sta_lstm.errors import MismatchError, SettingsError
from sta_lstm.skeletons import Clip, SkeletonLayout, y_up

Floats = NDArray[np.float32]
Bools = NDArray[np.bool_]

_CHOICES: dict[str, tuple[str, ...]] = {
    "centre": ("none", "clip", "frame", "person"),
    "scale": ("none", "torso"),
    "view": ("none", "facing", "pair"),
}
#: Older skeleton LSTMs smooth with (-3, 12, 17, 12, -3)/35: a Savitzky–Golay filter of this window and order.
_SMOOTH_WINDOW, _SMOOTH_ORDER = 5, 2


@dataclass(frozen=True)
class FeatureRecipe:
    """How positions become features; applied in the order of the attributes.

    Attributes:
        smooth: Savitzky–Golay filter over 5 frames, within each stretch in which a person is present.
        scale: ``"torso"`` divides by the mean length of the trunk of those present, so that bodies are of one size.
        centre: what is subtracted: ``"clip"`` the mean root joint of those present in the first frame; ``"frame"`` the
            same of every frame; ``"person"`` each person's own root in every frame (where they stand is lost).
        view: turn about the vertical. ``"facing"`` lays the first person's line from right to left, through hips and
            shoulders, along x in the first frames; ``"pair"`` lays the line from the first to the second person along
            x, and is ``"facing"`` where one person is alone.
        resample: number of frames, linearly interpolated; None keeps the clip's own.
        velocities: add each joint's velocity in units a second as three more features.
    """

    smooth: bool = False
    scale: Literal["none", "torso"] = "none"
    centre: Literal["none", "clip", "frame", "person"] = "clip"
    view: Literal["none", "facing", "pair"] = "none"
    resample: int | None = None
    velocities: bool = False

    def __post_init__(self) -> None:
        for name, choices in _CHOICES.items():
            if getattr(self, name) not in choices:
                raise SettingsError(
                    f"feature recipe: {name} is {getattr(self, name)!r}; expected one of {', '.join(choices)}."
                )
        for name in ("smooth", "velocities"):
            if type(getattr(self, name)) is not bool:
                raise SettingsError(f"feature recipe: {name} is {getattr(self, name)!r}; expected true or false.")
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
    read: NDArray[np.intp]
    n_model: int

    def spread(self, values: Floats) -> Floats:
        """Model frames' amounts (n_model × …) over the clip's frames (T × …), every column's sum kept."""
        out = np.zeros((self.n_frames, *values.shape[1:]), dtype=np.float64)
        out[self.read] = values if self.n_model == len(self.read) else _apply(self._shares(), values)
        return out.astype(np.float32)

    def average(self, values: Floats) -> Floats:
        """Model frames' values (n_model × …) at the clip's frames (T × …), as weighted means; 0 where nobody is."""
        out = np.zeros((self.n_frames, *values.shape[1:]), dtype=np.float64)
        if self.n_model == len(self.read):
            out[self.read] = values
        else:
            shares = self._shares()
            out[self.read] = _apply(csr_array(shares.multiply(1 / shares.sum(axis=1)[:, None])), values)
        return out.astype(np.float32)

    def _shares(self) -> csr_array:
        """The share of each model frame that belongs to each frame read: read × n_model, columns sum to 1."""
        n_read = len(self.read)
        if n_read <= self.n_model:
            return csr_array(interpolation(n_read, self.n_model).T)
        weights = interpolation(self.n_model, n_read)
        return csr_array(weights.multiply(1 / weights.sum(axis=0)))


def _apply(weights: csr_array, values: NDArray[Any]) -> NDArray[np.float64]:
    """A matrix (to × from) applied to the first axis of ``values`` (from × …)."""
    flat = weights @ values.reshape(len(values), -1).astype(np.float64)
    return np.asarray(flat, dtype=np.float64).reshape(-1, *values.shape[1:])


@dataclass(frozen=True, eq=False)
class Features:
    """One clip as the network reads it.

    Attributes:
        x: n_model × K × C.
        mask: n_model × K, whether a joint's person is in the frame.
        frames: the way back to the clip's own frames.
        persons: the clip's persons in the order of the network's; fewer than M where the network has room for more.
    """

    x: Floats
    mask: Bools
    frames: FrameMap
    persons: tuple[int, ...]


def clip_features(clip: Clip, recipe: FeatureRecipe, *, n_persons: int) -> Features:
    """Apply ``recipe`` to ``clip`` for a network that reads ``n_persons`` persons.

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
        positions = _smooth(positions, present)
    read = np.flatnonzero(present.any(1))
    positions, present, times = positions[read], present[read], read / clip.fps
    if recipe.scale == "torso":
        positions = positions / _torso_length(positions, present, clip.layout)
    positions = _centre(positions, present, clip.layout, recipe.centre)
    if recipe.view != "none":
        positions = _turn(positions, present, clip.layout, recipe.view)
    positions = _hold(positions, present)
    n_model = len(read) if recipe.resample is None else recipe.resample
    if n_model != len(read):
        positions, present, times = _resample(positions, present, times, n_model)
    channels = [positions]
    if recipe.velocities:
        channels.append(_velocities(positions, present, times))
    x = np.concatenate(channels, axis=-1) * present[..., None, None]  # T × M × J × C
    x = np.pad(x, ((0, 0), (0, n_persons - len(persons)), (0, 0), (0, 0)))
    mask = np.repeat(np.pad(present, ((0, 0), (0, n_persons - len(persons)))), clip.n_joints, axis=1)
    return Features(
        x=np.ascontiguousarray(x.reshape(n_model, -1, recipe.n_channels), dtype=np.float32),
        mask=mask,
        frames=FrameMap(clip.n_frames, read, n_model),
        persons=persons,
    )


def interpolation(n_from: int, n_to: int) -> csr_array:
    """Linear interpolation as a sparse matrix, n_to × n_from: rows sum to 1, ends meet ends."""
    at = np.linspace(0, n_from - 1, n_to)
    left = np.minimum(at.astype(int), max(n_from - 2, 0))
    right = np.minimum(left + 1, n_from - 1)
    rows = np.arange(n_to)
    weights = np.concatenate([1 - (at - left), at - left])
    # Where there is one frame only, left and right are the same column, and the two entries add up.
    return csr_array((weights, (np.tile(rows, 2), np.concatenate([left, right]))), shape=(n_to, n_from))


def _runs(present: Bools) -> list[slice]:
    """Stretches of frames in which one person (T) is present."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], present, [False]]).astype(np.int8)))
    return [slice(int(start), int(stop)) for start, stop in edges.reshape(-1, 2)]


def _smooth(positions: Floats, present: Bools) -> Floats:
    positions = positions.copy()
    for person in range(positions.shape[1]):
        for run in _runs(present[:, person]):
            if run.stop - run.start >= _SMOOTH_WINDOW:
                positions[run, person] = savgol_filter(
                    positions[run, person], _SMOOTH_WINDOW, _SMOOTH_ORDER, axis=0, mode="interp"
                )
    return positions


def _torso_length(positions: Floats, present: Bools, layout: SkeletonLayout) -> float:
    lower, upper = (layout.index(joint) for joint in layout.torso)
    lengths = np.linalg.norm(positions[:, :, upper] - positions[:, :, lower], axis=-1)[present]
    # A body whose trunk is one point has no size to divide by.
    return max(float(lengths.mean()), 1e-3)


def _mean_root(positions: Floats, present: Bools, layout: SkeletonLayout) -> Floats:
    """Mean root joint of those present in each frame, T × 3."""
    roots = positions[:, :, layout.index(layout.root)] * present[..., None]
    return np.asarray(roots.sum(1) / present.sum(1)[:, None], dtype=np.float32)


def _centre(positions: Floats, present: Bools, layout: SkeletonLayout, centre: str) -> Floats:
    if centre == "clip":
        origin = _mean_root(positions[:1], present[:1], layout)[:, None, None]
    elif centre == "frame":
        origin = _mean_root(positions, present, layout)[:, None, None]
    elif centre == "person":
        origin = positions[:, :, [layout.index(layout.root)]]
    else:
        return positions
    return np.asarray(positions - origin, dtype=np.float32)


def _turn(positions: Floats, present: Bools, layout: SkeletonLayout, view: str) -> Floats:
    """Turn about the vertical (y) so that the chosen line lies along +x."""
    both = present.all(1)
    if view == "pair" and positions.shape[1] >= 2 and both.any():
        root = layout.index(layout.root)
        first = int(np.argmax(both))
        line = positions[first, 1, root] - positions[first, 0, root]
    else:
        line = _right_to_left(positions[:5, 0][present[:5, 0]] if present[:5, 0].any() else positions[:5, -1], layout)
    length = float(np.hypot(line[0], line[2]))
    if length < 1e-6:
        return positions
    cos, sin = line[0] / length, line[2] / length
    # The rows are the images' axes: x' along the line, z' at a right angle to it, y as it was.
    rotation = np.array([[cos, 0, sin], [0, 1, 0], [-sin, 0, cos]], dtype=np.float32)
    return np.asarray(positions @ rotation.T, dtype=np.float32)


def _right_to_left(body: Floats, layout: SkeletonLayout) -> Floats:
    """Mean vector from right to left joints of one body (T × J × 3), of hips and shoulders where they are named."""
    trunk = [pair for pair in layout.mirror_pairs if pair[0].endswith(("hip", "shoulder"))]
    pairs = [(layout.index(left), layout.index(right)) for left, right in trunk or layout.mirror_pairs]
    if not pairs:
        return np.zeros(3, dtype=np.float32)
    left, right = (list(side) for side in zip(*pairs, strict=True))
    return np.asarray((body[:, left] - body[:, right]).mean((0, 1)), dtype=np.float32)


def _hold(positions: Floats, present: Bools) -> Floats:
    """Give an absent person the pose of the nearest frame in which they were present."""
    positions = positions.copy()
    for person in range(positions.shape[1]):
        there = np.flatnonzero(present[:, person])
        if len(there) < len(positions):
            every = np.arange(len(positions))
            after = np.clip(np.searchsorted(there, every), 0, len(there) - 1)
            before = np.maximum(after - 1, 0)
            nearer_before = np.abs(every - there[before]) <= np.abs(there[after] - every)
            positions[:, person] = positions[np.where(nearer_before, there[before], there[after]), person]
    return positions


def _resample(
    positions: Floats, present: Bools, times: NDArray[np.float64], n_frames: int
) -> tuple[Floats, Bools, NDArray[np.float64]]:
    weights = interpolation(len(positions), n_frames)
    nearest = np.rint(np.linspace(0, len(positions) - 1, n_frames)).astype(int)
    return _apply(weights, positions).astype(np.float32), present[nearest], _apply(weights, times)


def _velocities(positions: Floats, present: Bools, times: NDArray[np.float64]) -> Floats:
    """Backward differences, so that a frame knows no later one; zero where a person was not there before."""
    velocities = np.zeros_like(positions)
    # A single frame, resampled, stands still.
    elapsed = np.maximum(np.diff(times), 1e-6)[:, None, None, None]
    velocities[1:] = np.diff(positions, axis=0) / elapsed
    velocities[1:] *= (present[1:] & present[:-1])[..., None, None]
    return velocities
