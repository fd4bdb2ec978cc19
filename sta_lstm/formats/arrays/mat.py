"""Skeletons in MATLAB files of version 5 to 7: UTD-MHAD (Chen et al., ICIP 2015), and anybody's one array.

UTD-MHAD's ``a1_s1_t1_skeleton.mat`` holds ``d_skel``, 20 joints × 3 × frames in metres (x to the sensor's left, y up, z
away from it; right-handed), Kinect v1 at 30 frames a second.

Any other file is read if it holds exactly one array of real numbers that can be positions: joints × 3 × frames, frames
× joints × 3, or frames × persons × joints × 3. What such a file does not say is taken from its owner, or found out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from sta_lstm.arrays import Float64s
from sta_lstm.errors import ClipError
from sta_lstm.formats.arrays.array_clip import clip_of_array, joint_counts, recording_notes
from sta_lstm.formats.arrays.axes import Axes
from sta_lstm.formats.arrays.mat_arrays import SIGNATURE, MatArray, mat_arrays
from sta_lstm.formats.arrays.missing import without_zeros, zeros_note
from sta_lstm.formats.arrays.names import is_body_model, no_positions, refusal
from sta_lstm.formats.format import ClipFormat
from sta_lstm.formats.registry import register
from sta_lstm.formats.rules.bodies import check_size
from sta_lstm.formats.rules.infer_missing import clip_of
from sta_lstm.formats.rules.read_options import AS_STORED, ReadOptions
from sta_lstm.skeletons import Clip, layout_named

#: Kinect v1's rate in UTD-MHAD, by its paper.
UTD_FPS = 30.0
#: By the number after ``a`` in a file's name; the order of the data set's page.
UTD_ACTIONS = dict(
    enumerate(
        (
            *("swipe left", "swipe right", "wave", "clap", "throw", "arm cross", "basketball shoot", "draw x"),
            *("draw circle clockwise", "draw circle counter-clockwise", "draw triangle", "bowling", "boxing"),
            *("baseball swing", "tennis swing", "arm curl", "tennis serve", "push", "knock", "catch"),
            *("pick up and throw", "jog", "walk", "sit to stand", "stand to sit", "lunge", "squat"),
        ),
        start=1,
    )
)
_UTD_VARIABLE = "d_skel"
_UTD_LAYOUT = layout_named("utd-mhad-20")
_UTD_NAME = re.compile(r"a(\d{1,2})_s\d_t\d_skeleton")


def sniff_mat(head: bytes) -> bool:
    """Whether a file begins like MATLAB's of version 5 or later."""
    return head.startswith(SIGNATURE)


def read_mat(data: bytes, name: str, options: ReadOptions = AS_STORED) -> Clip:
    """The clip in a MATLAB file.

    UTD-MHAD's action comes from the ``a1`` in a name like ``a1_s1_t1_skeleton.mat``.

    Raises:
        ClipError: the file is of version 7.3 or 4, is damaged, or holds no array, or several, that can be positions.
    """
    arrays = mat_arrays(data, name)
    utd = next((array for array in arrays if _is_utd(array)), None)
    if utd is not None and options.layout in (None, _UTD_LAYOUT):
        check_size(_n_frames(utd.shape), 1, _UTD_LAYOUT.n_joints, name)
        action = _UTD_NAME.search(name)
        positions = _ordered(utd.unpacked(data, name), _UTD_LAYOUT.n_joints)
        return clip_of(
            positions,
            _UTD_LAYOUT,
            name=name,
            options=options,
            label=UTD_ACTIONS.get(int(action[1]), f"a{action[1]}") if action else None,
            fps=UTD_FPS,
            unit=options.metres_per_unit or 1.0,
            notes=zeros_note(without_zeros(positions, _UTD_LAYOUT)),
        )
    array, n_joints = _chosen(arrays, joint_counts(options), name)
    n_frames, n_persons = _frames_and_persons(array.shape, n_joints)
    note = f"The positions are those of the variable '{array.name}'."
    positions = _ordered(array.unpacked(data, name), n_joints)
    axes = Axes("TMJC", {"T": n_frames, "M": n_persons, "J": n_joints, "C": 3})
    return clip_of_array(positions, axes, name, options, notes=(note, *recording_notes(axes, None)))


def _is_utd(array: MatArray) -> bool:
    shape = array.shape
    return array.kind == "numbers" and array.name == _UTD_VARIABLE and shape[:2] == (20, 3) and len(shape) <= 3


def _n_frames(shape: tuple[int, ...]) -> int:
    return shape[2] if len(shape) == 3 else 1


def _chosen(arrays: Sequence[MatArray], counts: set[int], name: str) -> tuple[MatArray, int]:
    """The one array that can be positions, and how many joints a body has in it."""
    names = [array.name for array in arrays]
    of_a_model = is_body_model(names)
    fitting = [
        (array, fits[0])
        for array in arrays
        if array.kind == "numbers"
        and no_positions(array.name, of_a_model=of_a_model) is None
        and (fits := _n_joints(array.shape, counts))
    ]
    if len(fitting) == 1:
        array, n_joints = fitting[0]
        n_frames, n_persons = _frames_and_persons(array.shape, n_joints)
        check_size(n_frames, n_persons, n_joints, name)
        return fitting[0]
    if fitting:
        listed = ", ".join(_described(array) for array, _ in fitting[:4])
        raise ClipError(
            f"'{name}' holds {len(fitting)} arrays that can be positions: {listed}. Save the one of the skeleton in a "
            "file of its own."
        )
    refused = refusal(names, name)
    if refused is not None:
        raise refused
    listed = ", ".join(_described(array) for array in arrays[:6]) or "nothing"
    wanted = " or ".join(map(str, sorted(counts)))
    raise ClipError(
        f"'{name}' holds no array that can be positions; it holds {listed}. Expected joints × 3 × frames, frames × "
        f"joints × 3, or frames × persons × joints × 3, with {wanted} joints; choose a layout if yours has others."
    )


def _n_joints(shape: tuple[int, ...], counts: set[int]) -> list[int]:
    """How many joints an array of that shape may hold, the likelier first; none if it cannot be positions."""
    if 0 in shape:
        return []
    found = []
    if len(shape) in (2, 3) and shape[1] == 3:  # MATLAB drops the last axis of a single frame
        found.append(shape[0])
    if len(shape) in (3, 4) and shape[-1] == 3:
        found.append(shape[-2])
    return [n_joints for n_joints in found if n_joints in counts]


def _frames_and_persons(shape: tuple[int, ...], n_joints: int) -> tuple[int, int]:
    if len(shape) == 4:
        return shape[0], shape[1]
    joints_first = shape[0] == n_joints and shape[1] == 3
    return (_n_frames(shape) if joints_first else shape[0]), 1


def _ordered(array: Float64s, n_joints: int) -> Float64s:
    """Frames × persons × joints × 3."""
    if array.ndim == 4:
        return array
    if array.shape[:2] == (n_joints, 3):
        return (array[..., None] if array.ndim == 2 else array).transpose(2, 0, 1)[:, None]
    return array[:, None]


def _described(array: MatArray) -> str:
    shape = " × ".join(map(str, array.shape[:5]))
    return f"'{array.name}' ({shape}{'' if array.kind == 'numbers' else ', ' + array.kind})"


MAT = register(
    ClipFormat(
        name="MATLAB array (UTD-MHAD)",
        endings=(".mat",),
        sniff=sniff_mat,
        read=read_mat,
        write=None,
        description="UTD-MHAD's Kinect v1 bodies of 20 joints, or one array of positions, in a MATLAB file up to -v7.",
        joints="20; any with a layout",
        persons="1 to 8",
        tested_on="UTD-MHAD",
        knows_unit=False,
    )
)
