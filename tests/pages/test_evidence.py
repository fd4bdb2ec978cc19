"""The page Evidence: a verdict, what it rests on, and words where it cannot be had."""

import base64
import json

import numpy as np
import pytest
from driving import keyed, opened, run

from sta_lstm.evidence.verdict import judge
from sta_lstm.formats import load_clip
from sta_lstm.model.checkpoint import load_checkpoint
from sta_lstm.prediction.predict import predict
from sta_lstm.samples import resolve_checkpoint, resolve_clip


def verdict_of(clip, checkpoint):
    loaded = load_checkpoint(resolve_checkpoint(checkpoint))
    return judge(loaded, predict(loaded, load_clip(resolve_clip(clip))))


def figures(at):
    return [json.loads(each.proto.spec) for each in at.get("plotly_chart")]


@pytest.fixture(scope="module")
def kick():
    return opened("evidence", clip="kick-right", checkpoint="demo-sta")


def test_the_verdict_stands_on_top_and_the_bars_are_its_numbers(kick):
    verdict = verdict_of("kick-right", "demo-sta")
    assert [each.value for each in kick.title] == ["Kick right"]
    written = [each.value.replace("\\", "") for each in kick.markdown]
    (said,) = [each for each in written if verdict.sentence in each]
    icon, finding = (part.strip() for part in said.split(verdict.sentence))
    assert icon == ":material/check_circle:"
    assert finding.startswith("Joint by joint, α ")
    assert finding in written  # beside the curves stands nothing else
    legend = dict(each["name"].split(": ") for each in figures(kick)[1]["data"])
    assert [legend[name] for name in ("α", "motion energy", "random") if f" {legend[name]}" not in finding] == []
    lost, attention = figures(kick)[0]["data"]
    assert lost["y"][-1] == verdict.costliest.parts[0].part
    assert lost["x"][-1] == pytest.approx(100 * verdict.costliest.cost)
    assert attention["customdata"][-1][0] == pytest.approx(verdict.costliest.focus)
    assert sum(share for _, share in attention["customdata"]) == pytest.approx(100, abs=1e-4)


def test_every_map_is_shown_on_the_scale_of_attention(kick):
    (player,) = [each for each in kick.get("bidi_component") if "player" in each.proto.id]
    panes = json.loads(player.proto.json)["payload"]["panes"]
    maps = [each for pane in panes for each in pane["maps"]]
    assert len(maps) == len(panes) == 2
    assert all(each["relative"] and each["learned"] and not each["signed"] for each in maps)
    alpha = np.frombuffer(base64.b64decode(maps[0]["values"]), "<f4")
    checkpoint = load_checkpoint(resolve_checkpoint("demo-sta"))
    expected = predict(checkpoint, load_clip(resolve_clip("kick-right"))).relative_alpha
    np.testing.assert_allclose(alpha, expected.ravel(), rtol=1e-4, atol=1e-5)


def test_curves_begin_at_the_answer_and_stand_beside_their_baselines(kick):
    verdict = verdict_of("kick-right", "demo-sta")
    curves = figures(kick)[1]["data"]
    assert {each["name"].split(":")[0] for each in curves} >= {"motion energy", "random"}
    first = [np.frombuffer(base64.b64decode(each["y"]["bdata"]), each["y"]["dtype"])[0] for each in curves]
    assert first == pytest.approx([100 * verdict.probability] * len(curves), abs=1e-2)


@pytest.mark.slow
def test_other_cells_and_other_maps_can_be_chosen(kick):
    at = opened("evidence", clip="kick-right", checkpoint="demo-sta")
    chosen = keyed(at, "button_group", "evidence-maps")[0]
    assert chosen.value == ["alpha", "ablation-limb"]
    assert len(chosen.options) >= 6
    chosen.set_value([])
    run(at)
    assert any("Choose a map" in each.value for each in at.caption)


@pytest.mark.slow
def test_no_more_maps_than_fit_beside_each_other_are_shown():
    at = opened("evidence", clip="kick-right", checkpoint="demo-sta")
    names = ["alpha", "ablation-limb", "alpha-displacement", "motion-energy", "random"]
    keyed(at, "button_group", "evidence-maps")[0].set_value(names)
    run(at)
    assert any("4 maps at most" in each.value for each in at.caption)


def test_an_address_brings_its_maps_side_by_side():
    at = opened("evidence", clip="kick-right", checkpoint="demo-sta", maps="motion-energy,alpha,nothing")
    assert keyed(at, "button_group", "evidence-maps")[0].value == ["motion-energy", "alpha"]
    assert any("nothing" in each.value for each in at.info)


def test_a_model_without_spatial_attention_is_told_apart():
    at = opened("evidence", clip="kick-right", checkpoint="demo-lstm")
    assert any("no spatial attention" in each.value for each in at.markdown)
    assert keyed(at, "button_group", "evidence-maps")[0].value == ["ablation-limb", "motion-energy"]
