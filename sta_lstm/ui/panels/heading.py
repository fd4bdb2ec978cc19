"""What stands above a player: the answer, whether it is right, and how far to trust it."""

from __future__ import annotations

import streamlit as st

from sta_lstm.prediction.answer import answer_line, answer_title
from sta_lstm.prediction.labels import Agreement, label_check
from sta_lstm.prediction.prediction import Prediction
from sta_lstm.ui.text import escaped

#: The colour and the mark of each outcome: a colour alone is not seen by everybody.
_CHIPS = {
    Agreement.RIGHT: ("green", "✓"),
    Agreement.NEAR_RIGHT: ("blue", "≈"),
    Agreement.NEAR_WRONG: ("orange", "✗"),
    Agreement.WRONG: ("red", "✗"),
    Agreement.UNKNOWN: ("gray", "?"),
}


def label_chip(prediction: Prediction) -> str:
    """Whether the answer is what the clip is labelled, as a coloured chip in Markdown; empty for a clip without label.

    "✓ correct", "✗ wrong: labelled “drink”", "≈ labelled “shaking hands”, which is near to this class": each model's
    answer is held against that model's own classes, and names are compared as people do (`sta_lstm.prediction.labels`).
    """
    check = label_check(prediction)
    if check is None:
        return ""
    colour, mark = _CHIPS[check.agreement]
    return f":{colour}-badge[{mark} {escaped(check.words)}]"


def show_answer(prediction: Prediction) -> None:
    """The answer as a title, whether it is right, and how sure the model is."""
    st.title(escaped(answer_title(prediction)), anchor=False)
    said = f"{escaped(prediction.checkpoint)}: {escaped(answer_line(prediction))}"
    chip = label_chip(prediction)
    st.caption(f"{chip} {said}" if chip else said)
