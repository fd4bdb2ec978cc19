"""What sessions use is counted by a number that says nothing of them."""

import json
import re
import threading
import time

import pytest

from sta_lstm.ui.session import usage
from sta_lstm.ui.session.usage import Usage, measured


@pytest.fixture
def counting(monkeypatch):
    """Counts, for a session that a test names."""
    found = Usage()
    found.start()
    found.name = "streamlits-own"
    monkeypatch.setattr(usage, "session_id", lambda: found.name)
    monkeypatch.setattr(usage, "USAGE", found)
    return found


def everywhere(_):
    return True


def test_page_runs_uploads_and_processor_time_are_summed(counting):
    for _ in range(2):
        with counting.page_run():
            end = time.thread_time() + 0.02
            while time.thread_time() < end:
                pass
    counting.uploaded("streamlits-own", 5)
    counting.uploaded("streamlits-own", 7)
    (line,) = counting.report(everywhere)
    assert set(line) == {"at", "session", "seconds", "page_runs", "uploads", "upload_bytes", "processor_s"}
    assert (line["page_runs"], line["uploads"], line["upload_bytes"]) == (2, 2, 12)
    assert line["processor_s"] >= 0.04
    assert re.fullmatch("[0-9a-f]{8}", line["session"])
    assert "streamlit" not in json.dumps(line)


def test_a_report_starts_anew_and_keeps_the_number(counting):
    with counting.page_run():
        pass
    (first,) = counting.report(everywhere)
    assert counting.report(everywhere) == []
    counting.uploaded("streamlits-own", 5)
    (second,) = counting.report(everywhere)
    assert second["session"] == first["session"]
    assert (second["page_runs"], second["uploads"]) == (0, 1)


def test_a_session_that_is_gone_is_told_once_and_forgotten(counting):
    with counting.page_run():
        pass
    assert len(counting.report(lambda _: False)) == 1
    assert counting.knows("streamlits-own")  # it may yet come back
    assert counting.report(lambda _: False) == []
    assert not counting.knows("streamlits-own")
    counting.uploaded("streamlits-own", 5)
    assert counting.report(everywhere) == []


def test_a_part_is_a_page_run_by_itself_and_none_within_a_page(counting):
    @measured
    def part(number):
        """Doubles."""
        return 2 * number

    assert part(2) == 4
    with counting.page_run():
        assert part(3) == 6
    assert part.__doc__ == "Doubles."
    (line,) = counting.report(everywhere)
    assert line["page_runs"] == 2


def test_a_page_that_fails_is_counted_and_ends(counting):
    for _ in range(2):
        with pytest.raises(ZeroDivisionError), counting.page_run():
            _ = 1 / 0
    (line,) = counting.report(everywhere)
    assert line["page_runs"] == 2


def test_sessions_are_told_apart_in_threads(counting):
    def visit(name):
        counting.name = name
        with counting.page_run():
            pass

    for name in "ab":
        thread = threading.Thread(target=visit, args=(name,))
        thread.start()
        thread.join()
    lines = counting.report(everywhere)
    assert len({line["session"] for line in lines}) == 2


def test_nothing_is_counted_on_ones_own_machine(monkeypatch):
    own = Usage()
    with own.page_run():
        pass
    own.uploaded("a", 3)
    assert own.report(everywhere) == []
    assert not own.knows("a")
