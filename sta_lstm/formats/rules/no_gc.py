"""Python's search for garbage, put off while a file is read."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

_lock = Lock()
_readers = 0
_was_enabled = False


@contextmanager
def no_gc() -> Iterator[None]:
    """No search for cycles of garbage until the block ends, or until the last of several threads leaves theirs.

    A parsed file is millions of lists that belong to no cycle. Python goes through all of them again and again while
    they become more, which takes longer than parsing them. What is no longer used is freed at once all the same.
    """
    global _readers, _was_enabled
    with _lock:
        if _readers == 0:
            _was_enabled = gc.isenabled()
            gc.disable()
        _readers += 1
    try:
        yield
    finally:
        with _lock:
            _readers -= 1
            if _readers == 0 and _was_enabled:
                gc.enable()
