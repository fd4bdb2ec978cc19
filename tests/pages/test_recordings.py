"""Many recordings at once: archives, files of several and a folder named at the start, paged through on the pages."""

import io
import pickle
import re

import driving
import numpy as np
import pytest
import streamlit as st
import torch
from driving import run, upload, zipped

from sta_lstm.formats import collection, load_clip
from sta_lstm.formats.collection import recordings
from sta_lstm.samples import CLIPS_VARIABLE, resolve_clip

FIELD = "Clip-uploads"
BOW, SQUAT, PUSH = (resolve_clip(name).read_bytes() for name in ("bow", "squat", "push"))
FILES = {
    "takes/bow.npz": BOW,
    "takes/cut short.skeleton": PUSH[:5000],
    "takes/notes.txt": b"It was a dark and stormy night.\n",
    "takes/squat.csv": SQUAT,
}


@pytest.fixture
def app():
    return driving.opened()


@pytest.fixture
def listed(app):
    return upload(app, FIELD, ("all.zip", zipped(FILES)))


def recording_list(app, noun="Clip"):
    """The list of recordings, or None where there is none."""
    return next((each for each in app.selectbox if (each.key or "").startswith(f"{noun}-recording-")), None)


def press(app, name):
    next(each for each in app.sidebar.button if each.label == name and not each.disabled).click()
    return run(app)


def place(app):
    return next((each.value for each in app.sidebar.caption if re.fullmatch(r"[\d,]+ of [\d,]+", each.value)), None)


def said(app):
    return " ".join(error.value.replace("\\", "") for error in app.error)


def titles(app):
    return [each.value for each in app.title]


def test_an_archive_is_a_list_to_page_through_whatever_cannot_be_read(listed):
    assert recording_list(listed).options == [
        *("bow.npz", "cut short.skeleton", "notes.txt (cannot be read)", "squat.csv"),
    ]
    assert (titles(listed), place(listed)) == (["Bow"], "1 of 4")
    assert (place(press(listed, "Next")), "'cut short.skeleton' ends after line" in said(listed)) == ("2 of 4", True)
    assert (place(press(listed, "Next")), "'takes/notes.txt' is not a skeleton" in said(listed)) == ("3 of 4", True)
    assert (place(press(listed, "Next")), titles(listed), said(listed)) == ("4 of 4", ["Squat"], "")
    assert all(each.disabled for each in listed.sidebar.button if each.label == "Next")
    assert place(press(listed, "Previous")) == "3 of 4"
    recording_list(listed).select_index(0)
    assert (titles(run(listed)), place(listed)) == (["Bow"], "1 of 4")


def test_the_recording_is_there_on_every_page_and_on_the_way_back(listed):
    recording_list(listed).select_index(3)
    run(listed)
    for page in ("compare", "clips", "inspect"):
        listed.switch_page(f"app_pages/{page}.py")
        run(listed)
        assert recording_list(listed).value == 3
        assert not listed.error
    assert titles(listed) == ["Squat"]
    listed.get_by_key("Clip-choice").select("sample:throw.npz")
    assert recording_list(run(listed)) is None


def test_two_clips_can_be_two_recordings_of_one_archive(listed):
    listed.switch_page("app_pages/clips.py")
    run(listed)
    second = listed.get_by_key("Second clip-choice")
    second.select(listed.get_by_key("Clip-choice").value)
    run(listed)
    recording_list(listed, "Second clip").select_index(3)
    run(listed)
    (title,) = titles(listed)
    assert title.startswith("“bow” and “squat”")
    assert recording_list(listed).value == 0


def test_recordings_whose_files_are_called_the_same_are_told_apart_by_their_folders(app):
    app.switch_page("app_pages/clips.py")
    run(app)
    upload(app, FIELD, ("all.zip", zipped({"all/1/take.npz": BOW, "all/2/take.npz": BOW, "all/2/squat.csv": SQUAT})))
    app.get_by_key("Second clip-choice").select(app.get_by_key("Clip-choice").value)
    run(app)
    recording_list(app, "Second clip").select_index(2)
    run(app)
    facts = next(each.value for each in app.caption if "frames" in each.value).replace("\\", "")
    assert [part.split(":")[0] for part in re.findall(r"\d · take: [^–]*frames", facts)] == ["1 · take", "2 · take"]
    recording_list(app, "Second clip").select_index(1)
    run(app)
    facts = next(each.value for each in app.caption if "frames" in each.value)
    assert "– squat: " in facts.splitlines()[0].replace("\\", "")


def test_what_is_said_of_one_recording_holds_for_it_alone(listed):
    slider = next(each for each in listed.slider if each.key.startswith("part-"))
    slider.set_range(5, 34)
    run(listed)
    assert any("Clip: 30 frames" in each.value for each in listed.sidebar.caption)
    recording_list(listed).select_index(3)
    run(listed)
    whole = load_clip(resolve_clip("squat")).n_frames
    assert any(f"Clip: {whole} frames" in each.value for each in listed.sidebar.caption)


def test_nothing_is_read_before_it_is_asked_for(app, monkeypatch):
    read, made = [], []
    monkeypatch.setattr(collection, "load_clip", spied(collection.load_clip, read))
    monkeypatch.setattr("sta_lstm.ui.pickers.recordings.recordings", spied(recordings, made))
    upload(app, FIELD, ("all.zip", zipped(FILES)), ("mine.npz", BOW))
    assert (titles(app), len(read)) == (["Bow"], 0)
    assert len(made) == 1  # that of the lone file
    press(app, "Next")
    assert (place(app), len(read), len(made)) == ("1 of 4", 1, 2)
    recording_list(app).select_index(3)
    run(app)
    assert (len(read), len(made)) == (2, 2)


def spied(action, calls):
    def counted(*given, **options):
        calls.append(given)
        return action(*given, **options)

    return counted


def test_several_uploads_are_paged_through(app):
    upload(app, FIELD, ("bow.npz", BOW))
    assert place(app) is None
    upload(app, FIELD, ("bow.npz", BOW), ("squat.csv", SQUAT))
    assert (titles(app), place(app)) == (["Squat"], "1 of 2")
    assert (titles(press(app, "Next")), place(app)) == (["Bow"], "2 of 2")


def test_a_file_of_several_is_a_list_of_its_entries(app):
    keypoint = np.random.default_rng(0).normal(300, 40, size=(1, 12, 17, 2))
    annotations = [{"keypoint": keypoint + i, "frame_dir": f"take/{i}"} for i in range(3)]
    upload(app, FIELD, ("set.pkl", pickle.dumps(annotations)))
    assert recording_list(app).options == ["0", "1", "2"]
    press(app, "Next")
    assert place(app) == "2 of 3"
    assert titles(app) == [r"take/1"]


def openpose(frame):
    people = [{"pose_keypoints_2d": [part for j in range(25) for part in (90.0 + 9 * j, 50.0 + frame + j % 5, 0.9)]}]
    return f'{{"version": 1.3, "people": {people}}}'.replace("'", '"').encode()


@pytest.mark.parametrize(
    ("files", "frames"),
    [
        ({f"take_{t:012}_keypoints.json": openpose(t) for t in range(9)}, 9),
        ({"inside/bow.npz": BOW}, load_clip(resolve_clip("bow")).n_frames),
    ],
    ids=["a file a frame", "a single file"],
)
def test_an_archive_of_one_recording_is_one_clip(app, files, frames):
    upload(app, FIELD, ("one.zip", zipped(files)))
    assert recording_list(app) is None
    assert not app.error
    assert any(f"Clip: {frames} frames" in each.value for each in app.sidebar.caption)


def weights():
    buffer = io.BytesIO()
    torch.save({"a": torch.zeros(3)}, buffer)
    return buffer.getvalue()


BAD = {
    "cut short": (zipped(FILES)[:-30], "'bad.zip' is damaged or cut short"),
    "empty": (zipped({}), "'bad.zip' holds no files"),
    "without a recording": (zipped({"a.txt": b"x", "b/../c.md": b"y"}), "'bad.zip' holds 2 files, and no recording"),
    "within another": (zipped({"inner.zip": zipped(FILES)}), "archive within an archive"),
    "a checkpoint": (weights(), "a .pt checkpoint is such an archive too"),
}


@pytest.mark.parametrize(("content", "words"), BAD.values(), ids=BAD.keys())
def test_a_bad_archive_is_a_sentence_and_the_app_goes_on(app, content, words):
    upload(app, FIELD, ("bad.zip", content))
    assert len(app.error) == 1
    assert words in said(app)
    assert recording_list(app) is None
    app.get_by_key("Clip-choice").select("sample:bow.npz")
    assert (titles(run(app)), said(app)) == (["Bow"], "")


@pytest.fixture
def folder(monkeypatch, tmp_path):
    for name, content in FILES.items():
        (tmp_path / "clips" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "clips" / name).write_bytes(content)
    (tmp_path / "secret.npz").write_bytes(BOW)
    monkeypatch.setenv(CLIPS_VARIABLE, str(tmp_path / "clips"))
    st.cache_data.clear()  # whether it has changed is looked at every few seconds only
    return tmp_path / "clips"


def test_a_folder_named_at_the_start_is_offered_and_an_address_can_name_what_is_in_it(folder):
    app = driving.opened(clip="takes/squat.csv")
    assert (titles(app), place(app)) == (["Squat"], "4 of 4")
    assert app.get_by_key("Clip-choice").value == "folder:clips"
    (folder / "takes" / "squat.csv").write_bytes(b"")
    st.cache_data.clear()
    assert "squat.csv' is empty" in said(run(app))
    (folder / "takes" / "another.npz").write_bytes(BOW)
    st.cache_data.clear()
    assert (place(run(app)), recording_list(app).options[0]) == ("5 of 5", "another.npz")


@pytest.mark.parametrize("name", ["../secret.npz", "takes/../../secret.npz", "/etc/passwd", "clips (folder)", "takes"])
def test_an_address_reaches_nothing_outside_the_folder(folder, name):
    app = driving.opened(clip=name)
    assert titles(app) == ["High five"]
    assert "Part of this address cannot be opened" in app.info[0].value


def test_without_such_a_folder_nothing_stands_in_the_list(folder, monkeypatch):
    monkeypatch.setenv(CLIPS_VARIABLE, str(folder / "gone"))
    st.cache_data.clear()
    app = driving.opened()
    assert titles(app) == ["High five"]
    app.get_by_key("Clip-choice").select("folder:clips")
    assert said(run(app)) == "**The folder 'gone', with which the app was started, no longer exists.**"


def test_uploads_that_cannot_be_read_give_way_to_those_that_can(app):
    notes, walk = ("notes.txt", b"Milk and bread\n"), ("walk.npz", BOW)
    upload(app, FIELD, notes, ("shop.txt", b"Open till six\n"))
    assert said(app).startswith("**'shop.txt' is not a skeleton recording that can be read: it looks like text")
    assert next(each.value for each in app.caption if "notes" in each.value).startswith(":red[")
    assert "BVH motion capture" in " ".join(each.value for each in app.markdown)
    driving.keyed(app, "button", "back-")[0].click()
    assert not run(app).error
    app = upload(driving.opened(), FIELD, notes, walk, ("shop.txt", b"Open till six\n"))
    assert not app.error
    assert app.get_by_key("Clip-choice").options[:3] == [
        "Yours · walk.npz",
        "Yours · shop.txt (cannot be read)",
        "Yours · notes.txt (cannot be read)",
    ]
