"""The MOTION of a BVH file: from a frame's numbers to where every joint is, by forward kinematics in float64."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from sta_lstm.arrays import Float64s
from sta_lstm.errors import ClipError
from sta_lstm.formats.bvh.hierarchy import Hierarchy, Skeleton
from sta_lstm.formats.rules.bodies import check_size
from sta_lstm.formats.rules.text import is_count, number_table, quoted

#: Most joints in all frames together: the longest clip of a body of 100 joints.
MAX_JOINTS_IN_ALL = 2_000_000
#: Numbers and joints of the frames that are computed together, so that a long recording does not fill the memory.
_AT_ONCE = 1_600_000
#: A rate so near to a whole number is that number, whose frame time was written with few digits. 29.97 is farther.
_WHOLE_RATE = 5e-4
#: A frame time above this is no number of seconds: it is milliseconds, of 250 frames a second or fewer.
_LONGEST_S = 4.0


def parse_motion(
    lines: Sequence[str], hierarchy: Hierarchy, name: str, fps: float | None
) -> tuple[Float64s, float, tuple[str, ...]]:
    """Positions (T × M × J × 3, the file's unit and axes), frames a second, and notes.

    Every skeleton must have the same J joints.

    Args:
        lines: all lines of the file.
        hierarchy: what stands above MOTION.
        name: the file, for messages.
        fps: the rate that the file's owner said, for a file whose frame time is none.

    Raises:
        ClipError: the frames are not as many as announced, or not of as many numbers as the hierarchy has channels.
    """
    n_frames, frames_line, (rate, rate_notes), first = _header(lines, hierarchy.motion_line, name, fps)
    n_persons, n_joints = len(hierarchy.skeletons), len(hierarchy.skeletons[0])
    check_size(n_frames, n_persons, n_joints, name)
    in_all = n_frames * n_persons * n_joints
    if in_all > MAX_JOINTS_IN_ALL:
        raise ClipError(
            f"'{name}' has {n_frames:,} frames × {n_persons * n_joints} joints, {in_all:,} in all; at most "
            f"{MAX_JOINTS_IN_ALL:,} are computed at once. Cut it into shorter clips, or leave out fingers and face."
        )
    numbers = [number for number in range(first, len(lines) + 1) if lines[number - 1].strip()]
    if len(numbers) != n_frames:
        more = "goes on to" if len(numbers) > n_frames else "ends after"
        raise ClipError(
            f"'{name}', line {frames_line}: {n_frames:,} frames are announced, but the file {more} {len(numbers):,} "
            "lines of numbers. It is cut short, or that count is wrong: copy or download it again, or correct it."
        )
    positions = np.empty((n_frames, n_persons, n_joints, 3))
    rows = max(_AT_ONCE // (hierarchy.n_channels + n_persons * n_joints), 1)
    added: bool | None = None
    for start in range(0, n_frames, rows):
        chunk = numbers[start : start + rows]
        channels = _channels(lines, chunk, hierarchy.n_channels, name)
        with np.errstate(over="ignore", invalid="ignore"):  # Clip says where a value is beyond float32
            if added is None:
                added = _adds(hierarchy.skeletons, channels)
            for person, skeleton in enumerate(hierarchy.skeletons):
                positions[start : start + rows, person] = places(skeleton, channels, added=added)
    notes = ("Position channels of joints below the root were added to their offsets, not put in their place.",)
    return positions, rate, (*rate_notes, *(notes if added else ()))


def _channels(lines: Sequence[str], numbers: Sequence[int], n_channels: int, name: str) -> Float64s:
    """The values in the lines with these numbers: channels × frames."""
    rows = [lines[number - 1] for number in numbers]
    table = number_table(rows, numbers, name=name, n_columns=n_channels, keep=n_channels)
    if np.isinf(table).any():
        row, column = (int(i) for i in np.argwhere(np.isinf(table))[0])
        raise ClipError(
            f"'{name}', line {numbers[row]}, value {column + 1}: {table[row, column]:g} is neither an angle nor a "
            "position. Mend "
            "that line, or export the file again."
        )
    return np.ascontiguousarray(table.T)


def places(skeleton: Skeleton, channels: Float64s, *, added: bool = False) -> Float64s:
    """Where the joints are: T × J × 3.

    A joint's axes are its parent's, turned about their own x, y or z by its rotation channels, one after the other as
    they stand in the file: R = R_parent · R_1(a) · R_2(b) · R_3(c). It lies at p = p_parent + R_parent · offset.

    Args:
        skeleton: J joints, parents first.
        channels: C × T, degrees and lengths.
        added: whether position channels are added to a joint's offset, and not put in its place. A root's never are.
    """
    n_frames = channels.shape[1]
    points = np.empty((len(skeleton), 3, n_frames))
    # axes[j][a] is where joint j's axis a points: 3 × T. The right column of R_parent is never multiplied by 0 or 1.
    axes: list[list[Float64s]] = []
    world: list[Float64s] = [np.broadcast_to(row[:, None], (3, n_frames)) for row in np.eye(3)]
    for joint, node in enumerate(skeleton):
        shift: list[float | Float64s] = list(node.offset)
        for axis, column in node.positions:
            shift[axis] = channels[column] + (node.offset[axis] if added and node.parent is not None else 0.0)
        parent = world if node.parent is None else axes[node.parent]
        origin = 0.0 if node.parent is None else points[node.parent]
        points[joint] = origin + shift[0] * parent[0] + shift[1] * parent[1] + shift[2] * parent[2]
        own = list(parent)
        for axis, column in node.rotations:
            angle = np.radians(channels[column])
            cosine, sine = np.cos(angle), np.sin(angle)
            second, third = own[(axis + 1) % 3], own[(axis + 2) % 3]
            own[(axis + 1) % 3] = cosine * second + sine * third
            own[(axis + 2) % 3] = cosine * third - sine * second
        axes.append(own)
    return points.transpose(2, 0, 1)


def _adds(skeletons: Sequence[Skeleton], channels: Float64s) -> bool:
    """Whether position channels below the root are nearer to 0 than to the joints' offsets.

    Most programs that write them put a joint's whole place there (the offset once more, where nothing is stretched);
    some write what is to be added to it.
    """
    to_zero = to_offset = 0.0
    for skeleton in skeletons:
        for node in skeleton:
            for axis, column in node.positions if node.parent is not None else ():
                if node.offset[axis]:
                    to_zero += _mean(channels[column])
                    to_offset += _mean(channels[column] - node.offset[axis])
    return to_zero < to_offset


def _mean(values: Float64s) -> float:
    """Mean distance from 0 of those values that are numbers."""
    known = np.abs(values[np.isfinite(values)])
    return float(known.mean()) if len(known) else 0.0


def _header(
    lines: Sequence[str], motion_line: int, name: str, fps: float | None
) -> tuple[int, int, tuple[float, tuple[str, ...]], int]:
    """The number of frames and its line, the rate and what is to be noted of it, and the first line behind them."""
    frames_line, text = _after("Frames:", lines, motion_line, name)
    if not is_count(text):
        raise ClipError(
            f"'{name}', line {frames_line}: expected the number of frames, found {quoted(text)}. Correct that line."
        )
    n_frames = int(text)
    time_line, text = _after("Frame Time:", lines, frames_line, name)
    return n_frames, frames_line, _rate(text, time_line, name, fps), time_line + 1


def _after(what: str, lines: Sequence[str], at: int, name: str) -> tuple[int, str]:
    """The number of the next line that is not blank, behind the first ``at``, and what it says after ``what``."""
    while at < len(lines) and not lines[at].strip():
        at += 1
    if at == len(lines):
        raise ClipError(
            f"'{name}' ends after line {len(lines):,}, where '{what}' should follow: it is cut short. Copy or "
            "download it again."
        )
    words = " ".join(lines[at][:200].split())
    if not words.lower().startswith(what.lower()):
        raise ClipError(
            f"'{name}', line {at + 1}: expected '{what}' and a number, found {quoted(words)}. Mend that line, or "
            "export the file again."
        )
    return at + 1, words[len(what) :].strip()


def _rate(frame_time: str, line: int, name: str, fps: float | None) -> tuple[float, tuple[str, ...]]:
    """Frames a second, and what is to be noted of them."""
    try:
        seconds = float(frame_time)
    except ValueError:
        seconds = math.nan
    notes: tuple[str, ...] = ()
    if _LONGEST_S < seconds <= 1000:
        rate = _near(1000 / seconds)
        notes = (
            f"The frame time is {seconds:g}; nobody records a frame in so many seconds, so it was taken for "
            f"milliseconds: {rate:g} frames a second.",
        )
        return rate, notes if fps is None else ()
    if not 0.001 <= seconds <= _LONGEST_S:
        if fps is not None:
            return fps, ()
        comma = " Decimals need a point, not a comma." if "," in frame_time else ""
        raise ClipError(
            f"'{name}', line {line}: the frame time is {quoted(frame_time)}; expected seconds, from 0.001 to "
            f"{_LONGEST_S:g}, or milliseconds, up to 1000.{comma} Correct that line, or say the frame rate."
        )
    if seconds > 1:
        notes = (f"The frame time is {seconds:g} seconds; if it is milliseconds, say {_near(1000 / seconds):g} fps.",)
    return _near(1 / seconds), notes if fps is None else ()


def _near(rate: float) -> float:
    """The whole number that a rate is nearly, or else the rate."""
    return float(round(rate)) if abs(rate - round(rate)) <= _WHOLE_RATE * rate else round(rate, 4)
