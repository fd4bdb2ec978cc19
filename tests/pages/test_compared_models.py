"""The page that compares checkpoints while models come and go."""

import pytest
from comparing import LSTM, STA, TA, choose, panes
from driving import opened
from streamlit.runtime.scriptrunner_utils.exceptions import StopException

from sta_lstm.ui.pages import compared_models as compare


@pytest.fixture
def app():
    return opened("compare", clip="bow", checkpoint="demo-lstm..demo-sta")


def test_one_that_is_removed_while_it_runs_is_forgotten_and_can_come_back(app, monkeypatch):
    monkeypatch.setattr(compare, "_WAIT_S", 0)
    model, at_work = compare._model, []

    def interrupted(source, checkpoint, adapted, name):
        if source.key == TA and not at_work:
            at_work.append(source.key)
            raise StopException  # as Streamlit ends a run when the choice changes meanwhile
        return model(source, checkpoint, adapted, name)

    monkeypatch.setattr(compare, "_model", interrupted)
    choose(app, LSTM, STA, TA)
    assert at_work == [TA]
    assert panes(app) == ["demo-lstm", "demo-sta"]
    choose(app, LSTM, STA)
    assert panes(app) == ["demo-lstm", "demo-sta"]
    assert not app.error
    choose(app, LSTM, STA, TA)
    assert panes(app) == ["demo-lstm", "demo-sta", "demo-ta"]


def test_a_slow_model_does_not_hold_the_others(monkeypatch):
    monkeypatch.setattr(compare, "_WAIT_S", 0)
    shown = []
    monkeypatch.setattr(compare, "player_payload", spied(compare.player_payload, shown))
    app = opened("compare", clip="throw", checkpoint="demo-lstm..demo-sta..demo-ta")  # what no other test has kept
    assert panes(app) == ["demo-lstm", "demo-sta", "demo-ta"]
    assert shown[-1] == 3
    assert shown == sorted(set(shown))  # each joined those before it


def spied(payload, shown):
    def counted(predictions, **options):
        shown.append(len(predictions))
        return payload(predictions, **options)

    return counted
