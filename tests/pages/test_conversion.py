"""The inspect page, where a clip does not fit the checkpoint: the offer, the click, and taking it back."""

import driving
import numpy as np
import pytest
from driving import keyed, run, upload

from sta_lstm.formats import save_clip
from sta_lstm.skeletons import Clip, layout_named

DO, UNDO = "conversion-do", "conversion-undo"


@pytest.fixture
def opened(tmp_path):
    """The page, with a clip of so many persons of that layout uploaded to it."""

    def open_with(layout, n_persons, checkpoint="demo-sta"):
        app = driving.opened()
        layout = layout_named(layout)
        rng = np.random.default_rng(0)
        steps = rng.normal(scale=0.05, size=(20, 1, 1, 3)).cumsum(0)
        positions = rng.normal(size=(1, n_persons, layout.n_joints, 3)) + steps
        save_clip(Clip(positions, 30, layout, "y", np.ones((20, n_persons), bool), "own.npz"), tmp_path / "own.npz")
        content = (tmp_path / "own.npz").read_bytes()
        app.get_by_key("Clip-uploads").set_value([("own.npz", content, "application/octet-stream")])
        app.get_by_key("Checkpoint-choice").select(f"sample:{checkpoint}.safetensors")
        return run(app)

    return open_with


def text(app):
    elements = [*app.markdown, *app.caption]
    return " ".join(each.value for each in elements).replace("\\", "")


def is_offered(app):
    return bool(keyed(app, "button", DO))


def is_done(app):
    return bool(keyed(app, "button", UNDO))


def click(app, key):
    (button,) = keyed(app, "button", key)
    button.click()
    return run(app)


def label(app):
    (button,) = keyed(app, "button", DO)
    return button.label


def test_one_click_converts_and_runs_and_another_takes_it_back(opened):
    app = opened("sbu-15", 2)
    assert not app.error
    assert is_offered(app)
    assert "copies 14 of 25 joints and infers 11" in text(app)
    assert "spine base: middle of the hips" in text(app)
    assert "sbu-sta" in text(app)
    assert app.title[0].value.replace("\\", "") == "own.npz"
    assert label(app) == "Convert and run"

    click(app, DO)
    assert not app.error
    assert not is_offered(app)
    assert "converted from sbu-15 to ntu-25, 11 joints inferred and drawn hollow" in text(app)
    assert "demo-sta · " in text(app)
    assert "Converted from 'sbu-15' to 'ntu-25'" in text(app)  # among the notes

    for checkpoint in ("demo-sa", "sbu-sta", "demo-ta"):  # survives reruns, and checkpoints of other joints in between
        app.get_by_key("Checkpoint-choice").select(f"sample:{checkpoint}.safetensors")
        run(app)
        assert is_done(app) == checkpoint.startswith("demo")
        assert f"{checkpoint} · " in text(app)

    click(app, UNDO)
    assert is_offered(app)
    assert "demo-ta · " not in text(app)


def test_who_agreed_once_is_not_asked_for_the_next_recording_of_these_joints(opened, tmp_path):
    app = click(opened("kinect-20", 1), DO)
    for name in ("own.npz", "next.npz"):
        app = upload(app, "Clip-uploads", (name, (tmp_path / "own.npz").read_bytes()))
        assert is_done(app)
        assert "converted from kinect-20 to ntu-25" in text(app)
    app.get_by_key("Checkpoint-choice").select("sample:sbu-sta.safetensors")  # which wants a second person, too
    assert is_offered(run(app))


def test_a_person_is_kept(opened):
    app = opened("kinect-20", 2, "utkinect-sta")
    assert label(app) == "Keep one person and run"
    (choice,) = keyed(app, "radio", "conversion-person")
    choice.set_value(1)
    run(app)
    click(app, DO)
    assert "This is the clip person B alone" in text(app)
    assert "utkinect-sta · " in text(app)


def test_a_person_is_doubled_only_by_a_click_that_says_so(opened):
    app = opened("kinect-20", 1, "sbu-sta")
    assert label(app) == "Convert, double the person and run"
    assert "It can run with a copy of the one person, for trying out only" in text(app)
    click(app, DO)
    assert "its only person doubled" in text(app)
    assert "sbu-sta · " in text(app)
