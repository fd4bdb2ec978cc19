"""Parts of a recording on the page Inspect: windows, labels wherever they are dropped, a part run, marked, linked."""

import re
from dataclasses import replace

import driving
import pytest
from driving import keyed, run, upload
from made import joined
from parting import FIELD, LONG, TABLE, n_frames, parts_list, payload, press, report, said, shown, text, tracks

from sta_lstm.formats import load_clip, save_clip
from sta_lstm.model.checkpoint import load_checkpoint
from sta_lstm.prediction.predict import predict
from sta_lstm.prediction.windows import is_long, read_windows
from sta_lstm.samples import resolve_checkpoint, resolve_clip
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
    assert text(long).count("Balls: how much the model listens to each joint.") == 1
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


#: What each page finds out of one action, in words that stand on it.
OF_ONE_ACTION = {
    "inspect": "Prediction",
    "evidence": "What the answer cannot do without",
    "compare": "Joints in common",
    "clips": "How far the attention is the same",
}


@pytest.mark.parametrize("page", OF_ONE_ACTION)
def test_no_page_answers_a_long_recording_at_once_and_each_runs_a_part_of_it(page):
    clip, checkpoint = load_clip(resolve_clip(LONG["clip"])), load_checkpoint(resolve_checkpoint("demo-sta"))
    at_once = predict(checkpoint, clip)
    assert is_long(checkpoint, clip)
    assert at_once.label not in {segment.label for segment in read_windows(checkpoint, clip).segments()}
    models = "demo-sta..demo-sa" if page == "compare" else "demo-sta"
    other = {"second": "bow"} if page == "clips" else {}
    app = driving.opened("" if page == "inspect" else page, clip=LONG["clip"], checkpoint=models, **other)
    assert not app.error
    assert not re.search(rf"\b{at_once.label}\b", shown(app), re.IGNORECASE)
    assert OF_ONE_ACTION[page] not in shown(app)
    assert "wave right hand, squat, drink, kick left, …" in app.title[0].value.lower()
    lanes = [track["name"] for track in payload(app)["tracks"]]
    assert sum(name.startswith("answers") for name in lanes) == len(models.split(".."))
    assert "one action at a time" in text(app)
    press(app, "Next")
    assert "…" not in app.title[0].value
    assert OF_ONE_ACTION[page] in shown(app)
    assert (payload(app)["clips"][0]["frames"] == 65) == (page != "clips")  # whose clock is longer than either
    assert app.session_state[f"address-{page}"].shown.values["part"] == (30, 94)
    press(app, "All of it")
    assert app.session_state[f"address-{page}"].shown.values.get("part") is None
    assert OF_ONE_ACTION[page] not in shown(app)


@pytest.mark.parametrize("page", ["evidence", "compare", "clips"])
def test_a_link_of_any_page_opens_a_part(page):
    parts = {"part": "126-177"} | ({"second": "long-seven-actions", "second-part": "30-94"} if page == "clips" else {})
    app = driving.opened(page, clip=LONG["clip"], **parts)
    assert "…" not in app.title[0].value
    assert payload(app)["clips"][0]["frames"] >= 52


def test_parts_of_a_chosen_range_of_two_clips_are_counted_in_the_frames_of_each():
    app = driving.opened("clips", clip=LONG["clip"], second="bow", checkpoint="demo-sta", align="time")
    camera = {"yaw": 0.0, "pitch": 0.2, "zoom": 1, "panX": 0, "panY": 0}
    told = {"revision": payload(app)["revision"], "frame": 0, "pinned": None, "range": [126, 177], "camera": camera}
    app.session_state["player"] = {"view": told}
    press(run(app), "Run on this part")
    assert app.session_state["address-clips"].shown.values["part"] == (126, 177)
    assert app.title[0].value.startswith("“squat” and “bow”")


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


def test_a_list_that_is_cleared_keeps_the_part():
    app = driving.opened(**LONG)
    parts_list(app).select_index(1)
    assert n_frames(run(app)) == 52
    parts_list(app).set_value(None)
    assert (n_frames(run(app)), parts_list(app).value) == (52, 1)
