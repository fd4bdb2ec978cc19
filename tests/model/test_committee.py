"""Several networks in one file: each comes back as it was, and unlike ones are refused."""

import dataclasses
import json

import pytest
import torch
from made import small_clip, tiny_checkpoint

from sta_lstm.errors import CheckpointError
from sta_lstm.model.checkpoint import load_checkpoint, save_checkpoint
from sta_lstm.model.committee import MOST_MEMBERS, unpacked
from sta_lstm.prediction.predict import predict


@pytest.fixture
def committee():
    first, second, third = (tiny_checkpoint(seed=seed) for seed in range(3))
    return dataclasses.replace(first, others=(second.network, third.network))


def weights_of(checkpoint):
    return torch.cat([each.flatten() for each in checkpoint.network.parameters()])


def test_each_network_comes_back_as_it_was(committee, tmp_path):
    loaded = load_checkpoint(save_checkpoint(committee, tmp_path / "committee.safetensors"))
    assert len(loaded.members) == 3
    for mine, kept in zip(committee.members, loaded.members, strict=True):
        assert torch.equal(weights_of(mine), weights_of(kept))
        assert not kept.network.training
        assert kept.others == ()
        assert kept.name == committee.name
    assert len({float(weights_of(each).sum()) for each in loaded.members}) == 3


def test_the_first_network_alone_answers(committee, tmp_path):
    clip = small_clip()
    alone = predict(committee.members[0], clip)
    loaded = load_checkpoint(save_checkpoint(committee, tmp_path / "committee.safetensors"))
    torch.testing.assert_close(torch.tensor(predict(loaded, clip).logits), torch.tensor(alone.logits))


def test_one_network_alone_is_a_committee_of_one(tmp_path):
    checkpoint = tiny_checkpoint()
    path = save_checkpoint(checkpoint, tmp_path / "one.safetensors")
    assert b'"members"' not in path.read_bytes()
    assert len(load_checkpoint(path).members) == 1


def test_networks_that_differ_are_refused(committee):
    other = committee.network.config
    unlike = type(committee.network)(dataclasses.replace(other, hidden=other.hidden + 1))
    with pytest.raises(CheckpointError, match="network 2 of its committee"):
        dataclasses.replace(committee, others=(unlike,))
    with pytest.raises(CheckpointError, match=f"1 to {MOST_MEMBERS}"):
        dataclasses.replace(committee, others=(committee.network,) * MOST_MEMBERS)


@pytest.mark.parametrize("n_members", [0, -1, 17, 2.0, "2", None, True, [3]])
def test_a_number_of_networks_that_is_none_is_refused(n_members):
    with pytest.raises(CheckpointError, match="expected a whole number"):
        unpacked({}, n_members, "checkpoint 'x'")


@pytest.mark.parametrize("claimed", [2, 4])
def test_a_file_that_holds_more_or_fewer_networks_than_it_says_is_refused(committee, tmp_path, claimed):
    path = save_checkpoint(committee, tmp_path / "committee.safetensors")
    content = path.read_bytes()
    kept = json.dumps({"members": 3})[1:-1].replace('"', '\\"').encode()
    assert kept in content
    with pytest.raises(CheckpointError, match="does not hold the weights"):
        load_checkpoint(content.replace(kept, kept.replace(b"3", str(claimed).encode())))
