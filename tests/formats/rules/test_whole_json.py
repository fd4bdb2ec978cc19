"""Texts that no encoding knows become U+FFFD where they come in: in clips, in layouts, in descriptions."""

import io
import json
import os
import sys
import zipfile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sta_lstm.errors import ClipError
from sta_lstm.formats import load_clip, recordings, save_clip
from sta_lstm.formats.rules.whole_json import whole_json
from sta_lstm.words import whole_text

#: Surrogates that stand alone and in pairs, backslashes, and what looks like either.
TEXTS = st.text(
    st.sampled_from(["\ud800", "\udfff", "\udcfe", "a", "\\", '"', "u", "d", "8", "0", "é", "😀"]), max_size=12
)


@given(TEXTS)
def test_whole_texts_can_be_written(text):
    found = whole_text(text)
    found.encode("utf-8")
    assert len(found) == len(text)
    assert found == whole_text(found)
    assert found == "".join("\ufffd" if "\ud800" <= each <= "\udfff" else each for each in text)


@given(st.dictionaries(TEXTS, st.lists(TEXTS)), st.booleans())
def test_json_is_sound_however_it_was_written(value, plain):
    written = json.dumps(value, ensure_ascii=plain)
    # JSON takes a high and a low one that stand side by side for a pair, however they came there.
    once = json.loads(written)
    found = whole_json(written)
    json.dumps(found, ensure_ascii=False).encode("utf-8")
    if plain:
        assert found == {whole_text(key): [*map(whole_text, each)] for key, each in once.items()}


def own_npz(**texts):
    buffer = io.BytesIO()
    positions = np.random.default_rng(0).normal(size=(4, 1, 15, 3))
    np.savez(buffer, positions=positions, fps=30.0, layout="sbu-15", **texts)
    return buffer.getvalue()


def test_clips_of_odd_texts_are_sound_and_can_be_written(tmp_path):
    odd = "a\ud800\udcfe"
    clip = load_clip(own_npz(name=odd, label=odd, notes=np.array([odd, "b"])), "c\udcff.npz")
    assert (clip.name, clip.label, clip.notes) == ("a\ufffd\ufffd", "a\ufffd\ufffd", ("a\ufffd\ufffd", "b"))
    for ending in ("npz", "csv", "parquet"):
        save_clip(clip, tmp_path / f"a.{ending}")
        assert load_clip(tmp_path / f"a.{ending}").label == clip.label


def test_joints_of_odd_names_are_sound():
    joints = [f"j{k}\ud800" for k in range(15)]
    layout = {
        "name": "x\udfff", "title": "t", "joints": joints, "bones": [[joints[0], joints[1]]], "mirror_pairs": [],
        "root": joints[0], "torso": joints[:2], "up_axis": "y", "source": "s",
    }  # fmt: skip
    for written in (json.dumps(layout), json.dumps(layout, ensure_ascii=False)):
        buffer = io.BytesIO()
        positions = np.random.default_rng(0).normal(size=(4, 1, 15, 3))
        np.savez(buffer, positions=positions, fps=30.0, layout=written, inferred=np.array(["j1\ufffd"]))
        clip = load_clip(buffer.getvalue(), "a.npz")
        assert clip.layout.joints[1] == "j1\ufffd"
        assert clip.inferred == ("j1\ufffd",)


@pytest.mark.parametrize("point", [0x110000, 0xFFFFFFFF, 0x80000000])
@pytest.mark.parametrize("order", "<>")
def test_characters_that_there_are_not_are_refused(point, order):
    text = np.array("abc").astype(order + "U3")
    data = text.tobytes().replace(np.array("b").astype(order + "U1").tobytes(), point.to_bytes(4, "little"))
    data = data if order == "<" else text.tobytes().replace(b"\0\0\0b", point.to_bytes(4, "big"))
    with zipfile.ZipFile(io.BytesIO(own_npz(label=text))) as archive:
        members = {name: archive.read(name).replace(text.tobytes(), data) for name in archive.namelist()}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    with pytest.raises(ClipError, match=r"'a.npz': the array label holds text of characters that there are not"):
        load_clip(buffer.getvalue(), "a.npz")


@pytest.mark.skipif(sys.platform != "linux", reason="file names are bytes on Linux alone")
def test_files_whose_names_are_not_utf_8_are_listed_read_and_refused_by_sound_names(tmp_path):
    (tmp_path / os.fsdecode(b"good\xff.npz")).write_bytes(own_npz())
    (tmp_path / os.fsdecode(b"bad\xfe.csv")).write_bytes(b"x")
    bad, good = sorted(recordings(tmp_path), key=lambda each: each.name)
    assert (bad.name, good.name) == ("bad%FE.csv", "good%FF.npz")  # as their addresses are written
    assert good.load().name == good.name
    with pytest.raises(ClipError, match=bad.name):
        bad.load()
