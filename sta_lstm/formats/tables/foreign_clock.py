"""The frames of somebody's table: by a column of frame numbers, else by one of times, else by the order of the rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sta_lstm.arrays import Float64s, Int64s
from sta_lstm.errors import ClipError
from sta_lstm.formats.tables.foreign_columns import TableColumns
from sta_lstm.formats.tables.foreign_times import NAMES, seconds_or_numbers, unit_of

if TYPE_CHECKING:
    import pyarrow as pa

#: Frame numbers that leave so many of them out are labels, not a clock.
_MOST_GAPS = 20


@dataclass(frozen=True, eq=False)
class Clock:
    """When each row was.

    Attributes:
        frames: for each row, its frame from 0.
        n_frames: how many there are.
        fps: frames a second, where the table has a column of times.
        notes: what is to be said of the frames.
        rate_notes: what is to be said of the frame rate.
    """

    frames: Int64s
    n_frames: int
    fps: float | None
    notes: tuple[str, ...] = ()
    rate_notes: tuple[str, ...] = ()


def clock_of(table: pa.Table, columns: TableColumns, persons: Int64s, name: str, where: Callable[[int], str]) -> Clock:
    """The clock of a table.

    Raises:
        ClipError: a row has no frame number, or no time, or one that is not a number.
    """
    roles = columns.roles
    times, seconds = None, columns.seconds_per_unit
    if "time" in roles:
        times, certain = seconds_or_numbers(table.column(str(roles["time"])), name, where)
        seconds = certain or seconds
    if "frame" in roles:
        numbers = _whole(table.column(str(roles["frame"])).to_numpy(zero_copy_only=False), name, where)
        frames, n_frames, notes = _numbered(numbers)
        if times is None:
            return Clock(frames, n_frames, None, notes)
        first_rows = np.unique(frames, return_index=True)[1]
        fps, rate_notes = rate_of_times(times[first_rows], np.unique(frames), seconds)
        return Clock(frames, n_frames, fps, notes, rate_notes)
    if times is not None:
        moments, frames = np.unique(times, return_inverse=True)
        fps, notes = rate_of_times(moments, np.arange(len(moments)), seconds)
        return Clock(frames.reshape(-1).astype(np.int64), len(moments), fps, rate_notes=notes)
    if "joint" in roles:
        raise ClipError(
            f"'{name}' has a row for each joint, but no column of frame numbers or times, so it is not known which "
            "rows belong together. Add a column 'frame'."
        )
    # Each row is the next frame of its person.
    order = np.argsort(persons, kind="stable")
    _, starts, counts = np.unique(persons[order], return_index=True, return_counts=True)
    frames = np.empty(table.num_rows, dtype=np.int64)
    frames[order] = np.arange(table.num_rows) - np.repeat(starts, counts)
    return Clock(frames, int(frames.max()) + 1, None)


def _whole(numbers: Float64s, name: str, where: Callable[[int], str]) -> Int64s:
    with np.errstate(invalid="ignore"):
        wrong = ~((np.abs(numbers) < 2**53) & (numbers % 1 == 0))
    if wrong.any():
        row = int(np.argmax(wrong))
        raise ClipError(f"'{name}', {where(row)}: expected a frame number, a whole one, found {numbers[row]:g}.")
    return np.asarray(numbers, dtype=np.int64)


def _numbered(numbers: Int64s) -> tuple[Int64s, int, tuple[str, ...]]:
    """Frames from 0 at the steps of the numbers; numbers that are missing are frames without bodies."""
    found, frames = np.unique(numbers, return_inverse=True)
    frames = frames.reshape(-1).astype(np.int64)
    if len(found) == 1:
        return frames, 1, ()
    step = int(np.gcd.reduce(np.diff(found)))
    n_frames = int((found[-1] - found[0]) // step) + 1
    if n_frames > _MOST_GAPS * len(found):
        note = (
            f"Frame numbers go from {found[0]} to {found[-1]}, but there are {len(found):,}; they were taken to follow "
            "one another."
        )
        return frames, len(found), (note,)
    notes: list[str] = []
    if step > 1:
        notes.append(f"Frame numbers step by {step}; each step was taken for one frame.")
    if n_frames > len(found):
        notes.append(f"{n_frames - len(found):,} of {n_frames:,} frame numbers are missing; nobody is there in them.")
    return (numbers - found[0]) // step, n_frames, tuple(notes)


def rate_of_times(moments: Float64s, frames: Int64s, seconds: float | None) -> tuple[float | None, tuple[str, ...]]:
    """Frames a second from the times of frames, None if they tell none; and what is to be said of it."""
    steps = np.diff(moments) / np.maximum(np.diff(frames), 1)
    steps = steps[steps > 0]
    if not len(steps):
        return None, ()
    step, is_even = float(np.median(steps)), steps.max() <= 1.5 * np.median(steps)
    if is_even:  # the mean: times that were rounded to milliseconds step by 33, 33, 34
        step = float((moments[-1] - moments[0]) / (frames[-1] - frames[0]))
    unit = seconds or unit_of(moments, step)
    if unit is None or not 1e-3 <= step * unit <= 1e3:
        return None, (f"Times step by {step:g}, which is in no unit a frame rate.",)
    fps = 1 / (step * unit)
    if abs(fps - round(fps)) < 5e-4 * fps:
        fps = float(round(fps))
    notes = [f"The frame rate, {fps:.6g}, is that of the column of times, in {NAMES[unit]}."]
    if not is_even:
        notes.append(
            f"Times step by {steps.min() * unit:.3g} to {steps.max() * unit:.3g} s; frames are shown evenly spaced."
        )
    return fps, tuple(notes)
