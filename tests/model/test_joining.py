"""Checkpoints of one recipe become a committee; unlike ones are refused."""

import dataclasses

import pytest
from made import tiny_checkpoint

from sta_lstm.errors import CheckpointError
from sta_lstm.model.features import FeatureRecipe
from sta_lstm.model.joining import joined


def test_the_first_answers_and_the_others_follow():
    checkpoints = [tiny_checkpoint(seed=seed) for seed in range(3)]
    committee = joined(checkpoints, "three")
    assert committee.name == "three"
    assert [member.network for member in committee.members] == [each.network for each in checkpoints]
    assert len(joined([committee, tiny_checkpoint(seed=3)], "four").members) == 4


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        ({}, "classes"),
        ({"recipe": FeatureRecipe(smooth=True)}, "feature recipe"),
        ({"min_persons": 2}, "fewest persons"),
        ({"training": {"recipe": {"name": "other"}}}, "training recipe"),
    ],
)
def test_what_differs_is_named(changed, what):
    first = tiny_checkpoint(seed=0)
    if what == "classes":
        changed = {"class_names": (*first.class_names[:-1], "another")}
    other = dataclasses.replace(tiny_checkpoint(seed=1), **changed)
    with pytest.raises(CheckpointError, match=f"checkpoint 2 .* in its {what}"):
        joined([first, other], "c")


def test_networks_of_other_sizes_are_refused():
    with pytest.raises(CheckpointError, match="network 2 of its committee"):
        joined([tiny_checkpoint(seed=0), tiny_checkpoint(seed=1, hidden=5)], "c")


def test_epochs_of_one_training_are_no_committee():
    with pytest.raises(CheckpointError, match="from one seed"):
        joined([tiny_checkpoint(seed=seed, training={"seed": 3}) for seed in range(2)], "c")


def test_one_alone_and_one_twice_are_refused():
    with pytest.raises(CheckpointError, match="two networks or more"):
        joined([tiny_checkpoint()], "c")
    with pytest.raises(CheckpointError, match="twice"):
        joined([tiny_checkpoint(seed=0), tiny_checkpoint(seed=0)], "c")
