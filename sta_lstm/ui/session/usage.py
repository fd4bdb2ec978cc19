"""How much each session used, without a name: page runs, uploads and processor time, counted where the app is public.

A session has a random number here that says nothing of the visitor. Addresses, names of files and Streamlit's own
number of a session, which opens it, are never kept.
"""

from __future__ import annotations

import functools
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import ParamSpec, TypeVar

from sta_lstm.ui.session._streamlit import session_id

Given = ParamSpec("Given")
Answer = TypeVar("Answer")


@dataclass(slots=True)
class _Use:
    """What a session used since the last report.

    A page run within a page run, as a part of the page is at first, is one.
    """

    number: str = field(default_factory=lambda: secrets.token_hex(4))
    since: float = field(default_factory=time.monotonic)
    page_runs: int = 0
    uploads: int = 0
    upload_bytes: int = 0
    processor_s: float = 0.0

    def line(self, at: str) -> dict[str, object]:
        return {
            "at": at,
            "session": self.number,
            "seconds": round(time.monotonic() - self.since),
            "page_runs": self.page_runs,
            "uploads": self.uploads,
            "upload_bytes": self.upload_bytes,
            "processor_s": round(self.processor_s, 3),
        }

    def forget(self) -> None:
        self.page_runs = self.uploads = self.upload_bytes = 0
        self.processor_s = 0.0


class Usage:
    """Counts of all sessions of this process; any thread may add to them. Nothing is counted before `start`."""

    def __init__(self) -> None:
        self._uses: dict[str, _Use] | None = None
        self._lock = threading.Lock()
        self._here = threading.local()

    def start(self) -> None:
        """Count from now on."""
        self._uses = {}

    def knows(self, session: str) -> bool:
        """Whether a page has begun to run for that session, and it was not forgotten since."""
        return self._uses is not None and session in self._uses

    @contextmanager
    def page_run(self) -> Iterator[None]:
        """Within it, the page of this thread's visitor runs."""
        if self._uses is None or getattr(self._here, "running", False):
            yield
            return
        session, began = session_id(), time.thread_time()
        with self._lock:
            self._uses.setdefault(session, _Use()).page_runs += 1
        self._here.running = True
        try:
            yield
        finally:
            self._here.running = False
            with self._lock:
                self._uses.setdefault(session, _Use()).processor_s += time.thread_time() - began

    def uploaded(self, session: str, n_bytes: int) -> None:
        """A file arrived, of so many bytes."""
        with self._lock:
            if self._uses is not None and session in self._uses:
                self._uses[session].uploads += 1
                self._uses[session].upload_bytes += n_bytes

    def report(self, is_open: Callable[[str], bool]) -> list[dict[str, object]]:
        """A line for each session that used something since the last report; those that are gone are forgotten.

        Args:
            is_open: whether the session of that number, Streamlit's, is still there.
        """
        at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        lines = []
        with self._lock:
            uses = self._uses or {}
            for session, use in list(uses.items()):
                if use.page_runs or use.uploads or use.processor_s:
                    lines.append(use.line(at))
                    use.forget()
                elif not is_open(session):
                    del uses[session]
        return lines


USAGE = Usage()


def measured(part: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """A part of a page that Streamlit runs by itself (a fragment), measured as a page run."""

    @functools.wraps(part)
    def run(*args: Given.args, **kwargs: Given.kwargs) -> Answer:
        with USAGE.page_run():
            return part(*args, **kwargs)

    return run
