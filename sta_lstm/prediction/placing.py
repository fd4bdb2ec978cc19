"""A model's own arrays on a clip: its rows in time, its persons and its joints are brought to the clip's.

A model may read every fourth frame, a clip resampled to 300 frames, joints in an order of its own, and two persons
where one is there. What it says of them is told here of the clip's frames, persons and joints: rows in time are joined
by lines, joints are matched by name, persons that are only padding go. Sums are kept: shares of attention still sum to
one over the joints of a frame, weights of frames to what they came to.

Letters: T frames, M persons, J joints of the clip; R rows, N persons, K joints of the arrays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from sta_lstm.arrays import Float32s, Float64s
from sta_lstm.errors import PredictionError
from sta_lstm.formats.names.matching import places_among
from sta_lstm.formats.rules.text import few_names
from sta_lstm.prediction.maps import as_floats, odd_sum
from sta_lstm.skeletons import Clip
from sta_lstm.words import counted, percent_text

#: A share of attention that is lost without a word.
_LOST = 1e-3
_MAX_JOINTS = 1_000


@dataclass(frozen=True, eq=False)
class Placing:
    """How a model's own rows and joints lie in a clip.

    Attributes:
        clip: the clip.
        columns: J, which of the K joints each of the clip's is; -1 for one that the model does not have.
        n_columns: K.
        left_out: names of joints that the clip does not have.
        frames: R, the frame of the clip in whose middle each row lies, rising; None where rows are spread evenly over
            the clip, as many as there are.
    """

    clip: Clip
    columns: tuple[int, ...]
    n_columns: int
    left_out: tuple[str, ...] = ()
    frames: Float64s | None = None

    @classmethod
    def of(cls, clip: Clip, joints: Sequence[str] | None = None, frames: ArrayLike | None = None) -> Placing:
        """How arrays with these names of joints and numbers of frames lie in ``clip``.

        Args:
            clip: what the arrays are about.
            joints: K names, in the order of the arrays, in any words for them; None where they have the clip's order.
            frames: R frame numbers of the clip, rising, one for each row; None spreads the rows evenly.

        Raises:
            PredictionError: a name stands twice, none is a joint of the clip, or the frames do not rise.
        """
        rows = None if frames is None else _rising(frames, clip)
        if joints is None:
            return cls(clip, tuple(range(clip.n_joints)), clip.n_joints, frames=rows)
        columns, left_out = _matched(tuple(joints), clip)
        return cls(clip, columns, len(joints), left_out, rows)

    def map(self, name: str, values: ArrayLike) -> Float32s:
        """What a map says of each joint in each frame.

        Args:
            name: of the map, for messages.
            values: R × N × K, or R × K of one person.

        Returns:
            T × M × J; NaN for joints and persons that the model does not have, and for persons who are not there.

        Raises:
            PredictionError: the values have another form, or persons that the clip does not show.
        """
        placed = self._of_persons(name, _numbers(name, values))
        return np.asarray(np.where(self.clip.present[..., None], placed, np.nan), dtype=np.float32)

    def shares(self, name: str, values: ArrayLike) -> tuple[Float32s, tuple[str, ...]]:
        """The same of attention: shares that sum to one over the joints of a frame, and what is to be said of them.

        What lay on joints that the clip does not have, or on persons who are not there, is shared among the others.

        Raises:
            PredictionError: as `map`; or the shares of a row do not sum to one, or one is below 0 or no number.
        """
        numbers = _numbers(name, values)
        if not np.isfinite(numbers).all() or (numbers < 0).any():
            raise PredictionError(f"'{name}': a share of attention is a number from 0 to 1; one is not. Mend it.")
        odd = odd_sum(numbers)
        if odd is not None:
            raise PredictionError(
                f"'{name}' sums to {odd[1]:.4g} over the joints of row {odd[0]}; shares of attention sum to 1. Divide "
                "each row by its sum; or, if it is not attention, give it as a map of another name."
            )
        placed = np.where(self.clip.present[..., None], np.nan_to_num(self._of_persons(name, numbers)), 0.0)
        kept = placed.sum((1, 2))
        there = self.clip.present.any(1)
        lost = 1 - float(kept[there].mean()) if there.any() else 0.0
        exact = self._is_exact(numbers.shape) and lost < _LOST
        shares = placed if exact else placed / np.where(kept > 0, kept, 1)[:, None, None]
        note = f"{percent_text(lost)} of '{name}' lay on no joint of the clip; the others share it."
        return shares.astype(np.float32), (note,) if lost >= _LOST else ()

    def curve(self, name: str, values: ArrayLike, *, keep_sum: bool = False) -> Float32s:
        """What a curve says of each frame.

        Args:
            name: of the curve, for messages.
            values: R.
            keep_sum: for weights of frames: the frames' come to what the rows' came to.

        Returns:
            T values.

        Raises:
            PredictionError: the values have another form.
        """
        numbers = _array(name, values)
        if numbers.ndim != 1 or not len(numbers):
            raise PredictionError(f"'{name}' is {_times(numbers.shape)}; expected one number for each row in time.")
        placed = self._in_time(name, numbers)
        if keep_sum and len(placed) != len(numbers) and placed.sum():
            placed = placed * (numbers.sum() / placed.sum())
        return np.asarray(placed, dtype=np.float32)

    def notes(self, n_rows: int) -> tuple[str, ...]:
        """What was done to arrays of so many rows, in sentences."""
        said = []
        if n_rows != self.clip.n_frames:
            said.append(f"The arrays have {counted(n_rows, 'row')} in time, told of {self.clip.n_frames:,} frames.")
        if self.left_out:
            said.append(f"Joints of the arrays that the clip lacks were left out: {few_names(self.left_out, 8)}.")
        lacking = [joint for joint, column in zip(self.clip.layout.joints, self.columns, strict=True) if column < 0]
        if lacking:
            said.append(f"The arrays say nothing of {few_names(lacking, 8)}.")
        return tuple(said)

    def _is_exact(self, shape: tuple[int, ...]) -> bool:
        return shape[0] == self.clip.n_frames and self.frames is None and not self.left_out

    def _of_persons(self, name: str, numbers: Float64s) -> Float64s:
        """T × M × J of R × N × K; NaN for who and what the arrays do not have."""
        clip = self.clip
        if numbers.shape[2] != self.n_columns:
            raise PredictionError(
                f"'{name}' has {counted(numbers.shape[2], 'joint')}; expected {self.n_columns}, as many as 'joints' "
                f"names, or as clip '{clip.name}' has where it names none. Name each joint of the arrays in 'joints'."
            )
        beyond = numbers[:, clip.n_persons :]
        if np.nan_to_num(beyond).any():
            raise PredictionError(
                f"'{name}' says something of {counted(numbers.shape[1], 'person')}, and clip '{clip.name}' shows "
                f"{clip.n_persons}. Leave the others out, or fill them with zeros."
            )
        rows = self._in_time(name, numbers[:, : clip.n_persons])
        placed = np.full((clip.n_frames, clip.n_persons, clip.n_joints), np.nan)
        has = [joint for joint, column in enumerate(self.columns) if column >= 0]
        placed[:, : rows.shape[1], has] = rows[:, :, [self.columns[joint] for joint in has]]
        return placed

    def _in_time(self, name: str, rows: Float64s) -> Float64s:
        """Rows told of the clip's frames: joined by lines; before the first and behind the last they stay."""
        n_rows, n_frames = len(rows), self.clip.n_frames
        if self.frames is None:
            if n_rows == n_frames:
                return rows
            at = (np.arange(n_rows) + 0.5) * (n_frames / n_rows) - 0.5
        elif len(self.frames) != n_rows:
            raise PredictionError(f"'{name}' has {n_rows:,} rows in time, and 'frames' {len(self.frames):,} numbers.")
        else:
            at = self.frames
        place = np.interp(np.arange(n_frames), at, np.arange(n_rows))
        below = np.floor(place).astype(int)
        above = np.minimum(below + 1, n_rows - 1)
        share = (place - below).reshape(-1, *[1] * (rows.ndim - 1))
        # Beside a row without a value stands its neighbour's alone.
        low, high = rows[below], rows[above]
        low, high = np.where(np.isnan(low), high, low), np.where(np.isnan(high), low, high)
        return np.asarray(low * (1 - share) + high * share)


def _matched(names: tuple[str, ...], clip: Clip) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """Which of the names each joint of the clip is, and the names that are none of them."""
    if not names or len(names) > _MAX_JOINTS or not all(isinstance(name, str) and name.strip() for name in names):
        raise PredictionError(f"'joints' is a list of 1 to {_MAX_JOINTS:,} names, one for each joint of the arrays.")
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise PredictionError(f"'joints' names {twice[:40]!r} twice. Give each its own name.")
    ours = clip.layout.joints
    columns = places_among(names, clip.layout)
    if max(columns) < 0:
        raise PredictionError(
            f"'joints' names {few_names(names)}, none of which is a joint of clip '{clip.name}' ({few_names(ours)}). "
            "Name them as the clip's layout does."
        )
    return columns, tuple(name for place, name in enumerate(names) if place not in columns)


def _rising(frames: ArrayLike, clip: Clip) -> Float64s:
    numbers = _array("frames", frames)
    if numbers.ndim != 1 or not len(numbers) or not np.isfinite(numbers).all() or (np.diff(numbers) <= 0).any():
        raise PredictionError("'frames' is a list of frame numbers that rise, one for each row of the arrays.")
    if numbers[-1] < 0 or numbers[0] > clip.n_frames - 1:
        raise PredictionError(
            f"'frames' runs from {numbers[0]:g} to {numbers[-1]:g}, and clip '{clip.name}' from 0 to "
            f"{clip.n_frames - 1}. Number the clip's own frames."
        )
    return numbers


def _numbers(name: str, values: ArrayLike) -> Float64s:
    numbers = _array(name, values)
    if numbers.ndim == 2:
        numbers = numbers[:, None]
    if numbers.ndim != 3 or not numbers.size:
        raise PredictionError(
            f"'{name}' is {_times(numbers.shape)}; expected rows in time × persons × joints, or rows × joints of one "
            "person."
        )
    return numbers


def _array(name: str, values: ArrayLike) -> Float64s:
    try:
        return as_floats(values)
    except (TypeError, ValueError, RuntimeError, OverflowError, MemoryError) as error:
        raise PredictionError(f"'{name}' holds something else than numbers. Give an array of them.") from error


def _times(shape: tuple[int, ...]) -> str:
    return " × ".join(map(str, shape)) or "one number"
