"""The inspect page, about the recording: doubts, repairs, the part that is kept, how it is read, what is asked."""

from dataclasses import replace

import driving
import numpy as np
import pytest
from driving import run

from sta_lstm.formats import load_clip, save_clip
from sta_lstm.samples import resolve_clip


def text(app):
    return " ".join(each.value for each in (*app.markdown, *app.caption)).replace("\\", "")


def title(app):
    return next(each.label for each in app.expander if each.label.startswith("This recording"))


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


def test_a_clean_sample_has_no_doubts():
    assert title(driving.opened()) == "This recording: no doubts"


def test_doubts_are_said_and_repairs_are_made_and_taken_back(dirty):
    assert title(dirty) == "This recording: 2 doubts"
    assert "jump away and back" in text(dirty)
    widget(dirty, "checkbox", "repair-interpolate").check()
    run(dirty)
    assert title(dirty) == "This recording: 1 doubt, 1 note, repaired"
    widget(dirty, "checkbox", "repair-drop").check()
    run(dirty)
    assert title(dirty) == "This recording: no doubts, 2 notes, repaired"
    assert n_frames(dirty) == "86"
    widget(dirty, "checkbox", "repair-drop").uncheck()
    widget(dirty, "checkbox", "repair-interpolate").uncheck()
    assert title(run(dirty)) == "This recording: 2 doubts"


def test_a_part_is_kept_and_the_whole_comes_back(dirty, clean):
    widget(dirty, "slider", "part-").set_range(10, 39)
    run(dirty)
    assert n_frames(dirty) == "30"
    assert f"Frames 10 to 39 of {clean.n_frames}" in text(dirty)
    assert widget(dirty, "slider", "part-").max == clean.n_frames - 1
    widget(dirty, "slider", "part-").set_range(0, clean.n_frames - 1)
    assert n_frames(run(dirty)) == str(clean.n_frames)


def test_what_the_file_says_wrongly_is_set_right_and_back(dirty):
    widget(dirty, "number_input", "fps-").set_value(15.0)
    widget(dirty, "checkbox", "mirror-").check()
    run(dirty)
    assert "The frame rate was set to 15 by hand" in text(dirty)
    assert "mirrored by hand" in text(dirty)
    assert "Toes point behind the body" in text(dirty)
    widget(dirty, "button", "untouched-").click()
    assert title(run(dirty)) == "This recording: 2 doubts"


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
    widget(app, "selectbox", "layout-").select("h36m-17")
    run(app)
    assert n_frames(app) == str(clean.n_frames)
    assert "h36m" in text(app)
