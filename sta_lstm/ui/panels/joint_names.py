"""What the joints of a file are, asked once: a table in which each of its names means one of ours, or no joint.

What was answered is kept for the session, for every file whose joints have the same names, and can be saved as the
table that the command line reads too (``--joints-file``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from sta_lstm.formats.names.joints_file import read_joints_file, write_joints_file
from sta_lstm.skeletons import LAYOUTS, Clip
from sta_lstm.skeletons.rules import KNOWN_JOINTS
from sta_lstm.ui.errors import run_or_show_error
from sta_lstm.ui.pickers.files import Source
from sta_lstm.ui.session.keys import short_hash
from sta_lstm.ui.session.preparation import preparation_of, set_read_options
from sta_lstm.ui.text import table_cell

_ANSWERED = "joint-names"  # in the session: by the names of a file's joints, what they are
_MOST_ANSWERS = 50
_AS_IT_IS, _NO_JOINT = "as it is", "no joint of the body"
_MAX_MB = 1


def recall(source: Source, clip: Clip) -> None:
    """Read a file anew by what was answered for another whose joints have the same names."""
    answer = _answers().get(_kind_of(clip.layout.joints))
    if answer and clip.layout.name not in LAYOUTS and not preparation_of(source.key).read_options.joints:
        set_read_options(source.key, joints=answer)
        st.rerun()


def offer(source: Source, clip: Clip) -> None:
    """The table, for a recording whose joints are those of no known layout, or were named by hand.

    Args:
        source: where it came from.
        clip: as it is read.
    """
    said = preparation_of(source.key).read_options.joints
    if clip.layout.name in LAYOUTS and not said:
        return
    names = list(said) or list(clip.layout.joints)
    with st.popover("Which joint is which", icon=":material/join_inner:"):
        st.caption(
            "Say which joint of the body each name of this file means. Files with the same names are then read in the "
            "same way for as long as this page is open."
        )
        options = [_AS_IT_IS, _NO_JOINT, *sorted(KNOWN_JOINTS)]
        rows = pd.DataFrame(
            {"In the file": [table_cell(name) for name in names], "Joint": [_word_of(name, said) for name in names]}
        )
        with st.form(f"joint-names-{source.key}", border=False):
            edited = st.data_editor(
                rows,
                hide_index=True,
                disabled=["In the file"],
                column_config={"Joint": st.column_config.SelectboxColumn(options=options, required=True)},
                key=f"joint-table-{source.key}-{short_hash(repr(said))}",
            )
            if st.form_submit_button("Read it this way"):
                _answer(source, clip, dict(zip(names, edited["Joint"], strict=True)))
        if said:
            st.download_button(
                "Save as a table", write_joints_file(dict(said)), "joints.csv", "text/csv", icon=":material/download:"
            )
        _offer_file(source, clip)


def _offer_file(source: Source, clip: Clip) -> None:
    uploaded = st.file_uploader(
        "or a saved table", type="csv", max_upload_size=_MAX_MB, key=f"joints-file-{source.key}", help="file,joint"
    )
    if uploaded is None:
        return
    told = run_or_show_error(lambda: read_joints_file(uploaded.getvalue(), uploaded.name))
    if told is not None and told != dict(preparation_of(source.key).read_options.joints):
        _keep(source, clip, told)


def _answer(source: Source, clip: Clip, words: Mapping[str, str]) -> None:
    meanings = {_AS_IT_IS: None, _NO_JOINT: ""}
    told = {name: meanings.get(word, word) for name, word in words.items()}
    # Every name is kept, so that the table can be changed again; one that means itself changes nothing.
    _keep(source, clip, {name: name if word is None else word for name, word in told.items()})


def _keep(source: Source, clip: Clip, told: Mapping[str, str]) -> None:
    names = list(preparation_of(source.key).read_options.joints) or list(clip.layout.joints)
    answers = _answers()
    answers.pop(_kind_of(names), None)
    answers[_kind_of(names)] = dict(told)
    while len(answers) > _MOST_ANSWERS:
        answers.pop(next(iter(answers)))
    set_read_options(source.key, joints=dict(told))
    st.rerun()


def _word_of(name: str, said: Mapping[str, str]) -> str:
    if name not in said or said[name] == name:
        return _AS_IT_IS
    return said[name] if said[name] in KNOWN_JOINTS else _NO_JOINT if said[name] == "" else _AS_IT_IS


def _answers() -> dict[str, dict[str, str]]:
    answers: dict[str, dict[str, str]] = st.session_state.setdefault(_ANSWERED, {})
    return answers


def _kind_of(names: Sequence[str]) -> str:
    """What files with the same names of joints share, whatever their order."""
    return short_hash(repr(sorted(names)))
