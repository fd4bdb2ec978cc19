"""Models on one clip: what is compared, what is left out, and that no order of models or persons matters."""

import json
from dataclasses import replace

import numpy as np
import pytest
from comparison.answers import PRESENT, A, B, C, made_up, without_attention
from made import changed
from scipy.spatial.distance import jensenshannon
from scipy.stats import pearsonr, spearmanr

import sta_lstm
from sta_lstm.comparison.measures import MEASURES
from sta_lstm.comparison.models import MAX_MODELS, compare, seed_family
from sta_lstm.errors import MismatchError, SettingsError
from sta_lstm.model.fitting import fitted
from sta_lstm.samples import resolve_checkpoint, resolve_clip

NAMES = [measure.name for measure in MEASURES]


def values(figures):
    return [getattr(figures, name) for name in NAMES]


# --- laws ---


def test_equal_models_are_found_equal():
    comparison = compare([A, A])
    (pair,) = comparison.pairs
    for measure in MEASURES:
        assert getattr(pair.figures, measure.name) == pytest.approx(measure.equal, abs=1e-12), measure.name
    assert pair.figures.disagreement == comparison.disagreement == 0
    assert np.nanmax(pair.divergence) == 0
    assert not np.nan_to_num(comparison.delta_alpha((0, 1))).any()
    assert not comparison.delta_beta((0, 1)).any()
    assert set(comparison.joints((0, 1))["used_by"]) <= {"both", "neither"}
    assert comparison.names == ("a", "a (2)")


def test_everything_is_bounded():
    for pair in compare([A, B, C, without_attention()]).pairs:
        for figures in (pair.figures, pair.random):
            for measure in MEASURES:
                value = getattr(figures, measure.name)
                assert value is None or measure.low <= value <= measure.high, measure.name
            assert 0 <= figures.disagreement <= 1


def test_a_model_whose_scores_are_no_sum_over_frames_is_compared_by_all_else():
    other = replace(B, scores=replace(B.scores, frame_scores=None))
    whole, without = compare([A, B]), compare([A, other])
    assert (without.running_labels[1] == -1).all()
    assert without.settled[1] is None
    ours, theirs = whole.pairs[0], without.pairs[0]
    for name in NAMES:
        expected = None if name == "running_agreement" else getattr(ours.figures, name)
        assert getattr(theirs.figures, name) == expected
    assert f"The scores of {without.names[1]} are no sum over frames, so that there is no running prediction." in (
        theirs.notes
    )


def test_permuting_models_permutes_results():
    models = [A, B, C, without_attention()]
    order = [2, 0, 3, 1]
    straight, turned = compare(models), compare([models[i] for i in order])
    for i in range(4):
        for j in range(4):
            if i != j:
                one, other = straight.pair((order[i], order[j])), turned.pair((i, j))
                assert values(one.figures) == pytest.approx(values(other.figures), abs=1e-12)
                assert values(one.random) == pytest.approx(values(other.random), abs=1e-9)
                np.testing.assert_array_equal(one.divergence, other.divergence)
                assert one.both_know == other.both_know
                np.testing.assert_array_equal(straight.delta_alpha((order[i], order[j])), turned.delta_alpha((i, j)))
                columns = ["person", "joint", "first", "second"]
                one, other = straight.joints((order[i], order[j])), turned.joints((j, i))
                np.testing.assert_array_equal(
                    one[columns].sort_values(["person", "joint"]),
                    other[["person", "joint", "second", "first"]].sort_values(["person", "joint"]),
                )
    assert [straight.settled[i] for i in order] == list(turned.settled)
    assert straight.disagreement == pytest.approx(turned.disagreement)
    np.testing.assert_array_equal(straight.alpha[order], turned.alpha)
    np.testing.assert_array_equal(straight.beta[order], turned.beta)


def test_permuting_persons_permutes_results():
    def swapped(prediction):
        clip = replace(
            prediction.clip, positions=prediction.clip.positions[:, ::-1], present=prediction.clip.present[:, ::-1]
        )
        return changed(prediction, clip=clip, alpha=prediction.alpha[:, ::-1], read=prediction.read[:, ::-1])

    straight, turned = compare([A, B]), compare([swapped(A), swapped(B)])
    np.testing.assert_allclose(straight.alpha[:, :, ::-1], turned.alpha, rtol=1e-6)
    np.testing.assert_allclose(straight.joint_attention[:, ::-1], turned.joint_attention, rtol=1e-5)
    assert values(straight.pairs[0].figures) == pytest.approx(values(turned.pairs[0].figures))
    assert values(straight.pairs[0].random) == pytest.approx(values(turned.pairs[0].random))


def test_figures_are_scipys():
    (pair,) = compare([A, B]).pairs
    there = PRESENT.any(1)
    flat = [each.alpha.reshape(20, -1)[there] for each in (A, B)]
    expected = jensenshannon(*flat, base=2, axis=1) ** 2
    np.testing.assert_allclose(pair.divergence[there], expected, rtol=1e-5)
    assert np.isnan(pair.divergence[~there]).all()
    assert pair.figures.alpha_divergence == pytest.approx(expected.mean(), rel=1e-5)
    betas = A.beta[there], B.beta[there]
    assert pair.figures.beta_spearman == pytest.approx(spearmanr(*betas).statistic)
    assert pair.figures.beta_pearson == pytest.approx(pearsonr(*betas).statistic, rel=1e-5)
    assert pair.figures.beta_divergence == pytest.approx(jensenshannon(*betas, base=2) ** 2, rel=1e-5)


# --- what is shared ---


def test_joints_are_compared_by_name():
    turned = ("foot", "hand", "head", "hip")
    other = made_up(1, name="b", joints=turned, alpha=A.alpha[..., ::-1], beta=A.beta)
    (pair,) = compare([A, other]).pairs
    assert pair.figures.alpha_divergence == pytest.approx(0, abs=1e-12)


def test_attention_is_shared_out_anew_over_the_shared_joints():
    fewer = made_up(2, name="b", joints=("hip", "head", "tail"))
    comparison = compare([A, fewer])
    assert comparison.common.joints == ("hip", "head")
    assert any("hand, foot" in sentence for sentence in comparison.left_out)
    assert any("tail" in sentence for sentence in comparison.left_out)
    own = A.alpha[5, :, :2] / A.alpha[5, :, :2].sum() * 4
    np.testing.assert_allclose(comparison.alpha[0, 5], own, rtol=1e-5)


def test_a_person_whom_one_does_not_read_is_left_out_and_named():
    read = PRESENT.copy()
    read[:, 1] = False
    comparison = compare([A, made_up(2, name="b", read=read)])
    assert comparison.common.persons == (0,)
    assert comparison.left_out == ("Person B, whom only these models read: a.",)
    assert set(comparison.joints((0, 1))["person"]) == {0}


def test_frames_in_which_one_does_not_read_a_person_are_said():
    read = PRESENT.copy()
    read[15:, 1] = False
    comparison = compare([A, made_up(2, name="b", read=read)])
    assert comparison.left_out == ("Person B in 5 frames, where not all models read it.",)
    np.testing.assert_array_equal(comparison.common.read, read)


def test_classes_are_compared_by_name():
    turned = made_up(1, name="b", classes=("kick", "bow", "wave"), logits=A.logits[::-1], beta=A.beta)
    (pair,) = compare([A, turned]).pairs
    assert pair.figures.probability_change == pytest.approx(0, abs=1e-7)
    assert pair.figures.same_label == 1
    other = made_up(2, name="b", classes=("wave", "sit"))
    comparison = compare([A, other])
    assert comparison.common.classes == ("wave",)
    assert comparison.common.any_class == ("wave", "bow", "kick", "sit")
    assert "2 classes of 'a' that not all models have: bow, kick." in comparison.left_out
    assert comparison.pairs[0].random.same_label == pytest.approx(1 / 6)
    table = comparison.classes((0, 1)).set_index("class")
    assert np.isnan(table.loc["bow", "second"])
    assert np.isnan(table.loc["sit", "first"])
    assert table.loc["sit", "change"] == pytest.approx(float(other.probabilities[1]))
    assert table["change"].sum() == pytest.approx(0, abs=1e-6)


def test_no_class_in_common_is_no_agreement():
    (pair,) = compare([A, made_up(2, name="b", classes=("x", "y"))]).pairs
    assert pair.figures.same_label == pair.figures.running_agreement == pair.random.same_label == 0
    assert pair.figures.probability_change == pytest.approx(1)


# --- seeds ---


def test_two_seeds_are_a_baseline_for_other_pairs():
    comparison = compare([A, B, C], families=["sta", "sta", None])
    assert comparison.two_seeds((0, 2)) == comparison.pair((0, 1)).figures
    assert comparison.two_seeds((0, 1)) is None
    table = comparison.table()
    assert table["two_seeds_alpha_divergence"].isna().tolist() == [True, False, False]


def test_checkpoints_that_differ_in_their_seed_alone_are_a_family():
    checkpoint = sta_lstm.load_checkpoint(resolve_checkpoint("demo-sta"), device="cpu")
    unsaid = {name: value for name, value in checkpoint.training.items() if name != "seed"}
    assert seed_family(replace(checkpoint, training=unsaid)) is None
    seeds = [replace(checkpoint, training=checkpoint.training | {"seed": seed}) for seed in (1, 2)]
    assert seed_family(seeds[0]) == seed_family(seeds[1])
    assert seed_family(replace(seeds[0], training=seeds[0].training | {"fold": "2"})) != seed_family(seeds[0])


# --- bad input ---


@pytest.mark.parametrize(
    ("models", "options", "says"),
    [
        ([A], {}, "2 to 8 models"),
        ([A] * (MAX_MODELS + 1), {}, "got 9"),
        ([A, B], {"names": ["one"]}, "1 names"),
        ([A, B], {"names": ["one", "one"]}, "called the same"),
        ([A, B], {"families": ["x"]}, "1 families"),
        ([A, B], {"top": 0}, "top ≥ 1"),
        ([A, B], {"tolerance": -1}, "tolerance ≥ 0"),
    ],
)
def test_bad_settings(models, options, says):
    with pytest.raises(SettingsError, match=says):
        compare(models, **options)


@pytest.mark.parametrize(
    ("other", "says"),
    [
        (made_up(2, name="b", present=PRESENT[:12]), "different clips.*20 frames.*12 frames"),
        (replace(B, clip=replace(B.clip, fps=15.0)), "different clips"),
        (replace(B, clip=replace(B.clip, positions=-B.clip.positions)), "different clips"),
        (made_up(2, name="b", joints=("x", "y")), "no joint of the same name"),
        (made_up(2, name="b", read=np.zeros((20, 2), bool)), "no person was read by all"),
    ],
)
def test_what_cannot_be_compared(other, says):
    with pytest.raises(MismatchError, match=says):
        compare([A, other])


@pytest.mark.parametrize("pair", [(0, 0), (0, 2), (-1, 0)])
def test_a_pair_that_is_not_there(pair):
    with pytest.raises(SettingsError, match="no pair"):
        compare([A, B]).joints(pair)


# --- the samples ---


@pytest.fixture(scope="module")
def demos():
    names = ("demo-lstm", "demo-sa", "demo-ta", "demo-sta")
    return [sta_lstm.load_checkpoint(resolve_checkpoint(name), device="cpu") for name in names]


@pytest.mark.parametrize("clip", ["shake-hands", "squat", "kick-right"])
def test_the_demo_checkpoints_on_the_samples(demos, clip):
    clip = sta_lstm.load_clip(resolve_clip(clip))
    comparison = compare([sta_lstm.predict(checkpoint, clip) for checkpoint in demos])
    assert comparison.left_out == ()
    # α is each one's own where one has it; two models without it are the same uniform map.
    assert comparison.pair((0, 2)).figures.alpha_divergence == pytest.approx(0, abs=1e-9)
    assert comparison.pair((0, 1)).figures.beta_divergence == pytest.approx(0, abs=1e-9)
    assert comparison.pair((1, 3)).figures.alpha_divergence > 0.01
    assert comparison.pair((2, 3)).figures.beta_spearman > 0.5
    assert all(pair.figures.same_label == 1 for pair in comparison.pairs)
    json.dumps(comparison.to_json(), allow_nan=False)


# --- a real recording, which each model reads as it was converted for it ---


def test_models_of_three_layouts_meet_on_one_real_person(data_folder):
    clip = sta_lstm.load_clip(next(iter(sorted((data_folder / "utkinect").glob("joints_s*.txt")))))
    names = ("utkinect-sta", "demo-sta", "sbu-sta")
    checkpoints = [sta_lstm.load_checkpoint(resolve_checkpoint(name), device="cpu") for name in names]
    clips = [fitted(clip, checkpoint.reads, convert=True, double=True) for checkpoint in checkpoints]
    assert [(each.layout.name, each.n_persons) for each in clips] == [("kinect-20", 1), ("ntu-25", 1), ("sbu-15", 2)]
    answers = [sta_lstm.predict(checkpoint, each) for checkpoint, each in zip(checkpoints, clips, strict=True)]
    found = compare(answers, names=names)
    assert found.common.persons == (0,)
    assert set(found.common.joints) == set(clip.layout.joints) & set(clips[2].layout.joints)
    assert "Person B, whom only these models read: sbu-sta." in found.left_out
    assert "2 joints of 'sbu-sta' that not all models have: neck, torso." in found.left_out
    # Shared out anew over what is shared, attention is again a share of the frame in each of them.
    np.testing.assert_allclose(found.alpha[:, found.common.frames].mean((2, 3)), 1, rtol=1e-4)
