"""The page of two clips, as Streamlit runs it: what is shown for good choices, and for bad ones."""

import json
from dataclasses import replace

import numpy as np
import pytest
from driving import keyed, opened, run, turn_to

from sta_lstm.formats import load_clip, save_clip
from sta_lstm.samples import resolve_clip
from sta_lstm.skeletons import Clip, layout_named

FIRST, SECOND, ALIGNED = "Clip-uploads", "Second clip-uploads", "clips-aligned"
TABS, PATH = "clips-tabs", "Which frames belong together"
DIFFER = {"When the two differ: Δβ": 1, "Where the two differ: Δα": 1}
NTU = layout_named("ntu-25")


def payload(app):
    """What the player was told."""
    parts = [json.loads(part.proto.json) for part in app.get("bidi_component") if part.proto.json]
    (found,) = [part["payload"] for part in parts if "payload" in part]
    return found


def told(app):
    """The address, as the button to copy it keeps it."""
    parts = [json.loads(part.proto.json) for part in app.get("bidi_component") if part.proto.json]
    return next(part["words"] for part in parts if "words" in part)


def words(app, *kinds):
    return "\n".join(element.value.replace("\\", "") for kind in kinds for element in getattr(app, kind))


def body(n_frames=30, n_persons=1, layout=NTU, name="mine.npz", present=None, seed=0):
    """A clip's file of its own."""
    rng = np.random.default_rng(seed)
    positions = rng.normal(size=(n_persons, layout.n_joints, 3)) + np.cumsum(
        rng.normal(size=(n_frames, n_persons, layout.n_joints, 3)) * 0.02, axis=0
    )
    there = np.ones((n_frames, n_persons), bool) if present is None else np.asarray(present)
    return Clip(positions, 30, layout, "y", there, name)


@pytest.fixture
def upload(tmp_path):
    def uploaded(app, key, clip):
        save_clip(clip, tmp_path / clip.name)
        app.get_by_key(key).set_value([(clip.name, (tmp_path / clip.name).read_bytes(), "application/octet-stream")])
        return run(app)

    return uploaded


def test_it_opens_on_two_samples_side_by_side():
    app = opened("clips")
    assert not app.error
    title = "“high five” and “shake hands”: at some of the same moments, with the same joints"
    assert app.title[0].value.replace("\\", "") == title
    shown = payload(app)
    assert [pane["title"] for pane in shown["panes"]] == ["high-five", "shake-hands"]
    assert len({clip["frames"] for clip in shown["clips"]}) == 1
    assert "high-five: 98 frames · 30 fps · 2 persons · :green-badge[✓ correct]" in words(app, "caption")
    assert "demo-sta · right on " in words(app, "caption")
    assert app.get_by_key(ALIGNED).label == "Align the clips"
    assert app.get_by_key(ALIGNED).proto.label_visibility.value == 0
    assert "Like poses are shown together" in words(app, "markdown")
    assert len(app.get("plotly_chart")) == 2
    for words_on_it, tables in {**DIFFER, PATH: 0}.items():
        turn_to(app, TABS, words_on_it)
        assert len(app.get("plotly_chart")) == 1
        assert len(app.dataframe) == tables
    assert told(app) == {}


def test_the_title_is_no_verdict_on_clips_of_a_kind_that_was_never_seen():
    app = opened("clips", clip="real-walk", second="real-run")
    assert app.title[0].value.replace("\\", "").startswith("“kick left?” and “march in place?”: ")


def test_another_alignment_is_another_clock_and_stands_in_the_address():
    app = opened("clips")
    before = payload(app)
    app.get_by_key(ALIGNED).set_value("time")
    run(app)
    assert payload(app)["revision"] != before["revision"]
    assert [clip["frames"] for clip in payload(app)["clips"]] == [98, 98]
    assert told(app)["align"] == "time"
    # By time the clock has seconds; by pose they would be nobody's.
    assert (before["timed"], payload(app)["timed"]) == (False, True)
    turn_to(app, TABS, PATH)
    assert "waits on its last frame" in words(app, "caption")


def test_a_link_opens_what_it_names():
    app = opened("clips", clip="bow", second="squat", checkpoint="demo-lstm", align="relative", frame="40")
    assert [pane["title"] for pane in payload(app)["panes"]] == ["bow", "squat"]
    assert app.get_by_key(ALIGNED).value == "relative"
    assert told(app) == {
        "clip": "bow",
        "second": "squat",
        "checkpoint": "demo-lstm",
        "frame": "40",
        "align": "relative",
    }
    turn_to(app, TABS, "Where the two differ: Δα")
    assert "no spatial attention" in words(app, "caption")
    assert not app.info


def test_a_link_that_asks_for_what_is_not_here_is_told():
    app = opened("clips", clip="bow", second="nobody", align="music", frame="999999")
    assert "second “nobody”, align “music”" in words(app, "info")
    assert [pane["title"] for pane in payload(app)["panes"]] == ["bow", "shake-hands"]


def test_one_clip_twice_is_said_and_found_equal():
    app = opened("clips", clip="bow", second="bow")
    assert [pane["title"] for pane in payload(app)["panes"]] == ["bow", "bow (2)"]
    assert "This is the same clip twice" in words(app, "info")
    turn_to(app, TABS, PATH)
    assert "joints are 0.00 trunk lengths" in words(app, "markdown")
    turn_to(app, TABS, "When the two differ: Δβ")
    assert "At no moment does β differ" in words(app, "markdown")


def test_two_uploads_of_one_name_are_two_clips(upload):
    app = upload(upload(opened("clips"), FIRST, body(20)), SECOND, body(35, seed=1))
    assert not app.error
    assert [pane["title"] for pane in payload(app)["panes"]] == ["mine", "mine (2)"]
    assert "clip" not in told(app)


def test_a_clip_that_does_not_fit_is_shown_without_attention_until_it_is_converted(upload):
    app = upload(opened("clips", clip="bow"), SECOND, body(25, 2, layout_named("sbu-15"), "pair.npz"))
    assert not app.error
    assert "pair does not fit this checkpoint as it is" in words(app, "markdown")
    shown = payload(app)
    assert [pane["answer"] is None for pane in shown["panes"]] == [False, True]
    assert "that the other clip does not have" in words(app, "markdown")
    assert len(app.get("plotly_chart")) == 1

    keyed(app, "button", "conversion-do")[0].click()
    run(app)
    assert "pair is converted from “SBU Kinect Interaction (OpenNI), 15 joints” to “NTU RGB+D" in words(app, "caption")
    assert [pane["answer"] is None for pane in payload(app)["panes"]] == [False, False]
    assert len(app.get("plotly_chart")) == 2
    assert [panel.label.split(":")[0] for panel in keyed(app, "expander", "recording-")] == ["bow", "pair"]


def test_two_clips_that_do_not_fit_are_converted_each_by_its_own_button(upload):
    app = upload(opened("clips"), FIRST, body(20, 1, layout_named("kinect-20"), "one.npz"))
    app = upload(app, SECOND, body(25, 1, layout_named("utd-mhad-20"), "other.npz"))
    labels = [button.label for button in keyed(app, "button", "conversion-do")]
    assert labels == ["Convert and run on one", "Convert and run on other"]
    for left in (1, 0):
        keyed(app, "button", "conversion-do")[0].click()
        run(app)
        assert len(keyed(app, "button", "conversion-do")) == left
    assert not app.error
    assert len(app.get("plotly_chart")) == 2
    keyed(app, "button", "conversion-undo")[1].click()
    run(app)
    assert [pane["answer"] is None for pane in payload(app)["panes"]] == [False, True]


def test_one_file_twice_that_does_not_fit_is_asked_about_once(upload):
    app = upload(opened("clips"), FIRST, body(20, 1, layout_named("kinect-20"), "one.npz"))
    app.get_by_key("Second clip-choice").select(app.get_by_key("Clip-choice").value)
    run(app)
    assert "This is the same clip twice" in words(app, "info")
    assert len(keyed(app, "button", "conversion-do")) == 1


def test_tables_that_nobody_can_read_are_asked_about_each_by_itself():
    app = opened("clips")
    for field, name in ((FIRST, "one.csv"), (SECOND, "other.csv")):
        content = b"a,b,c\n1,2,3\n4,5,6\n"
        app.get_by_key(field).set_value([(name, content, "text/csv")])
        run(app)
    assert len(app.error) == 2
    assert words(app, "markdown").count("Which column holds what?") == 2


@pytest.mark.parametrize(
    ("second", "charts"),
    [
        (body(1, name="still.npz"), 2),
        (body(8_700, name="long.npz"), 1),  # what is said of one action is not compared with what is said of many
        (body(30, name="gaps.npz", present=[[t % 3 > 0] for t in range(30)]), 2),
    ],
    ids=["one frame", "a hundred times longer", "frames without bodies"],
)
def test_unequal_clips_are_aligned(upload, second, charts):
    app = upload(opened("clips", clip="kick-right"), SECOND, second)
    assert not app.error
    assert len(app.get("plotly_chart")) == charts


def test_clips_without_a_common_person_are_shown_unaligned(upload):
    lone = body(20, 2, name="second-person.npz", present=[[False, True]] * 20)
    app = upload(opened("clips", clip="kick-right"), SECOND, lone)
    assert "no person appears in both clips" in words(app, "error")
    assert [clip["frames"] for clip in payload(app)["clips"]] == [87, 20]


def test_a_file_that_is_no_clip_is_named_and_the_other_shown():
    app = opened("clips", clip="bow")
    app.get_by_key(SECOND).set_value([("broken.npz", b"PK\x03\x04 nothing", "application/octet-stream")])
    run(app)
    assert "broken.npz" in words(app, "error")
    assert app.title[0].value == "bow.npz".replace(".", "\\.")
    assert len(payload(app)["panes"]) == 1


def test_a_broken_checkpoint_leaves_the_bodies_aligned():
    app = opened("clips", clip="bow")
    app.get_by_key("Checkpoint-uploads").set_value([("broken.safetensors", b"nothing", "application/octet-stream")])
    run(app)
    assert len(app.error) == 1
    assert [pane["answer"] for pane in payload(app)["panes"]] == [None, None]
    assert len(app.get("plotly_chart")) == 1


def test_the_sample_file_uploaded_again_is_aligned_with_the_sample(upload):
    again = replace(load_clip(resolve_clip("bow")), name="again.npz")
    app = upload(opened("clips", clip="bow"), SECOND, again)
    turn_to(app, TABS, PATH)
    assert "joints are 0.00 trunk lengths" in words(app, "markdown")
    assert app.title[0].value.replace("\\", "") == "Both are “bow”: at the same moments, with the same joints"
