"""``sta-lstm compare CLIP``: several checkpoints on one clip, those that cannot be used among those that can."""

import csv
import json
from dataclasses import replace

import numpy as np
import pytest
import torch

from sta_lstm import save_clip
from sta_lstm.model.checkpoint import load_checkpoint, save_checkpoint
from sta_lstm.model.networks.sta_lstm import StaLstm
from sta_lstm.skeletons import Clip
from sta_lstm.skeletons.layout import SkeletonLayout
from sta_lstm.skeletons.layouts import KINECT_20, NTU_25


def checkpoints(*names):
    return [word for name in names for word in ("--checkpoint", f"{{}}/{name}.safetensors")]


BOTH = checkpoints("tiny", "plain")


def test_answer_for_people(compare, capsys):
    assert compare("{}/walk.npz", *BOTH) == 0
    out, err = capsys.readouterr()
    assert err == ""
    for words in ("plain", "tiny · plain", "Difference of joints", "random", "plain has no spatial attention"):
        assert words in out


def test_json_page_and_table(compare, tmp_path, capsys):
    page, table = tmp_path / "out.html", tmp_path / "out.csv"
    assert compare("{}/walk.npz", *BOTH, "--json", "--html", str(page), "--out", str(table), "--top", "3") == 0
    out, err = capsys.readouterr()
    values = json.loads(out)
    assert [model["name"] for model in values["models"]] == ["tiny", "plain"]
    assert values["top"] == 3
    assert values["tolerance"] == 3  # a tenth of a second at 30 frames a second
    assert err.splitlines() == [f"sta-lstm: wrote {page}", f"sta-lstm: wrote {table}"]
    payload = json.loads(page.read_text().split('id="payload">')[1].split("</script>")[0])
    assert [pane["title"] for pane in payload["panes"]] == ["tiny", "plain"]
    (row,) = csv.DictReader(table.read_text().splitlines())
    assert (row["first"], row["second"]) == ("tiny", "plain")
    assert float(row["alpha_divergence"]) == values["pairs"][0]["figures"]["alpha_divergence"]
    assert row["beta_spearman"] == ""


def test_one_that_does_not_load_is_said_and_the_others_go_on(compare, capsys):
    assert compare("{}/walk.npz", *checkpoints("cut", "tiny", "nowhere", "plain"), "--json") == 0
    out, err = capsys.readouterr()
    assert [model["name"] for model in json.loads(out)["models"]] == ["tiny", "plain"]
    lines = err.splitlines()
    assert len(lines) == 2
    assert all(line.startswith("sta-lstm: left out: ") for line in lines)
    assert "cut.safetensors" in lines[0]
    assert "nowhere.safetensors" in lines[1]


def test_the_same_checkpoint_twice_is_compared_once(compare, capsys):
    assert compare("{}/walk.npz", *checkpoints("tiny", "tiny", "plain"), "--json") == 0
    out, err = capsys.readouterr()
    assert len(json.loads(out)["models"]) == 2
    assert "the same checkpoint as" in err


@pytest.fixture(scope="module")
def seeds(folder, tmp_path_factory):
    """Two checkpoints of one name that differ in seed and weights alone."""
    out = tmp_path_factory.mktemp("seeds")
    for seed in (1, 2):
        checkpoint = load_checkpoint(folder / "tiny.safetensors", device="cpu")
        with_seed = replace(checkpoint, training={"seed": seed, "recipe": {"name": "tiny"}})
        (out / str(seed)).mkdir()
        save_checkpoint(with_seed, out / str(seed) / "tiny.safetensors")
    return out


def test_seeds_of_one_name_are_told_apart_by_their_paths(compare, seeds, capsys):
    words = [word for seed in "12" for word in ("--checkpoint", f"{seeds}/{seed}/tiny.safetensors")]
    assert compare("{}/walk.npz", *words, *checkpoints("plain"), "--json") == 0
    values = json.loads(capsys.readouterr().out)
    assert [model["name"] for model in values["models"]] == [f"{seeds}/1/tiny", f"{seeds}/2/tiny", "plain"]
    own, *others = values["pairs"]
    assert own["two_seeds"] is None
    assert all(pair["two_seeds"] == own["figures"] for pair in others)


def test_each_model_reads_the_clip_as_it_is_converted_for_it(compare, twenty, tmp_path, capsys):
    page = tmp_path / "out.html"
    words = ["{}/walk.npz", *BOTH, "--checkpoint", str(twenty)]
    assert compare(*words, "--json") == 0
    out, err = capsys.readouterr()
    assert [model["name"] for model in json.loads(out)["models"]] == ["tiny", "plain"]
    assert "left out: checkpoint 'twenty' reads" in err
    assert compare(*words, "--convert", "--json", "--html", str(page)) == 0
    out, err = capsys.readouterr()
    values = json.loads(out)
    assert [model["layout"] for model in values["models"]] == ["ntu-25", "ntu-25", "kinect-20"]
    assert values["joints"] == [joint for joint in NTU_25.joints if joint in KINECT_20.joints]
    assert "5 joints of 'tiny' that not all models have" in values["left_out"][0]
    assert err.startswith("sta-lstm: For twenty: Converted from 'ntu-25' to 'kinect-20': 18 of 20 joints copied, ")
    payload = json.loads(page.read_text().split('id="payload">')[1].split("</script>")[0])
    assert [clip["layout"]["name"] for clip in payload["clips"]] == ["ntu-25", "kinect-20"]
    assert compare("{}/other.npz", *words[1:], "--convert", "--json") == 0
    models = {model["name"]: model for model in json.loads(capsys.readouterr().out)["models"]}
    assert models["twenty"]["inferred"] == []
    assert "left thumb" in models["tiny"]["inferred"] == models["plain"]["inferred"]


def test_a_clip_that_cannot_be_converted_for_one_is_compared_by_the_others(compare, folder, tmp_path, capsys):
    layout = SkeletonLayout("arm", "", ("elbow", "hand"), (("elbow", "hand"),), (), "elbow", ("elbow", "hand"), "y", "")
    rng = np.random.default_rng(0)
    clip = Clip(rng.normal(size=(9, 1, 2, 3)), 30.0, layout, "y", np.ones((9, 1), bool), "arm")
    save_clip(clip, tmp_path / "arm.npz")
    checkpoint = load_checkpoint(folder / "tiny.safetensors", device="cpu")
    words = [f"{tmp_path}/arm.npz", *checkpoints("tiny"), "--convert"]
    for seed in "12":
        torch.manual_seed(int(seed))
        network = StaLstm(replace(checkpoint.config, n_joints=2))
        place = save_checkpoint(replace(checkpoint, network=network, layout=layout), tmp_path / f"{seed}.safetensors")
        words += ["--checkpoint", str(place)]
    assert compare(*words) == 0
    assert "It cannot be converted to 'ntu-25' (no " in capsys.readouterr().err


def test_a_person_is_kept_or_doubled_for_all(compare, capsys):
    words = ["{}/walk.npz", *checkpoints("tiny"), "--checkpoint", "sbu-sta", "--convert", "--json"]
    assert compare(*words) == 2
    assert "fits 1 of 2 checkpoints" in capsys.readouterr().err
    assert compare(*words, "--double", "--person", "A") == 0
    out, err = capsys.readouterr()
    assert "Person B, whom only these models read: sbu-sta." in json.loads(out)["left_out"]
    assert "For sbu-sta: The second person is a copy of the first" in err


def test_one_person_of_two_is_compared_with_the_same_one(compare, twenty, capsys):
    one = load_checkpoint(twenty, device="cpu")
    network = StaLstm(replace(one.config, n_persons=1))
    save_checkpoint(replace(one, name="alone", network=network), twenty.with_name("alone.safetensors"))
    words = ["shake-hands", "--checkpoint", str(twenty.with_name("alone.safetensors")), "--checkpoint", "sbu-sta"]
    assert compare(*words, "--convert") == 2
    capsys.readouterr()
    assert compare(*words, "--convert", "--person", "B", "--json") == 0
    out, err = capsys.readouterr()
    values = json.loads(out)
    assert values["persons"] == [1]
    assert "Person A, whom only these models read: sbu-sta." in values["left_out"]
    assert "For alone: Person B alone; 1 other left out." in err
    assert compare(*words, "--checkpoint", "demo-sta", "--convert", "--person", "C") == 2
    assert "shows no person C; it shows A, B" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("given", "says"),
    [(("tiny", "cut"), "only 'tiny' is left"), (("cut", "evil"), "none is left"), (("tiny", "tiny"), "only 'tiny'")],
)
def test_too_few_that_remain(compare, capsys, given, says):
    assert compare("{}/walk.npz", *checkpoints(*given)) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert says in err.splitlines()[-1]
    assert "left out" in err.splitlines()[0]
