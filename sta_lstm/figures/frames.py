"""Temporal attention: which frames counted, what each said, and how the answer grew out of them."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from sta_lstm.arrays import Float64s
from sta_lstm.errors import SettingsError
from sta_lstm.figures.bins import Bins, drawn_frames, drawn_words
from sta_lstm.figures.cursor import with_cursor
from sta_lstm.figures.style import (
    MAX_TICK_CHARACTERS,
    SMALL_PX,
    class_line,
    hover_shares,
    legend_below,
    mark_keyframes,
    palette,
    plain,
    see_through,
    shares,
    styled,
)
from sta_lstm.prediction.prediction import Prediction
from sta_lstm.words import few_of

#: Names that an error lists.
_MOST_NAMES = 120
#: Steps of the axis in seconds; the first that gives few enough ticks is taken.
_STEPS_S = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600)


def beta_curve(prediction: Prediction, *, dark: bool = False) -> go.Figure:
    """β over time with the keyframes, ranked; frames below, seconds above."""
    clip = prediction.clip
    colours = palette(dark=dark)
    frames = drawn_frames(clip.n_frames, prediction.beta, kept=prediction.keyframes)
    top = float(prediction.beta.max()) or 1.0
    marks = [""] * clip.n_frames
    for rank, frame in enumerate(prediction.keyframes, start=1):
        marks[frame] = f"<br>keyframe {rank}"
    figure = go.Figure(
        go.Scatter(
            x=frames,
            y=prediction.beta[frames],
            # A single frame has no line to draw.
            mode="lines" if clip.n_frames > 1 else "markers",
            fill="tozeroy",
            fillcolor=see_through(colours.accent, 0.22),
            line={"color": colours.accent, "width": 2},
            customdata=[[frame / clip.fps, marks[frame]] for frame in frames.tolist()],
            name="β",
            hovertemplate="frame %{x} · %{customdata[0]:.2f} s<br>β %{y:.4f}%{customdata[1]}<extra></extra>",
        )
    )
    if prediction.keyframes:
        keyframes = list(prediction.keyframes)
        figure.add_trace(
            go.Scatter(
                x=keyframes,
                y=prediction.beta[keyframes],
                mode="markers+text",
                marker={"symbol": "diamond", "size": 10, "color": colours.accent},
                text=[str(rank) for rank in range(1, len(keyframes) + 1)],
                textposition="top center",
                textfont={"size": SMALL_PX, "color": colours.text},
                cliponaxis=False,
                name="keyframes",
                hoverinfo="skip",
            )
        )
    meaning = "weight of the frame" if prediction.curves[0].learned else "no temporal attention"
    styled(
        figure,
        dark=dark,
        height_px=220,
        hovermode="x",
        margin={"l": 8, "r": 14, "t": 40, "b": 44},
        yaxis={"title": {"text": f"β, {meaning}"}, "range": [0, top * 1.2], "nticks": 4},
    )
    _frames_and_seconds(figure, prediction, dark=dark, words=drawn_words(len(frames), clip.n_frames))
    return figure


def evidence_bars(
    prediction: Prediction, *, class_name: str | None = None, max_bars: int = 400, dark: bool = False
) -> go.Figure:
    """What each frame adds to the score of a class, β_t z_t: the bars add up to the class's logit exactly.

    Args:
        prediction: what to draw.
        class_name: the class; the predicted one if left out.
        max_bars: a longer clip is drawn in so many bars at most, each the sum of its frames.
        dark: for a dark page.

    Raises:
        SettingsError: the model has no such class.
    """
    index = _class_index(prediction, prediction.label if class_name is None else class_name)
    colours = palette(dark=dark)
    bins = Bins.at_most(prediction.clip.n_frames, max_bars)
    values = bins.sums(prediction.contributions[:, index])
    when = "frame %{x}" if bins.width == 1 else f"sum of {bins.width} frames around %{{x}}"
    figure = go.Figure()
    for name, colour, own in (("for", colours.support, values >= 0), ("against", colours.against, values < 0)):
        figure.add_trace(
            go.Bar(
                x=bins.centres[own],
                y=values[own],
                width=bins.width * 0.84,
                marker={"color": colour, "line": {"width": 0}},
                customdata=bins.centres[own] / prediction.clip.fps,
                name=name,
                hovertemplate=f"{when} · %{{customdata:.2f}} s<br>%{{y:+.4f}} {name}<extra></extra>",
            )
        )
    figure.add_hline(y=0, line={"color": colours.muted, "width": 1})
    name = plain(prediction.class_names[index], most=MAX_TICK_CHARACTERS)
    styled(
        figure,
        dark=dark,
        height_px=200,
        hovermode="x",
        margin={"l": 8, "r": 14, "t": 28, "b": 44},
        barmode="overlay",
        yaxis={"title": {"text": "added to the score"}, "nticks": 5},
    )
    figure.add_annotation(
        text=f"for and against <b>{name}</b>, in all {float(prediction.logits[index]):+.2f}",
        showarrow=False,
        x=0,
        xref="paper",
        xanchor="left",
        y=1,
        yref="paper",
        yanchor="bottom",
        font={"size": SMALL_PX, "color": colours.muted},
    )
    _frames_and_seconds(figure, prediction, dark=dark, seconds=False, words=bins.words)
    mark_keyframes(figure, prediction, dark=dark)
    return figure


def running_prediction(prediction: Prediction, *, top: int = 4, dark: bool = False) -> go.Figure:
    """The probability of the classes from the frames seen so far, as the clip unfolds.

    Args:
        prediction: what to draw.
        top: at most so many classes: the predicted one, then those that came highest at any time.
        dark: for a dark page.
    """
    colours = palette(dark=dark)
    clip = prediction.clip
    predicted = int(np.argmax(prediction.logits))
    by_peak = np.argsort(-prediction.running.max(axis=0), kind="stable")
    shown = [predicted, *(int(i) for i in by_peak if i != predicted)][: max(1, top)]
    frames = drawn_frames(clip.n_frames, kept=prediction.keyframes)
    figure = go.Figure()
    for place, index in enumerate(shown):
        figure.add_trace(
            go.Scatter(
                x=frames,
                y=prediction.running[frames, index],
                mode="lines" if clip.n_frames > 1 else "markers",
                line=class_line(place, colours),
                name=plain(prediction.class_names[index], most=MAX_TICK_CHARACTERS),
                customdata=hover_shares(prediction.running[frames, index].tolist()),
                hovertemplate="%{customdata}",
            )
        )
    styled(
        figure,
        dark=dark,
        height_px=270,
        margin={"l": 8, "r": 14, "t": 8, "b": 74},
        showlegend=True,
        legend=legend_below(colours),
        hovermode="x unified",
        yaxis={"title": {"text": "probability so far"}, "range": [0, 1.03], **shares(0, 0.2, 0.4, 0.6, 0.8, 1)},
    )
    words = drawn_words(len(frames), clip.n_frames)
    _frames_and_seconds(figure, prediction, dark=dark, seconds=False, words=words)
    figure.update_layout(xaxis={"unifiedhovertitle": {"text": "frame %{x}"}})
    mark_keyframes(figure, prediction, dark=dark)
    return figure


def _class_index(prediction: Prediction, name: str) -> int:
    if name not in prediction.class_names:
        known = few_of(prediction.class_names, _MOST_NAMES)
        raise SettingsError(f"checkpoint '{prediction.checkpoint}' has no class '{name}'; it has: {known}.")
    return prediction.class_names.index(name)


def _frames_and_seconds(
    figure: go.Figure, prediction: Prediction, *, dark: bool, seconds: bool = True, words: str = ""
) -> None:
    """The horizontal axis in frames and, above the panel, the same axis with ticks in seconds."""
    clip = prediction.clip
    span = [-0.5, clip.n_frames - 0.5]
    with_cursor(figure, x="frame")
    said = words.removeprefix(", ") if seconds else f"{clip.fps:g} a second{words}"
    rate = f" ({said})" if said else ""
    figure.update_layout(xaxis={"title": {"text": f"frame{rate}"}, "range": span, "showgrid": False, "anchor": "y"})
    if not seconds:
        return
    ticks = _second_ticks(clip.seconds)
    colours = palette(dark=dark)
    # An axis shows only if something is drawn against it. Counting frames with ticks at whole seconds, rather than
    # seconds, lets it follow the first one when a person zooms.
    figure.add_trace(go.Scatter(x=[0], y=[0], xaxis="x2", mode="markers", opacity=0, hoverinfo="skip", name="seconds"))
    figure.update_layout(
        xaxis2={
            "overlaying": "x",
            "matches": "x",
            "side": "top",
            "range": span,
            "tickvals": ticks * clip.fps,
            "ticktext": [f"{tick:g} s" for tick in ticks],
            "tickfont": {"size": SMALL_PX, "color": colours.muted},
            "ticklabelstandoff": 6,
            "showgrid": False,
            "zeroline": False,
        }
    )


def _second_ticks(seconds: float, most: int = 8) -> Float64s:
    """Round times from 0 to ``seconds``, at most about ``most`` of them."""
    step = next((step for step in _STEPS_S if seconds / step <= most), seconds / most)
    return np.round(np.arange(0, seconds, step), 6)
