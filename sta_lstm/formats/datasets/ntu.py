"""NTU RGB+D ``.skeleton`` files (Shahroudy et al., CVPR 2016; Liu et al., TPAMI 2019), as Kinect v2 wrote them.

The file is lines of numbers between blanks:

    number of frames
    for each frame:  number of bodies
        for each body:  body ID and 9 values about its tracking
                        number of joints, 25
            for each joint:  x y z, then 9 values (pixels in depth and colour image, orientation, tracking state)

x, y, z are metres in camera space: x to the sensor's left, y up, z away from the sensor; right-handed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sta_lstm.errors import ClipError
from sta_lstm.formats.datasets.ntu_actions import NTU_ACTIONS
from sta_lstm.formats.format import ClipFormat
from sta_lstm.formats.registry import register
from sta_lstm.formats.rules.bodies import lost_note, tracked
from sta_lstm.formats.rules.gaps import filled, never_seen, without_zeros
from sta_lstm.formats.rules.read_options import AS_STORED, ReadOptions
from sta_lstm.formats.rules.text import decoded, head_lines, is_count, lines_of, number_table, quoted
from sta_lstm.formats.rules.tracks import Sighting, follow
from sta_lstm.skeletons import MAX_FRAMES_READ, Clip, layout_named, y_up

#: Kinect v2's rate; the file does not tell it.
FPS = 30.0
_LAYOUT = layout_named("ntu-25")
_VALUES_A_BODY = 10
_VALUES_A_JOINT = 12
#: Kinect v2 tracks 6 bodies at once; a larger count in a file is a line that was taken for a count.
_MAX_BODIES = 16
#: Most bodies in all frames: two in each of the longest clip, and a ghost in every second one.
_MAX_BODIES_IN_ALL = 50_000
_ODD_NAN = re.compile(r"-?(?:1\.#(?:IND|QNAN|SNAN)0*|nan\([a-z]{1,8}\))", re.IGNORECASE)
_CODE = re.compile(r"S\d{3}C\d{3}P\d{3}R\d{3}A(\d{3})")


def sniff_ntu(head: bytes) -> bool:
    """Whether a file begins like NTU RGB+D: two counts, then a body's ten values or the next frame's count."""
    first = [line.split() for line in head_lines(head, 3)]
    counts = [len(tokens) == 1 and is_count(tokens[0]) for tokens in first]
    if len(first) < 3:
        return len(first) == 2 and all(counts)
    return counts[0] and counts[1] and (counts[2] or len(first[2]) == _VALUES_A_BODY)


def read_ntu(data: bytes, name: str, options: ReadOptions = AS_STORED) -> Clip:
    """The clip in an NTU RGB+D file.

    Bodies are followed by their ID; at most two are kept (see `ntu_tracks`). A joint that is no number, or at exactly
    zero far from its body, is missing, and filled (`gaps`). The label comes from the ``A034`` in a
    name like ``S003C001P015R001A034``.

    Raises:
        ClipError: the file is not one, is cut short, its counts lie, or it shows no body.
    """
    cursor = _Cursor(name, lines_of(_plain_nan(decoded(data, name)), name))
    n_frames = cursor.count(lambda: "the number of frames")
    if n_frames > MAX_FRAMES_READ:
        raise ClipError(
            f"'{name}', line 1 announces {n_frames:,} frames ({n_frames / FPS / 60:.0f} minutes); at most "
            f"{MAX_FRAMES_READ:,} are read. Export the recording in shorter parts."
        )
    found: list[_Body] = []
    for frame in range(n_frames):
        found += cursor.bodies(frame, n_frames)
        if len(found) > _MAX_BODIES_IN_ALL:
            raise ClipError(
                f"'{name}', line {cursor.at}: over {_MAX_BODIES_IN_ALL:,} bodies in {frame + 1:,} frames; no more are "
                "read at once. Cut the recording into shorter clips, one action each."
            )
    cursor.expect_end(n_frames)
    poses, zero_notes = without_zeros(_poses(cursor, found))
    poses[np.isnan(poses).any(axis=-1)] = np.nan
    seen = tracked(poses)
    sightings = [
        Sighting(body.frame, body.identity, pose)
        for body, pose, is_seen in zip(found, poses, seen, strict=True)
        if is_seen
    ]
    positions, present, notes = follow(sightings, n_frames)
    inferred = never_seen(positions, present, _LAYOUT)
    positions, gap_notes = filled(positions, present, _LAYOUT, name)
    return Clip(
        positions=positions,
        present=present,
        fps=FPS,
        layout=_LAYOUT,
        up_axis="y",
        name=name,
        label=ntu_label(name),
        notes=(*lost_note(int((~seen).sum())), *notes, *zero_notes, *gap_notes),
        inferred=inferred,
    )


def _plain_nan(text: str) -> str:
    """``text`` with "nan" for what Windows writes instead (``-1.#IND``, ``-nan(ind)``)."""
    return _ODD_NAN.sub("nan", text) if "#" in text or "(" in text else text


def ntu_label(name: str) -> str | None:
    """The action of a recording called like ``S003C001P015R001A034``: its name, or ``"A999"`` where unknown."""
    code = _CODE.search(name)
    if code is None:
        return None
    return NTU_ACTIONS.get(int(code[1]), f"A{code[1]}")


def write_ntu(clip: Clip) -> bytes:
    """``clip`` as an NTU RGB+D file; reading it gives the same float32 positions.

    What a clip does not know (pixels, orientations) is 0, and every joint's tracking state is 2, "tracked". Body IDs
    count from 1.

    Raises:
        ClipError: the clip has other joints than NTU's 25, or another rate than the 30 frames a second that readers of
            the format take for granted.
    """
    if clip.layout != _LAYOUT:
        raise ClipError(
            f"clip '{clip.name}' has the layout '{clip.layout.name}'; an NTU .skeleton file holds 'ntu-25' alone. "
            "Save it as .npz or .csv."
        )
    if clip.fps != FPS:
        raise ClipError(
            f"clip '{clip.name}' has {clip.fps:g} frames a second; an NTU .skeleton file cannot say so, and is read at "
            f"{FPS:g}. Save it as .npz or .csv."
        )
    lines = [str(clip.n_frames)]
    for poses, present in zip(y_up(clip).tolist(), clip.present, strict=True):
        persons = np.flatnonzero(present)
        lines.append(str(len(persons)))
        for person in persons:
            lines += [f"{person + 1} 0 0 0 0 0 0 0 0 2", str(_LAYOUT.n_joints)]
            # Nine digits name a float32 without doubt.
            lines += [f"{x:.9g} {y:.9g} {z:.9g} 0 0 0 0 0 0 0 0 2" for x, y, z in poses[person]]
    return ("\n".join(lines) + "\n").encode("ascii")


class _Body(NamedTuple):
    """A body in a frame: its ID, and the index of its first joint line."""

    frame: int
    identity: str
    first_line: int


@dataclass
class _Cursor:
    """A place in the file; its methods read what must come next and complain with the line number.

    What must come is said by a function, because only a complaint needs the words.
    """

    name: str
    lines: list[str]
    at: int = 0

    def next(self, what: Callable[[], str]) -> str:
        if self.at >= len(self.lines):
            raise ClipError(
                f"'{self.name}' ends after line {len(self.lines):,}, where {what()} should follow: it is cut short. "
                "Copy or download it again."
            )
        self.at += 1
        return self.lines[self.at - 1]

    def count(self, what: Callable[[], str]) -> int:
        line = self.next(what).strip()
        if not is_count(line):
            raise ClipError(
                f"'{self.name}', line {self.at}: expected {what()}, found {quoted(line)}. The counts above it do not "
                "fit the lines, or this is not an NTU RGB+D file: copy or download it again."
            )
        return int(line)

    def bodies(self, frame: int, n_frames: int) -> list[_Body]:
        n_bodies = self.count(lambda: f"the number of bodies in frame {frame + 1} of {n_frames}")
        if n_bodies > _MAX_BODIES:
            raise ClipError(
                f"'{self.name}', line {self.at}: frame {frame + 1} claims {n_bodies:,} bodies; a Kinect tracks at most "
                "6. The counts do not fit the lines; copy or download the file again."
            )
        return [self._body(frame, body, n_bodies) for body in range(n_bodies)]

    def _body(self, frame: int, body: int, n_bodies: int) -> _Body:
        def what() -> str:
            return f"body {body + 1} of {n_bodies} in frame {frame + 1}"

        header = self.next(what).split()
        if len(header) != _VALUES_A_BODY:
            raise ClipError(
                f"'{self.name}', line {self.at}: expected the {_VALUES_A_BODY} values of {what()}, found {len(header)} "
                f"({quoted(' '.join(header[:4]))}). The counts above it do not fit the lines; "
                "copy or download the file again."
            )
        n_joints = self.count(lambda: f"the number of joints of {what()}")
        if n_joints != _LAYOUT.n_joints:
            raise ClipError(
                f"'{self.name}', line {self.at}: {what()} has {n_joints:,} joints; NTU RGB+D has {_LAYOUT.n_joints}. "
                "If it comes from another sensor, save it as CSV with its own layout."
            )
        first_line = self.at
        self.at += n_joints
        if self.at > len(self.lines):
            self.at = len(self.lines)
            self.next(lambda: f"joint {self.at - first_line + 1} of {n_joints} of {what()}")
        return _Body(frame, header[0], first_line)

    def expect_end(self, n_frames: int) -> None:
        if self.at < len(self.lines):
            raise ClipError(
                f"'{self.name}' goes on at line {self.at + 1:,}, after the {n_frames:,} frames that line 1 announces. "
                "Correct line 1, or copy or download the file again."
            )


def _poses(cursor: _Cursor, found: list[_Body]) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """B × 25 × 3, where the B bodies' joints are."""
    n_joints = _LAYOUT.n_joints
    first_lines = np.array([body.first_line for body in found], dtype=np.int64)
    table = number_table(
        [line for first in first_lines.tolist() for line in cursor.lines[first : first + n_joints]],
        (first_lines[:, None] + np.arange(1, n_joints + 1)).ravel(),
        name=cursor.name,
        n_columns=_VALUES_A_JOINT,
        keep=3,
    )
    return table.reshape(-1, n_joints, 3)


NTU = register(
    ClipFormat(
        name="NTU RGB+D",
        endings=(".skeleton",),
        sniff=sniff_ntu,
        read=read_ntu,
        write=write_ntu,
        description="Kinect v2 bodies of 25 joints, as the NTU RGB+D data sets ship them.",
        joints="25",
        persons="1 to 8, followed by their ID",
        tested_on="NTU RGB+D",
        loss="An NTU .skeleton file keeps joints and who is present; the label, the name, notes, which joints were "
        "inferred and which axis pointed up (y does) are lost, and at most two persons are read again.",
    )
)
