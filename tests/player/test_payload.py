"""The contract with the JavaScript: what is sent, how large it is, and when it counts as another content."""

import json
from dataclasses import fields, replace

import numpy as np
import pytest
from made import changed, made_prediction
from sending import floats, mask, predict

from sta_lstm.errors import SettingsError
from sta_lstm.player import PAYLOAD_VERSION, player_payload
from sta_lstm.player.messages import (
    AnswerData,
    ClipData,
    CurveData,
    LayoutData,
    MapData,
    PaneData,
    Payload,
    camel,
)
from sta_lstm.prediction.answer import answer_name
from sta_lstm.scene.limbs import joint_columns, limbs_of
from sta_lstm.skeletons import LAYOUTS, Clip, y_up
from sta_lstm.skeletons.quality.findings import Finding, quality


def test_the_fields_that_the_javascript_reads():
    payload = player_payload([predict()])
    assert set(payload) == {"version", "revision", "clips", "panes", "tracks", "parts", "opens", "timed"}
    assert payload["version"] == PAYLOAD_VERSION
    (clip,), (pane,) = payload["clips"], payload["panes"]
    for part, message in ((payload, Payload), (clip, ClipData), (clip["layout"], LayoutData), (pane, PaneData)):
        assert list(part) == [camel(field.name) for field in fields(message)]
    assert list(pane["maps"][0]) == [field.name for field in fields(MapData)]
    assert list(pane["curves"][0]) == [field.name for field in fields(CurveData)]
    assert list(pane["answer"]) == [field.name for field in fields(AnswerData)]
    assert json.loads(json.dumps(payload, allow_nan=False)) == payload


def test_inferred_joints_are_sent_by_their_columns():
    prediction = predict()
    (clip,) = player_payload([replace(prediction.clip, inferred=("left thumb", "neck"))])["clips"]
    assert clip["inferred"] == [2, 22]
    assert player_payload([prediction])["clips"][0]["inferred"] == []


def test_what_is_odd_about_a_recording_is_sent_with_its_frames():
    (clip,) = player_payload([predict()])["clips"]
    gap = next(warning for warning in clip["warnings"] if "lost and found again" in warning["text"])
    assert gap["frames"] == [[3, 3]]


@pytest.mark.parametrize("up_axis", ["x", "y", "z"])
def test_arrays_arrive_as_they_are(up_axis):
    prediction = predict(up_axis=up_axis)
    payload = player_payload([prediction])
    clip, pane = payload["clips"][0], payload["panes"][0]
    (alpha,), (beta,), answer = pane["maps"], pane["curves"], pane["answer"]
    assert (clip["frames"], clip["persons"], clip["fps"]) == (12, 2, 30.0)
    np.testing.assert_array_equal(floats(clip["positions"], 12, 2, 25, 3), y_up(prediction.clip))
    np.testing.assert_array_equal(mask(clip["present"], 12, 2), prediction.clip.present)
    np.testing.assert_array_equal(floats(alpha["values"], 12, 2, 25), prediction.relative_alpha)
    np.testing.assert_array_equal(mask(pane["read"], 12, 2), prediction.read)
    np.testing.assert_array_equal(floats(beta["values"], 12), prediction.beta)
    np.testing.assert_array_equal(floats(answer["scores"], 12, 3), prediction.frame_scores)
    assert pane["keyframes"] == [7, 2]
    assert answer["classes"][answer["predicted"]] == prediction.label
    np.testing.assert_allclose(answer["probabilities"], prediction.probabilities, atol=1e-6)


def test_uniform_attention_is_not_sent():
    (alpha,) = player_payload([predict(spatial=False)])["panes"][0]["maps"]
    assert (alpha["values"], alpha["relative"], alpha["learned"]) == (None, True, False)


def test_what_is_said_of_a_map_and_of_a_curve():
    (pane,) = player_payload([predict()])["panes"]
    said = [{key: value for key, value in each.items() if key != "values"} for each in (*pane["maps"], *pane["curves"])]
    kind = {"unit": "", "signed": False, "relative": True, "learned": True, "says": ""}
    assert said == [
        {"name": "alpha", "title": "spatial attention α", "symbol": "α"} | kind,
        {"name": "beta", "title": "temporal attention β", "symbol": "β"} | kind,
    ]


def test_a_result_says_where_it_comes_from():
    (pane,) = player_payload([predict()])["panes"]
    told = pane["provenance"]
    assert told["checkpoint"] == "demo"
    assert set(told) <= {"checkpoint", "revision", "recipe", "package", "device", "changes"}
    assert all(isinstance(text, str) and text for text in told.values())


def test_an_answer_to_a_kind_of_clip_that_was_never_seen_has_its_mark():
    alike = predict()
    new = replace(alike, provenance=replace(alike.provenance, unlike=("never met a real person",)))
    first, second = (pane["answer"] for pane in player_payload([alike, new])["panes"])
    assert (first["mark"], second["mark"]) == ("", "?")
    assert answer_name(new) == new.label + second["mark"]


def test_a_probability_below_one_stays_below_one():
    logits = np.log(np.array([1 - 2e-7, 2e-7], dtype=np.float32))
    (pane,) = player_payload([made_prediction(class_names=("a", "b"), logits=logits)])["panes"]
    assert 0.999999 < pane["answer"]["probabilities"][0] < 1


def test_a_clip_by_itself_has_no_model():
    payload = player_payload([predict().clip])
    nothing = {"maps": [], "curves": [], "keyframes": [], "read": None, "answer": None, "provenance": None}
    shown = {
        "clip": 0,
        "title": None,
        "recorded": None,
        "cautions": [],
        "withheld": False,
        "links": None,
        "ahead": None,
    }
    assert payload["panes"] == [shown | nothing]


def test_what_is_known_of_a_recording_is_not_found_out_again(monkeypatch):
    monkeypatch.setattr("sta_lstm.player.payload.quality", lambda clip: pytest.fail("found out again"))
    known = quality(predict().clip)
    clips = player_payload([predict()], findings=[known])["clips"]
    monkeypatch.undo()
    assert clips == player_payload([predict()])["clips"]


def test_what_is_odd_about_the_whole_recording_and_its_notes_are_told_too():
    clip = replace(predict().clip, notes=("Turned.", "As it was recorded: It was mirrored.", "A\nline", "x" * 9000))
    findings = (Finding("noise", "It trembles."), Finding("gap", "A gap.", ((1, 2),)))
    (sent,) = player_payload([clip], findings=[findings])["clips"]
    assert sent["warnings"] == [
        {"text": "It trembles.", "frames": []},
        {"text": "A gap.", "frames": [[1, 2]]},
        {"text": "As it was recorded: It was mirrored.", "frames": []},
    ]
    assert sent["notes"][:2] == ["Turned.", "A line"]
    assert len(sent["notes"][2]) == 600


def test_a_fingerprint_follows_the_positions_or_is_given():
    def fingerprint(clip, **given):
        return player_payload([clip], **given)["clips"][0]["fingerprint"]

    clip = predict().clip
    moved = replace(clip, positions=clip.positions + np.float32(0.1))
    assert fingerprint(clip) == fingerprint(replace(clip, name="another name"))
    assert fingerprint(clip) != fingerprint(moved)
    assert fingerprint(moved, fingerprints=["upload 3"]) == "upload 3"


def test_a_clip_in_several_panes_is_sent_once():
    first = predict()
    payload = player_payload([first, predict(seed=1), changed(first, checkpoint="another"), first.clip], titles="wxyz")
    assert [pane["clip"] for pane in payload["panes"]] == [0, 1, 0, 0]
    assert [pane["title"] for pane in payload["panes"]] == list("wxyz")
    assert len(payload["clips"]) == 2


@pytest.mark.parametrize("persons", [1, 2])
@pytest.mark.parametrize("n_classes", [2, 12, 60])
def test_size_law(persons, n_classes):
    """At most 1.4 times the float32 arrays that must be carried, for a clip of 300 frames."""
    prediction = predict(frames=300, persons=persons, classes=tuple(f"class number {c}" for c in range(n_classes)))
    arrays = (prediction.clip.positions, prediction.alpha, prediction.beta, prediction.frame_scores)
    raw = sum(array.astype(np.float32).nbytes for array in arrays)
    assert len(json.dumps(player_payload([prediction]))) <= 1.4 * raw


def test_the_revision_tells_contents_apart():
    prediction = predict()
    same = player_payload([predict()])
    assert player_payload([prediction]) == same
    brighter = changed(prediction, beta=prediction.beta * 1.01)
    renamed = changed(prediction, checkpoint="another")
    revisions = {player_payload([p])["revision"] for p in (prediction, brighter, renamed)}
    revisions.add(player_payload([prediction], titles=["title"])["revision"])
    revisions.add(player_payload([prediction, prediction])["revision"])
    assert len(revisions) == 5


@pytest.mark.parametrize(
    ("count", "titles", "sentence"),
    [
        (0, None, "shows 1 to 8 results at a time; it was given 0"),
        (9, None, "it was given 9"),
        (1, ["a", "b"], "given 2 titles for 1 results"),
    ],
)
def test_what_cannot_be_shown_is_said(count, titles, sentence):
    with pytest.raises(SettingsError, match=sentence):
        player_payload([predict()] * count, titles=titles)


@pytest.mark.parametrize("what", ["maps", "findings", "fingerprints"])
def test_each_pane_has_its_own(what):
    with pytest.raises(SettingsError, match=f"{what} for 2 results; give each its own"):
        player_payload([predict(), predict()], **{what: [()]})


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_limbs_are_those_that_pictures_have(layout):
    positions = np.random.default_rng(0).normal(size=(1, 1, layout.n_joints, 3))
    one = Clip(positions, 30.0, layout, "y", np.ones((1, 1), bool), "clip")
    limbs = player_payload([one])["clips"][0]["layout"]["limbs"]
    assert [joint for limb in limbs for joint in limb["joints"]] == joint_columns(layout, None)
    assert [limb["name"] for limb in limbs] == [limb.name for limb in limbs_of(layout)]
