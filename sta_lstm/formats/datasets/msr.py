"""MSR-Action3D ``*_skeleton3D.txt`` files (Li et al., CVPRW 2010): Kinect v1 in real-world coordinates.

Each line is ``x y z confidence`` of one joint, and each frame is 20 lines (layout ``msr-20``). x points to the sensor's
left, y up, z away from it: right-handed metres. A frame in which the body was lost is 20 lines of zeros.

The confidence is often 0 (over half of the spine's and the hips' lines) and says little: in the recordings tried, such
joints move as smoothly as the others, so their positions are kept, and a note counts them.

The data set has another edition of the same recordings, ``*_skeleton.txt`` in pixels of the depth image. It is refused:
pixels are no metres, and those of two depths cannot be compared.
"""

from __future__ import annotations

import re

from sta_lstm.arrays import Float64s
from sta_lstm.errors import ClipError
from sta_lstm.formats.format import ClipFormat
from sta_lstm.formats.registry import register
from sta_lstm.formats.rules.bodies import check_size, tracked
from sta_lstm.formats.rules.doubt import believed_of_a_data_set
from sta_lstm.formats.rules.infer_missing import clip_of
from sta_lstm.formats.rules.read_options import AS_STORED, ReadOptions
from sta_lstm.formats.rules.text import decoded, head_lines, lines_of, number_table
from sta_lstm.formats.rules.units import body_height
from sta_lstm.skeletons import Clip, layout_named

#: The recording rate that the paper gives.
FPS = 15.0
#: By the number after ``a`` in a file's name; the order of the data set's page and of the paper's table 1.
MSR_ACTIONS = dict(
    enumerate(
        (
            *("high arm wave", "horizontal arm wave", "hammer", "hand catch", "forward punch"),
            *("high throw", "draw x", "draw tick", "draw circle", "hand clap"),
            *("two hand wave", "side-boxing", "bend", "forward kick", "side kick"),
            *("jogging", "tennis swing", "tennis serve", "golf swing", "pick up and throw"),
        ),
        start=1,
    )
)
_LAYOUT = layout_named("msr-20")
_VALUES_A_LINE = 4
#: A body of this height in metres is none; the other edition's are some 100 pixels tall.
_TOO_TALL = 3.0
_NAME = re.compile(r"a(\d{2})_s\d{2}_e\d{2}")
_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?|nan", re.IGNORECASE)


def sniff_msr(head: bytes) -> bool:
    """Whether a file begins with twenty lines of four numbers, the last of them a confidence from 0 to 1."""
    lines = [line.split() for line in head_lines(head, _LAYOUT.n_joints)]
    return len(lines) == _LAYOUT.n_joints and all(
        len(values) == _VALUES_A_LINE
        and all(_NUMBER.fullmatch(value) for value in values)
        and 0 <= float(values[3]) <= 1
        for values in lines
    )


def read_msr(data: bytes, name: str, options: ReadOptions = AS_STORED) -> Clip:
    """The clip in an MSR-Action3D file: one person, metres, y up.

    The action comes from the ``a01`` in a name like ``a01_s01_e01_skeleton3D.txt``.

    Raises:
        ClipError: the file is not one, is cut short, is in pixels, or shows no body in any frame.
    """
    lines = lines_of(decoded(data, name), name)
    n_frames, rest = divmod(len(lines), _LAYOUT.n_joints)
    check_size(n_frames, 1, _LAYOUT.n_joints, name)
    table = number_table(lines, range(1, len(lines) + 1), name=name, n_columns=_VALUES_A_LINE, keep=_VALUES_A_LINE)
    if rest:
        raise ClipError(
            f"'{name}' has {len(lines):,} lines, {n_frames:,} frames of {_LAYOUT.n_joints} joints and {rest} lines "
            "more. The file is cut short or lacks lines; copy or download it again."
        )
    table = table.reshape(n_frames, 1, _LAYOUT.n_joints, _VALUES_A_LINE)
    positions, confidence = table[..., :3], table[..., 3]
    present = tracked(positions)
    _check_height(positions[present], name)
    action = _NAME.search(name)
    clip = clip_of(
        positions,
        _LAYOUT,
        name=name,
        options=options,
        label=MSR_ACTIONS.get(int(action[1]), f"a{action[1]}") if action else None,
        fps=FPS,
        unit=1.0,
        notes=_doubts(confidence[present]),
    )
    return believed_of_a_data_set(clip, name, options, is_named=action is not None, of="MSR-Action3D")


def _check_height(poses: Float64s, name: str) -> None:
    height = body_height(poses)
    if height > _TOO_TALL:
        raise ClipError(
            f"'{name}': the body is {height:,.4g} m tall if these are metres. They may be pixels, as in the data set's "
            "*_skeleton.txt; take *_skeleton3D.txt of the same recording, in real-world coordinates."
        )


def _doubts(confidence: Float64s) -> tuple[str, ...]:
    """A sentence about joints of bodies that are there, N × 20, of which the sensor was not sure."""
    unsure = int((confidence == 0).sum())
    if unsure == 0:
        return ()
    return (f"The sensor's confidence is 0 for {unsure:,} of {confidence.size:,} joints; they were kept as recorded.",)


MSR = register(
    ClipFormat(
        name="MSR-Action3D",
        endings=("_skeleton3d.txt",),
        sniff=sniff_msr,
        read=read_msr,
        write=None,
        description="A Kinect v1 body of 20 joints; a line of x, y, z and confidence a joint.",
        joints="20",
        persons="1",
        tested_on="MSR-Action3D",
    )
)
