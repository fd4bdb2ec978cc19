"""README.md shows what is true: its Python runs, its commands are understood, and what it names is there.

Commands on sample clips run as they stand. For those that take long or need recordings of the reader's own, the options
are read by the program's own parser.
"""

import re
import shlex
import shutil
import tomllib
import zipfile
from pathlib import Path

import numpy as np
import pytest

import sta_lstm
from sta_lstm.cli import main
from sta_lstm.cli.main import _parser as parser_of_the_program
from sta_lstm.errors import SettingsError

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = {name: (ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "tests/benchmarks/README.md")}

#: Run for as long as somebody wants to, or train: of these the options alone are looked at.
LONG = {"app", "train", "evaluate", "crossval"}
#: What a reader is to have, and the tests have not: a data set, and checkpoints trained on it.
ONES_OWN = {"sbu/", "a.safetensors", "b.safetensors"}


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def commands():
    """The words of every line of every shell example."""
    return [shlex.split(line, comments=True) for block in blocks("sh") for line in block.splitlines()]


OURS = [words[1:] for words in commands() if words[0] == "sta-lstm"]
SHORT = [words for words in OURS if words[0] not in LONG and not ONES_OWN & set(words)]
VIDEOS = [pytest.param(words, marks=pytest.mark.slow) if "--video" in words else words for words in SHORT]


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """A folder with the samples and the files of which the examples speak."""
    shutil.copytree(ROOT / "sample_data", tmp_path / "sample_data")
    clips = tmp_path / "sample_data" / "clips"
    shutil.copy(clips / "shake-hands.skeleton", tmp_path / "clip.skeleton")
    with zipfile.ZipFile(tmp_path / "clips.zip", "w") as archive:
        archive.write(clips / "kick-right.skeleton", "kick.skeleton")
        archive.write(clips / "push.skeleton", "walk.skeleton")
    shown = sta_lstm.load_clip(clips / "shake-hands.skeleton")
    np.savez(tmp_path / "explained.npz", cam=np.abs(shown.positions[..., 0]))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_python_runs_and_gives_what_is_written_beside_it(desk):
    names = {}
    told = 0
    for block in blocks("python"):
        exec(block, names)
        for code, answer in re.findall(r"^(\w[^#\n]*?)  # ('[^'\n]*'|\[[^\n]*\])", block, re.MULTILINE):
            assert eval(code, names) == eval(answer), code
            told += 1
    assert told
    prediction, comparison = names["prediction"], names["comparison"]
    assert prediction.alpha.shape == (prediction.clip.n_frames, prediction.clip.n_persons, 25)
    assert prediction.contributions.shape == (prediction.clip.n_frames, len(prediction.class_names))
    np.testing.assert_allclose(prediction.contributions.sum(axis=0), prediction.logits, atol=1e-5)
    assert (desk / "out.html").stat().st_size > 50_000
    assert len(comparison.table()) == 1


@pytest.mark.slow
@pytest.mark.parametrize("words", VIDEOS, ids=" ".join)
def test_commands_on_samples_run(desk, capsys, words):
    before = set(desk.rglob("*"))
    assert main(words) == 0, capsys.readouterr().err
    written = [word for word in words if re.fullmatch(r"\w+\.(csv|html|pdf|svg|mp4|png|toml)|out/", word)]
    assert written or capsys.readouterr().out
    assert all((desk / name).exists() and desk / name not in before for name in written)


@pytest.mark.parametrize("words", OURS, ids=" ".join)
def test_options_are_those_of_the_program(words):
    assert parser_of_the_program().parse_args(words).command == words[0]


def test_a_wrong_option_would_be_noticed():
    with pytest.raises(SettingsError, match="unrecognized arguments: --colour"):
        parser_of_the_program().parse_args(["info", "clip.skeleton", "--colour"])


def test_training_on_several_gpus_takes_the_options_of_train():
    (line,) = re.findall(r"`accelerate launch -m sta_lstm\.cli ([^`]*)`", README)
    assert parser_of_the_program().parse_args(line.split()).recipe == "sbu"


def test_every_kind_of_command_is_one_that_is_looked_at():
    assert {words[0] for words in commands()} == {"make", "sta-lstm"}
    targets = set(re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)[1].split())
    assert {words[1] for words in commands() if words[0] == "make"} <= targets
    assert set(re.findall(r"`make (\w+)", README)) <= targets


def test_extras_are_declared():
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    named = set(re.findall(r"pip install '\.\[(\w+)\]'", README))
    assert named
    assert named <= declared.keys()


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_to_files(page):
    targets = [target for target in re.findall(r"\]\(([^)#]+)", PAGES[page]) if "://" not in target]
    assert targets
    assert [target for target in targets if not (ROOT / page).parent.joinpath(target).exists()] == []


def test_it_is_short():
    assert len(README.splitlines()) <= 160
