"""Links in a folder that others may write into show nothing that lies outside of it."""

import os

import pytest

from sta_lstm.errors import ClipError
from sta_lstm.formats import recordings
from sta_lstm.samples import folder_checkpoints, folder_runs, resolve_checkpoint, resolve_clip, snapshot_name

SECRET = b"root:x:0:0:root:/root:/bin/bash\n" * 3
ASF = b":version 1.10\n:name secret\n:root\n"


@pytest.fixture
def shared(tmp_path):
    """A shared folder, and beside it what nobody in it shall see."""
    shared, outside = tmp_path / "shared", tmp_path / "outside"
    (shared / "sub").mkdir(parents=True)
    outside.mkdir()
    (outside / "passwd").write_bytes(SECRET)
    (outside / "secret.asf").write_bytes(ASF)
    (outside / "bow.npz").write_bytes(resolve_clip("bow").read_bytes())
    (outside / "x.safetensors").write_bytes(resolve_checkpoint("demo-sta").read_bytes())
    (shared / "bow.npz").write_bytes(resolve_clip("bow").read_bytes())
    return shared


def names(folder):
    return [each.name for each in recordings(folder, follow_links=False)]


@pytest.mark.parametrize("target", ["../outside/passwd", "absolute", "chain", "folder"])
def test_a_link_out_of_the_folder_is_skipped(shared, target):
    outside = shared.parent / "outside"
    link = shared / "link.csv"
    if target == "absolute":
        link.symlink_to(outside / "passwd")
    elif target == "chain":
        (shared / "sub" / "first.csv").symlink_to(outside / "passwd")
        link.symlink_to("sub/first.csv")
    elif target == "folder":
        (shared / "door").symlink_to(outside)
        link.symlink_to("door/passwd")
    else:
        link.symlink_to(target)
    assert names(shared) == ["bow.npz"]
    assert [each.name for each in recordings(shared)][-1].endswith(".csv")  # one's own folder is one's own


def test_links_within_the_folder_and_a_folder_that_is_a_link_itself_are_well(shared):
    (shared / "again.npz").symlink_to("bow.npz")
    (shared / "round.npz").symlink_to("round.npz")
    (shared.parent / "door").symlink_to(shared)
    for folder in (shared, shared.parent / "door"):
        assert names(folder) == ["again.npz", "bow.npz"]
        found = recordings(folder, follow_links=False)
        assert found[0].load().n_frames == found[1].load().n_frames
        assert found[0].content() == found[1].content()


def test_a_file_that_becomes_a_link_once_it_is_listed_is_refused(shared):
    (listed,) = recordings(shared, follow_links=False)
    (shared / "bow.npz").unlink()
    (shared / "bow.npz").symlink_to(shared.parent / "outside" / "bow.npz")
    for read in (listed.load, listed.content):
        with pytest.raises(ClipError, match="is not an ordinary file") as refused:
            read()
        assert str(shared) not in str(refused.value)  # visitors know no paths of the server


def test_a_skeleton_beside_a_motion_is_no_way_out(shared):
    (shared / "walk.amc").write_bytes(b":FULLY-SPECIFIED\n:DEGREES\n1\nroot 0 0 0 0 0 0\n")
    (shared / "walk.asf").symlink_to(shared.parent / "outside" / "secret.asf")
    walk = next(each for each in recordings(shared, follow_links=False) if each.name == "walk.amc")
    assert b"secret" not in walk.content()
    walk = next(each for each in recordings(shared) if each.name == "walk.amc")
    assert b"secret" in walk.content()


def test_frames_of_openpose_are_no_way_out(shared):
    outside = shared.parent / "outside"
    for number in range(3):
        name = f"take_{number:012}_keypoints.json"
        (outside / name).write_text('{"version": 1.3, "people": []}')
        (shared / name).symlink_to(outside / name)
    assert names(shared) == ["bow.npz"]


def test_checkpoints_and_runs(shared):
    outside = shared.parent / "outside"
    good = resolve_checkpoint("demo-sta").read_bytes()
    (shared / "good.safetensors").write_bytes(good)
    (shared / "again.safetensors").symlink_to("good.safetensors")
    (shared / "link.safetensors").symlink_to(outside / "x.safetensors")
    (shared / "loop.safetensors").symlink_to("loop.safetensors")
    (shared / "door").symlink_to(outside)
    epochs = shared / "run" / "epochs"
    epochs.mkdir(parents=True)
    (epochs / snapshot_name(1)).write_bytes(good)
    (epochs / snapshot_name(2)).symlink_to(outside / "x.safetensors")
    (shared.parent / "in").symlink_to(shared)
    for folder in (shared, shared.parent / "in"):
        assert list(folder_checkpoints(folder)) == ["again", "good"]
        assert {name: len(paths) for name, paths in folder_runs(folder).items()} == {"run": 1}


def test_names_that_are_no_text_are_told_apart(tmp_path):
    good = resolve_checkpoint("demo-sta").read_bytes()
    try:
        for name in (b"ck\xfe", b"ck%FE", b"ck"):
            (tmp_path / os.fsdecode(name + b".safetensors")).write_bytes(good)
    except OSError:
        pytest.skip("this disk takes no names that are not UTF-8")
    found = folder_checkpoints(tmp_path)
    assert set(found) == {"ck", "ck%FE", "ck%FE (2)"}
    assert os.fsencode(found["ck%FE (2)"].name) == b"ck\xfe.safetensors"


def test_recordings_whose_names_are_no_text_are_told_apart(tmp_path):
    """They have keys made of their names: under one name, one clip would be shown for another."""
    good = resolve_clip("bow").read_bytes()
    given = [b"bad\xfe.npz", b"bad\xff.npz", b"bad%FF.npz", b"good.npz"]
    try:
        for name in given:
            (tmp_path / os.fsdecode(name)).write_bytes(good)
    except OSError:
        pytest.skip("this disk takes no names that are not UTF-8")
    found = recordings(tmp_path, follow_links=False)
    assert [each.name for each in found] == ["bad%FF.npz", "bad%FE.npz", "bad%FF.npz (2)", "good.npz"]
    assert all(each.load().n_frames == 120 and not each.reason for each in found)
