"""Bodies of several layouts in one batch: a layout that has the joints of all, and which of them each clip has."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from sta_lstm.arrays import Float32s
from sta_lstm.errors import SettingsError
from sta_lstm.skeletons.body_grid import body_cells
from sta_lstm.skeletons.layout import SkeletonLayout
from sta_lstm.skeletons.layouts import LAYOUTS
from sta_lstm.skeletons.synonyms import common_names


def united(layouts: Sequence[SkeletonLayout]) -> SkeletonLayout:
    """A layout with every joint that one of ``layouts`` has, each by its common name (`common_names`).

    One layout alone stays what it is.

    Raises:
        SettingsError: there is none, or one is none of a body.
    """
    if not layouts:
        raise SettingsError("there is no layout to unite; give one at least.")
    strange = [layout.name for layout in layouts if body_cells(layout) is None]
    if strange:
        raise SettingsError(f"'{strange[0]}' is no layout of a whole body; leave out its clips.")
    if len({layout.joints for layout in layouts}) == 1:
        return layouts[0]
    names = [dict(zip(layout.joints, common_names(layout), strict=True)) for layout in layouts]
    first, first_names = layouts[0], names[0]
    return SkeletonLayout(
        name=" + ".join(dict.fromkeys(layout.name for layout in layouts)),
        title="bodies of several layouts",
        joints=_all(own.values() for own in names),
        bones=_pairs(layouts, names, "bones"),
        mirror_pairs=_pairs(layouts, names, "mirror_pairs"),
        root=first_names[first.root],
        torso=(first_names[first.torso[0]], first_names[first.torso[1]]),
        up_axis=first.up_axis,
        source="; ".join(dict.fromkeys(layout.source for layout in layouts)),
    )


def places_in(layout: SkeletonLayout, whole: SkeletonLayout) -> tuple[int, ...]:
    """The columns of ``whole``, which `united` made, in which the joints of ``layout`` stand."""
    if layout.joints == whole.joints:
        return tuple(range(layout.n_joints))
    return tuple(whole.index(name) for name in common_names(layout))


def placed_in(positions: Float32s, places: Sequence[int], whole: SkeletonLayout) -> Float32s:
    """Positions (T × M × own joints × 3) in their columns of ``whole``, zero in its others."""
    if len(places) == whole.n_joints:
        return positions
    out = np.zeros((*positions.shape[:2], whole.n_joints, 3), dtype=np.float32)
    out[:, :, list(places)] = positions
    return out


def in_order(layouts: Iterable[SkeletonLayout]) -> tuple[SkeletonLayout, ...]:
    """Each of ``layouts`` once: those that ship in the order of the table, whichever comes first, then the others."""
    found = {layout.joints: layout for layout in layouts}
    known = [layout for layout in LAYOUTS.values() if layout.joints in found]
    return (*known, *(layout for joints, layout in found.items() if joints not in {each.joints for each in known}))


def _all(groups: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for group in groups for name in group))


def _pairs(
    layouts: Sequence[SkeletonLayout], names: Sequence[dict[str, str]], kind: str
) -> tuple[tuple[str, str], ...]:
    """The pairs of all layouts; a joint that an earlier one has placed keeps its place."""
    found: dict[str, tuple[str, str]] = {}
    for layout, own in zip(layouts, names, strict=True):
        for one, other in getattr(layout, kind):
            found.setdefault(own[other], (own[one], own[other]))
    return tuple(found.values())
