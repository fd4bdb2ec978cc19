"""A made-up prediction of two persons, one of whom is away for a while, with names that are no friends."""

from dataclasses import replace

import numpy as np
import pytest
from made import made_prediction, small_clip

from sta_lstm.skeletons.layouts import SBU_15

EVIL = "<img src=x onerror=alert(1)> $\\frac{a}{b}$"
RIGHT_TO_LEFT = "לוחצים ידיים"


def made_up(*, n_frames=8, n_persons=2, fps=12.5, spatial=True, temporal=True, keyframes=(5, 2)):
    present = np.ones((n_frames, n_persons), bool)
    if n_persons > 1:
        present[:2, 1] = False
    if n_frames > 3:
        present[3] = False
    clip = small_clip(layout=SBU_15, present=present, fps=fps)
    beside = clip.positions + np.where(np.arange(n_persons) > 0, [[1], [0], [0]], 0).T[:, None]
    return made_prediction(
        replace(clip, positions=beside),
        class_names=(EVIL, RIGHT_TO_LEFT, "_kick"),
        logits=(2.0, 1.0, 0.0),
        spatial=spatial,
        temporal=temporal,
        keyframes=keyframes,
    )


@pytest.fixture(scope="session")
def make_prediction():
    return made_up


@pytest.fixture(scope="session")
def prediction():
    return made_up()
