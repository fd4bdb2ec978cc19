"""A clip from bare positions: what such a file leaves open is taken from its owner, or found out and said."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sta_lstm.arrays import AnyFloats
from sta_lstm.errors import ClipError, JointsError
from sta_lstm.formats.rules.bodies import lost_note, tracked
from sta_lstm.formats.rules.gaps import filled, never_seen
from sta_lstm.formats.rules.read_options import ReadOptions
from sta_lstm.formats.rules.units import metres_per_unit, unit_of_hand
from sta_lstm.skeletons import LAYOUTS, Axis, Clip, SkeletonLayout

#: Frames a second of a file that does not say, and whose owner does not either.
FPS = 30.0


def layout_of(n_joints: int, options: ReadOptions, name: str, usual: Sequence[str] = ()) -> SkeletonLayout:
    """The layout of ``n_joints`` joints that have no names.

    Args:
        n_joints: how many joints a body in the file has.
        options: what the file's owner said; a layout named there decides.
        name: the file, for messages.
        usual: names of the layouts that such files have; the first with so many joints is taken. Without one, the
            only known layout of so many joints.

    Raises:
        JointsError: the layout that was named has another number of joints, none has so many, or several have.
    """
    fitting = [layout for layout in LAYOUTS.values() if layout.n_joints == n_joints]
    if options.layout is not None:
        if options.layout.n_joints != n_joints:
            raise JointsError(
                f"'{name}' has bodies of {n_joints} joints; the layout '{options.layout.name}' that was chosen has "
                f"{options.layout.n_joints}. Choose one of {n_joints}.",
                tuple(layout.name for layout in fitting),
            )
        return options.layout
    named = [layout for layout in map(LAYOUTS.get, usual) if layout in fitting]
    if named and named[0] is not None:
        return named[0]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        raise JointsError(
            f"'{name}' has bodies of {n_joints} joints, but does not name them, and several layouts have so many: "
            f"{', '.join(layout.name for layout in fitting)}. Choose one.",
            tuple(layout.name for layout in fitting),
        )
    raise JointsError(
        f"'{name}' has bodies of {n_joints:,} joints, but does not name them, and no known layout has so many. Choose "
        "a layout of your own, or save the recording as CSV, which names its joints."
    )


def rate_of(fps: float | None, options: ReadOptions) -> tuple[float, tuple[str, ...]]:
    """Frames a second: the file's, else what its owner said, else `FPS`; and the sentence about it."""
    if fps is not None:
        return fps, ()
    how = "were assumed" if options.fps is None else "were set by hand"
    fps = options.fps or FPS
    return fps, (f"The file does not say its frame rate; {fps:g} frames a second {how}.",)


def clip_of(
    positions: AnyFloats,
    layout: SkeletonLayout,
    *,
    name: str,
    options: ReadOptions,
    label: str | None = None,
    fps: float | None = None,
    unit: float | None = None,
    up_axis: Axis | None = None,
    notes: Sequence[str] = (),
) -> Clip:
    """A clip of ``positions``; lost bodies and joints, the unit and the frame rate are settled and noted.

    Args:
        positions: T × M × J × 3; NaN where a joint is missing, all zeros or all NaN where a body is.
        layout: the J joints.
        name: of the clip, and of its file in messages.
        options: what the file's owner said.
        label: the action, where it is known.
        fps: frames a second, where the format says it; None is what the owner says, else 30.
        unit: metres in a unit of the file, where the format says it; None is what the owner says, else what makes a
            body of the size of one.
        up_axis: the axis that points up; None is the layout's. Where a file does not say it, `upright` finds it out.
        notes: what was done to the recording before.

    Raises:
        ClipError: no frame shows a body, or the values are not those of a clip.
    """
    if len(positions) == 0:
        raise ClipError(f"'{name}' has no frames. Copy or download it again.")
    present = tracked(positions)
    if not present.any():
        are_unsure = any("less sure" in note for note in notes)
        raise ClipError(
            f"'{name}': all joints are zero or missing in every one of its {len(positions):,} frames, so no frame "
            "shows a body. "
            + (
                "The estimator was unsure of them all: lower the least confidence that is believed."
                if are_unsure
                else "The tracker lost it for the whole recording; leave this file out."
            )
        )
    inferred = never_seen(positions, present, layout)
    positions, gap_notes = filled(positions, present, layout, name)
    all_notes = [*notes, *lost_note(int((~present).sum())), *gap_notes]
    if unit is None and options.metres_per_unit is not None:
        unit = options.metres_per_unit
        all_notes.append(f"A unit of the file was taken for {unit:g} metres by hand; the file does not say its unit.")
    elif unit is None:
        of_hand = unit_of_hand(positions[present], layout)
        unit, sentence = of_hand or metres_per_unit(positions[present], name)
        all_notes.append(sentence)
    fps, rate_note = rate_of(fps, options)
    all_notes += rate_note
    with np.errstate(over="ignore", invalid="ignore"):  # Clip says where a value is beyond float32
        metres = (positions * unit).astype(np.float32)
    return Clip(
        positions=metres,
        present=present,
        fps=fps,
        layout=layout,
        up_axis=up_axis or layout.up_axis,
        name=name,
        label=label,
        notes=tuple(all_notes),
        inferred=inferred,
    )
