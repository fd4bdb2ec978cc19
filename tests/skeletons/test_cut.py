"""A recording in parts: together they are the whole, and each says where it comes from."""

from dataclasses import replace

import numpy as np
import pytest

from sta_lstm.errors import ClipError, SettingsError
from sta_lstm.formats import load_clip
from sta_lstm.samples import resolve_clip
from sta_lstm.skeletons.cut import Segment, cut, equal_segments, pieces, segments_of


@pytest.fixture(scope="module")
def clip():
    return load_clip(resolve_clip("kick-right"))


@pytest.mark.parametrize("seconds", [0.05, 0.5, 1, 100])
def test_pieces_are_the_whole(clip, seconds):
    parts = pieces(clip, seconds)
    assert np.array_equal(np.concatenate([part.positions for part in parts]), clip.positions)
    assert {part.n_frames for part in parts[:-1]} <= {round(seconds * clip.fps)}


def test_cutting_twice_is_cutting_once(clip):
    assert np.array_equal(cut(cut(clip, 10), 5, 20).positions, cut(clip, 15, 30).positions)


def test_a_segment_is_moved_there_and_back():
    for segment in (Segment(3, 9, "bow"), Segment(3)):
        assert segment.moved(-5).moved(5) == segment
    assert Segment(3, 9, "bow").moved(-5) == Segment(-2, 4, "bow")
    assert Segment(3).moved(2) == Segment(5)


def test_a_part_says_where_it_comes_from_and_the_whole_says_nothing(clip):
    assert f"Frames 10 to 19 of {clip.n_frames}" in cut(clip, 10, 20).notes[-1]
    assert cut(clip) is clip


def test_segments_have_their_labels(clip):
    first, second = segments_of(clip, (Segment(0, 10, "stand"), Segment(10)))
    assert (first.n_frames, first.label, second.n_frames) == (10, "stand", clip.n_frames - 10)
    assert second.label == clip.label


@pytest.mark.parametrize(("start", "end"), [(-1, 5), (5, 5), (9, 3), (0, 1000), (1000, None)])
def test_a_part_that_is_not_there_is_refused(clip, start, end):
    with pytest.raises(ClipError, match="has the frames 0 to 86; it cannot be cut"):
        cut(clip, start, end)


@pytest.mark.parametrize("seconds", [0, -1, 0.001, float("nan"), float("inf")])
def test_pieces_of_no_length_are_refused(clip, seconds):
    with pytest.raises(SettingsError, match="choose a longer time"):
        pieces(clip, seconds)


@pytest.mark.parametrize("segment", [Segment(0), Segment(10, 20), Segment(86), Segment(86, 87), Segment(40, 45, "x")])
@pytest.mark.parametrize("shift", [0, -1, 1, 60])
def test_a_segment_lies_in_a_clip_where_the_clip_can_be_cut_to_it(clip, segment, shift):
    positions, present = clip.positions.copy(), clip.present.copy()
    present[38:48] = False
    gone = replace(clip, positions=positions, present=present)
    moved = Segment(segment.start + shift, None if segment.end is None else segment.end + shift)
    try:
        cut(gone, moved.start, moved.end)
        can_be_cut = True
    except ClipError:
        can_be_cut = False
    assert moved.lies_in(gone) is can_be_cut


def test_equal_segments_leave_out_what_shows_nobody(clip):
    present = clip.present.copy()
    present[15:30] = False
    gone = replace(clip, positions=clip.positions.copy(), present=present)
    assert [segment.start for segment in equal_segments(gone, 0.5)] == [0, 30, 45, 60, 75]
