"""Stores of results, bounded by the bytes that they hold: each by itself, and all of a process together."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakSet

from sta_lstm.ui.session.measuring import bytes_of

#: Waits for an event without holding up others; may raise.
Wait = Callable[[threading.Event], None]


class Budget:
    """What all stores of a process may hold together; what was used longest ago gives way first, whosever it is.

    Attributes:
        most: bytes.
        lock: held while an entry comes or goes, never while a result is made.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self.lock: AbstractContextManager[Any] = threading.RLock()
        self._stores: WeakSet[Store] = WeakSet()
        self._uses = 0

    @property
    def n_bytes(self) -> int:
        """What they hold now; a store that nobody refers to any more counts no longer."""
        with self.lock:
            return sum(store.n_bytes for store in self._stores)

    def join(self, store: Store) -> None:
        """Let ``store`` count among them for as long as somebody refers to it."""
        with self.lock:
            self._stores.add(store)

    def next_use(self) -> int:
        """A number higher than all before."""
        with self.lock:
            self._uses += 1
            return self._uses

    def enforce(self) -> None:
        """Let go of what is above the bound."""
        with self.lock:
            while self.n_bytes > self.most:  # summed up each time: a store may go meanwhile, with all that it holds
                held = (store for store in self._stores if store.n_entries)
                oldest = min(held, key=lambda store: store.oldest_use, default=None)
                if oldest is None:
                    return
                oldest.drop_oldest()


@dataclass
class _Entry:
    result: Any
    n_bytes: int
    used: int


@dataclass(eq=False)
class _Making:
    """A result that somebody is making, for whoever else wants it."""

    done: threading.Event = field(default_factory=threading.Event)
    result: Any = None
    is_made: bool = False


class Store:
    """Results by their keys: the least recently used one gives way where there is no room.

    Attributes:
        most: bytes that it may hold.
    """

    def __init__(self, most: int, budget: Budget) -> None:
        self.most = most
        self._budget = budget
        self._entries: OrderedDict[Hashable, _Entry] = OrderedDict()
        self._making: dict[Hashable, _Making] = {}
        self._n_bytes = 0
        budget.join(self)

    @property
    def n_bytes(self) -> int:
        """What it holds."""
        return self._n_bytes

    @property
    def n_entries(self) -> int:
        """How many results it holds."""
        return len(self._entries)

    @property
    def oldest_use(self) -> int:
        """When the result was used that was used longest ago; there is one."""
        return next(iter(self._entries.values())).used

    def result(self, key: Hashable, make: Callable[[], Any], wait: Wait) -> Any:
        """What ``make`` returned under this key; it is called where that is not known, and by one thread alone.

        Args:
            key: tells the result apart from all others.
            make: makes it; what it raises is passed on, and kept for nobody.
            wait: is called where another thread is making the same.
        """
        while True:
            with self._budget.lock:
                entry = self._entries.get(key)
                if entry is not None:
                    self._entries.move_to_end(key)
                    entry.used = self._budget.next_use()
                    return entry.result
                other = self._making.get(key)
                if other is None:
                    mine = self._making[key] = _Making()
                    break
            wait(other.done)
            if other.is_made:
                return other.result
        try:
            mine.result = make()
            mine.is_made = True
            self._keep(key, mine.result)
            return mine.result
        finally:
            with self._budget.lock:
                del self._making[key]
            mine.done.set()

    def drop_oldest(self) -> int:
        """Forget the result that was used longest ago; the bytes that it took."""
        with self._budget.lock:
            _, entry = self._entries.popitem(last=False)
            self._n_bytes -= entry.n_bytes
            return entry.n_bytes

    def clear(self) -> None:
        """Forget all results."""
        with self._budget.lock:
            self._entries.clear()
            self._n_bytes = 0

    def _keep(self, key: Hashable, result: Any) -> None:
        """Keep a result, unless it takes more by itself than there is room for."""
        most = min(self.most, self._budget.most)
        n_bytes = bytes_of(result, most=most)
        if n_bytes > most:
            return
        with self._budget.lock:
            self._entries[key] = _Entry(result, n_bytes, self._budget.next_use())
            self._n_bytes += n_bytes
            while self._n_bytes > self.most:
                self.drop_oldest()
            self._budget.enforce()
