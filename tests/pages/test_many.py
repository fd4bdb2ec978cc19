"""Many clips: files in, a table out, row by row, with what could not be read; stopped and gone on with."""

import driving
import pytest
from driving import run, upload, zipped

from sta_lstm.samples import resolve_clip
from sta_lstm.ui.pages import many

FILES = {
    "squat.npz": resolve_clip("squat").read_bytes(),
    "=poem.txt": b"It was a dark and stormy night.\n",
    "throw.npz": resolve_clip("kinect-20-throw").read_bytes(),
}


@pytest.fixture
def app():
    return upload(driving.opened("many"), "Clip-uploads", ("all.zip", zipped(FILES)))


def button(app):
    return next((each for each in app.button if each.key == "many-run"), None)


def table(app):
    return next((each.value for each in app.dataframe), None)


def made(app):
    button(app).click()
    return run(app)


def said(app):
    return " ".join(each.value.replace("\\", "") for kind in ("caption", "markdown", "info") for each in app.get(kind))


def test_every_file_has_a_row_with_its_answer_or_the_reason(app):
    assert button(app).label == "Make the table of 3 clips"
    assert table(app) is None
    rows = table(made(app)).set_index("clip")
    assert sorted(rows.index) == ["'=poem.txt", "squat.npz", "throw.npz"]  # no spreadsheet runs a name
    assert rows.loc["squat.npz", ["answer", "correct", "frames"]].tolist() == ["squat", "✓", 104]
    assert 50 < rows.loc["squat.npz", "probability"] <= 100  # per cent
    assert rows.loc["squat.npz", "left knee angle range (deg)"] > 60
    assert "is not a skeleton recording" in rows.loc["'=poem.txt", "because"]
    assert "reads 1 to 2 persons × 25 joints" in rows.loc["throw.npz", "because"]
    assert rows.loc["throw.npz", "left knee angle range (deg)"] > 0
    assert "1 of 3 clips answered; of 1 whose label the model knows, 1 is right." in said(app)
    assert "Not for diagnosis." in said(app)
    assert button(app) is None
    chooser = next(each for each in app.selectbox if each.label == "Look at one")
    assert chooser.options == ["=poem.txt", "✓ squat.npz: squat", "throw.npz"]


def test_another_choice_is_another_table_and_converted_clips_are_asked(app):
    made(app)
    next(each for each in app.toggle if each.key == "many-convert").set_value(True)
    run(app)
    assert table(app) is None
    rows = table(made(app)).set_index("clip")
    assert rows.loc["throw.npz", "answer"].endswith("?")
    assert "converted from ntu-25" in rows.loc["throw.npz", "because"]
    assert rows.loc["squat.npz", ["answer", "because"]].tolist() == ["squat", ""]


def test_a_table_that_was_stopped_keeps_its_rows_and_goes_on(app, monkeypatch):
    ask, asked = many.clip_row, []

    def stop_after_one(name, *args, **more):
        asked.append(name)
        if len(asked) == 2:
            app.session_state["many-clips"].running = False
            many.st.stop()
        return ask(name, *args, **more)

    monkeypatch.setattr(many, "clip_row", stop_after_one)
    made(app)
    run(app)
    assert button(app).label == "Go on with the other 2"
    assert len(table(app)) == 1
    assert len(table(made(app))) == 3


def test_of_too_many_clips_the_first_are_taken(app, monkeypatch):
    monkeypatch.setattr(many, "MOST_CLIPS", 2)
    run(app)
    assert button(app).label == "Make the table of 2 clips"
    assert "3 clips were found; the table is of the first 2" in said(app)


def test_the_samples_are_there_for_who_has_no_files():
    app = driving.opened("many")
    assert button(app).label.startswith("Make the table of 2")
    assert next(each for each in app.multiselect if each.key.startswith("many-measures")).value == [
        "knee angle",
        "elbow angle",
    ]


def test_files_have_their_rows_in_the_order_in_which_they_were_chosen():
    files = [
        ("squat.npz", FILES["squat.npz"]),
        ("cut.npz", FILES["squat.npz"][:900]),
        ("=poem.txt", FILES["=poem.txt"]),
    ]
    rows = table(made(upload(driving.opened("many"), "Clip-uploads", *files)))
    assert rows["clip"].tolist() == ["squat.npz", "cut.npz", "'=poem.txt"]
    assert [bool(reason) for reason in rows["because"]] == [False, True, True]
