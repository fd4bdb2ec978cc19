"""An explained clip, dropped wherever files are dropped, is shown where a checkpoint would be; no model is asked."""

import io

import driving
import numpy as np
import pytest
from driving import upload

from sta_lstm.formats import load_clip
from sta_lstm.samples import resolve_checkpoint, resolve_clip
from sta_lstm.ui.pages.explained_clip import NO_MODEL

FIELDS = ("Clip-uploads", "Checkpoint-uploads")


def packed(**arrays):
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **arrays)
    return buffer.getvalue()


@pytest.fixture(scope="module")
def clip():
    return load_clip(resolve_clip("kick-right"))


@pytest.fixture(scope="module")
def told(clip):
    alpha = np.random.default_rng(0).random((20, clip.n_persons, clip.n_joints))
    alpha /= alpha.sum((1, 2), keepdims=True)
    words = {"class_names": ["kick right", "clap"], "probabilities": [0.9, 0.1], "made_by": "my network"}
    return packed(alpha=alpha, beta=np.ones(20), cam=alpha * 3, **words)


def said(app):
    return [each.value.replace("\\", "") for each in (*app.caption, *app.markdown)]


@pytest.mark.parametrize("field", FIELDS)
def test_it_is_shown_wherever_it_is_dropped(told, field):
    app = driving.opened(clip="kick-right")
    upload(app, field, ("mine.npz", told))
    assert not app.error
    assert app.title[0].value == "Kick right"
    assert NO_MODEL in said(app)
    assert any("my network · 90" in line for line in said(app))
    assert any("The arrays have 20 rows in time" in line for line in said(app))
    assert app.get_by_key("Clip-choice").value == "sample:kick-right.skeleton"
    titles = app.get_by_key("Checkpoint-choice").options
    assert titles[0] == "Yours · mine.npz · an explained clip"


def test_maps_alone_say_whose_they_are_and_name_no_class(clip):
    app = driving.opened(clip="kick-right")
    shape = (clip.n_frames, clip.n_persons, clip.n_joints)
    upload(app, "Clip-uploads", ("mine.npz", packed(cam=np.ones(shape))))
    assert not app.error
    assert app.title[0].value.replace("\\", "") == "cam on kick-right.skeleton"
    assert "Prediction" not in [each.value for each in app.header]


def test_one_of_another_clip_is_refused_and_the_body_is_shown(clip):
    app = driving.opened(clip="kick-right")
    upload(app, "Checkpoint-uploads", ("mine.npz", packed(cam=np.ones((9, 1, 15)))))
    (error,) = app.error
    assert "'mine.npz': 'cam' has 15 joints; expected 25" in error.value.replace("\\", "")
    assert app.title[0].value.replace("\\", "") == "kick-right.skeleton"


@pytest.mark.parametrize("page", ["evidence", "clips", "many"])
def test_a_page_that_asks_a_model_says_what_the_file_is(told, page):
    app = driving.opened(page)
    upload(app, "Checkpoint-uploads", ("mine.npz", told))
    (error,) = app.error
    assert "holds what a model said of one clip, and no model that could be asked" in error.value.replace("\\", "")


def test_a_checkpoint_chosen_again_takes_its_place(told):
    app = driving.opened(clip="kick-right")
    upload(app, "Clip-uploads", ("mine.npz", told))
    app.get_by_key("Checkpoint-choice").select("sample:demo-sta.safetensors")
    driving.run(app)
    assert not app.error
    assert NO_MODEL not in said(app)
    driving.run(app)
    assert app.get_by_key("Checkpoint-choice").value == "sample:demo-sta.safetensors"


def test_who_guesses_is_told_nothing_by_it(told):
    app = driving.opened(clip="kick-right", guess="first")
    upload(app, "Clip-uploads", ("kick-of-mine.npz", told))
    lists = [option for box in app.selectbox for option in box.options]
    shown = " ".join([*said(app), *(each.value for each in app.title), *lists])
    assert "Yours · an explained clip" in shown
    assert "kick-of-mine" not in shown
    assert "my network" not in shown
    assert "Kick right" not in shown


def test_checkpoints_are_no_explained_clips():
    app = driving.opened(clip="kick-right")
    upload(app, "Checkpoint-uploads", ("mine.safetensors", resolve_checkpoint("demo-ta").read_bytes()))
    assert not app.error
    assert NO_MODEL not in said(app)


def test_it_stands_in_compare_beside_a_checkpoint(told):
    app = driving.opened("compare", clip="kick-right", checkpoint="demo-sta..demo-sa")
    upload(app, "Checkpoint-uploads", ("mine.npz", told))
    assert not app.error
    assert app.title[0].value.startswith("All three say “kick right”")
    assert any("- **mine**: read from a file: no model could be asked" in each for each in said(app))
    assert any("| demo-sta and mine |" in each for each in said(app))
    words = " ".join([*said(app), *(each.value for each in app.code)])
    assert "read from arrays that it had computed elsewhere" in words


def test_one_without_an_answer_is_not_compared(clip):
    app = driving.opened("compare", clip="kick-right", checkpoint="demo-sta..demo-sa")
    shape = (clip.n_frames, clip.n_persons, clip.n_joints)
    upload(app, "Checkpoint-uploads", ("mine.npz", packed(cam=np.ones(shape))))
    (error,) = app.error
    assert "'mine.npz' tells no probabilities of classes, so it cannot be compared" in error.value.replace("\\", "")
    assert app.title[0].value.startswith("Both say")
