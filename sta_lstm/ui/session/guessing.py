"""Whether this visitor wants to guess, and of which recordings they have asked for the answer meanwhile."""

from __future__ import annotations

import streamlit as st

#: In the session: whether they guess; the recordings that were told, each with the models that told it; and the
#: recording that the page is about.
_ON, _TOLD, _AT = "guessing", "guessing-told", "guessing-at"
#: Stands for all models.
ALL = ""


def is_on() -> bool:
    """Whether answers wait until somebody asks for them, and clips are called by numbers."""
    return bool(st.session_state.get(_ON))


def turn(*, on: bool) -> None:
    """Begin to guess, or end it; nothing has been told after that."""
    st.session_state[_ON] = on
    st.session_state.pop(_TOLD, None)


def is_hidden(recording: str, model: str = ALL) -> bool:
    """Whether the answer is kept back.

    Args:
        recording: the key of what is shown, or the keys of all that is.
        model: the key of who answers; without it, a recording is hidden until any model has told it: its own label is
            known then.
    """
    if not is_on():
        return False
    by = _told().get(recording, set())
    return not (by if model == ALL else by & {model, ALL})


def look_at(recording: str | None) -> None:
    """Say what the page is about.

    Args:
        recording: the key of it, or the keys of all that it is about; None while that is not known yet.
    """
    st.session_state[_AT] = recording


def is_kept_back() -> bool:
    """Whether nothing on the page may tell what its recordings show: neither their names nor what stands in them."""
    recording: str | None = st.session_state.get(_AT)
    return is_on() if recording is None else is_hidden(recording)


def tell(recording: str, model: str = ALL) -> None:
    """Keep nothing back of this recording under that model, or under any."""
    _told().setdefault(recording, set()).add(model)


def hide(recording: str) -> None:
    """Keep it back again."""
    _told().pop(recording, None)


def _told() -> dict[str, set[str]]:
    told: dict[str, set[str]] = st.session_state.setdefault(_TOLD, {})
    return told
