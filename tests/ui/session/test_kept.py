"""What is kept, and for whom: results of what the server offers for all, all others for one session alone."""

import gc
import importlib
import pkgutil
import threading
import weakref

import pytest
import streamlit as st
from streamlit.runtime.scriptrunner import StopException
from streamlit.testing.v1 import AppTest

import sta_lstm.ui
from sta_lstm.ui.session import kept as module
from sta_lstm.ui.session.kept import forget_shared, in_turn, kept
from sta_lstm.ui.session.keys import Offered, is_offered


class Result:
    """Can be referred to weakly."""


@pytest.fixture(autouse=True)
def _forgotten():
    forget_shared()
    yield
    forget_shared()


@pytest.fixture
def session(monkeypatch):
    """Becomes the session of whoever is called."""
    sessions = {}

    def become(who):
        monkeypatch.setattr(st, "session_state", sessions.setdefault(who, {}))
        return sessions[who]

    become("nobody")
    become.sessions = sessions
    return become


def made_of(function=None):
    """A kept function, and what it was asked to make."""
    made = []

    @kept()
    def answer(clip_key, checkpoint_key, how=1, _clip=None):
        made.append((clip_key, checkpoint_key, how))
        return Result() if function is None else function()

    return answer, made


def test_a_text_made_of_keys_is_no_key_that_all_have():
    key = Offered("sample:a")
    assert is_offered(key)
    assert is_offered((key, (key, key)))
    for other in ["sample:a", f"{key}", key + "", "-".join([key]), key[:], key.strip(), (key, "a"), (), ((),), None, 1]:
        assert not is_offered(other), other
    assert key == "sample:a"


def test_what_the_server_offers_is_made_once_for_all(session):
    answer, made = made_of()
    results = []
    for who in "abc":
        session(who)
        results.append(answer(Offered("clip"), Offered("checkpoint")))
    assert len(made) == len(set(map(id, results))) == 1


@pytest.mark.parametrize("keys", [("clip", "checkpoint"), (Offered("clip"), "own"), ("own", Offered("checkpoint"))])
def test_what_depends_on_an_upload_is_nobody_elses(session, keys):
    answer, made = made_of()
    results = []
    for who in "abab":
        session(who)
        results.append(answer(*keys))
    assert results[0] is results[2]
    assert results[1] is results[3]
    assert results[0] is not results[1]
    assert len(made) == 2


def test_an_upload_that_is_called_like_a_sample_gets_not_what_that_has(session):
    answer, made = made_of()
    session("a")
    of_sample = answer(Offered("sample:bow.npz::"), Offered("sample:demo.safetensors::"))
    of_upload = answer("sample:bow.npz::", "sample:demo.safetensors::")
    assert of_sample is not of_upload
    assert len(made) == 2


def test_what_is_told_apart_and_what_is_not(session):
    answer, made = made_of()
    answer("a", "b", 1, _clip=[])
    answer("a", "b", how=1, _clip=[1])
    answer("a", "b", 2)
    answer("b", "a", 1)
    assert made == [("a", "b", 1), ("a", "b", 2), ("b", "a", 1)]


def test_what_stands_behind_an_argument_left_out_tells_results_apart_too(session):
    @kept()
    def answer(key, how=1, *, dark=False):
        return how, dark

    asked = [{}, {"dark": True}, {"how": 2}, {"how": 2, "dark": True}, {"how": 1, "dark": False}]
    assert [answer("a", **each) for each in asked] == [(1, False), (1, True), (2, False), (2, True), (1, False)]


def test_two_functions_of_one_name_share_nothing(session):
    @kept()
    def first(key):
        return 1

    @kept()
    def second(key):
        return 2

    assert (first("a"), second("a")) == (1, 2)


def test_results_die_with_their_session(session):
    answer, _ = made_of()
    session("a")
    result = weakref.ref(answer("own", Offered("checkpoint")))
    assert result() is not None
    before = module._budget.n_bytes
    session("b")
    session.sessions.pop("a").clear()
    gc.collect()
    assert result() is None
    assert module._budget.n_bytes < before


def test_whose_result_it_is_has_to_be_said():
    with pytest.raises(TypeError, match="names whose result"):

        @kept()
        def answer(name, _clip):
            return name


def test_what_tells_results_apart_comes_before_what_does_not():
    with pytest.raises(TypeError, match="must come before"):

        @kept()
        def answer(key, _clip, dark):
            return dark


def test_an_error_is_raised_again_each_time(session):
    def fails():
        raise OSError("no")

    answer, made = made_of(fails)
    for _ in range(2):
        with pytest.raises(OSError, match="no"):
            answer("a", "b")
    assert len(made) == 2


def test_kept_functions_ask_each_other_in_one_turn(session):
    inner, _ = made_of()
    outer, _ = made_of(lambda: inner("a", "b"))
    assert outer("c", "d") is inner("a", "b")


def test_work_whose_visitor_has_left_ends(session, monkeypatch):
    asked = []

    def left():
        asked.append(1)
        if len(asked) == 3:
            raise StopException

    monkeypatch.setattr(module, "leave_unless_wanted", left)

    def work():
        from sta_lstm.cancelling import while_wanted

        return list(while_wanted(range(100)))

    answer, _ = made_of(work)
    with pytest.raises(StopException):
        answer("a", "b")
    assert len(answer("a", "b")) == 100  # nothing is left over of the first


def test_two_runs_of_one_session_compute_once(session):
    begun, go_on = threading.Event(), threading.Event()

    def work():
        begun.set()
        assert go_on.wait(30)
        return Result()

    answer, made = made_of(work)
    results = []
    threads = [threading.Thread(target=lambda: results.append(answer("a", "b"))) for _ in range(2)]
    threads[0].start()
    assert begun.wait(30)
    threads[1].start()
    go_on.set()
    for thread in threads:
        thread.join(30)
    assert len(made) == len(set(map(id, results))) == 1


def test_in_the_app_two_visitors_share_what_is_offered_alone():
    def script():
        import streamlit

        from sta_lstm.ui.session.kept import kept
        from sta_lstm.ui.session.keys import Offered

        @kept("Thinking …")
        def answer(clip_key):
            return object()

        streamlit.session_state["found"] = id(answer(Offered("a"))), id(answer("a"))

    apps = [AppTest.from_function(script, default_timeout=60) for _ in range(2)]
    found = [app.run().session_state["found"] for app in (*apps, *apps)]
    assert not any(app.exception for app in apps)
    assert len({shared for shared, _ in found}) == 1
    assert found[0] == found[2] != found[1] == found[3]


def test_nothing_of_streamlits_own_keeps_results():
    """Its caches are bounded by number, and keep what they hold after a session has ended."""
    names = [each.name for each in pkgutil.walk_packages(sta_lstm.ui.__path__, "sta_lstm.ui.")]
    assert "sta_lstm.ui.session.kept" in names
    cached = [
        f"{name}.{attribute}"
        for name in names
        for attribute, value in vars(importlib.import_module(name)).items()
        if "caching" in type(value).__module__ and type(value).__name__ == "CachedFunc"
    ]
    assert set(cached) == {  # listings of folders, for seconds
        "sta_lstm.ui.pages.dataset.page._state",
        "sta_lstm.ui.pickers.checkpoint_files._folder",
        "sta_lstm.ui.pickers.recordings._folder_state",
        "sta_lstm.ui.pickers.runs._folder_runs",
    }


def test_without_a_page_one_has_a_turn_at_once():
    with in_turn(), in_turn():
        pass
