"""The tour: a few stops across the pages, with a way on, a way back and a way out on each."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from sta_lstm.ui.lessons.guess import GUESS
from sta_lstm.ui.lessons.stops import STOPS, Stop
from sta_lstm.ui.pickers.choice import chosen_key
from sta_lstm.ui.pickers.clip_files import CLIP
from sta_lstm.ui.session import guessing
from sta_lstm.ui.session._streamlit import came_by_history
from sta_lstm.ui.session.address import Address, open_at
from sta_lstm.ui.session.link import Link, ValueField, whole_number
from sta_lstm.ui.text import escaped

_FIRST = "inspect"
#: In the session: at which stop this visitor is, counted from 1, and 0 for who is on no tour; whether they just asked
#: for it; and whether that began the tour.
_NUMBER, _ASKED, _BEGUN = "tour-stop", "tour-asked", "tour-begun"
_STYLE = """
<style>
.st-key-tour { border-left: 4px solid var(--st-primary-color, #6d28d9); padding: 0.1rem 0 0.1rem 1rem; }
.st-key-heading-welcome { display: none !important; }
</style>
"""


def _parse(word: str, link: Link | None = None) -> int | None:
    number = whole_number(word)
    return number if number is not None and 1 <= number <= len(STOPS) else None


#: The stop of the tour, counted from 1; 0 for none.
TOUR = ValueField[int](key="tour", default=0, parse=_parse, format=str)


def remember_stop(address: Address) -> None:
    """Have the address of the page tell at which stop of the tour the visitor is."""
    address.remember({TOUR: st.session_state.get(_NUMBER, 0)})


def show(page: str) -> None:
    """The way into the tour, in the side bar; and above the page the stop, for who is on it.

    Args:
        page: that runs now, by the stem of its file; empty for the first.
    """
    here = page or _FIRST
    comes = came_by_history()
    # Back leads from stop to stop, and past those of a tour that is over.
    if _NUMBER not in st.session_state or (comes and st.session_state[_NUMBER]):
        begins = GUESS.key not in st.query_params  # the stops tell answers
        st.session_state[_NUMBER] = (_parse(st.query_params.get(TOUR.key, "")) or 0) if begins else 0
        if st.session_state[_NUMBER] and CLIP.key not in st.query_params:  # an address that only names the stop
            st.session_state[_ASKED], st.session_state[_BEGUN] = True, True
    if guessing.is_on():
        st.session_state[_NUMBER] = 0
    number: int = st.session_state[_NUMBER]
    if number and st.session_state.get(_ASKED):
        if STOPS[number - 1].page != here:
            st.session_state[_BEGUN] = False  # another page is a step of its own
            st.switch_page(f"app_pages/{STOPS[number - 1].page}.py")
        if st.session_state[_BEGUN]:  # Back leads to where the visitor was
            st.query_params.from_dict({**STOPS[number - 1].words, TOUR.key: str(number)})
        st.session_state[_ASKED], st.session_state[_BEGUN], comes = False, False, True
    with st.sidebar:
        invite(key="tour-begin", again=number > 0)
    if number:
        st.html(_STYLE)
        with st.container(key="tour"):
            _stop(number, is_here=STOPS[number - 1].page == here and (comes or _shows(STOPS[number - 1])))


def _shows(stop: Stop) -> bool:
    """Whether the page shows the clip of the stop; it does when it opens, since nothing else was chosen yet."""
    chosen = chosen_key(CLIP.noun)
    return chosen is None or stop.words[CLIP.key] in chosen


def invite(*, key: str, again: bool = False) -> None:
    """A button that begins the tour.

    Args:
        key: tells it apart from another on the same page.
        again: whether the visitor is on it already.
    """
    label = "Begin the tour anew" if again else "Take the tour"
    st.button(label, icon=":material/tour:", type="tertiary", key=key, on_click=_go, args=(1,))


def _stop(number: int, *, is_here: bool) -> None:
    stop = STOPS[number - 1]
    text = stop.text if is_here else "You have left this stop. Look around: the tour waits for you."
    said, ways = st.columns([3.2, 1], gap="medium", vertical_alignment="center")
    said.markdown(f"**Tour, stop {number} of {len(STOPS)}: {escaped(stop.title)}.** {text}")
    with ways, st.container(horizontal=True, gap="xsmall"):
        if not is_here:
            st.button("To the stop", type="primary", key="tour-return", on_click=_go, args=(number,))
        st.button("Back", disabled=number == 1, key="tour-back", on_click=_go, args=(number - 1,))
        if number < len(STOPS):
            kind: Literal["primary", "secondary"] = "primary" if is_here else "secondary"
            st.button("Next", type=kind, key="tour-next", on_click=_go, args=(number + 1,))
        st.button("End the tour", type="tertiary", key="tour-end", on_click=_end)


def _go(number: int) -> None:
    """Go to a stop: its page begins at the stop's address."""
    stop = STOPS[number - 1]
    guessing.turn(on=False)
    st.session_state[_BEGUN] = not st.session_state.get(_NUMBER)
    st.session_state[_NUMBER], st.session_state[_ASKED] = number, True
    open_at(stop.page, {**stop.words, TOUR.key: str(number)})


def _end() -> None:
    st.session_state[_NUMBER] = 0
