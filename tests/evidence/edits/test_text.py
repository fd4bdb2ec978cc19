"""Edits as text: what is written is read again, and what is no edit is said."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sta_lstm.errors import SettingsError
from sta_lstm.evidence.edits import KINDS, Edit, format_edits, parse_edits

NAMES = st.text(min_size=1, max_size=20).filter(lambda name: all(not 0xD800 <= ord(c) < 0xE000 for c in name))


def numbers(least, most):
    return st.floats(least, most, allow_nan=False).map(lambda x: round(x, 6) + 0.0)


AMOUNTS = {
    "slow": st.tuples(numbers(0.1, 20)),
    "shift": st.tuples(*[numbers(-500, 500)] * 3),
    "shake": st.tuples(numbers(0, 100), st.integers(0, 999_999).map(float)),
}


@st.composite
def edits(draw):
    kind = draw(st.sampled_from(KINDS))
    first = draw(st.integers(0, 999))
    return Edit(
        kind,
        tuple(draw(st.lists(NAMES, max_size=4, unique_by=str.casefold))),
        draw(st.none() | st.integers(0, 7)),
        draw(st.none() | st.integers(first, 1999).map(lambda last: (first, last))),
        draw(AMOUNTS.get(kind, st.just(()))),
        draw(NAMES) if kind == "swap" else "",
    )


@given(st.lists(edits(), max_size=4))
def test_what_is_written_is_read_again(made):
    assert parse_edits(format_edits(made)) == tuple(made)


@pytest.mark.parametrize(
    ("text", "edit"),
    [
        ("hold:right arm@10-40", Edit("hold", ("right arm",), None, (10, 40))),
        ("hide:B/all", Edit("hide", (), 1)),
        (" slow : all @ 3 = 2.5 ", Edit("slow", (), None, (3, 3), (2.5,))),
        ("shift:a/left hand + left wrist=0,-10,0", Edit("shift", ("left hand", "left wrist"), 0, None, (0, -10, 0))),
        ("shake:head=3", Edit("shake", ("head",), None, None, (3, 0))),
        ("swap:right leg=kick-right", Edit("swap", ("right leg",), other="kick-right")),
        ("mirror:%61ll", Edit("mirror", ("all",))),
        ("Hold:ALL", Edit("hold")),
    ],
)
def test_known_texts(text, edit):
    assert parse_edits(text) == (edit,)


def test_no_text_is_no_edit():
    assert parse_edits("") == parse_edits("  ") == ()
    assert format_edits([]) == ""


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("right arm", "expected KIND:WHAT@FIRST-LAST"),
        ("freeze:right arm", "there is no edit 'freeze'; there are: hide, hold"),
        ("hold:", "does not say what it changes"),
        ("hold:right arm@40-10", "frames 40 to 10"),
        ("hold:right arm@ten", "expected KIND:WHAT@FIRST-LAST"),
        ("hold:right arm@1-2-3", "names no frames"),
        ("hold:right arm=3", "takes nothing"),
        ("hold:Z/all", "A to H"),
        ("slow:all", "takes factor; got 0 numbers"),
        ("slow:all=0", "expected 0.1 to 20"),
        ("slow:all=nan", "holds what is no number"),
        ("shift:all=1,2", "For example 'shift:right arm=0,10,0'"),
        ("shake:all=1,2.5", "a whole number"),
        ("swap:right arm", "names the other clip"),
        ("hold:head+head", "twice"),
        ("hold:head+Head", "twice"),
        (";".join(["hold:all"] * 65), "at most 4,000 letters and 64 edits"),
        ("hold:" + "x" * 5000, "at most 4,000 letters"),
    ],
)
def test_what_is_no_edit_is_said(text, sentence):
    with pytest.raises(SettingsError) as caught:
        parse_edits(text)
    assert sentence in str(caught.value)


def test_only_swap_takes_another_clip():
    with pytest.raises(SettingsError, match="takes no other clip"):
        Edit("hold", other="bow")
    with pytest.raises(SettingsError, match="expected -500 to 500"):
        Edit("shift", amounts=(math.inf, 0, 0))
