"""The page of one training, as Streamlit runs it: the epochs of good runs, and what is said of bad snapshots."""

import json
from dataclasses import replace

import numpy as np
import pytest
from driving import keyed, opened, run, upload

from sta_lstm.formats import save_clip
from sta_lstm.model.checkpoint import load_checkpoint, save_checkpoint
from sta_lstm.samples import FOLDER_VARIABLE, resolve_checkpoint, sample_runs, snapshot_name
from sta_lstm.skeletons import Clip, layout_named
from sta_lstm.ui.pickers import runs

RUN, CLIPS, SNAPSHOTS, EPOCH = "Training run-choice", "Clip-uploads", "Training run-uploads", "training-epoch"
PATHS = sample_runs()["demo-small-sta"]


@pytest.fixture
def app():
    return opened("training", clip="bow")


def shown(app):
    """What the player is told."""
    parts = [json.loads(part.proto.json) for part in app.get("bidi_component") if part.proto.json]
    (payload,) = [part["payload"] for part in parts if "payload" in part]
    return payload["panes"][0]


def address(app):
    """The words that the address is told."""
    parts = [json.loads(part.proto.json) for part in app.get("bidi_component") if part.proto.json]
    (words,) = [part["words"] for part in parts if "words" in part]
    return words


def words(app, kind):
    return "\n".join(element.value.replace("\\", "") for element in getattr(app, kind))


def content(epoch):
    return next(path for path in PATHS if path.name == snapshot_name(epoch)).read_bytes()


def snapshot(tmp_path, epoch, **changes):
    """One of the sample's snapshots with other settings, as a file's content."""
    path = next(path for path in PATHS if path.name == snapshot_name(epoch))
    return save_checkpoint(replace(load_checkpoint(path), **changes), tmp_path / "new.st").read_bytes()


def test_it_opens_on_the_sample_at_its_last_epoch():
    app = opened("training")
    assert not app.error
    assert app.title[0].value == "High five"
    assert "is what demo-small-sta says after 40 epochs of training, and in every snapshot" in words(app, "caption")
    assert "right on 93.5 % of 1,000 unseen planted clips · never met a real person" in words(app, "caption")
    assert "**Epoch 40, the last,** :green-badge[✓ correct] says " in words(app, "caption")
    assert app.get_by_key(EPOCH).label == "Epochs of training, 0 to 40"
    assert app.get_by_key("training-play").label == "Play from epoch 0"
    assert app.get_by_key(EPOCH).options == ["0", "1", "2", "3", "4", "6", "9", "14", "23", "40"]
    assert shown(app)["title"] == "epoch 40"
    assert address(app) == {}
    assert not app.info


def test_the_slider_changes_the_attention_and_nothing_of_the_clip(app):
    last = shown(app)
    app.get_by_key(EPOCH).set_value(0)
    run(app)
    first = shown(app)
    assert first["title"] == "epoch 0"
    assert first["maps"][0]["values"] != last["maps"][0]["values"]
    assert max(first["answer"]["probabilities"]) < 0.1 < max(last["answer"]["probabilities"])
    assert address(app) == {"clip": "bow", "run": "demo-small-sta", "epoch": "0"}
    assert "Prediction at epoch 0" in words(app, "header")
    assert app.get_by_key("training-play").label == "Play the epochs"
    said = words(app, "caption")
    assert "**Epoch 0** :red-badge[✗ wrong: labelled “bow”] says " in said
    assert "the clip’s label bow, " in said
    assert "right on 5.8 % of 1,000 unseen planted clips · entropy of α 99 %, β 100 % of what an even" in said


def test_a_link_opens_its_epoch_and_says_what_is_not_there():
    assert shown(opened("training", clip="bow", run="demo-small-sta", epoch="3"))["title"] == "epoch 3"
    app = opened("training", clip="bow", run="demo-small-sta", epoch="5")
    assert shown(app)["title"] == "epoch 40"
    assert "epoch 5, but there is no snapshot of it" in words(app, "info")
    app = opened("training", clip="bow", run="nobody", epoch="5")
    assert "run “nobody”" in words(app, "info")
    assert not app.error


def test_uploaded_snapshots_are_a_run_of_their_own_in_any_order(app):
    upload(
        app, SNAPSHOTS, *((f"{name}.safetensors", content(epoch)) for name, epoch in (("b", 4), ("a", 40), ("c", 0)))
    )
    assert app.get_by_key(RUN).value.startswith("upload:")
    assert app.get_by_key(EPOCH).options == ["0", "4", "40"]
    assert shown(app)["title"] == "epoch 40"
    upload(app, SNAPSHOTS)
    assert app.get_by_key(RUN).value == "sample:demo-small-sta"


def test_snapshots_of_two_runs_are_told_apart(app, tmp_path):
    other = load_checkpoint(PATHS[3]).training | {"run": "another"}
    upload(
        app,
        SNAPSHOTS,
        ("epoch-0000.safetensors", content(0)),
        ("epoch-0003.safetensors", content(3)),
        ("epoch-0003.safetensors", snapshot(tmp_path, 3, training=other)),
    )
    assert shown(app)["title"] == "epoch 3"
    assert "There is one snapshot, of epoch 3" in words(app, "info")
    assert len([option for option in app.get_by_key(RUN).options if "Yours" in option]) == 2
    assert not app.error


def test_a_damaged_snapshot_and_a_stranger_are_named_and_the_others_go_on(app):
    upload(
        app,
        SNAPSHOTS,
        ("good.safetensors", content(0)),
        ("broken.safetensors", content(3)[:9000]),
        ("demo-sta.safetensors", resolve_checkpoint("demo-sta").read_bytes()),
        ("fine.safetensors", content(6)),
    )
    assert app.get_by_key(EPOCH).options == ["0", "6"]
    assert "broken.safetensors" in words(app, "error")
    assert "'demo-sta.safetensors' is a checkpoint, but not a snapshot" in words(app, "warning")


def test_of_more_than_twenty_uploads_the_last_are_taken(app):
    upload(app, SNAPSHOTS, *((f"{i}.safetensors", content(0 if i < 2 else 3)) for i in range(22)))
    assert "Only the last 20 of 22 uploads are listed" in words(app, "info")
    assert "There is one snapshot, of epoch 3" in words(app, "info")
    assert words(app, "warning").count("is of epoch 3 too") == 19


@pytest.fixture
def folder(monkeypatch, tmp_path):
    """A folder named at the start, with a run in which not all is as it should be."""
    place = tmp_path / "mine" / "epochs"
    place.mkdir(parents=True)
    for path in PATHS[:4]:
        (place / path.name).write_bytes(path.read_bytes())
    names = load_checkpoint(PATHS[4]).class_names
    (place / PATHS[4].name).write_bytes(snapshot(tmp_path, 4, class_names=("dance", *names[1:])))
    (place / PATHS[5].name).write_bytes(b"damaged")
    (tmp_path / "new.st").unlink()
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    runs._folder_runs.clear()  # it is listed anew every few seconds only
    yield tmp_path
    runs._folder_runs.clear()


def test_a_run_in_a_folder_is_offered_and_its_bad_snapshots_named(folder):
    app = opened("training", clip="bow", run="mine", epoch="2")
    assert app.get_by_key(EPOCH).options == ["0", "1", "2", "3"]
    assert shown(app)["title"] == "epoch 2"
    assert address(app) == {"clip": "bow", "run": "mine", "epoch": "2"}
    assert "'epoch-0004.safetensors' is left out: its classes are others" in words(app, "warning")
    assert "epoch-0006.safetensors" in words(app, "error")
    path = folder / "mine" / "epochs" / "epoch-0009.safetensors"  # the training goes on
    path.write_bytes(content(9))
    runs._folder_runs.clear()
    run(app)
    assert app.get_by_key(EPOCH).options == ["0", "1", "2", "3", "9"]
    assert shown(app)["title"] == "epoch 2"


def test_of_many_snapshots_some_are_shown_evenly(folder, monkeypatch):
    monkeypatch.setattr(runs, "MOST_SHOWN", 3)
    app = opened("training", clip="bow", run="mine")
    assert app.get_by_key(EPOCH).options == ["0", "2"]  # and the last one is damaged
    assert "3 of 6 snapshots are shown, spread evenly" in words(app, "info")


def test_a_run_without_a_sound_snapshot_leaves_the_body_alone(folder):
    for path in (folder / "mine" / "epochs").iterdir():
        path.write_bytes(b"damaged")
    app = opened("training", clip="bow", run="mine")
    assert len(app.error) == 6
    assert "without attention" in words(app, "caption")
    assert (shown(app)["answer"], shown(app)["maps"]) == (None, [])


def test_a_clip_that_does_not_fit_is_offered_to_be_converted(app, tmp_path):
    sbu = layout_named("sbu-15")
    rng = np.random.default_rng(0)
    clip = Clip(rng.normal(size=(5, 2, 15, 3)), 15, sbu, "y", np.ones((5, 2), dtype=bool), "pair.npz")
    save_clip(clip, tmp_path / "pair.npz")
    upload(app, CLIPS, ("pair.npz", (tmp_path / "pair.npz").read_bytes()))
    assert "This clip does not fit this checkpoint as it is" in words(app, "markdown")
    assert "without attention" in words(app, "caption")
    keyed(app, "button", "conversion-do")[0].click()
    run(app)
    assert shown(app)["title"] == "epoch 40"
    assert not app.error


def test_the_last_snapshot_tells_how_the_training_went(app, tmp_path):
    assert "How the training went" not in words(app, "header")
    curves = {"accuracy": [0.5, 0.75], "cross_entropy": [1.0, 0.5], "validation_accuracy": [0.25, 0.5]}
    training = {"epoch": 2, "run": "x", "curves": curves}
    upload(app, SNAPSHOTS, ("epoch-0002.safetensors", snapshot(tmp_path, 40, training=training)))
    assert "How the training went" in words(app, "header")
    assert "learns its own clips by heart" in words(app, "caption")
    bad = {**training, "curves": {**curves, "accuracy": ["<b>", 0.5]}}
    upload(app, SNAPSHOTS, ("epoch-0002.safetensors", snapshot(tmp_path, 40, training=bad)))
    assert not app.exception
    assert "How the training went" not in words(app, "header")
