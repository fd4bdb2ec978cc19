"""A clip that does not fit the checkpoint: what would make it fit is offered, and done once somebody asks for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from sta_lstm.model.checkpoint import Checkpoint
from sta_lstm.model.fitting import Misfit, find_misfit, fitted
from sta_lstm.model.headers import samples_that_read
from sta_lstm.skeletons import Clip, Conversion, SkeletonLayout, persons_shown
from sta_lstm.ui.errors import run_or_show_error
from sta_lstm.ui.session.kept import kept
from sta_lstm.ui.session.keys import short_hash
from sta_lstm.ui.text import escaped
from sta_lstm.words import counted, listed, person_letter

_ACCEPTED = "conversions-accepted"  # in the session: the terms that were accepted, and which person was chosen


@dataclass(frozen=True, eq=False)
class Adaptation:
    """What lies between a clip and the checkpoints of one kind.

    Attributes:
        key: the same for all checkpoints that want the same of the clip.
        terms: what a click agrees to: the same for all clips of these joints, so that a visitor who pages through a
            list of recordings clicks once. Whom to keep is a question for each clip.
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
    def is_accepted(self) -> bool:
        """Whether this visitor wanted it done."""
        return self.terms in _accepted()

    @property
    def person(self) -> int | None:
        """The person whom this visitor chose to keep, by column; None where all stay."""
        return _accepted().get(self.terms)


@dataclass(frozen=True, eq=False)
class AdaptedClip:
    """A clip on its way to a checkpoint.

    Attributes:
        clip: as it was, or converted.
        key: tells it apart from all others, as the key of its source does.
        is_pending: whether it does not fit, and an offer to change that stands on the page.
        adaptation: what was done to it, or is offered; None where it fits, or nothing would help.
    """

    clip: Clip
    key: str
    is_pending: bool = False
    adaptation: Adaptation | None = None

    @property
    def kept(self) -> int | None:
        """The one person of the recording who is left in ``clip``, by column there; None where nobody was left out."""
        return None if self.adaptation is None or self.is_pending else self.adaptation.person

    def with_all_persons(self) -> Clip:
        """``clip`` with the persons who were left out; itself where nobody was."""
        if self.adaptation is None or self.kept is None:
            return self.clip
        return _fitted(f"{self.adaptation.key}:all", self.adaptation.clip, self.adaptation.checkpoint, None)


def adapt_or_offer(clip_key: str, clip: Clip, checkpoint: Checkpoint, *, clip_name: str | None = None) -> AdaptedClip:
    """``clip`` as ``checkpoint`` reads it, if it does or if that was asked for; else an offer of what would help.

    Args:
        clip_key: tells the clip apart from all others.
        clip: what was chosen.
        checkpoint: what is to read it.
        clip_name: what the page calls the clip, where it shows more than one.
    """
    adapted = adapt(clip_key, clip, checkpoint)
    if adapted.adaptation is not None:
        _show(adapted.adaptation, clip_name=clip_name)
    return adapted


def adapt(clip_key: str, clip: Clip, checkpoint: Checkpoint) -> AdaptedClip:
    """What `adapt_or_offer` returns, without showing anything; `show_offers` does, for several checkpoints."""
    misfit = find_misfit(clip, checkpoint.reads)
    if misfit is None or not misfit.can_be_helped:
        return AdaptedClip(clip, clip_key)  # for what cannot be helped, the model's own message says why
    wanted = f"{_joints_key(misfit.reads.layout)}:{misfit.reads.least}-{misfit.reads.most}"
    key = f"{clip_key}→{wanted}"
    terms = key if misfit.needs_one_person else f"{_joints_key(clip.layout)}×{misfit.n_persons}→{wanted}"
    adaptation = Adaptation(key, terms, clip, checkpoint, misfit)
    if not adaptation.is_accepted:
        return AdaptedClip(clip, clip_key, is_pending=True, adaptation=adaptation)
    key = f"{key}:{adaptation.person}"
    new = run_or_show_error(lambda: _fitted(key, clip, checkpoint, adaptation.person))
    return (
        AdaptedClip(clip, clip_key, is_pending=True, adaptation=adaptation)
        if new is None
        else AdaptedClip(new, key, adaptation=adaptation)
    )


def show_offers(adapted: Mapping[str, AdaptedClip]) -> None:
    """One clip on its way to several checkpoints: an offer, or what was done, once for all that want the same.

    Args:
        adapted: what `adapt` returned for each checkpoint, by what the page calls the checkpoint.
    """
    steps = {one.adaptation.key: one.adaptation for one in adapted.values() if one.adaptation is not None}
    for key, adaptation in steps.items():
        _show(
            adaptation,
            readers=[name for name, one in adapted.items() if one.adaptation is not None and one.adaptation.key == key],
        )


def _show(adaptation: Adaptation, *, clip_name: str | None = None, readers: Sequence[str] = ()) -> None:
    """The offer, or what was done and how to undo it.

    Args:
        adaptation: what is offered or was done.
        clip_name: as in `adapt_or_offer`.
        readers: names of the checkpoints that want it, where the page shows several.
    """
    if not adaptation.is_accepted:
        _offer(adaptation, clip_name, readers)
        return
    who = f"{escaped(listed(readers))} read{'s' * (len(readers) == 1)} the clip" if readers else "This is the clip"
    if clip_name is not None:
        who = f"{escaped(clip_name)} is"
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(f":material/swap_horiz: {who} {escaped(_done_text(adaptation))}.", width="content")
        st.button(
            "Undo",
            key=_widget("undo", adaptation),
            icon=":material/undo:",
            type="tertiary",
            on_click=_undo,
            args=(adaptation.terms,),
        )


def _offer(adaptation: Adaptation, clip_name: str | None, readers: Sequence[str]) -> None:
    """What does not fit, what a click would do about it, and the button."""
    clip, checkpoint, misfit = adaptation.clip, adaptation.checkpoint, adaptation.misfit
    names = readers or [checkpoint.name]
    with st.container(border=True):
        has = f"{counted(misfit.n_persons, 'person')} × {clip.n_joints} joints ({clip.layout.name})"
        st.markdown(
            f"**{escaped(clip_name or 'This clip')} does not fit {escaped(listed(readers)) or 'this checkpoint'} as it "
            f"is.** {escaped(listed(names))} read{'s' * (len(names) == 1)} {escaped(str(checkpoint.reads))}; the clip "
            f"has {escaped(has)}."
        )
        if misfit.conversion is not None:
            _show_conversion(misfit.conversion)
        if misfit.can_be_doubled:
            st.markdown("This model needs two people. It can run with a copy of the one person, for trying out only.")
        person = None
        if misfit.needs_one_person:
            person = st.radio(
                "Person to keep",
                persons_shown(clip),
                format_func=person_letter,
                horizontal=True,
                key=_widget("person", adaptation),
            )
        st.button(
            _button_label(misfit, clip_name, readers),
            key=_widget("do", adaptation),
            icon=":material/swap_horiz:",
            on_click=_accept,
            args=(adaptation.terms, person),
        )
        others = samples_that_read(clip.layout.joints, misfit.n_persons)
        caution = (
            "The checkpoints were trained on other bodies than these: treat their answers as a trial, not as results."
            if len(readers) > 1
            else "The checkpoint was trained on other bodies than these: treat its answer as a trial, not as a result."
        )
        st.caption(f"{caution} {escaped(', '.join(others))} can read the clip as it is." if others else caution)


def _show_conversion(plan: Conversion) -> None:
    """What converting does, in a sentence; which joints are inferred, and how, unfolds from it."""
    target, n_copied, n_inferred = escaped(plan.target.name), len(plan.copied), len(plan.inferred)
    if not n_inferred:
        st.markdown(f"Converting it to {target} copies all {n_copied} joints.")
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(
            f"Converting it to {target} copies {n_copied} of {plan.target.n_joints} joints and infers {n_inferred} "
            "from them, which are drawn hollow.",
            width="content",
        )
        with st.popover("Which, and how", type="tertiary"):
            rules = (f"{', '.join(joints)}: {name}" for name, joints in plan.by_rule.items())
            st.markdown("\n".join(f"- {escaped(rule, most=4000)}" for rule in rules))


def _button_label(misfit: Misfit, clip_name: str | None, readers: Sequence[str]) -> str:
    steps = [
        *(["convert"] if misfit.conversion is not None else []),
        *(["double the person"] if misfit.can_be_doubled else []),
        *(["keep one person"] if misfit.needs_one_person else []),
    ]
    label = f"{', '.join(steps)} and run".capitalize()
    if readers:
        return f"{label} {escaped(listed(readers))}"
    return label if clip_name is None else f"{label} on {escaped(clip_name)}"


def _done_text(adaptation: Adaptation) -> str:
    """What was done to the clip, in one line."""
    parts, misfit = [], adaptation.misfit
    if misfit.conversion is not None:
        n = len(misfit.conversion.inferred)
        inferred = f", {counted(n, 'joint')} inferred and drawn hollow" if n else ""
        parts.append(f"converted from {adaptation.clip.layout.name} to {misfit.conversion.target.name}{inferred}")
    if misfit.can_be_doubled:
        parts.append("its only person doubled")
    if adaptation.person is not None:
        parts.append(f"person {person_letter(adaptation.person)} alone")
    return "; ".join(parts)


def _accepted() -> dict[str, int | None]:
    is_accepted: dict[str, int | None] = st.session_state.setdefault(_ACCEPTED, {})
    return is_accepted


def _accept(terms: str, person: int | None) -> None:
    _accepted()[terms] = person


def _undo(terms: str) -> None:
    _accepted().pop(terms, None)


def _widget(what: str, adaptation: Adaptation) -> str:
    """The key of a widget: a page may offer the conversion of several clips, or for several checkpoints."""
    return f"conversion-{what}-{short_hash(adaptation.key)}"


def _joints_key(layout: SkeletonLayout) -> str:
    """Tells layouts apart: clips and checkpoints of the same joints share what was asked for."""
    return short_hash("\n".join(layout.joints))


@kept("Converting …")
def _fitted(key: str, _clip: Clip, _checkpoint: Checkpoint, _person: int | None) -> Clip:
    return fitted(_clip, _checkpoint.reads, convert=True, double=True, person=_person)
