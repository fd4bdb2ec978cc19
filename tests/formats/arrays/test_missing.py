"""What is missing in an array: joints at the origin beside a body elsewhere, and joints that nobody is sure of."""

import numpy as np
import pytest
from formats.arrays.array_files import npy
from formats.arrays.test_mat import mat_file

from sta_lstm.formats import load_clip
from sta_lstm.formats.arrays.missing import without_zeros
from sta_lstm.formats.rules.read_options import ReadOptions
from sta_lstm.samples import sample_clips
from sta_lstm.skeletons import LAYOUTS
from sta_lstm.skeletons.convert import converted
from sta_lstm.skeletons.layouts import BODIES

COCO, H36M = LAYOUTS["coco-17"], LAYOUTS["h36m-17"]


@pytest.fixture(scope="module")
def sample():
    """A sample clip in the joints of any layout: T × 1 × J × 3."""
    clip = load_clip(next(path for path in sample_clips() if path.stem == "wave-right-hand"))
    return lambda layout: converted(clip, layout).positions.astype(np.float64)


@pytest.mark.parametrize("layout", BODIES.values(), ids=BODIES)
@pytest.mark.parametrize("shift", [(0, 0, 3), (2, -1, 0), (0, 0, 0)])
def test_zeros_away_from_the_body_are_missing(sample, layout, shift):
    body = sample(layout) + shift
    joint = next(j for j, name in enumerate(layout.joints) if name == "right wrist" or name == "right hand")
    body[::3, 0, joint] = 0
    spoilt = body.copy()
    assert without_zeros(body, layout) == len(body[::3])
    assert np.isnan(body[::3, 0, joint]).all()
    assert np.array_equal(np.isnan(body).any(-1), (spoilt == 0).all(-1))


@pytest.mark.parametrize("centre", ["every frame", "the first frame"])
def test_zeros_where_the_body_is_centred_are_its_place(sample, centre):
    body = sample(H36M)
    root = body[:, :, :1] if centre == "every frame" else body[:1, :, :1]
    body = body - root
    assert without_zeros(body, H36M) == 0
    clip = load_clip(npy(body[:, 0]), "walk.npy", options=ReadOptions(layout=H36M))
    assert not any("missing" in note for note in clip.notes)


def test_a_joint_that_is_never_found_is_no_root(sample):
    body = sample(COCO) + np.array((0, 0, 3))
    body[:, 0, COCO.index("left wrist")] = 0
    clip = load_clip(npy(body[:, 0]), "walk.npy", options=ReadOptions(layout=COCO))
    assert clip.inferred == ("left wrist",)
    assert any("stood at exactly (0, 0, 0), away from the body" in note for note in clip.notes)


def test_a_limb_that_is_lost_is_lost_whole(sample):
    body = sample(COCO) + np.array((0, 0, 3))
    lost = [COCO.index(f"left {part}") for part in ("elbow", "wrist")]
    body[5:9, 0, lost] = 0
    clip = load_clip(npy(body[:, 0]), "walk.npy", options=ReadOptions(layout=COCO))
    assert any("8 joints were missing in 4 of" in note for note in clip.notes)
    assert np.allclose(clip.positions[5:9, 0, lost], sample(COCO)[5:9, 0, lost] + (0, 0, 3), atol=0.1)


def test_zeros_in_a_mat_file_are_missing_too(sample):
    layout = LAYOUTS["utd-mhad-20"]
    body = sample(layout) + np.array((0, 0, 3))
    body[4, 0, layout.index("right hand")] = 0
    for name in ("d_skel", "mine"):
        data = mat_file(**{name: body[:, 0].transpose(1, 2, 0)})
        clip = load_clip(data, "a1_s1_t1_skeleton.mat", options=ReadOptions(layout=layout))
        assert any("1 joint stood at exactly (0, 0, 0)" in note for note in clip.notes)
        assert clip.positions[4, 0, layout.index("right hand"), 2] > 2


@pytest.mark.parametrize("n_values", [3, 4])
@pytest.mark.parametrize(("confidence", "least"), [(0.01, None), (0.09, None), (0.3, 0.5), (0.05, 0.04), (0.3, None)])
def test_what_is_less_sure_than_the_threshold_is_missing(sample, n_values, confidence, least):
    layout = COCO if n_values == 3 else LAYOUTS["mediapipe-33"]
    body = sample(layout)[:, 0]
    places = body[..., :2] * (300, -300) + (960, 700) if n_values == 3 else body
    places[4, 9] += 400 if n_values == 3 else 3
    sure = np.full((*places.shape[:2], 1), 0.9)
    sure[4, 9] = confidence
    data = npy(np.concatenate((places, sure), axis=-1))
    clip = load_clip(data, "walk.npy", options=ReadOptions(layout=layout, confidence=least))
    flies = abs(clip.positions[4, 0, 9, 0] - clip.positions[3, 0, 9, 0]) > 0.5
    is_believed = confidence >= (0.1 if least is None else least)
    assert flies == is_believed
    said = "1 joint counts as missing, because the estimator was less sure"
    assert any(note.startswith(said) for note in clip.notes) != is_believed


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("layout", BODIES.values(), ids=BODIES)
def test_a_body_of_which_nothing_is_known_is_nowhere(layout):
    body = np.full((4, 1, layout.n_joints, 3), np.nan)
    body[:, :, :2] = 0
    body[:, :, 2, 1] = 5  # a place of which only the height was written
    without_zeros(body, layout)
    assert np.isnan(body[:, :, 2:]).any(axis=-1).all()
