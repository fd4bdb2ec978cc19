"""Data set: a sentence, its matrix, the clips of a cell, where the model looked; and everything that can be amiss."""

import pytest
import streamlit as st
from driving import keyed, opened, run
from made import attended_folder, attended_row

from sta_lstm.samples import ATTENDED_VARIABLE, CLIPS_VARIABLE, resolve_clip
from sta_lstm.ui.pages.dataset.opening import found_in

EVIL = "<script>alert(1)</script> **bold** :heart: =1+1"


@pytest.fixture
def folder(monkeypatch, tmp_path):
    """A folder that the app was started with; empty."""
    path = tmp_path / "mine"
    path.mkdir()
    monkeypatch.setenv(ATTENDED_VARIABLE, str(path))
    st.cache_data.clear()
    return path


def said(app):
    kinds = ("title", "header", "caption", "markdown", "info", "warning", "error")
    return "\n".join(each.value.replace("\\", "") for kind in kinds for each in app.get(kind))


def listed(app):
    return [each.label.replace("\\", "") for each in keyed(app, "button", "dataset-open-")]


def field(app, title):
    return next((each for each in app.selectbox if each.label == title), None)


def test_it_opens_on_the_samples_and_says_how_good_the_first_checkpoint_is():
    app = opened("dataset")
    assert app.title[0].value.startswith("demo\\-sta is right on ")
    assert "samples · 16 clips" in said(app)
    assert "4 clips without a label that it knows are not counted" in said(app)
    assert len(listed(app)) == 12
    assert "✗ punch right → nod" in listed(app)[0]
    field(app, "Checkpoint").select("demo-sa")
    assert run(app).title[0].value.startswith("demo\\-sa is right on ")
    assert not app.error


def test_a_row_opens_in_the_player_under_the_checkpoint_that_said_it():
    app = opened("dataset", model="demo-sa", said="nod")
    keyed(app, "button", "dataset-open-")[0].click()
    run(app)
    assert app.get_by_key("Clip-choice").value == "sample:mistaken-punch-right.npz"
    assert app.get_by_key("Checkpoint-choice").value == "sample:demo-sa.safetensors"


def test_an_address_tells_the_slice_and_what_it_cannot_have_is_said():
    app = opened("dataset", **{"class": "squat", "outcome": "right", "sort": "unsure"})
    assert [each.value for each in (field(app, "True class"), field(app, "Right or wrong"))] == ["squat", "right"]
    assert len(listed(app)) == 1
    app = opened("dataset", subject="nobody", outcome="magic")
    assert "“nobody”, of which there is no clip here" in said(app)
    assert "outcome “magic”" in said(app)
    assert len(listed(app)) == 12


def test_clips_that_are_alike_are_listed_with_how_much():
    app = opened("dataset")
    keyed(app, "button", "dataset-alike-")[3].click()
    run(app)
    assert field(app, "Order").value == "alike"
    assert all("alike" in each for each in listed(app))
    assert len(listed(app)) == 15


def rows(n=30):
    labels = ("wave", "kick", "bow")
    return [
        attended_row(
            f"{i:02}.npz", labels[i % 3], labels[(i + (i < 4)) % 3], revision, subject=f"s{i % 2}", view=f"view {i % 2}"
        )
        for i in range(n)
        for revision in ("aaaa", "bbbb")
    ]


def test_a_folder_of_ones_own_is_sliced_turned_over_and_leaves(folder):
    attended_folder(folder, rows())
    app = opened("dataset")
    assert app.title[0].value.startswith("STA\\-LSTM \\(2 together\\) is right on 87\u00a0% of 60 answers; it takes ")
    assert "86.7\u00a0±\u00a00.0\u00a0% over 2 checkpoints" in said(app)
    field(app, "Checkpoint").select("net-1")
    run(app)
    assert app.title[0].value == "net\\-1 is right on 87\u00a0% of 30 clips; it takes wave for kick most often"
    field(app, "Subject").select("s1")
    field(app, "Right or wrong").select("wrong")
    assert len(listed(run(app))) == 2
    field(app, "Subject").select("")
    field(app, "Right or wrong").select("")
    first = listed(run(app))
    app.get_by_key("dataset-next").click()
    assert not set(first) & set(listed(run(app)))
    assert "2 of 3" in said(app)
    assert len(keyed(app, "download_button", "dataset-")) == 2


def test_a_clip_that_is_not_offered_says_how_it_would_be(folder):
    attended_folder(folder, rows(1))
    app = opened("dataset")
    keyed(app, "button", "dataset-open-")[0].click()
    assert "recording '00.npz' of the data set 'made' is not among the clips" in said(run(app))
    assert "--clips FOLDER" in said(app)


def test_a_checkpoint_that_is_not_offered_is_not_replaced_by_another_of_its_name(folder, monkeypatch, tmp_path):
    (tmp_path / "clips").mkdir()
    (tmp_path / "clips" / "00.npz").write_bytes(resolve_clip("bow").read_bytes())
    monkeypatch.setenv(CLIPS_VARIABLE, str(tmp_path / "clips"))
    attended_folder(folder, [attended_row("00.npz", checkpoint="demo-sta")])
    app = opened("dataset")
    keyed(app, "button", "dataset-open-")[0].click()
    assert "the checkpoint 'demo-sta' (aaaa), and another file of that name is offered" in said(run(app))


@pytest.mark.parametrize(
    ("file", "names", "found"),
    [
        ("a/b.npz", ["a/b.npz", "c/a/b.npz"], "a/b.npz"),
        ("b.npz", ["x/b.npz"], "x/b.npz"),
        ("b.npz", ["x/b.npz", "y/b.npz"], None),
        ("s01s02/01/001", ["s01s02/01/001/skeleton_pos.txt"], "s01s02/01/001/skeleton_pos.txt"),
        ("01/001", ["sbu/01/001/skeleton_pos.txt"], "sbu/01/001/skeleton_pos.txt"),
        ("../secret.npz", ["a/secret.npz"], None),
    ],
)
def test_a_recording_is_found_by_its_path_or_by_nothing(file, names, found):
    assert found_in(names, {"file": None, "clip": file}) == found


def test_names_are_shown_letter_by_letter(folder):
    row = attended_row(EVIL, label=EVIL, predicted="wave", subject=EVIL, checkpoint=EVIL, view=EVIL)
    unread = attended_row("x", predicted=None, probability=None, reason=EVIL)
    attended_folder(folder, [row, unread], dataset=EVIL, class_names=[EVIL, "wave"], checkpoints={})
    app = opened("dataset")
    assert not app.error
    for each in (*(app.get("title")), *app.get("caption"), *app.get("header"), *keyed(app, "button", "dataset-open-")):
        text = getattr(each, "value", None) or each.label
        assert "**bold**" not in text
        assert "<script>" not in text.replace("\\<", "")


@pytest.mark.parametrize(
    "rows",
    [
        [attended_row("a", label=None), attended_row("b", label="")],
        [attended_row("a")],
        [attended_row("a", predicted=None, probability=None, reason="it is empty.")],
        [attended_row("a", revision="", predicted=None, probability=None, reason="no clip", checkpoint=None)],
        [attended_row("a", joint_attention=None, phase_attention=None)],
        [attended_row("a", n_joints=3, joint_attention=[1.0] * 3)],
        [attended_row("a", subject=None, n_frames=0, n_persons=0)],
    ],
    ids=["no labels", "one clip", "unread", "no checkpoint", "no attention", "other joints", "nobody"],
)
def test_little_or_odd_content_is_a_page_without_an_error(folder, rows):
    attended_folder(folder, rows)
    app = opened("dataset")
    assert not app.error
    assert len(app.title) == 1


def test_poses_that_are_none_are_no_body(folder):
    attended_folder(folder, [attended_row("a")], poses={"ntu-25": [["x", None]]})
    assert not opened("dataset").error


def test_what_cannot_be_read_is_a_sentence_and_the_samples_are_still_there(folder):
    app = opened("dataset")
    assert "'mine' holds no attended clips" in said(app)
    (folder / "shard-0001-000001.parquet").write_bytes(b"PAR1 and half of it")
    st.cache_data.clear()
    assert "cannot be read as a Parquet table" in said(run(app))
    field(app, "Data set").select("samples")
    assert run(app).title[0].value.startswith("demo\\-sta is right")
    assert not app.error


def test_a_damaged_file_beside_a_sound_one_is_told(folder):
    attended_folder(folder, rows(3))
    (folder / "shard-0002-000001.parquet").write_bytes(b"")
    app = opened("dataset")
    assert "A file is left out" in said(app)
    assert not app.error


@pytest.mark.parametrize("name", ["../mine", "/etc", "mine/.."])
def test_an_address_names_no_path(folder, name):
    app = opened("dataset", data=name)
    assert "Part of this address cannot be opened" in said(app)
