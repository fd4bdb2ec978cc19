"""Infidelity by removals; captum's own is the oracle."""

import numpy as np
import pytest
import torch
from evidence.toy import nothing, toy, worth
from made import small_clip, tiny_checkpoint

from sta_lstm.errors import SettingsError
from sta_lstm.evidence.faithfulness.infidelity import infidelity, random_sets, score_lost
from sta_lstm.evidence.faithfulness.rankers import ask, rank, rankers
from sta_lstm.evidence.removal.cells import groups
from sta_lstm.evidence.removal.fills import mean_pose
from sta_lstm.skeletons.layouts import NTU_25


def sets_of(asked, grain="limb × window", **more):
    return random_sets(groups(asked.features, NTU_25, grain), **more)


def test_what_each_cell_adds_accounts_for_everything():
    asked = toy()
    removed = sets_of(asked)
    lost = score_lost(asked, removed, fill=nothing)
    np.testing.assert_allclose(lost, [float(worth(asked)[cells].sum()) / 2 for cells in removed], atol=1e-5)
    assert infidelity(worth(asked), removed, lost) == pytest.approx(0, abs=1e-9)
    assert infidelity(5 * worth(asked), removed, lost) == pytest.approx(0, abs=1e-9)  # whatever the scale
    assert infidelity(torch.zeros(4, 25), removed, lost) == 1
    noise = torch.rand(4, 25, generator=torch.Generator().manual_seed(0))
    assert 0 < infidelity(noise, removed, lost) < 1


def test_it_is_captums():
    from captum.metrics import infidelity as captum_infidelity

    asked = ask(tiny_checkpoint(), small_clip(12))
    removed = sets_of(asked, draws=20)
    lost = score_lost(asked, removed)
    mask, waiting = asked.features.mask, iter(removed)

    def score(x):  # 1 × T' × K × C, or as many as captum likes at once
        logits = asked.checkpoint.network(x, mask[None].expand(len(x), -1, -1)).logits
        return logits[:, asked.predicted] - logits.mean(1)

    def remove(x):
        cells = [next(waiting) for _ in x]
        filled = torch.cat([mean_pose(asked.features, each[None]) for each in cells])
        taken = torch.stack(cells)[..., None].expand_as(x).float() / x.shape[-1]
        return taken, filled

    ranking = rank(asked, rankers(asked.checkpoint)["alpha × beta"], "alpha × beta")
    phi = ranking[None, ..., None].expand(1, -1, -1, asked.features.x.shape[-1])
    theirs = captum_infidelity(score, remove, asked.features.x[None], phi, n_perturb_samples=20, normalize=True)
    ours = infidelity(ranking, removed, lost)
    assert ours * (lost**2).mean() == pytest.approx(float(theirs), rel=1e-3)


def test_sets_are_half_of_the_groups_and_the_seeds_own():
    asked = toy()
    drawn = torch.stack(sets_of(asked, "joint", draws=200))
    assert drawn.float().mean() == pytest.approx(0.5, abs=0.05)
    torch.testing.assert_close(drawn, torch.stack(sets_of(asked, "joint", draws=200)))
    assert not torch.equal(drawn, torch.stack(sets_of(asked, "joint", draws=200, seed=1)))


def test_where_nothing_is_lost_nothing_can_be_told():
    asked = toy()
    assert np.isnan(infidelity(worth(asked), sets_of(asked, draws=3), np.zeros(3)))


def test_bad_input():
    asked = toy()
    with pytest.raises(SettingsError, match="0 sets of"):
        sets_of(asked, draws=0)
    with pytest.raises(SettingsError, match="sets of 0 groups"):
        random_sets(())
    with pytest.raises(SettingsError, match="2 losses of 3 removals"):
        infidelity(worth(asked), sets_of(asked, draws=3), np.zeros(2))
