"""How much work a list of recordings may cost: bytes that are unpacked, and steps that readers take one by one.

A file that holds several recordings is opened to list them. In an archive there may be thousands of such files, each
within what one reader may take. So whoever lists sets one limit for all of them (`at_most`), readers say what they do
(`spend`), and where it is used up, what remains is listed unopened. Work is counted, not timed: the same archive is
listed in the same way on every machine. A reader that opens one file by itself has its own bounds, and no limit here.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from sta_lstm.cancelling import check_wanted


class SpentError(Exception):
    """What may be spent is used up; only who set the limit catches this."""


@dataclass
class Effort:
    """What is left.

    Attributes:
        n_bytes: of what is unpacked or read.
        steps: of a reader that goes through a file value by value; a million takes about a second.
    """

    n_bytes: int
    steps: int

    @property
    def is_spent(self) -> bool:
        """Whether nothing is left."""
        return self.n_bytes <= 0 or self.steps <= 0


_limit: ContextVar[Effort | None] = ContextVar("_limit", default=None)


@contextmanager
def at_most(effort: Effort) -> Iterator[None]:
    """Until the block ends, what is spent is taken from ``effort``."""
    before = _limit.set(effort)
    try:
        yield
    finally:
        _limit.reset(before)


def spend(*, n_bytes: int = 0, steps: int = 0) -> None:
    """Say what is about to be done; somebody who waits for a turn, or nobody who waits for this, is heard here.

    Raises:
        SpentError: a limit is set (`at_most`), and this goes beyond it.
    """
    check_wanted()
    effort = _limit.get()
    if effort is None:
        return
    effort.n_bytes -= n_bytes
    effort.steps -= steps
    if effort.is_spent:
        raise SpentError
