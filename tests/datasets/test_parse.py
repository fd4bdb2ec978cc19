"""Reading on several processors gives what one gives, and tells how far it is."""

from concurrent.futures.process import BrokenProcessPool

import pytest

from sta_lstm.datasets import parse
from sta_lstm.datasets.plan import LabelledSegment, wanted_file


@pytest.fixture
def recordings(put, tmp_path):
    put("0.npz")
    put("1.npz", "kick left")
    (tmp_path / "2.npz").write_text("no clip")
    return [
        wanted_file(tmp_path / f"{i}.npz", LabelledSegment(f"{i}", "x"), LabelledSegment(f"{i}b", "y", end=4))
        for i in range(3)
    ]


def told(outcomes):
    return [
        [each if isinstance(each, str) else (each.label, each.positions.tobytes()) for each in one] for one in outcomes
    ]


def test_workers_give_the_same_in_the_same_order(recordings, monkeypatch):
    alone, together = [], []
    wanted = told(parse.read_all(recordings, 1, lambda *step: alone.append(step)))
    monkeypatch.setattr(parse, "_WORTH_A_POOL", 0)
    assert told(parse.read_all(recordings, 2, lambda *step: together.append(step))) == wanted
    assert alone == together == [(1, 3), (2, 3), (3, 3)]
    assert [label for label, _ in wanted[1]] == ["x", "y"]
    assert wanted[2][0] == wanted[2][1]
    assert "2.npz" in wanted[2][0]


def test_whoever_stops_at_a_step_is_heard(recordings, monkeypatch):
    def stop(done, total):
        raise KeyboardInterrupt

    monkeypatch.setattr(parse, "_WORTH_A_POOL", 0)
    with pytest.raises(KeyboardInterrupt):
        list(parse.read_all(recordings, 2, stop))


def test_few_bytes_start_no_process(recordings, monkeypatch):
    monkeypatch.setattr(parse, "ProcessPoolExecutor", None)
    assert len(list(parse.read_all(recordings, 8, lambda *_: None))) == 3


@pytest.mark.parametrize("error", [BrokenProcessPool("killed"), OSError("no more processes")])
def test_without_workers_this_process_reads_the_rest(recordings, monkeypatch, error):
    class Dying:
        def __init__(self, *_, **__):
            pass

        def __enter__(self):
            return self

        def __exit__(self, *_):
            return False

        def map(self, function, items, chunksize):
            yield function(items[0])
            raise error

    steps = []
    wanted = told(parse.read_all(recordings, 1, lambda *_: None))
    monkeypatch.setattr(parse, "_WORTH_A_POOL", 0)
    monkeypatch.setattr(parse, "ProcessPoolExecutor", Dying)
    assert told(parse.read_all(recordings, 2, lambda *step: steps.append(step))) == wanted
    assert steps == [(1, 3), (2, 3), (3, 3)]
