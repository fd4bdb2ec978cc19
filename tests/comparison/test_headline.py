"""A comparison in a sentence: what it says for answers whose likeness is known by how they were made."""

import re
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from comparison.answers import A, made_up, without_attention
from hypothesis import given, settings
from hypothesis import strategies as st
from made import changed, shared_out

from sta_lstm.comparison.headline import (
    InCommon,
    Likeness,
    headline,
    joints_in_common,
    manner,
    moments_in_common,
    saying,
    title,
    weighs_joints,
    weighs_moments,
)
from sta_lstm.comparison.models import compare

JOINTS = tuple(f"joint {i}" for i in range(20))
EVERYBODY = np.ones((60, 1), bool)
PEAKS, OTHER_PEAKS = (5, 20, 35), (12, 27, 50)


def answer(name, joints=range(5), peaks=PEAKS, label=0):
    """A model that attends to five joints and peaks at some frames, of one person whom all read."""
    weights = np.ones((60, 1, len(JOINTS)))
    weights[..., list(joints)] = 10
    beta = np.full(60, 0.01)
    beta[list(peaks)] = 0.2
    scores = np.zeros((60, 3))
    scores[:, label] = 4
    return made_up(
        name=name,
        present=EVERYBODY,
        joints=JOINTS,
        alpha=shared_out(weights, EVERYBODY),
        beta=beta / beta.sum(),
        keyframes=peaks,
        frame_scores=scores,
    )


def flat(name, *, spatial=False, temporal=False):
    """A model without spatial attention, or without temporal attention, or without both."""
    made = answer(name)
    if not spatial:
        made = changed(made, spatial=False, alpha=np.full(made.alpha.shape, 1 / len(JOINTS)))
    if not temporal:
        made = replace(changed(made, temporal=False, beta=np.full(60, 1 / 60)), keyframes=())
    return made


SAME, ELSEWHERE, THREE_OF_FIVE = range(5), range(10, 15), (0, 1, 2, 10, 11)


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([answer("a"), answer("b")], "Both say “wave”: at the same moments, with the same joints"),
        ([answer("a"), answer("b", ELSEWHERE)], "Both say “wave”: at the same moments, with different joints"),
        (
            [answer("a"), answer("b", THREE_OF_FIVE, (5, 20, 50))],
            "Both say “wave”: at some of the same moments, with some of the same joints",
        ),
        (
            [answer("a"), answer("b", ELSEWHERE, OTHER_PEAKS, label=1)],
            "One says “wave”, the other “bow”: at different moments, with different joints",
        ),
        (
            [answer("a"), answer("b", ELSEWHERE), answer("c", range(5, 10))],
            "All three say “wave”: at the same moments, with different joints",
        ),
        # What holds for most pairs is counted, and one pair never speaks for all.
        (
            [answer("a"), answer("b"), answer("c", ELSEWHERE)],
            "All three say “wave”: at the same moments, with different joints in 2 of 3 pairs",
        ),
        (
            [answer("a"), answer("b"), answer("c", THREE_OF_FIVE), answer("d", range(15, 20))],
            "All four say “wave”: at the same moments, with joints that vary by pair",
        ),
        (
            [answer("a"), answer("b", ELSEWHERE), flat("c", temporal=True)],
            "All three say “wave”: at the same moments, the two that weigh joints with different ones",
        ),
        (
            [answer("a"), flat("b", spatial=True), flat("c", temporal=True)],
            "All three say “wave”: the two that weigh moments at the same, the two that weigh joints with the same",
        ),
        (
            [answer("a"), answer("b"), flat("c", spatial=True)],
            "All three say “wave”: the two that weigh moments at the same, all with the same joints",
        ),
        (
            [answer("a"), answer("b"), flat("c")],
            "All three say “wave”: two at the same moments, with the same joints",
        ),
        ([answer(name) for name in "abcd"], "All four say “wave”: at the same moments, with the same joints"),
        (
            [answer("a"), answer("b", label=1), answer("c"), answer("d", label=2)],
            "Two say “wave”, one “bow” and one “kick”: at the same moments, with the same joints",
        ),
        # Of what fewer than two weigh nothing is said.
        ([answer("a"), flat("b", temporal=True)], "Both say “wave”: at the same moments"),
        ([answer("a"), flat("b", spatial=True)], "Both say “wave”: with the same joints"),
        ([answer("a"), flat("b")], "Both say “wave”, but only one weighs joints or moments"),
        (
            [flat("a", spatial=True), flat("b", temporal=True)],
            "Both say “wave”, but no two of them weigh the same thing",
        ),
        ([flat("a"), flat("b")], "Both say “wave”, weighing all joints and moments alike"),
    ],
)
def test_the_headline_says_what_when_and_where(answers, expected):
    assert headline(compare(answers)) == expected


def test_what_is_too_long_for_a_title_is_told_in_words_of_its_own():
    short, long = (
        compare([answer("a"), answer("b")]),
        compare([answer("a"), flat("b", spatial=True), flat("c", temporal=True)]),
    )
    assert title(short) == (headline(short), "")
    assert title(long) == (
        "All three say “wave”",
        "Two weigh moments: the same; two weigh joints: the same",
    )


KINDS = {
    "sta": lambda name, joints, peaks: answer(name, joints, peaks),
    "sa": lambda name, joints, _: replace(
        changed(answer(name, joints), temporal=False, beta=np.full(60, 1 / 60)), keyframes=()
    ),
    "ta": lambda name, _, peaks: changed(
        answer(name, peaks=peaks), spatial=False, alpha=np.full((60, 1, len(JOINTS)), 1 / len(JOINTS))
    ),
    "lstm": lambda name, *_: flat(name),
}
MODEL = st.tuples(
    st.sampled_from(["sta", "sta", "sa", "ta", "lstm"]),
    st.sampled_from([SAME, ELSEWHERE, THREE_OF_FIVE, (0, 1, 10, 11, 12)]),
    st.sampled_from([PEAKS, OTHER_PEAKS, (5, 20, 50)]),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(MODEL, min_size=2, max_size=4))
def test_what_the_headline_says_is_true_of_as_many_as_it_says(models):
    answers = [KINDS[kind](name, *rest) for name, (kind, *rest) in zip("abcd", models, strict=False)]
    found = compare(answers)
    told, who = manner(found), "all"
    for what, in_common in (("moments", moments_in_common), ("joints", joints_in_common)):
        pairs = {pair: in_common(found, pair) for pair in combinations(range(len(answers)), 2)}
        alike = [each.likeness.value for each in pairs.values() if each]
        like = "the same|some of the same|mostly different|different"
        named = rf"the (?P<of>two|three) that weigh {what} (?:at|with) (?P<how>{like})?(?: ones)?"
        plain = rf"(?:(?P<who>two|three|all) )?(?:at|with) (?:(?P<like>{like}) )?{what}"
        part = re.search(rf"(?:{named}|{plain})(?P<rest>.*?)(?:,|$)", told)
        assert bool(part) == bool(alike)
        if not part:
            continue
        who, likeness = part["of"] or part["who"] or who, part["how"] or part["like"]
        speaking = {model for pair, each in pairs.items() if each for model in pair}
        assert len(speaking) == {"two": 2, "three": 3, "all": len(answers)}[who]
        assert len(alike) == len(speaking) * (len(speaking) - 1) / 2
        if part["rest"] == "":
            assert set(alike) == {likeness}
        elif part["rest"].endswith(" that vary by pair"):
            assert all(alike.count(each) <= len(alike) / 2 for each in alike)
        else:
            assert part["rest"] == f" in {alike.count(likeness)} of {len(alike)} pairs"
            assert alike.count(likeness) > len(alike) / 2


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (["sitDown"], "SitDown"),
        (["Bow", "Bow"], "Both say “Bow”"),
        (["a", "b"], "One says “a”, the other “b”"),
        (["a", "b", "b"], "Two say “b” and one “a”"),
        (["a", "b", "c"], "One says “a”, one “b” and one “c”"),
        (["a", "a", "b", "b"], "Two say “a” and two “b”"),
    ],
)
def test_who_says_what(labels, expected):
    assert saying(labels) == expected


@pytest.mark.parametrize(
    ("share", "chance", "likeness"),
    [
        (1.0, 0.1, Likeness.SAME),
        (0.8, 0.1, Likeness.SAME),
        (0.6, 0.1, Likeness.PARTLY),
        (0.4, 0.1, Likeness.PARTLY),
        (0.4, 0.2, Likeness.PARTLY),
        (0.2, 0.1, Likeness.APART),
        (0.4, 0.33, Likeness.APART),  # of few joints, so many are shared by chance
        (0.0, 0.1, Likeness.DIFFERENT),
        (0.75, 0.7, Likeness.PARTLY),  # no more than chance, and yet nobody calls it mostly different
        (0.0, 0.5, Likeness.DIFFERENT),
        (1.0, 1.0, Likeness.SAME),
    ],
)
def test_what_is_in_common_is_measured_from_chance(share, chance, likeness):
    assert InCommon(round(share * 5), 5, chance * 5, share, chance).likeness is likeness


@pytest.mark.parametrize(
    ("correlation", "likeness"), [(0.9, Likeness.PARTLY), (1.0, Likeness.PARTLY), (-0.2, Likeness.APART)]
)
def test_curves_that_rise_together_are_not_called_different(correlation, likeness):
    assert InCommon(2, 5, 1.3, 0.44, 0.29, correlation).likeness is likeness


def test_joints_and_moments_in_common_are_counted():
    found = compare([answer("a"), answer("b", THREE_OF_FIVE, (5, 20, 50, 58))])
    joints, moments = joints_in_common(found, (0, 1)), moments_in_common(found, (1, 0))
    assert (joints.count, joints.of, joints.chance) == (3, 5, pytest.approx(5 * 5 / 20))
    assert (moments.count, moments.of) == (2, 4)
    assert 0 < moments.chance < 2
    assert moments.correlation == found.pairs[0].figures.beta_spearman
    assert joints.correlation is None


def test_who_prefers_nothing_has_nothing_in_common():
    found = compare([A, without_attention()])
    assert [weighs_joints(found, i) for i in (0, 1)] == [True, False]
    assert [weighs_moments(found, i) for i in (0, 1)] == [True, False]
    assert joints_in_common(found, (0, 1)) is None
    assert moments_in_common(found, (0, 1)) is None


def test_spatial_attention_that_came_out_uniform_prefers_no_joint():
    even = changed(answer("b"), alpha=np.full((60, 1, len(JOINTS)), 1 / len(JOINTS)))
    found = compare([answer("a"), even])
    assert not weighs_joints(found, 1)
    assert headline(found) == "Both say “wave”: at the same moments"


@pytest.mark.parametrize(
    ("new", "said"),
    [
        ((), "Both say “wave”: at"),
        ((0,), "Both say “wave” (one new to this kind of clip): at"),
        ((0, 1), "Both say “wave” (new to this kind of clip): at"),
    ],
)
def test_for_how_many_a_clip_is_of_a_new_kind_is_said(new, said):
    answers = [answer("one"), answer("two")]
    for place in new:
        told = answers[place].provenance
        answers[place] = replace(answers[place], provenance=replace(told, unlike=("never met a real person",)))
    assert headline(compare(answers)).startswith(said)
