"""How long the server holds what visitors upload, and how much of it.

Streamlit holds every file until its session ends, and ends a session whose page is closed when another one ends, which
on a quiet server is never. Here a file is held as long as its visitor's session lists it. One that no page has listed
yet, since others are still on their way, has some minutes for that. And a session ends soon after its page is closed.
"""

from __future__ import annotations

import gc
import logging
import time
from collections.abc import Callable, Collection, Mapping
from threading import RLock
from typing import Any
from weakref import WeakKeyDictionary

from sta_lstm.heap import give_back
from sta_lstm.serving import room_for
from sta_lstm.ui.session import _streamlit

#: Megabytes of one visitor's uploads, and of everybody's where there is enough memory.
MAX_KEPT_MB, MAX_ALL_MB = 256, 1024
#: Seconds that a file may wait for a page that lists it, and a closed page to come back, as after a lost connection.
UNLISTED_S, CLOSED_S = 300, 90
_EVERY_S = 15

_log = logging.getLogger(__name__)


def surplus(sizes: Mapping[str, int], listed: Collection[str], waited: Mapping[str, float], room: float) -> list[str]:
    """The files of a session that must go.

    Args:
        sizes: bytes of each, the oldest first.
        listed: those that stay in any case.
        waited: seconds since each of the others came.
        room: bytes for all of them together.

    Returns:
        Of those that are not listed, all that waited for too long, and the oldest as far as the room does not suffice.
    """
    left, gone = room - sum(size for file_id, size in sizes.items() if file_id in listed), []
    for file_id in reversed([each for each in sizes if each not in listed]):
        if waited.get(file_id, 0) > UNLISTED_S or sizes[file_id] > left:
            gone.append(file_id)
        else:
            left -= sizes[file_id]
    return gone


class Keeper:
    """Holds and drops the uploads of one server; may be called from any thread."""

    def __init__(self, manager: Any, clock: Callable[[], float] = time.monotonic) -> None:
        self._manager, self._clock, self._lock = manager, clock, RLock()
        self._came: dict[str, float] = {}  # when each file came, or was first seen
        self._names: dict[str, str] = {}
        self._listed: dict[str, frozenset[str]] = {}
        self._refused: dict[str, list[str]] = {}
        self._closed: dict[str, float] = {}  # since when the page of a session is closed

    def arrive(self, session: str, file_id: str, name: str) -> None:
        """A file is there: it stays if there is room for it."""
        with self._lock:
            self._came[file_id], self._names[file_id] = self._clock(), name
            self._tidy(session)

    def keep(self, session: str, file_ids: Collection[str]) -> None:
        """What the session lists now; what it listed before and no longer does is dropped."""
        with self._lock:
            now = frozenset(file_ids)
            for file_id in self._listed.get(session, frozenset()) - now:
                _streamlit.drop_upload(self._manager, session, file_id)
            self._listed[session] = now
            self._tidy(session)

    def take_refused(self, session: str) -> list[str]:
        """The names of files for which there was no room, since this was asked last."""
        with self._lock:
            return self._refused.pop(session, [])

    def sweep(self) -> None:
        """Drop what nobody listed in time."""
        with self._lock:
            held = _streamlit.upload_sizes(self._manager)
            ids = {file_id for files in held.values() for file_id in files}
            self._came = {file_id: self._came.get(file_id, self._clock()) for file_id in ids}
            self._names = {file_id: name for file_id, name in self._names.items() if file_id in ids}
            for known in (self._listed, self._refused):
                for session in known.keys() - held.keys():
                    del known[session]
            for session in held:
                self._tidy(session)

    def end_closed(self, closed: Collection[str], end: Callable[[str], None]) -> int:
        """End the sessions whose pages are closed for long enough; how many."""
        now = self._clock()
        self._closed = {session: self._closed.get(session, now) for session in closed}
        gone = [session for session, since in self._closed.items() if now - since >= CLOSED_S]
        for session in gone:
            end(session)
        return len(gone)

    def _tidy(self, session: str) -> None:
        held, now = _streamlit.upload_sizes(self._manager), self._clock()
        others = sum(sum(files.values()) for each, files in held.items() if each != session)
        room = min(MAX_KEPT_MB * 2**20, room_for(MAX_ALL_MB * 2**20) - others)
        sizes = held.get(session, {})
        waited = {file_id: now - self._came.get(file_id, now) for file_id in sizes}
        for file_id in surplus(sizes, self._listed.get(session, frozenset()), waited, room):
            _streamlit.drop_upload(self._manager, session, file_id)
            if waited[file_id] <= UNLISTED_S:
                self._refused[session] = [*self._refused.get(session, []), self._names.get(file_id, "a file")][-3:]


_keepers: WeakKeyDictionary[Any, Keeper] = WeakKeyDictionary()
_keepers_lock = RLock()


def keeper() -> Keeper:
    """The keeper of the server whose page is running; the first page of a server sets it to work."""
    manager = _streamlit.upload_manager()
    with _keepers_lock:
        if manager not in _keepers:
            _keepers[manager] = found = Keeper(manager)
            _streamlit.on_upload(manager, found.arrive)
            _streamlit.repeat_on_server(manager, lambda: _sweep(found), _EVERY_S)
        return _keepers[manager]


def _sweep(found: Keeper) -> None:
    """What is done every few seconds: nothing that goes wrong here may keep the next time from coming."""
    try:
        found.sweep()
        if found.end_closed(_streamlit.closed_sessions(), _streamlit.end_session):
            gc.collect()  # an ended session and its page refer to one another
            give_back()
    except Exception:
        _log.exception("uploads could not be looked through")
