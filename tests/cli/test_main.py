"""The program from arguments to exit status: bad input, hostile names, and the process around it."""

import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import torch

import sta_lstm
from sta_lstm.cli import main
from sta_lstm.model.checkpoint import save_checkpoint

CALL = "import sys; from sta_lstm.cli import main; sys.exit(main())"
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
    (["evaluate", "{}/tiny.safetensors", "--data", "{}"], "one sub-folder of clips for each class"),
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
    def refuse(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", refuse)
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


@pytest.mark.parametrize(
    "arguments",
    [["--help"], ["train", "--help"], ["evaluate", "--help"], ["crossval", "--help"], ["faithfulness", "--help"]],
)
def test_help_loads_nothing_heavy(arguments):
    code = (
        "import sys\n"
        "from sta_lstm.cli import main\n"
        f"try: main({arguments!r})\n"
        "except SystemExit as end: assert end.code == 0\n"
        "heavy = {'torch', 'streamlit', 'pandas', 'plotly', 'numpy', 'scipy', 'pyarrow', 'safetensors', 'tqdm'}\n"
        "print('heavy:', sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert "usage: sta-lstm" in done.stdout
    assert done.stdout.endswith("heavy: []\n")


@pytest.mark.parametrize(
    "command", ["predict", "info", "app", "train", "evaluate", "crossval", "export", "faithfulness"]
)
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


@pytest.fixture(scope="module")
def predicted(folder):
    """``predict`` in a process of its own, for a terminal with ASCII alone; 3 says that it loaded the screen."""
    code = (
        "import sys; from sta_lstm.cli import main; status = main(sys.argv[1:]); "
        "sys.exit(status or 3 * ('streamlit' in sys.modules or 'sta_lstm.ui' in sys.modules))"
    )
    arguments = ["predict", f"{folder}/walk.npz", "--checkpoint", f"{folder}/tiny.safetensors"]
    ascii_only = {**os.environ, "PYTHONIOENCODING": "ascii"}
    return subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, timeout=120, env=ascii_only)


@pytest.mark.slow
def test_the_command_line_never_loads_the_screen(predicted):
    assert predicted.returncode == 0


@pytest.mark.skipif(os.name != "posix", reason="pipes of this kind are POSIX's")
def test_a_reader_that_goes_away_is_no_error(folder):
    read, write = os.pipe()
    os.close(read)
    arguments = ["info", f"{folder}/walk.npz", "--json"]
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


@pytest.mark.slow
def test_a_terminal_without_our_letters_shows_what_it_can(predicted):
    assert predicted.returncode == 0
    assert b"1? is an equal share" in predicted.stdout


def test_interrupted_is_130(monkeypatch, folder, capsys):
    def interrupt(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("sta_lstm.formats.collection.load_clip", interrupt)
    assert main(["info", f"{folder}/walk.npz"]) == 130
    assert capsys.readouterr().err == ""


def test_ended_by_a_scheduler_is_interrupted_and_the_caller_keeps_its_own_manners(monkeypatch, folder, capsys):
    def end(*_, **__):
        signal.raise_signal(signal.SIGTERM)

    before = signal.getsignal(signal.SIGTERM)
    monkeypatch.setattr("sta_lstm.formats.collection.load_clip", end)
    assert main(["info", f"{folder}/walk.npz"]) == 130
    assert capsys.readouterr().err == ""
    assert signal.getsignal(signal.SIGTERM) is before
