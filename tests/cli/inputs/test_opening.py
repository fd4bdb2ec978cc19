"""One recording of many: the same rule for a folder, an archive and a file of several, and for every command."""

import json
import pickle
import shutil
import zipfile

import numpy as np
import pytest

from sta_lstm.cli import main
from sta_lstm.formats import load_clip


@pytest.fixture(scope="module")
def many(folder, tmp_path_factory):
    """``all``, ``all.zip``: two recordings and a text; ``one``, ``one.zip``: one and a text; ``set.pkl``: two."""
    root = tmp_path_factory.mktemp("many")
    for name, files in (("all", ("walk.npz", "other.npz")), ("one", ("walk.npz",))):
        (root / name / "sub").mkdir(parents=True)
        for file in files:
            shutil.copy(folder / file, root / name / "sub")
        (root / name / "notes.txt").write_text("by hand")
        shutil.make_archive(str(root / name), "zip", root / name)
    keypoint = np.random.default_rng(0).uniform(100, 500, size=(1, 4, 17, 2))
    (root / "set.pkl").write_bytes(pickle.dumps([{"frame_dir": name, "keypoint": keypoint} for name in "ab"]))
    return root


def commands(folder, out):
    tiny = ["--checkpoint", f"{folder}/tiny.safetensors"]
    return {
        "predict": ["predict", "{}", *tiny, "--convert", "--out", f"{out}/a.json"],
        "export": ["export", "{}", *tiny, "--convert", "--html", f"{out}/a.html"],
        "convert": ["convert", "{}", f"{out}/a.npz"],
        "compare": ["compare", "{}", *tiny, "--checkpoint", f"{folder}/plain.safetensors", "--html", f"{out}/a.html"],
    }


def call(words, path, *more):
    return main([word.replace("{}", str(path)) for word in words] + list(more))


@pytest.mark.parametrize("command", ["predict", "export", "convert", "compare"])
def test_a_recording_is_named_or_is_the_only_one(folder, many, tmp_path, capsys, command):
    words = commands(folder, tmp_path)[command]
    for place in ("all", "all.zip"):
        assert call(words, many / place) == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert f"{place}' holds 2 recordings: 'sub/other.npz', 'sub/walk.npz'. Choose one with --entry NAME" in err
        assert ("; 'sta-lstm info " in err) == (place == "all.zip")  # of a data set ``info`` says other things
        assert not list(tmp_path.iterdir())
        assert call(words, many / place, "--entry", "sub/walk.npz") == 0
        capsys.readouterr()
        (written,) = tmp_path.iterdir()
        written.unlink()
    for place in ("one", "one.zip"):
        assert call(words, many / place) == 0
        (written,) = tmp_path.iterdir()
        written.unlink()


def test_a_file_of_several_follows_the_same_rule(many, tmp_path, capsys):
    words = ["convert", "{}", f"{tmp_path}/a.npz"]
    assert call(words, many / "set.pkl") == 2
    assert "set.pkl' holds 2 recordings: 'a', 'b'. Choose one with --entry NAME" in capsys.readouterr().err
    assert call(words, many / "set.pkl", "--entry", "b") == 0
    assert load_clip(tmp_path / "a.npz").name == "b"


@pytest.mark.parametrize(
    ("place", "entries", "says"),
    [
        ("all", ["WALK"], "holds 2 recordings, none of them called 'WALK': 'sub/walk.npz'. Choose"),
        ("all.zip", ["../walk.npz"], "none of them called '../walk.npz': 'sub/other.npz', 'sub/walk.npz'. Choose"),
        ("all", ["notes.txt"], "'notes.txt' is not a skeleton recording"),
        ("all", ["sub/walk.npz", "sub/other.npz"], "holds no more to choose from; leave it out"),
        ("one/sub/walk.npz", ["b"], "--entry 'b' names one of several recordings"),
        ("set.pkl", ["c"], "holds 2 recordings, none of them called 'c': 'a', 'b'."),
        ("one/notes.txt", [], "it looks like text that begins"),
        ("gone.zip", [], "There is no clip"),
    ],
)
def test_what_cannot_be_chosen_is_one_line(many, tmp_path, capsys, place, entries, says):
    words = ["convert", "{}", f"{tmp_path}/a.npz", *(word for entry in entries for word in ("--entry", entry))]
    assert call(words, many / place) == 2
    err = capsys.readouterr().err
    assert says in err
    assert err.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_info_of_one_of_many(many, capsys):
    assert call(["info", "{}", "--entry", "sub/walk.npz", "--checkpoint", "demo-sta", "--json"], many / "all.zip") == 0
    values = json.loads(capsys.readouterr().out)
    assert (values["kind"], values["format"], values["layout"]) == ("clip", "sta-lstm NumPy archive", "ntu-25")
    assert "fits" in values
    assert call(["info", "{}", "--json"], many / "set.pkl") == 0
    values = json.loads(capsys.readouterr().out)
    assert (values["name"], values["recordings"]) == ("a", ["a", "b"])


@pytest.mark.parametrize("place", ["all", "all.zip"])
def test_every_recording_is_converted_into_a_folder_like_its_own(folder, many, tmp_path, capsys, place):
    words = ["convert", "{}", f"{tmp_path}/out", "--as", "csv", "--fps", "15"]
    assert call(words, many / place) == 0
    out, err = capsys.readouterr()
    assert out.splitlines()[:3] == [
        f"{tmp_path}/out/sub/other.csv  (30 frames, 1 × kinect-20, 15 fps)",
        f"{tmp_path}/out/sub/walk.csv  (30 frames, 1 × ntu-25, 15 fps, wave)",
        "written  2 files of 2 recordings",
    ]
    assert err.startswith("sta-lstm: left out: 1 of 3, the first of them notes.txt: ")
    clip = load_clip(tmp_path / "out/sub/walk.csv")
    assert np.array_equal(clip.positions, load_clip(folder / "walk.npz").positions)
    assert call([*words, "--every", "0.8", "--layout", "kinect-20", "--json"], many / place) == 0
    values = json.loads(capsys.readouterr().out)
    assert [each["recording"] for each in values["wrote"]] == [*["sub/other.npz"] * 3, *["sub/walk.npz"] * 3]
    assert {each["layout"] for each in values["wrote"]} == {"kinect-20"}
    assert [each["recording"] for each in values["left_out"]] == ["notes.txt"]


def test_recordings_of_one_name_are_told_apart(many, folder, tmp_path, capsys):
    source = tmp_path / "in"
    source.mkdir()
    assert call(["convert", "{}", f"{source}/walk.csv"], folder / "walk.npz") == 0
    shutil.copy(folder / "walk.npz", source)
    shutil.copy(many / "set.pkl", source)
    capsys.readouterr()
    assert call(["convert", "{}", f"{tmp_path}/out", "--as", ".npz"], source) == 0
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        *("set-a.npz", "set-b.npz", "walk-2.npz", "walk.npz")
    ]


def test_names_in_an_archive_lead_nowhere_else(folder, tmp_path, capsys):
    names = ("../up.npz", "/root.npz", "a/../../b\x1b[2J/walk.npz", "C:\\drive.npz", ".. /space.npz")
    with zipfile.ZipFile(tmp_path / "evil.zip", "w") as archive:
        for name in names:
            archive.writestr(name, (folder / "walk.npz").read_bytes())
    assert call(["convert", "{}", f"{tmp_path}/deep/out", "--as", "npz"], tmp_path / "evil.zip") == 0
    out, err = capsys.readouterr()
    assert "\x1b" not in out + err
    written = [path for path in tmp_path.rglob("*.npz") if path.is_file()]
    assert len(written) == len(names)
    assert all(path.is_relative_to(tmp_path / "deep" / "out") for path in written)
    assert all("\x1b" not in str(path) for path in written)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["convert", "{}/all", "{}/all/sub/out", "--as", "csv"], "it lies in the folder that is read"),
        (["convert", "{}/all", "{out}/new"], "or have all written into the folder OUT with --as ENDING"),
        (["convert", "{}/all", "{out}/new", "--as", "pdf"], "the name must end in one of"),
        (["convert", "{}/all", "{out}/new", "--as", "csv", "--from", "99"], "none of the 3 recordings in"),
        (["convert", "{}/all", "{out}/a.npz", "--as", "npz", "--entry", "sub/walk.npz"], "OUT's own ending is that"),
    ],
)
def test_many_that_cannot_be_converted_are_one_line(many, tmp_path, capsys, words, says):
    before = sorted(many.rglob("*"))
    assert main([word.replace("{out}", str(tmp_path)).replace("{}", str(many)) for word in words]) == 2
    err = capsys.readouterr().err
    assert says in err
    assert err.count("\n") == 1
    assert not list(tmp_path.iterdir())
    assert sorted(many.rglob("*")) == before


def test_a_list_of_actions_cuts_every_recording_of_an_archive(data_folder, tmp_path, capsys):
    source = tmp_path / "in"
    source.mkdir()
    for name in ("joints_s01_e01.txt", "joints_s01_e02.txt"):
        shutil.copy(data_folder / "utkinect" / name, source)
    shutil.make_archive(str(source), "zip", source)
    actions = data_folder / "utkinect" / "actionLabel.txt"
    words = ["--segments", str(actions), "--as", "npz", "--json"]
    assert main(["convert", f"{source}.zip", f"{tmp_path}/out", *words]) == 0
    together = json.loads(capsys.readouterr().out)["wrote"]
    assert len(together) == 20
    assert main(["convert", f"{source}/joints_s01_e02.txt", f"{tmp_path}/alone", *words]) == 0
    alone = json.loads(capsys.readouterr().out)["wrote"]
    assert [each["frames"] for each in alone] == [each["frames"] for each in together[10:]]
    assert [each["label"] for each in alone] == [each["label"] for each in together[10:]]
