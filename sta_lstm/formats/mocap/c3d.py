"""C3D, the file of optical motion capture: markers by their names, with unit, rate and up axis where it says them.

- Names before a colon are subjects. The largest subject is the body; others with the same markers are further persons,
  and others with markers of their own (a box, a ball) are left out, and said.
- Left out are points that are no places (angles, forces, moments, powers), axes of segments, and nameless markers.
- A marker that was not seen has a negative residual, or lies at zero: a gap.
- ``Y_SCREEN`` says which axis points up; without it z was taken, as laboratories have it.

The readers on PyPI were tried and not taken: c3d believes the counts in a header before it has looked at the file's
length, and ezc3d is compiled, and reads files alone, no bytes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import cast

import numpy as np

from sta_lstm.arrays import Float64s
from sta_lstm.errors import ClipError, JointsError
from sta_lstm.formats.format import ClipFormat
from sta_lstm.formats.mocap.c3d_file import C3dFile, parse_c3d
from sta_lstm.formats.names.named_joints import layout_of_names
from sta_lstm.formats.registry import register
from sta_lstm.formats.rules.bodies import check_size
from sta_lstm.formats.rules.infer_missing import clip_of
from sta_lstm.formats.rules.read_options import AS_STORED, ReadOptions
from sta_lstm.formats.rules.text import few_names, one_line
from sta_lstm.skeletons import AXES, MAX_PERSONS, Axis, Clip, SkeletonLayout
from sta_lstm.skeletons.joint_words import numbered
from sta_lstm.skeletons.layout import MAX_JOINTS

_UNITS = {"m": 1.0, "cm": 0.01, "mm": 0.001, "in": 0.0254, "ft": 0.3048}
#: Parameters that list points that are no places.
_NO_PLACES = ("POINT:ANGLES", "POINT:FORCES", "POINT:MOMENTS", "POINT:POWERS", "POINT:SCALARS", "POINT:REACTIONS")
#: The same by name, and the axes of Plug-in Gait's segments.
_NO_PLACE = re.compile(
    r".*(angles?|forces?|moments?|powers?|momentum)$|(pel|hed|trx|[lr](fe|ti|fo|to|hu|ra|hn|cl))[oalp]$", re.IGNORECASE
)
#: Markers that nobody named: ``*12``, ``U_3``, ``unlabeled 4``.
_NAMELESS = re.compile(r"\*.*|u_?\d+|unlabell?ed.*|uname.*|c_\d+", re.IGNORECASE)
#: The share of a subject's markers that another must have too, to be another person.
_ALIKE = 0.5
#: How much longer a body is along another axis, for the axis to be doubted.
_LONGER = 1.5

Columns = dict[str, int]


def sniff_c3d(head: bytes) -> bool:
    """Whether a file begins as a C3D's header: the block of the parameters, and the letter P."""
    return len(head) >= 512 and 2 <= head[0] <= 64 and head[1] == 0x50 and head[2:4] != b"\0\0" and b"\0" in head[:512]


def read_c3d(data: bytes, name: str, options: ReadOptions = AS_STORED) -> Clip:
    """The clip of a C3D file's markers, in a layout of its own, or a known one where they have its joints' names.

    Raises:
        ClipError: the file is damaged, or its points are no markers with names.
    """
    file = parse_c3d(data, name)
    names = file.texts("POINT:LABELS")[: file.points.shape[1]]
    subjects, notes = _subjects(names, file, name)
    joints = _joints(subjects)
    if len(joints) > MAX_JOINTS:
        raise ClipError(f"'{name}' has {len(joints):,} markers; at most {MAX_JOINTS} can be shown. Export fewer.")
    only_numbers = max(map(len, numbered(joints).values()), default=0) == len(joints)
    if only_numbers and options.layout is None and not options.joints:
        raise JointsError(
            f"'{name}': its {len(joints)} markers have numbers for names, which do not tell where on the body they "
            "are. Name them in the program that recorded them, or say which joint each is."
        )
    check_size(len(file.points), len(subjects), len(joints), name)
    positions = np.full((len(file.points), len(subjects), len(joints), 3), np.nan)
    for person, columns in enumerate(subjects):
        for at, joint in enumerate(joints):
            if joint in columns:
                positions[:, person, at] = file.points[:, columns[joint]]
    layout, order, more = layout_of_names(joints, positions, options, name)
    positions = positions[:, :, order]
    up_axis, sentence = _up(file, positions, options)
    notes += [*more, *_skin_note(layout, [joints[at] for at in order]), sentence]
    return clip_of(
        positions,
        layout,
        name=name,
        options=options,
        fps=file.fps,
        unit=_unit(file, options),
        up_axis=up_axis,
        notes=notes,
    )


def _subjects(names: Sequence[str], file: C3dFile, name: str) -> tuple[list[Columns], list[str]]:
    """Columns by marker, of each person; and what was left out."""
    groups, notes = _groups(names, file)
    if not groups:
        raise ClipError(
            f"'{name}' has {file.points.shape[1]} points, and none of them is a marker with a name. Name the markers "
            "in the program that recorded them, and export the file again."
        )
    body = max(groups, key=lambda each: len(groups[each]))
    enough = _ALIKE * len(groups[body])
    alike = [each for each in groups if len(groups[each].keys() & groups[body].keys()) >= enough]
    others = [each for each in groups if each not in alike]
    if "" in others and len(groups[""]) >= enough:
        # Markers of the body without its subject's name before theirs.
        others.remove("")
        groups[body] = groups[""] | groups[body]
    if len(alike) > MAX_PERSONS:
        raise ClipError(f"'{name}' shows {len(alike)} subjects; at most {MAX_PERSONS} can be shown. Export fewer.")
    if others:
        told = ", ".join(f"{each or 'no subject'} ({len(groups[each])})" for each in others)
        notes.append(f"Markers of other subjects than the body were left out: {one_line(told, 200)}.")
    return [groups[each] for each in alike], notes


def _groups(names: Sequence[str], file: C3dFile) -> tuple[dict[str, Columns], list[str]]:
    """Columns by marker, by subject; and what was left out, because it is no place or has no name."""
    listed = {each.lower() for parameter in _NO_PLACES for each in file.texts(parameter)}
    groups: dict[str, Columns] = {}
    no_places: list[str] = []
    nameless = file.points.shape[1] - len(names)
    for column, full in enumerate(names):
        subject, _, marker = full.rpartition(":")
        if not marker or _NAMELESS.fullmatch(marker):
            nameless += 1
        elif full.lower() in listed or marker.lower() in listed or _NO_PLACE.fullmatch(marker):
            no_places.append(full)
        else:
            groups.setdefault(subject, {}).setdefault(one_line(marker, 80), column)
    notes = []
    if no_places:
        notes.append(
            f"{len(no_places)} points that are no places of markers (angles, forces, axes) were left out: "
            f"{few_names(no_places)}."
        )
    if nameless:
        notes.append(f"{nameless} markers without a name were left out.")
    return groups, notes


def _joints(subjects: Sequence[Columns]) -> list[str]:
    return list(dict.fromkeys(marker for columns in subjects for marker in columns))


def _unit(file: C3dFile, options: ReadOptions) -> float | None:
    said = next(iter(file.texts("POINT:UNITS")), "").lower()
    return _UNITS.get(said) if options.metres_per_unit is None else None


def _up(file: C3dFile, positions: Float64s, options: ReadOptions) -> tuple[Axis, str]:
    """The axis that points up, and the sentence about it."""
    said = next(iter(file.texts("POINT:Y_SCREEN")), "").upper()
    axis: Axis = "z"
    if re.fullmatch(r"[+-]?[XYZ]", said):
        axis = cast("Axis", said[-1].lower())
        sentence = f"By Y_SCREEN in the file {axis} points {'down' if said[0] == '-' else 'up'}."
    else:
        sentence = "The file does not say which axis points up; z was taken, as laboratories have it."
    if options.axis is not None:
        return axis, sentence
    extents = [_extent(positions[..., at]) for at in range(3)]
    longest = int(np.argmax(extents))
    if longest != AXES.index(axis) and extents[longest] > _LONGER * extents[AXES.index(axis)]:
        sentence += (
            f" In most frames the body is longer along {AXES[longest]}: that is somebody who lies, or else say that "
            f"{AXES[longest]} points up."
        )
    return axis, sentence


def _extent(values: Float64s) -> float:
    """From the lowest to the highest of a pose's markers along an axis, the median over all poses, T × M × J → 1."""
    known = np.isfinite(values)
    extents = np.where(known, values, -np.inf).max(axis=-1) - np.where(known, values, np.inf).min(axis=-1)
    extents = extents[np.isfinite(extents)]
    return float(np.median(extents)) if len(extents) else 0.0


def _skin_note(layout: SkeletonLayout, markers: Sequence[str]) -> tuple[str, ...]:
    """That markers lie on the skin, where some of them are called joints."""
    named = [
        f"{marker} ({joint})"
        for joint, marker in zip(layout.joints, markers, strict=True)
        if joint.endswith((" shoulder", " elbow", " wrist", " hip", " knee", " ankle")) and " " not in marker
    ]
    if not named:
        return ()
    return (
        f"Markers lie on the skin, some centimetres beside the joints after which they are called: {few_names(named)}.",
    )


C3D = register(
    ClipFormat(
        name="C3D",
        endings=(".c3d",),
        sniff=sniff_c3d,
        read=read_c3d,
        write=None,
        description="Markers of optical motion capture by their names; analog channels are left out.",
        joints="any with names",
        persons="1 to 8",
        tested_on="one take of Vicon Nexus",
        knows_unit=False,
    )
)
