"""What is done to a recording between its file and the model."""

from dataclasses import replace

import numpy as np
import pytest
from made import leaning

from sta_lstm.errors import ClipError
from sta_lstm.formats import load_clip
from sta_lstm.samples import resolve_clip
from sta_lstm.skeletons.cut import cut
from sta_lstm.skeletons.quality.repair import repaired
from sta_lstm.skeletons.quality.turning import levelled
from sta_lstm.ui.session.preparation import UNPREPARED, Preparation


@pytest.fixture(scope="module")
def clip():
    """A clip whose frame 20 repeats the one before."""
    clean = load_clip(resolve_clip("kick-right"))
    positions = clean.positions.copy()
    positions[20] = positions[19]
    return replace(clean, positions=positions)


def test_the_frames_that_are_kept_are_those_of_the_file_whatever_is_repaired(clip):
    part = Preparation(kept=(15, 44), repairs=("drop", "smooth")).applied_to(clip)
    assert part.n_frames == 29
    assert np.array_equal(part.positions, repaired(cut(clip, 15, 45), ("drop", "smooth")).positions)
    assert f"Frames 15 to 44 of {clip.n_frames}" in part.notes[len(clip.notes)]


def test_nothing_done_is_the_clip_itself(clip):
    assert UNPREPARED.applied_to(clip) is clip
    assert UNPREPARED.key == ""


def test_a_part_is_levelled_by_all_that_stand_in_the_recording(clip):
    tilted = leaning(clip, 20)
    part = Preparation(kept=(30, 49), repairs=("level", "smooth")).applied_to(tilted)
    assert np.array_equal(part.positions, repaired(cut(levelled(tilted), 30, 50), ["smooth"]).positions)
    assert not np.allclose(part.positions, repaired(cut(tilted, 30, 50), ["level", "smooth"]).positions, atol=1e-3)


def test_a_label_is_that_of_the_part(clip):
    assert Preparation(kept=(0, 9), label="stand").applied_to(clip).label == "stand"
    assert Preparation(kept=(0, 9)).applied_to(clip).label == clip.label


def test_frames_that_a_recording_does_not_have(clip):
    assert Preparation(kept=(80, 500)).applied_to(clip).n_frames == clip.n_frames - 80
    with pytest.raises(ClipError, match="none of the frames 500 to 600 that you chose to keep"):
        Preparation(kept=(500, 600)).applied_to(clip)


def test_each_handling_has_a_key_of_its_own():
    each = [UNPREPARED, Preparation(kept=(0, 9)), Preparation(kept=(0, 9), label="a"), Preparation(repairs=("drop",))]
    assert len({preparation.key for preparation in each}) == len(each)
