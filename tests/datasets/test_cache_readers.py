"""The cache and the code of readers: what a mended reader once read is read again."""

import dataclasses
import importlib
import shutil
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from sta_lstm import formats
from sta_lstm.datasets import cache as disk
from sta_lstm.datasets import open_dataset


def test_a_mended_reader_reads_again(folder, kept, reads, monkeypatch):
    open_dataset(folder, cache=kept)
    monkeypatch.setattr(disk, "_readers_hash", lambda: b"another")
    open_dataset(folder, cache=kept)
    assert reads == [4, 4]


def test_a_reader_that_changes_in_a_sub_folder_changes_the_key(tmp_path, monkeypatch):
    copy = shutil.copytree(Path(formats.__file__).parent, tmp_path / "formats")
    monkeypatch.setattr(disk, "formats", SimpleNamespace(__file__=str(copy / "__init__.py")))
    before = disk._readers_hash.__wrapped__()
    assert disk._readers_hash.__wrapped__() == before
    with (copy / "datasets" / "ntu.py").open("a") as file:
        file.write("# mended\n")
    changed = disk._readers_hash.__wrapped__()
    assert changed != before
    (copy / "datasets" / "new.py").write_text("")
    assert disk._readers_hash.__wrapped__() not in (before, changed)


@pytest.fixture
def reader(tmp_path, monkeypatch):
    """A module of somebody else's with a reader in it, ``theirs.readers.dots``, in a package that can be imported."""
    place = tmp_path / "site" / "theirs" / "readers"
    place.mkdir(parents=True)
    for each in (place.parent, place):
        (each / "__init__.py").write_text("")
    (place / "dots.py").write_text(
        "from sta_lstm.formats import ClipFormat, load_clip\n"
        "def read(data, name, options):\n    return load_clip(data[4:], name)\n"
        "DOTS = ClipFormat('Dots', ('.dots',), lambda head: head[:4] == b'DOTS', read, None, 'D.', '25', '1')\n"
    )
    monkeypatch.syspath_prepend(tmp_path / "site")
    module = importlib.import_module("theirs.readers.dots")
    yield module
    formats.unregister(module.DOTS)
    for name in ("theirs.readers.dots", "theirs.readers", "theirs"):
        del sys.modules[name]


def test_the_code_of_a_registered_reader_is_part_of_the_key(folder, kept, reads, reader):
    (folder / "wave/3.dots").write_bytes(b"DOTS" + (folder / "wave/1.npz").read_bytes())
    assert len(open_dataset(folder, cache=kept).clips) == 3
    formats.register(reader.DOTS)
    for _ in range(2):
        assert len(open_dataset(folder, cache=kept).clips) == 4
    (Path(reader.__file__).parents[1] / "rules.py").write_text("# mended\n")
    assert len(open_dataset(folder, cache=kept).clips) == 4
    assert reads == [5, 5, 5]
    formats.unregister(reader.DOTS)
    assert len(open_dataset(folder, cache=kept).clips) == 3


def test_what_a_reader_without_a_file_read_is_not_kept(folder, kept, reads, reader):
    scope = {}
    exec("def read(data, name, options): raise ValueError", {"__name__": "typed_at_a_prompt"}, scope)
    formats.register(dataclasses.replace(reader.DOTS, read=scope["read"]))
    for _ in range(2):
        assert len(open_dataset(folder, cache=kept).clips) == 3
    assert reads == [4, 4]
    assert not kept.exists()
