"""A prediction is checked when it is made: what contradicts itself or its clip is refused at once, in a sentence."""

from dataclasses import replace

import numpy as np
import pytest
from made import made_prediction, small_clip

from sta_lstm.errors import PredictionError
from sta_lstm.prediction import FrameCurve, JointMap, Prediction, Provenance, Scores, alpha_map, beta_curve
from sta_lstm.prediction.maps import multiples_of_mean, uniform_alpha

PRESENT = np.ones((8, 2), bool)
PRESENT[2, 1] = PRESENT[5] = False
CLIP = small_clip(present=PRESENT)
GOOD = made_prediction(CLIP, keyframes=(3, 1))
SHAPE = (8, 2, 25)


def with_map(values, **kind):
    return replace(GOOD, maps=(JointMap("cam", values, "CAM", **kind),))


def with_alpha(values):
    return replace(GOOD, maps=(alpha_map(values),))


def with_scores(**changes):
    return replace(GOOD, scores=replace(GOOD.scores, **changes))


def one_larger(values, place, by=1.0):
    values = values.copy()
    values[place] += by
    return values


READ_ELSEWHERE = PRESENT.copy()
READ_ELSEWHERE[5, 0] = True

MALFORMED = {
    "α of other frames": (
        lambda: with_alpha(GOOD.alpha[:3]),
        r"'alpha' is 3 × 2 × 25; expected 8 × 2 × 25: clip 'clip'",
    ),
    "α of other persons": (lambda: with_alpha(GOOD.alpha[:, :1] * 0), r"is 8 × 1 × 25; expected 8 × 2 × 25"),
    "α of other joints": (lambda: with_map(np.ones((8, 2, 15))), r"is 8 × 2 × 15; expected 8 × 2 × 25"),
    "α of two axes": (lambda: with_alpha(GOOD.alpha[0]), "has 2 axes; it needs 3: frames × persons × joints"),
    "α that sums to 26": (lambda: with_alpha(GOOD.alpha * 26), r"sums to 26 over the joints of frame 0.*sum to 1"),
    "α below 0": (lambda: with_alpha(one_larger(GOOD.alpha, (1, 0, 2), -9)), r"below 0 at \[1, 0, 2\]"),
    "α without a value": (lambda: with_alpha(one_larger(GOOD.alpha, (1, 0, 2), np.nan)), r"no value at \[1, 0, 2\]"),
    "α on somebody absent": (lambda: with_alpha(GOOD.alpha[:, ::-1]), "attends to person 1 in frame 2"),
    "no α where somebody is": (lambda: with_alpha(GOOD.alpha * 0), "is 0 throughout frame 0, where somebody was read"),
    "shares with a sign": (lambda: with_map(GOOD.alpha, relative=True, signed=True), "both signed and relative"),
    "β of other frames": (lambda: replace(GOOD, curves=(beta_curve(GOOD.beta[:5]),)), r"'beta' is 5; expected 8"),
    "β below 0": (lambda: replace(GOOD, curves=(beta_curve(-GOOD.beta),)), r"curve 'beta' is below 0 at"),
    "β that is infinite": (lambda: beta_curve([np.inf]), "infinite at"),
    "no map": (lambda: replace(GOOD, maps=()), "1 to 16 maps; got 0"),
    "too many maps": (
        lambda: GOOD.with_maps(*(JointMap(str(i), GOOD.alpha, "m") for i in range(16))),
        "1 to 16 maps; got 17",
    ),
    "no curve": (lambda: replace(GOOD, curves=()), "1 to 16 curves; got 0"),
    "two maps of one name": (lambda: GOOD.with_maps(GOOD.maps[0]), r"two maps have one name \(alpha, alpha\)"),
    "a name of the player's own": (lambda: JointMap("difference", GOOD.alpha, "m"), "cannot be called 'difference'"),
    "a map without a name": (lambda: JointMap("", GOOD.alpha, "m"), "no name or no title"),
    "a name without end": (lambda: JointMap("x" * 201, GOOD.alpha, "m"), "more than 200 letters"),
    "a map of words": (lambda: JointMap("m", [[["a"]]], "m"), "not numbers of the form frames × persons × joints"),
    "read of other frames": (
        lambda: replace(GOOD, read=PRESENT[:4]),
        "read is bool of shape 4 × 2; expected bool of 8 × 2",
    ),
    "read as numbers": (lambda: replace(GOOD, read=PRESENT.astype(float)), "read is float64"),
    "read where nobody is": (lambda: replace(GOOD, read=READ_ELSEWHERE), "person 0 is said to be read in frame 5"),
    "z of other frames": (lambda: with_scores(frame_scores=GOOD.frame_scores[:7]), "frame_scores are of 7 frames"),
    "z of other classes": (lambda: with_scores(frame_scores=GOOD.frame_scores[:, :2]), "expected frames × 3 classes"),
    "logits of other classes": (lambda: with_scores(logits=GOOD.logits[:2]), "have the shape 2; expected 3 classes"),
    "logits that are no numbers": (lambda: with_scores(logits=(np.nan,) * 3), "not a finite number"),
    "logits that z does not add up to": (lambda: with_scores(logits=GOOD.logits + 1), "add up to the logits"),
    "two classes of one name": (lambda: Scores(("a", "a"), (0, 1)), "2 classes with 1 names"),
    "no class": (lambda: Scores((), ()), "0 classes"),
    "a keyframe after the end": (lambda: replace(GOOD, keyframes=(999,)), r"keyframes are \(999,\).*from 0 to 7"),
    "a keyframe that is no number": (lambda: replace(GOOD, keyframes=(1.5,)), "expected whole numbers"),
    "a keyframe twice": (lambda: replace(GOOD, keyframes=(1, 1)), "once"),
    "a keyframe that is a truth value": (lambda: replace(GOOD, keyframes=(True,)), "expected whole numbers"),
    "no weight where scores are summed": (
        lambda: replace(GOOD, curves=(FrameCurve("c", one_larger(GOOD.beta, 1, np.nan), "c"),)),
        "curve 'c' has no value in frame 1",
    ),
    "complex numbers": (lambda: JointMap("m", GOOD.alpha * 1j, "m"), "not numbers of the form.*they are complex"),
    "times": (lambda: JointMap("m", np.zeros(SHAPE, "M8[s]"), "m"), "not numbers"),
    "texts of numbers": (lambda: JointMap("m", np.full(SHAPE, "1.5"), "m"), "not numbers"),
    "a number beyond all": (lambda: Scores(("a",), (10**400,)), "not numbers"),
    "a unit that is no text": (lambda: JointMap("m", GOOD.alpha, "m", unit=3), "unit and says are text"),
    "a sign in words": (lambda: JointMap("m", GOOD.alpha, "m", signed="no"), "are True or False"),
    "a map by itself": (lambda: Prediction.of_maps(CLIP, GOOD.maps[0]), "maps are a list or a tuple; got JointMap"),
    "arrays as maps": (lambda: Prediction.of_maps(CLIP, [GOOD.alpha]), "a map is a JointMap; got ndarray"),
    "a path as a clip": (lambda: Prediction.of_maps("walk.bvh", GOOD.maps), "is about a Clip; got str.*load_clip"),
    "provenance as text": (lambda: replace(GOOD, provenance="demo"), "provenance is a Provenance; got str"),
    "scores as a dict": (lambda: replace(GOOD, scores={}), "Scores or None; got dict"),
    "classes in one text": (lambda: Scores("abc", (1, 2, 3)), "class names are a list of texts"),
    "changes in one text": (lambda: Provenance("x", changes="hello"), "lists its changes"),
    "something else than a clip": (lambda: replace(GOOD, clip=GOOD), "is about a Clip; got Prediction"),
    "doubts in one text": (lambda: Provenance("x", doubts="hello"), "lists its doubts"),
    "provenance that is no text": (lambda: Provenance(3), "provenance is text; got 3"),
}


@pytest.mark.parametrize("case", MALFORMED)
def test_what_contradicts_itself_or_its_clip_is_refused(case):
    make, sentence = MALFORMED[case]
    with pytest.raises(PredictionError, match=sentence):
        make()


def test_nothing_in_it_can_be_changed():
    for array in (GOOD.alpha, GOOD.beta, GOOD.read, GOOD.logits, GOOD.frame_scores):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1


def test_changing_what_came_in_changes_nothing():
    values = np.ones(SHAPE)
    found = with_map(values)
    values[0] = 7
    assert found.alpha[0].max() == 1


def test_uniform_attention_is_one_wherever_somebody_is_read():
    found = replace(GOOD, maps=(uniform_alpha(CLIP, PRESENT),))
    np.testing.assert_allclose(found.relative_alpha, np.broadcast_to(PRESENT[..., None], SHAPE), rtol=1e-6)


@pytest.mark.parametrize("factor", [1e-3, 1, 50])
def test_relative_beta_has_the_mean_one_whatever_its_scale(factor):
    there = PRESENT.any(1)
    relative = multiples_of_mean(GOOD.beta * factor, there)
    assert relative[there].mean() == pytest.approx(1)
    assert not relative[~there].any()
    np.testing.assert_allclose(relative, GOOD.relative_beta, rtol=1e-5)
    assert not multiples_of_mean(np.zeros(8), there).any()


def test_a_map_of_anybody_is_enough_and_weighs_the_frames_alike():
    cam = JointMap("cam", np.random.default_rng(0).normal(size=SHAPE), "CAM", unit="nat", signed=True)
    found = Prediction.of_maps(CLIP, [cam])
    assert found.map_named() is cam
    assert found.scores is None
    assert (found.class_names, found.keyframes, found.has_frame_scores) == ((), (), False)
    np.testing.assert_allclose(found.relative_beta, PRESENT.any(1))
    np.testing.assert_array_equal(found.relative_alpha, cam.values)  # not a share: shown as it is
    assert found.checkpoint == "CAM"
    with pytest.raises(PredictionError, match="says nothing of classes"):
        found.label  # noqa: B018
    with pytest.raises(PredictionError, match="there is no map 'grad' of clip 'clip'; there are: cam"):
        found.map_named("grad")


def test_curves_of_anybody_have_their_peaks_as_keyframes():
    bump = np.array([0, 1, 5, 1, 0, 0, 2, 0.0])
    learned = Prediction.of_maps(CLIP, [JointMap("m", np.ones(SHAPE), "m")], curves=[beta_curve(bump)])
    assert learned.keyframes[0] == 2
    other = FrameCurve("speed", bump, "speed", "m/s")
    assert Prediction.of_maps(CLIP, [JointMap("m", np.ones(SHAPE), "m")], curves=[other]).keyframes == learned.keyframes
    change = FrameCurve("change", bump - 2, "change", signed=True)
    assert Prediction.of_maps(CLIP, [JointMap("m", np.ones(SHAPE), "m")], curves=[change]).keyframes == ()


def test_provenance_says_what_it_takes_to_find_the_weights_again():
    told = Provenance("demo-sta", "1a2b3c", "demo", package="0.1.0", device="CPU", changes=("Turned.",))
    told = replace(told, doubts=("It trembles.",), unlike=("converted from sbu-15",))
    assert told.in_full() == f"{told.in_words()} · note: Turned. · doubt: It trembles."
    assert told.in_words() == "demo-sta 1a2b3c · recipe demo · sta-lstm 0.1.0 · CPU"
    assert told.to_json() == {
        "checkpoint": "demo-sta",
        "revision": "1a2b3c",
        "recipe": "demo",
        "package": "0.1.0",
        "device": "CPU",
        "changes": ["Turned."],
        "doubts": ["It trembles."],
        "unlike": ["converted from sbu-15"],
    }
    assert Provenance("x").package


def test_what_is_masked_has_no_value_and_numpy_numbers_of_frames_are_numbers():
    values = np.ma.masked_array(np.ones(SHAPE), mask=np.zeros(SHAPE, bool))
    values[1, 0, 2] = np.ma.masked
    assert np.isnan(JointMap("m", values, "m").values[1, 0, 2])
    assert replace(GOOD, keyframes=(np.int64(3),)).keyframes == (3,)


def test_further_maps_and_curves_stand_behind_those_that_it_has():
    more = GOOD.with_maps(JointMap("m", GOOD.alpha, "m")).with_curves(FrameCurve("c", GOOD.beta, "c"))
    assert [each.name for each in (*more.maps, *more.curves)] == ["alpha", "m", "beta", "c"]
    with pytest.raises(PredictionError, match="two curves have one name"):
        more.with_curves(FrameCurve("c", GOOD.beta, "c"))
    with pytest.raises(PredictionError, match="expected 8"):
        GOOD.with_curves(FrameCurve("c", GOOD.beta[:7], "c"))
