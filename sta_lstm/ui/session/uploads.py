"""What a visitor uploaded, kept until they go: Streamlit forgets the files of an upload field whose page is left.

They lie in the session's state, so that no other visitor ever sees them. Several fields can add to one store of files.
"""

from __future__ import annotations

from functools import partial

import streamlit as st

from sta_lstm.ui.session._streamlit import UploadedFile, page_id
from sta_lstm.ui.text import escaped

MAX_UPLOAD_MB = 128
#: Of one store the newest are kept: so many, and of those that no field shows any more, so much.
MAX_UPLOADS, MAX_KEPT_MB = 20, 256
#: Fields that add to the store of another.
_STORES = {"Second clip": "Clip"}


def is_just_opened(noun: str) -> bool:
    """Whether the page of this field was opened a moment ago, so that Streamlit has forgotten what was chosen on it.

    It forgets the widgets of a page that is left, but not always before the next page runs for the first time.
    """
    store = _STORES.get(noun, noun)
    return f"{noun}-uploads" not in st.session_state or st.session_state.get(_page(store)) != page_id()


def upload_field(noun: str, label: str, help_text: str) -> tuple[list[UploadedFile], bool]:
    """A field for files, and beneath it those that were uploaded before, each with a button that removes it.

    Args:
        noun: what is uploaded; it parts this field from others in the session's state.
        label: of the field.
        help_text: what it takes.

    Returns:
        All files of the store, the newest last, and whether one of them has just been added in this field.
    """
    store, key, in_field = _STORES.get(noun, noun), f"{noun}-uploads", _field_ids(noun)
    just_opened = is_just_opened(noun)
    files: list[UploadedFile] = st.file_uploader(
        label, accept_multiple_files=True, key=key, help=help_text, max_upload_size=MAX_UPLOAD_MB
    )
    if just_opened:  # the field is empty, and nobody emptied it
        st.session_state[_page(store)] = page_id()
        for field in _fields(store):
            st.session_state[_field_ids(field)] = ()
    before, now = st.session_state[in_field], tuple(file.file_id for file in files)
    st.session_state[in_field] = now
    new = {file.file_id: file for file in files if file.file_id not in before}
    kept = {file_id: file for file_id, file in _kept(store).items() if file_id in now or file_id not in before}
    st.session_state[_files(store)] = _bounded(kept | new, store)
    if len(files) > MAX_UPLOADS:
        st.info(f"Only the last {MAX_UPLOADS} of {len(files)} uploads are listed.", icon=":material/info:")
    if noun == store:
        _list_others(store)
    return list(_kept(store).values()), bool(new)


def _fields(store: str) -> list[str]:
    return [store, *(field for field, other in _STORES.items() if other == store)]


def _field_ids(field: str) -> str:
    """Under this name, the session keeps the ids of the files that a field showed."""
    return f"{field}-in-field"


def _page(store: str) -> str:
    """Under this name, the session keeps on which page those fields are."""
    return f"{store}-page"


def _files(store: str) -> str:
    """Under this name, the session keeps the files of a store."""
    return f"{store}-store"


def _kept(store: str) -> dict[str, UploadedFile]:
    """The files of a store by their ids, the newest last."""
    kept: dict[str, UploadedFile] = st.session_state.get(_files(store), {})
    return kept


def _in_fields(store: str) -> set[str]:
    """The ids of the files that a field shows by itself."""
    return {file_id for field in _fields(store) for file_id in st.session_state.get(_field_ids(field), ())}


def _bounded(kept: dict[str, UploadedFile], store: str) -> dict[str, UploadedFile]:
    """The newest of them that the bounds allow."""
    in_fields, room, left = _in_fields(store), MAX_KEPT_MB * 2**20, {}
    for file_id, file in list(kept.items())[: -MAX_UPLOADS - 1 : -1]:
        room -= 0 if file_id in in_fields else file.size
        if file_id in in_fields or room >= 0:
            left[file_id] = file
    return dict(reversed(left.items()))


def _list_others(store: str) -> None:
    """The files that no field shows, each with a button that removes it."""
    in_fields = _in_fields(store)
    others = {file_id: file for file_id, file in _kept(store).items() if file_id not in in_fields}
    if not others:
        return
    with st.expander(f"Uploaded before ({len(others)})"):
        st.caption("Kept for you until you close the page. Remove:")
        for file_id, file in reversed(others.items()):
            st.button(
                escaped(file.name),
                key=f"{store}-remove-{file_id}",
                icon=":material/close:",
                type="tertiary",
                on_click=partial(_remove, store, file_id),
            )


def _remove(store: str, file_id: str) -> None:
    _kept(store).pop(file_id, None)
