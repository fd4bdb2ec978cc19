"""The history of edits: steps back and forward, and a fresh start for each clip."""

import pytest

from sta_lstm.evidence.edits import Edit
from sta_lstm.ui.session import edits as module
from sta_lstm.ui.session.edits import EditHistory

HELD, HIDDEN = (Edit("hold"),), (Edit("hold"), Edit("hide", ("head",)))
FIELD = object()


class Address:
    """As much of an address as a history asks."""

    page, recording, n_arrivals = "page", "clip", 1

    def __init__(self):
        self.shown = {FIELD: ()}

    def remember(self, values):
        self.shown = self.shown | values


@pytest.fixture
def history(monkeypatch):
    monkeypatch.setattr(module.st, "session_state", {})
    return EditHistory(Address(), FIELD)


def test_back_and_forward(history):
    history.do(HELD)
    history.do(HIDDEN)
    history.undo()
    assert (history.current, history.can_undo, history.can_redo) == (HELD, True, True)
    history.undo()
    assert (history.current, history.can_undo) == ((), False)
    history.undo()
    assert history.current == ()
    history.redo()
    history.redo()
    history.redo()
    assert (history.current, history.can_redo) == (HIDDEN, False)


def test_what_is_done_anew_ends_what_could_be_redone(history):
    history.do(HELD)
    history.undo()
    history.do(HIDDEN)
    assert not history.can_redo


def test_nothing_done_is_no_step(history):
    history.do(())
    assert not history.can_undo


def test_another_clip_and_another_arrival_begin_anew(history):
    history.do(HELD)
    history.address.recording = "other"
    assert not history.can_undo
    history.do(HIDDEN)
    history.address.n_arrivals = 2
    assert not history.can_undo


def test_it_is_bounded(history):
    for i in range(200):
        history.do((Edit("hold", (), None, (i, i)),))
    for _ in range(300):
        history.undo()
    assert history.current == (Edit("hold", (), None, (149, 149)),)
