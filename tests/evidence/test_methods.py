"""What a methods section is told: all that a checkpoint carries, and of what it does not carry, that it does not."""

from dataclasses import replace

import numpy as np
import pytest
from made import made_prediction, small_clip

from sta_lstm.evidence.methods import methods_text, software_text
from sta_lstm.evidence.verdict import judge
from sta_lstm.formats import load_clip
from sta_lstm.model.checkpoint import load_checkpoint
from sta_lstm.prediction import Provenance
from sta_lstm.prediction.predict import predict
from sta_lstm.prediction.windows import Windows
from sta_lstm.samples import resolve_clip, sample_checkpoints
from sta_lstm.skeletons.cut import cut

SONG, SBU, UTKINECT = "Song, S., Lan, C.", "SBU Kinect Interaction v2.0", "UTKinect-Action3D (Xia et al., CVPRW 2012)"
SHIPPED = {
    "demo-sta": ("STA-LSTM [1]", "planted motions", "“demo” with seed 0", "98.9 % of 1,000 unseen planted", ""),
    "demo-lstm": ("LSTM [1]", "planted motions", "“demo” with seed 0", "98.4 % of 1,000 unseen planted", ""),
    "demo-sta-committee": ("networks that were trained alike", "planted motions", "seed 0", "98.9 %", ""),
    "sbu-sta": ("STA-LSTM [1]", "227 clips of 8 classes [2]", "“sbu” with seed 0", "89 % of 55 unseen", SBU),
    "utkinect-sta": ("STA-LSTM [1]", "179 clips of 10 classes [2]", "fold s01", "95 % of 20 unseen", UTKINECT),
}


@pytest.fixture(scope="module")
def shipped():
    return {path.stem: load_checkpoint(path) for path in sample_checkpoints()}


def text_of(checkpoint, **more):
    prediction = made_prediction(small_clip(name="walk.npz"), checkpoint=checkpoint.name)
    return methods_text([(prediction, checkpoint)], software="a program", **more)


def foreign(checkpoint):
    """The same network, of which a stranger's file says nothing."""
    return replace(checkpoint, name="theirs", training={}, accuracy={}, revision="")


@pytest.mark.parametrize("name", SHIPPED)
def test_what_a_shipped_checkpoint_carries_is_told(shipped, name):
    *phrases, source = SHIPPED[name]
    text = text_of(shipped[name])
    paragraph, _, references = text.partition("\n\n")
    for phrase in (name, f"revision {shipped[name].revision}", *phrases, f"{shipped[name].n_parameters:,} weights"):
        assert phrase in paragraph
    assert references.startswith(f"[1] {SONG}")
    assert (f"[2] {source}" in references) if source else ("[2]" not in references)
    assert "computed with a program." in paragraph


def test_every_shipped_checkpoint_has_a_paragraph_without_holes(shipped):
    for checkpoint in shipped.values():
        text = text_of(checkpoint)
        assert "None" not in text
        assert ".." not in text
        assert "  " not in text
        assert text.count("\n\n") == 1


def test_of_a_strangers_checkpoint_it_says_that_nothing_is_known(shipped):
    text = text_of(foreign(shipped["demo-sta"]))
    assert "its file does not say how it was trained" in text
    assert "nothing is known of its accuracy, nor of what it learned from" in text
    assert "revision" not in text
    assert SONG in text  # the network is of that paper all the same


@pytest.mark.parametrize(
    "training",
    [
        {"recipe": 7, "seed": "x", "data": ["no", "text"], "source": {"a": 1}, "protocol": None},
        {"recipe": {"name": "a\nb\u202e" * 5000}, "data": "x" * 100_000, "source": "y\n\n[9] fake" * 50},
    ],
    ids=["other types", "endless and many lines"],
)
def test_garbled_and_endless_entries_do_no_harm(shipped, training):
    text = text_of(replace(shipped["demo-sta"], training=training))
    assert len(text) < 4000
    assert text.count("\n\n") == 1
    assert "\u202e" not in text


def test_several_models_are_told_each_once_and_share_their_references(shipped):
    models = [shipped[name] for name in ("sbu-sta", "sbu-ta", "sbu-sta")]
    clip = small_clip(name="push.npz")
    text = methods_text([(made_prediction(clip, checkpoint=each.name), each) for each in models], software="s")
    assert text.count("“push.npz”") == 1
    assert text.count("The model “sbu-sta”") == text.count("The model “sbu-ta”") == 1
    assert text.count("[1] Song") == text.count("[2] SBU") == 1
    assert "[3]" not in text


def test_two_recordings_are_told_apart_and_what_was_done_to_them_and_the_settings_stand_in_it(shipped):
    made = [made_prediction(small_clip(name=name), checkpoint="demo-sta") for name in ("a.npz", "b.npz")]
    made[1] = replace(made[1], provenance=Provenance("demo-sta", changes=("gaps were filled",)))
    text = methods_text(
        [(each, shipped["demo-sta"]) for each in made], settings=["frames were matched by pose."], software="s"
    )
    assert "answered to “a.npz”" in text
    assert "answered to “b.npz”" in text
    assert "Gaps were filled." in text
    assert "Frames were matched by pose." in text


def test_the_software_is_named_with_its_versions():
    assert software_text("9.8").startswith("sta-lstm 9.8 (torch ")
    with pytest.raises(ValueError, match="one answer"):
        methods_text([])


def test_a_long_recording_is_told_by_its_windows_and_never_at_once(shipped):
    windows = Windows(
        class_names=("kick", "clap"),
        spans=((0, 60), (30, 90), (60, 120), (90, 150)),
        probabilities=np.array([[0.9, 0.1], [0.9, 0.1], [0.1, 0.9], [0.1, 0.9]], np.float32),
        n_frames=150,
        seconds=2.0,
        hop_seconds=1.0,
    )
    prediction = replace(made_prediction(small_clip(150), checkpoint="demo-sta"), scores=None, windows=windows)
    text = methods_text([(prediction, shipped["demo-sta"])], software="s")
    assert "was read in 4 windows of 2.0 s, one every 1 s; demo-sta answered, where it was sure, “kick” (0.0 to" in text
    assert "“clap” (" in text
    assert "demo-sta answered “" in text_of(shipped["demo-sta"])
    assert "demo-sta answered “" not in text


def test_a_paper_is_told_what_was_found_and_no_advice(shipped):
    prediction = predict(shipped["demo-sta"], load_clip(resolve_clip("high-five")))
    judged = prediction.with_verdict(judge(shipped["demo-sta"], prediction))
    assert judged.verdict.sentence.endswith("times an equal share): believe it here.")
    text = methods_text([(judged, shipped["demo-sta"])], software="a program")
    assert "times an equal share)." in text
    assert "believe" not in text.replace("α believable in", "")


def test_a_part_of_a_recording_is_told_in_words_and_once(shipped):
    part = cut(load_clip(resolve_clip("long-seven-actions")), 30, 95)
    answer = (predict(shipped["demo-sta"], part), shipped["demo-sta"])
    text = methods_text([answer], software="a program")
    assert "The recording “long-seven-actions.npz” (frames 30 to 94 of 593, 1.00 to 3.17 s) has 65 frames" in text
    assert "[30:95]" not in text
    assert text.count("rames 30 to 94") == 1
    other = predict(shipped["demo-sta"], load_clip(resolve_clip("bow")))
    both = methods_text([answer, (other, shipped["demo-sta"])], software="a program")
    assert "answered to “long-seven-actions.npz” (frames 30 to 94 of 593, 1.00 to 3.17 s) “wave right hand”" in both
