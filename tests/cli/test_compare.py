"""``sta-lstm compare``: one clip, many clips, checkpoints that cannot be used among those that can."""

import csv
import json
from dataclasses import replace

import numpy as np
import pytest
import torch

from sta_lstm import save_clip
from sta_lstm.cli import main
from sta_lstm.datasets import open_dataset
from sta_lstm.model.checkpoint import load_checkpoint, save_checkpoint
from sta_lstm.model.network import Network
from sta_lstm.skeletons import Clip
from sta_lstm.skeletons.layout import SkeletonLayout
from sta_lstm.skeletons.layouts import KINECT_20, NTU_25


def call(folder, *words):
    return main(["compare", *(word.replace("{}", str(folder)) for word in words)])


def checkpoints(*names):
    return [word for name in names for word in ("--checkpoint", f"{{}}/{name}.safetensors")]


BOTH = checkpoints("tiny", "plain")
TWO = ["{}/walk.npz", "squat"]


def test_answer_for_people(folder, capsys):
    assert call(folder, "{}/walk.npz", *BOTH) == 0
    out, err = capsys.readouterr()
    assert err == ""
    for words in ("plain", "tiny · plain", "Jensen–Shannon divergence", "random", "plain has no spatial attention"):
        assert words in out


def test_json_page_and_table(folder, tmp_path, capsys):
    page, table = tmp_path / "out.html", tmp_path / "out.csv"
    assert call(folder, "{}/walk.npz", *BOTH, "--json", "--html", str(page), "--out", str(table), "--top", "3") == 0
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


def test_two_clips_under_one_checkpoint(folder, tmp_path, capsys):
    page, table = tmp_path / "out.html", tmp_path / "out.csv"
    words = [*TWO, *checkpoints("tiny")]
    assert call(folder, *words) == 0
    out = capsys.readouterr().out
    for said in ("walk.npz", "squat.csv", "aligned  dtw, ", "β differs most", "α differs most", "trunk lengths apart"):
        assert said in out
    assert call(folder, *words, "--align", "time", "--json", "--html", str(page), "--out", str(table)) == 0
    values = json.loads(capsys.readouterr().out)
    assert [clip["name"] for clip in values["clips"]] == ["walk.npz", "squat.csv"]
    alignment = values["alignment"]
    assert (alignment["kind"], alignment["fps"], alignment["second"]) == ("time", 30, list(range(104)))
    assert alignment["first"] == [*range(30), *[29] * 74]
    rows = list(csv.DictReader(table.read_text().splitlines()))
    assert [int(row["frame_first"]) for row in rows] == alignment["first"]
    payload = json.loads(page.read_text().split('id="payload">')[1].split("</script>")[0])
    assert [pane["recorded"] for pane in payload["panes"]] == [alignment["first"], alignment["second"]]


def test_one_that_does_not_load_is_said_and_the_others_go_on(folder, capsys):
    assert call(folder, "{}/walk.npz", *checkpoints("cut", "tiny", "nowhere", "plain"), "--json") == 0
    out, err = capsys.readouterr()
    assert [model["name"] for model in json.loads(out)["models"]] == ["tiny", "plain"]
    lines = err.splitlines()
    assert len(lines) == 2
    assert all(line.startswith("sta-lstm: left out: ") for line in lines)
    assert "cut.safetensors" in lines[0]
    assert "nowhere.safetensors" in lines[1]


def test_the_same_checkpoint_twice_is_compared_once(folder, capsys):
    assert call(folder, "{}/walk.npz", *checkpoints("tiny", "tiny", "plain"), "--json") == 0
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


def test_seeds_of_one_name_are_told_apart_by_their_paths(folder, seeds, capsys):
    words = [word for seed in "12" for word in ("--checkpoint", f"{seeds}/{seed}/tiny.safetensors")]
    assert call(folder, "{}/walk.npz", *words, *checkpoints("plain"), "--json") == 0
    values = json.loads(capsys.readouterr().out)
    assert [model["name"] for model in values["models"]] == [f"{seeds}/1/tiny", f"{seeds}/2/tiny", "plain"]
    own, *others = values["pairs"]
    assert own["two_seeds"] is None
    assert all(pair["two_seeds"] == own["figures"] for pair in others)


@pytest.fixture(scope="module")
def twenty(folder, tmp_path_factory):
    """``tiny`` for the joints of ``other.npz``, with other weights."""
    torch.manual_seed(1)
    checkpoint = load_checkpoint(folder / "tiny.safetensors", device="cpu")
    network = Network(replace(checkpoint.config, n_joints=20))
    path = tmp_path_factory.mktemp("twenty") / "twenty.safetensors"
    return save_checkpoint(replace(checkpoint, name="twenty", network=network, layout=KINECT_20), path)


def test_each_model_reads_the_clip_as_it_is_converted_for_it(folder, twenty, tmp_path, capsys):
    page = tmp_path / "out.html"
    words = ["{}/walk.npz", *BOTH, "--checkpoint", str(twenty)]
    assert call(folder, *words, "--json") == 0
    out, err = capsys.readouterr()
    assert [model["name"] for model in json.loads(out)["models"]] == ["tiny", "plain"]
    assert "left out: checkpoint 'twenty' reads" in err
    assert call(folder, *words, "--convert", "--json", "--html", str(page)) == 0
    out, err = capsys.readouterr()
    values = json.loads(out)
    assert [model["layout"] for model in values["models"]] == ["ntu-25", "ntu-25", "kinect-20"]
    assert values["joints"] == [joint for joint in NTU_25.joints if joint in KINECT_20.joints]
    assert "5 joints of 'tiny' that not all models have" in values["left_out"][0]
    assert err.startswith("sta-lstm: For twenty: Converted from 'ntu-25' to 'kinect-20': 18 of 20 joints copied, ")
    payload = json.loads(page.read_text().split('id="payload">')[1].split("</script>")[0])
    assert [clip["layout"]["name"] for clip in payload["clips"]] == ["ntu-25", "kinect-20"]
    assert call(folder, "{}/other.npz", *words[1:], "--convert", "--json") == 0
    models = {model["name"]: model for model in json.loads(capsys.readouterr().out)["models"]}
    assert models["twenty"]["inferred"] == []
    assert "left thumb" in models["tiny"]["inferred"] == models["plain"]["inferred"]


def test_a_clip_that_cannot_be_converted_for_one_is_compared_by_the_others(folder, tmp_path, capsys):
    layout = SkeletonLayout("arm", "", ("elbow", "hand"), (("elbow", "hand"),), (), "elbow", ("elbow", "hand"), "y", "")
    rng = np.random.default_rng(0)
    clip = Clip(rng.normal(size=(9, 1, 2, 3)), 30.0, layout, "y", np.ones((9, 1), bool), "arm")
    save_clip(clip, tmp_path / "arm.npz")
    checkpoint = load_checkpoint(folder / "tiny.safetensors", device="cpu")
    words = [f"{tmp_path}/arm.npz", *checkpoints("tiny"), "--convert"]
    for seed in "12":
        torch.manual_seed(int(seed))
        network = Network(replace(checkpoint.config, n_joints=2))
        place = save_checkpoint(replace(checkpoint, network=network, layout=layout), tmp_path / f"{seed}.safetensors")
        words += ["--checkpoint", str(place)]
    assert call(folder, *words) == 0
    assert "It cannot be converted to 'ntu-25' (no " in capsys.readouterr().err


def test_two_clips_of_other_joints_and_persons(folder, tmp_path, capsys):
    (tmp_path / "in").mkdir()
    for name in ("walk.npz", "other.npz"):
        (tmp_path / "in" / name).write_bytes((folder / name).read_bytes())
    words = [f"{tmp_path}/in", "{}/walk.npz", *checkpoints("tiny"), "--json"]
    assert call(folder, *words, "--entry", "other.npz", "--convert", "--fps", "15") == 0
    out, err = capsys.readouterr()
    clips = json.loads(out)["clips"]
    assert [(clip["name"], clip["fps"]) for clip in clips] == [("other.npz", 15), ("walk.npz", 15)]
    assert err.startswith("sta-lstm: Converted from 'kinect-20' to 'ntu-25'")
    assert call(folder, words[0], *words[:1], *words[2:], "--entry", "other.npz", "--entry", "walk.npz") == 2
    assert "(--convert on the command line" in capsys.readouterr().err


def test_a_person_is_kept_or_doubled_for_all(folder, capsys):
    words = ["{}/walk.npz", *checkpoints("tiny"), "--checkpoint", "sbu-sta", "--convert", "--json"]
    assert call(folder, *words) == 2
    assert "fits 1 of 2 checkpoints" in capsys.readouterr().err
    assert call(folder, *words, "--double", "--person", "A") == 0
    out, err = capsys.readouterr()
    assert "Person B, whom only these models read: sbu-sta." in json.loads(out)["left_out"]
    assert "For sbu-sta: The second person is a copy of the first" in err


def test_one_person_of_two_is_compared_with_the_same_one(folder, twenty, capsys):
    one = load_checkpoint(twenty, device="cpu")
    network = Network(replace(one.config, n_persons=1))
    save_checkpoint(replace(one, name="alone", network=network), twenty.with_name("alone.safetensors"))
    words = ["shake-hands", "--checkpoint", str(twenty.with_name("alone.safetensors")), "--checkpoint", "sbu-sta"]
    assert call(folder, *words, "--convert") == 2
    capsys.readouterr()
    assert call(folder, *words, "--convert", "--person", "B", "--json") == 0
    out, err = capsys.readouterr()
    values = json.loads(out)
    assert values["persons"] == [1]
    assert "Person A, whom only these models read: sbu-sta." in values["left_out"]
    assert "For alone: Person B alone; 1 other left out." in err
    assert call(folder, *words, "--checkpoint", "demo-sta", "--convert", "--person", "C") == 2
    assert "shows no person C; it shows A, B" in capsys.readouterr().err


def test_many_clips_are_converted_and_counted(folder, planted, twenty, capsys):
    words = ["--data", str(planted), "--checkpoint", "demo-sta", "--checkpoint", str(twenty)]
    assert call(folder, *words) == 2
    assert "none of the 24 clips can be compared" in capsys.readouterr().err
    assert call(folder, *words, "--convert", "--json") == 0
    out, err = capsys.readouterr()
    (note,) = json.loads(out)["notes"]
    assert note.startswith("24 clips: For twenty: Converted from 'ntu-25' to 'kinect-20': 18 of 20 joints copied, ")
    assert f"sta-lstm: {note}\n" in err
    assert len(json.loads(out)["clips"]) == 24
    assert call(folder, *words, "--convert", "--fps", "10") == 2
    assert "a data set is read by its own reader; leave them out" in capsys.readouterr().err


def test_many_clips_most_disputed_first(planted, folder, tmp_path, capsys):
    table = tmp_path / "clips.csv"
    words = ["--data", str(planted), "--checkpoint", "demo-lstm", "--checkpoint", "demo-sta"]
    assert call(folder, *words, "--out", str(table)) == 0
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


def test_many_clips_as_json(planted, folder, capsys):
    words = ["--data", str(planted), "--checkpoint", "demo-ta", "--checkpoint", "demo-sta", "--json"]
    assert call(folder, *words) == 0
    values = json.loads(capsys.readouterr().out)
    assert len(values["clips"]) == 24
    (pair,) = values["pairs"]
    assert pair["clips"] == 24
    assert pair["beta_spearman"] > pair["random_beta_spearman"] == 0


@pytest.fixture(scope="module")
def folds(trained, tmp_path_factory):
    """Two seeds of the fold that the trained checkpoint names, and one that says it is of another fold."""
    out = tmp_path_factory.mktemp("folds")
    checkpoint = load_checkpoint(trained / "tiny-sta.safetensors", device="cpu")
    for name, seed, fold in (("one", 1, "2"), ("two", 2, "2"), ("other", 1, "3")):
        torch.manual_seed(seed)
        weights = {key: value + 0.1 * torch.randn_like(value) for key, value in checkpoint.network.state_dict().items()}
        network = Network(checkpoint.config)
        network.load_state_dict(weights)
        training = {key: value for key, value in checkpoint.training.items() if key != "train_sources"}
        training |= {"seed": seed, "fold": fold}
        save_checkpoint(replace(checkpoint, name=name, network=network, training=training), out / f"{name}.safetensors")
    return out


def survey(capsys, folds, planted, *names, more=()):
    words = [word for name in names for word in ("--checkpoint", f"{folds}/{name}.safetensors")]
    assert main(["compare", "--data", str(planted), *words, *more, "--json", "--device", "cpu"]) == 0
    return json.loads(capsys.readouterr().out)


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
    names = {each.source: each.clip.name for each in open_dataset(planted).clips}
    assert clip["name"] == names[values["clips"][0]["clip"]]
    assert [pane["title"] for pane in payload["panes"]] == ["one", "two"]


BAD = [
    (BOTH, "one clip, or --data"),
    (["{}/walk.npz", "--data", "{}", *BOTH], "one of the two"),
    (["{}/walk.npz"], "2 to 8 checkpoints, and 0 came"),
    (["{}/walk.npz", *checkpoints("tiny")], "and 1 came"),
    (["{}/walk.npz", *checkpoints(*["tiny"] * 9)], "and 9 came"),
    (["{}/nowhere.npz", *BOTH], "nowhere.npz"),
    (["{}/noise.skeleton", *BOTH], "noise.skeleton"),
    (["{}/other.npz", *BOTH], "fits 0 of 2 checkpoints"),
    (["{}/walk.npz", *BOTH, "--html", "{}/a.pdf"], "ends in .html"),
    (["{}/walk.npz", *BOTH, "--out", "{}/a.xlsx"], "ends in .csv"),
    (["{}/walk.npz", *BOTH, "--html", "{}/no/a.html"], "no folder"),
    (["{}/walk.npz", *BOTH, "--top", "0"], "no whole number from 1"),
    (["{}/walk.npz", *BOTH, "--split", "test"], "--split chooses among the clips of a data set"),
    (["{}/walk.npz", *BOTH, "--align", "time"], "give a second clip"),
    ([*TWO, *BOTH], "under one checkpoint, and 2 came"),
    (["{}/walk.npz", "{}/other.npz", *checkpoints("tiny")], "clip 'other.npz' has 1 person"),
    ([*TWO, *checkpoints("tiny"), "--align", "music"], "invalid choice: 'music'"),
    ([*TWO, *checkpoints("tiny"), "--data", "{}"], "one of the two"),
]


@pytest.mark.parametrize(("words", "says"), BAD)
def test_bad_input_is_one_line_and_status_two(folder, capsys, words, says):
    assert call(folder, *words) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("sta-lstm: ")
    assert err.count("\n") == 1
    assert says in err
    assert not list(folder.glob("a.*"))


@pytest.mark.parametrize(
    ("given", "says"),
    [(("tiny", "cut"), "only 'tiny' is left"), (("cut", "evil"), "none is left"), (("tiny", "tiny"), "only 'tiny'")],
)
def test_too_few_that_remain(folder, capsys, given, says):
    assert call(folder, "{}/walk.npz", *checkpoints(*given)) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert says in err.splitlines()[-1]
    assert "left out" in err.splitlines()[0]
