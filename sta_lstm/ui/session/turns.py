"""Who computes now: a few at a time, one visitor after another, so that all others' pages stay quick.

All pages are run by the threads of one interpreter. Where each visitor's run goes on at once, all are done at the end,
and what serves the browsers hardly comes to its own. In turns, most are done long before.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

#: Seconds after which work that asks whether it is still wanted lets others go first.
SLICE_SECONDS = 0.25
#: Seconds after which work that never asks holds nobody up any longer.
OVERDUE_SECONDS = 3.0
#: Seconds after which somebody who waits is told so.
TELL_SECONDS = 1.5
_LOOK_SECONDS = 0.1  # so often somebody who waits looks whether they are still wanted


class _Turn:
    """One visitor's turn, or their wait for it."""

    def __init__(self, who: str) -> None:
        self.who = who
        self.granted = threading.Event()
        self.since = 0.0


class Turns:
    """Turns of which so many are taken at once.

    Attributes:
        slots: how many.
    """

    def __init__(self, slots: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.slots = slots
        self._clock = clock
        self._lock = threading.Lock()
        self._held: set[_Turn] = set()
        # In the order in which the next turns go to visitors; one who got a turn and wants more is the last again.
        self._waiting: OrderedDict[str, deque[_Turn]] = OrderedDict()
        self._mine: ContextVar[_Turn | None] = ContextVar("turn", default=None)

    @contextmanager
    def turn(self, who: str, check: Callable[[], object], tell: Callable[[int], object]) -> Iterator[None]:
        """Wait for one's turn, and hold it; within a turn of one's own, there is nothing to wait for.

        Args:
            who: a visitor: one with many requests waits between them for the others.
            check: is called while waiting; raises where nobody waits for this work any more.
            tell: is called once with the number of those who are before, if it takes longer than a moment.
        """
        if self._mine.get() is not None:
            yield
            return
        turn = _Turn(who)
        token = self._mine.set(turn)
        try:
            self._take(turn, check, tell)
            yield
        finally:
            self._mine.reset(token)
            self._leave(turn)

    def pause(self, check: Callable[[], object]) -> None:
        """Let others go first, if some wait and this turn has lasted for a while."""
        turn = self._mine.get()
        if turn is None or self._clock() - turn.since < SLICE_SECONDS:
            return
        if self._waiting:
            self._leave(turn)
            self._take(turn, check, _nothing)
        else:
            turn.since = self._clock()

    def wait_for(self, event: threading.Event, check: Callable[[], object]) -> None:
        """Wait for what another is making, who may need this turn for it."""
        turn = self._mine.get()
        if turn is not None:
            self._leave(turn)
        while not event.wait(_LOOK_SECONDS):
            check()
        if turn is not None:
            self._take(turn, check, _nothing)

    @property
    def n_waiting(self) -> int:
        """How many visitors wait."""
        return len(self._waiting)

    def _take(self, turn: _Turn, check: Callable[[], object], tell: Callable[[int], object]) -> None:
        with self._lock:
            self._waiting.setdefault(turn.who, deque()).append(turn)
            self._grant()
        since, told = self._clock(), False
        while not turn.granted.wait(_LOOK_SECONDS):
            check()
            if not told and self._clock() - since >= TELL_SECONDS:
                told = True
                tell(max(1, self.n_waiting - 1))
            with self._lock:
                self._grant()  # a turn may be overdue by now

    def _leave(self, turn: _Turn) -> None:
        """Give a turn back, or wait for it no longer; nothing where there is neither."""
        with self._lock:
            self._held.discard(turn)
            turn.granted.clear()
            own = self._waiting.get(turn.who)
            if own is not None and turn in own:
                own.remove(turn)
                if not own:
                    del self._waiting[turn.who]
            self._grant()

    def _grant(self) -> None:
        now = self._clock()
        n_taken = sum(now - turn.since < OVERDUE_SECONDS for turn in self._held)
        while self._waiting and n_taken < self.slots:
            who, own = self._waiting.popitem(last=False)
            turn = own.popleft()
            if own:
                self._waiting[who] = own
            turn.since = now
            self._held.add(turn)
            turn.granted.set()
            n_taken += 1


def _nothing(n_before: int) -> None:
    """Who was at work already need not be told that they wait."""
