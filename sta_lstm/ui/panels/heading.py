"""What stands above a player: the answer, whether it is right, and how far to trust it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import streamlit as st

from sta_lstm.evidence.record import Standing, standing
from sta_lstm.model.checkpoint import Checkpoint
from sta_lstm.model.learned import trained_seconds
from sta_lstm.prediction.answer import answer_line, answer_title
from sta_lstm.prediction.labels import Agreement, label_check
from sta_lstm.prediction.prediction import Prediction
from sta_lstm.prediction.verdict import Trust, Verdict
from sta_lstm.training.card import card
from sta_lstm.ui.session.predictions import Inference
from sta_lstm.ui.text import escaped, prose
from sta_lstm.words import continued, listed

#: The colour of each outcome, beside its sign: a colour alone is not seen by everybody.
_COLOURS = {
    Agreement.RIGHT: "green",
    Agreement.NEAR_RIGHT: "blue",
    Agreement.NEAR_WRONG: "orange",
    Agreement.WRONG: "red",
    Agreement.UNKNOWN: "gray",
}
_TRUST_ICONS = {
    Trust.BELIEVE: ":material/check_circle:",
    Trust.PARTLY: ":material/contrast:",
    Trust.DOUBT: ":material/error:",
    Trust.EVEN: ":material/error:",
    Trust.SPREAD: ":material/help:",
    Trust.NONE: ":material/help:",
}
#: Letters of one cell of a model's card.
_MOST_IN_A_CARD = 2000

FIRST_WORDS = """
**What moves** is the recorded body. The model reads it frame by frame and shares out its *attention*:

- **α, spatial attention** – which joints the model listens to in this frame. A joint at *1×* gets as much as if all
  mattered alike, at *15×* it is drawn in full. No joint vanishes: the pose stays readable. Open bones are those of the
  left side.
- **β, temporal attention** – which frames it listens to. Peaks are marked as **keyframes** (◆): look at these first.
- **Evidence, β·z** – what each frame adds to the score of a class, for it (up) or against it (down). The bars of all
  frames add up to the score exactly: this, not β alone, explains the model's answer.

Attention says where the model *looked*, which is not the same as what it *needed*. Treat it as a question to ask of the
model.
"""
_WELCOME = (
    "New here? Drag the bodies to turn them, press Space to play, click a ◆ to see a moment that counted. Your own "
    "files go into the side bar."
)
#: Of an explained clip, in place of what a checkpoint carries of its worth.
FROM_A_FILE = "read from a file: no model could be asked, and how often it is right is not told"
_WELCOMED = "heading-welcomed"  # in the session: whether the hint for those who are new was sent away


def label_chip(prediction: Prediction) -> str:
    """Whether the answer is what the clip is labelled, as a coloured chip in Markdown; empty for a clip without label.

    "✓ correct", "✗ wrong: labelled “drink”", "≈ labelled “shaking hands”, which is near to this class": each model's
    answer is held against that model's own classes, and names are compared as people do (`sta_lstm.prediction.labels`).
    """
    check = label_check(prediction)
    if check is None:
        return ""
    return f":{_COLOURS[check.agreement]}-badge[{escaped(check.text)}]"


def show(
    answer: Inference,
    checkpoint: Checkpoint,
    *,
    is_hidden: bool = False,
    edited: Prediction | None = None,
    says_more: bool = False,
) -> None:
    """The answer as a title, whether it is right and how sure, and a line on how far to trust it.

    Args:
        answer: what the model said, and whether its attention was tested.
        checkpoint: who said it.
        is_hidden: whether the answer is kept back, and nothing but the answer.
        edited: what the model says of the clip with an edit, where the page shows one.
        says_more: whether the page itself tells what the test of the attention found, for those who are no longer new.
    """
    with st.container(gap="xxsmall", key="heading-lines"):
        if is_hidden:
            st.title("What do you see?", anchor=False)
            st.caption(f"{escaped(checkpoint.name)} has made up its mind. Make up yours, then ask.")
        else:
            show_answer(answer.prediction, checkpoint, edited)
        later = "α is checked with the answer." if is_hidden else ""
        if answer.prediction.windows is not None:
            later = "α is checked on a part: run the model on one."
        show_trust(answer, checkpoint, later=later, says_more=says_more)
        if not says_more:
            welcome()


def title_with_edit(prediction: Prediction, edited: Prediction | None) -> str:
    """The answer as a title; beside that to the clip with an edit, where there is one."""
    title = answer_title(prediction)
    if edited is None:
        return title
    now = answer_title(edited)
    return f"{title} as recorded{' and' if now == title else f', {continued(now)}'} as edited"


def show_answer(prediction: Prediction, checkpoint: Checkpoint | None, edited: Prediction | None = None) -> None:
    """The answer as a title, whether it is right, and how sure the model is; what it says of an edit, in the title.

    Of a long recording, what it shows one after another, and why it is not answered at once.

    Args:
        prediction: what the model said.
        checkpoint: who said it; None where a file alone tells it.
        edited: what it says of the clip with an edit.
    """
    st.title(escaped(title_with_edit(prediction, edited)), anchor=False)
    if prediction.windows is not None and checkpoint is not None:
        st.caption(escaped(why_in_windows(prediction, {checkpoint.name: checkpoint}), most=1000))
        return
    said = " · ".join(map(escaped, filter(None, (prediction.checkpoint, answer_line(prediction)))))
    chip = label_chip(prediction)
    st.caption(f"{chip} {said}" if chip else said)


def why_in_windows(prediction: Prediction, checkpoints: Mapping[str, Checkpoint]) -> str:
    """Why a long recording is not answered at once, and where it is told what models say of it, as plain text.

    Args:
        prediction: what one of them says of it.
        checkpoints: those that read it in windows, by their names; the length of its clips is told of one alone.
    """
    windows = prediction.windows
    if windows is None:
        raise ValueError("the recording was answered at once")
    name, checkpoint = next(iter(checkpoints.items()))
    seconds = trained_seconds(checkpoint.training)
    knows = "was trained on clips of" if seconds.is_told else "does not say on what it was trained, which is usually"
    if len(checkpoints) == 1:
        whose, where = f"{name} {knows} {seconds.in_words}", f"in windows of {windows.seconds:.2g} s, and the lane"
        says = "shows what it says when"
    else:
        known = {trained_seconds(each.training).in_words for each in checkpoints.values()}
        each = next(iter(known)) if len(known) == 1 else "a few seconds"
        whose, where = f"{listed(list(checkpoints))} were trained on clips of {each}", "in windows, and the lanes"
        says = "show what each says when"
    return f"This recording is {prediction.clip.seconds:.0f} s long, and {whose}: it is read {where} “answers” {says}."


def show_trust(answer: Inference, checkpoint: Checkpoint, *, later: str = "", says_more: bool = False) -> None:
    """How far to trust the answer, in a line: what the checkpoint carries, and whether its attention was tested here.

    What is of another kind than the checkpoint learned from comes first, marked.

    Args:
        answer: what the model said, and whether its attention was tested.
        checkpoint: who said it.
        later: when what the test found is told, where that is not now.
        says_more: whether the page itself tells what the test found.
    """
    show_standing(standing_of(answer.prediction, checkpoint))
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="heading-more"):
        if later:
            st.caption(later, width="content")
        elif not says_more:
            _tested(answer.verdict, answer.untested)
        with st.popover("About this model", icon=":material/info:", type="tertiary"):
            st.markdown(card_text(checkpoint))
        first_words()


def show_standing(found: Standing) -> None:
    """How far to trust an answer before anything is asked again, in a line: what is unlike comes first, marked."""
    warned = f":orange-badge[⚠ {escaped(' · '.join(found.cautions))}] " if found.cautions else ""
    st.caption(f"{warned}{escaped(' · '.join(found.facts))}")


def standing_of(prediction: Prediction, checkpoint: Checkpoint | None) -> Standing:
    """How far to trust what ``checkpoint`` says; in windows, a recording's own length does not matter.

    Where there is none, a file alone tells the answer, and nothing is known of whoever gave it.
    """
    if checkpoint is None:
        return Standing((), (FROM_A_FILE,))
    return standing(checkpoint, prediction.clip, is_in_windows=prediction.windows is not None)


def card_text(checkpoint: Checkpoint) -> str:
    """The card of a checkpoint as Markdown in which its header's words, which may be anybody's, are but words."""
    return card(checkpoint, level=5, text=partial(prose, most=_MOST_IN_A_CARD))


def show_standings(standings: Mapping[str, Standing], *, lead: str, of: str = "") -> None:
    """How far to trust several answers: what is of another kind than was learned from first, marked.

    Where the same holds of all, it stands there; else each unfolds from a word.

    Args:
        standings: each by the name of the model that answered, or of the clip.
        lead: what stands before it, in Markdown.
        of: the model that gave all of them, where it was one.
    """
    whose: dict[str, list[str]] = {}
    for name, found in standings.items():
        for caution in found.cautions:
            whose.setdefault(caution, []).append(name)
    cautions = [
        escaped(caution if len(names) == len(standings) else f"{listed(names)}: {caution}")
        for caution, names in whose.items()
    ]
    warned = f":orange-badge[⚠ {' · '.join(cautions)}]" if cautions else ""
    facts = {name: escaped(" · ".join(found.facts)) for name, found in standings.items()}
    alike = len(set(facts.values())) == 1
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="heading-trust"):
        told = " · ".join(filter(None, (escaped(of), next(iter(facts.values())) if alike else "")))
        told = f"{warned} {told}".strip()
        st.caption("  \n".join(part for part in (lead, told) if part), width="content")
        if not alike:
            with st.popover("How far to trust them", icon=":material/info:", type="tertiary"):
                st.markdown("\n".join(f"- **{escaped(name)}**: {fact}" for name, fact in facts.items()))


def trust_icon(verdict: Verdict) -> str:
    """What stands before a verdict: a tick where attention can be believed."""
    return _TRUST_ICONS[Trust.NONE if verdict.is_guess and verdict.trust is Trust.BELIEVE else verdict.trust]


def _tested(verdict: Verdict | None, untested: str) -> None:
    """Whether the attention shown can be believed, in a few words; the sentence with its numbers unfolds from it.

    Args:
        verdict: what was found.
        untested: why nothing was, where there is no verdict.
    """
    if verdict is None:
        st.caption(f"α not checked: {escaped(untested, most=1000)}", width="content")
        return
    with st.popover(escaped(verdict.short), icon=trust_icon(verdict), type="tertiary"):
        st.markdown(escaped(verdict.sentence, most=1000))


def welcome() -> None:
    """A hint for those who are new, until they send it away."""
    if not is_welcomed():
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key="heading-welcome"):
            st.caption(_WELCOME, width="content")
            st.button(
                "Got it", type="tertiary", icon=":material/close:", on_click=_send_away, key="heading-welcome-close"
            )


def is_welcomed() -> bool:
    """Whether the hint for those who are new was sent away."""
    return bool(st.session_state.get(_WELCOMED))


def first_words() -> None:
    """For those who meet the word "attention" for the first time."""
    with st.popover("What is this?", icon=":material/help:", type="tertiary"):
        st.markdown(FIRST_WORDS)
        st.page_link("app_pages/guide.py", label="More in the guide", icon=":material/menu_book:")


def _send_away() -> None:
    st.session_state[_WELCOMED] = True
