"""The process in which a model runs is bounded, ended when nobody needs it, and started again."""

import copy
import gc
import os
import signal
import threading
import time

import numpy as np
import psutil
import pytest
from onnx import helper

from sta_lstm.cancelling import asking
from sta_lstm.errors import CheckpointError, SettingsError
from sta_lstm.model.onnx import runtime
from sta_lstm.model.onnx.process import Bounds
from sta_lstm.model.onnx.runtime import Runtime

pytestmark = pytest.mark.slow
CLIP = np.ones((1, 4, 25, 3), np.float32)


def processes():
    mine = psutil.Process().children()
    return [each for each in mine if each.status() != psutil.STATUS_ZOMBIE and "worker.py" in " ".join(each.cmdline())]


@pytest.fixture
def mean(making):
    asked = Runtime(making.file(), "the mean")
    yield asked
    asked.end()


@pytest.fixture
def slow(making):
    """A file that multiplies for minutes, once it is asked about more than four frames."""
    square = making.numbers("w", np.full((3, 500), 1e-4), np.float32)
    again = making.numbers("v", np.full((500, 500), 1e-4), np.float32)
    nodes = [helper.make_node("MatMul", ["x", "w"], ["y0"])]
    nodes += [helper.make_node("MatMul", [f"y{i}", "v"], [f"y{i + 1}"]) for i in range(900)]
    return making.and_then(*nodes, helper.make_node("Identity", ["y900"], ["y"]), weights=[square, again])


LONG = np.ones((1, 400, 25, 3), np.float32)


def ask(asked, clip=CLIP):
    (said,) = asked.ask({"x": clip}, ["logits"], 10**6)
    return said


def test_a_model_is_asked_again_and_again_in_one_process(mean):
    np.testing.assert_allclose(ask(mean), [[1, 1, 1]])
    (first,) = processes()
    np.testing.assert_allclose(ask(mean, 2 * CLIP), [[2, 2, 2]])
    assert processes() == [first]
    mean.end()
    assert processes() == []
    np.testing.assert_allclose(ask(mean), [[1, 1, 1]])


def test_a_model_that_takes_too_long_is_ended(slow):
    asked = Runtime(slow, "the slow one", Bounds(seconds=8))
    begun = time.monotonic()
    with pytest.raises(CheckpointError, match=r"the slow one takes more than 8 s for one answer, so it was ended\."):
        ask(asked, LONG)
    assert time.monotonic() - begun < 25
    assert processes() == []


def test_a_model_whose_answer_nobody_wants_is_ended(slow):
    asked, began = Runtime(slow, "the slow one"), time.monotonic()

    def is_wanted():
        if time.monotonic() - began > 3:
            raise InterruptedError

    with asking(is_wanted), pytest.raises(InterruptedError):
        ask(asked, LONG)
    assert time.monotonic() - began < 15
    assert processes() == []


def test_a_model_that_needs_too_much_memory_says_so_and_answers_the_next_question(making):
    wide = making.numbers("w", np.ones((3, 4000)), np.float32)
    file = making.and_then(helper.make_node("MatMul", ["x", "w"], ["y"]), weights=[wide])
    asked = Runtime(file, "the wide one", Bounds(memory=100 * 2**20))
    with pytest.raises(CheckpointError, match=r"the wide one needs more memory for one answer than the 0\.098 GB"):
        ask(asked, LONG)
    assert ask(asked).shape == (1, 3)


def test_an_answer_larger_than_wanted_is_not_taken(mean):
    with pytest.raises(CheckpointError, match=r"its answer has the shapes \(1, 3\)"):
        mean.ask({"x": CLIP}, ["logits"], 4)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="Windows has no such signal")
def test_a_process_that_was_killed_is_started_again(mean):
    ask(mean)
    (process,) = processes()
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    np.testing.assert_allclose(ask(mean), [[1, 1, 1]])


def test_what_cannot_be_opened_leaves_no_process(making):
    asked = Runtime(making.and_then(helper.make_node("Nonsense", ["x"], ["y"])), "it")
    for _ in range(2):
        with pytest.raises(CheckpointError, match="it cannot be run by onnxruntime"):
            ask(asked)
    assert processes() == []


def test_a_model_that_is_let_go_of_ends_its_process(making):
    asked = Runtime(making.file(), "it")
    ask(asked)
    same = copy.deepcopy(asked)
    assert same is asked
    del asked, same
    gc.collect()
    assert processes() == []


def test_of_many_models_few_are_kept_ready_and_all_answer(making):
    gc.collect()
    many = [Runtime(making.file(), f"{i}") for i in range(runtime.MOST_PROCESSES + 3)]
    for _ in range(2):
        for each in many:
            ask(each)
            assert len(processes()) <= runtime.MOST_PROCESSES


def test_visitors_who_ask_at_once_each_get_their_own_answer(mean):
    found = {}

    def visit(number):
        found[number] = [float(ask(mean, number * CLIP)[0, 0]) for _ in range(20)]

    visitors = [threading.Thread(target=visit, args=(number,)) for number in range(6)]
    for each in visitors:
        each.start()
    for each in visitors:
        each.join()
    assert found == {number: [number] * 20 for number in range(6)}


def test_gradients_are_refused_with_what_to_do(making):
    import torch

    from sta_lstm.model.checkpoint import load_checkpoint

    opened = load_checkpoint(making.file())
    x = torch.ones(1, 4, 25, 3, requires_grad=True)
    with pytest.raises(SettingsError, match=r"no gradients flow\. Ask for maps that hold parts still"):
        opened.network(x)
