"""The inspect page, about the recording: warnings, repairs, the part that is kept, how it is read, what is asked."""

from dataclasses import replace

import driving
import numpy as np
import pytest
from driving import run
from made import leaning

from sta_lstm.formats import load_clip, save_clip
from sta_lstm.samples import resolve_clip
from sta_lstm.skeletons.cut import cut
from sta_lstm.skeletons.quality.turning import tilt


def text(app):
    return " ".join(each.value for each in (*app.markdown, *app.caption)).replace("\\", "")


def title(app):
    return next(each.label for each in app.expander if each.label.startswith("Recording quality"))


def widget(app, kind, start):
    """The widget of that kind whose key begins so."""
    return next(each for each in getattr(app, kind) if each.key and each.key.startswith(start))


@pytest.fixture(scope="module")
def clean():
    return load_clip(resolve_clip("kick-right"))


@pytest.fixture
def opened():
    """The page with a file uploaded to it."""

    def open_file(name, content):
        app = driving.opened()
        app.get_by_key("Clip-uploads").set_value([(name, content, "application/octet-stream")])
        return run(app)

    return open_file


@pytest.fixture
def dirty(opened, clean, tmp_path):
    """The page with a clip that has a jump and a repeated frame."""
    positions = clean.positions.copy()
    positions[30:32, 0, 7] += (0.9, 0.4, 0)
    positions[50] = positions[49]
    save_clip(replace(clean, positions=positions), tmp_path / "dirty.npz")
    return opened("dirty.npz", (tmp_path / "dirty.npz").read_bytes())


def n_frames(app):
    return next(each.value for each in app.caption if each.value.startswith("Clip:")).split()[1]


def test_a_clean_sample_has_no_warnings():
    assert title(driving.opened()) == "Recording quality: nothing unusual found"


@pytest.mark.slow
def test_warnings_are_said_and_repairs_are_made_and_taken_back(dirty):
    assert title(dirty) == "Recording quality: 2 warnings"
    assert "jump away and back" in text(dirty)
    widget(dirty, "checkbox", "repair-interpolate").check()
    run(dirty)
    assert title(dirty) == "Recording quality: 1 warning, 1 note, repaired"
    widget(dirty, "checkbox", "repair-drop").check()
    run(dirty)
    assert title(dirty) == "Recording quality: nothing unusual found, 2 notes, repaired"
    assert n_frames(dirty) == "86"
    widget(dirty, "checkbox", "repair-drop").uncheck()
    widget(dirty, "checkbox", "repair-interpolate").uncheck()
    assert title(run(dirty)) == "Recording quality: 2 warnings"


def test_a_part_is_kept_and_the_whole_comes_back(dirty, clean):
    widget(dirty, "slider", "part-").set_range(10, 39)
    run(dirty)
    assert n_frames(dirty) == "30"
    assert f"Frames 10 to 39 of {clean.n_frames}" in text(dirty)
    assert widget(dirty, "slider", "part-").max == clean.n_frames - 1
    widget(dirty, "slider", "part-").set_range(0, clean.n_frames - 1)
    assert n_frames(run(dirty)) == str(clean.n_frames)


def cut_by(app, way):
    widget(app, "radio", "cut-").set_value(way)
    return run(app)


def step(app, name):
    next(each for each in app.button if each.key.startswith("parts-") and each.label == name).click()
    return run(app)


@pytest.mark.slow
def test_parts_of_equal_length_are_paged_through_and_noted(dirty, clean):
    cut_by(dirty, "By length")
    assert widget(dirty, "selectbox", "parts-").value is None
    n_parts = -(-clean.n_frames // 60)
    assert f"{n_parts} in all" in text(dirty)
    step(dirty, "Next")
    assert (n_frames(dirty), f"1 of {n_parts}" in text(dirty)) == ("60", True)
    assert f"Frames 0 to 59 of {clean.n_frames}" in text(step(step(dirty, "Next"), "Previous"))
    widget(dirty, "number_input", "seconds-").set_value(0.5)
    run(dirty)
    widget(dirty, "selectbox", "parts-").select_index(1)
    assert f"Frames 15 to 29 of {clean.n_frames}" in text(run(dirty))
    widget(dirty, "selectbox", "parts-").set_value(None)  # as the key Escape does
    assert f"Frames 15 to 29 of {clean.n_frames}" in text(run(dirty))
    widget(dirty, "button", "cut-none-").click()
    assert n_frames(run(dirty)) == str(clean.n_frames)
    widget(dirty, "number_input", "seconds-").set_value(100.0)
    assert "Choose fewer seconds" in text(run(dirty))


def test_the_segments_of_a_file_are_chosen_by_their_labels(dirty, clean):
    cut_by(dirty, "With a label file")
    listed = b"start,end,label\n0,30,stand\n30,60,kick\n40,900,fall\n30,60,kick\n"
    driving.upload(dirty, widget(dirty, "file_uploader", "segments-").key, ("list.csv", listed))
    parts = widget(dirty, "selectbox", "parts-")
    assert parts.options == ["stand, 0.00 to 1.00 s", "kick, 1.00 to 2.00 s"]
    assert "Left out, because they lie outside the recording or show nobody: fall, 1.33 to 30.00 s" in text(dirty)
    parts.select_index(1)
    run(dirty)
    assert f"Frames 30 to 59 of {clean.n_frames}" in text(dirty)
    assert ":gray-badge[? labelled “kick”, which is none of this model’s classes]" in text(dirty)
    widget(dirty, "checkbox", "repair-drop").check()  # the frames of the file are counted, not those that are left
    assert f"Frames 30 to 59 of {clean.n_frames}" in text(run(dirty))
    assert n_frames(dirty) == "29"
    widget(dirty, "button", "segments-").click()
    run(dirty)
    assert widget(dirty, "file_uploader", "segments-").value is None


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"from,to\n1,2\n", "has the columns from, to; expected start and end"),
        (b"s07_e01\nwalk: 4 20\n", "names no segments of 'dirty.npz'"),
        (bytes(range(256)), "list.txt"),
        (b"", "list.txt"),
        (b"start,end\n-3,5\n", "-3 is not a frame of a recording"),
    ],
    ids=["other columns", "other recordings", "binary", "empty", "no frame"],
)
def test_a_bad_file_of_segments_is_a_sentence_and_the_page_goes_on(dirty, clean, content, says):
    cut_by(dirty, "With a label file")
    driving.upload(dirty, widget(dirty, "file_uploader", "segments-").key, ("list.txt", content))
    (error,) = (each.value.replace("\\", "") for each in dirty.error)
    assert says in error
    assert "not foresee" not in error
    assert n_frames(dirty) == str(clean.n_frames)


@pytest.mark.real_data
def test_one_list_of_segments_holds_for_all_recordings(opened, data_folder):
    folder = data_folder / "utkinect"
    app = opened("joints_s01_e01.txt", (folder / "joints_s01_e01.txt").read_bytes())
    cut_by(app, "With a label file")
    listed = ("actionLabel.txt", (folder / "actionLabel.txt").read_bytes())
    driving.upload(app, widget(app, "file_uploader", "segments-").key, listed)
    assert [each.split(",")[0] for each in widget(app, "selectbox", "parts-").options][:3] == [
        "walk",
        "sitDown",
        "standUp",
    ]
    step(step(app, "Next"), "Next")
    assert "of 526 of 'joints_s01_e01.txt'" in text(app)
    two = [(name, (folder / name).read_bytes()) for name in ("joints_s01_e01.txt", "joints_s02_e01.txt")]
    driving.upload(app, "Clip-uploads", *two)
    assert n_frames(app) == "830"
    assert widget(app, "selectbox", "parts-").options[0] == "walk, 1.53 to 3.33 s"


def test_what_the_file_says_wrongly_is_set_right_and_back(dirty):
    widget(dirty, "number_input", "fps-").set_value(15.0)
    widget(dirty, "checkbox", "mirror-").check()
    run(dirty)
    assert "The frame rate was set to 15 by hand" in text(dirty)
    assert "mirrored by hand" in text(dirty)
    assert "toes lie behind the ankles" in text(dirty)
    widget(dirty, "button", "untouched-").click()
    assert title(run(dirty)) == "Recording quality: 2 warnings"


def test_columns_that_are_not_recognised_are_asked_for(opened, clean):
    rows = ["q,w,e,r,t,v"]
    for t in range(20):
        for j, joint in enumerate(clean.layout.joints):
            x, y, z = clean.positions[t, 0, j]
            rows.append(f"{t},0,{joint},{x:.4f},{y:.4f},{z:.4f}")
    app = opened("odd.csv", "\n".join(rows).encode())
    assert "which columns hold the joints is not recognised" in app.error[0].value
    for role, column in zip(("frame", "person", "joint", "x", "y", "z"), "qwertv", strict=True):
        widget(app, "selectbox", f"column-{role}-").select(column)
    widget(app, "button", "FormSubmitter").click()
    run(app)
    assert [each.value for each in app.error] == []
    assert n_frames(app) == "20"


def test_joints_that_are_not_certain_are_asked_for(opened, clean, tmp_path):
    np.save(tmp_path / "bare.npy", clean.positions[:, 0, :17])
    app = opened("bare.npy", (tmp_path / "bare.npy").read_bytes())
    assert "several layouts have so many" in app.error[0].value.replace("\\", "")
    asked = widget(app, "selectbox", "layout-")
    assert (asked.value, len(asked.options)) == (None, 2)  # nothing is assumed, and only what fits is offered
    asked.select("h36m-17")
    run(app)
    assert n_frames(app) == str(clean.n_frames)
    assert "Human3.6M" in text(app)


def test_a_tilted_camera_is_said_in_sight_and_levelled_and_tilted_again_by_one_click(opened, clean, tmp_path):
    save_clip(leaning(clean, 15), tmp_path / "down.npz")
    app = opened("down.npz", (tmp_path / "down.npz").read_bytes())
    assert "whoever stands leans by 14°" in text(app)
    level = widget(app, "button", "level-")
    assert level.label == "Level it"
    level.click()
    run(app)
    assert "Everything was turned by 14°" in text(app)
    assert "leans by" not in text(app)
    undo = widget(app, "button", "level-")
    assert undo.label == "Undo"
    undo.click()
    assert "whoever stands leans by 14°" in text(run(app))


def test_of_a_part_that_is_said_which_all_of_the_recording_shows(opened, clean, tmp_path):
    """In this part nobody stands, so that of itself it tells of no tilt; where one bends, it would tell of one."""
    down = leaning(clean, 15)
    assert tilt(cut(down, 30, 60)) is None
    save_clip(down, tmp_path / "down.npz")
    app = opened("down.npz", (tmp_path / "down.npz").read_bytes())
    widget(app, "slider", "part-").set_range(30, 59)
    assert n_frames(run(app)) == "30"
    assert "whoever stands leans by 14°" in text(app)
    widget(app, "button", "level-").click()
    assert "Everything was turned by 14°" in text(run(app))
    assert "leans by" not in text(app)


def test_level_bodies_are_not_offered_to_be_levelled():
    assert not driving.keyed(driving.opened(), "button", "level-")
