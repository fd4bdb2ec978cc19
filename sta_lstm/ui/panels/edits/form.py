"""One edit put together by hand: what is done, to which joints, of whom, when and how much."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import streamlit as st

from sta_lstm.errors import StaLstmError
from sta_lstm.evidence.edits import KINDS, MAX_EDITS, Edit, Kind, apply, joint_target
from sta_lstm.evidence.edits.target import most_attended_part
from sta_lstm.player.states import Selection
from sta_lstm.prediction.prediction import Prediction
from sta_lstm.scene.limbs import body_parts
from sta_lstm.skeletons import Clip, persons_shown
from sta_lstm.ui.panels.edits import search
from sta_lstm.ui.panels.edits.field import Edits, open_sample, sample_names
from sta_lstm.ui.panels.player import PlayerState
from sta_lstm.ui.session.edits import EditHistory
from sta_lstm.ui.session.keys import short_hash
from sta_lstm.ui.text import escaped, title_line
from sta_lstm.words import counted, person_letter

_NAMES: dict[Kind, str] = {
    "hold": "Hold still",
    "hide": "Hide",
    "mirror": "Mirror",
    "slow": "Slow down",
    "shift": "Move",
    "shake": "Shake",
    "swap": "Take from another clip",
}
_HELP: dict[Kind, str] = {
    "hold": "It stays at its mean place of the clip, and moves with the body alone.",
    "hide": "A whole person is taken out. A network reads no gap in a body, so joints stand on a straight line between "
    "the frames before and after, and at their mean place where they are hidden throughout.",
    "mirror": "Left and right are exchanged; a joint brings its twin of the other side.",
    "slow": "It takes so many times longer, and stays late after that. The clip keeps its length.",
    "shift": "It is moved by so many centimetres in the room.",
    "shake": "Noise of so many centimetres in each direction, as of a bad sensor.",
    "swap": "It moves as in another clip, of this body's size, turned as this body stands.",
}
_CHOSEN, _WHOLE = "chosen", ""
_STATE = "what-if-selection"  # in the session: what was last selected in the player, and of which clip
_FAULT = "what-if-fault"  # in the session: why the last edit could not be made


@dataclass(frozen=True, eq=False)
class _Form:
    """The form of one clip: what names its fields in the session."""

    clip: Clip
    key: str

    def name(self, field: str) -> str:
        """Under which name the session keeps a field."""
        return f"what-if-{field}-{short_hash(self.key)}"

    def value(self, field: str, default: Any = None) -> Any:
        """What stands in a field."""
        return st.session_state.get(self.name(field), default)


def form(prediction: Prediction, key: str, history: EditHistory, state: PlayerState) -> Callable[[], None]:
    """The fields; what makes the edit that stands in them.

    Args:
        prediction: what the model says of the clip as it is.
        key: of the clip and the checkpoint.
        history: where the edit goes.
        state: what the player reports: joints that are selected there can be chosen.
    """
    fields = _Form(prediction.clip, key)
    selection = _follow_selection(fields, state)
    first, second, third = st.columns([1, 1.4, 1.6], gap="medium")
    kind: Kind = first.selectbox("What to do", _FORM_KINDS, format_func=_NAMES.__getitem__, key=fields.name("kind"))
    with second:
        _choose_target(fields, selection, prediction)
    with third:
        _choose_frames(fields)
    _choose_amounts(fields, kind)
    st.caption(_HELP[kind])
    fault = st.session_state.pop(_FAULT, "")
    if fault:
        st.error(escaped(fault, most=1200), icon=":material/error:")
    return partial(_try, fields, kind, selection, history)


_FORM_KINDS: tuple[Kind, ...] = tuple(sorted(KINDS, key=list(_NAMES).index))


def _follow_selection(fields: _Form, state: PlayerState) -> Selection | None:
    """What is selected in the player; once it changes, the fields follow it."""
    of, before = st.session_state.get(_STATE, (None, None))
    before = before if of == fields.key else None
    # A player that was just given another payload has not yet said what is selected: what it said before stands.
    now = before if state.frame is None or state.is_older else state.selection
    if now != before and now is not None:
        st.session_state[fields.name("target")] = _CHOSEN
        if now.frames is not None:
            st.session_state[fields.name("frames")] = now.frames
    st.session_state[_STATE] = (fields.key, now)
    return now


def _choose_target(fields: _Form, selection: Selection | None, prediction: Prediction) -> None:
    parts = [part.name for part in body_parts(fields.clip.layout)]
    named = {_WHOLE: "the whole body"}
    if selection is not None:
        named = {_CHOSEN: f"{counted(len(selection.joints), 'joint')} chosen in the player"} | named
    options = [*named, *parts]
    if fields.value("target") not in options:
        st.session_state[fields.name("target")] = most_attended_part(prediction) if len(parts) > 1 else _WHOLE
    target = st.selectbox("To what", options, format_func=lambda name: named.get(name, name), key=fields.name("target"))
    persons = persons_shown(fields.clip)
    if len(persons) > 1 and target != _CHOSEN:
        st.radio(
            "Of whom",
            [None, *persons],
            format_func=lambda m: "Everybody" if m is None else person_letter(m),
            horizontal=True,
            key=fields.name("person"),
        )


def _choose_frames(fields: _Form) -> None:
    last = fields.clip.n_frames - 1
    if last == 0:
        return
    st.session_state.setdefault(fields.name("frames"), (0, last))
    st.slider("In the frames", 0, last, key=fields.name("frames"))


def _choose_amounts(fields: _Form, kind: Kind) -> None:
    if kind == "slow":
        st.number_input("Times slower (under 1 is faster)", 0.1, 20.0, 2.0, 0.5, key=fields.name("factor"))
    elif kind == "shift":
        for column, label, start in zip(
            st.columns(3), ("To the side, cm", "Up, cm", "Forward, cm"), (0, 20, 0), strict=True
        ):
            column.number_input(label, -500.0, 500.0, float(start), 5.0, format="%.4g", key=fields.name(label))
    elif kind == "shake":
        left, right = st.columns(2)
        left.number_input("Centimetres", 0.0, 100.0, 3.0, 1.0, key=fields.name("cm"))
        right.number_input("Seed", 0, 999_999, 0, key=fields.name("seed"), help="Another seed is other noise.")
    elif kind == "swap":
        names = [name for name in sample_names() if name != fields.clip.name.rpartition(".")[0]]
        st.selectbox("Other clip", names, format_func=title_line, key=fields.name("other"))


def _try(fields: _Form, kind: Kind, selection: Selection | None, history: EditHistory) -> None:
    """Make the edit, or keep the sentence on why it cannot be made."""
    search.forget()
    try:
        edits = (*history.current, *_edits(fields, kind, selection))[: MAX_EDITS + 1]
        apply(fields.clip, edits, open_other=open_sample)
    except StaLstmError as error:
        st.session_state[_FAULT] = str(error)
        return
    history.do(edits)


def _edits(fields: _Form, kind: Kind, selection: Selection | None) -> Edits:
    """What stands in the fields: an edit, or one for each person of whom joints are selected."""
    last = fields.clip.n_frames - 1
    frames = tuple(fields.value("frames", (0, last)))
    more: dict[str, Any] = {
        "frames": None if frames == (0, last) else frames,
        "amounts": _amounts(fields, kind),
        "other": fields.value("other", "") if kind == "swap" else "",
    }
    target = fields.value("target", _WHOLE)
    if target != _CHOSEN or selection is None:
        return (Edit(kind, (target,) if target else (), fields.value("person"), **more),)
    found: dict[int, list[str]] = {}
    for ref in selection.joints:
        found.setdefault(ref.person, []).append(joint_target(fields.clip.layout, ref.joint))
    return tuple(Edit(kind, tuple(names), person, **more) for person, names in found.items())


def _amounts(fields: _Form, kind: Kind) -> tuple[float, ...]:
    names = {
        "slow": (("factor", 2.0),),
        "shift": (("To the side, cm", 0.0), ("Up, cm", 20.0), ("Forward, cm", 0.0)),
        "shake": (("cm", 3.0), ("seed", 0)),
    }
    return tuple(float(fields.value(name, default)) for name, default in names.get(kind, ()))
