"""What a public server keeps is never so much that it is restarted for it."""

import psutil
import pytest

from sta_lstm.cli.public import MIN_MEMORY_GB
from sta_lstm.serving import MEMORY_VARIABLE, memory_of_machine, room_for
from sta_lstm.ui.session.keeper import MAX_ALL_MB
from sta_lstm.ui.session.kept import MOST_OF_ALL

GB = 2**30


@pytest.mark.parametrize("limit", [int(MIN_MEMORY_GB * GB), 3 * GB, 64 * GB])
def test_results_and_uploads_leave_room_for_the_work(monkeypatch, limit):
    monkeypatch.setenv(MEMORY_VARIABLE, str(limit))
    assert room_for(MOST_OF_ALL) + room_for(MAX_ALL_MB * 2**20) <= limit // 2


@pytest.mark.parametrize("told", ["", "much"])
def test_without_a_limit_it_is_the_machines_memory(monkeypatch, told):
    monkeypatch.setenv(MEMORY_VARIABLE, told)
    assert 0 < room_for(10 * 2**50) < 10 * 2**50
    assert room_for(7) == 7


def test_memory_of_the_machine_is_some():
    assert 2**28 < memory_of_machine() <= psutil.virtual_memory().total
