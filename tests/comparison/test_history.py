"""A training's history of one clip: it is what each snapshot says by itself, and its figures keep their bounds."""

from dataclasses import replace

import numpy as np
import pytest
from made import changed, tiny_checkpoint

from sta_lstm.comparison.history import History, history
from sta_lstm.datasets.synthetic import planted_clip
from sta_lstm.errors import MismatchError, SettingsError
from sta_lstm.model.features import FeatureRecipe
from sta_lstm.prediction.predict import predict
from sta_lstm.prediction.spreadsheet import csv_bytes
from sta_lstm.prediction.summary import joint_table
from sta_lstm.skeletons import Clip
from sta_lstm.skeletons.layouts import KINECT_20

CLASSES = ("push", "kick", "wave")


def snapshot(seed, *, variant="sta", accuracy=None):
    return tiny_checkpoint(
        variant,
        name=f"made-{seed}",
        class_names=CLASSES,
        recipe=FeatureRecipe(resample=20),
        accuracy={} if accuracy is None else {"accuracy": accuracy},
        seed=seed,
        n_layers=1,
    )


@pytest.fixture(scope="module")
def clip():
    return replace(planted_clip("push", 3).clip, label="push")


@pytest.fixture(scope="module")
def found(clip):
    return history((0, 2, 7), [snapshot(0, accuracy=0.25), snapshot(1), snapshot(2, accuracy=True)], clip)


def test_it_is_what_each_snapshot_says_by_itself(found, clip):
    for i, prediction in enumerate(found.predictions):
        alone = predict(snapshot(i), clip)
        np.testing.assert_allclose(prediction.alpha, alone.alpha, atol=1e-6)
        np.testing.assert_allclose(found.probabilities[i], alone.probabilities, atol=1e-6)
        ranking = joint_table(alone)
        own = found.joint_table()
        own = own[own["epoch"] == found.epochs[i]]
        np.testing.assert_allclose(own["alpha_over_uniform"], ranking["alpha_over_uniform"], rtol=1e-5)
        assert own["rank"].tolist() == list(range(1, len(own) + 1))
    assert found.accuracy == (0.25, None, None)


def test_each_row_of_a_table_says_which_checkpoint_it_comes_from(found):
    for table in (found.table(), found.joint_table(), found.frame_table()):
        traced = found.traced(table)
        assert list(traced.columns) == [*table.columns, "provenance"]
        for epoch, prediction in zip(found.epochs, found.predictions, strict=True):
            said = set(traced["provenance"][traced["epoch"] == epoch])
            assert said <= {prediction.provenance.in_words()}


def test_entropies_are_shares_of_uniform(found, clip):
    for values in (found.alpha_entropy, found.beta_entropy):
        assert ((values > 0) & (values <= 1 + 1e-6)).all()
    plain = history((0,), [snapshot(0, variant="lstm")], clip)
    assert plain.alpha_entropy.tolist() == pytest.approx([1], abs=1e-5)
    # β is uniform over the frames that the network read, of which the clip's own get about equal shares.
    assert plain.beta_entropy.tolist() == pytest.approx([1], abs=5e-3)
    first = found.predictions[0]
    stuck = np.zeros_like(first.alpha)
    stuck[:, 0, 4] = first.read[:, 0]
    peak = np.zeros_like(first.beta)
    peak[9] = 2
    sharp = History((0,), (changed(first, alpha=stuck, beta=peak),), (None,))
    assert sharp.alpha_entropy.tolist() == sharp.beta_entropy.tolist() == [0]


def test_a_dead_beta_has_no_entropy_and_no_weight(found):
    first = found.predictions[0]
    dead = History((0,), (changed(first, beta=np.zeros_like(first.beta)),), (None,))
    assert np.isnan(dead.beta_entropy).all()
    assert not dead.relative_beta[0][first.read.any(1)].any()


def test_relative_beta_has_a_mean_of_one_over_the_frames_with_bodies(found):
    np.testing.assert_allclose(np.nanmean(found.relative_beta, axis=1), 1)


def test_where_nobody_was_read_nothing_is_ranked(found):
    first = found.predictions[0]
    empty = changed(first, read=np.zeros_like(first.read), alpha=first.alpha * 0, beta=first.beta * 0)
    blank = History((0,), (empty,), (None,))
    assert blank.joint_table().empty
    assert np.isnan(blank.alpha_entropy).all()
    assert np.isnan(blank.joint_attention).all()


def test_the_table_has_a_row_a_snapshot(found, clip):
    table = found.table()
    assert table["epoch"].tolist() == [0, 2, 7]
    assert table["label"].tolist() == [prediction.label for prediction in found.predictions]
    np.testing.assert_allclose(table["probability_of_clip_label"], found.probabilities[:, 0])
    np.testing.assert_allclose(table[[f"p {name}" for name in CLASSES]], found.probabilities)
    assert table["accuracy"].isna().tolist() == [False, True, True]
    assert csv_bytes(table).startswith(b"epoch,label,probability,probability_of_clip_label,")
    unknown = history((0,), [snapshot(0)], replace(clip, label=None))
    assert unknown.table()["probability_of_clip_label"].isna().all()
    frames = found.frame_table()
    assert len(frames) == 3 * clip.n_frames
    assert frames["time_s"].max() == pytest.approx((clip.n_frames - 1) / clip.fps)


def test_from_when_on_the_answer_stays(found):
    first, other = found.predictions[0], found.predictions[0]
    other = changed(first, logits=np.roll(first.logits, 1))
    for labels, settled in (((first, first, first), 0), ((first, other, first), 7), ((other, first, first), 2)):
        assert History((0, 2, 7), labels, (None,) * 3).settled == settled


def test_what_is_no_history_is_refused(clip):
    with pytest.raises(SettingsError, match="in the order of their epochs"):
        history((2, 0), [snapshot(0), snapshot(1)], clip)
    with pytest.raises(SettingsError, match="got 0 snapshots"):
        history((), [], clip)
    with pytest.raises(SettingsError, match="'made-1' and 'made-0' are not snapshots of one training"):
        history((0, 1), [snapshot(0), snapshot(1, variant="ta")], clip)
    stranger = Clip(
        np.random.default_rng(0).normal(size=(5, 1, 20, 3)), 30, KINECT_20, "y", np.ones((5, 1), bool), "x.npz"
    )
    with pytest.raises(MismatchError, match="made-0"):
        history((0,), [snapshot(0)], stranger)
