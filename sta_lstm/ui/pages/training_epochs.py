"""Which epoch the page of a training shows: chosen by a slider, by a click in a figure, or one after another."""

import time
from functools import partial

import streamlit as st

from sta_lstm.comparison.history import History
from sta_lstm.ui.panels.player import Choice

#: In the session: the epoch that is chosen, whether the epochs play, and when the last step of that was made.
SLIDER, PLAYS, _STEPPED = "training-epoch", "training-plays", "training-stepped"
#: So long an epoch is shown while they play.
SECONDS_AN_EPOCH = 1.6


def choose_epoch(found: History) -> int:
    """The slider, and the button that moves it by itself; the place of the epoch among the snapshots."""
    if len(found.epochs) == 1:
        return 0
    plays, first, last = st.session_state.get(PLAYS, False), found.epochs[0], found.epochs[-1]
    play = f"Play from epoch {first}" if st.session_state.get(SLIDER, last) == last else "Play the epochs"
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.button(
            "Pause the epochs" if plays else play,
            icon=":material/pause:" if plays else ":material/play_arrow:",
            key="training-play",
            on_click=partial(_play, found, plays=not plays),
        )
        with st.container(width="stretch"):
            epoch = st.select_slider(
                f"Epochs of training, {first} to {last}",
                found.epochs,
                key=SLIDER,
                on_change=_pause,
                help=(
                    "0 is the untrained network. Click the slider, and the arrow keys go from snapshot to snapshot; so "
                    f"does a click in a figure below. Play goes to epoch {last} by itself."
                ),
            )
    return found.epochs.index(epoch)


def _play(found: History, *, plays: bool) -> None:
    """Begin to go through the epochs, from the first where the last one is shown; or stop."""
    st.session_state[PLAYS] = plays
    if plays and st.session_state[SLIDER] == found.epochs[-1]:
        st.session_state[SLIDER] = found.epochs[0]
        st.session_state[_STEPPED] = time.monotonic()


def _pause() -> None:
    st.session_state[PLAYS] = False


def step(found: History, *, plays: bool) -> None:
    """While the epochs play, show the next one, once the one before was seen; at the last, stop.

    Args:
        found: the epochs.
        plays: whether the browser asks for the next one by itself: the whole page tells it to, and not to.
    """
    wanted = st.session_state.get(PLAYS, False)
    if wanted != plays:
        st.rerun()
    if not wanted or time.monotonic() - st.session_state.get(_STEPPED, 0.0) < SECONDS_AN_EPOCH / 2:
        return
    place = min(found.epochs.index(st.session_state[SLIDER]) + 1, len(found.epochs) - 1)
    st.session_state[SLIDER], st.session_state[_STEPPED] = found.epochs[place], time.monotonic()
    if place == len(found.epochs) - 1:
        _pause()
        st.rerun()


def go_to(found: History, choice: Choice) -> None:
    """Show the epoch that was clicked in a figure."""
    if choice.cursor == "epoch" and choice.place < len(found.epochs):
        st.session_state[SLIDER] = found.epochs[choice.place]
        _pause()
