"""``sta-lstm compare --data``: checkpoints on every clip of a data set."""

import csv
import json
from dataclasses import replace

import pytest
import torch

from sta_lstm.cli import main
from sta_lstm.datasets import open_dataset
from sta_lstm.model.checkpoint import load_checkpoint, save_checkpoint
from sta_lstm.model.networks.sta_lstm import StaLstm


def test_many_clips_are_converted_and_counted(compare, planted, twenty, capsys):
    words = ["--data", str(planted), "--checkpoint", "demo-sta", "--checkpoint", str(twenty)]
    assert compare(*words) == 2
    assert "none of the 24 clips can be compared" in capsys.readouterr().err
    assert compare(*words, "--convert", "--json") == 0
    out, err = capsys.readouterr()
    (note,) = json.loads(out)["notes"]
    assert note.startswith("24 clips: For twenty: Converted from 'ntu-25' to 'kinect-20': 18 of 20 joints copied, ")
    assert f"sta-lstm: {note}\n" in err
    assert len(json.loads(out)["clips"]) == 24
    assert compare(*words, "--convert", "--fps", "10") == 2
    assert "a data set is read by its own reader; leave them out" in capsys.readouterr().err


def test_many_clips_most_disputed_first(compare, planted, tmp_path, capsys):
    table = tmp_path / "clips.csv"
    words = ["--data", str(planted), "--checkpoint", "demo-lstm", "--checkpoint", "demo-sta"]
    assert compare(*words, "--out", str(table)) == 0
    out, err = capsys.readouterr()
    assert "24 clips" in out
    assert "demo-lstm · demo-sta" in out
    assert "most disagreement" in out
    rows = list(csv.DictReader(table.read_text().splitlines()))
    assert len(rows) == 24
    disagreement = [float(row["disagreement"]) for row in rows]
    assert disagreement == sorted(disagreement, reverse=True)
    assert set(rows[0]) >= {"clip", "label", "label demo-lstm", "label demo-sta", "alpha_divergence"}
    assert f"wrote {table}" in err


def test_many_clips_as_json(compare, planted, capsys):
    words = ["--data", str(planted), "--checkpoint", "demo-ta", "--checkpoint", "demo-sta", "--json"]
    assert compare(*words) == 0
    values = json.loads(capsys.readouterr().out)
    assert len(values["clips"]) == 24
    (pair,) = values["pairs"]
    assert pair["clips"] == 24
    assert pair["beta_spearman"] > pair["random_beta_spearman"] == 0


@pytest.fixture(scope="module")
def folds(trained, tmp_path_factory):
    """Two seeds of the fold that the trained checkpoint names, and one that says it is of another fold."""
    out = tmp_path_factory.mktemp("folds")
    checkpoint = load_checkpoint(trained / "planted-tiny-sta-seed-1.safetensors", device="cpu")
    for name, seed, fold in (("one", 1, "2"), ("two", 2, "2"), ("other", 1, "3")):
        torch.manual_seed(seed)
        weights = {key: value + 0.1 * torch.randn_like(value) for key, value in checkpoint.network.state_dict().items()}
        network = StaLstm(checkpoint.config)
        network.load_state_dict(weights)
        training = {key: value for key, value in checkpoint.training.items() if key != "train_sources"}
        training |= {"seed": seed, "fold": fold}
        save_checkpoint(replace(checkpoint, name=name, network=network, training=training), out / f"{name}.safetensors")
    return out


def survey(capsys, folds, planted, *names, more=()):
    words = [word for name in names for word in ("--checkpoint", f"{folds}/{name}.safetensors")]
    assert main(["compare", "--data", str(planted), *words, *more, "--json", "--device", "cpu"]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.mark.slow
def test_unseen_clips_alone_by_the_folds_on_the_cards(folds, planted, capsys):
    dataset = open_dataset(planted)
    unseen = {dataset.clips[i].source for i in dataset.fold("stratified-five-folds", "2").test}
    values = survey(capsys, folds, planted, "one", "two", more=("--split", "test"))
    assert values["split"] == "test"
    assert {clip["clip"] for clip in values["clips"]} == unseen
    (pair,) = values["pairs"]
    assert pair["two_seeds"] is True
    # That of another fold has seen these, and no other holds out its own.
    assert survey(capsys, folds, planted, "one", "other", "two", more=("--split", "test")) == values
    everything = survey(capsys, folds, planted, "one", "two")
    assert len(everything["clips"]) == 24
    both = {clip["clip"] for clip in survey(capsys, folds, planted, "one", "other", more=("--split", "train"))["clips"]}
    of_the_other = {dataset.clips[i].source for i in dataset.fold("stratified-five-folds", "3").test}
    assert both == {clip.source for clip in dataset.clips} - unseen - of_the_other


@pytest.mark.parametrize(
    ("names", "says"),
    [
        (
            ("one", "other"),
            "no clip of data set 'planted' is in the split 'test' of two of these checkpoints: 'one' fold 2",
        ),
        (("demo-sta", "demo-lstm"), "names no protocol and fold"),
    ],
)
def test_what_no_two_have_left_unseen_is_not_compared(folds, planted, capsys, names, says):
    paths = [name if name.startswith("demo") else f"{folds}/{name}.safetensors" for name in names]
    words = [word for path in paths for word in ("--checkpoint", path)]
    assert main(["compare", "--data", str(planted), *words, "--split", "test"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert says in err.splitlines()[-1]


def test_the_page_of_many_clips_opens_on_the_most_disputed(folds, planted, tmp_path, capsys):
    page = tmp_path / "out.html"
    values = survey(capsys, folds, planted, "one", "two", more=("--html", str(page)))
    payload = json.loads(page.read_text().split('id="payload">')[1].split("</script>")[0])
    (clip,) = payload["clips"]
    names = {each.source: each.load().name for each in open_dataset(planted).clips}
    assert clip["name"] == names[values["clips"][0]["clip"]]
    assert [pane["title"] for pane in payload["panes"]] == ["one", "two"]
