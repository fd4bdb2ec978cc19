"""Made-up answers of models to one clip of four joints, which the tests of this folder compare."""

import numpy as np
from made import made_prediction, shared_out, small_clip

from sta_lstm.skeletons.layout import SkeletonLayout

JOINTS = ("hip", "head", "hand", "foot")
PRESENT = np.ones((20, 2), bool)
PRESENT[:4, 1] = False
PRESENT[10] = False


def layout_of(joints):
    return SkeletonLayout("tiny", "Tiny", tuple(joints), (), (), joints[0], tuple(joints[:2]), "y", "")


def made_up(
    seed=0, *, name="a", present=PRESENT, read=None, joints=JOINTS, classes=("wave", "bow", "kick"), **attention
):
    """20 frames, two persons; B comes at frame 4, and nobody is there in frame 10."""
    rng = np.random.default_rng(seed)
    read = present if read is None else read
    fields = {
        "alpha": shared_out(rng.random((*present.shape, len(joints))) ** 2, read),
        "beta": rng.random(len(present)) * read.any(1),
        "read": read,
    }
    clip = small_clip(layout=layout_of(joints), present=present, name="walk.npz", seed=99)
    return made_prediction(clip, class_names=classes, checkpoint=name, seed=seed, **fields | attention)


def without_attention(name="plain"):
    """The network without any attention: uniform wherever a body is."""
    n_joints = len(JOINTS) * PRESENT.sum(1)[:, None, None]
    alpha = np.where(PRESENT[..., None], 1 / np.maximum(n_joints, 1), 0) * np.ones(len(JOINTS))
    beta = PRESENT.any(1) / PRESENT.any(1).sum()
    return made_up(5, name=name, spatial=False, temporal=False, alpha=alpha, beta=beta, keyframes=())


A, B, C = made_up(1, name="a"), made_up(2, name="b"), made_up(3, name="c")
