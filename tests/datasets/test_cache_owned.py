"""A cache is its owner's, and what comes out of it is checked as any clip is, whoever put it there."""

import dataclasses
import hashlib
import json
import os

import numpy as np
import pytest

from sta_lstm.datasets import open_dataset
from sta_lstm.datasets.store_file import HASH_BYTES, HEAD_BYTES, header_of


def rewritten(data, *, positions=None, index=None):
    """A cache file with other content, and the checksum that fits it, as somebody who can write there would make it."""
    header = json.loads(data[8:HEAD_BYTES])
    parts = {
        name: data[HEAD_BYTES + start : HEAD_BYTES + end]
        for name, (start, end) in ((key, header[key]["data_offsets"]) for key in ("positions", "present", "index"))
    }
    if positions is not None:
        values = np.frombuffer(parts["positions"], "<f4").copy()
        values[7] = positions
        parts["positions"] = values.tobytes()
    if index is not None:
        found = index(parts["index"])
        parts["index"] = found if isinstance(found, bytes) else json.dumps(found).encode()
    body = b"".join(parts.values())
    checksum = hashlib.blake2b(body, digest_size=HASH_BYTES).hexdigest()
    return header_of(tuple(map(len, parts.values())), checksum) + body


def changed(place, value):
    """An index in which one entry of the first clip is another."""

    def change(index):
        found = json.loads(index)
        row = next(row for row in found["outcomes"] if isinstance(row, list))
        row[place] = value
        return found

    return change


PLANTED = [
    *({"positions": value} for value in (np.nan, np.inf, -np.inf, 2_000.0, -2_000.0)),
    *({"index": changed(4, value)} for value in ("abc", 0.0, -1.0, float("nan"), float("inf"), 2_000.0, None, True)),
    *({"index": changed(6, value)} for value in ("q", None, "", 1)),
    *({"index": changed(1, value)} for value in (0, -1, 1.5, "3", 10**9, True)),
    *({"index": changed(2, value)} for value in (0, 9, -1, None)),
    *({"index": changed(3, value)} for value in (0, 9, "1")),
    *({"index": changed(0, value)} for value in (3, None)),
    *({"index": changed(9, value)} for value in (3, None)),
    *({"index": changed(place, 99)} for place in (5, 7, 8)),
    *({"index": lambda index, text=text: text} for text in (b"[" * 100_000, b'{"a":' * 100_000, b"", b"null", b"3")),
]


@pytest.mark.parametrize("change", PLANTED)
def test_what_is_no_clip_is_made_anew(folder, kept, reads, described, change):
    first = described(open_dataset(folder, cache=kept, workers=1))
    (file,) = kept.iterdir()
    data = file.read_bytes()
    file.write_bytes(rewritten(data, **change))
    again = open_dataset(folder, cache=kept, workers=1)
    assert again.notes[0] == "The cache of this data set was damaged; the recordings were read again."
    assert described(dataclasses.replace(again, notes=again.notes[1:])) == first
    assert file.read_bytes() == data
    assert reads == [4, 4]


def test_the_same_content_is_taken(folder, kept, reads):
    open_dataset(folder, cache=kept, workers=1)
    (file,) = kept.iterdir()
    file.write_bytes(rewritten(file.read_bytes(), index=lambda index: index))
    open_dataset(folder, cache=kept, workers=1)
    assert reads == [4]


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="owners and modes are another matter on Windows")
@pytest.mark.parametrize("whose", ["a link", "somebody else", "others can write", "a group can write"])
def test_a_folder_of_anybody_elses_is_gone_without(folder, kept, reads, monkeypatch, whose):
    open_dataset(folder, cache=kept, workers=1)
    before = {path.name: path.read_bytes() for path in kept.iterdir()}
    if whose == "a link":
        kept.rename(kept.with_name("elsewhere"))
        kept.symlink_to(kept.with_name("elsewhere"))
    elif whose == "somebody else":
        other = os.getuid() + 1
        monkeypatch.setattr(os, "getuid", lambda: other)
    else:
        kept.chmod(0o777 if whose.startswith("others") else 0o770)
    dataset = open_dataset(folder, cache=kept, workers=1)
    assert len(dataset.clips) == 3
    assert f"The cache in '{kept}' is not used: " in " ".join(dataset.notes)
    assert reads == [4, 4]
    assert {path.name: path.read_bytes() for path in kept.iterdir()} == before


def test_what_a_killed_process_left_in_the_cache_goes(folder, kept):
    kept.mkdir(mode=0o700)
    (kept / ".abc123.999999999.part").write_bytes(b"half")
    (kept / f".abc124.{os.getpid()}.part").write_bytes(b"half")
    open_dataset(folder, cache=kept, workers=1)
    assert {path.name for path in kept.iterdir() if path.name.startswith(".")} == {f".abc124.{os.getpid()}.part"}


def test_classes_and_files_that_are_no_text_are_told_apart(put, tmp_path, kept, described):
    try:
        for name in (b"caf\xe9", b"caf\xe8"):
            put(f"data/{os.fsdecode(name)}/{os.fsdecode(name)}.npz")
    except OSError:
        pytest.skip("this disk takes no names that are not UTF-8")
    dataset = open_dataset(tmp_path / "data", cache=kept, workers=1)
    assert dataset.class_names == ("caf%E8", "caf%E9")
    assert [each.label for each in dataset.clips] == ["caf%E8", "caf%E9"]
    described(dataset).encode()
    assert described(open_dataset(tmp_path / "data", cache=kept, workers=1)) == described(dataset)
