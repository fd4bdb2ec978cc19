"""Files appear whole or not at all."""

import os
import subprocess
import sys

import pytest

from sta_lstm.disk import beside, claim, lies_within, part_name, write_whole
from sta_lstm.errors import CheckpointError, SettingsError


def full(descriptor):
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize("error", [SettingsError, CheckpointError])
def test_on_a_full_disk_the_file_that_was_there_survives(tmp_path, monkeypatch, error):
    path = tmp_path / "state.pt"
    write_whole(path, b"old")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(error, match=r"cannot write '.*state\.pt': No space left on device\."):
        write_whole(path, b"new", error=error)
    assert path.read_bytes() == b"old"
    assert [each.name for each in tmp_path.iterdir()] == ["state.pt"]


def test_a_file_takes_the_place_of_another(tmp_path):
    path = tmp_path / ("x" * 200)  # as long as a name may be, and the one beside it is longer
    for content in (b"first", b"", b"second"):
        write_whole(path, content)
        assert path.read_bytes() == content
    assert len(list(tmp_path.iterdir())) == 1


def test_where_a_file_cannot_be_is_said(tmp_path):
    with pytest.raises(SettingsError, match=r"there is no folder '.*nowhere'"):
        write_whole(tmp_path / "nowhere" / "a.csv", b"")
    with pytest.raises(SettingsError, match="it is a folder"):
        write_whole(tmp_path, b"")


_WRITER = """
import os, sys
from pathlib import Path
from sta_lstm.disk import beside, claim
path = Path(sys.argv[1])
claimed = claim(path)
with beside(path) as file:
    file.write(b"half")
    file.flush()
    print("writing", flush=True)
    sys.stdin.read()
    os._exit(9)
"""


@pytest.fixture
def writer(tmp_path):
    """Another process that is in the midst of writing the file ``a.csv``."""
    process = subprocess.Popen(
        [sys.executable, "-c", _WRITER, tmp_path / "a.csv"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout.readline() == b"writing\n"
    yield process
    process.kill()
    process.communicate()


def test_what_a_killed_writer_left_goes_with_the_next_writing_of_that_name(tmp_path, writer):
    other = tmp_path / ".b.csv.999999999.part"  # of another name
    for path in (other, tmp_path / ".a.csv.x.part", tmp_path / "a.csv.999999999.part"):  # and of no writer of ours
        path.write_bytes(b"")
    kept = {path.name for path in tmp_path.iterdir() if "lock" not in path.name}
    assert len(kept) == 4
    write_whole(tmp_path / "a.csv", b"whole")
    assert kept < {path.name for path in tmp_path.iterdir()}  # who is alive goes on
    writer.kill()
    writer.wait()
    write_whole(tmp_path / "a.csv", b"again")
    left = {path.name for path in tmp_path.iterdir() if path.name.endswith(".part")}
    assert left == {".b.csv.999999999.part", ".a.csv.x.part", "a.csv.999999999.part"}
    assert (tmp_path / "a.csv").read_bytes() == b"again"


@pytest.mark.skipif(os.name == "nt", reason="there an open file cannot be removed")
def test_a_writer_whose_number_is_unknown_here_keeps_its_file_by_holding_it(tmp_path, monkeypatch):
    with beside(tmp_path / "a.csv") as file:
        held = tmp_path / part_name("a.csv")
        with monkeypatch.context() as patch:
            patch.setattr(os, "getpid", lambda: 999_999_998)
            patch.setattr("sta_lstm.disk._is_running", lambda process: False)  # as on another machine
            write_whole(tmp_path / "a.csv", b"theirs")
        assert held.exists()
        file.write(b"ours")
    assert (tmp_path / "a.csv").read_bytes() == b"ours"


def test_a_link_that_is_called_like_a_part_removes_nothing(tmp_path):
    (tmp_path / "precious").write_text("x")
    (tmp_path / ".a.csv.999999999.part").symlink_to(tmp_path / "precious")
    write_whole(tmp_path / "a.csv", b"")
    assert (tmp_path / "precious").read_text() == "x"


@pytest.mark.parametrize("kind", ["folder", "file"])
def test_a_place_is_one_runs_alone_until_it_ends(tmp_path, writer, kind):
    place = tmp_path / "a.csv" if kind == "file" else tmp_path
    mine = claim(place) if kind == "folder" else None
    with pytest.raises(SettingsError, match=r"another run is writing to .*\. Wait until it is done, or choose"):
        claim(place)
    if mine is None:
        writer.kill()
        writer.wait()
    else:
        mine()
    claim(place)()
    assert not [path for path in tmp_path.iterdir() if path.name == (".lock" if kind == "folder" else ".a.csv.lock")]


def test_what_lies_within_a_folder(tmp_path):
    inner, outer = tmp_path / "in", tmp_path / "out"
    (inner / "sub").mkdir(parents=True)
    outer.mkdir()
    for folder in (inner, outer):
        (folder / "a").write_text("")
    links = {
        "good": (inner / "a", True),
        "relative": ("sub/../a", True),
        "out": (outer / "a", False),
        "up": ("../out/a", False),
        "chain": (inner / "up", False),
        "loop": (inner / "loop", False),
        "nowhere": (inner / "missing", False),
        "beside": (tmp_path / "in-beside", False),
        "folder": (outer, False),
        "round": (tmp_path / "door" / "a", True),
    }
    (tmp_path / "door").symlink_to(inner)
    (tmp_path / "in-beside").write_text("")
    for name, (target, is_within) in links.items():
        (inner / name).symlink_to(target)
        for folder in (inner, tmp_path / "door"):  # the folder itself may be a link
            assert lies_within(folder / name, folder) is is_within, name
    assert not lies_within(inner / "folder" / "a", inner)
    assert lies_within(inner, inner)
