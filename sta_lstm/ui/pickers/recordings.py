"""Files that hold several recordings, archives and the folder named at the start: paged through, one at a time.

A list is made when its file is chosen, and kept for the session that uploaded it; that of the folder is kept for all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import takewhile
from typing import NoReturn

import streamlit as st

from sta_lstm.errors import ClipError
from sta_lstm.formats import Recording, recordings
from sta_lstm.formats.collection import check_any_readable
from sta_lstm.formats.format import HEAD_BYTES
from sta_lstm.formats.load import format_of
from sta_lstm.samples import clips_folder, folder_state, sample_clips
from sta_lstm.ui.pickers.choice import see_again
from sta_lstm.ui.pickers.files import FOLDER, FOLDER_SECONDS, Source
from sta_lstm.ui.pickers.paging import paged
from sta_lstm.ui.session import guessing
from sta_lstm.ui.session.kept import kept
from sta_lstm.ui.session.keys import Offered, short_hash
from sta_lstm.words import address_words

_CHOSEN = "recordings-chosen"  # in the session: which recording of each list was chosen, by place and by name
#: Most lists of which a session remembers that; those gone through longest ago are forgotten.
_MOST = 100
_KEY = Offered(f"{FOLDER}clips")
_ZIP = b"PK\x03\x04"
#: Behind the title of what cannot be read.
UNREAD = " (cannot be read)"


@dataclass(frozen=True, eq=False)
class _Listing:
    """The recordings of a file; none where the file is one recording by itself.

    Attributes:
        found: the recordings.
        titles: what the list calls them: their names without the folders, or the file, that all have in common.
        names: what an address calls them.
    """

    found: tuple[Recording, ...]
    titles: tuple[str, ...] = ()
    names: tuple[str, ...] = ()

    @cached_property
    def n_called(self) -> Counter[str]:
        """How many of the recordings have each name, folders left aside."""
        return Counter(_last(title) for title in self.titles)

    def source(self, file: Source, place: int) -> Source:
        """One of the recordings, to be read as files are."""
        recording, title = self.found[place], self.titles[place]
        called = _last(title)
        return replace(
            file,
            key=f"{file.key}:{short_hash(recording.name)}",
            title=self.names[place],
            name=called if self.n_called[called] == 1 else title.replace("/", " · "),
            content=recording.content,
            recording=recording,
        )


def named_folder() -> Source | None:
    """The folder of clips that was named at the start, as one thing to choose; None where none was."""
    folder = clips_folder()
    if folder is None:
        return None
    (name,) = address_words([folder.name])
    return Source(_KEY, f"{name} (folder)", name, bytes, lambda: None, is_sample=True, version=_folder_state())


def names_in_folder() -> list[str]:
    """What an address calls the recordings of that folder."""
    folder = named_folder()
    try:
        return [] if folder is None else list(_listed(folder).names)
    except ClipError:
        return []  # whoever chooses the folder reads why


def choose_in_folder(noun: str, name: str) -> str | None:
    """Choose the recording that an address calls so; the title of the folder, or None where it holds none of the name.

    Args:
        noun: as in `recording_of`.
        name: what the address says.
    """
    folder, names = named_folder(), names_in_folder()
    if folder is None or name not in names:
        return None
    _choose(noun, folder.key, _listed(folder).found, names.index(name))
    return folder.title


def recording_of(noun: str, source: Source) -> Source:
    """What was chosen of a file: the file if it is one recording, else one in the list of its recordings.

    Args:
        noun: what is chosen; it parts this list from others in the session's state.
        source: a sample, an upload, or the folder.

    Returns:
        Where there is no such list, a source whose reading says why.
    """
    if source.is_sample and source.key != _KEY:
        return source
    try:
        listing = _listed(source)
    except ClipError as error:
        return replace(source, content=partial(_refuse, error))
    found = listing.found
    if not found:
        return source
    place = _place(noun, source.key, found)
    if len(found) > 1:
        numbers = [f"Recording {number}" for number in range(1, len(found) + 1)]
        titles = numbers if guessing.is_on() else listing.titles
        paged(
            "Recording",
            [f"{title}{UNREAD if each.reason else ''}" for title, each in zip(titles, found, strict=True)],
            place,
            partial(_choose, noun, source.key, found),
            key=f"{noun}-recording-{source.key}",
            explained="Type to search by name.",
        )
    return listing.source(source, place)


def recordings_in(source: Source) -> tuple[Source, ...]:
    """All recordings of a file or of the folder, each to be read as files are: the file itself where it is one.

    Raises:
        ClipError: an archive is damaged, or holds too many recordings, or none.
    """
    if source.is_sample and source.key != _KEY:
        return (source,)
    listing = _listed(source)
    return tuple(listing.source(source, place) for place in range(len(listing.found))) or (source,)


def readable_first(files: Sequence[Source]) -> list[Source]:
    """Uploads, in their order: those that may be read, and behind them those that cannot, whose titles say so."""
    marked = [replace(file, title=f"{file.title}{UNREAD}") if reason_against(file) else file for file in files]
    return sorted(marked, key=lambda file: file.title.endswith(UNREAD))


def reason_against(file: Source) -> str:
    """Why an upload cannot be read, as far as its first bytes tell; empty if it may. No archive is unpacked."""
    head = file.content()[:HEAD_BYTES]
    if head.startswith(_ZIP):
        return ""
    try:
        format_of(head, file.name)
    except ClipError as error:
        return str(error)
    return ""


def choose_upload(noun: str, source: Source) -> None:
    """Have a page that is opened next show this upload, or recording in one; to be called before it is.

    Args:
        noun: as in `recording_of`.
        source: of `recordings_in`.
    """
    key = source.key
    if source.recording is not None:
        key = key.rpartition(":")[0]
        _choose(noun, key, [source.recording], 0)
    see_again(noun, key)


def _listed(source: Source) -> _Listing:
    """The recordings of a file.

    Raises:
        ClipError: an archive is damaged, or holds too many recordings, or none.
    """
    return (_folder_list if source.key == _KEY else _own_list)(source.key, source.version, source)


def _listing(name: str, found: tuple[Recording, ...]) -> _Listing:
    """What is found in a file or folder of that name, if any of it can be read."""
    check_any_readable(found, name)
    return _Listing(found, tuple(_short_titles(name, found)), tuple(_names(found)))


def _names(found: Sequence[Recording]) -> list[str]:
    """What an address calls them: their names, told apart from those of samples."""
    taken = {path.stem for path in sample_clips()}
    return [f"{name} (folder)" if name in taken else name for name in address_words(each.name for each in found)]


def _last(title: str) -> str:
    return title.rpartition("/")[2]


def _short_titles(file: str, found: Sequence[Recording]) -> list[str]:
    """Names without the folders, or the file, that all have in common."""
    names = address_words(each.name.removeprefix(f"{file} · ") for each in found)
    folders = [name.split("/")[:-1] for name in names]
    same = takewhile(lambda pair: pair[0] == pair[1], zip(min(folders), max(folders), strict=False))
    common = sum(len(part) + 1 for part, _ in same)
    return [name[common:] for name in names]


def _place(noun: str, key: str, found: Sequence[Recording]) -> int:
    """Where in a list the chosen recording stands; at first, the first one that can be read."""
    place, name = st.session_state.get(_CHOSEN, {}).get((noun, key), (0, None))
    if place < len(found) and found[place].name == name:
        return int(place)
    wanted = (each.name == name if name is not None else not each.reason for each in found)
    return next((number for number, is_it in enumerate(wanted) if is_it), 0)


def _choose(noun: str, key: str, found: Sequence[Recording], place: int | None) -> None:
    chosen: dict[tuple[str, str], tuple[int, str]] = st.session_state.setdefault(_CHOSEN, {})
    chosen.pop((noun, key), None)
    if place is not None:
        chosen[noun, key] = place, found[place].name
    while len(chosen) > _MOST:
        chosen.pop(next(iter(chosen)))


def _refuse(error: ClipError) -> NoReturn:
    raise ClipError(str(error))


@st.cache_data(ttl=FOLDER_SECONDS, show_spinner=False)
def _folder_state() -> str:
    folder = clips_folder()
    return "" if folder is None else folder_state(folder)


@kept("Listing the recordings …")
def _folder_list(key: str, version: str, _source: Source) -> _Listing:
    folder = clips_folder()
    if folder is None or not folder.is_dir():
        raise ClipError(f"the folder '{_source.name}', with which the app was started, no longer exists.")
    return _listing(_source.name, recordings(folder, follow_links=False))


@kept("Listing the recordings …")
def _own_list(key: str, version: str, _source: Source) -> _Listing:
    found = recordings(_source.content(), _source.name)
    is_itself = [each.name for each in found] == [_source.name]
    is_checkpoint = any(each.name.endswith("/data.pkl") for each in found)  # torch's archive: its reader tells
    return _Listing(()) if is_itself or is_checkpoint else _listing(_source.name, found)
