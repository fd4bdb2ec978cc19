"""The verdict's numbers are those of plain re-runs, and its words follow from them."""

import dataclasses
import json

import numpy as np
import pandas as pd
import pytest
import torch
from made import small_clip, tiny_checkpoint

from sta_lstm.datasets.synthetic import TEST_SEEDS, planted_clip
from sta_lstm.errors import PredictionError
from sta_lstm.evidence.verdict import _trust, judge
from sta_lstm.formats import load_clip
from sta_lstm.model.checkpoint import load_checkpoint
from sta_lstm.model.features import clip_features
from sta_lstm.model.poses import held_still
from sta_lstm.model.run import run
from sta_lstm.player import player_page
from sta_lstm.prediction.files import prediction_arrays, prediction_json, save_prediction
from sta_lstm.prediction.predict import predict
from sta_lstm.prediction.tables import frame_table, prediction_table
from sta_lstm.prediction.verdict import Held, PartEvidence, Trust, Verdict
from sta_lstm.samples import resolve_checkpoint, resolve_clip
from sta_lstm.scene.limbs import body_parts
from sta_lstm.skeletons import doubled
from sta_lstm.words import percent_text


@pytest.fixture(scope="module")
def kicked():
    checkpoint = load_checkpoint(resolve_checkpoint("demo-sta"))
    prediction = predict(checkpoint, load_clip(resolve_clip("kick-right")))
    return checkpoint, prediction, judge(checkpoint, prediction)


def test_a_cost_is_what_a_plain_run_of_the_edited_clip_loses(kicked):
    checkpoint, prediction, verdict = kicked
    clip = prediction.clip
    features = clip_features(clip, checkpoint.recipe, n_persons=checkpoint.reads.most)
    still = held_still(features.x[None], features.mask[None])[0]
    column = prediction.class_names.index(verdict.class_name)
    joints = {part.name: list(part.joints) for part in body_parts(clip.layout)}
    for part in verdict.parts:
        x = features.x.clone()
        columns = [features.persons.index(part.person) * clip.n_joints + j for j in joints[part.part]]
        x[:, columns] = still[:, columns]
        output = next(run(checkpoint, [dataclasses.replace(features, x=x)]))
        expected = prediction.probabilities[column] - torch.softmax(output.logits, -1)[column].item()
        assert part.cost == pytest.approx(expected, abs=1e-5)


def test_all_attention_is_shared_out_among_the_parts(kicked):
    _, prediction, verdict = kicked
    assert sum(part.share for part in verdict.parts) == pytest.approx(1)
    shares = prediction.alpha * prediction.beta[:, None, None] / prediction.beta.sum()
    for part in verdict.parts:
        joints = next(list(each.joints) for each in body_parts(prediction.clip.layout) if each.name == part.part)
        assert part.share == pytest.approx(float(shares[:, part.person, joints].sum()), abs=1e-5)


def test_a_kick_is_carried_by_the_leg_that_kicks(kicked):
    verdict = kicked[2]
    assert (verdict.class_name, verdict.costliest.parts[0].part) == ("kick right", "right leg")
    assert not verdict.pairs
    assert f"{100 * verdict.costliest.cost:.0f} of its" in verdict.sentence
    assert f"of its {percent_text(verdict.probability)}" in verdict.sentence
    assert f"({100 * verdict.costliest.cost:.0f} points less sure)" in verdict.short


def made(*parts, trust, several=False):
    return Verdict("kick", 0.6, tuple(PartEvidence(*part) for part in parts), trust, several)


def of(*parts):
    """Parts held still one by one, as (focus, cost) each."""
    made = (PartEvidence(0, f"part {i}", 0.5, focus, cost) for i, (focus, cost) in enumerate(parts))
    return [Held((part,), part.cost) for part in made]


@pytest.mark.parametrize(
    ("parts", "trust"),
    [
        ([(2.0, 0.5), (0.4, 0.0)], Trust.BELIEVE),
        ([(2.0, 0.3), (0.4, 0.5)], Trust.PARTLY),
        ([(2.0, 0.2), (0.4, 0.5)], Trust.DOUBT),
        ([(2.0, -0.1), (0.4, 0.5)], Trust.DOUBT),
        ([(1.1, 0.5), (0.9, 0.0)], Trust.EVEN),
        ([(2.0, 0.29), (0.4, 0.0)], Trust.SPREAD),
        ([(2.0, 0.0), (0.4, 0.0)], Trust.SPREAD),
    ],
)
def test_trust_follows_from_costs_and_shares(parts, trust):
    assert _trust(of(*parts), 0.6) is trust


@pytest.mark.parametrize(
    ("focus", "costs", "trust"),
    [
        ((2.0, 2.0, 0.1), (0.5, 0.0, 0.0), Trust.BELIEVE),  # of parts 0 and 1, 0 and 2, 1 and 2
        ((2.0, 1.1, 0.1), (0.5, 0.0, 0.0), Trust.PARTLY),
        ((2.0, 0.1, 1.9), (0.5, 0.0, 0.0), Trust.PARTLY),
        ((2.0, 2.0, 0.1), (0.3, 0.0, 0.5), Trust.PARTLY),
        ((0.1, 1.9, 2.0), (0.5, 0.0, 0.1), Trust.DOUBT),
        ((1.1, 1.0, 0.9), (0.5, 0.0, 0.0), Trust.EVEN),
        ((2.0, 2.0, 0.1), (0.29, 0.0, 0.0), Trust.SPREAD),
    ],
)
def test_two_parts_that_carry_it_together_are_to_be_the_two_of_most_attention(focus, costs, trust):
    parts = [PartEvidence(0, f"part {i}", 0.3, one, 0.0) for i, one in enumerate(focus)]
    twos = ((0, 1), (0, 2), (1, 2))
    held = [Held((parts[i], parts[k]), cost) for (i, k), cost in zip(twos, costs, strict=True)]
    assert _trust(held, 0.6) is trust


def test_an_answer_of_little_probability_can_be_tested_too():
    assert _trust(of((2.0, 0.05), (0.5, 0.0)), 0.07) is Trust.BELIEVE


@pytest.fixture(scope="module")
def clapped():
    checkpoint = load_checkpoint(resolve_checkpoint("demo-sta"))
    prediction = predict(checkpoint, planted_clip("clap", TEST_SEEDS[9]).clip)
    return checkpoint, prediction, judge(checkpoint, prediction)


def test_where_no_part_carries_the_answer_two_are_held_together(clapped):
    checkpoint, prediction, verdict = clapped
    n = len(verdict.parts)
    assert len(verdict.pairs) == n * (n - 1) // 2
    assert {part.part for part in verdict.costliest.parts} == {"left arm", "right arm"}
    assert max(part.cost for part in verdict.parts) < 0.5 * verdict.probability <= verdict.costliest.cost
    clip = prediction.clip
    features = clip_features(clip, checkpoint.recipe, n_persons=checkpoint.reads.most)
    still = held_still(features.x[None], features.mask[None])[0]
    x = features.x.clone()
    arms = [j for part in body_parts(clip.layout) if part.name.endswith("arm") for j in part.joints]
    x[:, arms] = still[:, arms]
    output = next(run(checkpoint, [dataclasses.replace(features, x=x)]))
    column = prediction.class_names.index(verdict.class_name)
    lost = verdict.probability - torch.softmax(output.logits, -1)[column].item()
    assert verdict.costliest.cost == pytest.approx(lost, abs=1e-5)


def test_of_two_parts_the_words_name_both_and_the_json_their_places(clapped):
    verdict = clapped[2]
    assert "the left arm and the right arm still together costs" in verdict.sentence
    assert f"{100 * verdict.costliest.cost:.0f} of its" in verdict.sentence
    values = json.loads(json.dumps(verdict.to_json(), allow_nan=False))
    most = max(values["pairs"], key=lambda pair: pair["cost"])
    assert [values["parts"][place]["part"] for place in most["parts"]] == ["left arm", "right arm"]


@pytest.mark.parametrize("trust", Trust)
def test_every_outcome_has_its_words_with_the_numbers(trust):
    parts = ((0, "left leg", 0.2, 0.5, 0.42), (1, "head", 0.7, 2.4, 0.03), (1, "trunk", 0.1, 0.5, 0.05))
    verdict = made(*parts, trust=trust, several=True)
    assert "42 of its" in verdict.sentence
    assert "person A" in verdict.sentence
    assert "(42 points less sure)" in verdict.short or trust is Trust.SPREAD
    if trust in (Trust.PARTLY, Trust.DOUBT):
        assert (
            "the head of person B (2.4 times an equal share), without which it loses 3 points of probability"
            in verdict.sentence
        )
    if trust is not Trust.SPREAD:
        assert "another part of the body costs 4 points of probability on average" in verdict.sentence
    assert len(verdict.short) < 120


@pytest.mark.parametrize("trust", Trust)
def test_where_holding_still_changes_nothing_nothing_was_tested(trust):
    verdict = made((0, "head", 0.5, 1.0, 0.0), (0, "trunk", 0.5, 1.0, -0.001), trust=trust)
    assert verdict.sentence.startswith("Nothing could be checked")
    assert "whichever part is held still" in verdict.short


def test_attention_is_measured_by_the_number_of_joints(kicked):
    checkpoint = load_checkpoint(resolve_checkpoint("demo-lstm"))
    parts = judge(checkpoint, predict(checkpoint, kicked[1].clip)).parts
    assert [part.focus for part in parts] == pytest.approx([1] * len(parts), abs=1e-4)


def test_another_class_may_be_asked_about(kicked):
    checkpoint, prediction, _ = kicked
    asked = judge(checkpoint, prediction, class_name="squat")
    assert asked.probability == pytest.approx(prediction.probabilities[prediction.class_names.index("squat")])
    with pytest.raises(PredictionError, match="no class 'fly'"):
        judge(checkpoint, prediction, class_name="fly")


@pytest.mark.parametrize("variant", ["lstm", "sa", "ta", "sta"])
@pytest.mark.parametrize("n_frames", [1, 20])
def test_any_variant_and_a_single_frame(variant, n_frames):
    checkpoint = tiny_checkpoint(variant)
    prediction = predict(checkpoint, small_clip(n_frames=n_frames))
    verdict = judge(checkpoint, prediction)
    assert np.isfinite([part.cost for part in verdict.parts]).all()
    if variant in ("lstm", "ta"):
        assert verdict.trust is Trust.NONE
        assert not verdict.pairs


def test_the_numbers_in_the_words_are_those_of_the_parts(kicked):
    verdict = kicked[2]
    values = json.loads(json.dumps(verdict.to_json(), allow_nan=False))
    costs = {part["part"]: part["cost"] for part in values["parts"]}
    focus = {part["part"]: part["focus"] for part in values["parts"]}
    most, looked = max(costs, key=costs.__getitem__), max(focus, key=focus.__getitem__)
    assert f"the {most} still costs “{values['class']}” {100 * costs[most]:.0f} of its" in values["sentence"]
    assert f"{focus[looked]:.1f} times an equal share" in values["sentence"]
    assert f"the {looked}" in values["short"]
    assert values["trust"] == verdict.trust.value


def test_a_copy_of_a_person_is_nobody_else(kicked):
    checkpoint, prediction, alone = kicked
    clip = doubled(prediction.clip)
    both = predict(checkpoint, clip)
    verdict = judge(checkpoint, both)
    assert [(part.person, part.part) for part in verdict.parts] == [(0, part.part) for part in alone.parts]
    assert "person" not in verdict.short
    assert sum(part.share for part in verdict.parts) == pytest.approx(1)
    leg = next(part for part in verdict.parts if part.part == "right leg")
    joints = next(list(each.joints) for each in body_parts(clip.layout) if each.name == "right leg")
    features = clip_features(clip, checkpoint.recipe, n_persons=checkpoint.reads.most)
    still = held_still(features.x[None], features.mask[None])[0]
    x, columns = features.x.clone(), [*joints, *(clip.n_joints + j for j in joints)]
    x[:, columns] = still[:, columns]
    output = next(run(checkpoint, [dataclasses.replace(features, x=x)]))
    column = both.class_names.index(verdict.class_name)
    assert leg.cost == pytest.approx(verdict.probability - torch.softmax(output.logits, -1)[column].item(), abs=1e-5)


def test_a_result_takes_only_a_verdict_of_its_own(kicked):
    _, prediction, verdict = kicked
    assert prediction.with_verdict(verdict).with_maps().verdict is verdict
    assert prediction.with_verdict(verdict).with_verdict(None).verdict is None
    with pytest.raises(PredictionError, match="the verdict is about the class 'fly'"):
        prediction.with_verdict(dataclasses.replace(verdict, class_name="fly"))
    stranger = dataclasses.replace(verdict.parts[0], person=3)
    with pytest.raises(PredictionError, match="the verdict is about person 3"):
        prediction.with_verdict(dataclasses.replace(verdict, parts=(stranger,)))
    with pytest.raises(PredictionError, match="a Verdict or None; got str"):
        prediction.with_verdict("believe")


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_tables_carry_it(kicked, tmp_path, suffix):
    _, prediction, verdict = kicked
    save_prediction(prediction.with_verdict(verdict), tmp_path / f"a{suffix}")
    table = pd.read_csv(tmp_path / "a.csv") if suffix == ".csv" else pd.read_parquet(tmp_path / "a.parquet")
    assert set(table["verdict"]) == {verdict.short}
    assert "verdict" not in prediction_table(prediction)
    assert set(frame_table(prediction.with_verdict(verdict))["verdict"]) == {verdict.short}


def test_arrays_and_json_carry_it(kicked):
    _, prediction, verdict = kicked
    carried = prediction.with_verdict(verdict)
    assert json.loads(str(prediction_arrays(carried)["verdict"])) == verdict.to_json()
    assert prediction_json(carried)["verdict"] == verdict.to_json()
    assert prediction_json(prediction)["verdict"] is None
    assert "verdict" not in prediction_arrays(prediction)


def test_a_page_says_it_beneath_the_heading(kicked):
    _, prediction, verdict = kicked
    assert f"<summary>{verdict.short}</summary>" in prediction.with_verdict(verdict).to_html()
    assert verdict.short not in prediction.to_html()
    two = player_page(prediction.with_verdict(verdict), prediction, titles=["<b>", "other"]).html
    assert f"<summary>&lt;b&gt;: {verdict.short}</summary>" in two


@pytest.mark.parametrize("trust", [Trust.BELIEVE, Trust.PARTLY])
def test_what_α_says_of_a_guess_is_no_reason_to_believe_the_guess(kicked, trust):
    told = dataclasses.replace(kicked[2], trust=trust)
    guess = dataclasses.replace(told, is_guess=True)
    assert "believable" in told.short
    assert "believable" not in guess.short
    assert "what the guess rests on" in guess.short
    assert "believe it here" not in guess.sentence
    assert guess.finding == told.finding


def test_a_clip_of_a_kind_that_the_model_never_saw_has_a_guess():
    checkpoint = load_checkpoint(resolve_checkpoint("demo-sta"))
    for name, is_guess in (("kick-right", False), ("real-walk", True)):
        assert judge(checkpoint, predict(checkpoint, load_clip(resolve_clip(name)))).is_guess is is_guess
