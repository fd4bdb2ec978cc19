"""Turns: so many at once, one visitor after another, and nobody waits for who has left."""

import threading
from contextlib import contextmanager

import pytest

from sta_lstm.ui.session import turns as module
from sta_lstm.ui.session.turns import Turns


class Left(BaseException):
    """The visitor has gone."""


def nothing(*_):
    pass


def leave(*_):
    raise Left


class Clock:
    """Goes on when it is told to."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


class Crowd:
    """Visitors in threads of their own, who write down in which order their turns came."""

    def __init__(self, turns):
        self.turns, self.order, self.threads = turns, [], []

    def ask(self, who, request="", check=nothing, tell=nothing):
        def work():
            with self.turns.turn(who, check, tell):
                self.order.append(who + request)

        before = sum(map(len, self.turns._waiting.values()))
        self.threads.append(threading.Thread(target=work))
        self.threads[-1].start()
        while sum(map(len, self.turns._waiting.values())) == before:  # until they wait
            pass

    def join(self):
        for thread in self.threads:
            thread.join(30)
            assert not thread.is_alive()
        return self.order


@contextmanager
def taken(turns):
    with turns.turn("somebody", nothing, nothing):
        yield Crowd(turns)


def test_a_visitor_with_many_requests_waits_between_them_for_the_others():
    turns = Turns(1)
    with taken(turns) as crowd:
        for number in range(4):
            crowd.ask("busy", str(number))
        crowd.ask("one")
        crowd.ask("two")
        assert turns.n_waiting == 3
    assert crowd.join() == ["busy0", "one", "two", "busy1", "busy2", "busy3"]
    assert turns.n_waiting == 0


@pytest.mark.parametrize("slots", [1, 2, 3])
def test_so_many_at_once_and_no_more(slots):
    turns, lock, now, most = Turns(slots), threading.Lock(), [], []
    barrier = threading.Barrier(slots)

    def work(who):
        with turns.turn(who, nothing, nothing):
            with lock:
                now.append(who)
                most.append(len(now))
            barrier.wait(30)  # all slots are taken, or nobody would go on
            with lock:
                now.remove(who)

    threads = [threading.Thread(target=work, args=(str(i),)) for i in range(slots * 4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert max(most) == slots
    assert len(most) == slots * 4


def test_within_a_turn_there_is_nothing_to_wait_for():
    turns = Turns(1)
    with turns.turn("a", nothing, nothing), turns.turn("a", leave, nothing), turns.turn("b", leave, nothing):
        pass
    with turns.turn("c", leave, nothing):
        pass


def test_who_has_left_is_not_waited_for():
    turns = Turns(1)
    with taken(turns) as crowd:
        crowd.ask("stays")
        assert isinstance(leaves_while_waiting(turns), Left)
        assert turns.n_waiting == 1
    assert crowd.join() == ["stays"]


def leaves_while_waiting(turns):
    """Another visitor, in a thread of their own, who leaves; what they raised."""
    raised = []

    def work():
        try:
            with turns.turn("leaves", leave, nothing):
                raised.append(None)
        except Left as error:
            raised.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(30)
    return raised[0]


def test_an_error_gives_the_turn_back():
    turns = Turns(1)
    with pytest.raises(OSError, match="no"), turns.turn("a", nothing, nothing):
        raise OSError("no")
    with turns.turn("b", leave, nothing):
        pass


def test_long_work_lets_others_go_first_and_goes_on():
    clock = Clock()
    turns, order = Turns(1, clock=clock), []
    with taken(turns) as crowd:
        crowd.order = order
        turns.pause(leave)  # nobody waits
        crowd.ask("quick")
        turns.pause(leave)  # it has only just begun
        clock.now += module.SLICE_SECONDS
        turns.pause(nothing)
        order.append("long")
    assert crowd.join() == ["quick", "long"]


def test_work_that_never_asks_holds_nobody_up_for_ever():
    clock = Clock()
    turns = Turns(1, clock=clock)
    with taken(turns) as crowd:
        crowd.ask("waits")
        assert crowd.order == []
        clock.now += module.OVERDUE_SECONDS
        assert crowd.join() == ["waits"]


def test_who_waits_for_anothers_result_gives_their_turn_to_them():
    turns, done = Turns(1), threading.Event()

    def make():
        with turns.turn("maker", nothing, nothing):
            done.set()

    with turns.turn("waits", nothing, nothing):
        thread = threading.Thread(target=make)
        thread.start()
        turns.wait_for(done, nothing)
        thread.join(30)
        assert turns._held  # it is the waiter's turn again
    assert not turns._held


def test_who_leaves_while_another_makes_it_holds_no_turn():
    turns = Turns(1)
    with pytest.raises(Left), turns.turn("waits", nothing, nothing):
        turns.wait_for(threading.Event(), leave)
    assert not turns._held


def test_who_waits_for_long_is_told_once_how_many_are_before():
    clock = Clock()
    turns, told, is_told = Turns(1, clock=clock), [], threading.Event()

    def tell(n_before):
        told.append(n_before)
        is_told.set()

    with taken(turns) as crowd:
        crowd.ask("a")
        crowd.ask("b", tell=tell)
        assert not told
        clock.now += module.TELL_SECONDS
        assert is_told.wait(30)
    crowd.join()
    assert told == [1]
