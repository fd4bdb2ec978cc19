"""What if: change the clip with one's own hands, and see at once what the model says then."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from sta_lstm.errors import StaLstmError
from sta_lstm.evidence.edits import apply, format_edits, what_was_done
from sta_lstm.evidence.maps.explain import explain
from sta_lstm.evidence.maps.needs import usual_maps
from sta_lstm.model.checkpoint import Checkpoint
from sta_lstm.player import player_patch, player_payload
from sta_lstm.prediction.prediction import Prediction
from sta_lstm.skeletons.quality.findings import quality
from sta_lstm.ui.errors import run_or_show_error
from sta_lstm.ui.panels import views
from sta_lstm.ui.panels.edits import form, search
from sta_lstm.ui.panels.edits.field import EDIT, Edits, open_sample
from sta_lstm.ui.panels.fold import fold
from sta_lstm.ui.panels.player import PlayerState
from sta_lstm.ui.session.address import Address
from sta_lstm.ui.session.edits import EditHistory
from sta_lstm.ui.session.kept import kept
from sta_lstm.ui.session.predictions import Inference
from sta_lstm.ui.text import escaped, probability_text, table_cell
from sta_lstm.words import PERCENT

_TITLES = ("As recorded", "What if")
_PATCH = "what-if-patch"  # in the session: the payload that was shown last, and what made it of the one before
_MOST_CLASSES = 6


@dataclass(frozen=True, eq=False)
class Asked:
    """A clip under a checkpoint, of which one asks what if.

    Attributes:
        answer: what the checkpoint says of the clip as it is.
        checkpoint: who is asked.
        key: tells the two apart from others in the names of fields.
        address: of the page.
    """

    answer: Inference
    checkpoint: Checkpoint
    key: str
    address: Address

    @property
    def history(self) -> EditHistory:
        """What this visitor did to the clip."""
        return EditHistory(self.address, EDIT)


def edited(asked: Asked) -> Inference | None:
    """The answer to the edited clip, with both clips for the player; None where nothing is edited, or cannot be.

    An edit that cannot be made is said.
    """
    return run_or_show_error(lambda: _asked_again(asked))


def prediction(asked: Asked) -> Prediction | None:
    """What the model says of the edited clip; None where nothing is edited, or cannot be, which `edited` says."""
    try:
        found = _asked_again(asked)
    except StaLstmError:
        return None
    return None if found is None else found.prediction


def _asked_again(asked: Asked) -> Inference | None:
    edits = asked.history.current
    if not edits or asked.answer.prediction.windows is not None:
        return None  # of a recording of several actions, there is no answer that an edit could change
    text, shown = format_edits(edits), asked.answer.payload["revision"]
    return _infer(asked.answer.key, str(shown), text, asked.answer, asked.checkpoint, edits)


def chosen(
    asked: Asked, what_if: Inference | None, payload: Mapping[str, Any], state: PlayerState
) -> tuple[Inference, str]:
    """The answer of the pane that the player shows in full, and whose that is, to follow a title.

    Args:
        asked: the clip as it is.
        what_if: the answer to the edited one, if there is one.
        payload: what the player shows.
        state: of the player.
    """
    if what_if is None:
        return asked.answer, ""
    pane = payload["opens"] if state.pane is None else state.pane
    return (what_if, " of the edited clip") if pane else (asked.answer, " as recorded")


def patch_for(payload: Mapping[str, Any]) -> dict[str, Any] | None:
    """What makes ``payload`` of the one that this visitor's player had before; None where that takes all of it."""
    before, patch = st.session_state.get(_PATCH, (None, None))
    if before is None or before["revision"] != payload["revision"]:
        patch = None if before is None else player_patch(before, payload)
        st.session_state[_PATCH] = (payload, patch)
    return patch  # type: ignore[no-any-return]


def panel(asked: Asked, what_if: Inference | None, state: PlayerState) -> None:
    """Beneath the player: what to change, what was changed, and what that does to the answer."""
    history = asked.history
    is_open, key = bool(asked.address.begin[EDIT]), f"what-if-{asked.address.n_arrivals}"
    with fold("What if …", icon=":material/experiment:", name="what-if", key=key, is_open=is_open) as is_wanted:
        if not is_wanted:
            return
        st.caption(
            "Change the clip and ask the model again: does its answer need what its attention points at? Click a "
            "joint in the player to choose it, and others with Shift."
        )
        _buttons(history, form.form(asked.answer.prediction, asked.key, history, state))
        search.panel(asked.checkpoint, asked.answer.prediction.clip, asked.key, history)
        if what_if is not None:
            before = asked.answer.prediction
            _list(what_was_done(before.clip, what_if.prediction.clip))
            _outcome(before, what_if.prediction)
        elif history.current:  # why it cannot be made is said above the player
            _list([f"“{format_edits([edit])}”" for edit in history.current])
            st.caption("This cannot be done to the clip, as is said above the player. Reset takes it back.")


def _buttons(history: EditHistory, try_it: Callable[[], None]) -> None:
    """The edit that stands in the fields; steps back, forward, and to the clip as it was."""
    with st.container(horizontal=True, gap="small"):
        st.button("Try it", icon=":material/play_arrow:", key="what-if-try", on_click=try_it)
        _button("Undo", "undo", history.undo, disabled=not history.can_undo)
        _button("Redo", "redo", history.redo, disabled=not history.can_redo)
        _button("Reset", "restart_alt", partial(history.do, ()), disabled=not history.current)


def _button(label: str, icon: str, action: Callable[[], None], *, disabled: bool) -> None:
    def act() -> None:
        search.forget()
        action()

    st.button(label, icon=f":material/{icon}:", key=f"what-if-{label.lower()}", on_click=act, disabled=disabled)


def _list(told: Sequence[str]) -> None:
    """What is done to the clip, one line each."""
    st.markdown("\n".join(f"1. {escaped(each)}" for each in told))


def _outcome(before: Prediction, after: Prediction) -> None:
    """Whether the answer is another, and how far each probability moved."""
    same = before.label == after.label
    p, q = (probability_text(float(one.probabilities.max())) for one in (before, after))
    if same:
        said = f"**The answer stays {escaped(before.label)}**: {p} as recorded, {q} after the change."
    else:
        first, then = escaped(before.label), escaped(after.label)
        said = f"**The answer changes from {first} to {then}**: {first} was at {p} as recorded, {then} is at {q} now."
    st.markdown(said)
    st.dataframe(
        views.signed(_moved(before, after), ["change"]),
        hide_index=True,
        width="stretch",
        key="what-if-probabilities",
        column_config={
            **dict.fromkeys(("as recorded", "what if"), st.column_config.NumberColumn(format=f"%.1f{PERCENT}%")),
            "change": st.column_config.NumberColumn("change, points"),
        },
    )


def _moved(before: Prediction, after: Prediction) -> pd.DataFrame:
    """The classes whose probabilities moved most, in percent and percentage points."""
    change = after.probabilities - before.probabilities
    rows = np.argsort(-np.abs(change), kind="stable")[:_MOST_CLASSES]
    return pd.DataFrame(
        {
            "class": [table_cell(before.class_names[int(c)]) for c in rows],
            "as recorded": 100 * before.probabilities[rows].astype(float),
            "what if": 100 * after.probabilities[rows].astype(float),
            "change": 100 * change[rows].astype(float),
        }
    )


@kept()
def _infer(
    answer_key: tuple[str, ...],
    payload_key: str,
    text: str,
    _answer: Inference,
    _checkpoint: Checkpoint,
    _edits: Edits,
) -> Inference:
    """What the checkpoint says of the edited clip, kept for this session.

    Raises:
        StaLstmError: an edit cannot be made of this clip, or what is left does not fit the checkpoint.
    """
    before = _answer.prediction
    after = explain(_checkpoint, apply(before.clip, _edits, open_other=open_sample), usual_maps(_checkpoint))
    payload = both_panes(before, after, _answer.payload)
    return Inference((*answer_key, payload_key, text), after, payload)


def both_panes(before: Prediction, after: Prediction, payload: Mapping[str, Any]) -> dict[str, Any]:
    """What the player shows: the clip as it was recorded and the edited one, side by side on one clock.

    Args:
        before: the answer to the clip as it is.
        after: that to the edited one.
        payload: of ``before`` alone; its fingerprint is that of the recording.
    """
    found = quality(before.clip)  # what is odd about an edit is no fault of the recording
    fingerprint = str(payload["clips"][0]["fingerprint"])
    # What was done stands beside the player; in it, it would be sent whole for each edit, and not what changed.
    shown = replace(after, provenance=before.provenance)
    return player_payload(
        [before, shown],
        titles=_TITLES,
        findings=[found, found],
        fingerprints=[fingerprint, f"{fingerprint}-edited"],
        cautions=[payload["panes"][0]["cautions"]] * 2,
        opens=1,
    )
