"""What a visitor uploaded, kept until they go: Streamlit forgets the files of an upload field whose page is left.

A shelf lies in the session's state, so that no other visitor ever sees it. Several fields can fill one shelf.
"""

from __future__ import annotations

from functools import partial

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

from sta_lstm.ui.text import plain

MAX_UPLOAD_MB = 128
#: Of one shelf the newest are kept: so many, and of those that no field holds any more, so much.
MAX_UPLOADS, MAX_KEPT_MB = 20, 256
#: Fields that fill another's shelf.
_SHELVES = {"Second clip": "Clip"}


def is_just_opened(noun: str) -> bool:
    """Whether the page of this field was opened a moment ago, so that Streamlit has forgotten what was chosen on it.

    It forgets the widgets of a page that is left, but not always before the next page runs for the first time.
    """
    shelf = _SHELVES.get(noun, noun)
    return f"{noun}-uploads" not in st.session_state or st.session_state.get(_page(shelf)) != _this_page()


def upload_field(noun: str, label: str, explained: str) -> tuple[list[UploadedFile], bool]:
    """A field for files, and beneath it those that were uploaded before, each with a button that takes it away.

    Args:
        noun: what is uploaded; it parts this field from others in the session's state.
        label: of the field.
        explained: what it takes.

    Returns:
        All files of the shelf, the newest last, and whether one of them has just come through this field.
    """
    shelf, key, held = _SHELVES.get(noun, noun), f"{noun}-uploads", _held(noun)
    just_opened = is_just_opened(noun)
    files: list[UploadedFile] = st.file_uploader(
        label, accept_multiple_files=True, key=key, help=explained, max_upload_size=MAX_UPLOAD_MB
    )
    if just_opened:  # the field is empty, and nobody emptied it
        st.session_state[_page(shelf)] = _this_page()
        for field in _fields(shelf):
            st.session_state[_held(field)] = ()
    before, now = st.session_state[held], tuple(file.file_id for file in files)
    st.session_state[held] = now
    came = {file.file_id: file for file in files if file.file_id not in before}
    kept = {file_id: file for file_id, file in _kept(shelf).items() if file_id in now or file_id not in before}
    st.session_state[_files(shelf)] = _bounded(kept | came, shelf)
    if len(files) > MAX_UPLOADS:
        st.info(f"Of {len(files)} uploads the last {MAX_UPLOADS} are listed.", icon=":material/info:")
    if noun == shelf:
        _list_others(shelf)
    return list(_kept(shelf).values()), bool(came)


def _this_page() -> str:
    return str(getattr(get_script_run_ctx(), "page_script_hash", ""))


def _fields(shelf: str) -> list[str]:
    return [shelf, *(field for field, other in _SHELVES.items() if other == shelf)]


def _held(field: str) -> str:
    """Under this name the session keeps the ids of the files that a field showed."""
    return f"{field}-held"


def _page(shelf: str) -> str:
    """Under this name, the page on which those fields are."""
    return f"{shelf}-page"


def _files(shelf: str) -> str:
    """And under this one, the files of a shelf."""
    return f"{shelf}-shelf"


def _kept(shelf: str) -> dict[str, UploadedFile]:
    """The files of a shelf by their ids, the newest last."""
    kept: dict[str, UploadedFile] = st.session_state.get(_files(shelf), {})
    return kept


def _in_fields(shelf: str) -> set[str]:
    """The ids of the files that a field shows by itself."""
    return {file_id for field in _fields(shelf) for file_id in st.session_state.get(_held(field), ())}


def _bounded(kept: dict[str, UploadedFile], shelf: str) -> dict[str, UploadedFile]:
    """The newest of them that the bounds allow."""
    in_fields, room, left = _in_fields(shelf), MAX_KEPT_MB * 2**20, {}
    for file_id, file in list(kept.items())[: -MAX_UPLOADS - 1 : -1]:
        room -= 0 if file_id in in_fields else file.size
        if file_id in in_fields or room >= 0:
            left[file_id] = file
    return dict(reversed(left.items()))


def _list_others(shelf: str) -> None:
    """The files that no field shows, to be taken away."""
    in_fields = _in_fields(shelf)
    others = {file_id: file for file_id, file in _kept(shelf).items() if file_id not in in_fields}
    if not others:
        return
    with st.expander(f"Uploaded before ({len(others)})"):
        st.caption("Kept for you until you close the page. Take away:")
        for file_id, file in reversed(others.items()):
            st.button(
                plain(file.name),
                key=f"{shelf}-remove-{file_id}",
                icon=":material/close:",
                type="tertiary",
                on_click=partial(_remove, shelf, file_id),
            )


def _remove(shelf: str, file_id: str) -> None:
    _kept(shelf).pop(file_id, None)
