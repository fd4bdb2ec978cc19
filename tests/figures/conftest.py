"""Made-up predictions: a body that stands, waves an arm and stands again, with attention to match."""

import numpy as np
import pytest
from made import made_prediction, shared_out, small_clip

from sta_lstm.prediction.keyframes import keyframes
from sta_lstm.skeletons.layouts import NTU_25

CLASSES = ("wave", "kick", "push", "handshake", "bow", "point", "throw", "sit down", "jump", "clap")


def made_up(
    *,
    n_frames=90,
    present=None,
    read=None,
    layout=NTU_25,
    class_names=CLASSES,
    predicted=3,
    fps=30.0,
    name="S001C001.skeleton",
    temporal=True,
):
    """A prediction of ``predicted``; ``present`` is frames × persons, two persons all the time if left out."""
    present = np.ones((n_frames, 2), bool) if present is None else present
    read = present if read is None else read
    rng = np.random.default_rng(0)
    n_persons, n_joints = present.shape[1], layout.n_joints
    clip = small_clip(layout=layout, present=present, fps=fps, name=name)

    time = np.linspace(0, 1, n_frames)
    bump = np.exp(-(((time - 0.4) / 0.12) ** 2)) + 0.6 * np.exp(-(((time - 0.78) / 0.06) ** 2))
    scores = rng.normal(scale=0.25, size=(n_frames, n_persons, n_joints)).cumsum(0) * 0.15
    for joint in range(n_joints):
        if layout.joints[joint].startswith("right") and "hand" in layout.joints[joint]:
            scores[:, :, joint] += 2.6 * bump[:, None]
    beta = (0.02 + bump) * read.any(1) if temporal else read.any(1) / max(1, read.any(1).sum())
    z = rng.normal(scale=0.4, size=(n_frames, len(class_names)))
    z[:, predicted] += 0.9 * (time > 0.25) - 0.3
    z[:, (predicted + 1) % len(class_names)] += 0.5 * (time < 0.35)
    return made_prediction(
        clip,
        checkpoint="demo-sta",
        class_names=class_names,
        temporal=temporal,
        alpha=shared_out(np.exp(scores), read),
        beta=beta,
        read=read,
        frame_scores=z,
        keyframes=keyframes(beta),
    )


@pytest.fixture(scope="session")
def prediction():
    """Two persons, of whom B comes at frame 20, leaves at frame 70 and nobody is there in frames 40 to 42."""
    present = np.ones((90, 2), bool)
    present[:20, 1] = present[70:, 1] = False
    present[40:43] = False
    return made_up(present=present)


@pytest.fixture(scope="session")
def make_prediction():
    return made_up
