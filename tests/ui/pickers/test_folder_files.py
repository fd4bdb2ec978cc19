"""Files of a folder that several may write into: nothing outside of it is read, whatever comes after it was listed."""

import pytest

from sta_lstm.errors import CheckpointError
from sta_lstm.samples import folder_checkpoints
from sta_lstm.ui.pickers.files import folder_file


@pytest.fixture
def listed(tmp_path):
    """A folder, the path of a file in it, and one outside of it."""
    folder, outside = tmp_path / "shared", tmp_path / "outside.safetensors"
    folder.mkdir()
    outside.write_bytes(b"of somebody else")
    (folder / "a.safetensors").write_bytes(b"ours")
    return folder, folder_checkpoints(folder)["a"], outside


def test_a_checkpoint_is_read_as_it_lies_there(listed):
    folder, path, _ = listed
    assert folder_file("a", "a", path, folder).content() == b"ours"


@pytest.mark.parametrize("already", [False, True], ids=["after it was offered", "after it was listed"])
def test_a_checkpoint_that_becomes_a_link_out_of_the_folder_is_refused(listed, already):
    folder, path, outside = listed
    file = None if already else folder_file("a", "a", path, folder)
    path.unlink()
    path.symlink_to(outside)
    file = file or folder_file("a", "a", path, folder)
    with pytest.raises(CheckpointError, match=r"'a\.safetensors' is there no more"):
        file.content()


def test_so_is_one_whose_folder_does(listed, tmp_path):
    folder, _, outside = listed
    (folder / "run").mkdir()
    (folder / "run" / outside.name).write_bytes(b"ours")
    path = folder_checkpoints(folder)["run/outside"]
    path.unlink()
    path.parent.rmdir()
    path.parent.symlink_to(tmp_path)
    with pytest.raises(CheckpointError, match="is there no more"):
        folder_file("a", "a", path, folder).content()


def test_a_link_within_the_folder_is_read(listed):
    folder, path, _ = listed
    (folder / "again.safetensors").symlink_to(path.name)
    assert folder_file("b", "b", folder_checkpoints(folder)["again"], folder).content() == b"ours"
