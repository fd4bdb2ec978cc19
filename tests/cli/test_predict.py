"""``sta-lstm predict``: the answer in words, as JSON and as a file."""

import json

import numpy as np
import pandas as pd
import pytest

import sta_lstm
from sta_lstm.cli import main
from sta_lstm.samples import resolve_checkpoint, resolve_clip
from sta_lstm.skeletons.layouts import NTU_25

CLASSES = ("wave", "kick", "bow")


def test_predict_prints_the_answer(folder, capsys):
    assert main(["predict", f"{folder}/walk.npz", "--checkpoint", f"{folder}/tiny.safetensors"]) == 0
    out, err = capsys.readouterr()
    expected = sta_lstm.predict(
        sta_lstm.load_checkpoint(folder / "tiny.safetensors"), sta_lstm.load_clip(folder / "walk.npz")
    )
    values = dict(line.strip().split("  ", 1) for line in out.splitlines() if "  " in line.strip())
    values = {name: value.strip() for name, value in values.items()}
    assert values["label"] == expected.label
    assert values["clip"] == "walk.npz (30 frames, 1.00 s, 1 person, ntu-25)"
    assert values["checkpoint"] == "tiny"
    assert values["keyframes"].startswith(f"{expected.keyframes[0]} (")
    for name, probability in zip(CLASSES, expected.probabilities, strict=True):
        assert values[name] == f"{100 * probability:.1f} %"
    first = expected.relative_alpha[expected.keyframes[0], 0]
    assert values[NTU_25.joints[int(first.argmax())]] == f"{first.max():.1f}×"
    assert f"most attended joints at frame {expected.keyframes[0]}" in out
    assert err == ""


@pytest.mark.parametrize(
    ("clip", "told"),
    [
        ("throw", {"label": "throw", "its own label": "correct", "caution": None}),
        ("mistaken-punch-right", {"its own label": "wrong: labelled “punch right”", "caution": None}),
        (
            "real-run",
            {
                "label": "march in place?",
                "its own label": "labelled “run”, which is none of this model’s classes",
                "caution": "never met a real person; 6 of 25 joints inferred",
            },
        ),
    ],
)
def test_predict_says_whether_it_is_right_and_how_far_to_trust_it(capsys, clip, told):
    assert main(["predict", clip, "--checkpoint", "demo-sta"]) == 0
    lines = capsys.readouterr().out.splitlines()
    values = {
        name.strip(): value.strip() for name, _, value in (line.partition("  ") for line in lines if line[:1] != " ")
    }
    assert {name: values.get(name) for name in told} == told
    assert values["record"].startswith("right on 98.9 % of 1,000 unseen planted clips")


def test_predict_says_what_a_model_without_attention_lacks(folder, capsys):
    assert main(["predict", f"{folder}/walk.npz", "--checkpoint", f"{folder}/plain.safetensors"]) == 0
    out = capsys.readouterr().out
    assert "no temporal attention" in out
    assert "no spatial attention" in out


def test_predict_json_is_one_object_with_these_keys(folder, capsys):
    assert main(["predict", f"{folder}/walk.npz", "--checkpoint", f"{folder}/tiny.safetensors", "--json"]) == 0
    values = json.loads(capsys.readouterr().out)
    assert set(values) == {
        *("clip", "checkpoint", "label", "probabilities", "logits", "joints", "inferred", "persons", "fps", "alpha"),
        *("beta", "frame_scores", "keyframes", "maps", "curves", "verdict", "windows", "notes"),
        "doubts",
        "provenance",
    }
    assert {"trust", "short", "sentence", "parts"} < set(values["verdict"])
    assert np.shape(values["alpha"]) == (30, 1, 25)
    assert np.shape(values["frame_scores"]) == (30, 3)
    total = np.array(values["beta"])[:, None] * np.array(values["frame_scores"])
    np.testing.assert_allclose(total.sum(0), values["logits"], atol=1e-5)


@pytest.mark.parametrize("suffix", [".npz", ".csv", ".parquet", ".json"])
def test_predict_writes_a_file(folder, tmp_path, capsys, suffix):
    out = tmp_path / f"answer{suffix}"
    arguments = ["predict", f"{folder}/walk.npz", "--checkpoint", f"{folder}/tiny.safetensors", "--out", str(out)]
    assert main([*arguments, "--json"]) == 0
    printed, notice = capsys.readouterr()
    beta = json.loads(printed)["beta"]
    if suffix == ".npz":
        written = np.load(out, allow_pickle=False)["beta"]
    elif suffix == ".json":
        written = json.loads(out.read_text())["beta"]
    else:
        table = pd.read_csv(out) if suffix == ".csv" else pd.read_parquet(out)
        written = table.query("joint == 'head'").beta.to_numpy()
    np.testing.assert_allclose(written, beta, rtol=1e-6)
    assert notice == f"sta-lstm: wrote {out}\n"


@pytest.mark.parametrize("name", ["S001C001P001R001A001", "S001C003P008R002A058"])
def test_predict_reads_real_recordings(folder, data_folder, capsys, name):
    (path,) = (data_folder / "ntu").glob(f"{name}.skeleton")
    assert main(["predict", str(path), "--checkpoint", f"{folder}/tiny.safetensors", "--json"]) == 0
    values = json.loads(capsys.readouterr().out)
    sums = np.array(values["alpha"]).sum((1, 2))
    np.testing.assert_allclose(sums, 1, atol=1e-5)
    assert np.shape(values["alpha"]) == (len(values["beta"]), values["persons"], 25)


def test_a_long_recording_is_answered_in_windows_and_never_at_once(tmp_path, capsys):
    checkpoint = sta_lstm.load_checkpoint(resolve_checkpoint("demo-sta"))
    clip = sta_lstm.load_clip(resolve_clip("long-seven-actions"))
    at_once = sta_lstm.predict(checkpoint, clip).label
    out = tmp_path / "long.json"
    assert main(["predict", "long-seven-actions", "--checkpoint", "demo-sta", "--out", str(out)]) == 0
    said, beside = capsys.readouterr()
    assert "  0.00 to   3.60 s  wave right hand  87.0 %\n" in said
    assert at_once not in said
    assert "\nlabel " not in said
    assert "it is read in windows, and not answered at once. For one answer, cut a part: sta-lstm convert" in beside
    values = json.loads(out.read_text())
    assert (values["label"], values["probabilities"], values["verdict"]) == (None, None, None)
    assert values["windows"]["answers"][0]["label"] == "wave right hand"
    asked = ["--explain", "ablation-limb"]  # of the score of a class
    assert main(["predict", "long-seven-actions", "--checkpoint", "demo-sta", *asked]) == 2
    assert "too long to be one action" in capsys.readouterr().err
    assert main(["predict", "long-seven-actions", "--checkpoint", "demo-sta", "--explain", "alpha-beta"]) == 0


def test_pages_pictures_and_comparisons_hold_to_the_same(tmp_path, capsys):
    long = ["long-seven-actions", "--checkpoint", "demo-sta"]
    files = {"html": "page.html", "timeline": "timeline.png", "methods": "methods.txt", "body-map": "body.svg"}
    asked = [word for option, name in files.items() for word in (f"--{option}", str(tmp_path / name))]
    assert main(["export", *long, *asked]) == 0
    assert main(["show", *long, "--html", str(tmp_path / "show.html")]) == 0
    for name in ("page.html", "show.html"):
        page = (tmp_path / name).read_text()
        assert "<title>Wave right hand, squat, drink, kick left, … · " in page
        assert '"answer":null' in page.replace(" ", "")
    assert (
        "demo-sta answered, where it was sure, “wave right hand” (0.0 to 3.6 s)"
        in (tmp_path / "methods.txt").read_text()
    )
    capsys.readouterr()
    for others in (["--checkpoint", "demo-sa"], ["bow"]):
        assert main(["compare", *long, *others] if len(others) > 1 else ["compare", long[0], *others, *long[1:]]) == 2
        assert "there is no one answer to compare. For one answer, cut a part" in capsys.readouterr().err
