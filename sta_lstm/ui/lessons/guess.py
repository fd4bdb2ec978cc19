"""Guess first: the page keeps the model's answer to itself until somebody asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import streamlit as st

from sta_lstm.player.withheld import without_answer
from sta_lstm.prediction.guess import check_guess
from sta_lstm.prediction.prediction import Prediction
from sta_lstm.ui.pickers.clip_files import CLIP
from sta_lstm.ui.session.address import Address, Request
from sta_lstm.ui.session.link import ValueField
from sta_lstm.ui.session.predictions import Inference
from sta_lstm.ui.text import escaped, title_line

#: Whether the answer waits until somebody asks for it.
GUESS = ValueField[bool](
    key="guess",
    default=False,
    of=CLIP,
    parse=lambda word, link: True if word == "first" else None,
    format=lambda guess: "first" if guess else None,
)
_ON, _ASKED = "guess-first", "guess-asked"  # in the session: the toggle, and for which clip and model it was asked
_CALLED = "Clip to guess"
_MOST_CLASSES = 200  # in the list to choose from
_HELP = (
    "The page hides the model's answer, and the names of the clips, until you ask. “Save and share” has a link to hand "
    "to a class: the address itself still has the clip's name in it."
)


def toggle(request: Request | None) -> bool:
    """The switch in the side bar, above the list of clips; whether the visitor wants to guess.

    Args:
        request: what the page is asked for by an address, if it is.
    """
    if request is not None:
        st.session_state[_ON] = request.link[GUESS]
    return bool(st.toggle("Guess first", key=_ON, help=_HELP))


def remember(address: Address) -> None:
    """Have the address tell whether the visitor wants to guess, whichever clip is chosen next."""
    address.remember({GUESS: bool(st.session_state.get(_ON))})


def is_hidden(answer: Inference) -> bool:
    """Whether the answer is kept back now."""
    return bool(st.session_state.get(_ON)) and st.session_state.get(_ASKED) != _key(answer)


def withheld(payload: Mapping[str, Any]) -> dict[str, Any]:
    """What the player is told while the answer is kept back."""
    return without_answer(payload, called=_CALLED)


def row(answer: Inference) -> None:
    """Above the player: the guess and the button that asks; or how the guess stands to the answer, and the way back."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="guess"):
        _row(answer)


def _row(answer: Inference) -> None:
    key = _key(answer)
    chosen = f"guess-of-{hash(key)}"
    if is_hidden(answer):
        st.selectbox(
            "Your guess",
            _names(answer.prediction),
            index=None,
            format_func=title_line,
            placeholder="Your guess",
            label_visibility="collapsed",
            key=f"{chosen}-field",
            on_change=partial(_keep, f"{chosen}-field", chosen),
            width=240,
        )
        st.button("Show the answer", type="primary", key="guess-show", on_click=partial(_ask, key))
        return
    said: str | None = st.session_state.get(chosen)
    st.markdown(_outcome(said, answer.prediction), width="content")
    st.button("Hide it again", type="tertiary", icon=":material/visibility_off:", key="guess-hide", on_click=_forget)


def _outcome(said: str | None, prediction: Prediction) -> str:
    if said is None or said not in prediction.class_names:
        return "You did not guess this time."
    guess = check_guess(said, prediction)
    model = escaped(prediction.checkpoint)
    parts = [_chip(guess.is_models, f"as {model} says" if guess.is_models else f"{model} says another")]
    if guess.is_true is not None:
        parts.append(_chip(guess.is_true, "as the clip is labelled" if guess.is_true else "not what it is labelled"))
    return f"You said **{escaped(said)}** {' '.join(parts)}"


def _chip(is_right: bool, words: str) -> str:
    colour, mark = ("green", "✓") if is_right else ("red", "✗")
    return f":{colour}-badge[{mark} {words}]"


def _names(prediction: Prediction) -> list[str]:
    """The classes to choose from, by the alphabet; of very many the likeliest, which their order does not tell."""
    likely = (-prediction.logits).argsort(kind="stable")[:_MOST_CLASSES]
    return sorted(prediction.class_names[int(c)] for c in likely)


def _key(answer: Inference) -> tuple[str, ...]:
    """Tells this clip under this model apart from others, whatever maps are shown with it."""
    return answer.key[:2]


def _keep(field: str, name: str) -> None:
    # Streamlit forgets what was chosen in a field that is not shown any more, and the answer takes its place.
    st.session_state[name] = st.session_state[field]


def _ask(key: tuple[str, ...]) -> None:
    st.session_state[_ASKED] = key


def _forget() -> None:
    st.session_state.pop(_ASKED, None)
