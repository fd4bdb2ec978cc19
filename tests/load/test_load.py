"""The load test works: a small crowd, a hostile visitor beside it, visitors who come and go, and what is written."""

import json
import sys

import pytest
from apart import call_apart, run_apart
from load import __main__ as load
from load.comers import come_and_go
from load.crowd import Waits, gather_crowd
from load.hostile import BAD, Bad

pytestmark = pytest.mark.slow


def test_waits_are_summed_up():
    assert Waits.of([]) == Waits(0, 0, 0, 0)
    assert Waits.of(range(101)) == Waits(101, 50, 95, 100)


def test_a_crowd_of_two_sees_the_page_and_another_clip(server):
    crowd = run_apart(gather_crowd(server, 2))
    assert (crowd.errors, crowd.n_runs) == ([], 4)
    for waits in (crowd.first, crowd.page, crowd.rerun):
        assert waits.n == 2
        assert 0 < waits.median <= waits.p95 <= waits.most
    assert crowd.cpu_per_run_s > 0
    json.dumps(crowd.as_dict())


def test_what_the_hostile_one_is_told_is_no_error_of_the_others(server):
    crowd = run_apart(gather_crowd(server, 1, Bad("nothing", "nothing.csv", lambda: b"\n")))
    assert crowd.errors == []
    assert len(crowd.hostile_said) == 1
    assert "is empty" in crowd.hostile_said[0]


@pytest.mark.parametrize("kind", BAD)
def test_hostile_files_are_small_or_legal(kind):
    assert len(BAD[kind].make()) < 12 * 2**20


def test_visitors_come_and_go(server):
    rows, errors = run_apart(come_and_go(server, 7, report=lambda line: None))
    assert errors == []
    assert [row["uploads"] for row in rows] == [0, 7]
    assert all(row["memory_mb"] > 0 for row in rows)


def test_its_numbers_are_written(server, monkeypatch, tmp_path, capsys):
    class Serving:
        def __init__(self, *_):
            pass

        def __enter__(self):
            return server

        def __exit__(self, *_):
            pass

    monkeypatch.setattr(load, "serving", Serving)
    monkeypatch.setattr(sys, "argv", ["load", "--visitors", "1", "--out", str(tmp_path / "new" / "load.json")])
    assert call_apart(load.main) == 0
    (crowd,) = json.loads((tmp_path / "new" / "load.json").read_text(encoding="utf-8"))["crowds"]
    assert crowd["n_visitors"] == 1
    assert "visitors" in capsys.readouterr().out
