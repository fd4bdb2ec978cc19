"""Files appear whole or not at all."""

import os

import pytest

from sta_lstm.disk import write_whole
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
