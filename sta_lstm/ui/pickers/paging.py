"""A list to choose one of, and two buttons that go through it: what many recordings and many parts have in common."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from sta_lstm.ui.text import title_line


def paged(
    label: str,
    titles: Sequence[str],
    place: int | None,
    go: Callable[[int | None], None],
    *,
    key: str,
    nothing: str | None = None,
    explained: str | None = None,
) -> None:
    """The list, which can be searched by typing into it, and beneath it `pager`.

    Args:
        label: of the list.
        titles: what it shows.
        place: which of them is chosen, from 0; None where none is, which only a list with ``nothing`` allows.
        go: called with the place that somebody chooses; None where the list is cleared.
        key: parts it from all others on the page.
        nothing: what the list shows while none is chosen.
        explained: how to use it.
    """
    field = f"{key}-list"
    st.session_state[field] = place
    st.selectbox(
        label,
        range(len(titles)),
        index=0 if nothing is None else None,  # which can be chosen again
        format_func=lambda place: title_line(titles[place]),
        key=field,
        placeholder=nothing,
        help=explained,
        filter_mode="contains",
        on_change=lambda: go(st.session_state[field]),
    )
    pager(len(titles), place, go, key=key)


def pager(n: int, place: int | None, go: Callable[[int], None], *, key: str) -> None:
    """Buttons to the previous and to the next of ``n``, and between them which it is.

    Args:
        n: how many there are.
        place: which is shown, from 0; None where none is.
        go: called with the place to show.
        key: parts it from all others on the page.
    """
    before, after = (None, 0) if place is None else (place - 1, place + 1)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", gap="small"):
        st.button(
            "Previous",
            key=f"{key}-previous",
            icon=":material/chevron_left:",
            type="tertiary",
            disabled=before is None or before < 0,
            on_click=partial(go, before or 0),
        )
        st.caption(f"{n:,} in all" if place is None else f"{place + 1:,} of {n:,}", width="content")
        st.button(
            "Next",
            key=f"{key}-next",
            icon=":material/chevron_right:",
            icon_position="right",
            type="tertiary",
            disabled=after >= n,
            on_click=partial(go, after),
        )
