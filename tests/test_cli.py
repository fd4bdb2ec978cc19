"""The command line, from arguments to exit status, with a tiny checkpoint of random weights."""

import json
import os
import runpy
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import torch

import sta_lstm
from sta_lstm.cli import main
from sta_lstm.model.checkpoint import Checkpoint, save_checkpoint
from sta_lstm.model.features import FeatureRecipe
from sta_lstm.model.network import Network, NetworkConfig
from sta_lstm.skeletons import Clip
from sta_lstm.skeletons.layouts import KINECT_20, NTU_25

CLASSES = ("wave", "kick", "bow")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """``walk.npz`` (30 frames, a person), ``other.npz`` (another layout), ``tiny.safetensors`` and its variants."""
    folder = tmp_path_factory.mktemp("cli")
    rng = np.random.default_rng(0)
    still = rng.normal(size=(1, 1, 25, 3))
    moving = still + rng.normal(scale=0.05, size=(30, 1, 25, 3)).cumsum(0)
    clip = Clip(moving, 30.0, NTU_25, "y", np.ones((30, 1), bool), "walk.npz", "wave", ("Two gaps filled.",))
    sta_lstm.save_clip(clip, folder / "walk.npz")
    other = Clip(moving[:, :, :20], 30.0, KINECT_20, "y", np.ones((30, 1), bool), "other.npz")
    sta_lstm.save_clip(other, folder / "other.npz")
    for name, spatial, temporal in (("tiny", True, True), ("plain", False, False)):
        torch.manual_seed(0)
        config = NetworkConfig(
            n_persons=2,
            n_joints=25,
            n_channels=3,
            n_classes=3,
            spatial=spatial,
            temporal=temporal,
            hidden=4,
            spatial_hidden=4,
            temporal_hidden=4,
        )
        checkpoint = Checkpoint(
            name=name,
            network=Network(config),
            layout=NTU_25,
            min_persons=1,
            class_names=CLASSES,
            recipe=FeatureRecipe(),
            training={"epochs": 3, "seed": 7},
            accuracy={"test": 0.975},
        )
        save_checkpoint(checkpoint, folder / f"{name}.safetensors")
        torch.save(checkpoint.network.state_dict(), folder / f"{name}.pt")
    (folder / "empty.csv").write_bytes(b"")
    (folder / "noise.skeleton").write_bytes(bytes(range(256)) * 8)
    content = (folder / "tiny.safetensors").read_bytes()
    (folder / "cut.safetensors").write_bytes(content[: len(content) // 2])
    (folder / "tiny.csv").write_bytes(content)  # a checkpoint under a clip's name
    (folder / "evil.safetensors").write_bytes(b"\x80\x04cos\nsystem\n(S'false'\ntR.")
    return folder


CALL = "import sys; from sta_lstm.cli import main; sys.exit(main())"


# --- predict ---


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
    assert values[NTU_25.joints[int(first.argmax())]] == f"{first.max():.1f} ×"
    assert f"most attended joints at frame {expected.keyframes[0]}" in out
    assert err == ""


def test_predict_says_what_a_model_without_attention_lacks(folder, capsys):
    assert main(["predict", f"{folder}/walk.npz", "--checkpoint", f"{folder}/plain.safetensors"]) == 0
    out = capsys.readouterr().out
    assert "no temporal attention" in out
    assert "no spatial attention" in out


def test_predict_json_is_one_object_with_these_keys(folder, capsys):
    assert main(["predict", f"{folder}/walk.npz", "--checkpoint", f"{folder}/tiny.safetensors", "--json"]) == 0
    values = json.loads(capsys.readouterr().out)
    assert set(values) == {
        *("clip", "checkpoint", "label", "probabilities", "logits", "joints", "persons", "fps", "alpha", "beta"),
        *("frame_scores", "keyframes"),
    }
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


# --- info ---


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


# --- bad input ---

BAD = [
    (["predict", "{}/nowhere.csv", "--checkpoint", "{}/tiny.safetensors"], "nowhere.csv"),
    (["predict", "{}/walk.npz", "--checkpoint", "{}/nowhere.safetensors"], "nowhere.safetensors"),
    (["predict", "{}/empty.csv", "--checkpoint", "{}/tiny.safetensors"], "empty.csv"),
    (["predict", "{}/noise.skeleton", "--checkpoint", "{}/tiny.safetensors"], "noise.skeleton"),
    (["predict", "{}/other.npz", "--checkpoint", "{}/tiny.safetensors"], "kinect-20"),
    (["predict", "{}/walk.npz", "--checkpoint", "{}/cut.safetensors"], "cut off"),
    (["predict", "{}/walk.npz", "--checkpoint", "{}/evil.safetensors"], "pickle"),
    (["predict", "{}/walk.npz", "--checkpoint", "{}/walk.npz"], "walk"),
    (["predict", "{}/walk.npz", "--checkpoint", "{}/tiny.pt"], ".json"),
    (["predict", "{}/walk.npz", "--checkpoint", "{}/tiny.safetensors", "--out", "{}/a.xlsx"], ".parquet"),
    (["predict", "{}/walk.npz", "--checkpoint", "{}/tiny.safetensors", "--out", "{}/no/a.npz"], "no folder"),
    (["predict", "{}/walk.npz", "--checkpoint", "{}/tiny.safetensors", "--out", "{}/walk.npz"], "file that is read"),
    (["predict", "{}/walk.npz", "--checkpoint", "{}/tiny.safetensors", "--device", "abacus"], "abacus"),
    (["predict", "{}/walk.npz"], "--checkpoint"),
    (["predict", "nul\0", "--checkpoint", "{}/tiny.safetensors"], "nul"),
    (["info", "{}"], "folder"),
    (["info", "{}/nowhere"], "nowhere"),
    (["info", "{}/evil.safetensors"], "pickle"),
    (["info", "{}/cut.safetensors"], "cut off"),
    (["info", "{}/tiny.pt"], ".json"),
    (["info", "{}/noise.skeleton"], "noise.skeleton"),
    (["sing"], "sing"),
    ([], "COMMAND"),
    (["app", "--server.port", "1"], "unrecognized"),
]


@pytest.mark.parametrize(("arguments", "says"), BAD, ids=[" ".join(a).replace("\0", "0") for a, _ in BAD])
def test_bad_input_is_one_line_and_status_two(folder, capsys, arguments, says):
    assert main([argument.replace("{}", str(folder)) for argument in arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("sta-lstm: ")
    assert err.count("\n") == 1
    assert says in err
    assert "Traceback" not in err


def test_a_device_that_is_not_there_is_named(folder, capsys):
    if torch.backends.mps.is_available():
        pytest.skip("this machine has the device that the test takes for missing")
    arguments = ["predict", f"{folder}/walk.npz", "--checkpoint", f"{folder}/tiny.safetensors", "--device", "mps"]
    assert main(arguments) == 2
    assert "'mps' is not available" in capsys.readouterr().err


def test_a_disk_that_refuses_is_named(folder, tmp_path, capsys, monkeypatch):
    def refuse(self, content):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(type(tmp_path), "write_bytes", refuse)
    out = tmp_path / "answer.npz"
    assert main(["predict", f"{folder}/walk.npz", "--checkpoint", f"{folder}/tiny.safetensors", "--out", str(out)]) == 2
    assert capsys.readouterr().err == f"sta-lstm: cannot write '{out}': No space left on device.\n"
    assert not list(tmp_path.iterdir())


def test_names_cannot_steer_the_terminal(folder, tmp_path, capsys):
    evil = "\x1b]0;owned\x07\x1b[2J\nsta-lstm: wrote"
    clip = replace(sta_lstm.load_clip(folder / "walk.npz"), name=evil, label=evil, notes=(evil,))
    sta_lstm.save_clip(clip, tmp_path / "evil.npz")
    checkpoint = sta_lstm.load_checkpoint(folder / "tiny.safetensors")
    named = replace(checkpoint, name=evil, class_names=(evil, "kick", "bow"), training={evil: [evil]})
    save_checkpoint(named, tmp_path / "evil.safetensors")
    assert main(["predict", f"{tmp_path}/evil.npz", "--checkpoint", f"{tmp_path}/evil.safetensors"]) == 0
    assert main(["info", f"{tmp_path}/evil.npz"]) == 0
    assert main(["info", f"{tmp_path}/evil.safetensors"]) == 0
    assert main(["info", f"{tmp_path}/{evil}.npz"]) == 2
    out, err = capsys.readouterr()
    assert "owned" in out
    for text in (out, err):
        assert all(character.isprintable() for character in text.replace("\n", ""))
        assert not any(line.startswith("sta-lstm: wrote") for line in text.splitlines())


# --- the process ---


def test_help_loads_nothing_heavy():
    code = (
        "import sys\n"
        "from sta_lstm.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit as end: assert end.code == 0\n"
        "heavy = {'torch', 'streamlit', 'pandas', 'plotly', 'numpy', 'scipy', 'pyarrow', 'safetensors'}\n"
        "print('heavy:', sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert "usage: sta-lstm" in done.stdout
    assert done.stdout.endswith("heavy: []\n")


@pytest.mark.parametrize("command", ["predict", "info", "app"])
def test_each_command_has_help(capsys, command):
    with pytest.raises(SystemExit) as end:
        main([command, "--help"])
    assert end.value.code == 0
    assert capsys.readouterr().out.startswith(f"usage: sta-lstm {command}")


def test_version(capsys):
    with pytest.raises(SystemExit) as end:
        main(["--version"])
    assert end.value.code == 0
    name, version = capsys.readouterr().out.split()
    assert name == "sta-lstm"
    assert version[0].isdigit()


def test_info_of_a_clip_needs_no_torch(folder):
    code = (
        "import sys; from sta_lstm.cli import main; main(sys.argv[1:]); "
        "sys.exit(bool({'torch', 'streamlit', 'plotly'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code, "info", f"{folder}/walk.npz"], capture_output=True, timeout=60)
    assert done.returncode == 0


def test_the_command_line_never_loads_the_screen(folder):
    code = (
        "import sys; from sta_lstm.cli import main; main(sys.argv[1:]); "
        "sys.exit('streamlit' in sys.modules or 'sta_lstm.ui' in sys.modules)"
    )
    arguments = ["predict", f"{folder}/walk.npz", "--checkpoint", f"{folder}/tiny.safetensors"]
    assert subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, timeout=60).returncode == 0


@pytest.mark.skipif(os.name != "posix", reason="pipes of this kind are POSIX's")
def test_a_reader_that_goes_away_is_no_error(folder):
    read, write = os.pipe()
    os.close(read)
    arguments = ["predict", f"{folder}/walk.npz", "--checkpoint", f"{folder}/tiny.safetensors", "--json"]
    done = subprocess.run([sys.executable, "-c", CALL, *arguments], stdout=write, stderr=subprocess.PIPE, timeout=120)
    os.close(write)
    assert done.stderr == b""
    assert done.returncode == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_an_output_that_is_full_is_named(folder):
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-c", CALL, "info", f"{folder}/walk.npz"], stdout=full, stderr=subprocess.PIPE, timeout=120
        )
    assert done.returncode == 2
    assert done.stderr == b"sta-lstm: cannot write the answer: No space left on device.\n"


def test_a_terminal_without_our_letters_shows_what_it_can(folder):
    arguments = ["predict", f"{folder}/walk.npz", "--checkpoint", f"{folder}/tiny.safetensors"]
    ascii_only = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run([sys.executable, "-c", CALL, *arguments], capture_output=True, timeout=120, env=ascii_only)
    assert done.returncode == 0
    assert b"1? is uniform" in done.stdout


def test_interrupted_is_130(monkeypatch, folder, capsys):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("sta_lstm.formats.load_clip", interrupt)
    assert main(["info", f"{folder}/walk.npz"]) == 130
    assert capsys.readouterr().err == ""


# --- app ---


def test_app_hands_the_page_and_the_rest_to_streamlit(monkeypatch, tmp_path):
    calls = []
    (tmp_path / "app.py").write_text("")
    monkeypatch.setattr("sta_lstm.samples.bundle_folder", lambda: tmp_path)
    monkeypatch.setattr(sys, "argv", ["sta-lstm"])
    monkeypatch.setattr(runpy, "run_module", lambda name, **_: calls.append((name, list(sys.argv))))
    assert main(["app", "--", "--server.port", "8600", "--", "own"]) == 0
    assert calls == [
        ("streamlit", ["streamlit", "run", str(tmp_path / "app.py"), "--server.port", "8600", "--", "own"])
    ]


def test_app_that_is_not_installed_says_so(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr("sta_lstm.samples.bundle_folder", lambda: tmp_path)
    assert main(["app"]) == 2
    assert "Install the package again" in capsys.readouterr().err
