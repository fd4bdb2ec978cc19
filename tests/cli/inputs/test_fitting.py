"""A clip of other joints, or of another number of persons, under a checkpoint."""

import json
import re

import numpy as np
import pytest

import sta_lstm
from sta_lstm.cli import main
from sta_lstm.skeletons import Clip
from sta_lstm.skeletons.layouts import SBU_15


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    """A clip of two persons of other joints than ``tiny``'s."""
    path = tmp_path_factory.mktemp("pair") / "pair.npz"
    rng = np.random.default_rng(0)
    positions = rng.normal(size=(1, 2, 15, 3)) + rng.normal(scale=0.05, size=(30, 2, 1, 3)).cumsum(0)
    sta_lstm.save_clip(Clip(positions, 30.0, SBU_15, "y", np.ones((30, 2), bool), "pair"), path)
    return path


def test_predict_converts_where_it_is_asked(folder, capsys):
    arguments = ["predict", f"{folder}/other.npz", "--checkpoint", f"{folder}/tiny.safetensors"]
    assert main(arguments) == 2
    assert "Convert the clip to 'ntu-25' (--convert)" in capsys.readouterr().err
    assert main([*arguments, "--convert"]) == 0
    out, err = capsys.readouterr()
    assert "1 person, ntu-25)" in out
    assert re.search(
        r"^inferred +spine base, spine mid, neck, left hand tip, left thumb, right hand tip, right thumb$",
        out,
        re.MULTILINE,
    )
    assert err.startswith("sta-lstm: Converted from 'kinect-20' to 'ntu-25': 18 of 25 joints copied")


def test_predict_keeps_a_person_and_doubles_one(folder, pair, capsys):
    tiny = f"{folder}/tiny.safetensors"
    for person in "aB":
        assert main(["predict", str(pair), "--checkpoint", tiny, "--convert", "--person", person, "--json"]) == 0
        out, err = capsys.readouterr()
        assert np.shape(json.loads(out)["alpha"]) == (30, 1, 25)
        assert f"Person {person.upper()} alone; 1 other left out." in err
    assert main(["predict", f"{folder}/walk.npz", "--checkpoint", "sbu-sta", "--convert"]) == 2
    assert "Have its person doubled (--double" in capsys.readouterr().err
    assert main(["predict", f"{folder}/walk.npz", "--checkpoint", "sbu-sta", "--convert", "--double"]) == 0
    assert "The second person is a copy of the first" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("person", "says"), [("C", "shows no person C; it shows A, B"), ("1", "A for the first; got '1'")]
)
def test_no_such_person(folder, pair, capsys, person, says):
    assert main(["predict", str(pair), "--checkpoint", f"{folder}/tiny.safetensors", "--person", person]) == 2
    assert says in capsys.readouterr().err


def test_export_converts_too(folder, pair, tmp_path):
    page = tmp_path / "page.html"
    arguments = ["export", str(pair), "--checkpoint", f"{folder}/tiny.safetensors", "--html", str(page)]
    assert main(arguments) == 2
    assert main([*arguments, "--convert"]) == 0
    assert '"ntu-25"' in page.read_text()


def test_info_says_what_a_conversion_would_do(folder, capsys):
    arguments = ["info", f"{folder}/other.npz", "--checkpoint", f"{folder}/tiny.safetensors"]
    assert main(arguments) == 0
    out = capsys.readouterr().out
    assert re.search(r"^fits +no$", out, re.MULTILINE)
    assert re.search(r"^conversion neck +inferred: between its base and the head$", out, re.MULTILINE)
    assert main([*arguments, "--json"]) == 0
    values = json.loads(capsys.readouterr().out)
    assert (values["checkpoint"], values["fits"]) == ("tiny", False)
    assert values["conversion"]["head"] == "copied"
    assert "Of the samples, utkinect-sta, demo-grid read it as it is." in values["advice"]
    assert main(["info", f"{folder}/walk.npz", "--checkpoint", f"{folder}/tiny.safetensors"]) == 0
    assert re.search(r"^fits +yes$", capsys.readouterr().out, re.MULTILINE)
    assert main(["info", f"{folder}/tiny.safetensors", "--checkpoint", "demo-sta"]) == 2
    assert "this is a checkpoint; leave the option out" in capsys.readouterr().err
