"""A clip that does not fit the checkpoint: what would make it fit is offered, and done once somebody asks for it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import streamlit as st

from sta_lstm.model.checkpoint import Checkpoint
from sta_lstm.model.fitting import Misfit, find_misfit, fitted, samples_that_read
from sta_lstm.skeletons import Clip, Conversion, persons_shown
from sta_lstm.ui.errors import tried
from sta_lstm.ui.text import plain
from sta_lstm.words import counted, person_letter

_ASKED = "conversions-asked"  # in the session: the keys of clips and checkpoints, and which person was chosen


@dataclass(frozen=True)
class Brought:
    """A clip on its way to a checkpoint.

    Attributes:
        clip: as it was, or converted.
        key: tells it apart from all others, as the key of its source does.
        waits: whether it does not fit, and an offer to change that stands on the page.
    """

    clip: Clip
    key: str
    waits: bool = False


def brought(clip_key: str, clip: Clip, checkpoint: Checkpoint) -> Brought:
    """``clip`` as ``checkpoint`` reads it, if it does or if that was asked for; else an offer of what would help.

    Args:
        clip_key: tells the clip apart from all others.
        clip: what was chosen.
        checkpoint: what is to read it.
    """
    misfit = find_misfit(clip, checkpoint)
    if misfit is None or not misfit.can_be_helped:
        return Brought(clip, clip_key)  # for what cannot be helped, the model's own message says why
    asked: dict[str, int | None] = st.session_state.setdefault(_ASKED, {})
    key = f"{clip_key}→{_joints_key(checkpoint)}:{checkpoint.min_persons}-{checkpoint.config.n_persons}"
    if key not in asked:
        _offer(key, clip, checkpoint, misfit)
        return Brought(clip, clip_key, waits=True)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(_done(clip, misfit, asked[key]), width="content")
        st.button("Undo", key="conversion-undo", icon=":material/undo:", type="tertiary", on_click=_forget, args=(key,))
    person = asked[key]
    new = tried(lambda: _fitted(f"{key}:{person}", clip, checkpoint, person))
    return Brought(clip, clip_key, waits=True) if new is None else Brought(new, f"{key}:{person}")


def _offer(key: str, clip: Clip, checkpoint: Checkpoint, misfit: Misfit) -> None:
    """What does not fit, what a click would do about it, and the button."""
    with st.container(border=True):
        has = f"{counted(misfit.n_persons, 'person')} × {clip.n_joints} joints ({clip.layout.name})"
        st.markdown(
            f"**This clip does not fit this checkpoint as it is.** {plain(checkpoint.name)} reads "
            f"{plain(checkpoint.reads)}; the clip has {plain(has)}."
        )
        if misfit.conversion is not None:
            st.markdown(plain(_what_converting_does(misfit.conversion), most=4000))
        if misfit.can_be_doubled:
            st.markdown("A copy of the only person would stand in the same place as the second: nobody was there.")
        person = None
        if misfit.one_is_wanted:
            person = st.radio("Person to keep", persons_shown(clip), format_func=person_letter, horizontal=True)
        st.button(
            _label(misfit),
            type="primary",
            key="conversion-do",
            icon=":material/swap_horiz:",
            on_click=_remember,
            args=(key, person),
        )
        others = samples_that_read(clip.layout.joints, misfit.n_persons)
        caution = "The checkpoint was trained on other bodies than this: take its answer as a trial, not as a result."
        st.caption(f"{caution} {plain(', '.join(others))} would read the clip as it is." if others else caution)


def _what_converting_does(plan: Conversion) -> str:
    n_copied, n_inferred = len(plan.copied), len(plan.inferred)
    if not n_inferred:
        return f"Converting it to {plan.target.name} copies all {n_copied} joints."
    rules = "; ".join(f"{', '.join(joints)} ({name})" for name, joints in plan.by_rule.items())
    return (
        f"Converting it to {plan.target.name} copies {n_copied} of {plan.target.n_joints} joints and infers "
        f"{n_inferred} from them, which are drawn hollow: {rules}."
    )


def _label(misfit: Misfit) -> str:
    steps = [
        *(["convert"] if misfit.conversion is not None else []),
        *(["double the person"] if misfit.can_be_doubled else []),
        *(["keep one person"] if misfit.one_is_wanted else []),
    ]
    return f"{', '.join(steps)} and run".capitalize()


def _done(clip: Clip, misfit: Misfit, person: int | None) -> str:
    """What was done to the clip, in one line."""
    parts = []
    if misfit.conversion is not None:
        n = len(misfit.conversion.inferred)
        inferred = f", {counted(n, 'joint')} inferred and drawn hollow" if n else ""
        parts.append(f"converted from {clip.layout.name} to {misfit.conversion.target.name}{inferred}")
    if misfit.can_be_doubled:
        parts.append("its only person doubled")
    if person is not None:
        parts.append(f"person {person_letter(person)} alone")
    return f":material/swap_horiz: This is the clip {plain('; '.join(parts))}."


def _remember(key: str, person: int | None) -> None:
    st.session_state[_ASKED][key] = person


def _forget(key: str) -> None:
    st.session_state[_ASKED].pop(key, None)


def _joints_key(checkpoint: Checkpoint) -> str:
    """Tells layouts apart: checkpoints of the same joints share what was asked for."""
    return hashlib.sha256("\n".join(checkpoint.layout.joints).encode()).hexdigest()[:16]


@st.cache_resource(max_entries=8, scope="session", show_spinner="Converting …")
def _fitted(key: str, _clip: Clip, _checkpoint: Checkpoint, _person: int | None) -> Clip:
    return fitted(_clip, _checkpoint, convert=True, double=True, person=_person)
