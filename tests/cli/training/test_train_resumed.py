"""``sta-lstm train`` again in the folder of a run: what goes on, what is refused, and what a full disk spares."""

import json
import os
import signal
import subprocess
import sys

import pytest
import torch

import sta_lstm
from sta_lstm.cli import main
from sta_lstm.training import loop
from sta_lstm.training.schedule import set_rate


def test_a_finished_run_is_not_begun_again_by_accident(planted, recipe, trained, capsys):
    before = {path.name: path.read_bytes() for path in trained.iterdir()}
    arguments = ["train", str(recipe), "--data", str(planted), "--out", str(trained), "--device", "cpu"]
    assert main([*arguments, "--seed", "1", "--fold", "2"]) == 2
    assert "--resume" in capsys.readouterr().err
    assert {path.name: path.read_bytes() for path in trained.iterdir()} == before


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (["--seed", "2", "--fold", "2"], "seed is 2 now and was 1"),
        (["--seed", "1", "--fold", "3"], "fingerprint"),
        (["--seed", "1", "--fold", "2", "--variant", "ta"], 'variant is "ta" now and was "sta"'),
        (["--seed", "1", "--fold", "2", "--recipe"], "learning_rate is 0.01 now and was 0.02"),
    ],
)
def test_a_run_goes_on_with_its_own_settings_only(planted, recipe, trained, tmp_path, capsys, change, says):
    before = {path.name: path.read_bytes() for path in trained.iterdir()}
    named = str(recipe)
    if change[-1] == "--recipe":
        (tmp_path / "tiny.toml").write_text(recipe.read_text().replace("0.02", "0.01"))
        named, change = str(tmp_path / "tiny.toml"), change[:-1]
    arguments = ["train", named, "--data", str(planted), "--out", str(trained), "--device", "cpu", "--resume"]
    assert main([*arguments, *change]) == 2
    err = capsys.readouterr().err.splitlines()[-1]
    assert "cannot go on with other settings" in err
    assert says in err
    assert {path.name: path.read_bytes() for path in trained.iterdir()} == before


@pytest.mark.parametrize("ended", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.slow
def test_interrupted_it_goes_on_to_the_same_weights(planted, recipe, tmp_path, capsys, monkeypatch, ended):
    (tmp_path / "tiny.toml").write_text(recipe.read_text().replace("epochs = 4", "epochs = 16"))
    base = ["train", str(tmp_path / "tiny.toml"), "--data", str(planted), "--device", "cpu", "--fold", "2", "--json"]
    whole, halved = tmp_path / "whole", tmp_path / "halved"
    assert main([*base, "--out", str(whole)]) == 0

    steps = iter(range(1000))

    def rate_or_interrupt(*arguments):
        if next(steps) == 37:  # of three an epoch: in the middle of the thirteenth
            signal.raise_signal(ended)
        return set_rate(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(loop, "set_rate", rate_or_interrupt)
        assert main([*base, "--out", str(halved)]) == 130
    assert "--resume goes on" in capsys.readouterr().err
    log = halved / "log.jsonl"
    assert epochs_in(log) == list(range(12))
    assert sorted(path.name for path in halved.iterdir() if path.suffix in (".pt", ".jsonl", ".safetensors")) == [
        "log.jsonl",
        "state.pt",
    ]

    assert main([*base, "--out", str(halved), "--resume"]) == 0
    first, second = (sta_lstm.load_checkpoint(out / "planted-tiny-sta.safetensors") for out in (whole, halved))
    for name, weights in first.network.state_dict().items():
        assert torch.equal(weights, second.network.state_dict()[name])
    assert epochs_in(log) == list(range(16))


def epochs_in(log):
    return [json.loads(line)["epoch"] for line in log.read_text().splitlines()[1:]]


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="limits the size of files")
def test_a_disk_that_is_full_is_one_line_and_spares_what_is_there(planted, recipe, trained, tmp_path):
    code = (
        "import resource, signal, sys; from sta_lstm.cli import main\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))\n"
        "sys.exit(main())"
    )
    out = tmp_path / "run"
    out.mkdir()
    kept = (trained / "planted-tiny-sta-seed-1.safetensors").read_bytes()
    (out / "planted-tiny-sta.safetensors").write_bytes(kept)
    arguments = ["train", str(recipe), "--data", str(planted), "--out", str(out), "--device", "cpu"]
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, timeout=120)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "File too large" in done.stderr.splitlines()[-1]
    assert (out / "planted-tiny-sta.safetensors").read_bytes() == kept
    assert [path.name for path in out.iterdir() if path.name.startswith(".")] == []
