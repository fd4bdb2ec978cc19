"""Labels of parts of a recording: from files in any order, on every page, and kept wherever a part comes from."""

import driving
import pytest
from driving import keyed, run, upload
from parting import (
    BOW,
    FIELD,
    LONG,
    TABLE,
    chips,
    n_frames,
    parts_list,
    press,
    report,
    said,
    text,
    told_of_labels,
    tracks,
)

from sta_lstm.formats.rules.read_options import ReadOptions
from sta_lstm.samples import resolve_clip
from sta_lstm.skeletons.cut import Segment
from sta_lstm.ui.session.preparation import Preparation


@pytest.fixture
def app():
    return driving.opened()


def test_a_file_of_labels_goes_with_the_recording_beside_it(app):
    upload(app, FIELD, ("list of things.txt", TABLE), ("bow.npz", BOW))
    assert not app.error
    assert app.get_by_key("Clip-choice").options[0] == "Yours · bow.npz"
    assert tracks(app) == {"labels": ["bend down", "come up"]}
    assert "Labels: list of things.txt" in text(app)
    press(app, "Next")
    assert n_frames(app) == 50
    assert "From the file list of things.txt" in text(app)
    app.get_by_key("Clip-choice").select("sample:throw.npz")
    assert tracks(run(app)) == {}  # it is of another recording


def test_a_file_of_labels_by_itself_goes_with_what_is_shown(app):
    app.get_by_key("Clip-choice").select("sample:bow.npz")
    upload(run(app), FIELD, ("labels.csv", TABLE))
    assert (app.get_by_key("Clip-choice").value, app.title[0].value) == ("sample:bow.npz", "Bow")
    assert tracks(app) == {"labels": ["bend down", "come up"]}
    upload(app, FIELD)
    assert tracks(app) == {}


def test_a_file_of_labels_goes_with_the_recording_that_is_called_as_it_is(app):
    squat = resolve_clip("squat").read_bytes()
    upload(app, FIELD, ("bow.npz", BOW), ("squat.csv", squat), ("bow-labels.csv", TABLE))
    assert (app.title[0].value, tracks(app)) == ("Squat", {})
    app.get_by_key("Clip-choice").select_index(1)
    assert (run(app).title[0].value, tracks(app)) == ("Bow", {"labels": ["bend down", "come up"]})


def test_labels_stand_on_a_recording_that_the_checkpoint_does_not_read(app):
    upload(app, FIELD, ("labels.csv", b"start,end,label\n0,9,up\n9,30,down\n"))
    app.get_by_key("Clip-choice").select("sample:kinect-20-throw.npz")
    upload(run(app), FIELD)
    upload(app, FIELD, ("labels.csv", b"start,end,label\n0,9,up\n9,30,down\n"))
    assert "does not fit" in text(app) + " ".join(each.value for each in (*app.info, *app.warning))
    assert parts_list(app).options == ["up, 0.00 to 0.30 s", "down, 0.30 to 1.00 s"]
    press(app, "Next")
    assert n_frames(app) == 9


def test_a_damaged_file_of_labels_is_a_sentence_and_the_page_goes_on(app):
    upload(app, FIELD, ("labels.csv", b"start,end\n1,x\n"), ("bow.npz", BOW))
    (error,) = (each.value.replace("\\", "") for each in app.error)
    assert "'labels.csv', line 2, column 'end': expected a number, found 'x'" in error
    assert app.title[0].value == "Bow"


def test_notes_in_a_file_of_labels_are_told_where_its_labels_are(app):
    upload(app, FIELD, ("labels.csv", b"start,end,label,note\n10,60,bend,left <b>heel</b> up\n"), ("bow.npz", BOW))
    assert said(app, "labels") == ["bend, 0.33 to 2.00 s: left <b>heel</b> up"]
    assert "heel" in parts_list(app).options[0]


def test_labels_and_spans_count_the_frames_of_the_file_where_a_part_of_it_is_read():
    app = driving.opened()
    upload(app, FIELD, ("labels.csv", TABLE), ("bow.npz", BOW))
    (file,) = app.session_state["label-files"].values()
    app.session_state["recordings-prepared"] = {file.of: Preparation(ReadOptions(frames=(30, 115)))}
    run(app)
    assert n_frames(app) == 85
    assert parts_list(app).options == ["come up, 1.00 to 2.67 s"]  # frames 60 to 110 of the file
    report(app, ask={"id": "9", "what": "mark", "first": 5, "last": 14, "text": ""})
    assert app.session_state["marked-spans"][file.of] == (Segment(35, 45, "span 1"),)
    assert tracks(app)["marked"] == ["span 1"]


@pytest.mark.real_data
def test_utkinects_list_is_joined_with_the_recordings_that_it_names(data_folder):
    folder = data_folder / "utkinect"
    app = driving.opened(checkpoint="utkinect-sta")
    names = ("actionLabel.txt", "joints_s01_e01.txt")
    upload(app, FIELD, *((name, (folder / name).read_bytes()) for name in names))
    assert "is 35 s long, and utkinect-sta was trained on clips of 0.33 to 6.7 s" in text(app)
    lanes = tracks(app)
    assert lanes["labels"][:3] == ["walk", "sitDown", "standUp"]
    assert {"walk", "sit down", "carry", "wave hands"} <= set(lanes["answers"])


def test_a_part_keeps_its_label_by_its_address_by_a_range_and_from_the_list_of_answers():
    app = driving.opened(**LONG, part="30-94")  # which the sample's file calls "wave right hand"
    assert chips(app) == ["✓ correct"]
    press(app, "All of it")
    report(app, range=[30, 94])
    press(app, "Run on this part")
    assert chips(app) == ["✓ correct"]
    assert chips(driving.opened(**LONG, part="31-94")) == []  # no file says what these frames show


@pytest.mark.parametrize("page", ["evidence", "compare", "clips"])
def test_a_part_keeps_its_label_on_every_page(page):
    assert chips(driving.opened(page, clip=LONG["clip"], part="30-94")) == ["✓ correct"]


def test_what_a_model_answers_and_names_that_nobody_gave_are_no_labels():
    app = driving.opened(**LONG)
    keyed(app, "segmented_control", "parts-kind-")[0].set_value("Answers")
    press(run(app), "Next")
    assert n_frames(app) == 108
    assert chips(app) == []
    app = driving.opened(clip="bow")
    report(app, ask={"id": "21", "what": "mark", "first": 10, "last": 49, "text": ""})
    press(app, "Next")
    assert "span 1" not in " ".join(each.value for each in app.caption)
    press(app, "All of it")
    keyed(app, "text_input", "span-name-")[0].set_value("squat")
    press(run(app), "Next")
    assert "labelled “squat”" in text(app)


LIST = b"s01_e01\nbend: 10 59\nup: 60 109\ns01_e02\nwave: 1 9\n"


@pytest.mark.parametrize(
    ("file", "says"),
    [
        (
            ("list.txt", LIST),
            "“list.txt” is a list of labels, of 2 recordings s01_e01, s01_e02, and none of them",
        ),
        (
            ("rows.csv", TABLE),
            "“rows.csv” is a table of labels of a recording of 999 frames or more, and “bow”",
        ),
    ],
)
def test_labels_that_come_before_their_recording_say_so_and_wait_for_it(file, says):
    recording = ("s01_e01.npz", BOW)
    app = driving.opened(clip="bow")
    upload(app, FIELD, file)
    (told,) = told_of_labels(app)
    assert told.startswith(says)
    assert "Add " in told
    upload(app, FIELD, file, recording)
    assert told_of_labels(app) == []
    assert app.get_by_key("Clip-choice").options[0] == "Yours · s01_e01.npz"
    before = tracks(app)
    assert len(before["labels"]) == 2
    app = upload(driving.opened(clip="bow"), FIELD, recording)  # the other way round
    upload(app, FIELD, recording, file)
    assert told_of_labels(app) == []
    assert tracks(app) == before
