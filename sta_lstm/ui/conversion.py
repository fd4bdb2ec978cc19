"""A clip that does not fit the checkpoint: what would make it fit is offered, and done once somebody asks for it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from sta_lstm.model.checkpoint import Checkpoint
from sta_lstm.model.fitting import Misfit, find_misfit, fitted, samples_that_read
from sta_lstm.skeletons import Clip, Conversion, SkeletonLayout, persons_shown
from sta_lstm.ui.errors import tried
from sta_lstm.ui.text import plain
from sta_lstm.words import counted, listed, person_letter

_ASKED = "conversions-asked"  # in the session: the terms of what was asked for, and which person was chosen


@dataclass(frozen=True, eq=False)
class Step:
    """What lies between a clip and the checkpoints of one kind.

    Attributes:
        key: the same for all checkpoints that want the same of the clip.
        terms: what is agreed to with a click: the same for all clips of these joints, so that who pages through a list
            of recordings asks once. Whom to keep is a question for each clip.
        clip: as it was.
        checkpoint: one that does not read it.
        misfit: why not.
    """

    key: str
    terms: str
    clip: Clip
    checkpoint: Checkpoint
    misfit: Misfit

    @property
    def asked(self) -> bool:
        """Whether this visitor wanted it done."""
        return self.terms in _asked()

    @property
    def person(self) -> int | None:
        """The person whom this visitor chose to keep, by column; None where all stay."""
        return _asked().get(self.terms)


@dataclass(frozen=True, eq=False)
class Brought:
    """A clip on its way to a checkpoint.

    Attributes:
        clip: as it was, or converted.
        key: tells it apart from all others, as the key of its source does.
        waits: whether it does not fit, and an offer to change that stands on the page.
        step: what was done to it, or is offered; None where it fits, or nothing would help.
    """

    clip: Clip
    key: str
    waits: bool = False
    step: Step | None = None

    @property
    def kept(self) -> int | None:
        """The one person of the recording who is left in ``clip``, by column there; None where nobody was left out."""
        return None if self.step is None or self.waits else self.step.person

    def with_all_persons(self) -> Clip:
        """``clip`` with the persons who were left out; itself where nobody was."""
        if self.step is None or self.kept is None:
            return self.clip
        return _fitted(f"{self.step.key}:all", self.step.clip, self.step.checkpoint, None)


def brought(clip_key: str, clip: Clip, checkpoint: Checkpoint, *, clip_name: str | None = None) -> Brought:
    """``clip`` as ``checkpoint`` reads it, if it does or if that was asked for; else an offer of what would help.

    Args:
        clip_key: tells the clip apart from all others.
        clip: what was chosen.
        checkpoint: what is to read it.
        clip_name: what the page calls the clip, where it shows more than one.
    """
    found = bring(clip_key, clip, checkpoint)
    if found.step is not None:
        _say(found.step, clip_name=clip_name)
    return found


def bring(clip_key: str, clip: Clip, checkpoint: Checkpoint) -> Brought:
    """The same without a word on the page: see `say_all`."""
    misfit = find_misfit(clip, checkpoint)
    if misfit is None or not misfit.can_be_helped:
        return Brought(clip, clip_key)  # for what cannot be helped, the model's own message says why
    wanted = f"{_joints_key(checkpoint.layout)}:{checkpoint.min_persons}-{checkpoint.config.n_persons}"
    key = f"{clip_key}→{wanted}"
    terms = key if misfit.one_is_wanted else f"{_joints_key(clip.layout)}×{misfit.n_persons}→{wanted}"
    step = Step(key, terms, clip, checkpoint, misfit)
    if not step.asked:
        return Brought(clip, clip_key, waits=True, step=step)
    key = f"{key}:{step.person}"
    new = tried(lambda: _fitted(key, clip, checkpoint, step.person))
    return Brought(clip, clip_key, waits=True, step=step) if new is None else Brought(new, key, step=step)


def say_all(found: Mapping[str, Brought]) -> None:
    """One clip on its way to several checkpoints: an offer, or what was done, once for all that want the same.

    Args:
        found: what `bring` returned for each checkpoint, by what the page calls the checkpoint.
    """
    steps = {one.step.key: one.step for one in found.values() if one.step is not None}
    for key, step in steps.items():
        _say(step, readers=[name for name, one in found.items() if one.step is not None and one.step.key == key])


def _say(step: Step, *, clip_name: str | None = None, readers: Sequence[str] = ()) -> None:
    """The offer, or what was done and how to undo it.

    Args:
        step: what is offered or was done.
        clip_name: as in `brought`.
        readers: names of the checkpoints that want it, where the page shows several.
    """
    if not step.asked:
        _offer(step, clip_name, readers)
        return
    who = f"{plain(listed(readers))} read{'s' * (len(readers) == 1)} the clip" if readers else "This is the clip"
    if clip_name is not None:
        who = f"{plain(clip_name)} is"
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(f":material/swap_horiz: {who} {plain(_done(step))}.", width="content")
        st.button(
            "Undo",
            key=_widget("undo", step),
            icon=":material/undo:",
            type="tertiary",
            on_click=_forget,
            args=(step.terms,),
        )


def _offer(step: Step, clip_name: str | None, readers: Sequence[str]) -> None:
    """What does not fit, what a click would do about it, and the button."""
    clip, checkpoint, misfit = step.clip, step.checkpoint, step.misfit
    names = readers or [checkpoint.name]
    with st.container(border=True):
        has = f"{counted(misfit.n_persons, 'person')} × {clip.n_joints} joints ({clip.layout.name})"
        st.markdown(
            f"**{plain(clip_name or 'This clip')} does not fit {plain(listed(readers)) or 'this checkpoint'} as it "
            f"is.** {plain(listed(names))} read{'s' * (len(names) == 1)} {plain(checkpoint.reads)}; the clip has "
            f"{plain(has)}."
        )
        if misfit.conversion is not None:
            st.markdown(plain(_what_converting_does(misfit.conversion), most=4000))
        if misfit.can_be_doubled:
            st.markdown("A copy of the only person would stand in the same place as the second: nobody was there.")
        person = None
        if misfit.one_is_wanted:
            person = st.radio(
                "Person to keep",
                persons_shown(clip),
                format_func=person_letter,
                horizontal=True,
                key=_widget("person", step),
            )
        st.button(
            _label(misfit, clip_name, readers),
            type="primary",
            key=_widget("do", step),
            icon=":material/swap_horiz:",
            on_click=_remember,
            args=(step.terms, person),
        )
        others = samples_that_read(clip.layout.joints, misfit.n_persons)
        caution = (
            "The checkpoints were trained on other bodies than this: take their answers as a trial, not as results."
            if len(readers) > 1
            else "The checkpoint was trained on other bodies than this: take its answer as a trial, not as a result."
        )
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


def _label(misfit: Misfit, clip_name: str | None, readers: Sequence[str]) -> str:
    steps = [
        *(["convert"] if misfit.conversion is not None else []),
        *(["double the person"] if misfit.can_be_doubled else []),
        *(["keep one person"] if misfit.one_is_wanted else []),
    ]
    label = f"{', '.join(steps)} and run".capitalize()
    if readers:
        return f"{label} {plain(listed(readers))}"
    return label if clip_name is None else f"{label} on {plain(clip_name)}"


def _done(step: Step) -> str:
    """What was done to the clip, in one line."""
    parts, misfit = [], step.misfit
    if misfit.conversion is not None:
        n = len(misfit.conversion.inferred)
        inferred = f", {counted(n, 'joint')} inferred and drawn hollow" if n else ""
        parts.append(f"converted from {step.clip.layout.name} to {misfit.conversion.target.name}{inferred}")
    if misfit.can_be_doubled:
        parts.append("its only person doubled")
    if step.person is not None:
        parts.append(f"person {person_letter(step.person)} alone")
    return "; ".join(parts)


def _asked() -> dict[str, int | None]:
    asked: dict[str, int | None] = st.session_state.setdefault(_ASKED, {})
    return asked


def _remember(terms: str, person: int | None) -> None:
    _asked()[terms] = person


def _forget(terms: str) -> None:
    _asked().pop(terms, None)


def _widget(what: str, step: Step) -> str:
    """The key of a widget: a page may offer the conversion of several clips, or for several checkpoints."""
    return f"conversion-{what}-{hashlib.sha256(step.key.encode()).hexdigest()[:16]}"


def _joints_key(layout: SkeletonLayout) -> str:
    """Tells layouts apart: clips and checkpoints of the same joints share what was asked for."""
    return hashlib.sha256("\n".join(layout.joints).encode()).hexdigest()[:16]


@st.cache_resource(max_entries=8, scope="session", show_spinner="Converting …")
def _fitted(key: str, _clip: Clip, _checkpoint: Checkpoint, _person: int | None) -> Clip:
    return fitted(_clip, _checkpoint, convert=True, double=True, person=_person)
