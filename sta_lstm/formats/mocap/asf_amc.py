"""Acclaim's ASF and AMC, as the CMU Graphics Lab's motion capture database has them: a skeleton, and its motions.

A motion (AMC) is read with its skeleton (ASF): from a zip archive that holds both, or from the folder in which both
lie (`pairs`). Joints are where bones begin, under the bones' names, and the ends of limbs (``lfingers end``). What the
files leave open:

- Unit: ``length 0.45`` under ``:units`` means that a unit is an inch / 0.45, 5.6 cm, in CMU's files.
- Rate: CMU recorded 120 frames a second, few recordings 60; no file says it, but for ``:SAMPLES-PER-SECOND``.
- Up: the axis along which the rest pose stands.
"""

from __future__ import annotations

import zipfile
from dataclasses import replace

import numpy as np

from sta_lstm.errors import ClipError
from sta_lstm.formats.bvh.layout import layout_of_bvh
from sta_lstm.formats.bvh.rest import rest_pose, up_of
from sta_lstm.formats.format import ClipFormat
from sta_lstm.formats.mocap.amc import Motion, parse_amc
from sta_lstm.formats.mocap.asf import Acclaim, parse_asf
from sta_lstm.formats.mocap.pairs import MAX_SKELETON, MOTION, SKELETON, skeleton_of, skeletons_among
from sta_lstm.formats.names.named_by_hand import renamed_by_hand
from sta_lstm.formats.registry import register
from sta_lstm.formats.rules.archive import opened, unpacked
from sta_lstm.formats.rules.infer_missing import clip_of
from sta_lstm.formats.rules.read_options import AS_STORED, ReadOptions
from sta_lstm.formats.rules.text import few_names, head_lines, one_line, quoted
from sta_lstm.formats.rules.units import body_height
from sta_lstm.skeletons import Clip, SkeletonLayout

#: Frames a second of nearly all of CMU's recordings.
_FPS = 120.0
#: Most bytes of a motion.
_MAX_MOTION = 128 * 1024**2
_ZIP = b"PK\x03\x04"
#: What a body's height must be for the unit to be believed, in metres.
_HEIGHT_M = (0.4, 2.4)
_BOTH = "Bring both files in one zip archive, or keep them in one folder."


def sniff_asf_amc(head: bytes) -> bool:
    """Whether a file begins as an ASF or AMC file, or is a zip archive of those, as far as its first bytes show."""
    if head.startswith(_ZIP):
        names = [name for name in _first_names(head) if not name.endswith("/")]
        return bool(names) and all(name.lower().endswith((SKELETON, MOTION)) for name in names)
    lines = [line.lower() for line in head_lines(head, 40)]
    said = next((line for line in lines if line and not line.startswith("#")), "")
    is_motion = said.startswith((":fully-specified", ":degrees", ":radians"))
    return is_motion or (said.startswith(":version") and any(line.startswith((":units", ":name")) for line in lines))


def asf_amc_entries(data: bytes, name: str) -> tuple[str, ...]:
    """The motions in an archive; none of a file that is no archive.

    Raises:
        ClipError: the archive is damaged.
    """
    if not data.startswith(_ZIP):
        return ()
    with opened(data, name) as archive:
        return tuple(sorted(member for member in _members(archive) if member.lower().endswith(MOTION)))


def read_asf_amc(data: bytes, name: str, options: ReadOptions = AS_STORED) -> Clip:
    """The clip in an archive of a motion and its skeleton, in a layout of its own; of several motions the first.

    Raises:
        ClipError: one of the two is missing or damaged, or they do not belong together.
    """
    if not data.startswith(_ZIP):
        raise _alone(data, name)
    with opened(data, name) as archive:
        members = _members(archive)
        motions = sorted(member for member in members if member.lower().endswith(MOTION))
        if not motions:
            raise ClipError(f"'{name}' holds a skeleton (.asf) and no motion (.amc). {_BOTH}")
        entry = options.entry or motions[0]
        if entry not in motions:
            raise ClipError(
                f"'{name}' holds no motion {quoted(entry)}; it holds {len(motions):,}: {few_names(motions)}."
            )
        skeleton_file = skeleton_of(entry, skeletons_among(members))
        if skeleton_file is None:
            raise ClipError(
                f"'{name}': none of its files is certain to be the skeleton (.asf) of {quoted(entry)}. Its name should "
                "be what the motion's begins with: 02.asf, 02_01.amc."
            )
        asf, amc = (f"{name}: {one_line(each, 100)}" for each in (skeleton_file, entry))
        skeleton = parse_asf(unpacked(archive, members[skeleton_file], name, most=MAX_SKELETON), asf)
        motion = parse_amc(unpacked(archive, members[entry], name, most=_MAX_MOTION), skeleton, amc)
    notes = list(motion.notes)
    if len(motions) > 1 and options.entry is None:
        notes.append(f"The archive holds {len(motions):,} motions; this is the first, {entry}. Choose by name.")
    return _clip(skeleton, motion, notes, name if len(motions) == 1 else entry, options)


def _clip(skeleton: Acclaim, motion: Motion, notes: list[str], name: str, options: ReadOptions) -> Clip:
    positions = motion.positions[:, None]
    layout = _layout(skeleton)
    unit = skeleton.metres_per_unit if options.metres_per_unit is None else None
    if unit is not None and _HEIGHT_M[0] <= body_height(positions) * unit <= _HEIGHT_M[1]:
        notes.append(f"By 'length' in the .asf a unit is {unit:.4f} m.")
    else:
        unit = None
    fps = motion.fps or options.fps
    if fps is None:
        fps = _FPS
        notes.append("The file does not say its frame rate; 120 frames a second, as CMU recorded, were assumed.")
    clip = clip_of(positions, layout, name=name, options=options, fps=fps, unit=unit, notes=notes)
    rest = np.asarray(rest_pose(skeleton.skeleton))
    up_axis, sentence = up_of(clip, rest, is_said=options.axis is not None)
    return renamed_by_hand(replace(clip, up_axis=up_axis, notes=(*clip.notes, sentence)), options)


def _layout(skeleton: Acclaim) -> SkeletonLayout:
    own = layout_of_bvh(skeleton.skeleton)
    return replace(
        own,
        name=own.name.replace("bvh-", "asf-", 1),
        title=f"ASF skeleton of {own.n_joints} joints",
        source="The .asf file's own hierarchy; sides and trunk by the names of its bones.",
    )


def _members(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """The skeletons and motions of an archive, by name; what a Mac adds is left out."""
    return {
        member.filename: member
        for member in archive.infolist()
        if member.filename.lower().endswith((SKELETON, MOTION))
        and not any(part.startswith((".", "__")) for part in member.filename.split("/"))
    }


def _first_names(head: bytes) -> list[str]:
    """The names of an archive's first files, as far as the first bytes show them."""
    names, at = [], 0
    while head[at : at + 4] == _ZIP and at + 30 <= len(head):
        n_packed = int.from_bytes(head[at + 18 : at + 22], "little")
        n_name, n_extra = (int.from_bytes(head[at + start : at + start + 2], "little") for start in (26, 28))
        names.append(head[at + 30 : at + 30 + n_name].decode("utf-8", errors="replace"))
        at += 30 + n_name + n_extra + n_packed
    return [name for name in names if not name.startswith("__")]


def _alone(data: bytes, name: str) -> ClipError:
    is_motion = name.lower().endswith(MOTION) or b":bonedata" not in data[:1_000_000].lower()
    if is_motion:
        return ClipError(
            f"'{name}' is the motion of a skeleton (.amc), and cannot be read without that skeleton (.asf). {_BOTH}"
        )
    return ClipError(f"'{name}' is a skeleton without motion (.asf); its motions are .amc files. {_BOTH}")


ASF_AMC = register(
    ClipFormat(
        name="ASF/AMC motion capture",
        endings=(".amc", ".asf"),
        sniff=sniff_asf_amc,
        read=read_asf_amc,
        write=None,
        description="A skeleton (.asf) and its motion (.amc), in one folder or one zip archive; rotations become "
        "positions by forward kinematics.",
        joints="any",
        persons="1",
        tested_on="CMU subject 2",
        knows_unit=False,
        entries=asf_amc_entries,
    )
)
