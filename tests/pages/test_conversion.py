"""The inspect page, where a clip does not fit the checkpoint: the offer, the click, and taking it back."""

import driving
import numpy as np
import pytest
from driving import keyed, run, upload
from made import small_clip

from sta_lstm.formats import save_clip
from sta_lstm.skeletons import Clip, layout_named

DO, UNDO, OTHER = "conversion-do", "conversion-undo", "conversion-other"
#: Titles of layouts, as people read them.
NTU, SBU = "“NTU RGB+D (Kinect v2), 25 joints”", "“SBU Kinect Interaction (OpenNI), 15 joints”"


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
    assert "Copies 14 of 25 joints and infers 11" in text(app)
    assert "spine base: middle of the hips" in text(app)
    assert f"demo-sta reads 1 to 2 persons in the layout {NTU}; the clip has 2 persons in {SBU}." in text(app)
    assert "sbu-sta" in [button.label.replace("\\", "") for button in keyed(app, "button", OTHER)]
    assert app.title[0].value.replace("\\", "") == "own.npz"
    assert label(app) == "Convert and run"

    click(app, DO)
    assert not app.error
    assert not is_offered(app)
    assert f"converted from {SBU} to {NTU}, 11 joints inferred and drawn hollow" in text(app)
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
        assert f"to {NTU}" in text(app)
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


def test_a_model_that_reads_it_as_it_is_is_a_click_away(opened):
    app = opened("sbu-15", 2)
    others = {button.label.replace("\\", ""): button for button in keyed(app, "button", OTHER)}
    others["sbu-sta"].click()
    run(app)
    assert app.get_by_key("Checkpoint-choice").value == "sample:sbu-sta.safetensors"
    assert "sbu-sta · " in text(app)
    assert not is_offered(app)


def test_what_cannot_be_converted_is_said_in_a_sentence_and_its_joints_are_folded_away(opened):
    app = opened("hand-21", 1)
    assert not app.error
    assert not is_offered(app)
    assert "It cannot be converted: none of the 25 joints that the model reads can be told" in text(app)
    assert "No model here reads it as it is" in text(app)
    assert "hand-21" not in text(app)
    (missing,) = [each for each in app.get("popover") if each.proto.popover.label == "Which joints"]
    assert missing.markdown[0].value.startswith("spine base, ")
    assert "without attention" in text(app)


@pytest.mark.parametrize("page", ["evidence", "training"])
def test_other_pages_say_the_same_and_show_the_recording(tmp_path, page):
    clip = small_clip(20, 1, layout_named("hand-21"), name="own.npz")
    save_clip(clip, tmp_path / "own.npz")
    app = upload(driving.opened(page), "Clip-uploads", ("own.npz", (tmp_path / "own.npz").read_bytes()))
    assert "It cannot be converted" in text(app)
    assert "without attention" in text(app)
    assert not app.error
