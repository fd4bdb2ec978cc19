"""The recording itself: what is odd about it, what can be repaired, how it is read, and which part of it is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import streamlit as st

from sta_lstm.errors import ClipError, ColumnsError, JointsError
from sta_lstm.formats.rules.read_options import AS_STORED
from sta_lstm.formats.rules.units import UNITS
from sta_lstm.formats.tables.foreign_columns import ROLES
from sta_lstm.skeletons import AXES, LAYOUTS, Clip
from sta_lstm.skeletons.quality import REPAIRS, Finding, Repair, quality
from sta_lstm.ui.cutting import offer_part
from sta_lstm.ui.errors import tried
from sta_lstm.ui.handling import UNTOUCHED, Handling, handling_of, remember, say
from sta_lstm.ui.sources import Source, read_clip, read_whole
from sta_lstm.ui.text import plain
from sta_lstm.words import counted

_AS_READ = "as read"
_REPAIR_NAMES: dict[Repair, str] = {
    "interpolate": "Fill gaps and jumps",
    "drop": "Leave out repeats",
    "swap back": "Swap persons back",
    "smooth": "Smooth all paths",
}
#: What a mapping of columns asks for.
_LONG = ("frame", "person", "joint", "x", "y", "z", "time")


def panel(source: Source, clip: Clip, shown: Clip | None = None, *, name: str = "This recording") -> None:
    """All about the recording, folded away unless something is odd about it.

    Args:
        source: where it came from.
        clip: as it was read, repaired and cut.
        shown: as the page shows it, where it was converted besides; its notes tell that too.
        name: what the page calls it, where it shows more than one.
    """
    notes = (shown or clip).notes
    findings = quality(clip)
    handling = handling_of(source.key)
    title = f"{plain(name)}: {_title(notes, findings, handling)}"
    with st.expander(title, icon=_icon(findings), key=f"recording-{source.key}"):
        left, right = st.columns([1.6, 1], gap="large")
        with left:
            _say_findings(findings)
            _say_notes(notes)
        with right:
            _offer_repairs(source, findings, handling)
            offer_part(source, read_whole(source))
            _offer_reading(source, clip, handling)


def read(source: Source) -> Clip | None:
    """The clip; where it cannot be read, why, and a question whose answer would help, if there is one."""
    failures: list[ClipError] = []

    def attempt() -> Clip:
        try:
            return read_clip(source)
        except ClipError as error:
            failures.append(error)
            raise

    clip = tried(attempt)
    for error in failures:
        if isinstance(error, ColumnsError) and error.columns:
            with st.container(border=True):
                _ask_columns(source, error.columns)
        elif isinstance(error, JointsError):
            with st.container(border=True):
                _choose_layout(source, handling_of(source.key), asked=error.fitting or tuple(LAYOUTS))
        if handling_of(source.key) != UNTOUCHED:
            anew = partial(remember, source.key, UNTOUCHED)
            st.button("Begin again", key=f"anew-{source.key}", icon=":material/undo:", type="tertiary", on_click=anew)
    if clip is None:
        st.caption(
            "The list of clips is in the side bar: choose another one there, or upload it again once it is mended."
        )
    return clip


def _title(notes: tuple[str, ...], findings: tuple[Finding, ...], handling: Handling) -> str:
    parts = [counted(len(findings), "doubt") if findings else "no doubts"]
    if notes:
        parts.append(counted(len(notes), "note"))
    if handling.repairs:
        parts.append("repaired")
    return ", ".join(parts)


def _icon(findings: tuple[Finding, ...]) -> str:
    return ":material/warning:" if findings else ":material/info:"


def _say_findings(findings: tuple[Finding, ...]) -> None:
    if not findings:
        st.markdown(
            "Nothing odd was found: no gaps, jumps, repeated frames or swapped persons, and limbs keep their length."
        )
    for finding in findings:
        st.markdown(f"- {plain(finding.sentence, most=1000)}")
    if any(finding.frames for finding in findings):
        st.caption("The strip *doubts* above the player's time line shows where.")


def _say_notes(notes: tuple[str, ...]) -> None:
    if notes:
        st.markdown("**What was done to it**")
        st.markdown("\n".join(f"- {plain(note, most=1000)}" for note in notes))


def _offer_repairs(source: Source, findings: tuple[Finding, ...], handling: Handling) -> None:
    """A box for each repair that would change something, and for each that was made."""
    offered = {finding.repair for finding in findings if finding.repair} | set(handling.repairs)
    if not offered:
        return
    st.markdown("**Repair**")
    for repair in REPAIRS:
        if repair in offered:
            key = f"repair-{repair}-{source.key}"
            st.session_state[key] = repair in handling.repairs
            st.checkbox(
                _REPAIR_NAMES[repair],
                key=key,
                help=f"{REPAIRS[repair]}.",
                on_change=partial(_toggle, source.key, repair),
            )


def _toggle(key: str, repair: Repair) -> None:
    handling = handling_of(key)
    others = tuple(each for each in handling.repairs if each != repair)
    remember(key, replace(handling, repairs=others if repair in handling.repairs else (*others, repair)))


def _offer_reading(source: Source, clip: Clip, handling: Handling) -> None:
    """Frame rate, unit, axes: what the file was read with, and what its owner knows better."""
    read_options = handling.read_options
    with st.popover("How the file is read", icon=":material/tune:"):
        st.caption("Change what the file does not say, or says wrongly. Everything below is taken again from the file.")
        key = source.key
        st.number_input(
            "Frames a second",
            min_value=0.1,
            max_value=1000.0,
            value=float(clip.fps),
            key=f"fps-{key}",
            on_change=lambda: say(key, fps=st.session_state[f"fps-{key}"]),
        )
        units = [_AS_READ, *UNITS]
        chosen = next((name for name, unit in UNITS.items() if unit == read_options.metres_per_unit), _AS_READ)
        st.selectbox(
            "Unit of length in the file",
            units,
            index=units.index(chosen),
            key=f"unit-{key}",
            on_change=lambda: say(key, metres_per_unit=UNITS.get(st.session_state[f"unit-{key}"])),
        )
        st.selectbox(
            "Axis that points up",
            AXES,
            index=AXES.index(clip.up_axis),
            key=f"up-{key}",
            on_change=lambda: say(key, up_axis=st.session_state[f"up-{key}"]),
        )
        st.checkbox(
            "Its axes are left-handed: mirror it",
            value=read_options.mirror,
            key=f"mirror-{key}",
            on_change=lambda: say(key, mirror=st.session_state[f"mirror-{key}"]),
        )
        _choose_layout(source, handling)
        st.button("As the file says", key=f"untouched-{key}", on_click=partial(_forget_reading, key))


def _forget_reading(key: str) -> None:
    handling = handling_of(key)
    remember(key, replace(handling, read_options=AS_STORED))
    for name in ("fps", "unit", "up", "mirror", "layout"):
        st.session_state.pop(f"{name}-{key}", None)


def _choose_layout(source: Source, handling: Handling, *, asked: Sequence[str] = ()) -> None:
    """Whose joints they are, for files that do not name them.

    Args:
        source: the file.
        handling: what was said about it.
        asked: the layouts to choose from where it cannot be read without an answer.
    """
    key = source.key
    names = list(asked) or [_AS_READ, *LAYOUTS]
    known = handling.read_options.layout
    st.selectbox(
        "Whose joints are they?" if asked else "Joints, where the file does not name them",
        names,
        index=names.index(known.name) if known is not None and known.name in names else None if asked else 0,
        placeholder="Choose a layout",
        format_func=lambda name: LAYOUTS[name].title if name in LAYOUTS else name,
        key=f"layout-{key}",
        on_change=lambda: say(key, layout=LAYOUTS.get(st.session_state[f"layout-{key}"])),
    )


def _ask_columns(source: Source, columns: tuple[str, ...]) -> None:
    """Which column of a table holds what."""
    st.markdown(
        "**Which column holds what?** A row is one joint of one person in one frame; *joint* is its name or number. "
        "Where your table has a row for each pose instead, name its columns like `left_shoulder_x`."
    )
    said = handling_of(source.key).read_options.columns
    key = source.key
    with st.form(f"columns-{key}", border=False):
        for row in (_LONG[:3], _LONG[3:6], _LONG[6:]):
            for column, role in zip(st.columns(3), row, strict=False):
                guess = said.get(role) or _guess(role, columns)
                column.selectbox(
                    role if role in ROLES else f"{role} of the joint",
                    columns,
                    index=columns.index(guess) if guess in columns else None,
                    placeholder="none",
                    key=f"column-{role}-{key}",
                )
        st.form_submit_button("Read the table so", type="primary", on_click=partial(_say_columns, key))


def _say_columns(key: str) -> None:
    chosen = {role: st.session_state.get(f"column-{role}-{key}") for role in _LONG}
    say(key, columns={role: name for role, name in chosen.items() if name is not None})


def _guess(role: str, columns: tuple[str, ...]) -> str | None:
    """The column whose name begins or ends as the role does."""
    return next((name for name in columns if name.lower().startswith(role) or name.lower().endswith(role)), None)
