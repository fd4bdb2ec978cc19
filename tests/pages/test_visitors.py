"""Several visitors of one server: what is made for one serves the others, except for what is anybody's own."""

import gc
import weakref

import pytest
from driving import opened, run, upload

from sta_lstm.samples import resolve_clip
from sta_lstm.ui.session import kept
from sta_lstm.ui.session.kept import forget_shared


@pytest.fixture(autouse=True)
def _forgotten():
    forget_shared()


def shared_keys():
    """What is kept for all, as texts."""
    return [repr(key) for key in kept._shared._entries]


def test_a_second_visitor_of_the_first_page_finds_all_of_it_made(monkeypatch):
    opened()
    before = shared_keys()
    assert len(before) > 6  # clip, checkpoint, features, answer, payload, figures beside the player
    made = []
    monkeypatch.setattr(kept._shared, "_keep", lambda key, result: made.append(key))
    second = opened()
    assert not made
    assert "kept-results" not in second.session_state
    assert second.title[0].value


def test_a_run_in_which_nothing_changed_makes_nothing():
    app = opened()
    before = shared_keys()
    run(app)
    assert sorted(shared_keys()) == sorted(before)


def test_nothing_of_an_upload_is_kept_for_others():
    app = opened()
    before = sorted(shared_keys())
    path = resolve_clip("bow")
    upload(app, "Clip-uploads", ("Secret name.npz", path.read_bytes()))
    assert app.get_by_key("Clip-choice").value.startswith("upload:")
    assert sorted(shared_keys()) == before
    own = app.session_state["kept-results"]
    assert own.n_entries > 6
    assert all("upload:" in repr(key) for key in own._entries)
    second = opened()
    assert "kept-results" not in second.session_state


def test_results_of_a_visitor_go_with_the_session():
    app = opened()
    upload(app, "Clip-uploads", ("mine.npz", resolve_clip("bow").read_bytes()))
    store = weakref.ref(app.session_state["kept-results"])
    assert store().n_bytes > 0
    del app
    gc.collect()
    assert store() is None


def test_a_sample_that_somebody_prepares_in_their_own_way_stays_theirs():
    app = opened()
    before = sorted(shared_keys())
    key = next(each.key for each in app.get("number_input") if (each.key or "").startswith("fps-"))
    app.get_by_key(key).set_value(17.0)
    run(app)
    assert sorted(shared_keys()) == before
    assert app.session_state["kept-results"].n_entries > 5
