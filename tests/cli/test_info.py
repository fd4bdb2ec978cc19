"""``sta-lstm info``: what a clip or a checkpoint is."""

import json
import pickle
import shutil
from dataclasses import replace

import numpy as np
import pytest

import sta_lstm
from sta_lstm.cli import main
from sta_lstm.formats.overview import formats_table

CLASSES = ("wave", "kick", "bow")


def test_info_of_a_clip(folder, capsys):
    assert main(["info", f"{folder}/walk.npz"]) == 0
    out = capsys.readouterr().out
    for part in ("clip", "ntu-25", "persons", "30", "label           wave", "Two gaps filled."):
        assert part in out
    assert main(["info", f"{folder}/walk.npz", "--json"]) == 0
    values = json.loads(capsys.readouterr().out)
    assert values["kind"] == "clip"
    assert (values["frames"], values["persons"], values["fps"], values["seconds"]) == (30, 1, 30.0, 1.0)
    assert values["frames_present"] == [30]
    assert values["notes"] == ["Two gaps filled."]


@pytest.mark.parametrize("name", ["tiny.safetensors", "tiny.csv"])
def test_info_of_a_checkpoint_whatever_it_is_called(folder, capsys, name):
    assert main(["info", f"{folder}/{name}"]) == 0
    out = capsys.readouterr().out
    for part in ("checkpoint", "STA-LSTM", "wave, kick, bow", "0.975", "recipe centre", "training epochs", "ntu-25"):
        assert part in out
    assert main(["info", f"{folder}/{name}", "--json"]) == 0
    values = json.loads(capsys.readouterr().out)
    assert values["kind"] == "checkpoint"
    assert values["classes"] == list(CLASSES)
    assert values["accuracy"] == {"test": 0.975}
    assert values["training"] == {"epochs": 3, "seed": 7}
    assert values["persons"] == {"least": 1, "most": 2}


def test_a_pickle_is_a_clip_unless_it_is_called_a_checkpoint(tmp_path, capsys):
    keypoint = np.random.default_rng(0).uniform(100, 500, size=(1, 4, 17, 2))
    (tmp_path / "mine.pkl").write_bytes(pickle.dumps([{"frame_dir": "a", "keypoint": keypoint}]))
    assert main(["info", f"{tmp_path}/mine.pkl"]) == 0
    assert "PYSKL annotations" in capsys.readouterr().out
    (tmp_path / "other.pkl").write_bytes(pickle.dumps({"weights": 1}))
    assert main(["info", f"{tmp_path}/other.pkl"]) != 0
    assert "holds no array of positions" in capsys.readouterr().err
    (tmp_path / "other.pt").write_bytes(pickle.dumps({"weights": 1}))
    assert main(["info", f"{tmp_path}/other.pt"]) != 0
    assert "checkpoint" in capsys.readouterr().err


def test_info_of_a_data_set(planted, capsys):
    (planted / "notes.txt").write_text("by hand")
    try:
        assert main(["info", str(planted)]) == 0
        out = capsys.readouterr().out
        assert main(["info", str(planted), "--json"]) == 0
        values = json.loads(capsys.readouterr().out)
    finally:
        (planted / "notes.txt").unlink()
    for part in ("planted: 24 clips, 3 classes", "protocol stratified-five-folds", "notes.txt: it lies beside"):
        assert part in out
    assert values["kind"] == "dataset"
    assert values["classes"] == {"bow": 8, "squat": 8, "wave left hand": 8}
    folds = values["protocols"]["stratified-five-folds"]
    assert sum(fold["test"] for fold in folds.values()) == values["clips"] == 24
    assert [each["source"] for each in values["skipped"]] == ["notes.txt"]


def test_info_of_a_folder_and_of_an_archive_of_recordings(folder, tmp_path, capsys):
    (tmp_path / "clips").mkdir()
    for name in ("walk.npz", "other.npz", "noise.skeleton"):
        (tmp_path / "clips" / name).write_bytes((folder / name).read_bytes())
    shutil.make_archive(str(tmp_path / "clips"), "zip", tmp_path / "clips")
    for name in ("clips", "clips.zip"):
        assert main(["info", f"{tmp_path}/{name}"]) == 0
        lines = capsys.readouterr().out.splitlines()
        assert lines[0].startswith("noise.skeleton  cannot be read: 'noise.skeleton' is binary")
        assert lines[1:] == [
            "other.npz  30 frames, 1 × kinect-20, 30 fps",
            "walk.npz  30 frames, 1 × ntu-25, 30 fps, wave",
            "2 of 3 can be read.",
        ]
        assert main(["info", f"{tmp_path}/{name}", "--json", "--fps", "10"]) == 0
        values = json.loads(capsys.readouterr().out)
        assert values["kind"] == "recordings"
        assert [each.get("fps") for each in values["recordings"]] == [None, 10, 10]
    assert main(["info", f"{tmp_path}/clips", "--checkpoint", "demo-sta"]) == 2
    assert "this is a list of recordings" in capsys.readouterr().err


def test_info_of_a_folder_without_recordings(tmp_path, capsys):
    assert main(["info", str(tmp_path)]) == 2
    assert "holds no files" in capsys.readouterr().err
    (tmp_path / "notes.txt").write_text("by hand")
    assert main(["info", str(tmp_path)]) == 2
    assert "holds 1 file, and no recording" in capsys.readouterr().err


def test_info_of_the_formats(capsys):
    assert main(["info", "--formats"]) == 0
    assert capsys.readouterr().out == formats_table() + "\n"
    for arguments in (["info"], ["info", "walk.npz", "--formats"]):
        assert main(arguments) == 2
        assert "info needs one FILE, or --formats" in capsys.readouterr().err


def test_of_several_recordings_whose_first_is_empty_the_others_are_named(tmp_path, capsys):
    np.savez(tmp_path / "split.npz", x_train=np.zeros((3, 12, 150)), y_train=np.eye(3, 60))
    assert main(["info", f"{tmp_path}/split.npz"]) == 2
    error = capsys.readouterr().err
    assert "no frame shows a body" in error
    assert "holds 3 recordings, of which that is the first: 'train 0', 'train 1', 'train 2'" in error


def test_an_explained_clip_is_found_sound_or_said_what_is_wrong(tmp_path, capsys):
    path = tmp_path / "explained.npz"
    np.savez(path, alpha=np.full((4, 1, 25), 1 / 25))
    assert main(["info", str(path)]) == 0
    assert "explained clip" in capsys.readouterr().out
    np.savez(path, alpha=np.ones((4, 1, 25)))
    assert main(["info", str(path)]) == 2
    assert "'explained.npz': 'alpha' sums to 25 over the joints of row 0" in capsys.readouterr().err


def test_a_data_set_tells_the_doubts_of_its_clips_and_a_manifest_is_one(planted, tmp_path, capsys):
    still = sta_lstm.load_clip(next((planted / "bow").iterdir()))
    odd = tmp_path / "odd"
    odd.mkdir()
    sta_lstm.save_clip(replace(still, positions=np.repeat(still.positions[:1], still.n_frames, 0)), odd / "still.npz")
    sta_lstm.save_clip(still, odd / "moves.npz")
    (tmp_path / "mine.csv").write_text("path,label\nstill.npz,bow\nmoves.npz,bow\n")
    assert main(["info", str(tmp_path / "mine.csv"), "--root", str(odd), "--json"]) == 0
    values = json.loads(capsys.readouterr().out)
    assert (values["kind"], values["clips"], values["looked_at"]) == ("dataset", 2, 2)
    (doubt,) = (each for each in values["recordings"] if each["kind"] == "doubt")
    assert (doubt["clips"], doubt["first"]) == (1, "still.npz")
    assert main(["info", str(tmp_path / "mine.csv"), "--root", str(odd)]) == 0
    assert f"1 clip, doubt: {doubt['sentence']}" in capsys.readouterr().out
