"""BVH motion capture files (Biovision Hierarchy): any hierarchy, any order of channels.

The file's HIERARCHY gives joints with offsets and channels; its MOTION gives, for each frame, a number a channel. Where
the joints are follows by forward kinematics (`bvh_motion.places`), in float64. What the format leaves open:

- Joints: the file's own; the end of a limb (``End Site``) is the joint ``<parent> end``, unless it has no length.
- Several ROOTs with the same joints are several persons.
- Unit: not said. The CMU Graphics Lab's database (mocap.cs.cmu.edu) counts in inches × 0.45, as its .asf files say, and
  its joints have names that no other program gives; elsewhere the height of the body decides (`units`). Plain inches
  are not tried: a body of 60 units may be an adult in inches or a child in centimetres.
- Up: the axis along which the rest pose stands (`rest`), or else the trunk, on average over all frames.
- Frame time: some programs write milliseconds; over four seconds a frame are taken for those, and it is said.

Readers on PyPI were tried and not taken. pybvh is exact, and about half as fast as this one, but refuses positions
below the root, joints without three rotations, and several roots; bvhio takes over 60 times as long for 2,752 frames.
None reads bytes, or says of a damaged file where it is damaged. pybvh is what this reader is tested against.
"""

from __future__ import annotations

from dataclasses import replace

from sta_lstm.arrays import Float64s
from sta_lstm.errors import ClipError
from sta_lstm.formats.bvh.hierarchy import Hierarchy, parse_hierarchy
from sta_lstm.formats.bvh.layout import columns_of, layout_of_bvh
from sta_lstm.formats.bvh.motion import parse_motion
from sta_lstm.formats.bvh.rest import rest_pose, up_of
from sta_lstm.formats.bvh.write import LOSS, write_bvh
from sta_lstm.formats.format import ClipFormat
from sta_lstm.formats.names.named_by_hand import renamed_by_hand
from sta_lstm.formats.registry import register
from sta_lstm.formats.rules.infer_missing import clip_of
from sta_lstm.formats.rules.read_options import AS_STORED, ReadOptions
from sta_lstm.formats.rules.text import decoded, lines_of
from sta_lstm.formats.rules.units import body_height
from sta_lstm.skeletons import Clip, SkeletonLayout

#: Metres in a unit of the CMU database, the names that tell its files, and the heights that it must make of a body.
CMU_UNIT = 0.0254 / 0.45
_CMU_JOINTS = {"LHipJoint", "RHipJoint", "LowerBack"}
_CMU_HEIGHT_M = (0.8, 2.2)


def sniff_bvh(head: bytes) -> bool:
    """Whether a file begins with the word HIERARCHY."""
    return head.removeprefix(b"\xef\xbb\xbf").lstrip()[:10].upper().rstrip() == b"HIERARCHY"


def read_bvh(data: bytes, name: str, options: ReadOptions = AS_STORED) -> Clip:
    """The clip in a BVH file, in its own layout, or a known one where it has that one's joints.

    Several known layouts differ in order alone; ``reading.layout`` chooses between them.

    Raises:
        ClipError: the file is none, is cut short, its counts lie, or its ROOTs have different joints.
    """
    lines = lines_of(decoded(data, name), name)
    hierarchy = parse_hierarchy(lines, name)
    skeleton = hierarchy.skeletons[0]
    _check_alike(hierarchy, name)
    positions, fps, notes = parse_motion(lines, hierarchy, name, options.fps)
    del lines
    layout = layout_of_bvh(skeleton, options.layout)
    columns = columns_of(skeleton, layout)
    if columns != list(range(len(columns))):
        positions = positions[:, :, columns]
    unit, unit_notes = _unit(positions, layout, options)
    clip = clip_of(
        positions,
        layout,
        name=name,
        options=options,
        fps=fps,
        unit=unit,
        notes=(*hierarchy.notes, *notes, *unit_notes),
    )
    up_axis, sentence = up_of(clip, rest_pose(skeleton)[columns], is_said=options.axis is not None)
    return renamed_by_hand(replace(clip, up_axis=up_axis, notes=(*clip.notes, sentence)), options)


def _check_alike(hierarchy: Hierarchy, name: str) -> None:
    parents = [[node.parent for node in skeleton] for skeleton in hierarchy.skeletons]
    for root, other in enumerate(parents[1:], start=2):
        if other != parents[0]:
            raise ClipError(
                f"'{name}' has {len(parents)} ROOTs, and they differ: ROOT 1 has {len(parents[0])} joints, ROOT {root} "
                f"has {len(other)}, or they hang together otherwise. Several ROOTs are read as persons with the same "
                "joints; save each in a file of its own, without props."
            )


def _unit(positions: Float64s, layout: SkeletonLayout, options: ReadOptions) -> tuple[float | None, tuple[str, ...]]:
    """Metres in a unit of a CMU file, and a sentence; None where it is another file, or its owner said the unit."""
    if options.metres_per_unit is not None or not _CMU_JOINTS.issubset(layout.joints):
        return None, ()
    height = body_height(positions) * CMU_UNIT
    if not _CMU_HEIGHT_M[0] <= height <= _CMU_HEIGHT_M[1]:
        return None, ()
    return CMU_UNIT, (
        "The file does not say its unit; by the names of its joints it is of the CMU database, whose unit is "
        f"{CMU_UNIT:.4f} m (an inch / 0.45), which makes a body of {height:.2f} m.",
    )


BVH = register(
    ClipFormat(
        name="BVH motion capture",
        endings=(".bvh",),
        sniff=sniff_bvh,
        read=read_bvh,
        write=write_bvh,
        description="Any hierarchy of joints, with its own names; rotations become positions by forward kinematics.",
        joints="any",
        persons="1 to 8",
        tested_on="CMU 01_01",
        knows_unit=False,
        loss=LOSS,
    )
)
