"""Batches without augmentation are what inference reads, whatever they are padded to; orders hold every clip once."""

import dataclasses

import numpy as np
import pytest
import torch

from sta_lstm.errors import MismatchError, SettingsError
from sta_lstm.model.features import FeatureRecipe, clip_features
from sta_lstm.skeletons import Clip, layout_named
from sta_lstm.training.augment import NONE
from sta_lstm.training.examples import examples
from sta_lstm.training.schedule import epoch_order, n_batches

SBU = layout_named("sbu-15")
RECIPES = [
    FeatureRecipe(centre=centre, view=view, scale=scale, smooth=smooth, resample=resample, velocities=True)
    for centre, view, scale, smooth, resample in (
        ("clip", "pair", "none", False, 17),
        ("clip", "facing", "torso", True, None),
        ("frame", "none", "none", False, 31),
        ("person", "pair", "none", True, None),
        ("none", "facing", "torso", False, 9),
    )
]


def clips():
    """Clips of 1 to 40 frames and one to three persons, who come and go."""
    rng = np.random.default_rng(0)
    made = []
    for i, (n_frames, n_persons) in enumerate([(1, 1), (7, 2), (40, 3), (23, 1), (12, 2), (30, 3)]):
        positions = (
            rng.normal(size=(1, n_persons, 15, 3)) + rng.normal(size=(n_frames, n_persons, 15, 3)).cumsum(0) * 0.05
        )
        present = rng.random((n_frames, n_persons)) < (0.6 if i % 2 else 1.0)
        present[n_frames // 2] = True
        made.append(Clip(positions=positions, present=present, fps=15.0, layout=SBU, up_axis="y", name=f"clip {i}"))
    return made


@pytest.mark.parametrize("recipe", RECIPES, ids=str)
def test_a_batch_without_augmentation_is_what_inference_reads(recipe):
    made = clips()
    data = examples(made, ["a"] * len(made), ["a"], recipe)
    assert data.n_persons == 3
    x, mask, lengths, _ = data.batch(torch.arange(len(made)), NONE, torch.Generator())
    for i, clip in enumerate(made):
        expected = clip_features(clip, recipe, n_persons=3)
        n = len(expected.x)
        assert lengths[i] == n
        assert torch.equal(mask[i, :n], expected.mask)
        assert not mask[i, n:].any()
        torch.testing.assert_close(x[i, :n], expected.x, rtol=1e-4, atol=1e-4)


def test_without_augmentation_nothing_is_drawn():
    made = clips()
    data = examples(made, ["a"] * len(made), ["a"], RECIPES[0])
    generator = torch.Generator().manual_seed(3)
    before = generator.get_state()
    data.batch(torch.arange(3), NONE, generator)
    assert torch.equal(generator.get_state(), before)


def test_a_subset_holds_its_clips_and_copies_no_frames():
    made = clips()
    data = examples(made, list("abcabc"), list("abc"), RECIPES[1])
    some = data.subset([4, 2])
    assert some.labels.tolist() == [1, 2]
    assert some.positions.data_ptr() == data.positions.data_ptr()
    whole = data.batch(torch.tensor([4, 2]), NONE, torch.Generator())
    for part, same in zip(whole, some.batch(torch.arange(2), NONE, torch.Generator()), strict=True):
        assert torch.equal(part, same)


def test_clips_are_as_long_as_from_their_first_frame_to_their_last():
    made = clips()
    data = examples(made, ["a"] * len(made), ["a"], RECIPES[0])
    assert data.clip_seconds == {"shortest": 0.0, "median": round(11 / 15, 2), "longest": 2.6}
    assert data.subset([1]).clip_seconds == {"shortest": 0.4, "median": 0.4, "longest": 0.4}


def test_a_fingerprint_tells_clips_and_labels_apart():
    made = clips()

    def fingerprint(clips, labels="abcabc"):
        return examples(clips, list(labels), list("abc"), RECIPES[0], n_persons=3).fingerprint()

    moved = dataclasses.replace(made[1], positions=made[1].positions * 1.001)
    prints = [
        fingerprint(made),
        fingerprint(made, "abcabb"),
        fingerprint(made[::-1]),
        fingerprint([made[0], moved, *made[2:]]),
    ]
    assert len(set(prints)) == 4
    assert fingerprint(clips()) == prints[0]


@pytest.mark.parametrize("by_length", [True, False])
@pytest.mark.parametrize("resample", [None, 8])
def test_an_epoch_holds_every_clip_once(by_length, resample):
    made = clips() * 9
    data = examples(made, ["a"] * len(made), ["a"], FeatureRecipe(resample=resample), n_persons=3)
    orders = [
        list(epoch_order(data, 4, by_length=by_length, generator=torch.Generator().manual_seed(seed)))
        for seed in (0, 0, 1)
    ]
    assert [len(order) for order in orders] == [n_batches(data, 4)] * 3
    for order in orders:
        assert sorted(torch.cat(order).tolist()) == list(range(54))
    assert torch.equal(torch.cat(orders[0]), torch.cat(orders[1]))
    assert not torch.equal(torch.cat(orders[0]), torch.cat(orders[2]))


def test_batches_by_length_hold_little_padding():
    made = clips() * 9
    data = examples(made, ["a"] * len(made), ["a"], FeatureRecipe(), n_persons=3)

    def padded(by_length):
        order = epoch_order(data, 9, by_length=by_length, generator=torch.Generator().manual_seed(0))
        return sum(len(rows) * int(data.lengths[rows].max()) for rows in order)

    assert padded(True) < 1.1 * int(data.lengths.sum())
    assert padded(False) > 1.5 * int(data.lengths.sum())


@pytest.mark.parametrize(
    ("change", "error", "said"),
    [
        ({"clips": []}, SettingsError, "no clips"),
        ({"labels": ["b"]}, SettingsError, "labels that are not classes: b; classes: a"),
        ({"n_persons": 1}, MismatchError, "reads at most 1"),
    ],
)
def test_clips_that_cannot_train_are_refused(change, error, said):
    values = {"clips": clips()[2:3], "labels": ["a"], "class_names": ["a"], "features": RECIPES[0], **change}
    with pytest.raises(error, match=said):
        examples(**values)


def test_clips_of_two_layouts_are_refused():
    other = layout_named("ntu-25")
    ntu = Clip(
        positions=np.random.default_rng(0).normal(size=(3, 1, 25, 3)),
        present=np.ones((3, 1), dtype=bool),
        fps=30.0,
        layout=other,
        up_axis="y",
        name="other",
    )
    with pytest.raises(SettingsError, match="'clip 1' has 'sbu-15', 'other' 'ntu-25'"):
        examples([clips()[1], ntu], ["a", "a"], ["a"], RECIPES[0])
