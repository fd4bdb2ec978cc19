"""Slices of a table: what is counted in them is what a loop over the rows counts."""

from itertools import product

import numpy as np
import pytest
from made import CLASSES, attended_folder, attended_row

from sta_lstm.evidence.attended.slices import (
    LENGTHS,
    ORDERS,
    Slice,
    accuracy,
    choices,
    confusion,
    count,
    models_of,
    row_called,
    rows,
    rows_of,
    unread,
)
from sta_lstm.evidence.attended.table import open_attended

RNG = np.random.default_rng(0)
ROWS = [
    attended_row(
        f"{n:02}",
        label=CLASSES[n % 3],
        predicted=CLASSES[RNG.integers(3)] if RNG.random() < 0.4 else CLASSES[n % 3],
        revision=revision,
        subject=f"s{n % 4}",
        view=f"view {n % 2}",
        split="test" if n % 5 == 0 else "train",
        n_frames=int(10 + n),
        probability=float(np.float32(RNG.random())),
    )
    for revision, n in product(("aaaa", "bbbb"), range(30))
]
ROWS.append(attended_row("broken", predicted=None, probability=None, reason="it is empty.", label="bow"))


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    return open_attended(attended_folder(tmp_path_factory.mktemp("attended"), ROWS))


@pytest.fixture(scope="module")
def models(table):
    return {model.name: model for model in models_of(table)}


def test_each_checkpoint_and_all_of_a_kind_together_can_be_asked_about(models):
    assert list(models) == ["STA-LSTM (2 together)", "net-1", "net-2"]
    assert models["STA-LSTM (2 together)"].revisions == ("aaaa", "bbbb")
    assert len(models["net-1"].joints) == 25


def test_checkpoints_of_one_name_are_told_apart(tmp_path):
    rows = [attended_row("a", checkpoint="same"), attended_row("a", revision="bbbb", checkpoint="same")]
    found = open_attended(attended_folder(tmp_path, rows, checkpoints={}))
    assert [model.name for model in models_of(found)] == ["same (aaaa)", "same (bbbb)"]


SLICES = (
    {},
    {"subject": "s1"},
    {"view": "view 1", "split": "test"},
    {"label": "wave"},
    {"label": "wave", "predicted": "bow"},
    {"outcome": "wrong"},
    {"outcome": "right", "subject": "s2"},
    {"subject": "nobody"},
    {"subject": "s1' OR '1'='1"},
)


@pytest.mark.parametrize("words", SLICES, ids=str)
def test_a_slice_has_the_rows_that_a_loop_finds(table, words):
    def is_in(row):
        outcome = words.get("outcome")
        right = row["predicted"] == row["label"]
        return (
            row["revision"] == "aaaa"
            and all(row[name] == word for name, word in words.items() if name != "outcome")
            and (outcome is None or (row["predicted"] is not None and right == (outcome == "right")))
        )

    expected = sorted(row["clip"] for row in ROWS if is_in(row))
    part = Slice(("aaaa",), **words)
    assert count(table, part) == len(expected)
    for order in ORDERS:
        assert sorted(row["clip"] for row in rows(table, part, order)) == expected


def test_accuracy_and_confusion_count_what_is_judged_whatever_the_cell(table, models):
    part = Slice(("aaaa",), label="wave", predicted="bow", outcome="wrong", subject="s1")
    judged = [row for row in ROWS if row["subject"] == "s1" and row["revision"] == "aaaa" and row["predicted"]]
    found = accuracy(table, models["net-1"], part)
    assert (found.n, found.right, found.spread) == (
        len(judged),
        sum(row["predicted"] == row["label"] for row in judged),
        None,
    )
    counts = confusion(table, part)
    for (i, true), (j, said) in product(enumerate(counts.class_names), repeat=2):
        expected = sum((row["label"], row["predicted"]) == (true, said) for row in judged)
        assert counts.counts[i, j] == expected
    assert list(counts.class_names) == [name for name in CLASSES if name in counts.class_names]


def test_several_together_have_a_mean_and_a_spread(table, models):
    alone = [accuracy(table, models[name], Slice(())).share for name in ("net-1", "net-2")]
    both = accuracy(table, models["STA-LSTM (2 together)"], Slice(()))
    assert both.n == 60
    assert both.mean == pytest.approx(np.mean(alone))
    assert both.spread == pytest.approx(np.std(alone, ddof=1))
    assert both.n_networks == 2


def test_a_network_without_rows_in_a_slice_is_not_counted(tmp_path):
    rows = [attended_row("a", split="test"), attended_row("b", revision="bbbb", split=None)]
    found = open_attended(attended_folder(tmp_path, rows))
    together = accuracy(found, models_of(found)[0], Slice((), split="test"))
    assert (together.n, together.n_networks, together.spread) == (1, 1, None)


def test_the_orders_are_what_they_are_called(table):
    part = Slice(("aaaa", "bbbb"))
    surest = [row for row in rows(table, part, "wrong") if row["predicted"]]
    keys = [(row["predicted"] == row["label"], -row["probability"]) for row in surest]
    assert keys == sorted(keys)
    unsure = [row["probability"] for row in rows(table, part, "unsure") if row["predicted"]]
    assert unsure == sorted(unsure)
    apart = [row["n_asked"] > row["n_alike"] for row in rows(table, part, "disputed")]
    assert apart == sorted(apart, reverse=True)
    clips = [row["clip"] for row in rows(table, part, "name")]
    assert clips == sorted(clips)
    whole = [row["id"] for row in rows(table, part)]
    assert [row["id"] for row in rows(table, part, first=10, most=5)] == whole[10:15]


def test_what_a_slice_is_made_by_is_what_is_there(table):
    found = choices(table, ("aaaa",))
    assert found["subject"] == ("s0", "s1", "s2", "s3")
    assert found["split"] == ("test", "train")
    assert found["length"] == LENGTHS
    sizes = [count(table, Slice(("bbbb",), length=length)) for length in LENGTHS]
    assert max(sizes) - min(sizes) <= 2


def test_rows_are_found_again_by_their_numbers_and_names(table):
    assert [row["id"] for row in rows_of(table, [7, 2, 99_999])] == [7, 2]
    assert row_called(table, Slice(("bbbb",)), "03")["revision"] == "bbbb"
    assert row_called(table, Slice(("bbbb",)), "nothing") is None
    assert [(row["clip"], row["reason"]) for row in unread(table)] == [("broken", "it is empty.")]
    assert unread(table, ("bbbb",)) == []


def test_one_class_and_no_mistake_have_no_worst(tmp_path):
    found = open_attended(attended_folder(tmp_path, [attended_row("a"), attended_row("b")]))
    assert confusion(found, Slice(("aaaa",))).worst is None
    assert confusion(found, Slice(("zzzz",))).class_names == ()
