"""SBU Kinect Interaction ``skeleton_pos.txt`` files (Yun et al., CVPRW 2012).

Each line is 91 numbers between commas: the frame number, then x, y, z of person A's 15 joints, then of person B's.
The numbers are normalised; X = 1280 - 2560 x, Y = 960 - 1920 y, Z = z · 10000 / 7.8125 undoes it.

X and Y are often called pixels. They are millimetres, as Z is (OpenNI's world coordinates). Over all 282 clips a bone's
length varies within a clip by 0.8 % (median) when they are read as millimetres, but by 3.2 or 4.8 % when they are
unprojected as pixels with a focal length of 2320 or 1160. In millimetres the thigh keeps its 0.43 m between 1.96 and
2.40 m from the sensor; as pixels it would grow in proportion to the distance.

As written above, the axes are right-handed (x to the sensor's left, y up, z away from it): (left - right) × up points
to the other person in 92 % of all poses.
"""

from __future__ import annotations

import re

import numpy as np

from sta_lstm.errors import ClipError
from sta_lstm.formats.format import ClipFormat
from sta_lstm.formats.registry import register
from sta_lstm.formats.rules.bodies import lost_note, tracked
from sta_lstm.formats.rules.doubt import believed_of_a_data_set
from sta_lstm.formats.rules.read_options import AS_STORED, ReadOptions
from sta_lstm.formats.rules.text import decoded, head_lines, lines_of, number_table
from sta_lstm.skeletons import MAX_FRAMES_READ, Clip, layout_named

#: The recording rate that the paper gives.
FPS = 15.0
FILE_NAME = "skeleton_pos.txt"
#: By class folder, checked against the movements; a list in another order that circulates does not fit the folders.
SBU_ACTIONS = {
    "01": "approaching",
    "02": "departing",
    "03": "kicking",
    "04": "pushing",
    "05": "shaking hands",
    "06": "hugging",
    "07": "exchanging object",
    "08": "punching",
}
_LAYOUT = layout_named("sbu-15")
_N_PERSONS = 2
_N_COLUMNS = 1 + _N_PERSONS * _LAYOUT.n_joints * 3
_FOLDERS = re.compile(r"(?:^|/)s\d{2}s\d{2}/(0[1-8])/\d{3}(?:/|$)")


def sniff_sbu(head: bytes) -> bool:
    """Whether a file begins with a whole number and 90 numbers more, between commas."""
    values = head_lines(head, 1)[0].split(",")
    return len(values) == _N_COLUMNS and all(re.fullmatch(r"[-+.\deE\s]+|\s*nan\s*", value) for value in values)


def read_sbu(data: bytes, name: str, options: ReadOptions = AS_STORED) -> Clip:
    """The clip in an SBU file: two persons, metres, y up.

    All files have one name, so the folders above name the clip (``s01s02/01/001``) and tell the action.

    Raises:
        ClipError: the file is not one, or is damaged.
    """
    lines = lines_of(decoded(data, name), name)
    if len(lines) > MAX_FRAMES_READ:
        raise ClipError(
            f"'{name}' has {len(lines):,} frames; at most {MAX_FRAMES_READ:,} are read. Export it in shorter parts."
        )
    numbers = range(1, len(lines) + 1)
    table = number_table(lines, numbers, name=name, n_columns=_N_COLUMNS, keep=_N_COLUMNS, separator=",")
    normalised = table[:, 1:].reshape(-1, _N_PERSONS, _LAYOUT.n_joints, 3)
    present = tracked(normalised)
    with np.errstate(over="ignore", invalid="ignore"):  # Clip says where a value is beyond float32
        millimetres = normalised * (-2560.0, -1920.0, 10000 / 7.8125) + (1280.0, 960.0, 0.0)
        positions = (millimetres / 1000).astype(np.float32)
    folders = name.replace("\\", "/")
    action = _FOLDERS.search(folders)
    clip = Clip(
        positions=positions,
        present=present,
        fps=FPS,
        layout=_LAYOUT,
        up_axis="y",
        name=folders.removesuffix("/" + FILE_NAME) or name,
        label=SBU_ACTIONS[action[1]] if action else None,
        notes=(*_frame_notes(table[:, 0]), *lost_note(int((~present).sum()))),
    )
    return believed_of_a_data_set(clip, name, options, is_named=SBU.claims(name), of="SBU Kinect Interaction")


def _frame_notes(frame_numbers: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> tuple[str, ...]:
    n_jumps = int((frame_numbers[1:] != frame_numbers[:-1] + 1).sum())
    if n_jumps == 0:
        return ()
    return (f"Frame numbers jump {n_jumps:,} times; the lines are taken as equally spaced frames.",)


SBU = register(
    ClipFormat(
        name="SBU Kinect Interaction",
        endings=(FILE_NAME,),
        sniff=sniff_sbu,
        read=read_sbu,
        write=None,
        description="Two persons of 15 joints; 91 numbers a line between commas.",
        joints="15",
        persons="2",
        tested_on="SBU",
        folders=3,
    )
)
