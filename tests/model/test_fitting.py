"""Where a clip meets a checkpoint: what would make it fit, and that it does."""

import pickle
import re
from dataclasses import replace

import pytest
from made import small_clip

from sta_lstm.errors import MismatchError
from sta_lstm.model.fitting import MisfitError, check_fit, find_misfit, fitted
from sta_lstm.model.reads import Reads
from sta_lstm.skeletons import layout_named
from sta_lstm.skeletons.layouts import KINECT_20, NTU_25, SBU_15


def clip_of(layout, n_persons):
    return small_clip(4, n_persons, layout, name="c")


@pytest.mark.parametrize(
    ("clip", "reads", "asked", "says"),
    [
        (
            clip_of(KINECT_20, 1),
            Reads(NTU_25, 1, 2),
            {"convert": True},
            "Convert the clip to 'ntu-25', .*copies 18 of 25 joints and infers 7. Of the samples, utkinect-sta, demo-",
        ),
        (
            clip_of(NTU_25, 1),
            Reads(SBU_15, 2, 2),
            {"convert": True, "double": True},
            "Convert the clip to 'sbu-15', .* Have its person doubled, .* Of the samples, demo-lstm, .* read it as it",
        ),
        (
            clip_of(NTU_25, 2),
            Reads(KINECT_20, 1, 1),
            {"convert": True, "person": 1},
            "Convert the clip to 'kinect-20'.* Keep one person",
        ),
        (clip_of(SBU_15, 2), Reads(SBU_15, 1, 1), {"person": 0}, r"\(sbu-15\). Keep one person, or choose"),
        (clip_of(SBU_15, 1), Reads(SBU_15, 2, 2), {"double": True}, r"\(sbu-15\). Have its person doubled"),
    ],
)
def test_what_is_advised_helps(clip, reads, asked, says):
    with pytest.raises(MisfitError, match=says):
        check_fit(clip, reads, name="tiny")
    assert find_misfit(fitted(clip, reads, **asked), reads) is None
    assert fitted(clip, reads) is clip


def test_what_is_not_needed_is_not_done():
    clip, reads = clip_of(NTU_25, 1), Reads(NTU_25, 1, 2)
    assert find_misfit(clip, reads) is None
    assert fitted(clip, reads, convert=True, double=True) is clip


def test_joints_of_another_order_are_another_layout():
    order = layout_named("utd-mhad-20")
    clip = clip_of(order, 1)
    misfit = find_misfit(clip, Reads(KINECT_20, 1, 1))
    assert misfit.can_be_converted
    assert misfit.conversion.inferred == ()


def test_a_body_that_lacks_too_much_is_said_to():
    joints = ("head", "spine shoulder", "left shoulder", "right shoulder")
    bust = replace(KINECT_20, name="bust", joints=joints, bones=(), mirror_pairs=(), root="head", torso=joints[:2])
    reads = Reads(NTU_25, 1, 2)
    misfit = find_misfit(clip_of(bust, 1), reads)
    assert not misfit.can_be_converted
    with pytest.raises(MisfitError, match=re.escape("It cannot be converted to 'ntu-25' (no ")):
        check_fit(clip_of(bust, 1), reads, name="tiny")
    with pytest.raises(MismatchError, match="cannot be converted"):
        fitted(clip_of(bust, 1), reads, convert=True)


@pytest.mark.parametrize(
    ("layout", "persons", "min_persons", "said"),
    [
        ("sbu-15", 2, 1, None),
        ("sbu-15", 1, 1, None),
        ("sbu-15", 1, 2, r"reads 2 persons × 15 joints \(sbu-15\); clip 'c' has 1 person .* Have its person doubled"),
        ("sbu-15", 3, 1, "reads 1 to 2 persons .* has 3 persons .* Keep the 2 that act"),
        ("ntu-25", 2, 1, r"has 2 persons × 25 joints \(ntu-25\). Convert the clip to 'sbu-15'"),
    ],
)
def test_whether_a_clip_fits(layout, persons, min_persons, said):
    clip = clip_of(layout_named(layout), persons)
    reads = Reads(layout_named("sbu-15"), min_persons, 2)
    if said is None:
        check_fit(clip, reads, name="tiny")
    else:
        with pytest.raises(MisfitError, match=said):
            check_fit(clip, reads, name="tiny")


def test_advice_is_a_value_and_a_program_says_how_it_is_followed():
    clip, reads = clip_of(NTU_25, 1), Reads(SBU_15, 2, 2)
    with pytest.raises(MisfitError) as caught:
        check_fit(clip, reads, name="tiny")
    error = caught.value
    assert [each.kind for each in error.advice] == ["convert", "double", "use samples"]
    assert str(error).startswith(error.difference)
    assert "(" not in str(error).removeprefix(error.difference)
    told = error.in_words({"convert": "--convert", "double": "--double"})
    assert "Convert the clip to 'sbu-15' (--convert), which copies" in told
    assert "Have its person doubled (--double), or choose a clip of two." in told
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.advice) == (str(error), error.advice)
