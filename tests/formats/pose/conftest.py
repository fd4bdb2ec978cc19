"""What tests of pose estimators' files share."""

import numpy as np
import pytest
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
