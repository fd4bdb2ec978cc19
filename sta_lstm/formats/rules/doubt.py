"""Doubt before belief: numbers that a reader took for positions, because nothing says otherwise, may be none."""

from __future__ import annotations

from dataclasses import replace

from sta_lstm.errors import ClipError
from sta_lstm.formats.rules.read_options import ReadOptions
from sta_lstm.skeletons import Clip
from sta_lstm.skeletons.quality.plausible import why_no_body


def believed(clip: Clip, name: str, options: ReadOptions, *, names_joints: bool) -> Clip:
    """``clip``, if it can be a body.

    Args:
        clip: what was read.
        name: the file, for messages.
        options: what its owner said; whoever names the layout is believed about it.
        names_joints: whether the file names its joints.

    Raises:
        ClipError: it is no body.
    """
    why = why_no_body(clip, names_joints=names_joints or options.layout is not None)
    if why:
        raise ClipError(
            f"'{name}' holds no positions of a body: {why}. Its numbers may be rotations, joint angles, velocities, "
            "labels or features. Save the positions of the joints, frames × joints × 3, and open those; if they are "
            "positions, their joints may be in another order: name the layout."
        )
    return clip


def believed_of_a_data_set(clip: Clip, name: str, options: ReadOptions, *, is_named: bool, of: str) -> Clip:
    """``clip``, if its file is called as those of a data set are; else if it can be a body, and noted.

    Args:
        clip: what the data set's reader made of it.
        name: the file, for messages.
        options: what its owner said.
        is_named: whether the file is called as the data set's are; else the width of its lines alone says so.
        of: the data set.

    Raises:
        ClipError: it is no body.
    """
    if is_named:
        return clip
    note = f"By the width of its lines alone this was taken for a file of {of}, joints '{clip.layout.name}'."
    return believed(replace(clip, notes=(note, *clip.notes)), name, options, names_joints=False)
