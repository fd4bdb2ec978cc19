"""A made-up prediction of two persons, one of whom is away for a while, with names that are no friends."""

import numpy as np
import pytest

from sta_lstm.prediction.prediction import Prediction
from sta_lstm.skeletons import Clip
from sta_lstm.skeletons.layouts import SBU_15

EVIL = "<img src=x onerror=alert(1)> $\\frac{a}{b}$"
RIGHT_TO_LEFT = "לוחצים ידיים"


def made_up(*, n_frames=8, n_persons=2, fps=12.5, spatial=True, temporal=True, keyframes=(5, 2)):
    rng = np.random.default_rng(0)
    present = np.ones((n_frames, n_persons), bool)
    if n_persons > 1:
        present[:2, 1] = False
    if n_frames > 3:
        present[3] = False
    positions = rng.normal(scale=0.3, size=(n_frames, n_persons, 15, 3))
    positions[:, 1:, :, 0] += 1
    alpha = rng.random((n_frames, n_persons, 15)) * present[..., None]
    totals = alpha.sum((1, 2), keepdims=True)
    beta = rng.random(n_frames) * present.any(1)
    return Prediction(
        clip=Clip(positions, fps, SBU_15, "y", present, "clip"),
        checkpoint="demo",
        class_names=(EVIL, RIGHT_TO_LEFT, "_kick"),
        spatial=spatial,
        temporal=temporal,
        logits=(2.0, 1.0, 0.0),
        alpha=np.divide(alpha, totals, out=np.zeros_like(alpha), where=totals > 0),
        beta=beta / beta.sum(),
        read=present,
        frame_scores=rng.normal(size=(n_frames, 3)),
        keyframes=keyframes,
        device="cpu",
    )


@pytest.fixture(scope="session")
def make_prediction():
    return made_up


@pytest.fixture(scope="session")
def prediction():
    return made_up()
