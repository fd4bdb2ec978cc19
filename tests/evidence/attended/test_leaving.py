"""A selection that leaves: no spreadsheet runs it, and a manifest is read again as the data set that it was."""

import csv
import io

import pytest
from made import attended_row, small_clip

from sta_lstm.datasets import open_dataset
from sta_lstm.evidence.attended.leaving import manifest_of, table_of
from sta_lstm.formats import save_clip
from sta_lstm.spreadsheet import csv_text

MORE = {"true_probability": 0.5, "reason": None, "n_asked": 2, "n_alike": 1}


def row(clip, **more):
    return attended_row(clip, **MORE, **more)


def test_no_cell_is_a_formula():
    text = csv_text(table_of([row("=1+1", label="@x", subject="-s", predicted="+a")]))
    (cells,) = csv.DictReader(io.StringIO(text))
    assert [cells[name] for name in ("clip", "label", "answer", "subject")] == ["'=1+1", "'@x", "'+a", "'-s"]


@pytest.mark.parametrize("names", [("a.npz", "b/c.npz"), ("=a.npz", "-b/+c, d;=e.npz")])
def test_a_manifest_is_read_again(tmp_path, names):
    for n, name in enumerate(names):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        save_clip(small_clip(30, seed=n), tmp_path / name)
    rows = [
        row(names[0], label="wave", split="train"),
        row(names[0], label="wave", split="train", revision="bbbb"),
        row(names[1], label="=kick", subject="@x", start=5, end=20, split="test"),
        row("nowhere", file=""),
        row("unlabelled", label=None),
    ]
    table, n_lost = manifest_of(rows)
    assert n_lost == 2
    (tmp_path / "some.csv").write_text(csv_text(table), encoding="utf-8")
    found = open_dataset(tmp_path / "some.csv", cache=False, workers=1)
    assert [(clip.file, clip.label, clip.subject, clip.frames) for clip in found.clips] == [
        (names[0], "wave", "s1", (0, None)),
        (names[1], "=kick", "@x", (5, 20)),
    ]
    assert list(found.protocols) == ["split"]


def test_splits_that_not_all_have_are_told_of_none():
    assert "split" not in manifest_of([row("a", split="test"), row("b", split=None)])[0]
    assert "split" not in manifest_of([row("a", split="test"), row("a", split="train")])[0]
    assert list(manifest_of([row("a")])[0]) == ["path", "label", "subject"]
    assert len(manifest_of([])[0]) == 0
