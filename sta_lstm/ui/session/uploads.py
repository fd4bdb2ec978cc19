"""What a visitor uploaded, kept until they go: Streamlit forgets the files of an upload field whose page is left.

They lie in the session's state, so that no other visitor ever sees them. Several fields can add to one store of files.
What the session lists no longer is let go of, and all of it soon after the page is closed: `keeper`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import streamlit as st

from sta_lstm.ui.session import guessing
from sta_lstm.ui.session._streamlit import UploadedFile, page_id, session_id
from sta_lstm.ui.session.keeper import MAX_KEPT_MB, keeper
from sta_lstm.ui.text import escaped
from sta_lstm.words import counted

MAX_UPLOAD_MB = 128
#: Of one store so many are kept, the newest.
MAX_UPLOADS = 20
#: Ends the help of every field.
HELP_ON_KEEPING = (
    f"Only you see your uploads, up to {MAX_KEPT_MB} MB together. They are deleted when you remove them, or about two "
    "minutes after you close the page."
)
#: Fields that add to the store of another.
_STORES = {"Second clip": "Clip"}


def is_just_opened(noun: str) -> bool:
    """Whether the page of this field was opened a moment ago, so that Streamlit has forgotten what was chosen on it.

    It forgets the widgets of a page that is left, but not always before the next page runs for the first time.
    """
    store = _STORES.get(noun, noun)
    return f"{noun}-uploads" not in st.session_state or st.session_state.get(_page(store)) != page_id()


def most_megabytes(of_field: int) -> int:
    """How large a file may be: as large as the field takes, or less where the server takes less."""
    return min(of_field, int(st.get_option("server.maxUploadSize")))


def upload_field(noun: str, label: str, help_text: str) -> tuple[list[UploadedFile], bool]:
    """A field for files, and beneath it those that were uploaded before, each with a button that removes it.

    Args:
        noun: what is uploaded; it parts this field from others in the session's state.
        label: of the field.
        help_text: what it takes; how long that is kept is said by itself.

    Returns:
        All files of the store, the newest last, and whether one was added in this field of which `seen` was not told.
    """
    store, key, in_field = _STORES.get(noun, noun), f"{noun}-uploads", _field_ids(noun)
    just_opened = is_just_opened(noun)
    files: list[UploadedFile] = st.file_uploader(
        label,
        accept_multiple_files=True,
        key=key,
        help=f"{help_text} {HELP_ON_KEEPING}",
        max_upload_size=most_megabytes(MAX_UPLOAD_MB),
    )
    if just_opened:  # the field is empty, and nobody emptied it
        st.session_state[_page(store)] = page_id()
        for field in _fields(store):
            st.session_state[_field_ids(field)] = ()
    before, now = st.session_state[in_field], tuple(file.file_id for file in files)
    st.session_state[in_field] = now
    new = {file.file_id: file for file in files if file.file_id not in before}
    if new:  # remembered until it is shown: a second upload may end this run before that
        st.session_state[_unseen(noun)] = True
    kept = {file_id: file for file_id, file in _kept(store).items() if file_id in now or file_id not in before}
    st.session_state[_files(store)] = _bounded(kept | new)
    if len(files) > MAX_UPLOADS:
        st.info(f"Only the last {MAX_UPLOADS} of {len(files)} uploads are listed.", icon=":material/info:")
    keep_listed()
    if noun == store:
        _list_others(store)
    return list(_kept(store).values()), bool(st.session_state.get(_unseen(noun)))


def takes_none(noun: str) -> None:
    """Say that the page of this list is open, whose files are the server's alone: it has no field for uploads."""
    st.session_state[f"{noun}-uploads"] = ()
    st.session_state[_page(noun)] = page_id()


def seen(noun: str) -> None:
    """What was added in this field has been shown to whoever added it."""
    st.session_state.pop(_unseen(noun), None)


def _unseen(field: str) -> str:
    """Under this name, the session keeps that a file was added in a field, until it is shown."""
    return f"{field}-unseen"


def keep_listed() -> None:
    """Have the server hold the uploads that this session has, in stores and in fields, and say what it could not hold.

    Every page with a field for files calls it, after the field.
    """
    keeper().keep(session_id(), set(_listed(dict(st.session_state))))
    refused = keeper().take_refused(session_id())
    if refused:
        names = counted(len(refused), "upload") if guessing.is_on() else escaped(", ".join(refused))
        st.warning(
            f"There was no room for {names}: your uploads may take {MAX_KEPT_MB} MB together, "
            "and everybody's have a limit too. Remove some of yours, or try again in a few minutes.",
            icon=":material/warning:",
        )


def _listed(value: Any) -> Iterator[str]:
    """The ids of all uploads in a value of the session's state."""
    if isinstance(value, UploadedFile):
        yield value.file_id
    elif isinstance(value, dict | list | tuple):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _listed(each)


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


def _bounded(kept: dict[str, UploadedFile]) -> dict[str, UploadedFile]:
    """The newest of them."""
    return dict(list(kept.items())[-MAX_UPLOADS:])


def _list_others(store: str) -> None:
    """The files that no field shows, each with a button that removes it."""
    in_fields = _in_fields(store)
    others = {file_id: file for file_id, file in _kept(store).items() if file_id not in in_fields}
    if not others:
        return
    with st.expander(f"Uploaded before ({len(others)})"):
        st.caption("Kept for you until about two minutes after you close the page. Remove:")
        for number, (file_id, file) in enumerate(reversed(others.items()), 1):
            st.button(
                f"Upload {number}" if guessing.is_on() else escaped(file.name),
                key=f"{store}-remove-{file_id}",
                icon=":material/close:",
                type="tertiary",
                on_click=partial(_remove, store, file_id),
            )


def _remove(store: str, file_id: str) -> None:
    _kept(store).pop(file_id, None)
