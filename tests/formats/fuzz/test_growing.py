"""The law: twice the bytes of a file take at most three times as long, whatever it has more of."""

import contextlib
import gc
import time

import pytest
from fuzz.growing import growing

from sta_lstm.errors import ClipError
from sta_lstm.formats import load_clip, recordings

#: What is so short that a clock cannot tell it from nothing, in seconds of processor time.
NOTHING_S = 0.02
MOST_TIMES = 3
TRIES = 5


def seconds(name, data):
    """How long it takes to list and to read a file, whatever comes of it."""
    start = time.process_time()
    for use in (load_clip, recordings):
        with contextlib.suppress(ClipError):
            use(data, name)
    return time.process_time() - start


@pytest.mark.slow
@pytest.mark.parametrize(("build", "n"), [pytest.param(build, n, id=what) for what, build, n in growing()])
def test_twice_as_much_takes_at_most_three_times_as_long(build, n):
    files = [build(n), build(2 * n)]
    ratio = len(files[1][1]) / len(files[0][1])
    assert 1 < ratio < 2.5
    once, twice = float("inf"), float("inf")
    for _ in range(TRIES):  # other work on the machine slows one try, not all
        gc.collect()
        once, twice = min(once, seconds(*files[0])), min(twice, seconds(*files[1]))
        if twice <= MOST_TIMES * once + NOTHING_S:
            break
    sizes = [len(data) for _, data in files]
    assert twice <= MOST_TIMES * once + NOTHING_S, f"{once:.3f} s and {twice:.3f} s for {sizes} bytes"
