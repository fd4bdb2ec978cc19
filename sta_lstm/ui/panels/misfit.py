"""What a page says of a clip that does not fit the checkpoint: what would make it fit, or why nothing does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from sta_lstm.model.checkpoint import Checkpoint
from sta_lstm.model.fitting import Misfit, advise, sentences
from sta_lstm.skeletons import LAYOUTS, Clip, Conversion, persons_shown
from sta_lstm.ui.pickers.checkpoint_files import CHECKPOINT, checkpoints_that_read
from sta_lstm.ui.pickers.choice import chosen_key
from sta_lstm.ui.session.keys import short_hash
from sta_lstm.ui.text import escaped
from sta_lstm.words import capital, counted, listed, person_letter

#: Key of what is said where the page shows one clip under one model, so that there is no answer to head it.
ALONE = "misfit"
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


def show(adaptation: Adaptation, *, clip_name: str | None = None, readers: Sequence[str] = ()) -> None:
    """What does not fit and what would help, or what was done and how to undo it.

    Args:
        adaptation: what is offered or was done.
        clip_name: what the page calls the clip, where it shows more than one.
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
    """What does not fit; what a click would do about it, and the button, or that nothing helps; and what else does."""
    checkpoint, misfit = adaptation.checkpoint, adaptation.misfit
    is_all = not readers and clip_name is None
    with st.container(border=True, gap="xsmall", key=ALONE if is_all else None):
        here = escaped(listed(readers)) or "this checkpoint"
        st.markdown(
            f"**{escaped(clip_name or 'This clip')} does not fit {here} as it is.** "
            f"{escaped(_difference(adaptation, readers or [checkpoint.name]))}"
        )
        if misfit.can_be_helped:
            _offer_help(adaptation, clip_name, readers)
        else:
            _say_why(adaptation)
        _offer_others(adaptation, has_list=is_all)


def _difference(adaptation: Adaptation, names: Sequence[str]) -> str:
    """What is read, and what came, in a sentence."""
    misfit, has = adaptation.misfit, counted(adaptation.misfit.n_persons, "person")
    reads = f"{listed(names)} read{'s' * (len(names) == 1)} {misfit.reads.persons}"
    if misfit.conversion is None:
        return f"{reads}; the clip has {has}."
    theirs, own = misfit.reads.layout.title, adaptation.clip.layout.title
    layout = "any layout of a body" if misfit.reads.any_layout else f"the layout “{theirs}”"
    return f"{reads} in {layout}; the clip has {has} in “{own}”."


def _offer_help(adaptation: Adaptation, clip_name: str | None, readers: Sequence[str]) -> None:
    """What would make it fit, and the button that does it."""
    misfit = adaptation.misfit
    if misfit.can_be_doubled:
        st.markdown("This model needs two people. It can run with a copy of the one person, for trying out only.")
    person = None
    if misfit.needs_one_person:
        person = st.radio(
            "Person to keep",
            persons_shown(adaptation.clip),
            format_func=person_letter,
            horizontal=True,
            key=_widget("person", adaptation),
        )
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):  # one row: little moves
        st.button(
            _button_label(misfit, clip_name, readers),
            key=_widget("do", adaptation),
            icon=":material/swap_horiz:",
            on_click=_accept,
            args=(adaptation.terms, person),
        )
        trial = "answers are a trial, not results" if len(readers) > 1 else "the answer is a trial, not a result"
        if misfit.conversion is not None:
            trial = f"{_conversion_text(misfit.conversion)}: {trial}"
        st.caption(f"{capital(trial)}.", width="content")
        if misfit.conversion is not None and misfit.conversion.inferred:
            with st.popover("Which, and how", type="tertiary"):
                rules = (f"{', '.join(joints)}: {name}" for name, joints in misfit.conversion.by_rule.items())
                st.markdown("\n".join(f"- {escaped(rule, most=4000)}" for rule in rules))


def _say_why(adaptation: Adaptation) -> None:
    """Why nothing makes it fit; which joints are missing unfolds."""
    misfit, plan = adaptation.misfit, adaptation.misfit.conversion
    if plan is not None and plan.impossible:
        lacks, of = len(plan.impossible), plan.target.n_joints
        where = f"none of the {of} joints" if lacks == of else f"{lacks} of the {of} joints"
        told = "can" if lacks == of else "cannot"
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(
                f"It cannot be converted: {where} that the model reads {told} be told from those of the clip.",
                width="content",
            )
            with st.popover("Which joints", type="tertiary"):
                st.markdown(escaped(listed(plan.impossible), most=4000))
        if adaptation.clip.layout.name not in LAYOUTS:
            st.markdown("If they are there under other names, say which is which, below under “Recording quality”.")
    others = [each for each in advise(adaptation.clip, misfit) if each.kind in ("add persons", "keep some")]
    if others:
        st.markdown(escaped(sentences(others)))


def _offer_others(adaptation: Adaptation, *, has_list: bool) -> None:
    """The models that read the clip as it is.

    Args:
        adaptation: what does not fit.
        has_list: whether the page may have the list of checkpoints of which one is chosen; then a click chooses it.
    """
    names = checkpoints_that_read(adaptation.clip)
    if not names:
        if not adaptation.misfit.can_be_helped:
            st.caption("No model here reads it as it is. The recording itself is shown below, and can be measured.")
        return
    if not has_list or chosen_key(CHECKPOINT.noun) is None:
        st.caption(f"{escaped(', '.join(names))} can read the clip as it is.")
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption("These read it as it is:", width="content")
        for name in names:
            st.button(
                escaped(name),
                key=f"{_widget('other', adaptation)}-{short_hash(name)}",
                type="tertiary",
                on_click=CHECKPOINT.ask,
                args=([name],),
            )


def _conversion_text(plan: Conversion) -> str:
    """What converting does, in a few words."""
    n_copied, n_inferred = len(plan.copied), len(plan.inferred)
    if not n_inferred:
        return f"copies all {n_copied} joints"
    return f"copies {n_copied} of {plan.target.n_joints} joints and infers {n_inferred} from them, drawn hollow"


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
        ends = f"from “{adaptation.clip.layout.title}” to “{misfit.conversion.target.title}”"
        parts.append(f"converted {ends}{inferred}")
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
