"""``sta-lstm convert``: there and back, in another layout, in parts; what overrides a file's own word, everywhere."""

import json

import numpy as np
import pytest

from sta_lstm.cli import main
from sta_lstm.formats import load_clip


@pytest.mark.parametrize("ending", [".npz", ".csv", ".parquet"])
def test_there_and_back_is_exact(folder, tmp_path, capsys, ending):
    clip = load_clip(folder / "walk.npz")
    assert main(["convert", f"{folder}/walk.npz", f"{tmp_path}/a{ending}"]) == 0
    out = capsys.readouterr().out
    for part in (f"a{ending}  (30 frames, 1 × ntu-25, 30 fps, wave)", "lost    nothing", "note: Two gaps filled."):
        assert part in out
    assert main(["convert", f"{tmp_path}/a{ending}", f"{tmp_path}/b.npz"]) == 0
    again = load_clip(tmp_path / "b.npz")
    assert np.array_equal(again.positions, clip.positions)
    assert (again.name, again.label, again.fps, again.notes) == (clip.name, clip.label, clip.fps, clip.notes)


@pytest.mark.parametrize("ending", [".skeleton", ".bvh"])
def test_what_a_format_cannot_keep_is_said(folder, tmp_path, capsys, ending):
    assert main(["convert", f"{folder}/walk.npz", f"{tmp_path}/a{ending}", "--json"]) == 0
    (wrote,) = json.loads(capsys.readouterr().out)["wrote"]
    assert "label" in wrote["lost"]
    assert (tmp_path / f"a{ending}").is_file()


def test_another_layout(folder, tmp_path, capsys):
    assert main(["convert", f"{folder}/walk.npz", f"{tmp_path}/a.npz", "--layout", "kinect-20"]) == 0
    assert "Converted from 'ntu-25' to 'kinect-20'" in capsys.readouterr().out
    assert load_clip(tmp_path / "a.npz").layout.name == "kinect-20"


def test_some_frames(folder, tmp_path):
    assert main(["convert", f"{folder}/walk.npz", f"{tmp_path}/a.npz", "--from", "10", "--to", "25"]) == 0
    clip = load_clip(tmp_path / "a.npz")
    assert np.array_equal(clip.positions, load_clip(folder / "walk.npz").positions[10:25])
    assert "Frames 10 to 24 of 30 of 'walk.npz'." in clip.notes


def test_pieces_of_equal_length_are_the_whole(folder, tmp_path, capsys):
    assert main(["convert", f"{folder}/walk.npz", f"{tmp_path}/parts", "--every", "0.4", "--as", "csv"]) == 0
    files = sorted((tmp_path / "parts").iterdir())
    assert [file.name for file in files] == ["walk-1-wave.csv", "walk-2-wave.csv", "walk-3-wave.csv"]
    positions = np.concatenate([load_clip(file).positions for file in files])
    assert np.array_equal(positions, load_clip(folder / "walk.npz").positions)
    assert "note: Two gaps filled." in capsys.readouterr().out


def test_parts_of_a_list(folder, tmp_path):
    (tmp_path / "parts.csv").write_text("start;end;label\n0;12;sit down\n12;;../walk\n")
    assert main(["convert", f"{folder}/walk.npz", f"{tmp_path}/out", "--segments", f"{tmp_path}/parts.csv"]) == 0
    files = sorted((tmp_path / "out").iterdir())
    assert [file.name for file in files] == ["walk-1-sit-down.npz", "walk-2-..-walk.npz"]
    assert [load_clip(file).label for file in files] == ["sit down", "../walk"]
    assert [load_clip(file).n_frames for file in files] == [12, 18]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["a.pdf"], "the name must end in one of"),
        (["gone/a.npz"], "there is no folder"),
        (["a.npz", "--layout", "ntu-52"], "there is no layout 'ntu-52'"),
        (["a.npz", "--from", "30"], "it cannot be cut from 30 to 30"),
        (["a.npz", "--from", "-1"], "not a whole number from 0"),
        (["a", "--every", "0"], "choose a longer time"),
        (["a", "--every", "1", "--segments", "x.csv"], "give one of the two"),
        (["a", "--segments", "x.csv"], "there is no file"),
        (["a", "--every", "1", "--as", ".pdf"], "the name must end in one of"),
        (["a.npz", "--unit", "ells"], "'ells' is not a unit; known are metres"),
        (["a.npz", "--unit", "0"], "the unit of length is 0.0 metres"),
        (["a.npz", "--fps", "0"], "the frame rate is 0.0"),
        (["a.npz", "--up", "north"], "invalid choice"),
        (["a.npz", "--joints", "ntu-52"], "there is no layout 'ntu-52'"),
        (["a.npz", "--column", "x"], "write x=east"),
        (["a.npz", "--column", "x=a", "--column", "x=b"], "--column says twice"),
    ],
)
def test_what_cannot_be_done_is_one_line(folder, tmp_path, monkeypatch, capsys, arguments, says):
    monkeypatch.chdir(tmp_path)
    assert main(["convert", f"{folder}/walk.npz", *arguments]) == 2
    error = capsys.readouterr().err
    assert says in error
    assert error.count("\n") == 1
    assert not (tmp_path / "a.npz").exists()


def test_the_file_that_is_read_is_not_replaced(folder, capsys):
    before = (folder / "walk.npz").read_bytes()
    assert main(["convert", f"{folder}/walk.npz", f"{folder}/walk.npz"]) == 2
    assert "it is the file that is read" in capsys.readouterr().err
    assert (folder / "walk.npz").read_bytes() == before


def test_what_overrides_a_file_works_everywhere(folder, tmp_path, capsys):
    said = ["--fps", "15", "--unit", "centimetres", "--up", "z", "--mirror"]
    assert main(["info", f"{folder}/walk.npz", "--json", *said]) == 0
    values = json.loads(capsys.readouterr().out)
    assert (values["fps"], values["up_axis"], values["seconds"]) == (15, "z", 2)
    assert len(values["notes"]) == 5
    assert main(["predict", f"{folder}/walk.npz", "--checkpoint", f"{folder}/tiny.safetensors", *said]) == 0
    assert "(30 frames, 2.00 s, 1 person" in capsys.readouterr().out
    assert main(["convert", f"{folder}/walk.npz", f"{tmp_path}/a.npz", *said]) == 0
    clip = load_clip(tmp_path / "a.npz")
    assert list(clip.notes) == values["notes"]
    expected = load_clip(folder / "walk.npz").positions.astype(np.float64) * 0.01 * (-1, 1, 1)
    assert np.array_equal(clip.positions, expected.astype(np.float32))


def test_columns_of_a_table_by_hand(tmp_path, capsys):
    rows = "".join(f"{t},{joint},1,{y},{t / 9}\n" for t in range(4) for joint, y in (("head", 1.6), ("neck", 1.4)))
    (tmp_path / "a.csv").write_text("n,what,east,height,north\n" + rows)
    assert main(["info", f"{tmp_path}/a.csv"]) == 2
    assert "has n, what, east, height, north" in capsys.readouterr().err
    said = dict(zip(("frame", "joint", "x", "y", "z"), ("n", "what", "east", "height", "north"), strict=True))
    columns = [word for what, name in said.items() for word in ("--column", f"{what}={name}")]
    assert main(["info", f"{tmp_path}/a.csv", *columns]) == 0
    assert "joints          2" in capsys.readouterr().out


@pytest.fixture(scope="module")
def long_table(tmp_path_factory):
    """A table of 20,500 frames of five joints, which is too long to be shown."""
    joints = ("head", "left hand", "right hand", "left foot", "right foot")
    header = ",".join(f"{joint}_{axis}" for joint in joints for axis in "xyz")
    rows = [
        ",".join(f"{0.1 * j + 0.0001 * (t % 7):.4f},{1.7 - 0.4 * j:.2f},{j}" for j in range(5)) for t in range(20_500)
    ]
    path = tmp_path_factory.mktemp("long") / "long.csv"
    path.write_text("\n".join((header, *rows)) + "\n")
    return path


def test_what_is_too_long_to_be_shown_says_how_it_is_cut(long_table, tmp_path, capsys):
    assert main(["info", f"{long_table}"]) == 2
    error = capsys.readouterr().err
    assert "'long.csv' has 20,500 frames (11 minutes), too many to be shown at once." in error
    assert "'sta-lstm convert IN OUT' does it, with --from and --to, --every or --segments." in error


@pytest.mark.parametrize("way", [["--from", "600"], ["--to", "20000"], ["--from", "300", "--to", "600"]])
def test_a_part_of_what_is_too_long_is_a_clip(long_table, tmp_path, way):
    assert main(["convert", f"{long_table}", f"{tmp_path}/part.npz", *way]) == 0
    assert load_clip(tmp_path / "part.npz").n_frames == {2: 20_000 - 100 * (way[0] == "--from"), 4: 300}[len(way)]


def test_parts_of_what_is_too_long_are_clips(long_table, tmp_path):
    assert main(["convert", f"{long_table}", f"{tmp_path}/parts", "--every", "300"]) == 0
    assert [load_clip(file).n_frames for file in sorted((tmp_path / "parts").iterdir())] == [9_000, 9_000, 2_500]
    (tmp_path / "list.csv").write_text("start,end,label\n0,100,wave\n20400,20500,bow\n")
    assert main(["convert", f"{long_table}", f"{tmp_path}/two", "--segments", f"{tmp_path}/list.csv"]) == 0
    assert [load_clip(file).label for file in sorted((tmp_path / "two").iterdir())] == ["wave", "bow"]


def test_a_part_that_is_too_long_itself_is_refused(long_table, tmp_path, capsys):
    assert main(["convert", f"{long_table}", f"{tmp_path}/part.npz"]) == 2
    assert "too many to be shown at once" in capsys.readouterr().err
    assert not (tmp_path / "part.npz").exists()
