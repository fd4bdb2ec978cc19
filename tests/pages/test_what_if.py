"""What if on the page Inspect: an edit changes the answer, undo brings it back, the link carries it."""

import driving
import pytest
from driving import run

from sta_lstm.evidence.edits import apply, parse_edits
from sta_lstm.formats import load_clip
from sta_lstm.model.checkpoint import load_checkpoint
from sta_lstm.prediction.predict import predict
from sta_lstm.samples import resolve_checkpoint, resolve_clip

KICK = {"clip": "kick-right", "checkpoint": "demo-sta"}
HELD = "hold:right leg"


@pytest.fixture
def app():
    return driving.opened(**KICK)


def field(app, kind, label):
    (found,) = [each for each in app.get(kind) if each.label == label]
    return found


def press(app, label):
    field(app, "button", label).click()
    return run(app)


def outcome(app):
    (said,) = [each.value for each in app.markdown if each.value.startswith("**The answer")]
    return said


def edits_in_link(app):
    return app.session_state["address-inspect"].shown.values.get("edit", ())


def hold_the_leg(app):
    field(app, "selectbox", "To what").select("right leg")
    return press(run(app), "Try it")


def test_holding_the_leg_that_kicks_changes_the_answer(app):
    hold_the_leg(app)
    assert not app.error
    assert edits_in_link(app) == parse_edits(HELD)
    clip = load_clip(resolve_clip("kick-right"))
    after = predict(load_checkpoint(resolve_checkpoint("demo-sta"), device="cpu"), apply(clip, parse_edits(HELD)))
    assert outcome(app).startswith(f"**The answer changes from kick right to {after.label}**")
    table = next(each.value for each in app.dataframe if "class" in each.value).set_index("class")
    assert table.loc[after.label, "what if"] == pytest.approx(100 * after.probabilities.max(), abs=1e-3)
    change = table["what if"] - table["as recorded"]
    assert table["change"].to_list() == pytest.approx(change.to_list(), abs=1e-3)
    assert app.title[0].value == f"Kick right as recorded, {after.label} as edited"


def test_undo_redo_and_reset(app):
    hold_the_leg(app)
    field(app, "selectbox", "What to do").select("mirror")
    press(run(app), "Try it")
    both = parse_edits(f"{HELD};mirror:right leg")
    assert edits_in_link(app) == both
    press(app, "Undo")
    assert edits_in_link(app) == both[:1]
    press(app, "Undo")
    assert edits_in_link(app) == ()
    assert not [each for each in app.markdown if each.value.startswith("**The answer")]
    assert field(app, "button", "Undo").disabled
    press(app, "Redo")
    press(app, "Redo")
    assert edits_in_link(app) == both
    assert field(app, "button", "Redo").disabled
    press(app, "Reset")
    assert edits_in_link(app) == ()
    press(app, "Undo")
    assert edits_in_link(app) == both


def test_a_link_opens_the_edited_clip():
    app = driving.opened(**KICK, edit=HELD)
    assert not app.error
    assert "The answer changes from kick right" in outcome(app)


@pytest.mark.parametrize(
    "word", ["freeze:right leg", "hold:right leg@5-500", "swap:right leg=/etc/passwd", "hold", "hold:x" * 900]
)
def test_a_link_with_no_edit_of_this_clip_opens_the_clip_and_says_so(word):
    app = driving.opened(**KICK, edit=word)
    assert "Part of this address cannot be opened" in app.info[0].value.replace("\\", "")
    assert edits_in_link(app) == ()
    assert app.title[0].value == "Kick right"


def test_a_link_that_names_what_the_body_lacks_says_so_and_can_be_reset():
    app = driving.opened(**KICK, edit="hold:wing")
    (error,) = app.error  # said once
    assert "cannot find 'wing'" in error.value.replace("\\", "")
    assert any("hold:wing" in each.value.replace("\\", "") for each in app.markdown)
    press(app, "Reset")
    assert not app.error


def test_an_edit_that_empties_the_clip_is_refused(app):
    field(app, "selectbox", "To what").select("")
    field(app, "selectbox", "What to do").select("hide")
    press(run(app), "Try it")
    assert "would leave nobody in clip" in app.error[0].value.replace("\\", "")
    assert edits_in_link(app) == ()


@pytest.mark.parametrize("kind", ["slow", "shift", "shake", "swap", "mirror", "hide"])
def test_every_kind_can_be_tried_with_what_stands_in_its_fields(app, kind):
    field(app, "selectbox", "What to do").select(kind)
    press(run(app), "Try it")
    assert not app.error
    (edit,) = edits_in_link(app)
    assert edit.kind == kind
    assert outcome(app)


def test_a_stretch_and_a_person():
    app = driving.opened()
    field(app, "selectbox", "To what").select("right leg")
    field(app, "slider", "In the frames").set_value((10, 40))
    field(app, "radio", "Of whom").set_value(1)
    press(run(app), "Try it")
    assert edits_in_link(app) == parse_edits("hold:B/right leg@10-40")


def test_another_clip_starts_without_edits(app):
    hold_the_leg(app)
    app.get_by_key("Clip-choice").select("sample:bow.npz")
    run(app)
    assert edits_in_link(app) == ()
    assert field(app, "button", "Undo").disabled


def test_another_checkpoint_is_asked_the_same(app):
    hold_the_leg(app)
    app.get_by_key("Checkpoint-choice").select("sample:demo-ta.safetensors")
    run(app)
    assert edits_in_link(app) == parse_edits(HELD)
    assert outcome(app)


def test_another_visitor_sees_nothing_of_it(app):
    hold_the_leg(app)
    other = driving.opened(**KICK)
    assert edits_in_link(other) == ()


@pytest.mark.slow
def test_the_smallest_edit_is_found_and_can_be_undone(app):
    press(app, "Find the smallest edit that changes the answer")
    (edit,) = edits_in_link(app)
    assert (edit.kind, edit.targets) == ("hold", ("right leg",))
    assert edit.frames is not None
    assert "The answer changes from kick right" in outcome(app)
    assert any("smallest edit found" in info.value for info in app.info)
    press(app, "Undo")
    assert edits_in_link(app) == ()
    assert not app.info
