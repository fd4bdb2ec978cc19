"""UTKinect-Action3D ``joints_s01_e02.txt`` files (Xia et al., CVPRW 2012): Kinect v1, a whole session each.

Each line is 61 numbers: the frame number, then x, y, z of 20 joints in metres (x to the sensor's left, y up, z away
from it; right-handed). Frames in which the body was not tracked are missing, so frame numbers have gaps, which are
filled along straight lines: a clip's frames are equally spaced, and velocities are in metres a second. Two or three
frames in a hundred were written twice, with slightly different joints.

The actions of a session follow one another; where each begins and ends stands in another file, which
`sta_lstm.datasets` reads. A session by itself is one clip without a label.
"""

from __future__ import annotations

import re

import numpy as np

from sta_lstm.arrays import AnyFloats, Bools, Float64s, Int64s
from sta_lstm.errors import ClipError
from sta_lstm.formats.format import ClipFormat
from sta_lstm.formats.registry import register
from sta_lstm.formats.rules.bodies import check_size, lost_note, tracked
from sta_lstm.formats.rules.doubt import believed_of_a_data_set
from sta_lstm.formats.rules.gaps import filled, never_seen
from sta_lstm.formats.rules.infer_missing import clip_of
from sta_lstm.formats.rules.read_options import AS_STORED, ReadOptions
from sta_lstm.formats.rules.text import decoded, head_lines, is_count, lines_of, number_table
from sta_lstm.skeletons import Clip, layout_named

#: Frames a second. The sensor ran at 30; the data set's page says that about 15 a second are left, since only frames
#: with a tracked body were kept. Frame numbers fit that: all are even, the most frequent step is 4, and the mean step
#: within an action 4.3, so a step of 4 is 1/15 s if two numbers were counted for each of the sensor's frames.
FPS = 15.0
#: Frame numbers from one frame of a clip to the next.
STEP = 4
_LAYOUT = layout_named("kinect-20")
_N_COLUMNS = 1 + _LAYOUT.n_joints * 3


def sniff_utkinect(head: bytes) -> bool:
    """Whether a file begins with a whole number and 60 numbers more, between blanks."""
    values = head_lines(head, 1)[0].split()
    return (
        len(values) == _N_COLUMNS
        and is_count(values[0])
        and all(re.fullmatch(r"[-+.\deE]+|nan", value, re.IGNORECASE) for value in values[1:])
    )


def read_utkinect(data: bytes, name: str, options: ReadOptions = AS_STORED) -> Clip:
    """The session in a joint file: one person, metres, y up.

    Raises:
        ClipError: the file is not one, is damaged, or shows no body.
    """
    text = decoded(data, name)
    check_size(text.count("\n"), 1, _LAYOUT.n_joints, name)
    numbers, positions = read_recording(text, name)
    steps = np.diff(np.unique(numbers))
    if len(steps) and np.median(steps) == 1:  # another's file of as many columns
        clip = clip_of(positions[np.argsort(numbers, kind="stable")][:, None], _LAYOUT, name=name, options=options)
    else:
        clip = on_the_clock(numbers, positions, name=name)
    return believed_of_a_data_set(clip, name, options, is_named=UTKINECT.claims(name), of="UTKinect-Action3D")


def read_recording(text: str, name: str) -> tuple[Int64s, Float64s]:
    """The frame numbers (T) and the positions (T × 20 × 3, metres) in a joint file, line by line, repeats included.

    Raises:
        ClipError: a line has another number of values, a value is not a number, or a frame number is not whole.
    """
    lines = lines_of(text, name)
    numbers = range(1, len(lines) + 1)
    table = number_table(lines, numbers, name=name, n_columns=_N_COLUMNS, keep=_N_COLUMNS)
    with np.errstate(invalid="ignore"):
        whole = (table[:, 0] >= 0) & (table[:, 0] < 1e9) & (table[:, 0] % 1 == 0)
    if not whole.all():
        line = int(np.argmin(whole))
        raise ClipError(
            f"'{name}', line {line + 1}: expected a frame number, a whole one, found {table[line, 0]:g}. Copy or "
            "download the file again."
        )
    return table[:, 0].astype(np.int64), table[:, 1:].reshape(-1, _LAYOUT.n_joints, 3)


def on_the_clock(frame_numbers: Int64s, positions: Float64s, *, name: str, label: str | None = None) -> Clip:
    """A clip of equally spaced frames from lines of a joint file.

    Args:
        frame_numbers: T ≥ 1, in any order, repeats included; of a repeated frame the first is kept.
        positions: T × 20 × 3, metres.
        name: of the clip.
        label: its action, where it is known.

    Raises:
        ClipError: the clip would be too long, or its values are not those of one.
    """
    kept, first = np.unique(frame_numbers, return_index=True)
    check_size(int(kept[-1] - kept[0]) // STEP + 1, 1, _LAYOUT.n_joints, name)
    poses = positions[first, None]  # frames kept × 1 × 20 × 3
    present = tracked(poses)
    lost = int((~present).sum())
    inferred = never_seen(poses, present, _LAYOUT)
    whole, gap_notes = filled(poses, present, _LAYOUT, name)
    poses, present = _between(kept, whole, present)
    with np.errstate(over="ignore", invalid="ignore"):  # Clip says where a value is beyond float32
        metres = poses.astype(np.float32)
    return Clip(
        positions=metres,
        present=present,
        fps=FPS,
        layout=_LAYOUT,
        up_axis="y",
        name=name,
        label=label,
        notes=(*_frame_notes(kept, len(frame_numbers)), *lost_note(lost), *gap_notes),
        inferred=inferred,
    )


def _between(numbers: Int64s, poses: AnyFloats, present: Bools) -> tuple[Float64s, Bools]:
    """Poses at every fourth frame number from the first on, on the line between those before and after.

    A body is there at such a moment if it is in both.
    """
    ticks = np.arange(numbers[0], numbers[-1] + 1, STEP)
    after = np.searchsorted(numbers, ticks)
    before = np.where(numbers[after] == ticks, after, after - 1)
    share = (ticks - numbers[before]) / np.maximum(numbers[after] - numbers[before], 1)  # T
    there = present[before] & present[after]
    with np.errstate(over="ignore", invalid="ignore"):
        mixed = (1 - share)[:, None, None, None] * poses[before] + share[:, None, None, None] * poses[after]
    return np.where(there[..., None, None], mixed, 0.0), there


def _frame_notes(kept: Int64s, n_rows: int) -> tuple[str, ...]:
    notes = []
    if n_rows > len(kept):
        frames = "1 frame was" if n_rows - len(kept) == 1 else f"{n_rows - len(kept)} frames were"
        notes.append(f"{frames} written more than once; the first of each is kept.")
    steps = np.diff(kept)
    if (steps != STEP).any():
        notes.append(
            f"Frame numbers step by {steps.min()} to {steps.max()}; frames {STEP} numbers apart, {FPS:g} a second, "
            "are filled in between them along straight lines."
        )
    return tuple(notes)


UTKINECT = register(
    ClipFormat(
        name="UTKinect-Action3D",
        endings=tuple(f"joints_s{subject:02}_e{take:02}.txt" for subject in range(1, 11) for take in (1, 2)),
        sniff=sniff_utkinect,
        read=read_utkinect,
        write=None,
        description="A Kinect v1 body of 20 joints; a line of frame number, x, y, z of each joint a frame.",
        joints="20",
        persons="1",
        tested_on="UTKinect-Action3D",
    )
)
