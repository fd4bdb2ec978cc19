"""Stores: bounded by bytes, each and all together, and each result is made once."""

import gc
import random
import threading
import weakref

import pytest

from sta_lstm.ui.session.stores import Budget, Store

KB = 1000


class Result:
    """Something that takes about so many bytes, and can be referred to weakly."""

    def __init__(self, n_bytes):
        self.held = bytes(n_bytes)


def ask(store, key, n_bytes=KB, made=None):
    def make():
        if made is not None:
            made.append(key)
        return Result(n_bytes)

    return store.result(key, make, lambda done: done.wait())


def stores(*most, of_all=10**9):
    budget = Budget(of_all)
    return budget, [Store(each, budget) for each in most]


def test_what_is_kept_is_made_once():
    made, (_, [store]) = [], stores(100 * KB)
    first = ask(store, "a", made=made)
    assert ask(store, "a", made=made) is first
    assert made == ["a"]


def test_what_was_used_longest_ago_gives_way():
    made, (_, [store]) = [], stores(35 * KB)
    for key in ["a", "b", "c", "a", "d", "a", "c", "b"]:
        ask(store, key, 10 * KB, made)
    assert made == ["a", "b", "c", "d", "b"]


def test_what_is_larger_than_the_bound_is_given_and_not_kept():
    made, (budget, [store]) = [], stores(50 * KB)
    ask(store, "small", made=made)
    for _ in range(2):
        assert len(ask(store, "large", 60 * KB, made).held) == 60 * KB
    ask(store, "small", made=made)
    assert made == ["small", "large", "large"]
    assert budget.n_bytes < 2 * KB


def test_bounds_hold_whatever_is_asked_for():
    budget, some = stores(50 * KB, 30 * KB, 80 * KB, of_all=100 * KB)
    chance = random.Random(7)
    for _ in range(400):
        store = chance.choice(some)
        ask(store, chance.randrange(30), chance.choice([10, KB, 9 * KB, 40 * KB, 90 * KB]))
        assert store.n_bytes <= store.most
        assert budget.n_bytes == sum(each.n_bytes for each in some) <= budget.most


def test_of_all_together_the_oldest_goes_whosever_it_is():
    made, (_, [one, other]) = [], stores(100 * KB, 100 * KB, of_all=35 * KB)
    ask(one, "first", 10 * KB, made)
    ask(other, "second", 10 * KB, made)
    ask(one, "first", 10 * KB, made)
    ask(one, "third", 10 * KB, made)
    ask(one, "fourth", 10 * KB, made)  # "second" goes
    ask(one, "first", 10 * KB, made)
    ask(other, "second", 10 * KB, made)
    assert made == ["first", "second", "third", "fourth", "second"]


def test_a_store_dies_with_whoever_has_it():
    budget, some = stores(100 * KB)
    result = weakref.ref(ask(some[0], "a", 10 * KB))
    assert budget.n_bytes > 10 * KB
    some.clear()
    gc.collect()
    assert result() is None
    assert budget.n_bytes == 0


def test_a_store_may_go_while_others_make_room():
    """A session ends in another thread: what it held was counted a moment ago, and is nowhere to be dropped."""

    class Leaving(Budget):
        @property
        def n_bytes(self):
            of_the_others = super().n_bytes
            store = going.pop() if going else None
            return of_the_others + (90 * KB if store else 0)

    going, budget = [object()], Leaving(50 * KB)
    store = Store(100 * KB, budget)
    assert ask(store, "a") is not None
    assert budget.n_bytes <= budget.most
    assert ask(store, "a") is not None


def test_an_error_is_passed_on_and_not_kept():
    _, [store] = stores(100 * KB)

    def fails():
        raise OSError("no")

    for _ in range(2):
        with pytest.raises(OSError, match="no"):
            store.result("a", fails, lambda done: done.wait())
    assert ask(store, "a") is ask(store, "a")


@pytest.mark.parametrize("n_bytes", [KB, 200 * KB], ids=["kept", "too large to be kept"])
def test_several_who_ask_at_once_have_it_made_once(n_bytes):
    _, [store] = stores(100 * KB)
    made, results, all_wait, n = [], [], threading.Semaphore(0), 5

    def make():
        made.append(1)
        for _ in range(n - 1):
            all_wait.acquire(timeout=30)
        return Result(n_bytes)

    def wait(done):
        all_wait.release()
        assert done.wait(30)

    threads = [threading.Thread(target=lambda: results.append(store.result("a", make, wait))) for _ in range(n)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert made == [1]
    assert len(results) == n
    assert len(set(map(id, results))) == 1


def test_where_the_first_gives_up_the_next_makes_it():
    _, [store] = stores(100 * KB)
    waits, found = threading.Event(), []

    def give_up():
        assert waits.wait(30)
        raise KeyboardInterrupt

    def first():
        with pytest.raises(KeyboardInterrupt):
            store.result("a", give_up, lambda done: done.wait())

    def wait(done):
        waits.set()
        assert done.wait(30)

    thread = threading.Thread(target=first)
    thread.start()
    while not store._making:  # until the first has begun
        pass
    found.append(store.result("a", lambda: Result(7), wait))
    thread.join(30)
    assert len(found[0].held) == 7


def test_who_waits_may_leave():
    _, [store] = stores(100 * KB)
    begun, go_on = threading.Event(), threading.Event()

    def make():
        begun.set()
        assert go_on.wait(30)
        return Result(1)

    def leave(done):
        raise KeyboardInterrupt

    thread = threading.Thread(target=lambda: store.result("a", make, leave))
    thread.start()
    assert begun.wait(30)
    with pytest.raises(KeyboardInterrupt):
        store.result("a", make, leave)
    go_on.set()
    thread.join(30)
    assert store.n_entries == 1
