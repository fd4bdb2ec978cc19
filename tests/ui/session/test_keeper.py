"""What the server holds of visitors' uploads: what they list, what is on its way, and nothing of those who left."""

import pytest
from hypothesis import given
from hypothesis import strategies as some
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from sta_lstm.ui.session import _streamlit, keeper
from sta_lstm.ui.session.keeper import CLOSED_S, UNLISTED_S, Keeper, surplus

MB = 2**20


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def manager():
    return MemoryUploadedFileManager("/upload")


@pytest.fixture
def kept(manager, clock, monkeypatch):
    """A keeper of a server that holds 10 bytes of a visitor and 25 in all."""
    monkeypatch.setattr(keeper, "MAX_KEPT_MB", 10 / MB)
    monkeypatch.setattr(keeper, "MAX_ALL_MB", 25 / MB)
    found = Keeper(manager, clock)
    _streamlit.on_upload(manager, found.arrive)
    return found


def put(manager, session, file_id, n_bytes):
    manager.add_file(session_id=session, file=UploadedFileRec(file_id, f"{file_id}.csv", "text/csv", b"x" * n_bytes))


def held(manager, session="me"):
    return "".join(_streamlit.upload_sizes(manager).get(session, {}))


@given(
    sizes=some.dictionaries(some.text("abcdefgh", min_size=1, max_size=2), some.integers(0, 50), max_size=12),
    listed=some.sets(some.text("abcdefgh", min_size=1, max_size=2)),
    room=some.integers(-20, 200),
)
def test_what_is_listed_stays_and_the_rest_fits_into_the_room(sizes, listed, room):
    gone = surplus(sizes, listed, {}, room)
    assert not listed.intersection(gone)
    left = {file_id: size for file_id, size in sizes.items() if file_id not in gone}
    assert sum(left.values()) <= max(room, sum(sizes[each] for each in listed & sizes.keys()))
    new = [each for each in sizes if each not in listed]
    for file_id in gone:  # nothing goes that there was room for beside the newer ones
        newer = sum(sizes[each] for each in new[new.index(file_id) + 1 :] if each not in gone)
        assert newer + sizes[file_id] + sum(sizes[each] for each in listed & sizes.keys()) > room


def test_eight_uploads_that_no_page_lists_do_not_stay(kept, manager):
    for file_id in "abcdefgh":
        put(manager, "me", file_id, 4)
    assert held(manager) == "gh"
    assert kept.take_refused("me") == ["d.csv", "e.csv", "f.csv"]
    assert kept.take_refused("me") == []


def test_what_is_listed_is_not_pushed_out_by_what_comes(kept, manager):
    put(manager, "me", "a", 8)
    kept.keep("me", "a")
    put(manager, "me", "b", 3)
    assert held(manager) == "a"
    assert kept.take_refused("me") == ["b.csv"]
    put(manager, "me", "c", 2)
    assert held(manager) == "ac"


def test_what_is_listed_no_longer_goes_at_once(kept, manager):
    for file_id in "abc":
        put(manager, "me", file_id, 2)
    kept.keep("me", "ab")
    kept.keep("me", "b")
    assert held(manager) == "bc"  # c is still on its way to the page


def test_everybody_together_has_a_bound(kept, manager):
    for session in ("one", "two", "me"):
        put(manager, session, session, 9)
    assert held(manager) == ""
    assert [held(manager, each) for each in ("one", "two")] == ["one", "two"]
    assert kept.take_refused("me") == ["me.csv"]
    manager.remove_session_files("one")
    put(manager, "me", "again", 9)
    assert held(manager) == "again"


def test_what_nobody_lists_goes_after_a_while(kept, manager, clock):
    put(manager, "me", "a", 2)
    put(manager, "me", "b", 2)
    kept.keep("me", "a")
    clock.now = UNLISTED_S
    kept.sweep()
    assert held(manager) == "ab"
    clock.now += 1
    kept.sweep()
    assert held(manager) == "a"
    assert kept.take_refused("me") == []


def test_files_from_before_the_keeper_are_swept_too(manager, clock):
    put(manager, "me", "a", 2)
    kept = Keeper(manager, clock)
    kept.sweep()
    clock.now = UNLISTED_S + 1
    kept.sweep()
    assert held(manager) == ""


def test_a_closed_page_has_time_to_come_back(kept, clock):
    ended = []
    assert kept.end_closed(["gone", "back"], ended.append) == 0
    clock.now = CLOSED_S - 1
    assert kept.end_closed(["gone"], ended.append) == 0  # the other one is connected again
    clock.now = CLOSED_S
    assert kept.end_closed(["gone", "back"], ended.append) == 1
    assert ended == ["gone"]


def test_nothing_is_remembered_of_those_who_left(kept, manager):
    put(manager, "me", "a", 20)
    put(manager, "me", "b", 2)
    kept.keep("me", "b")
    manager.remove_session_files("me")
    kept.sweep()
    assert not any((kept._came, kept._names, kept._listed, kept._refused))


def test_what_goes_wrong_does_not_stop_the_sweeping(kept, monkeypatch, caplog):
    monkeypatch.setattr(_streamlit, "closed_sessions", lambda: 1 / 0)
    keeper._sweep(kept)
    assert "uploads could not be looked through" in caplog.text
