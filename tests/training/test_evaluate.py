"""Figures that can be counted by hand."""

import numpy as np
import pytest
import torch

from sta_lstm.model.network import NetworkOutput
from sta_lstm.training.evaluate import ClipResult, Evaluation, _entropies


def evaluation(confusion):
    confusion = np.array(confusion)
    clips = tuple(ClipResult(str(i), "a", "a", 1.0, 1.0) for i in range(confusion.sum()))
    return Evaluation(tuple("abc"), confusion, clips, 1.0, 1.0)


def test_accuracy_counts_clips_and_mean_class_accuracy_counts_classes():
    figures = evaluation([[8, 2, 0], [0, 1, 1], [0, 0, 0]])
    assert figures.accuracy == 9 / 12
    assert figures.class_accuracy == {"a": 0.8, "b": 0.5}
    assert figures.mean_class_accuracy == pytest.approx(0.65)
    assert figures.to_json()["confusion"] == [[8, 2, 0], [0, 1, 1], [0, 0, 0]]
    assert figures.to_json()["n_clips"] == 12


def test_entropy_is_one_for_uniform_attention_and_nothing_for_one_that_is_stuck():
    mask = torch.ones(4, 6, 10, dtype=torch.bool)
    mask[1, :, 5:] = False  # one person alone
    mask[2, 3:] = False  # padding
    mask[3, 1:] = False  # a single frame
    alpha = mask / mask.sum(-1, keepdim=True).clamp(min=1)
    beta = mask.any(-1).float()
    uniform = _entropies(NetworkOutput(torch.zeros(4, 2), alpha, beta, torch.zeros(4, 6, 2)), mask)
    torch.testing.assert_close(uniform, torch.ones(2, 4))
    stuck = torch.zeros_like(alpha)
    stuck[..., 0] = mask[..., 0].float()
    first = torch.zeros_like(beta)
    first[:, 0] = 3.0
    one = _entropies(NetworkOutput(torch.zeros(4, 2), stuck, first, torch.zeros(4, 6, 2)), mask)
    torch.testing.assert_close(one, torch.tensor([[0.0, 0, 0, 0], [0, 0, 0, 1]]))
    half = torch.zeros_like(beta)
    half[0, :2] = 1.0
    entropy = _entropies(NetworkOutput(torch.zeros(4, 2), alpha, half, torch.zeros(4, 6, 2)), mask)[1]
    assert entropy[0].item() == pytest.approx(np.log(2) / np.log(6))
    assert entropy[1] == 0  # every gate is shut: no NaN
