"""Guess first: every page keeps answers, and the names of clips, to itself until somebody asks for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import streamlit as st

from sta_lstm.player.withheld import without_answer
from sta_lstm.prediction.guess import check_guess
from sta_lstm.prediction.prediction import Prediction
from sta_lstm.ui.panels.player import PlayerState, news
from sta_lstm.ui.pickers.clip_files import CLIP
from sta_lstm.ui.pickers.files import Source
from sta_lstm.ui.session import guessing
from sta_lstm.ui.session.address import Address, Request
from sta_lstm.ui.session.keys import short_hash
from sta_lstm.ui.session.link import ValueField
from sta_lstm.ui.text import escaped, title_line

#: Whether the answer waits until somebody asks for it.
GUESS = ValueField[bool](
    key="guess",
    default=False,
    of=CLIP,
    parse=lambda word, link: True if word == "first" else None,
    format=lambda guess: "first" if guess else None,
)
_SWITCH = "guess-first"  # the field
#: What a clip is called while its name is kept back.
CALLED = "Clip to guess"
_MOST_CLASSES = 200  # in the list to choose from
_HELP = (
    "All pages hide the model's answer, and the names of the clips, until you ask. “Save and share” has a link to hand "
    "to a class: who opens it guesses first, too."
)
_HELD_BACK = (
    "This page is about answers, and you guess first. Make up your mind on **Inspect**, or have them shown here; the "
    "next clip is hidden again."
)
# The field of an upload shows and says the names of files, which are often called what they show.
_STYLE = """
<style>[data-testid="stFileUploaderFile"], [data-testid="stFileChip"] { display: none; }</style>
"""


@dataclass(frozen=True, slots=True)
class Question:
    """What a clip is under a model, which somebody may want to guess.

    Attributes:
        recording: the key of where the clip came from.
        model: the key of where the model came from.
    """

    recording: str
    model: str = guessing.ALL

    @property
    def is_hidden(self) -> bool:
        """Whether the answer is kept back now."""
        return guessing.is_hidden(self.recording, self.model)


def toggle(request: Request | None) -> None:
    """The switch in the side bar, above the list of clips.

    Args:
        request: what the page is asked for by an address, if it is.
    """
    guessing.look_at(None)
    if request is not None and request.link[GUESS] and not guessing.is_on():
        guessing.turn(on=True)
    st.session_state[_SWITCH] = guessing.is_on()
    st.toggle("Guess first", key=_SWITCH, help=_HELP, on_change=_switch)
    if guessing.is_on():
        st.html(_STYLE)


def remember(address: Address) -> None:
    """Have the address tell whether the visitor wants to guess, whichever clip is chosen next."""
    address.remember({GUESS: guessing.is_on()})


def look_at(*sources: Source | None) -> None:
    """Say which clips the page is about; until then, nothing on it says what clips are called or hold.

    Args:
        sources: where they come from, None of one that is not chosen yet; none stands for clips of all kinds.
    """
    known = [source for source in sources if source is not None]
    guessing.look_at(_recording(known) if len(known) == len(sources) else None)


def _recording(sources: Sequence[Source]) -> str:
    return " ".join(source.key for source in sources)


def holds_back(*sources: Source) -> bool:
    """Whether a page that is about answers keeps them to itself now; then it says so, with a button that shows them.

    Args:
        sources: the clips that it is about; none stands for clips of all kinds.
    """
    recording = _recording(sources)
    if not guessing.is_hidden(recording):
        return False
    st.title("Answers wait while you guess", anchor=False)
    st.markdown(_HELD_BACK)
    label = "Show the answer" if len(sources) == 1 else "Show the answers"
    st.button(label, type="primary", key="guess-show", on_click=guessing.tell, args=(recording,))
    return True


def withheld(payload: Mapping[str, Any]) -> dict[str, Any]:
    """What the player is told while the answer is kept back."""
    return without_answer(payload, called=CALLED)


def obey(question: Question, state: PlayerState) -> None:
    """Show the answer where somebody asked for it in the player, as in front of a wall; the page begins anew then."""
    if not question.is_hidden:
        return
    ask = news(state)
    if ask is not None and ask.what == "answer":
        guessing.tell(question.recording, question.model)
        st.rerun()


def row(question: Question, prediction: Prediction) -> None:
    """Above the player: the guess and the button that asks; or how the guess stands to the answer, and the way back."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="guess"):
        _row(question, prediction)


def _row(question: Question, prediction: Prediction) -> None:
    chosen = f"guess-of-{short_hash(repr(question))}"
    if question.is_hidden:
        if prediction.scores is not None:  # of a long recording, there is no one answer to guess
            _field(chosen, prediction)
        show = partial(guessing.tell, question.recording, question.model)
        st.button("Show the answer", type="primary", key="guess-show", on_click=show)
        return
    if prediction.scores is not None:
        said: str | None = st.session_state.get(chosen)
        st.markdown(_outcome(said, prediction), width="content")
    st.button(
        "Hide it again",
        type="tertiary",
        icon=":material/visibility_off:",
        key="guess-hide",
        on_click=partial(guessing.hide, question.recording),
    )


def _field(chosen: str, prediction: Prediction) -> None:
    st.selectbox(
        "Your guess",
        _names(prediction),
        index=None,
        format_func=title_line,
        placeholder="Your guess",
        label_visibility="collapsed",
        key=f"{chosen}-field",
        on_change=partial(_keep, f"{chosen}-field", chosen),
        width=240,
    )


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


def _keep(field: str, name: str) -> None:
    # Streamlit forgets what was chosen in a field that is not shown any more, and the answer takes its place.
    st.session_state[name] = st.session_state[field]


def _switch() -> None:
    guessing.turn(on=bool(st.session_state[_SWITCH]))
