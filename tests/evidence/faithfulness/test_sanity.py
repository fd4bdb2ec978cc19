"""Other attention, random layers, other seeds: what must change does, and what must not does not."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from made import small_clip, tiny_checkpoint

from sta_lstm.errors import SettingsError
from sta_lstm.evidence.faithfulness.rankers import answered, ask, rankers
from sta_lstm.evidence.faithfulness.sanity import cascade, check_alike, randomised, seeds_alike, with_other_attention


@pytest.fixture
def asked():
    checkpoint = tiny_checkpoint()
    checkpoint.network.spatial.U.weight.mul_(20)  # attention that is far from uniform
    checkpoint.network.temporal.w_x.weight.mul_(200)
    return ask(checkpoint, small_clip(12))


def attention_only(asked):
    return {name: each for name, each in rankers(asked.checkpoint).items() if name in ("alpha", "beta")}


def test_uniform_attention_is_the_network_without_it(asked):
    stage = asked.checkpoint.network.for_stage({"temporal"})
    without = answered(replace(asked.checkpoint, network=stage), asked.clip, asked.features)
    moved = np.abs(without.probabilities - asked.probabilities).sum() / 2
    change = with_other_attention(asked, "alpha", "uniform")
    assert change.moved == pytest.approx(moved, rel=1e-4)
    assert change.moved > 1e-4
    assert change.lost == pytest.approx(asked.probabilities.max() - without.probabilities[asked.predicted], rel=1e-3)


@pytest.mark.parametrize("name", ["alpha", "beta"])
def test_what_is_uniform_already_moves_nothing(name):
    checkpoint = tiny_checkpoint()
    for weights in (*checkpoint.network.spatial.U.parameters(), checkpoint.network.temporal.w_x.weight):
        weights.zero_()
    checkpoint.network.temporal.w_h.weight.zero_()
    asked = ask(checkpoint, small_clip(12))
    for weights in ("uniform", "permuted"):
        change = with_other_attention(asked, name, weights)
        assert change.moved == pytest.approx(0, abs=1e-6)
        assert not change.flipped


def test_permuted_attention_is_of_the_seed_and_leaves_the_network_as_it_was(asked):
    a, again, other = (with_other_attention(asked, "alpha", "permuted", seed=seed) for seed in (0, 0, 1))
    assert a == again
    assert a.moved != other.moved
    np.testing.assert_array_equal(
        answered(asked.checkpoint, asked.clip, asked.features).probabilities, asked.probabilities
    )
    assert not asked.checkpoint.network.spatial._forward_hooks


def test_attention_that_is_not_learned_cannot_be_replaced():
    asked = ask(tiny_checkpoint("ta"), small_clip(6))
    with pytest.raises(SettingsError, match=r"\(TA-LSTM\) learns no attention 'alpha'.* it learns: beta"):
        with_other_attention(asked, "alpha", "uniform")
    with pytest.raises(SettingsError, match="weights cannot be 'zero'; expected one of uniform, permuted"):
        with_other_attention(asked, "beta", "zero")


def test_persons_who_leave_get_no_attention():
    present = np.ones((8, 2), bool)
    present[4:, 1] = False
    asked = ask(tiny_checkpoint(), small_clip(present=present))
    for weights in ("uniform", "permuted"):
        assert np.isfinite(with_other_attention(asked, "alpha", weights).moved)


def test_a_cascade_reaches_every_weight_from_the_answer_down(asked):
    steps = list(cascade(asked.checkpoint))
    assert [name for name, _ in steps] == [
        *("classify", "main", "temporal.w_h", "temporal.w_x", "temporal.lstm"),
        *("spatial.U", "spatial.W_h", "spatial.W_x", "spatial.lstm"),
    ]
    before = dict(asked.checkpoint.network.state_dict())
    done = []
    for name, checkpoint in steps:
        done.append(name)
        for key, weights in checkpoint.network.state_dict().items():
            is_random = any(key.startswith(f"{each}.") for each in done) and before[key].std(correction=0) > 0
            assert torch.equal(weights, before[key]) != is_random, (name, key)


def test_attention_follows_its_own_layers_alone(asked):
    found = randomised(asked, attention_only(asked), list(cascade(asked.checkpoint)))
    assert found["alpha"]["temporal.lstm"] == pytest.approx(1)  # α knows nothing of the main network: a finding
    assert found["alpha"]["spatial.U"] < 0.9
    assert found["beta"]["main"] == pytest.approx(1)


def test_motion_energy_shows_the_clip_and_not_the_network(asked):
    motion = {"motion energy": rankers(asked.checkpoint)["motion energy"]}
    found = randomised(asked, motion, list(cascade(asked.checkpoint)))
    assert set(found["motion energy"].values()) == {1.0}


def test_seeds():
    clip = small_clip(12)
    a, b, c = (ask(tiny_checkpoint(seed=seed), clip) for seed in range(3))
    assert seeds_alike([a, a2 := ask(tiny_checkpoint(seed=0), clip)], attention_only(a))["alpha"] == pytest.approx(1)
    assert a2.checkpoint is not a.checkpoint
    pairs = [seeds_alike(pair, attention_only(a))["alpha"] for pair in ([a, b], [a, c], [b, c])]
    assert seeds_alike([a, b, c], attention_only(a))["alpha"] == pytest.approx(np.mean(pairs))


@pytest.mark.parametrize(
    ("other", "says"),
    [
        ({"class_names": ("wave", "kick", "sit")}, "differ in classes"),
        ({"n_persons": 1}, "differ in persons"),
        ({"variant": "sa"}, "differ in kind of network"),
    ],
)
def test_unequal_committees_are_refused(other, says):
    with pytest.raises(SettingsError, match=says):
        check_alike([tiny_checkpoint(), tiny_checkpoint(name="other", **other)])


def test_a_committee_of_one_is_refused():
    checkpoint = tiny_checkpoint()
    with pytest.raises(SettingsError, match="give two or more"):
        check_alike([checkpoint])
    with pytest.raises(SettingsError, match="'tiny' is given twice"):
        check_alike([checkpoint, checkpoint])
