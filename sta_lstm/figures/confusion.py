"""Which class is taken for which: the confusion matrix of an evaluation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from sta_lstm.arrays import AnyInts, Bools, Float64s
from sta_lstm.errors import SettingsError
from sta_lstm.figures.style import (
    MAX_TICK_CHARACTERS,
    SMALL_PX,
    Palette,
    hover_shares,
    mixed,
    palette,
    plain,
    styled,
)

_ROW_PX, _CLICKED_PX = 40, 32
_TALLEST_PX = 1000
_AXIS_PX = 170  # slanted names below, and the axis title
#: Classes that are drawn at once: each cell of two of them is sent with its words.
_MOST_CLASSES = 200
#: Cells that can be clicked, those with most clips first: a browser draws each.
_MOST_CLICKED = 1500
#: Rows lower than these leave no room for a name at each, or for a number in each cell.
_NAME_PX, _NUMBER_PX = 14, 20


def confusion_heatmap(
    counts: AnyInts,
    class_names: Sequence[str],
    *,
    picked: tuple[str | None, str | None] | None = None,
    dark: bool = False,
) -> go.Figure:
    """True classes (rows) × predicted classes (columns); violet on the diagonal is right, orange beside it is wrong.

    A cell's depth is its share of its row, so that a class with few clips counts like one with many; the number in it
    is the number of clips. Cells without a clip are blank. A class without clips keeps its row, which is blank. Of more
    than 200 classes those are shown that are confused most often; the axes say so.

    Args:
        counts: L × L, clips of class i taken for class j.
        class_names: L names.
        picked: the true class and the predicted one whose cell has a frame; of either alone, its row or column. With
            it, even of neither, each cell with a clip is a point that can be clicked, whose ``customdata`` begins with
            the two places in ``class_names``.
        dark: for a dark page.

    Raises:
        SettingsError: ``counts`` is not a square of as many rows as there are names, or holds a negative number.
    """
    counts, n = np.asarray(counts), len(class_names)
    if counts.shape != (n, n) or not n:
        raise SettingsError(
            f"a confusion matrix of {n} classes is {n} × {n}; got {' × '.join(map(str, counts.shape))}."
        )
    if counts.min() < 0:
        raise SettingsError(f"a confusion matrix counts clips; it holds {counts.min()}.")
    colours = palette(dark=dark)
    totals, n_all, of_all = counts.sum(axis=1, keepdims=True), n, ""
    places = list(range(n))
    if n > _MOST_CLASSES:
        wrong = counts.sum(0) + counts.sum(1) - 2 * np.diag(counts)
        kept = np.sort(np.argsort(-wrong, kind="stable")[:_MOST_CLASSES])
        counts, totals, n = counts[np.ix_(kept, kept)], totals[kept], len(kept)
        places = kept.tolist()
        class_names = [class_names[i] for i in places]
        of_all = f" ({n} of {n_all:,} classes: those confused most often)"
    share = np.divide(counts, totals, out=np.zeros(counts.shape), where=totals > 0)
    share[counts == 0] = np.nan
    row_px = float(np.clip(_TALLEST_PX / n, 4, _ROW_PX if picked is None else _CLICKED_PX))
    right = np.eye(n, dtype=np.bool_)
    told = _words(share, counts, totals, [plain(name) for name in class_names])
    clicked = _clicked(counts) if picked is not None else np.empty((0, 2), dtype=np.int64)
    # Words on hovering come from the points, unless some cells have none.
    own = told if len(clicked) < np.count_nonzero(counts) else None
    numbers = row_px >= _NUMBER_PX
    figure = go.Figure(
        [
            _cells(share, counts, right, own, "right", colours, numbers=numbers),
            _cells(share, counts, ~right, own, "wrong", colours, numbers=numbers),
        ]
    )
    if picked is not None:
        _add_points(figure, clicked, told, places, colours, row_px)
        _frame(figure, class_names, picked, colours)
    ticks = list(range(0, n, int(np.ceil(_NAME_PX / row_px))))
    axis = {
        "tickvals": ticks,
        "ticktext": [plain(class_names[i], most=MAX_TICK_CHARACTERS) for i in ticks],
        "showgrid": False,
        "showline": True,
        "mirror": True,
        "constrain": "domain",
        "tickfont": {"size": SMALL_PX, "color": colours.text},
    }
    square = {"scaleanchor": "x"} if picked is None else {}  # what is clicked fills the width that it has
    return styled(
        figure,
        dark=dark,
        height_px=round(row_px * n + _AXIS_PX),
        xaxis={**axis, "title": {"text": f"predicted{of_all}"}, "range": [-0.5, n - 0.5], "tickangle": -45},
        yaxis={**axis, "title": {"text": f"true{of_all}"}, "range": [n - 0.5, -0.5]} | square,
    )


def _hover(first: int) -> str:
    """What a cell says, of five words of which the first is in that place."""
    true, said, n, of, share = (f"%{{customdata[{first + i}]}}" for i in range(5))
    return f"<b>{true}</b><br>taken for <b>{said}</b><br>{n} of {of} clips · {share}<extra></extra>"


def _clicked(counts: AnyInts) -> AnyInts:
    """Rows and columns of the cells that can be clicked: those that hold a clip, of very many those with most."""
    most = np.argsort(-counts, axis=None, kind="stable")[: min(_MOST_CLICKED, np.count_nonzero(counts))]
    return np.stack(np.unravel_index(np.sort(most), counts.shape), axis=1)


def _words(share: Float64s, counts: AnyInts, totals: AnyInts, names: Sequence[str]) -> NDArray[Any]:
    """What a cell says on hovering, L × L × 5: both classes, of how many clips how many, and which share."""
    n = len(names)
    told = np.empty((n, n, 5), dtype=object)
    told[..., 0] = np.array(names, dtype=object)[:, None]
    told[..., 1] = names
    told[..., 2] = counts
    told[..., 3] = totals
    told[..., 4] = np.reshape(hover_shares(share.ravel().tolist()), (n, n))
    return told


def _add_points(
    figure: go.Figure, cells: AnyInts, told: NDArray[Any], places: Sequence[int], colours: Palette, row_px: float
) -> None:
    """A point on each of the cells, which nobody sees: a heat map tells of no click."""
    clear = {"opacity": 0}
    figure.add_scatter(
        x=cells[:, 1],
        y=cells[:, 0],
        mode="markers",
        marker={"symbol": "square", "size": float(np.clip(0.8 * row_px, 4, 20)), "opacity": 0, "color": colours.text},
        selected={"marker": clear},
        unselected={"marker": clear},
        customdata=[[places[i], places[j], *told[i, j]] for i, j in cells.tolist()],
        hovertemplate=_hover(2),
        name="cells",
    )


def _frame(
    figure: go.Figure, class_names: Sequence[str], picked: tuple[str | None, str | None], colours: Palette
) -> None:
    """A frame around the cell of two classes, or around the row or the column of one."""
    i, j = (class_names.index(name) if name in class_names else None for name in picked)
    if i is None and j is None:
        return
    n = len(class_names)
    y0, y1 = (-0.5, n - 0.5) if i is None else (i - 0.5, i + 0.5)
    x0, x1 = (-0.5, n - 0.5) if j is None else (j - 0.5, j + 0.5)
    figure.add_shape(type="rect", x0=x0, x1=x1, y0=y0, y1=y1, line={"color": colours.text, "width": 2})


def _cells(
    share: Float64s,
    counts: AnyInts,
    where: Bools,
    told: NDArray[Any] | None,
    which: str,
    colours: Palette,
    *,
    numbers: bool,
) -> go.Heatmap:
    """The cells of ``where`` that hold a clip, from a tint at one clip to full colour at the whole row."""
    n = len(share)
    full = colours.accent if which == "right" else colours.against
    return go.Heatmap(
        z=np.where(where, share, np.nan),
        x=list(range(n)),
        y=list(range(n)),
        zmin=0,
        zmax=1,
        colorscale=[(0, mixed(full, colours.ground, 0.18)), (1, full)],
        showscale=False,
        xgap=1,
        ygap=1,
        name=which,
        customdata=told,
        text=np.where(where & (counts > 0), counts.astype(str), "") if numbers else None,
        hoverongaps=False,
        texttemplate="%{text}" if numbers else None,
        hoverinfo="skip" if told is None else None,
        hovertemplate=None if told is None else _hover(0),
    )
