"""What is done to a recording between its file and the model."""

from dataclasses import replace

import numpy as np
import pytest

from sta_lstm.errors import ClipError
from sta_lstm.formats import load_clip
from sta_lstm.samples import resolve_clip
from sta_lstm.skeletons.cut import cut
from sta_lstm.skeletons.repair import repaired
from sta_lstm.ui.handling import UNTOUCHED, Handling


@pytest.fixture(scope="module")
def clip():
    """A clip whose frame 20 repeats the one before."""
    clean = load_clip(resolve_clip("kick-right"))
    positions = clean.positions.copy()
    positions[20] = positions[19]
    return replace(clean, positions=positions)


def test_the_frames_that_are_kept_are_those_of_the_file_whatever_is_repaired(clip):
    part = Handling(kept=(15, 44), repairs=("drop", "smooth")).made_of(clip)
    assert part.n_frames == 29
    assert np.array_equal(part.positions, repaired(cut(clip, 15, 45), ("drop", "smooth")).positions)
    assert f"Frames 15 to 44 of {clip.n_frames}" in part.notes[0]


def test_nothing_done_is_the_clip_itself(clip):
    assert UNTOUCHED.made_of(clip) is clip
    assert UNTOUCHED.key == ""


def test_a_label_is_that_of_the_part(clip):
    assert Handling(kept=(0, 9), label="stand").made_of(clip).label == "stand"
    assert Handling(kept=(0, 9)).made_of(clip).label == clip.label


def test_frames_that_a_recording_does_not_have(clip):
    assert Handling(kept=(80, 500)).made_of(clip).n_frames == clip.n_frames - 80
    with pytest.raises(ClipError, match="of 500 to 600, which you chose to keep, none is left"):
        Handling(kept=(500, 600)).made_of(clip)


def test_each_handling_has_a_key_of_its_own():
    each = [UNTOUCHED, Handling(kept=(0, 9)), Handling(kept=(0, 9), label="a"), Handling(repairs=("drop",))]
    assert len({handling.key for handling in each}) == len(each)
