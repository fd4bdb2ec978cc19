"""``sta-lstm train``: from a recipe and a folder of clips to a checkpoint, and what may be wrong on the way."""

import contextlib
import json
import shutil

import pytest
import torch

import sta_lstm
from sta_lstm.cli import main
from sta_lstm.training.recipe import load_recipe


@pytest.fixture
def arguments(planted, recipe, tmp_path):
    return ["train", str(recipe), "--data", str(planted), "--out", str(tmp_path / "run"), "--device", "cpu"]


def test_train_writes_a_checkpoint_that_predicts(arguments, planted, tmp_path, capsys):
    assert main([*arguments, "--variant", "sa", "--seed", "3"]) == 0
    out, err = capsys.readouterr()
    path = tmp_path / "run" / "planted-tiny-sa-seed-3.safetensors"
    assert f"checkpoint           {path}" in out
    assert "top-1" in out
    assert "planted: 24 clips, 3 classes" in err
    assert "fold '1', the first of 5 of stratified-five-folds" in err
    checkpoint = sta_lstm.load_checkpoint(path)
    assert (checkpoint.config.spatial, checkpoint.config.temporal) == (True, False)
    assert checkpoint.class_names == ("bow", "squat", "wave left hand")
    assert checkpoint.training["seed"] == 3
    assert checkpoint.training["command"] == (
        "sta-lstm train tiny --data planted --variant sa --seed 3 --protocol stratified-five-folds --fold 1 "
        "--out runs/tiny-sa-3"
    )
    assert str(planted.parent) not in json.dumps(dict(checkpoint.training))
    assert (tmp_path / "run" / "planted-tiny-sa-seed-3.md").read_text().startswith("# planted-tiny-sa-seed-3")
    log = [json.loads(line) for line in (tmp_path / "run" / "log.jsonl").read_text().splitlines()]
    assert [line["epoch"] for line in log[1:]] == [0, 1, 2, 3]


def test_train_json_is_one_object_on_standard_output(arguments, tmp_path, capsys):
    assert main([*arguments, "--fold", "3", "--json"]) == 0
    values = json.loads(capsys.readouterr().out)
    assert values["checkpoint"] == str(tmp_path / "run" / "planted-tiny-sta.safetensors")
    assert values["variant"] == "STA-LSTM"
    assert values["training"]["fold"] == "3"
    assert 0 <= values["accuracy"]["accuracy"] <= 1


def test_snapshots_are_kept_and_named(arguments, tmp_path, capsys):
    assert main([*arguments, "--keep-every", "2"]) == 0
    folder = tmp_path / "run" / "epochs"
    assert f"snapshots            {folder}" in capsys.readouterr().out
    assert sorted(path.name for path in folder.iterdir()) == [f"epoch-000{i}.safetensors" for i in (0, 2, 4)]
    assert main([*arguments, "--keep-every", "2", "--resume", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["snapshots"] == str(folder)
    assert main([*arguments, "--resume"]) == 2
    assert "keep_every is null now and was 2" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("word", "says"),
    [
        ("5", "keep-every is 5, and the run has 4 epochs; expected a number from 1 to 4, or 0"),
        ("-1", "'-1' is not a whole number from 0"),
        ("x", "'x' is not a whole number from 0"),
    ],
)
def test_snapshots_of_no_epoch_are_refused(arguments, tmp_path, capsys, word, says):
    with contextlib.suppress(SystemExit):  # argparse's own way out
        assert main([*arguments, "--keep-every", word]) == 2
    assert says in capsys.readouterr().err
    assert not (tmp_path / "run").exists()


@pytest.fixture
def results(recipe, tmp_path):
    """A function that writes what a cross-validation of the recipe came to, with changes."""

    def write(**changes):
        settings = json.loads(json.dumps(load_recipe(recipe).to_json()))
        path = tmp_path / "results.json"
        values = {"command": "sta-lstm crossval tiny", "mean": 0.75, "std": 0.125, "seeds": [0, 1], "folds": {"1": []}}
        path.write_text(json.dumps({**values, "settings": settings, "variant": "ta", **changes}))
        return str(path)

    return write


def test_the_card_says_what_the_cross_validation_found(arguments, results, tmp_path, capsys):
    assert main([*arguments, "--variant", "ta", "--crossval", results()]) == 0
    accuracy = sta_lstm.load_checkpoint(tmp_path / "run" / "planted-tiny-ta.safetensors").accuracy
    assert accuracy["mean over folds and seeds"] == 0.75
    assert (accuracy["std over seeds"], accuracy["seeds"], accuracy["folds"]) == (0.125, 2, 1)
    assert "clips that it has not seen" in accuracy["split"]
    card = (tmp_path / "run" / "planted-tiny-ta.md").read_text()
    assert "| mean over folds and seeds | 75.0 % |" in card
    assert "| from | sta-lstm crossval tiny |" in card


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"variant": "sa"}, "had other settings, or another variant, than 'tiny' with --variant ta"),
        ({"settings": {"name": "tiny"}}, "had other settings"),
        ({"mean": "high"}, "does not hold what 'sta-lstm crossval' writes"),
        ({"seeds": 3}, "does not hold what 'sta-lstm crossval' writes"),
    ],
)
def test_a_card_takes_no_figures_of_another_recipe(arguments, results, tmp_path, capsys, changes, says):
    assert main([*arguments, "--variant", "ta", "--crossval", results(**changes)]) == 2
    assert says in capsys.readouterr().err
    assert not (tmp_path / "run").exists()


def test_the_same_seed_gives_the_same_weights_and_another_others(arguments, tmp_path, trained, capsys):
    weights = {}
    for seed in ("1", "2"):
        arguments[arguments.index("--out") + 1] = str(tmp_path / seed)
        assert main([*arguments, "--seed", seed, "--fold", "2"]) == 0
        path = tmp_path / seed / f"planted-tiny-sta-seed-{seed}.safetensors"
        weights[seed] = sta_lstm.load_checkpoint(path).network.state_dict()
    first = sta_lstm.load_checkpoint(trained / "planted-tiny-sta-seed-1.safetensors").network.state_dict()
    assert all(torch.equal(first[name], weights["1"][name]) for name in first)
    assert not all(torch.equal(first[name], weights["2"][name]) for name in first)


def test_what_is_left_out_of_the_data_is_said(arguments, planted, tmp_path, capsys):
    skip = tmp_path / "skip.txt"
    skip.write_text("bow/00.npz\nsquat/01.npz\n")
    assert main([*arguments, "--skip-list", str(skip)]) == 0
    err = capsys.readouterr().err
    assert "planted: 22 clips" in err
    assert "skipped: 2, the first of them bow/00.npz: 'skip.txt' names it." in err


# --- bad input ---


def changed(recipe, folder, text, becomes):
    path = folder / "own.toml"
    path.write_text(recipe.read_text().replace(text, becomes))
    return str(path)


BAD = [
    ({"recipe": ("hidden = 8", "hiden = 8")}, "has no setting 'hiden'. Did you mean 'hidden'?"),
    ({"recipe": ("hidden = 8", "hidden = 0")}, "hidden is 0; expected a whole number from 1"),
    ({"recipe": ("[[stages]]", "[[stage]]")}, "no setting 'stage'"),
    ({"recipe": ("epochs = 4", "epochs = ")}, "not a TOML file"),
    ({"recipe": "nowhere"}, "there is no recipe 'nowhere'; those that ship: demo"),
    ({"--data": "{}/nowhere"}, "there is no folder"),
    ({"--data": "{}/empty"}, "holds no clips"),
    ({"--data": "nul\0"}, "nul"),
    ({"--fold": "9"}, "has no fold '9'; it has: 1, 2, 3, 4, 5"),
    ({"--protocol": "cross-view"}, "no protocol 'cross-view'; it has: stratified-five-folds"),
    ({"--seed": "-1"}, "'-1' is not a whole number from 0"),
    ({"--seed": "one"}, "'one' is not a whole number from 0"),
    ({"--variant": "gru"}, "gru"),
    ({"--device": "abacus"}, "abacus"),
    ({"--skip-list": "{}/nowhere.txt"}, "nowhere.txt"),
    ({"--out": "{}/a-file"}, "a-file"),
    ({"--out": "{}/a-file/run"}, "a-file"),
]


@pytest.mark.parametrize(("change", "says"), BAD, ids=[str(change) for change, _ in BAD])
def test_bad_input_is_one_line_and_status_two(planted, recipe, tmp_path, capsys, change, says):
    (tmp_path / "empty").mkdir()
    (tmp_path / "a-file").write_text("")
    options = {"recipe": str(recipe), "--data": str(planted), "--out": "{}/run", "--device": "cpu", **change}
    if isinstance(options["recipe"], tuple):
        options["recipe"] = changed(recipe, tmp_path, *options["recipe"])
    words = [options.pop("recipe"), *(word for pair in options.items() for word in pair)]
    assert main(["train", *(word.replace("{}", str(tmp_path)) for word in words)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "Traceback" not in err
    assert says in err.splitlines()[-1]
    assert err.splitlines()[-1].startswith("sta-lstm: ")
    assert not (tmp_path / "run").exists()


def test_a_class_that_is_only_tested_is_named(planted, recipe, tmp_path, capsys):
    folder = tmp_path / "clips"
    shutil.copytree(planted, folder)
    rows = ["path,label,split"]
    for i, path in enumerate(sorted(folder.rglob("*.npz"))):
        label = path.parent.name
        rows.append(f"{label}/{path.name},{label},{'test' if label == 'bow' or i % 3 == 0 else 'train'}")
    manifest = folder / "manifest.csv"
    manifest.write_text("\n".join(rows))
    command = ["train", str(recipe), "--data", str(manifest), "--out", str(tmp_path / "run"), "--device", "cpu"]
    assert main(command) == 0
    assert "no clip of these classes is among those that train, so none will be named: bow" in capsys.readouterr().err


def test_a_data_set_that_cannot_be_divided_says_why(arguments, planted, tmp_path, capsys):
    for action in ("bow", "squat"):
        (tmp_path / "few" / action).mkdir(parents=True)
        source = sorted((planted / action).iterdir())[0]
        (tmp_path / "few" / action / source.name).write_bytes(source.read_bytes())
    arguments[arguments.index("--data") + 1] = str(tmp_path / "few")
    assert main(arguments) == 2
    assert "Stratified folds need 5 clips or more; there are 2." in capsys.readouterr().err


# --- a run that is there already ---


def test_a_manifest_that_tests_no_clip_and_one_of_one_class(recipe, planted, tmp_path, capsys):
    clips = [f"{path},{path.parent.name}" for path in sorted(planted.glob("*/*.npz"))]
    rows = [f"{row},{'val' if number % 4 == 0 else 'train'}" for number, row in enumerate(clips)]
    (tmp_path / "none.csv").write_text("\n".join(("path,label,split", *rows)))
    base = ["train", str(recipe), "--device", "cpu", "--data"]
    assert main([*base, str(tmp_path / "none.csv"), "--out", str(tmp_path / "none")]) == 0
    assert "tested on   no clip" in capsys.readouterr().out
    (tmp_path / "one.csv").write_text("\n".join(("path,label", *(row for row in clips if row.endswith(",bow")))))
    assert main([*base, str(tmp_path / "one.csv"), "--out", str(tmp_path / "one")]) == 2
    assert "has one class ('bow'), and a network tells two or more apart" in capsys.readouterr().err
