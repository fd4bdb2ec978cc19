"""Pieces that pages put together."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from sta_lstm.figures.size import figure_bytes
from sta_lstm.limits import FIGURE_BYTES
from sta_lstm.player import player_payload
from sta_lstm.prediction.prediction import Prediction
from sta_lstm.skeletons import Clip
from sta_lstm.ui.errors import run_or_show_error
from sta_lstm.ui.panels import share
from sta_lstm.ui.panels.player import Choice, PlayerState, show_player
from sta_lstm.ui.panels.player_fields import initial_state, missing_map, remember_player
from sta_lstm.ui.session.address import Address
from sta_lstm.ui.session.drawn import DrawnFigure
from sta_lstm.ui.text import escaped
from sta_lstm.words import counted, signed_text

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go
    from pandas.io.formats.style import Styler

# Plotly's own buttons would cover small figures; a picture for a paper comes from its camera button.
_CHART = {
    "displaylogo": False,
    "modeBarButtons": [["toImage", "resetScale2d"]],
}
_TO_IMAGE = {"format": "svg"}
_DRAWN = "drawn-dark"  # in the session: whether the page was drawn last for a dark theme
#: Letters of a part of a picture's name, and of a checkpoint's revision in it.
_MAX_PART, _REVISION = 40, 8


def player(
    payload: Mapping[str, Any],
    address: Address,
    *,
    patch: Mapping[str, Any] | None = None,
    hint: str = "",
    cursors: Mapping[str, int] | None = None,
    on_choice: Callable[[Choice], None] | None = None,
    movement: Mapping[str, Any] | None = None,
) -> PlayerState:
    """The page's player: it begins where the address says, and the address follows it.

    Args:
        payload: as `sta_lstm.player.player_payload` makes it.
        address: of the page.
        patch: what makes ``payload`` of an earlier one, so that no more is sent.
        hint: where a map that the address asks for may come from, as a sentence.
        cursors: where the page stands beside time, for charts to mark; what is chosen in those, ``on_choice`` is told.
        on_choice: see ``cursors``.
        movement: lanes of angles and speeds, as `sta_lstm.player.movement.measure_lanes` makes them.
    """
    name = missing_map(address, payload)
    if name:
        shown = next(each["title"] for pane in payload["panes"] for each in pane["maps"])
        sentence = f"This link shows the map “{escaped(name, most=40)}”, which is not here; {escaped(shown)} is shown."
        st.info(f"{sentence} {hint}".strip(), icon=":material/link_off:")
    begin = initial_state(address)
    state = show_player(
        payload,
        key="player",
        initial=begin,
        patch=patch,
        recording=address.recording,
        cursors=cursors,
        on_choice=on_choice,
        movement=movement,
    )
    remember_player(address, state)
    if st.session_state.get(_DRAWN, is_dark()) != is_dark():
        st.rerun()  # else the figures around the player would keep the colours of the other theme
    return state


def remember_theme() -> None:
    """Keep in which theme all of the page is drawn in this run."""
    st.session_state[_DRAWN] = is_dark()


def is_dark() -> bool:
    """Whether this visitor's page is dark."""
    return st.context.theme.type == "dark"


def chart(
    figure: go.Figure, *, key: str, of: Sequence[Prediction] = (), on_pick: Callable[[], None] | None = None
) -> None:
    """A figure of ours, in its own style; a picture of it has the names of the results (``of``) in its own.

    Where ``on_pick`` is given, a click on one of its points chooses that: it is called before the next run, and the
    session says under ``key`` what is chosen. One that is too large for a browser is not sent, and a sentence stands in
    its place.
    """
    figure = DrawnFigure(figure.to_dict())  # written out once, to be weighed and to be sent
    size = figure_bytes(figure)
    if size > FIGURE_BYTES:
        st.info(
            f"This figure would be {size / 1e6:,.0f} MB, and at most {FIGURE_BYTES / 1e6:.0f} MB are drawn. Keep a "
            "part of the recording, or choose fewer joints, classes or models.",
            icon=":material/info:",
        )
        return
    to_image = {**_TO_IMAGE, "filename": picture_name(key, of)}
    config = {**_CHART, "toImageButtonOptions": to_image}
    chosen: dict[str, Any] = {} if on_pick is None else {"on_select": on_pick, "selection_mode": "points"}
    st.plotly_chart(figure, width="stretch", theme=None, key=key, config=config, **chosen)


def picture_name(key: str, of: Sequence[Prediction]) -> str:
    """What a picture of the figure ``key`` is called: clips, checkpoints with their revisions, and the figure."""
    clips = dict.fromkeys(Path(each.clip.name).stem for each in of)
    made = dict.fromkeys(f"{each.checkpoint}-{each.provenance.revision[:_REVISION]}" for each in of)
    words = (re.sub(r"\W+", "-", word)[:_MAX_PART].strip("-") for word in (*clips, *made, key))
    return "-".join(word for word in words if word)


def signed(table: pd.DataFrame, names: Iterable[str], unit: str = "") -> Styler:
    """``table`` as Streamlit shows it, with a true minus or a plus before the numbers of these columns.

    The formats of Streamlit's own columns have a hyphen there.
    """

    def written(value: Any) -> str:
        return f"{signed_text(value)}{unit}"

    return table.style.format(dict.fromkeys(names, written))


def clip_facts(clip: Clip) -> str:
    """How long a clip is, how fast, and how many persons it shows, in one line."""
    persons = counted(clip.n_shown, "person")
    return f"{counted(clip.n_frames, 'frame')} · {clip.fps:g} fps · {persons}"


def tabs(parts: Mapping[str, Callable[[], None]], *, key: str) -> None:
    """Parts of a page of which one is seen at a time, and made when somebody opens it.

    Args:
        parts: what makes each, by the words on its tab; the first is open to begin with.
        key: of the tabs on the page; in the session, the words on the one that is open.
    """
    for tab, part in zip(st.tabs(list(parts), key=key, on_change="rerun"), parts.values(), strict=True):
        if tab.open:
            with tab:
                part()


def sentences(title: str, lines: Sequence[str]) -> None:
    """Sentences that not everybody needs, folded away under a title and their number; nothing where there are none."""
    if lines:
        with st.expander(f"{title} ({len(lines)})", icon=":material/info:"):
            for sentence in lines:
                st.markdown(f"- {escaped(sentence, most=1000)}")


def body_alone(
    clip: Clip,
    address: Address,
    *,
    called: str | None = None,
    lanes: Callable[[dict[str, Any]], dict[str, Any]] = lambda payload: payload,
    beneath: Callable[[PlayerState], None] = lambda state: None,
    movement: Callable[[Mapping[str, Any]], Mapping[str, Any] | None] = lambda payload: None,
) -> None:
    """The clip without a model: the body moves, no joint stands out.

    Args:
        clip: what is shown.
        address: of the page.
        called: what the clip is called, where its own name is kept back.
        lanes: adds what else the player shows to its payload.
        beneath: shows what stands beneath the player.
        movement: gives the lanes of angles and speeds for that payload, as `player` takes them.
    """
    name = clip.name if called is None else called
    st.title(escaped(name), anchor=False)
    st.caption("The recording as it is, without attention: see the message above.")
    payload = run_or_show_error(lambda: player_payload([clip]))
    if payload is not None:
        payload = lanes(payload)
        beneath(player(payload, address, movement=movement(payload)))
    share.save_and_share(share.Shown(address, title=name, stem=Path(name).stem or "clip", payload=payload))
