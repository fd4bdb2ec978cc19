"""Work that takes long can be given up: it asks now and then whether anybody still waits for it.

Whoever starts it says how that is found out; loops of the library ask. Where nobody said so, asking does nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

T = TypeVar("T")

_check: ContextVar[Callable[[], object] | None] = ContextVar("sta_lstm_still_wanted", default=None)


@contextmanager
def asking(check: Callable[[], object]) -> Iterator[None]:
    """Within this, long work calls ``check`` now and then, which ends the work by raising whatever it likes.

    Threads that are started within it do not ask. One ``asking`` within another takes its place.

    Args:
        check: is called in the thread that works, up to thousands of times a second; it may also wait.
    """
    token = _check.set(check)
    try:
        yield
    finally:
        _check.reset(token)


def check_wanted() -> None:
    """Raise what the caller's `asking` raises where nobody waits for this work any more."""
    check = _check.get()
    if check is not None:
        check()


def while_wanted(items: Iterable[T]) -> Iterator[T]:
    """The same items, one after another, as long as somebody waits for what is made of them."""
    for item in items:
        check_wanted()
        yield item
