"""What a figure tells the player beside it, so that both show one moment: ``assets/host/charts.js`` reads it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import plotly.graph_objects as go

#: Under this name it stands in the figure's ``layout.meta``.
META = "sta"
#: What a place on an axis is: a frame of the clock of the player, one of the recording that its first or second pane
#: shows on that clock, or the place of an epoch among those shown.
Cursor = Literal["frame", "first", "second", "epoch"]


def with_cursor(
    figure: go.Figure,
    *,
    x: Cursor | None = None,
    y: Cursor | None = None,
    lanes: Sequence[tuple[Cursor, float]] = (),
    joints: Sequence[tuple[int, int]] = (),
    frame: int | None = None,
) -> go.Figure:
    """``figure``, which says what a place in it means: a line marks it there, and a click goes to it.

    Args:
        figure: to which it is added.
        x: what its horizontal axis counts.
        y: what its vertical axis counts.
        lanes: what its horizontal axis counts in seconds, with frames a second, of equal parts of its height from the
            top down.
        joints: (person, joint) columns of its rows from 0 downwards: a click on a row chooses the joint in the player.
        frame: the one moment that it shows, if it does: beside another moment it is faint.
    """
    told: dict[str, Any] = {}
    told |= {"x": x} if x else {}
    told |= {"y": y} if y else {}
    told |= {"lanes": [{"cursor": cursor, "fps": fps} for cursor, fps in lanes]} if lanes else {}
    told |= {"joints": [list(each) for each in joints]} if joints else {}
    told |= {"frame": frame} if frame is not None else {}
    figure.layout.meta = {META: told}
    return figure
