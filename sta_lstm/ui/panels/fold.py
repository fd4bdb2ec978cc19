"""Parts of a page that are folded away: a browser makes what is in them once somebody has wanted to see it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

#: In the session: names of what was unfolded so far, and stays made: what stands in its fields would be lost.
UNFOLDED = "unfolded"


@contextmanager
def fold(title: str, *, icon: str, name: str, key: str, is_open: bool = False) -> Iterator[bool]:
    """A part of a page under its title; within it, whether there is to be anything in it.

    Tables, sliders and long lists take a browser longer than the rest of a page, and most visitors never open them.

    Args:
        title: what is in it.
        icon: before the title, as Streamlit names it.
        name: what it is, whatever it is of: once it was unfolded, parts of that name are always made.
        key: identity of this one on the page; another one begins as ``is_open`` says.
        is_open: whether it begins unfolded.
    """
    with st.expander(title, icon=icon, expanded=is_open, key=key, on_change="rerun") as part:
        unfolded: set[str] = st.session_state.setdefault(UNFOLDED, set())
        if part.open:
            unfolded.add(name)
        yield is_open or name in unfolded
