"""What is kept of what was computed, for whom, and in which order it is computed for many visitors.

A result that depends on files that the server offers alone is kept for all visitors; what depends on anything of a
visitor's own is kept in their session, and goes with it. All is bounded by the bytes that it takes.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from functools import wraps
from typing import ParamSpec, TypeVar

import streamlit as st

from sta_lstm.cancelling import asking
from sta_lstm.serving import room_for
from sta_lstm.ui.session._streamlit import leave_unless_wanted, session_id
from sta_lstm.ui.session.keys import is_offered
from sta_lstm.ui.session.stores import Budget, Store
from sta_lstm.ui.session.turns import Turns
from sta_lstm.words import counted

P = ParamSpec("P")
R = TypeVar("R")

#: Bytes that the results of one session may take, and those of all together where the machine has enough memory.
MOST_OF_SESSION, MOST_OF_ALL = 256 * 2**20, 2 * 2**30
_STORE = "kept-results"  # in the session


_budget = Budget(room_for(MOST_OF_ALL))
_shared = Store(_budget.most // 2, _budget)
_turns = Turns(slots=1)


def kept(spinner: str = "") -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Have a function compute once what it is asked for again and again.

    Its first parameters tell its results apart; those whose names begin with ``_`` follow them, and do not. Where
    a parameter whose name ends in ``key`` or ``keys`` is the key of something of a visitor's own, the result is kept
    for that visitor alone; it is shared where all of them are `Offered`, and the results must depend on nothing else.

    Args:
        spinner: what the page says meanwhile; nothing if left out.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        signature = inspect.signature(function)
        names = list(signature.parameters)
        n_hashed = next((place for place, name in enumerate(names) if name.startswith("_")), len(names))
        keys = [place for place, name in enumerate(names[:n_hashed]) if name.endswith(("key", "keys"))]
        if not all(name.startswith("_") for name in names[n_hashed:]):
            raise TypeError(f"what tells results of {function.__qualname__} apart must come before what does not")
        if not keys:
            raise TypeError(f"no parameter of {function.__qualname__} names whose result it is: call one '…_key'")
        label = f"{function.__module__}.{function.__qualname__}"

        @wraps(function)
        def ask(*args: P.args, **kwargs: P.kwargs) -> R:
            bound = signature.bind(*args, **kwargs)
            bound.apply_defaults()  # else an argument left out would hide those behind it
            given = tuple(bound.arguments.values())
            is_shared = is_offered(tuple(given[place] for place in keys))

            def make() -> R:
                with st.spinner(spinner) if spinner else nullcontext(), in_turn():
                    return function(*args, **kwargs)

            store = _shared if is_shared else _own_store()
            result: R = store.result((label, *given[:n_hashed]), make, lambda done: _turns.wait_for(done, _leave))
            return result

        return ask

    return decorate


@contextmanager
def in_turn() -> Iterator[None]:
    """Within this, it is this visitor's turn to compute; who has left meanwhile is not waited for."""
    with _turns.turn(session_id(), _leave, _tell), asking(_go_on):
        yield


def later(make: Callable[[], R]) -> Callable[[], R]:
    """``make`` for a time after this run, when a file is asked for: then, too, it waits for this visitor's turn."""
    visitor = session_id()

    def made() -> R:
        with _turns.turn(visitor, _nothing, lambda n_before: None), asking(lambda: _turns.pause(_nothing)):
            return make()

    return made


def forget_shared() -> None:
    """Forget what is kept for all visitors."""
    _shared.clear()


def _own_store() -> Store:
    if _STORE not in st.session_state:
        st.session_state[_STORE] = Store(MOST_OF_SESSION, _budget)
    store: Store = st.session_state[_STORE]
    return store


def _go_on() -> None:
    """What long work asks now and then."""
    leave_unless_wanted()
    _turns.pause(_leave)


def _leave() -> None:
    leave_unless_wanted()


def _tell(n_before: int) -> None:
    st.toast(f"Waiting for {counted(n_before, 'other visitor')} …", icon=":material/hourglass_top:")


def _nothing() -> None:
    """No page runs that could be left meanwhile."""
