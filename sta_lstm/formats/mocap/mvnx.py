"""MVNX, the XML that Xsens' MVN exports: where each segment of the body begins, in metres, z up.

A frame of the type ``normal`` holds a ``position`` of three numbers a segment; frames before them (``tpose``) are
calibration and are left out, as are rotations, sensors and joint angles. Where a subject has no positions, the file
was exported without them, and is refused. Several subjects are persons.

The XML is read by Expat, a piece at a time; a document type, which could make entities that grow without bounds, is
refused.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from xml.parsers import expat

import numpy as np

from sta_lstm.arrays import Float64s
from sta_lstm.errors import ClipError
from sta_lstm.formats.format import ClipFormat
from sta_lstm.formats.names.named_by_hand import renamed_by_hand
from sta_lstm.formats.names.own_layout import bare_layout
from sta_lstm.formats.registry import register
from sta_lstm.formats.rules.bodies import check_size
from sta_lstm.formats.rules.infer_missing import clip_of
from sta_lstm.formats.rules.read_options import AS_STORED, ReadOptions
from sta_lstm.formats.rules.text import one_line, quoted
from sta_lstm.skeletons import MAX_PERSONS, Clip, SkeletonLayout
from sta_lstm.skeletons.layout import MAX_JOINTS

#: The bones between Xsens' segments, each from where the first begins to where the second does.
_BONES = (
    *(("Pelvis", "L5"), ("L5", "L3"), ("L3", "T12"), ("T12", "T8"), ("T8", "Neck"), ("Neck", "Head")),
    *(
        bone
        for side in ("Right", "Left")
        for bone in (
            *(("Neck", f"{side}Shoulder"), (f"{side}Shoulder", f"{side}UpperArm")),
            *((f"{side}UpperArm", f"{side}ForeArm"), (f"{side}ForeArm", f"{side}Hand")),
            *(("Pelvis", f"{side}UpperLeg"), (f"{side}UpperLeg", f"{side}LowerLeg")),
            *((f"{side}LowerLeg", f"{side}Foot"), (f"{side}Foot", f"{side}Toe")),
        )
    ),
)
_ROOT, _UPPER = "Pelvis", "Neck"
#: Most characters of the numbers of one frame.
_MAX_FRAME_TEXT = 64 * 3 * MAX_JOINTS
_MAX_DEPTH = 100


def sniff_mvnx(head: bytes) -> bool:
    """Whether a file begins as XML with the root ``mvnx``."""
    return b"<mvnx" in head


def read_mvnx(data: bytes, name: str, options: ReadOptions = AS_STORED) -> Clip:
    """The clip in an MVNX file, in a layout of its segments.

    Raises:
        ClipError: it is no well-formed MVNX, has a document type, has no positions, or its counts do not agree.
    """
    subjects = _Parser(name).parse(data)
    first = subjects[0]
    if any(each.segments != first.segments for each in subjects):
        raise ClipError(f"'{name}': its subjects have different segments. Export each to a file of its own.")
    n_frames = max(len(each.frames) for each in subjects)
    if not n_frames:
        raise ClipError(
            f"'{name}' has no frames with positions. Export it again from MVN with the positions of segments, or as "
            "BVH."
        )
    check_size(n_frames, len(subjects), len(first.segments), name)
    positions = np.full((n_frames, len(subjects), len(first.segments), 3), np.nan)
    for person, each in enumerate(subjects):
        if each.frames:
            positions[: len(each.frames), person] = each.frames
    layout = _layout(first.segments)
    notes = [] if first.n_left_out == 0 else [f"{first.n_left_out} frames of calibration were left out."]
    clip = clip_of(positions, layout, name=name, options=options, fps=first.fps, unit=1.0, up_axis="z", notes=notes)
    return renamed_by_hand(clip, options)


def _layout(segments: list[str]) -> SkeletonLayout:
    here = set(segments)
    bones = tuple(bone for bone in _BONES if here.issuperset(bone))
    layout = bare_layout(tuple(segments), "Xsens", bones, up_axis="z", source="The segments of an MVNX file.")
    lower = _ROOT if _ROOT in here else segments[0]
    upper = _UPPER if _UPPER in here else segments[-1]
    return replace(
        layout,
        name=f"xsens-{len(segments)}",
        title=f"Xsens MVN, {len(segments)} segments",
        root=lower,
        torso=(lower, upper),
    )


@dataclass
class _Subject:
    """One person: the names of their segments, frames a second, and S × 3 numbers a frame."""

    fps: float | None
    segments: list[str] = field(default_factory=list)
    frames: list[Float64s] = field(default_factory=list)
    n_left_out: int = 0


class _Parser:
    """Takes elements as they come; nothing is kept but segments and positions."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.subjects: list[_Subject] = []
        self.path: list[str] = []
        self.is_normal = False
        self.text: list[str] | None = None
        self.n_text = 0
        self.expat = expat.ParserCreate("UTF-8")
        self.expat.buffer_text = True
        self.expat.StartDoctypeDeclHandler = self._doctype
        self.expat.StartElementHandler = self._start
        self.expat.EndElementHandler = self._end
        self.expat.CharacterDataHandler = self._characters

    def parse(self, data: bytes) -> list[_Subject]:
        try:
            self.expat.Parse(data, True)
        except (expat.ExpatError, ValueError) as error:
            line = getattr(error, "lineno", self.expat.CurrentLineNumber)
            raise ClipError(
                f"'{self.name}', line {line}: this is no well-formed XML ({one_line(str(error), 80)}). It is cut short "
                "or damaged: export, copy or download it again."
            ) from error
        if not self.subjects:
            raise ClipError(f"'{self.name}' is an MVNX file without a subject. Export it again.")
        return self.subjects

    def _doctype(self, *_: object) -> None:
        raise ClipError(
            f"'{self.name}', line {self.expat.CurrentLineNumber}: it has a document type (DOCTYPE), which is not read. "
            "Remove that line."
        )

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = tag.rpartition(":")[2]
        if not self.path and tag != "mvnx":
            raise ClipError(f"'{self.name}' is XML, but no MVNX: it begins with {quoted(tag)}.")
        if len(self.path) == _MAX_DEPTH:
            raise ClipError(f"'{self.name}': elements within {_MAX_DEPTH} others; this is no MVNX file.")
        above = self.path[-1] if self.path else ""
        self.path.append(tag)
        if tag == "subject":
            if len(self.subjects) == MAX_PERSONS:
                raise ClipError(f"'{self.name}' has over {MAX_PERSONS} subjects; at most {MAX_PERSONS} can be shown.")
            self.subjects.append(_Subject(_rate(attributes.get("frameRate", ""))))
        elif self.subjects and tag == "segment" and above == "segments":
            self._segment(attributes.get("label", ""))
        elif self.subjects and tag == "frame":
            self.is_normal = attributes.get("type", "normal") == "normal"
            self.subjects[-1].n_left_out += not self.is_normal
        elif tag == "position" and above == "frame" and self.is_normal:
            self.text, self.n_text = [], 0

    def _segment(self, label: str) -> None:
        segments = self.subjects[-1].segments
        label = one_line(label, 80)
        if not label or label in segments or len(segments) == MAX_JOINTS:
            raise ClipError(
                f"'{self.name}', line {self.expat.CurrentLineNumber}: expected a segment with a label of its own, at "
                f"most {MAX_JOINTS}, found {quoted(label)}. Export the file again."
            )
        segments.append(label)

    def _characters(self, text: str) -> None:
        if self.text is not None:
            self.n_text += len(text)
            if self.n_text > _MAX_FRAME_TEXT:
                raise ClipError(
                    f"'{self.name}', line {self.expat.CurrentLineNumber}: a frame's positions have over "
                    f"{_MAX_FRAME_TEXT:,} characters. The file is damaged there; export it again."
                )
            self.text.append(text)

    def _end(self, _: str) -> None:
        tag = self.path.pop()
        if tag != "position" or self.text is None:
            return
        subject, words = self.subjects[-1], "".join(self.text).split()
        self.text = None
        where = f"'{self.name}', line {self.expat.CurrentLineNumber}"
        if len(words) != 3 * len(subject.segments) or not words:
            raise ClipError(
                f"{where}: expected 3 numbers a segment, {3 * len(subject.segments)} in all, found {len(words)}. "
                "Export the file again."
            )
        check_size(len(subject.frames) + 1, len(self.subjects), len(subject.segments), self.name)
        try:
            values = np.array(words, dtype=np.float64)
        except ValueError as error:
            raise ClipError(f"{where}: a position is no number. Mend that line, or export the file again.") from error
        subject.frames.append(values.reshape(-1, 3))


def _rate(text: str) -> float | None:
    try:
        rate = float(text)
    except ValueError:
        return None
    return rate if 0 < rate <= 1000 else None


MVNX = register(
    ClipFormat(
        name="MVNX (Xsens)",
        endings=(".mvnx",),
        sniff=sniff_mvnx,
        read=read_mvnx,
        write=None,
        description="Where the segments of an Xsens suit begin, in the XML that MVN exports.",
        joints="23; any",
        persons="1 to 8",
        tested_on="one take of 2019",
    )
)
