"""What tests of pose estimators' files share."""

import numpy as np
import pytest
from formats.pose.mediapipe_files import HIPS, LAYOUT
from formats.pose.openpose_files import BODY_25

from sta_lstm.formats import load_clip
from sta_lstm.samples import sample_clips
from sta_lstm.skeletons.convert import converted


@pytest.fixture(scope="session")
def pixels():
    """A sample clip as a camera sees it: T × 25 × 2 pixels of BODY_25."""
    clip = load_clip(next(path for path in sample_clips() if path.stem == "wave-right-hand"))
    places = converted(clip, BODY_25).positions[:, 0, :, :2].astype(np.float64)
    return places * (300, -300) + (960, 700)


@pytest.fixture(scope="module")
def sample():
    """A sample clip with MediaPipe's joints, y up, metres: T × 33 × 3, the first eight frames."""
    clip = load_clip(next(path for path in sample_clips() if path.stem == "wave-right-hand"))
    return converted(clip, LAYOUT).positions[:8, 0].astype(np.float64)


@pytest.fixture(scope="module")
def world(sample):
    """As MediaPipe tells it: from the middle of the hips, y down, z away from the camera."""
    return (sample - sample[:, HIPS].mean(axis=1, keepdims=True)) * (1, -1, -1)


@pytest.fixture(scope="module")
def picture(sample):
    """Parts of a picture of 1600 × 800 pixels, 4 metres from top to bottom; z is a guess."""
    return (sample - (sample[0, 0, 0], 0, 0)) * (1 / 8, -1 / 4, 0.01) + (0.5, 0.7, 0)
