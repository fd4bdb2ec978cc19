"""Maps of a committee: its mean is a share, its agreement is about the side of uniform attention, and needs several."""

from dataclasses import replace

import numpy as np
import pytest
from made import small_clip, tiny_checkpoint

from sta_lstm.errors import SettingsError
from sta_lstm.evidence.maps import KINDS
from sta_lstm.evidence.maps.explain import explain
from sta_lstm.evidence.maps.needs import known_maps, usual_maps
from sta_lstm.model.joining import joined
from sta_lstm.prediction.predict import predict

PRESENT = np.ones((24, 2), bool)
PRESENT[5:9, 1] = False
PRESENT[20:] = False
CLIP = small_clip(present=PRESENT)
NAMES = ("alpha-mean", "alpha-agreement", "alpha-beta-mean", "alpha-beta-agreement")


def committee_of(n, variant="sta"):
    return joined([tiny_checkpoint(variant, seed=seed) for seed in range(n)], "several")


def values_of(result):
    return {each.name: each.values for each in result.maps}


@pytest.mark.parametrize("n", [2, 3, 5])
def test_the_mean_and_the_agreement_of_its_networks(n):
    committee = committee_of(n)
    found, answers = values_of(explain(committee, CLIP, NAMES)), [predict(each, CLIP) for each in committee.members]
    read = np.repeat(answers[0].read[..., None], CLIP.n_joints, axis=2)
    assert found["alpha-mean"] == pytest.approx(np.mean([each.alpha for each in answers], axis=0), abs=1e-6)
    assert np.nansum(found["alpha-beta-mean"]) == pytest.approx(1, abs=1e-5)
    share = np.mean([each.relative_alpha >= 1 - 1e-4 for each in answers], axis=0)  # but for rounding
    assert found["alpha-agreement"][read] == pytest.approx(np.abs(2 * share - 1)[read])
    for name in ("alpha-agreement", "alpha-beta-agreement"):
        assert np.array_equal(np.isfinite(found[name]), read)
        steps = found[name][read] * n  # of n networks k stand on one side: |2 k - n| / n
        assert steps == pytest.approx(np.round(steps), abs=1e-4)
        assert set(np.round(steps).astype(int) % 2) == {n % 2}


def test_it_does_not_matter_who_answers_and_copies_agree_everywhere():
    committee = committee_of(3)
    turned = replace(committee, network=committee.others[0], others=(committee.others[1], committee.network))
    one, other = (values_of(explain(each, CLIP, NAMES)) for each in (committee, turned))
    for name in NAMES:
        assert other[name] == pytest.approx(one[name], abs=1e-6, nan_ok=True)
    copies = replace(committee, others=(committee.network,) * 2)
    found = values_of(explain(copies, CLIP, NAMES))
    assert set(found["alpha-agreement"][np.isfinite(found["alpha-agreement"])]) == {1}
    assert found["alpha-mean"] == pytest.approx(found["alpha"], abs=1e-6)


def test_a_committee_shows_its_agreement_unasked_where_it_learned_alpha():
    assert usual_maps(committee_of(2)) == ("alpha-agreement",)
    assert usual_maps(committee_of(2, "ta")) == ()
    assert usual_maps(tiny_checkpoint()) == ()


@pytest.mark.parametrize("name", NAMES)
def test_one_network_has_nobody_to_agree_with(name):
    with pytest.raises(SettingsError, match=f"{name}: checkpoint 'tiny' .* holds one network, .*sta-lstm committee"):
        explain(tiny_checkpoint(), CLIP, [name])


def test_a_committee_that_learned_no_attention_agrees_on_nothing():
    for name in NAMES:
        with pytest.raises(SettingsError, match=f"{name}: .* learned no attention"):
            explain(committee_of(2, "lstm"), CLIP, [name])
    assert explain(committee_of(2, "ta"), CLIP, ["alpha-beta-agreement"])


@pytest.mark.parametrize("variant", ["sta", "ta", "lstm"])
@pytest.mark.parametrize("several", [False, True])
@pytest.mark.parametrize("n_frames", [1, 6])
def test_what_is_said_to_be_known_can_be_had_and_nothing_else_can(variant, several, n_frames):
    checkpoint = committee_of(2, variant) if several else tiny_checkpoint(variant)
    clip = small_clip(n_frames)
    known = {kind.name for kind in known_maps(checkpoint, predict(checkpoint, clip))} - {"integrated-gradients"}
    for name in KINDS.keys() - {"integrated-gradients"}:
        if name in known:
            explain(checkpoint, clip, [name])
        else:
            with pytest.raises(SettingsError, match=f"{name}: "):
                explain(checkpoint, clip, [name])


def test_what_somebody_has_already_is_not_asked_again(monkeypatch):
    checkpoint = tiny_checkpoint()
    prediction = predict(checkpoint, CLIP)
    monkeypatch.setattr("sta_lstm.evidence.maps.explain.predict", None)
    found = explain(checkpoint, CLIP, ["alpha-beta"], prediction=prediction)
    assert found.alpha is prediction.alpha
