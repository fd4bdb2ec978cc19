"""Whatever files, classes, joints and labels are called, every page shows it, or what stands for it, and goes on."""

import dataclasses
import json
import os
import re

import pytest
import streamlit as st
from driving import opened, run
from google.protobuf.message import Message

from sta_lstm.formats import load_clip
from sta_lstm.formats.arrays.npz import write_npz
from sta_lstm.model.containers import HEADER_KEY
from sta_lstm.samples import CLIPS_VARIABLE, FOLDER_VARIABLE, resolve_checkpoint, resolve_clip
from sta_lstm.ui.session.kept import forget_shared

#: Halves of a pair, turned writing, addresses, icons, formulas, marks of Markdown, LaTeX and HTML.
EVIL = "\ud800\u202e\u2066\u200b http://evil.example www.evil.example a@evil.example :material_home: :heart: "
EVIL += "$x^2$ **b** <a href='x'>=1+1"
_TURNING = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_LIVE = re.compile(r"https?://evil|www\.evil|a@evil|:material_home:|:heart:|(?<!\\)<a|(?<!\\)\$x", re.IGNORECASE)
#: Messages of Streamlit's that are Markdown, and the fields in which they and others hold it.
_MARKDOWN = {"Markdown", "Heading", "Alert"}
#: What the browser's own code reads, which sets it as text.
_UNREAD = {"BidiComponent", "Json"}


def texts(message):
    """Every text in what Streamlit sends, with the message that it is in."""
    if type(message).__name__ in _UNREAD:
        return
    for field, value in message.ListFields():
        values = value if not isinstance(value, str | bytes | Message) and hasattr(value, "__iter__") else [value]
        for each in values:
            if isinstance(each, str) and field.name not in ("id", "element_id", "form_id"):
                yield type(message).__name__, each
            elif isinstance(each, Message):
                yield from texts(each)


def shown(block):
    for child in block.children.values():
        if hasattr(child, "children"):
            yield from shown(child)
        if isinstance(getattr(child, "proto", None), Message):
            yield from texts(child.proto)


def check(app):
    """Nothing on the page turns the writing, is a link, or an icon."""
    assert "Something unexpected" not in " ".join(each.value for each in app.error)
    everything = list(shown(app._tree))
    assert len(everything) > 20
    for kind, text in everything:
        assert not _TURNING.search(text), (kind, text)
        if kind in _MARKDOWN:
            assert not _LIVE.search(re.sub(r"\\([.:@/_])", r"\1", text)), text
    return " ".join(text for _, text in everything)


def with_evil_words(checkpoint):
    """The same checkpoint, whose name and classes are evil: in its header, as somebody might write it by hand."""
    n = int.from_bytes(checkpoint[:8], "little")
    header = json.loads(checkpoint[8 : 8 + n])
    about = json.loads(header["__metadata__"][HEADER_KEY])
    about["name"] = EVIL
    about["class_names"] = [f"{name} {EVIL}" for name in about["class_names"]]
    header["__metadata__"][HEADER_KEY] = json.dumps(about)
    text = json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + checkpoint[8 + n :]


@pytest.fixture
def folders(tmp_path, monkeypatch):
    """Folders named at the start, in which good files lie beside some that nobody can call by their names."""
    clips, checkpoints = tmp_path / os.fsdecode(b"clips-\xe9"), tmp_path / "checkpoints"
    clip = load_clip(resolve_clip("bow"))
    evil = dataclasses.replace(clip, name=EVIL, label=EVIL, notes=(EVIL,))
    content = resolve_checkpoint("demo-sta").read_bytes()
    try:
        for folder, files in (
            (clips, {b"bad\xff.npz": write_npz(evil), b"good.npz": write_npz(clip), b"bad%FF.npz": write_npz(clip)}),
            (checkpoints, {b"ck\xfe": with_evil_words(content), b"good": content, "\u202e:heart:".encode(): content}),
        ):
            folder.mkdir()
            for name, data in files.items():
                suffix = b"" if folder == clips else b".safetensors"
                (folder / os.fsdecode(name + suffix)).write_bytes(data)
    except OSError:
        pytest.skip("this disk takes no names that are not UTF-8")
    monkeypatch.setenv(CLIPS_VARIABLE, str(clips))
    monkeypatch.setenv(FOLDER_VARIABLE, str(checkpoints))
    st.cache_data.clear()
    forget_shared()
    yield
    st.cache_data.clear()
    forget_shared()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("page", "asked"),
    [
        ("", {}),
        ("inspect", {"clip": "bad%FF.npz (2)", "checkpoint": "ck%FE"}),
        ("compare", {"clip": "bad%FF.npz (2)", "checkpoint": "ck%FE..good"}),
        ("clips", {"clip": "bad%FF.npz (2)", "second": "good.npz", "checkpoint": "ck%FE"}),
        ("evidence", {"clip": "bad%FF.npz (2)", "checkpoint": "ck%FE"}),
    ],
)
def test_every_page_opens_by_address_what_has_no_name(folders, page, asked):
    app = opened(page, **asked)
    assert ("evil" in check(app)) is bool(asked)
    assert not app.error
    assert not [each.value for each in app.info if "cannot be opened" in each.value]


@pytest.mark.slow
def test_what_has_no_name_is_chosen_by_a_click_and_the_good_file_beside_it_is_well(folders):
    app = opened("inspect", clip="good.npz", checkpoint="good")
    assert not app.error
    recordings = app.selectbox(key="Clip-recording-folder:clips-list")
    assert recordings.options == ["bad%FF.npz", "bad%FF.npz (2)", "good.npz"]
    recordings.select_index(1)
    check(run(app))
    checkpoints = app.selectbox(key="Checkpoint-choice")
    offered = [option.partition(" · ")[0] for option in checkpoints.options]
    assert {"ck%FE", "good", "��heart:"} & set(offered) >= {"ck%FE", "good"}
    checkpoints.select_index(offered.index("ck%FE"))
    check(run(app))
    assert not app.error
    assert app.query_params["checkpoint"] == "ck%FE"
    assert app.query_params["clip"] == "bad%FF.npz (2)"
