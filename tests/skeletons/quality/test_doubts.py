"""What is doubtful about a recording goes on being known when the recording is converted, and is told in bounds."""

from dataclasses import replace

import pytest
from made import small_clip

from sta_lstm.skeletons import converted, mirrored
from sta_lstm.skeletons.layouts import KINECT_20, NTU_25
from sta_lstm.skeletons.quality import doubts
from sta_lstm.skeletons.quality.doubts import (
    MAX_REMARKS,
    doubts_before,
    doubts_of,
    notes_of,
    remarks_of,
    shown_sentences,
    with_doubts_of,
)
from sta_lstm.skeletons.quality.findings import Finding, quality


@pytest.fixture
def found(monkeypatch):
    """Of a clip with 25 joints something else is odd than of its conversion to 20."""
    odd = {
        NTU_25: (
            Finding("mirror", "It is mirrored."),
            Finding("noise", "It trembles."),
            Finding("gap", "A gap.", ((1, 2),)),
        ),
        KINECT_20: (Finding("noise", "It trembles a little."),),
    }
    monkeypatch.setattr(doubts, "quality", lambda clip: odd[clip.layout])
    return small_clip(notes=("Two gaps filled.",))


def test_what_a_conversion_hides_of_the_whole_recording_is_kept_as_a_doubt(found):
    clip = with_doubts_of(found, converted(found, KINECT_20))
    assert doubts_of(found) == ("It is mirrored.", "It trembles.", "A gap.")
    assert doubts_of(clip) == ("It trembles a little.", "As it was recorded: It is mirrored.")
    assert doubts_before(clip) == ("As it was recorded: It is mirrored.",)
    assert notes_of(clip)[0] == "Two gaps filled."
    assert notes_of(clip)[1].startswith("Converted from 'ntu-25'")
    assert len(notes_of(clip)) == 2


def test_where_nothing_is_hidden_the_conversion_stays_as_it_is(found):
    clip = converted(replace(found, notes=()), KINECT_20)
    assert with_doubts_of(clip, clip) is clip


def test_a_doubt_is_what_quality_finds():
    for clip in (small_clip(), mirrored(small_clip())):
        assert doubts_of(clip) == tuple(each.sentence for each in quality(clip)) != ()


def test_notes_stand_before_doubts_one_line_each_and_once():
    said = remarks_of(["Turned.", "A\nline\x1b[2J", "Turned."], ["It trembles."])
    assert said == ("note: Turned.", "note: A line\ufffd[2J", "doubt: It trembles.")
    assert remarks_of((), ()) == ()


def test_a_file_with_a_thousand_long_notes_is_told_in_few_words():
    said = list(shown_sentences(f"{number} {'x' * 5000}" for number in range(1000)))
    assert len(said) == MAX_REMARKS
    assert max(map(len, said)) <= 600
    assert said[-1] == "… and 985 more."
    assert len(list(shown_sentences(map(str, range(MAX_REMARKS))))) == MAX_REMARKS
