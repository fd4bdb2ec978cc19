"""An ablation is what a plain re-run of the edited input says, one by one, and stands on every cell of its group."""

from dataclasses import replace

import numpy as np
import pytest
from made import small_clip, tiny_checkpoint

from sta_lstm.errors import SettingsError
from sta_lstm.evidence.maps import ablation
from sta_lstm.evidence.maps.explain import explain
from sta_lstm.evidence.removal.cells import groups
from sta_lstm.evidence.removal.fills import fills
from sta_lstm.model.features import FeatureRecipe, clip_features
from sta_lstm.model.run import run

GRAINS = {
    "ablation-joint": "joint",
    "ablation-limb": "limb",
    "ablation-person": "person",
    "ablation-limb-window": "limb × window",
}
PRESENT = np.ones((20, 2), bool)
PRESENT[4:9, 1] = False
CLIP = small_clip(present=PRESENT)
CHECKPOINT = tiny_checkpoint(recipe=FeatureRecipe(velocities=True))
FEATURES = clip_features(CLIP, CHECKPOINT.recipe, n_persons=2)


def logits_of(x):
    return next(run(CHECKPOINT, [replace(FEATURES, x=x)])).logits.numpy()


def one_by_one(grain, fill, score):
    """Groups of a grain, and what each costs: a run of its own for each."""
    for group in groups(FEATURES, CLIP.layout, grain):
        edited = fills(25)[fill](FEATURES, group.cells[None])[0]
        yield group, score(logits_of(FEATURES.x)) - score(logits_of(edited))


@pytest.mark.parametrize("fill", ["mean pose", "interpolation"])
@pytest.mark.parametrize("name", GRAINS)
def test_a_map_says_what_each_re_run_says(name, fill):
    def above_mean(logits):
        return logits[1] - logits.mean()

    result = explain(CHECKPOINT, CLIP, [name], class_name="kick", fill=fill)
    values = result.maps[1].values.reshape(20, 50)
    assert result.maps[1].signed
    for group, drop in one_by_one(GRAINS[name], fill, above_mean):
        assert values[group.cells.numpy()] == pytest.approx(drop, abs=1e-5)


def test_frames_are_a_curve_and_a_class_may_be_held_against_another():
    result = explain(CHECKPOINT, CLIP, ["ablation-frame"], class_name="kick", versus="bow")
    found = [drop for _, drop in one_by_one("frame", "mean pose", lambda logits: logits[1] - logits[2])]
    assert result.curves[1].values == pytest.approx(found, abs=1e-5)
    assert len(found) == 20


def test_a_person_who_does_not_come_and_a_frame_without_anybody_have_no_value():
    present = PRESENT.copy()
    present[10] = False
    result = explain(CHECKPOINT, small_clip(present=present), ["ablation-person", "ablation-frame"])
    assert np.array_equal(np.isnan(result.maps[1].values).all(2), ~present)
    assert np.array_equal(np.isnan(result.curves[1].values), ~present.any(1))


def test_resampled_a_joint_has_still_one_number_in_all_its_frames():
    checkpoint = tiny_checkpoint(recipe=FeatureRecipe(resample=13))
    values = explain(checkpoint, CLIP, ["ablation-joint"]).maps[1].values
    for person in range(2):
        own = values[PRESENT[:, person], person]  # frames × joints
        assert own == pytest.approx(own[:1].repeat(len(own), axis=0), abs=1e-6)


def test_a_clip_too_long_for_a_run_a_frame_is_refused_with_what_to_do(monkeypatch):
    monkeypatch.setattr(ablation, "MAX_FRAMES_READ", 399)
    with pytest.raises(SettingsError, match=r"has 20 frames, and leaving out each in turn reads 400; .* to 19 frames"):
        explain(CHECKPOINT, CLIP, ["ablation-frame"])
    assert explain(CHECKPOINT, CLIP, ["ablation-joint"])
