"""``--edit``, of every command that reads one clip."""

import json

import numpy as np
import pytest
from made import small_clip

import sta_lstm
from sta_lstm.cli import main
from sta_lstm.evidence.edits import apply, parse_edits

EDIT = "hold:right arm@3-9"
NOTE = "What if: the right arm held still at the mean place of the clip in the frames 3 to 9."


@pytest.fixture
def asked(folder):
    """The beginning of a command: a clip and a checkpoint."""
    return [f"{folder}/walk.npz", "--checkpoint", f"{folder}/tiny.safetensors"]


def test_predict_is_asked_of_the_edited_clip(folder, asked, capsys):
    assert main(["predict", *asked, "--edit", EDIT, "--edit", "shake:all=5;slow:all=2", "--json"]) == 0
    out, err = capsys.readouterr()
    values = json.loads(out)
    clip = apply(sta_lstm.load_clip(folder / "walk.npz"), parse_edits(f"{EDIT};shake:all=5;slow:all=2"))
    expected = sta_lstm.predict(sta_lstm.load_checkpoint(folder / "tiny.safetensors"), clip)
    np.testing.assert_allclose(values["logits"], expected.logits, atol=1e-6)
    assert values["provenance"]["changes"] == ["Two gaps filled.", *clip.notes[1:]]
    assert f"sta-lstm: {NOTE}\n" in err
    assert len(clip.notes) == 4


@pytest.mark.parametrize("command", [["export"], ["show"]])
def test_a_page_carries_the_edit(asked, tmp_path, capsys, command):
    assert main([*command, *asked, "--edit", EDIT, "--html", f"{tmp_path}/edited.html"]) == 0
    assert NOTE in capsys.readouterr().err
    assert NOTE in (tmp_path / "edited.html").read_text(encoding="utf-8")


def test_show_edits_without_a_checkpoint(folder, tmp_path, capsys):
    np.save(tmp_path / "cam.npy", np.ones((30, 1, 25)))
    arguments = ["show", f"{folder}/walk.npz", "--map", f"{tmp_path}/cam.npy", "--html", f"{tmp_path}/a.html"]
    assert main([*arguments, "--edit", EDIT]) == 0
    assert NOTE in capsys.readouterr().err


def test_compare_asks_every_checkpoint_of_the_edited_clip(folder, asked, capsys):
    arguments = ["compare", *asked, "--checkpoint", f"{folder}/plain.safetensors", "--json"]
    answers = []
    for edit in ([], ["--edit", "shake:all=30"]):
        assert main([*arguments, *edit]) == 0
        out, err = capsys.readouterr()
        answers.append(json.loads(out))
    assert answers[0] != answers[1]
    assert err.count("What if: the body shaken by 30 cm (seed 0).") == 1


@pytest.mark.parametrize(
    ("edit", "sentence"),
    [
        ("hold", "'hold' is not written as an edit; expected KIND:WHAT@FIRST-LAST"),
        ("hold:wing", "cannot find 'wing' on a body of 'ntu-25'"),
        ("hide:all", "would leave nobody in clip 'walk.npz'"),
        ("swap:head=nobody", "There is no clip 'nobody'"),
        ("hold:all@5-30", "has the frames 0 to 29"),
    ],
)
def test_a_bad_edit_is_one_sentence(asked, capsys, edit, sentence):
    assert main(["predict", *asked, "--edit", edit]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert sentence in err
    assert err.count("\n") == 1


def test_two_clips_are_not_edited(folder, asked, capsys):
    assert main(["compare", f"{folder}/walk.npz", *asked, "--edit", EDIT]) == 2
    assert "--edit changes one clip that several checkpoints read" in capsys.readouterr().err


@pytest.fixture
def pair(tmp_path, folder):
    """The beginning of a command about a clip of two persons."""
    clip = small_clip(n_persons=2, name="pair.npz")
    sta_lstm.save_clip(clip, tmp_path / "pair.npz")
    return ["predict", f"{tmp_path}/pair.npz", "--checkpoint", f"{folder}/tiny.safetensors"]


def test_letters_are_those_of_the_recording(pair, capsys):
    assert main([*pair, "--person", "B", "--edit", "hold:B/right arm", "--json"]) == 0
    out, err = capsys.readouterr()
    assert "What if: the right arm held still" in err
    assert main([*pair, "--person", "B", "--edit", "hold:right arm", "--json"]) == 0
    assert json.loads(out)["logits"] == json.loads(capsys.readouterr().out)["logits"]


def test_somebody_who_was_left_out_cannot_be_edited(pair, capsys):
    assert main([*pair, "--person", "B", "--edit", "hold:A/right arm"]) == 2
    err = capsys.readouterr().err
    assert "is about person A, and --person B keeps B alone. Name B" in err


def test_one_frame_that_is_left_is_said(asked, capsys):
    assert main(["predict", *asked, "--edit", "hide:all@0-28"]) == 0
    assert "somebody is left in 1 of 30 frames, and in one frame nothing moves" in capsys.readouterr().err
