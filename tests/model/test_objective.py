"""Each term of the objective is the formula that its docstring gives, masked by each clip's own length."""

import pytest
import torch

from sta_lstm.model.networks.sta_lstm import VARIANTS, StaLstm, StaLstmConfig
from sta_lstm.model.objective import attention_penalties, objective

CONFIG = StaLstmConfig(n_persons=2, n_joints=3, n_channels=3, n_classes=4, hidden=5, spatial_hidden=4)
LABELS = torch.tensor([0, 3])


def answer(variant="sta", score="mean", seed=0):
    torch.manual_seed(seed)
    network = StaLstm(VARIANTS[variant].of(StaLstmConfig(**{**CONFIG.__dict__, "score": score}))).eval()
    x, lengths = torch.randn(2, 8, 6, 3), torch.tensor([8, 5])
    mask = torch.ones(2, 8, 6, dtype=torch.bool)
    mask[0, :, 3:] = False
    mask[1, 5:] = False
    return network, network(x, mask, lengths), mask


def terms_of(network, output, mask, **weights):
    return objective(network, output, LABELS, mask, penalties=attention_penalties, **weights)


def with_alpha(output, alpha):
    return output._replace(maps={"alpha": alpha})


def test_cross_entropy_alone_is_the_default():
    network, output, mask = answer()
    terms = terms_of(network, output, mask)
    expected = -torch.log_softmax(output.logits, -1)[[0, 1], LABELS].mean()
    torch.testing.assert_close(terms.cross_entropy, expected)
    torch.testing.assert_close(terms.total, expected)


def test_the_alpha_term_is_the_formula_over_each_clips_frames_and_joints():
    network, output, mask = answer()
    terms = terms_of(network, output, mask, lambda_alpha=0.3)
    first = ((1 - (3 * output.maps["alpha"][0, :8, :3]).mean(0)) ** 2).sum()
    second = ((1 - (6 * output.maps["alpha"][1, :5]).mean(0)) ** 2).sum()
    torch.testing.assert_close(terms.penalties["alpha_penalty"], 0.3 * (first + second) / 2)


def test_the_alpha_term_is_nothing_for_uniform_attention_and_grows_with_neglect():
    network, output, mask = answer()
    uniform = mask / mask.sum(-1, keepdim=True).clamp(min=1)
    assert terms_of(network, with_alpha(output, uniform), mask, lambda_alpha=1.0).penalties["alpha_penalty"] < 1e-10
    stuck = torch.zeros_like(uniform)
    stuck[..., 0] = 1.0
    penalty = terms_of(network, with_alpha(output, stuck * mask), mask, lambda_alpha=1.0).penalties["alpha_penalty"]
    torch.testing.assert_close(penalty, torch.tensor(((2**2 + 2) + (5**2 + 5)) / 2))


def test_the_alpha_term_as_the_paper_prints_it_takes_alpha_itself():
    network, output, mask = answer()
    terms = terms_of(network, output, mask, lambda_alpha=0.3, alpha_form="literal")
    first = ((1 - output.maps["alpha"][0, :8, :3].mean(0)) ** 2).sum()
    second = ((1 - output.maps["alpha"][1, :5].mean(0)) ** 2).sum()
    torch.testing.assert_close(terms.penalties["alpha_penalty"], 0.3 * (first + second) / 2)
    uniform = mask / mask.sum(-1, keepdim=True).clamp(min=1)
    terms = terms_of(network, with_alpha(output, uniform), mask, lambda_alpha=1.0, alpha_form="literal")
    torch.testing.assert_close(terms.penalties["alpha_penalty"], torch.tensor((2**2 / 3 + 5**2 / 6) / 2))


def test_the_variation_term_is_the_share_of_attention_that_moves():
    network, output, mask = answer()
    uniform = mask / mask.sum(-1, keepdim=True).clamp(min=1)
    terms = terms_of(network, with_alpha(output, uniform), mask, lambda_variation=1.0)
    assert terms.penalties["variation_penalty"] < 1e-6
    jumping = torch.zeros_like(uniform)
    jumping[:, ::2, 0] = jumping[:, 1::2, 1] = 1
    terms = terms_of(network, with_alpha(output, jumping * mask), mask, lambda_variation=0.3)
    torch.testing.assert_close(terms.penalties["variation_penalty"], torch.tensor(0.3))
    half = torch.zeros_like(uniform)
    half[0, :4, 0] = half[0, 4:, 1] = 1  # one of seven steps in the first clip, none in the second
    half[1, :, 0] = 1
    terms = terms_of(network, with_alpha(output, half * mask), mask, lambda_variation=1.0)
    torch.testing.assert_close(terms.penalties["variation_penalty"], torch.tensor(1 / 7 / 2))


@pytest.mark.parametrize("score", ["mean", "sum"])
def test_the_beta_term_is_the_mean_gate(score):
    network, output, mask = answer(score=score)
    terms = terms_of(network, output, mask, lambda_beta=0.2)
    gates = output.curves["beta"] * (torch.tensor([[8.0], [5.0]]) if score == "mean" else 1)
    torch.testing.assert_close(terms.penalties["beta_penalty"], 0.2 * (gates[0].mean() + gates[1, :5].mean()) / 2)


def test_the_weight_term_is_the_sum_of_the_matrices():
    network, output, mask = answer()
    terms = terms_of(network, output, mask, lambda_weights=0.01)
    expected = 0.01 * sum(weights.abs().sum() for weights in network.parameters() if weights.ndim > 1)
    torch.testing.assert_close(terms.weight_penalty, expected)


@pytest.mark.parametrize(("variant", "alpha", "beta"), [("lstm", 0, 0), ("sa", 1, 0), ("ta", 0, 1), ("sta", 1, 1)])
def test_a_variant_pays_for_its_own_attention_alone(variant, alpha, beta):
    network, output, mask = answer(variant)
    terms = terms_of(network, output, mask, lambda_alpha=1.0, lambda_beta=1.0)
    assert bool(terms.penalties["alpha_penalty"]) == bool(alpha)
    assert bool(terms.penalties["beta_penalty"]) == bool(beta)
