"""Long recordings on every page: none answers one at once, each runs a part of it, and a part keeps its label."""

import re

import driving
import pytest
from driving import keyed, run, upload
from parting import BOW, FIELD, LONG, TABLE, n_frames, parts_list, payload, press, report, shown, text, tracks

from sta_lstm.formats import load_clip
from sta_lstm.model.checkpoint import load_checkpoint
from sta_lstm.prediction.predict import predict
from sta_lstm.prediction.windows import is_long, read_windows
from sta_lstm.samples import resolve_checkpoint, resolve_clip

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


def test_no_training_is_told_of_a_long_recording_at_once():
    app = driving.opened("training", clip=LONG["clip"])
    assert not app.error
    assert "How an answer came about is told for one action at a time" in text(app)
    assert "Probabilities" not in shown(app)
    press(app, "Next")
    assert "of training" in text(app)
    assert app.session_state["address-training"].shown.values["part"] == (30, 94)


@pytest.mark.parametrize("page", ["evidence", "compare", "clips", "training"])
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


def chips(app):
    """Whether the answer is right, as the page says."""
    return [word for word in ("✓ correct", "✗ wrong", "? labelled") if word in text(app)]


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


def test_a_list_that_is_cleared_keeps_the_part():
    app = driving.opened(**LONG)
    parts_list(app).select_index(1)
    assert n_frames(run(app)) == 52
    parts_list(app).set_value(None)
    assert (n_frames(run(app)), parts_list(app).value) == (52, 1)


LIST = b"s01_e01\nbend: 10 59\nup: 60 109\ns01_e02\nwave: 1 9\n"


def told_of_labels(app):
    return [each.value.replace("\\", "") for each in app.sidebar.info]


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
