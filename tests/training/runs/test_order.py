"""Snapshots read again: sorted, and what does not belong to them named."""

from dataclasses import replace

import pytest
from made import tiny_checkpoint

from sta_lstm.training.runs.order import in_order, spread_out


def snapshot(epoch=None, run="a", classes=("x", "y"), **config):
    training = {"run": run} if epoch is None else {"run": run, "epoch": epoch}
    return tiny_checkpoint(class_names=classes, training=training, **{"n_persons": 1, "hidden": 2, **config})


def test_they_are_sorted_by_what_the_header_says_and_else_by_the_name():
    files = [("b", snapshot(3)), ("epoch-0011.safetensors", snapshot()), ("epoch-0009.safetensors", snapshot(0))]
    found, left_out = in_order(files)
    assert [(each.epoch, each.file) for each in found] == [
        (0, "epoch-0009.safetensors"),
        (3, "b"),
        (11, "epoch-0011.safetensors"),
    ]
    assert left_out == ()


@pytest.mark.parametrize(
    ("stranger", "said"),
    [
        (snapshot(), "'s.safetensors' is a checkpoint, but not a snapshot: it does not say of which epoch"),
        (snapshot(True), "does not say of which epoch"),
        (snapshot(-1), "does not say of which epoch"),
        (snapshot(10**30), "does not say of which epoch"),
        (snapshot("3"), "does not say of which epoch"),
        (snapshot(9, classes=("x", "z")), "its classes are others (2) than those of 'one' (2)"),
        (snapshot(9, classes=("x", "y", "z")), "its classes are others (3) than those of 'one' (2)"),
        (snapshot(9, hidden=3), "its network is another (STA-LSTM, "),
        (snapshot(9, variant="sa"), "its network is another (SA-LSTM, "),
        (snapshot(9, n_persons=2), "it reads 1 to 2 persons × 25 joints (ntu-25), and 'one' 1 person ×"),
        (snapshot(9, run="b"), "it is of another run than 'one'"),
        (snapshot(2), "'one' is of epoch 2 too"),
    ],
)
def test_what_does_not_belong_to_most_is_left_out_and_named(stranger, said):
    found, left_out = in_order([("one", snapshot(2)), ("two", snapshot(4)), ("s.safetensors", stranger)])
    assert [each.file for each in found] == ["one", "two"]
    (sentence,) = left_out
    assert said in sentence
    assert "s.safetensors" in sentence


def test_nothing_and_only_strangers_are_no_run():
    assert in_order([]) == ((), ())
    found, left_out = in_order([("x", snapshot()), ("y", replace(snapshot(), training={}))])
    assert found == ()
    assert len(left_out) == 2


@pytest.mark.parametrize(
    ("n", "most", "kept"), [(0, 3, []), (3, 3, [0, 1, 2]), (5, 3, [0, 2, 4]), (4, 2, [0, 3]), (9, 4, [0, 3, 5, 8])]
)
def test_of_many_some_are_shown_evenly(n, most, kept):
    assert spread_out(range(n), most) == kept
