"""The recording itself: what is odd about it, what can be repaired, how it is read, and which part of it is kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import streamlit as st

from sta_lstm.errors import ClipError, ColumnsError, JointsError, TooLongError
from sta_lstm.formats.overview import formats_list
from sta_lstm.formats.rules.read_options import AS_STORED, SIGNED_AXES
from sta_lstm.formats.rules.units import UNITS
from sta_lstm.formats.tables.foreign_columns import ROLES
from sta_lstm.skeletons import AXES, LAYOUTS, MAX_FRAMES, Clip
from sta_lstm.skeletons.made_up import says_made_up
from sta_lstm.skeletons.quality.findings import Finding, quality
from sta_lstm.skeletons.quality.repair import repaired
from sta_lstm.ui.errors import run_or_show_error
from sta_lstm.ui.panels import joint_names, repairs
from sta_lstm.ui.panels.fold import fold
from sta_lstm.ui.pickers.choice import back_to_sample
from sta_lstm.ui.pickers.clip_files import CLIP, read_clip, read_whole
from sta_lstm.ui.pickers.cutting import offer_part
from sta_lstm.ui.pickers.files import Source
from sta_lstm.ui.session.kept import kept
from sta_lstm.ui.session.preparation import UNPREPARED, Preparation, preparation_of, set_preparation, set_read_options
from sta_lstm.ui.text import escaped, title_line
from sta_lstm.words import counted

_AS_READ = "as read"
#: What a mapping of columns asks for.
_LONG = ("frame", "person", "joint", "x", "y", "z", "time")


def panel(source: Source, clip: Clip, shown: Clip | None = None, *, name: str = "Recording quality") -> None:
    """All about the recording, folded away unless something is odd about it.

    Args:
        source: where it came from.
        clip: as it was read, repaired and cut.
        shown: as the page shows it, where it was converted besides; its notes tell that too.
        name: what the page calls it, where it shows more than one.
    """
    notes = (shown or clip).notes
    findings = _findings(source, clip)
    preparation = preparation_of(source.key)
    title = f"{escaped(name)}: {_title(notes, findings, preparation)}"
    with fold(title, icon=_icon(findings), name="recording", key=f"recording-{source.key}") as is_wanted:
        if not is_wanted:
            return
        left, right = st.columns([1.6, 1], gap="large")
        with left:
            _list_findings(findings)
            _list_notes(notes)
        with right:
            repairs.offer(source, findings, preparation)
            offer_part(source, read_whole(source))
            _offer_read_options(source, clip, preparation)
            joint_names.offer(source, clip)


def read_recording(
    source: Source, refused: Callable[[], None], noun: str = CLIP.noun, *, name: str = ""
) -> Clip | None:
    """The clip; where it cannot be read, why, a question whose answer would help if there is one, and a way back.

    Of a clip that a tilted camera recorded, the side bar says so, and offers to level it.

    Args:
        source: what was chosen.
        refused: gives back the room of what cannot be shown, before it is said why: else that would push it aside.
        noun: in which list.
        name: what the page calls it, where it shows more than one.
    """
    failures: list[ClipError] = []

    def attempt() -> Clip:
        try:
            return read_clip(source)
        except ClipError as error:
            failures.append(error)
            refused()
            raise

    clip = run_or_show_error(attempt)
    for error in failures:
        if isinstance(error, ColumnsError) and error.columns:
            with st.container(border=True):
                _ask_columns(source, error.columns)
        elif isinstance(error, JointsError):
            with st.container(border=True):
                _choose_layout(source, preparation_of(source.key), asked=error.fitting or tuple(LAYOUTS))
        elif isinstance(error, TooLongError):
            with st.container(border=True):
                _keep_a_part(source, error.n_frames)
        if preparation_of(source.key) != UNPREPARED:
            anew = partial(set_preparation, source.key, UNPREPARED)
            st.button("Start again", key=f"anew-{source.key}", icon=":material/undo:", type="tertiary", on_click=anew)
    if clip is not None:
        joint_names.recall(source, clip)
        with st.sidebar:  # where the recording was chosen, and where it pushes nothing aside
            repairs.offer_level(source, _findings(source, clip), name)
    elif not source.is_sample:
        with st.container(horizontal=True, gap="small", key=f"unread-{source.key}"):
            back = partial(back_to_sample, noun)
            st.button("Back to a sample", icon=":material/undo:", key=f"back-{source.key}", on_click=back)
            with st.popover("What can be read", icon=":material/list:"):
                st.markdown(f"A recording in one of these formats, or a zip archive of them:\n\n{formats_list()}")
    return clip


def _findings(source: Source, clip: Clip) -> tuple[Finding, ...]:
    """What is odd about ``clip``; where it is a part, all of the recording tells whether the camera was tilted."""
    found, preparation = quality(clip), preparation_of(source.key)
    if preparation.kept is None:
        return found
    tilted = _tilted(source.whole_key, preparation.room_repairs, read_whole(source))
    return (*(each for each in found if each.kind != "tilt"), *tilted)


@kept()
def _tilted(whole_key: str, repairs: tuple[str, ...], _whole: Clip) -> tuple[Finding, ...]:
    """Whether a recording, so repaired, is tilted."""
    return tuple(each for each in quality(repaired(_whole, repairs)) if each.kind == "tilt")


def _title(notes: tuple[str, ...], findings: tuple[Finding, ...], preparation: Preparation) -> str:
    parts = [counted(len(findings), "warning") if findings else "nothing unusual found"]
    done = sum(not says_made_up(note) for note in notes)
    if done:
        parts.append(counted(done, "note"))
    if preparation.repairs:
        parts.append("repaired")
    return ", ".join(parts)


def _icon(findings: tuple[Finding, ...]) -> str:
    return ":material/warning:" if findings else ":material/info:"


def _list_findings(findings: tuple[Finding, ...]) -> None:
    if not findings:
        st.markdown(
            "Nothing unusual was found: no gaps, jumps, repeated frames or swapped persons, and limbs of constant "
            "length."
        )
    for finding in findings:
        st.markdown(f"- {escaped(finding.sentence, most=1000)}")
    if any(finding.frames for finding in findings):
        st.caption("A strip above the player's timeline shows where.")


def _list_notes(notes: tuple[str, ...]) -> None:
    if notes:
        st.markdown("**What was done to it**")
        st.markdown("\n".join(f"- {escaped(note, most=1000)}" for note in notes))


def _offer_read_options(source: Source, clip: Clip, preparation: Preparation) -> None:
    """Frame rate, unit, axes: what the file was read with, and what its owner knows better."""
    read_options = preparation.read_options
    with st.popover("How the file is read", icon=":material/tune:"):
        st.caption("Set what the file does not say, or gets wrong. The recording is then read from the file again.")
        key = source.key
        st.number_input(
            "Frames per second",
            min_value=0.1,
            max_value=1000.0,
            value=float(clip.fps),
            key=f"fps-{key}",
            on_change=lambda: set_read_options(key, fps=st.session_state[f"fps-{key}"]),
        )
        units = [_AS_READ, *UNITS]
        chosen = next((name for name, unit in UNITS.items() if unit == read_options.metres_per_unit), _AS_READ)
        st.selectbox(
            "Unit of length in the file",
            units,
            index=units.index(chosen),
            key=f"unit-{key}",
            on_change=lambda: set_read_options(key, metres_per_unit=UNITS.get(st.session_state[f"unit-{key}"])),
        )
        st.selectbox(
            "Axis that points up",
            SIGNED_AXES,
            index=SIGNED_AXES.index(read_options.up_axis or clip.up_axis),
            format_func=lambda axis: axis if axis in AXES else f"{axis[1]} points down: turn it over",
            key=f"up-{key}",
            on_change=lambda: set_read_options(key, up_axis=st.session_state[f"up-{key}"]),
        )
        st.checkbox(
            "Its axes are left-handed: mirror it",
            value=read_options.mirror,
            key=f"mirror-{key}",
            on_change=lambda: set_read_options(key, mirror=st.session_state[f"mirror-{key}"]),
        )
        st.number_input(
            "Least confidence of a joint",
            min_value=0.0,
            max_value=1.0,
            step=0.05,
            value=read_options.least_confidence,
            help="Joints of which a pose estimator was less sure are missing, and filled. Files without confidences "
            "are not changed.",
            key=f"confidence-{key}",
            on_change=lambda: set_read_options(key, confidence=st.session_state[f"confidence-{key}"]),
        )
        _choose_layout(source, preparation)
        st.button("Reset to what the file says", key=f"untouched-{key}", on_click=partial(_reset_read_options, key))


def _reset_read_options(key: str) -> None:
    preparation = preparation_of(key)
    set_preparation(key, replace(preparation, read_options=AS_STORED))
    for name in ("fps", "unit", "up", "mirror", "confidence", "layout"):
        st.session_state.pop(f"{name}-{key}", None)


def _choose_layout(source: Source, preparation: Preparation, *, asked: Sequence[str] = ()) -> None:
    """Whose joints they are, for files that do not name them.

    Args:
        source: the file.
        preparation: what is done to it.
        asked: the layouts to choose from where it cannot be read without an answer.
    """
    key = source.key
    names = list(asked) or [_AS_READ, *LAYOUTS]
    known = preparation.read_options.layout
    st.selectbox(
        "Which layout do the joints have?" if asked else "Layout of the joints, if the file does not name them",
        names,
        index=names.index(known.name) if known is not None and known.name in names else None if asked else 0,
        placeholder="Choose a layout",
        format_func=lambda name: LAYOUTS[name].title if name in LAYOUTS else name,
        key=f"layout-{key}",
        on_change=lambda: set_read_options(key, layout=LAYOUTS.get(st.session_state[f"layout-{key}"])),
    )


def _keep_a_part(source: Source, n_frames: int) -> None:
    """Which frames of a recording that is too long are read."""
    key = source.key
    with st.form(f"frames-{key}", border=False):
        st.markdown(f"**Which of its {n_frames:,} frames are kept?** At most {MAX_FRAMES:,} can be shown.")
        left, right = st.columns(2)
        left.number_input("First frame", 0, n_frames - 1, 0, key=f"frames-first-{key}")
        right.number_input("How many", 1, MAX_FRAMES, min(MAX_FRAMES, n_frames), key=f"frames-count-{key}")
        st.form_submit_button("Read this part", on_click=partial(_set_frames, key))


def _set_frames(key: str) -> None:
    first, count = (int(st.session_state[f"frames-{name}-{key}"]) for name in ("first", "count"))
    set_read_options(key, frames=(first, first + count))


def _ask_columns(source: Source, columns: tuple[str, ...]) -> None:
    """Which column of a table holds what."""
    st.markdown(
        "**Which column holds what?** A row is one joint of one person in one frame; *joint* is its name or number. "
        "Where your table has a row for each pose instead, name its columns like `left_shoulder_x`."
    )
    chosen_columns = preparation_of(source.key).read_options.columns
    key = source.key
    with st.form(f"columns-{key}", border=False):
        for row in (_LONG[:3], _LONG[3:6], _LONG[6:]):
            for column, role in zip(st.columns(3), row, strict=False):
                guess = chosen_columns.get(role) or _guess(role, columns)
                column.selectbox(
                    role if role in ROLES else f"{role} of the joint",
                    columns,
                    format_func=title_line,
                    index=columns.index(guess) if guess in columns else None,
                    placeholder="none",
                    key=f"column-{role}-{key}",
                )
        st.form_submit_button("Read the table this way", on_click=partial(_set_columns, key))


def _set_columns(key: str) -> None:
    chosen = {role: st.session_state.get(f"column-{role}-{key}") for role in _LONG}
    set_read_options(key, columns={role: name for role, name in chosen.items() if name is not None})


def _guess(role: str, columns: tuple[str, ...]) -> str | None:
    """The column whose name begins or ends as the role does."""
    return next((name for name in columns if name.lower().startswith(role) or name.lower().endswith(role)), None)
