"""Models on one clip: what is compared, what is left out, and that no order of models or persons matters."""

import json
from dataclasses import replace

import numpy as np
import pytest
from made import changed, made_prediction, shared_out, small_clip
from scipy.spatial.distance import jensenshannon
from scipy.stats import pearsonr, spearmanr

import sta_lstm
from sta_lstm.comparison.measures import MEASURES
from sta_lstm.comparison.models import MAX_MODELS, compare, seed_family
from sta_lstm.comparison.survey import Survey
from sta_lstm.errors import MismatchError, SettingsError
from sta_lstm.model.fitting import fitted
from sta_lstm.prediction.spreadsheet import csv_bytes
from sta_lstm.prediction.summary import joint_table
from sta_lstm.samples import resolve_checkpoint, resolve_clip
from sta_lstm.skeletons.layout import SkeletonLayout

NAMES = [measure.name for measure in MEASURES]
JOINTS = ("hip", "head", "hand", "foot")
PRESENT = np.ones((20, 2), bool)
PRESENT[:4, 1] = False
PRESENT[10] = False


def layout_of(joints):
    return SkeletonLayout("tiny", "Tiny", tuple(joints), (), (), joints[0], tuple(joints[:2]), "y", "")


def made_up(
    seed=0, *, name="a", present=PRESENT, read=None, joints=JOINTS, classes=("wave", "bow", "kick"), **attention
):
    """20 frames, two persons; B comes at frame 4, and nobody is there in frame 10."""
    rng = np.random.default_rng(seed)
    read = present if read is None else read
    fields = {
        "alpha": shared_out(rng.random((*present.shape, len(joints))) ** 2, read),
        "beta": rng.random(len(present)) * read.any(1),
        "read": read,
    }
    clip = small_clip(layout=layout_of(joints), present=present, name="walk.npz", seed=99)
    return made_prediction(clip, class_names=classes, checkpoint=name, seed=seed, **fields | attention)


def without_attention(name="plain"):
    """The network without any attention: uniform wherever a body is."""
    n_joints = len(JOINTS) * PRESENT.sum(1)[:, None, None]
    alpha = np.where(PRESENT[..., None], 1 / np.maximum(n_joints, 1), 0) * np.ones(len(JOINTS))
    beta = PRESENT.any(1) / PRESENT.any(1).sum()
    return made_up(5, name=name, spatial=False, temporal=False, alpha=alpha, beta=beta, keyframes=())


def values(figures):
    return [getattr(figures, name) for name in NAMES]


A, B, C = made_up(1, name="a"), made_up(2, name="b"), made_up(3, name="c")


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


# --- what the arrays say ---


def test_attention_over_the_clip_is_that_of_the_joint_table():
    comparison = compare([A, B])
    table = joint_table(A)
    for person, joint, value, _ in table.itertuples(index=False):
        assert comparison.joint_attention[0, person, JOINTS.index(joint)] == pytest.approx(value, rel=1e-5)


def test_uniform_is_one():
    comparison = compare([without_attention(), A])
    np.testing.assert_allclose(comparison.alpha[0][PRESENT], 1, rtol=1e-6)
    np.testing.assert_allclose(comparison.beta[0], PRESENT.any(1), rtol=1e-6)
    assert comparison.beta[1][PRESENT.any(1)].mean() == pytest.approx(1)


def test_delta_is_the_second_less_the_first_and_blank_where_nobody_was_read():
    comparison = compare([A, B])
    delta = comparison.delta_alpha((0, 1))
    np.testing.assert_array_equal(np.isnan(delta).all(2), ~PRESENT)
    np.testing.assert_allclose(delta[PRESENT], (B.relative_alpha - A.relative_alpha)[PRESENT], atol=1e-5)
    np.testing.assert_array_equal(delta, -comparison.delta_alpha((1, 0)))
    np.testing.assert_array_equal(comparison.delta_beta((0, 1)), -comparison.delta_beta((1, 0)))


def test_joints_are_ranked_by_their_difference_and_say_who_uses_them():
    comparison = compare([A, B])
    table = comparison.joints((0, 1))
    assert len(table) == 8
    assert table["difference"].abs().is_monotonic_decreasing
    for row in table.itertuples():
        expected = {(True, True): "both", (True, False): "first", (False, True): "second", (False, False): "neither"}
        assert row.used_by == expected[row.first > 1.0001, row.second > 1.0001]
        assert row.difference == row.second - row.first


def test_running_predictions():
    """``a`` wavers until frame 2; ``b`` says the same throughout."""
    present = np.ones((4, 1), bool)
    scores = {"a": [[0, 1.0], [0, 1], [5, 0], [1, 0]], "b": [[1.0, 0]] * 4}
    a, b = (
        made_up(
            name=name,
            present=present,
            classes=("wave", "bow"),
            beta=np.array([0, 1, 1, 1.0]),
            frame_scores=np.array(z),
            logits=np.array(z)[1:].sum(0),
        )
        for name, z in scores.items()
    )
    comparison = compare([a, b])
    assert comparison.settled == (2, 1)
    (pair,) = comparison.pairs
    np.testing.assert_array_equal(pair.same_running, [False, False, True, True])
    assert pair.figures.running_agreement == pytest.approx(2 / 3)
    assert pair.both_know == 2
    np.testing.assert_array_equal(comparison.running_labels, [[-1, 1, 0, 0], [-1, 0, 0, 0]])


# --- what has no value is said ---


def test_a_model_without_attention_has_no_ranking_and_says_so():
    comparison = compare([A, without_attention()])
    (pair,) = comparison.pairs
    missing = {name for name in NAMES if getattr(pair.figures, name) is None}
    assert missing == {"joint_overlap", "beta_spearman", "beta_pearson", "keyframe_overlap"}
    said = " ".join(pair.notes)
    for words in ("plain has no spatial attention", "constant in plain", "none in plain"):
        assert words in said
    assert pair.figures.alpha_divergence == pytest.approx(pair.random.alpha_divergence, rel=1e-5)
    json.dumps(comparison.to_json(), allow_nan=False)


def test_a_dead_beta_is_said():
    dead = made_up(4, name="dead", beta=np.zeros(20), keyframes=(), logits=np.zeros(3))
    comparison = compare([A, dead])
    (pair,) = comparison.pairs
    assert pair.figures.beta_divergence is pair.figures.running_agreement is pair.both_know is None
    assert "zero throughout in dead" in " ".join(pair.notes)
    assert comparison.settled[1] is None
    json.dumps(comparison.to_json(), allow_nan=False)


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
    assert seed_family(checkpoint) is None
    seeds = [replace(checkpoint, training=checkpoint.training | {"seed": seed}) for seed in (1, 2)]
    assert seed_family(seeds[0]) == seed_family(seeds[1])
    assert seed_family(replace(seeds[0], training=seeds[0].training | {"fold": "2"})) != seed_family(seeds[0])


# --- tables ---


def test_table_has_a_row_a_pair_with_the_baselines_beside():
    comparison = compare([A, B, without_attention()])
    table = comparison.table()
    assert table[["first", "second"]].to_numpy().tolist() == [["a", "b"], ["a", "plain"], ["b", "plain"]]
    for pair, (_, row) in zip(comparison.pairs, table.iterrows(), strict=True):
        for name in NAMES:
            for prefix, figures in (("", pair.figures), ("random_", pair.random)):
                value = getattr(figures, name)
                assert np.isnan(row[prefix + name]) if value is None else row[prefix + name] == value
    assert csv_bytes(table).count(b"\n") == 4


def test_json_holds_the_same():
    comparison = compare([A, B])
    found = json.loads(json.dumps(comparison.to_json(), allow_nan=False))
    (pair,) = comparison.pairs
    assert [found["pairs"][0]["figures"][name] for name in NAMES] == values(pair.figures)
    by_frame = found["pairs"][0]["alpha_divergence_by_frame"]
    assert by_frame[10] is None
    assert by_frame[5] == pair.divergence[5]
    assert [model["name"] for model in found["models"]] == ["a", "b"]


def test_nothing_can_be_changed():
    comparison = compare([A, B])
    arrays = [comparison.alpha, comparison.beta, comparison.joint_attention, comparison.probabilities]
    arrays += [comparison.running_labels, comparison.common.read, comparison.pairs[0].divergence]
    for array in [*arrays, comparison.pairs[0].same_running]:
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


# --- bad input ---


@pytest.mark.parametrize(
    ("models", "options", "says"),
    [
        ([A], {}, "2 to 8 models"),
        ([A] * (MAX_MODELS + 1), {}, "9 came"),
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


# --- many clips ---


def test_survey_puts_the_most_disputed_clip_first():
    survey = Survey()
    survey.add(compare([A, A], names=["a", "b"]), clip="calm")
    survey.add(compare([A, B], names=["a", "b"], families=["f", "f"]), clip="disputed", label="wave")
    table = survey.clips()
    assert table["clip"].tolist() == ["disputed", "calm"]
    assert table["disagreement"].tolist()[1] == 0
    (row,) = survey.pairs().to_dict("records")
    assert row["clips"] == survey.n_clips == 2
    assert row["two_seeds"]
    expected = compare([A, B]).pairs[0].figures.alpha_divergence / 2
    assert row["alpha_divergence"] == pytest.approx(expected)


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
    clips = [fitted(clip, checkpoint, convert=True, double=True) for checkpoint in checkpoints]
    assert [(each.layout.name, each.n_persons) for each in clips] == [("kinect-20", 1), ("ntu-25", 1), ("sbu-15", 2)]
    answers = [sta_lstm.predict(checkpoint, each) for checkpoint, each in zip(checkpoints, clips, strict=True)]
    found = compare(answers, names=names)
    assert found.common.persons == (0,)
    assert set(found.common.joints) == set(clip.layout.joints) & set(clips[2].layout.joints)
    assert "Person B, whom only these models read: sbu-sta." in found.left_out
    assert "2 joints of 'sbu-sta' that not all models have: neck, torso." in found.left_out
    # Shared out anew over what is shared, attention is again a share of the frame in each of them.
    np.testing.assert_allclose(found.alpha[:, found.common.frames].mean((2, 3)), 1, rtol=1e-4)
