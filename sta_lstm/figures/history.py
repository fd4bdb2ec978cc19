"""A training as figures: one clip under the snapshots of a network, from the first epoch to the last.

Snapshots stand side by side at equal distances, whatever epochs lie between them: most happens in the first ones.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from sta_lstm.comparison.history import History
from sta_lstm.figures.bins import Bins
from sta_lstm.figures.cursor import with_cursor
from sta_lstm.figures.joints import attention_colours
from sta_lstm.figures.style import (
    MAX_TICK_CHARACTERS,
    SMALL_PX,
    class_line,
    hover_shares,
    legend_below,
    palette,
    plain,
    says,
    shares,
    shares_down_to,
    styled,
)
from sta_lstm.scene import scale
from sta_lstm.words import person_letter

_TOP_PX, _BOTTOM_PX = 62, 44
_HEADING_PX = 20
_ROW_PX = 15
#: Ranks that are written into the cells, and the epochs beyond which there is no room for them.
_RANKED, _MOST_WRITTEN = 5, 16
_MOST_TICKS = 14


def probability_history(history: History, *, top: int = 4, dark: bool = False) -> go.Figure:
    """The probability of some classes over the epochs, and how often the snapshots are right on clips not seen.

    Args:
        history: what to draw.
        top: at most so many classes: what the last snapshot says, the clip's own label, then those that came highest.
        dark: for a dark page.
    """
    colours = palette(dark=dark)
    epochs = [str(each) for each in history.epochs]
    names = history.last.class_names
    figure = go.Figure()
    for place, index in enumerate(_classes(history, max(1, top))):
        of_label = names[index] == history.true_class
        figure.add_trace(
            go.Scatter(
                x=epochs,
                y=history.probabilities[:, index],
                mode="lines+markers",
                marker={"size": 6},
                line=class_line(place, colours, strong=of_label),
                name=plain(names[index], most=MAX_TICK_CHARACTERS) + (" (the clip’s label)" if of_label else ""),
                customdata=hover_shares(history.probabilities[:, index].tolist()),
                hovertemplate="%{customdata}",
            )
        )
    accuracy = [np.nan if value is None else value for value in history.accuracy]
    if np.isfinite(accuracy).any():
        figure.add_trace(
            go.Scatter(
                x=epochs,
                y=accuracy,
                mode="lines" if len(epochs) > 1 else "markers",
                line={"color": colours.muted, "width": 1.5, "dash": "dot"},
                marker={"color": colours.muted, "size": 6},
                name="accuracy on clips not seen",
                customdata=hover_shares(accuracy),
                hovertemplate="%{customdata}",
            )
        )
    styled(
        figure,
        dark=dark,
        height_px=300,
        margin={"l": 8, "r": 14, "t": 8, "b": 92},
        showlegend=True,
        legend=legend_below(colours),
        hovermode="x unified",
        yaxis={"title": {"text": "probability"}, "range": [0, 1.03], **shares(0, 0.2, 0.4, 0.6, 0.8, 1)},
        xaxis=_named_axis(history),
    )
    return with_cursor(figure, x="epoch")


def entropy_history(history: History, *, dark: bool = False) -> go.Figure:
    """Entropy of α and of β over the epochs, as shares of uniform attention's: 100 % is uniform.

    Args:
        history: what to draw.
        dark: for a dark page.
    """
    colours = palette(dark=dark)
    figure = go.Figure()
    lines = (
        ("α, over the joints", history.alpha_entropy, colours.persons[0], "solid", history.last.maps[0].learned),
        ("β, over the frames", history.beta_entropy, colours.accent, "dash", history.last.curves[0].learned),
    )
    shown = [values for _, values, _, _, learned in lines if learned]
    if not shown:
        return says("This network has no attention to learn.", dark=dark)
    for name, values, colour, dash, learned in lines:
        if learned:
            figure.add_trace(
                go.Scatter(
                    x=[str(each) for each in history.epochs],
                    y=values,
                    mode="lines+markers",
                    marker={"size": 6},
                    line={"color": colour, "width": 2, "dash": dash},
                    name=name,
                    customdata=hover_shares(values.tolist()),
                    hovertemplate="%{customdata} of an even spread",
                )
            )
    figure.add_hline(y=1, line={"color": colours.muted, "width": 1, "dash": "dash"})
    known = np.concatenate(shown)
    lowest = float(np.nanmin(known)) if np.isfinite(known).any() else 0.0
    low = max(0.0, lowest - 0.2 * (1 - lowest))
    styled(
        figure,
        dark=dark,
        height_px=270,
        margin={"l": 8, "r": 14, "t": 8, "b": 74},
        showlegend=True,
        legend=legend_below(colours),
        hovermode="x unified",
        yaxis={
            "title": {"text": "entropy, share of an even spread"},
            "range": [low, 1 + max(0.002, 0.08 * (1 - lowest))],
            **shares_down_to(low),
        },
        xaxis=_named_axis(history),
    )
    return with_cursor(figure, x="epoch")


def joint_history(history: History, *, max_rows: int = 30, dark: bool = False) -> go.Figure:
    """Joints × epochs, coloured by attention over the clip as a multiple of uniform; the first ranks are written in.

    The joint that the last snapshot attends to most is on top. Of more joints than ``max_rows``, those are shown that
    come highest at any time.

    Args:
        history: what to draw.
        max_rows: at most so many joints.
        dark: for a dark page.
    """
    n_epochs = len(history.epochs)
    values = history.joint_attention.reshape(n_epochs, -1)
    ranks = history.joint_ranks.reshape(n_epochs, -1)
    read = np.flatnonzero(np.isfinite(values).all(0))
    if not read.size:
        return says("The snapshots read no body in this clip.", dark=dark)
    rows = read[np.argsort(-values[:, read].max(0), kind="stable")[:max_rows]]
    rows = rows[np.argsort(-values[-1, rows], kind="stable")]
    layout, several = history.clip.layout, history.clip.n_persons > 1
    names = [
        (f"{person_letter(row // layout.n_joints)} · " if several else "") + layout.joints[row % layout.n_joints]
        for row in rows.tolist()
    ]
    written = (
        np.where(ranks[:, rows] <= _RANKED, ranks[:, rows].astype(str), "").T if n_epochs <= _MOST_WRITTEN else None
    )
    inner_px = _ROW_PX * len(rows)
    figure = go.Figure(
        go.Heatmap(
            x=np.arange(n_epochs),
            y=np.arange(len(rows)),
            z=scale.place(values[:, rows].T),
            customdata=_told(history, names, ranks[:, rows].T, values[:, rows].T),
            text=written,
            texttemplate=None if written is None else "%{text}",
            textfont={"size": SMALL_PX},
            coloraxis="coloraxis",
            xgap=1,
            ygap=1,
            name="joints",
            hovertemplate="<b>%{customdata[0]}</b><br>epoch %{customdata[1]} · rank %{customdata[2]}<br>"
            "%{customdata[3]:.2f}× an equal share<extra></extra>",
        )
    )
    styled(
        figure,
        dark=dark,
        height_px=inner_px + _TOP_PX + _BOTTOM_PX,
        margin={"l": 8, "r": 14, "t": _TOP_PX, "b": _BOTTOM_PX},
        coloraxis=attention_colours(values[:, rows], above=_HEADING_PX / inner_px, dark=dark),
        xaxis={**_epoch_axis(history), "showgrid": False},
        yaxis={
            "tickvals": list(range(len(rows))),
            "ticktext": [plain(name, most=MAX_TICK_CHARACTERS) for name in names],
            "range": [len(rows) - 0.5, -0.5],
            "showgrid": False,
        },
    )
    figure.update_yaxes(tickfont={"size": SMALL_PX, "color": palette(dark=dark).text})
    return with_cursor(figure, x="epoch")


def beta_history(history: History, *, max_columns: int = 600, dark: bool = False) -> go.Figure:
    """Frames × epochs, coloured by β as a multiple of uniform; the first epoch is on top, learning goes downwards.

    Args:
        history: what to draw.
        max_columns: a longer clip is drawn in so many columns at most, each the mean of its frames.
        dark: for a dark page.
    """
    clip, n_epochs = history.clip, len(history.epochs)
    bins = Bins.of_cells(clip.n_frames, max_columns, n_epochs)
    values = bins.means(history.relative_beta.T).T
    seconds = np.broadcast_to(bins.centres / clip.fps, values.shape)
    told = np.stack([np.broadcast_to(np.array(history.epochs)[:, None], values.shape), seconds, values], axis=-1)
    row_px = max(6, min(20, 420 // n_epochs))
    inner_px = row_px * n_epochs
    when = "frame %{x}" if bins.width == 1 else f"mean of {bins.width} frames around %{{x}}"
    figure = go.Figure(
        go.Heatmap(
            x=bins.centres,
            y=np.arange(n_epochs),
            z=scale.place(values),
            customdata=told,
            coloraxis="coloraxis",
            ygap=1,
            name="β",
            hoverongaps=False,
            hovertemplate=f"epoch %{{customdata[0]}}<br>{when} · %{{customdata[1]:.2f}} s<br>"
            "β %{customdata[2]:.2f}× an equal share<extra></extra>",
        )
    )
    styled(
        figure,
        dark=dark,
        height_px=inner_px + _TOP_PX + _BOTTOM_PX,
        margin={"l": 8, "r": 14, "t": _TOP_PX, "b": _BOTTOM_PX},
        coloraxis=attention_colours(values, above=_HEADING_PX / inner_px, dark=dark),
        xaxis={
            "title": {"text": f"frame ({clip.fps:g} a second{bins.words})"},
            "range": [-0.5, clip.n_frames - 0.5],
            "showgrid": False,
        },
        yaxis={
            **_ticks(history),
            "title": {"text": "epoch"},
            "range": [n_epochs - 0.5, -0.5],
            "showgrid": False,
        },
    )
    return with_cursor(figure, x="frame", y="epoch")


def _classes(history: History, top: int) -> list[int]:
    """Indices of the classes to draw: the last answer, the clip's own label, then by their highest probability."""
    first = [int(np.argmax(history.last.logits))]
    if history.true_class is not None:
        first.append(history.last.class_names.index(history.true_class))
    by_peak = np.argsort(-history.probabilities.max(0), kind="stable").tolist()
    return list(dict.fromkeys([*first, *by_peak]))[: max(top, len(set(first)))]


def _told(history: History, names: list[str], ranks: NDArray[Any], values: NDArray[Any]) -> NDArray[Any]:
    """Name, epoch, rank and value of each cell of joints × epochs, for the hover text."""
    told = np.empty((*ranks.shape, 4), dtype=object)
    told[..., 0] = np.array([plain(name) for name in names], dtype=object)[:, None]
    told[..., 1] = np.array(history.epochs)
    told[..., 2] = ranks
    told[..., 3] = values
    return told


def _ticks(history: History) -> dict[str, Any]:
    """So many places as there is room for, called by their epochs; the last one is always named."""
    n = len(history.epochs)
    step = -(-n // _MOST_TICKS)
    places = [n - 1 - place for place in range(0, n, step)][::-1]
    return {"tickvals": places, "ticktext": [str(history.epochs[place]) for place in places]}


def _epoch_axis(history: History) -> dict[str, Any]:
    return {
        **_ticks(history),
        "title": {"text": "epochs of training", "standoff": 20},
        "range": [-0.5, len(history.epochs) - 0.5],
    }


def _named_axis(history: History) -> dict[str, Any]:
    """The horizontal axis where points stand at the names of epochs, so that the hover text names them as well."""
    axis = _epoch_axis(history)
    return {**axis, "type": "category", "tickvals": axis["ticktext"], "unifiedhovertitle": {"text": "epoch %{x}"}}
