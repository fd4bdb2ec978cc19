"""The search on the page: a run that is interrupted is gone on with, and what a stop leaves behind."""

from types import SimpleNamespace

import numpy as np
import pytest

from sta_lstm.evidence.edits import Edit
from sta_lstm.evidence.smallest import Found
from sta_lstm.ui.panels.edits import search

HELD = (Edit("hold", ("head",)),)


class Rerun(BaseException):
    """How Streamlit ends a run in whose midst somebody clicks."""


def found(progress, *, changes, is_done=False):
    after = (0.1, 0.9) if changes else (0.8, 0.2)
    return Found(HELD, np.array((0.9, 0.1)), np.array(after), ("a", "b"), 0.25, progress, is_done)


@pytest.fixture
def page(monkeypatch):
    """As much of Streamlit as the search uses; ``page.clicks`` says at which steps somebody clicks."""
    page = SimpleNamespace(session_state={}, clicks=set(), shown=[], reruns=0)

    def progress(value, text):
        page.shown.append(value)
        if value in page.clicks:
            page.clicks.remove(value)
            raise Rerun

    def rerun():
        page.reruns += 1

    page.progress = lambda value, text: SimpleNamespace(progress=progress)
    page.button = lambda *_, **__: False
    page.rerun = rerun
    monkeypatch.setattr(search, "st", page)
    return page


@pytest.fixture
def history():
    done = []
    return SimpleNamespace(do=done.append, done=done)


def begun(page, steps):
    made = search._Search("key", iter(steps))
    page.session_state[search._SEARCH] = made
    return made


def test_a_run_that_is_interrupted_is_gone_on_with(page, history):
    made = begun(page, [found(0.25, changes=False), found(0.5, changes=True), found(1.0, changes=True, is_done=True)])
    page.clicks = {0.25, 0.5}
    for _ in range(2):
        with pytest.raises(Rerun):
            search._go_on(made, history)
    assert (made.told, history.done) == ("", [])
    search._go_on(made, history)
    assert page.shown == [0.25, 0.5, 1.0]  # no step was taken twice
    assert history.done == [HELD]
    assert "smallest edit found: 25 %" in made.told
    assert page.reruns == 1


@pytest.mark.parametrize(("changes", "done"), [(True, [HELD]), (False, [])])
def test_a_stop_keeps_what_changes_the_answer(page, history, changes, done):
    made = begun(page, [found(0.25, changes=changes), found(1.0, changes=True, is_done=True)])
    page.clicks = {0.25}
    with pytest.raises(Rerun):
        search._go_on(made, history)
    search._end(made, history, stopped=True)
    assert history.done == done
    assert made.told.startswith("Stopped: ")


def test_a_search_that_finds_nothing_says_so_and_edits_nothing(page, history):
    made = begun(page, [found(1.0, changes=False, is_done=True)])
    search._go_on(made, history)
    assert made.told.startswith("Nothing that was tried changes the answer")
    assert history.done == []


def test_a_search_is_of_one_clip_and_one_checkpoint(page):
    made = begun(page, [])
    assert search._current("key") is made
    assert search._current("other") is None
    search.forget()
    assert search._current("key") is None
