"""Parts of a recording on the page Inspect: windows, labels wherever they are dropped, a part run, marked, linked."""

from dataclasses import replace

import driving
import pytest
from driving import keyed, run, upload
from made import joined
from parting import BOW, FIELD, LONG, TABLE, n_frames, parts_list, press, report, said, text, tracks

from sta_lstm.formats import load_clip, save_clip
from sta_lstm.formats.rules.read_options import ReadOptions
from sta_lstm.samples import resolve_clip
from sta_lstm.skeletons.cut import Segment
from sta_lstm.ui.session.preparation import Preparation
from sta_lstm.ui.session.spans import MOST_NOTED


@pytest.fixture
def app():
    return driving.opened()


@pytest.fixture(scope="module")
def long():
    return driving.opened(**LONG)


def test_a_long_recording_is_read_in_windows_and_says_so(long):
    assert long.title[0].value == "Wave right hand, squat, drink, kick left, …"
    assert "is 20 s long, and demo-sta was trained on clips of 1.7 to 4 s: it is read in windows of 3.2 s" in text(long)
    assert "longer than" not in text(long)  # it is said once
    assert not [each.value for each in long.header if each.value.startswith("Prediction")]
    assert "at once" not in text(long)
    (figure,) = keyed(long, "selectbox", "print-inspect")
    assert "Filmstrip" in figure.options
    assert "Probabilities" not in figure.options
    lanes = tracks(long)
    assert list(lanes) == ["labels", "answers"]
    assert [name for name in lanes["answers"] if name != "unsure"] == lanes["labels"]
    assert parts_list(long).options[0] == "wave right hand, 1.00 to 3.17 s"


def test_a_long_recording_of_a_kind_that_the_model_never_saw_is_no_verdict(tmp_path):
    planted = load_clip(resolve_clip("long-seven-actions"))
    save_clip(replace(planted, notes=(), label=None, name="person.npz"), tmp_path / "person.npz")
    app = upload(driving.opened(checkpoint="demo-sta"), FIELD, ("person.npz", (tmp_path / "person.npz").read_bytes()))
    assert app.title[0].value == "Wave right hand, squat, drink, kick left, …? It never saw this kind of clip"
    assert tracks(app)["answers"][0] == "wave right hand?"


def test_a_short_one_is_not(app):
    assert app.title[0].value == "High five"
    assert tracks(app) == {}
    assert parts_list(app) is None
    assert all(each.disabled for each in app.main.button if each.label in ("Run on this part", "Mark it"))


def test_parts_are_gone_through_and_stand_in_the_address():
    app = driving.opened(**LONG)
    press(app, "Next")
    assert (app.title[0].value, n_frames(app)) == ("Wave right hand", 65)
    press(app, "Next")
    assert (app.title[0].value, app.query_params.get("part"), tracks(app)) == ("Squat", None, {})
    assert app.session_state["address-inspect"].shown.values["part"] == (126, 177)
    press(app, "All of it")
    assert (n_frames(app), app.session_state["address-inspect"].shown.values.get("part")) == (593, None)


@pytest.mark.parametrize(
    ("part", "n", "says"),
    [
        ("126-177", 52, None),
        ("126-593", 593, "part “126-593” of 593 frames"),
        ("9-3", 593, "part “9-3”"),
        ("x", 593, "part “x”"),
    ],
)
def test_a_link_opens_a_part(part, n, says):
    app = driving.opened(**LONG, part=part)
    assert n_frames(app) == n
    assert [says in each.value.replace("\\", "") for each in app.info] == ([] if says is None else [True])


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


def test_a_chosen_range_is_run_by_the_button_and_by_the_player():
    app = driving.opened(**LONG)
    report(app, range=[126, 177])
    press(app, "Run on this part")
    assert (app.title[0].value, n_frames(app)) == ("Squat", 52)
    report(app, ask={"id": "1", "what": "run", "first": 10, "last": 39, "text": "=down"})
    assert n_frames(app) == 30
    assert app.session_state["address-inspect"].shown.values["part"] == (136, 165)
    press(app, "All of it")
    assert n_frames(run(app)) == 593  # what was asked once is done once


def test_a_span_is_marked_named_and_deleted():
    app = driving.opened(clip="bow")
    hostile = "<script>alert(1)</script> [a](http://b) " + "x" * 100
    report(app, ask={"id": "7", "what": "mark", "first": 10, "last": 29, "text": ""})
    report(app, ask={"id": "8", "what": "mark", "first": 40, "last": 49, "text": ""})
    assert tracks(app) == {"marked": ["span 1", "span 2"]}
    (name,) = keyed(app, "text_input", "span-name-")
    assert (name.value, name.label) == ("span 2", "Name of the span from 1.33 to 1.67 s")
    name.set_value(hostile)
    run(app)
    assert tracks(app)["marked"][1].startswith("<script>")
    assert len(tracks(app)["marked"][1]) == 80
    press(app, "Delete")
    assert tracks(app) == {"marked": ["span 1"]}
    press(app, "Next")
    assert n_frames(app) == 20
    (saved,) = keyed(app, "download_button", "spans-csv-")
    assert saved.label == "Spans as CSV"


def test_a_note_on_a_span_is_told_in_its_lane_in_the_list_and_in_the_file():
    app = driving.opened(clip="bow")
    report(app, ask={"id": "11", "what": "mark", "first": 10, "last": 29, "text": ""})
    (note,) = keyed(app, "text_input", "span-note-")
    hostile = "=1+1 <script>alert(1)</script> [a](http://b) **bold**"
    note.set_value(hostile)
    run(app)
    ((span,),) = app.session_state["marked-spans"].values()
    assert (span.label, span.note) == ("span 1", hostile)
    assert said(app, "marked") == [f"span 1, 0.33 to 1.00 s: {hostile}"]
    (title,) = parts_list(app).options
    assert title.startswith("span 1, 0.33 to 1.00 s: =1+1")
    (note,) = keyed(app, "text_input", "span-note-")
    note.set_value("x" * 999 + "\n")
    run(app)
    ((span,),) = app.session_state["marked-spans"].values()
    assert len(span.note) == MOST_NOTED
    report(app, ask={"id": "12", "what": "mark", "first": 10, "last": 29, "text": ""})
    assert list(app.session_state["marked-spans"].values()) == [(span,)]  # marked again it keeps them


def test_notes_in_a_file_of_labels_are_told_where_its_labels_are(app):
    upload(app, FIELD, ("labels.csv", b"start,end,label,note\n10,60,bend,left <b>heel</b> up\n"), ("bow.npz", BOW))
    assert said(app, "labels") == ["bend, 0.33 to 2.00 s: left <b>heel</b> up"]
    assert "heel" in parts_list(app).options[0]


@pytest.mark.parametrize(
    "ask",
    [
        {"id": "1", "what": "run", "first": 10, "last": 9999, "text": ""},
        {"id": "1", "what": "format", "first": 1, "last": 2, "text": ""},
        {"id": "1", "what": "run"},
        "run",
    ],
)
def test_what_no_player_asks_is_not_done(ask):
    app = driving.opened(clip="bow")
    report(app, ask=ask)
    assert n_frames(app) == 120


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


def test_parts_wait_while_frames_are_left_out(tmp_path):
    clip = load_clip(resolve_clip("bow"))
    positions = clip.positions.copy()
    positions[50] = positions[49]
    save_clip(joined(type(clip)(positions, clip.fps, clip.layout, "y", clip.present, "a")), tmp_path / "a.npz")
    app = driving.opened()
    upload(app, FIELD, ("a.npz", (tmp_path / "a.npz").read_bytes()), ("labels.csv", TABLE))
    assert list(tracks(app)) == ["labels"]
    next(iter(keyed(app, "checkbox", "repair-drop"))).check()
    assert "Frames were left out of this recording" in text(run(app))
    assert tracks(app) == {}


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
