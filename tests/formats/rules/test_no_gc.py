"""Python's search for garbage, while files are read."""

import gc
from threading import Barrier, Thread

import pytest

from sta_lstm.formats.rules.no_gc import no_gc


def test_it_is_put_off_and_goes_on():
    with no_gc():
        assert not gc.isenabled()
    assert gc.isenabled()
    with pytest.raises(KeyError), no_gc():
        raise KeyError
    assert gc.isenabled()


def test_who_has_it_off_keeps_it_off():
    gc.disable()
    try:
        with no_gc():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_it_goes_on_when_the_last_of_several_threads_is_done():
    barrier, states = Barrier(4), []

    def read():
        with no_gc():
            barrier.wait()
            states.append(gc.isenabled())
            barrier.wait()

    threads = [Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert states == [False] * 4
    assert gc.isenabled()
