"""`--explain`: maps that the checkpoint is asked for, on pages and in tables, by the same options."""

import json
import re

import numpy as np
import pandas as pd
import pytest

from sta_lstm import load_clip
from sta_lstm.cli.main import main
from sta_lstm.samples import resolve_clip

ASKED = ("--checkpoint", "demo-sta", "--explain", "alpha-beta", "ablation-limb", "contributions")


def pane_of(page):
    text = page.read_text(encoding="utf-8")
    (pane,) = json.loads(re.search(r'<script type="application/json" id="payload">(.*?)</script>', text)[1])["panes"]
    return [each["name"] for each in pane["maps"]], [each["name"] for each in pane["curves"]]


@pytest.mark.parametrize("command", ["show", "export"])
def test_maps_that_are_asked_for_stand_on_the_page(command, tmp_path):
    page = tmp_path / "out.html"
    assert main([command, "squat", *ASKED, "--explain", "random", "--html", str(page)]) == 0
    assert pane_of(page) == (["alpha", "alpha-beta", "ablation-limb", "random"], ["beta", "contributions"])


def test_maps_of_a_file_stand_behind_them(tmp_path):
    clip = load_clip(resolve_clip("squat"))
    np.save(tmp_path / "drop.npy", np.ones(clip.positions.shape[:3]))
    page = tmp_path / "out.html"
    assert main(["show", "squat", *ASKED, "--map", str(tmp_path / "drop.npy"), "--html", str(page)]) == 0
    assert pane_of(page)[0] == ["alpha", "alpha-beta", "ablation-limb", "drop"]


def test_tables_have_them_too_and_a_class_is_in_their_names(tmp_path, capsys):
    out = tmp_path / "out.parquet"
    asked = ("--class", "bow", "--versus", "squat", "--fill", "interpolation", "--out", str(out))
    assert main(["predict", "squat", *ASKED, *asked]) == 0
    columns = set(pd.read_parquet(out).columns)
    assert {"map alpha-beta", "curve contributions.bow-not-squat"} < columns
    assert any(name.startswith("map ablation-limb.bow-not-squat.inter") for name in columns)


def test_the_seed_decides_the_random_map(tmp_path):
    def drawn(*more):
        out = tmp_path / "out.npz"
        asked = ("--checkpoint", "demo-sta", "--explain", "random", *more)
        assert main(["predict", "squat", *asked, "--out", str(out)]) == 0
        return np.load(out)["map random"]

    assert np.array_equal(drawn(), drawn("--seed", "0"))
    assert not np.array_equal(drawn(), drawn("--seed", "1"))


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--explain", "alpha-beta"), "--explain asks a checkpoint; name one with --checkpoint"),
        (("--checkpoint", "demo-sta", "--explain", "alpha-beto"), "no map 'alpha-beto' to explain with; there are:"),
        (("--checkpoint", "demo-sta", "--explain", "random", "random"), "'random' is asked for twice"),
        (
            ("--checkpoint", "demo-lstm", "--explain", "alpha-beta"),
            "'demo-lstm' (LSTM) learned no attention",
        ),
        (("--checkpoint", "demo-sta", "--class", "bow"), "--class says what --explain explains, which is not given"),
        ((*ASKED, "--class", "sneeze"), "the checkpoint has no class 'sneeze'; its classes: wave left hand"),
        ((*ASKED, "--class", "bow", "--versus", "bow"), "needs two classes, and 'bow' is both"),
        ((*ASKED, "--versus", "squat"), "'squat' is the answer to this clip"),
        ((*ASKED, "--seed", "-1"), "--seed -1: a seed is 0 or more"),
    ],
)
def test_what_cannot_be_explained_is_one_sentence(arguments, sentence, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["show", "squat", *arguments]) == 2
    said = capsys.readouterr().err
    assert sentence in said
    assert said.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_export_and_predict_refuse_before_they_read_anything(capsys, tmp_path):
    for command in (("predict",), ("export", "--html", str(tmp_path / "a.html"))):
        assert main([*command, "squat", "--checkpoint", "demo-sta", "--explain", "nonsense"]) == 2
        assert "no map 'nonsense'" in capsys.readouterr().err


def test_an_option_that_no_map_depends_on_is_said(folder, capsys):
    arguments = ["predict", f"{folder}/walk.npz", "--checkpoint", f"{folder}/tiny.safetensors", "--explain"]
    idle = ["--class", "kick", "--versus", "bow", "--fill", "interpolation", "--seed", "3"]
    assert main([*arguments, "motion-energy", *idle]) == 0
    err = capsys.readouterr().err
    assert "--class kick changes nothing: no map that is asked for is about a class (motion-energy)." in err
    assert "--versus bow changes nothing" in err
    assert "--fill interpolation changes nothing: no map that is asked for is an ablation" in err
    assert "--seed 3 changes nothing: no map that is asked for is drawn by chance" in err
    assert main([*arguments, "ablation-limb", "random", *idle]) == 0
    assert "changes nothing" not in capsys.readouterr().err
