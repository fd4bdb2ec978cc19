"""From places in a picture to a clip: y up, a body's size in metres, drawn flat, because a picture knows no depth."""

from __future__ import annotations

from typing import Any

import numpy as np

from sta_lstm.arrays import AnyFloats, Bools, Float64s
from sta_lstm.errors import ClipError
from sta_lstm.formats.rules.gaps import filled, never_seen
from sta_lstm.formats.rules.infer_missing import rate_of
from sta_lstm.formats.rules.json_values import is_number
from sta_lstm.formats.rules.read_options import ReadOptions
from sta_lstm.formats.rules.units import ASSUMED_HEIGHT_M, body_height
from sta_lstm.skeletons import Clip, SkeletonLayout

#: Numbers up to this size are parts of a picture (0 to 1, or -1 to 1, with joints a little outside it), not pixels.
_PARTS_OF_A_PICTURE = 2.0
#: What a body is measured by where its feet are never seen: two joints, and their distance in body heights. Winter,
#: Biomechanics and Motor Control of Human Movement, fig. 4.1: shoulders at 0.818, hips at 0.530, and 0.259 apart.
_MEASURES = (
    (("left hip", "left shoulder"), 0.288, "its trunk"),
    (("right hip", "right shoulder"), 0.288, "its trunk"),
    (("left shoulder", "right shoulder"), 0.259, "its shoulders"),
)
#: The share of poses whose lowest joint lies below the ground: a foot that the estimator lost may lie far below.
_BELOW_GROUND = 0.05

Positions = AnyFloats


def from_image(
    points: Positions,
    present: Bools,
    layout: SkeletonLayout,
    name: str,
    *,
    picture: tuple[float, float] | None = None,
    metres_per_unit: float | None = None,
) -> tuple[Float64s, tuple[str, ...]]:
    """Positions in metres (T × M × J × 3, y up, z = 0), and the sentences about how they were found.

    The body becomes `ASSUMED_HEIGHT_M` tall, whatever the numbers are: neither a body of 2 pixels nor one of half a
    picture is 2 or 0.5 metres. The ground is at y = 0; x = 0 is in the middle of all poses. A picture shows a body as
    the camera sees it, so x to the right and y up make z point at the camera.

    Args:
        points: T × M × J × 2, x to the right and y down, in pixels or in parts of the picture's width and height; NaN
            where a joint is missing.
        present: T × M, whether a person is in a frame.
        layout: the J joints.
        name: the file, for messages.
        picture: width and height in pixels, if known; undoes the distortion of parts of a width and of a height.
        metres_per_unit: the size of a pixel (or of the picture), if its owner knows it.

    Raises:
        ClipError: no pose has any extent, or a value is infinite.
    """
    x, y = points[..., 0].astype(np.float64), points[..., 1].astype(np.float64)
    shown = present[..., None] & ~np.isnan(points).any(-1)
    if not shown.any():
        raise ClipError(
            f"'{name}': no joint of any body is seen in any frame; the recording holds no body. If its estimator was "
            "unsure of all joints, lower the least confidence that is believed."
        )
    if not np.isfinite(points[shown]).all():
        frame, person, joint = (int(i) for i in np.argwhere(shown & ~np.isfinite(points).all(-1))[0])
        raise ClipError(
            f"'{name}', frame {frame}, person {person}: the place of '{layout.joints[joint]}' is infinite; expected "
            "pixels or parts of a picture. Leave that joint out there (null, or zero confidence)."
        )
    notes = ["2D: depth is unknown and drawn flat."]
    if max(np.abs(x[shown]).max(), np.abs(y[shown]).max()) <= _PARTS_OF_A_PICTURE:
        if picture is not None:
            x = x * (picture[0] / picture[1])
            notes.append(f"Positions are parts of a picture of {picture[0]:g} × {picture[1]:g} pixels.")
        else:
            notes.append("Positions are parts of a picture of unknown size; bodies look right only if it was square.")
    with np.errstate(over="ignore", invalid="ignore"):  # Clip says where a value is too large
        seen = np.where(shown[..., None], np.stack((x, -y), axis=-1), np.nan)
        scale, note = (metres_per_unit, ()) if metres_per_unit else _metres_per_unit(seen, layout, name)
        poses = seen[present]
        ground = np.quantile(np.nanmin(poses[..., 1][~np.isnan(poses[..., 1]).all(-1)], axis=-1), _BELOW_GROUND)
        flat = np.stack((x - np.nanmedian(poses[..., 0]), -y - ground, np.zeros_like(x)), axis=-1) * scale
    flat[~shown] = np.nan
    return flat, (*notes, *note)


def clip_from_image(
    points: Positions,
    present: Bools,
    layout: SkeletonLayout,
    name: str,
    options: ReadOptions,
    *,
    picture: tuple[float, float] | None = None,
    fps: float | None = None,
    label: str | None = None,
    notes: tuple[str, ...] = (),
) -> Clip:
    """The clip of what an estimator saw in a picture; gaps are filled (`gaps.filled`), and everything done is noted.

    Args:
        points: see `from_image`.
        present: see `from_image`.
        layout: see `from_image`.
        name: the file.
        options: what its owner said.
        picture: see `from_image`.
        fps: the rate that the file tells, if it does.
        label: the action, if it is known.
        notes: what was done before.

    Raises:
        ClipError: there is no body, or the values are not those of a clip.
    """
    flat, more_notes = from_image(
        points, present, layout, name, picture=picture, metres_per_unit=options.metres_per_unit
    )
    inferred = never_seen(flat, present, layout)
    positions, gap_notes = filled(flat, present, layout, name)
    rate, rate_note = rate_of(fps, options)
    with np.errstate(over="ignore"):  # Clip says where a value is beyond float32
        metres = positions.astype(np.float32)
    return Clip(
        positions=metres,
        present=present,
        fps=rate,
        layout=layout,
        up_axis="y",
        name=name,
        label=label,
        notes=(*notes, *more_notes, *rate_note, *gap_notes),
        inferred=inferred,
    )


def picture_size(width: Any, height: Any) -> tuple[float, float] | None:
    """The size of a picture in pixels, from what a file says of it; None where that is not a size."""
    sizes = [float(value) for value in (width, height) if is_number(value) and 1 <= value <= 1e6]
    return (sizes[0], sizes[1]) if len(sizes) == 2 else None


def _metres_per_unit(seen: Positions, layout: SkeletonLayout, name: str) -> tuple[float, tuple[str, ...]]:
    """By the height of the poses that show a foot; without any, by the trunk or the shoulders; else as they are."""
    feet = [j for j, joint in enumerate(layout.joints) if joint.endswith((" ankle", " foot", " heel"))]
    whole = (~np.isnan(seen[:, :, feet]).any(-1)).any(-1) if feet else np.ones(seen.shape[:2], dtype=np.bool_)
    height = body_height(seen[whole])
    if height > 0:
        return ASSUMED_HEIGHT_M / height, (f"A body of {height:.3g} units was scaled to {ASSUMED_HEIGHT_M} m.",)
    for joints, share, what in _MEASURES:
        if not set(joints) <= set(layout.joints):
            continue
        low, high = (seen[:, :, layout.index(joint)] for joint in joints)
        lengths = np.linalg.norm(high - low, axis=-1)
        lengths = lengths[np.isfinite(lengths) & (lengths > 0)]
        if len(lengths):
            metres = share * ASSUMED_HEIGHT_M
            return metres / float(np.median(lengths)), (
                f"No feet are seen; the body was scaled so that {what} fits a body of {ASSUMED_HEIGHT_M} m.",
            )
    height = body_height(seen)
    if height == 0:
        raise ClipError(f"'{name}': every joint lies in one point in all frames; the recording holds no body.")
    return ASSUMED_HEIGHT_M / height, (f"What is seen of the body was scaled to {ASSUMED_HEIGHT_M} m.",)
