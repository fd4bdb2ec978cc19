"""Small inputs that were read wrongly once, each as people bring it: what is right for them."""

from pathlib import Path

import numpy as np
import pytest

from sta_lstm.errors import ClipError
from sta_lstm.formats import load_clip, recordings
from sta_lstm.formats.rules.read_options import ReadOptions
from sta_lstm.skeletons import LAYOUTS

CASES = Path(__file__).parents[1] / "cases"
COCO = ReadOptions(layout=LAYOUTS["coco-17"])


def place(clip, joint, frame=0):
    return clip.positions[frame, 0, clip.layout.index(joint)]


@pytest.mark.parametrize("name", ["01_rotations_156.npz", "02_rotations_72.npz"])
def test_rotations_are_refused(name):
    for layout in (None, *LAYOUTS.values()):
        with pytest.raises(ClipError, match=r"rotations of a body model, not positions \(poses\).*frames × joints × 3"):
            load_clip(CASES / name, options=ReadOptions(layout=layout))


def test_a_split_file_lists_recordings_and_never_labels():
    found = recordings(CASES / "04_split_and_labels.npz")
    assert [each.entry for each in found] == [f"{split} {number}" for split in ("train", "test") for number in range(3)]
    for each in found:  # made of zeros
        with pytest.raises(ClipError, match="so no frame shows a body"):
            each.load()


@pytest.mark.parametrize("name", ["26_y_x_score.npy", "27_T_1_1_17_3.npy"])
def test_movenet_is_one_recording_and_upright(name):
    assert len(recordings(CASES / name)) == 1
    clip = load_clip(CASES / name, options=COCO)
    assert (clip.n_frames, clip.n_persons) == (12, 1)
    assert place(clip, "nose")[1] > place(clip, "left shoulder")[1] > place(clip, "left ankle")[1] + 1
    assert place(clip, "left shoulder")[0] > place(clip, "right shoulder")[0]


def test_three_recordings_are_no_three_persons():
    found = recordings(CASES / "28_three_recordings.npy")
    assert [each.entry for each in found] == ["0", "1", "2"]
    clips = [each.load(COCO) for each in found]
    assert [(clip.n_frames, clip.n_persons) for clip in clips] == [(12, 1)] * 3
    assert np.allclose(clips[2].positions - clips[0].positions, 2, atol=1e-5)


def test_a_joint_at_zero_is_a_gap_and_said():
    clip = load_clip(CASES / "29_missing_joint_is_zero.npy", options=COCO)
    wrist = clip.positions[:, 0, clip.layout.index("right wrist")]
    assert (wrist[:, 1] > 0.5).all()
    assert any("4 joints stood at exactly (0, 0, 0)" in note for note in clip.notes)


def test_a_pointer_is_called_that():
    with pytest.raises(ClipError, match=r"'35_lfs_pointer\.npz' is not the file .* Git LFS pointer, .* 'git lfs pull'"):
        load_clip(CASES / "35_lfs_pointer.npz")
