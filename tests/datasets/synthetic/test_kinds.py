"""Each harder kind takes away what it says, and what it leaves still finds the truth."""

from pathlib import Path

import numpy as np
import pytest
from benchmarks.cmu import motions
from made import made_prediction

from sta_lstm.datasets.synthetic import (
    ACTIONS,
    KINDS,
    TEST_SEEDS,
    background,
    motion_energy,
    planted_clip,
    planted_set,
    planted_twin,
)
from sta_lstm.datasets.synthetic.roles import arm
from sta_lstm.errors import SettingsError
from sta_lstm.evidence.planted.rankings import map_ranking, random_ranking
from sta_lstm.evidence.planted.truth import answer_key, truth_table
from sta_lstm.skeletons import bone_lengths
from sta_lstm.skeletons.layouts import NTU_25

every_kind = pytest.mark.parametrize("kind", KINDS)
harder = pytest.mark.parametrize("kind", [name for name in KINDS if name != "plain"])


def scores(kind, n_clips, window=1):
    """Mean by ranking and question: motion energy, what the action changes, and chance."""
    planted = planted_set(TEST_SEEDS[:n_clips], kind=kind)
    rng = np.random.default_rng(0)
    keys, rankings = [], []
    for each in planted:
        twin = planted_twin(each.action, each.seed, kind=kind)
        keys.append(answer_key(made_prediction(each.clip), each.truth, each.undecided))
        rankings.append(
            {
                "energy": map_ranking(motion_energy(each.clip, window=window)),
                "change": map_ranking(np.linalg.norm(each.clip.positions - twin.positions, axis=-1)),
                "random": random_ranking(rng, each.truth.shape),
            }
        )
    table = truth_table(keys, rankings)
    return table.groupby(["ranking", "question"])["value"].mean()


@every_kind
def test_the_same_seed_gives_the_same_clip(kind):
    action = next(iter(KINDS[kind].actions))
    first, second = (planted_clip(action, 5, kind=kind) for _ in range(2))
    assert first.clip.positions.tobytes() == second.clip.positions.tobytes()
    assert (first.truth == second.truth).all()


@pytest.mark.parametrize(
    ("kind", "action", "n_frames", "checksum", "carrying"),
    [
        ("distractors", "drink", 116, -1.4718, 445),
        ("two limbs", "wave left, kick right", 96, 1.5844, 584),
        ("cmu background", "drink", 83, -5.1414, 295),
        ("when", "throw", 98, -3.2509, 320),
    ],
)
def test_clips_stay_the_same_for_ever(kind, action, n_frames, checksum, carrying):
    planted = planted_clip(action, 7, kind=kind)
    weights = np.cos(np.arange(planted.clip.positions.size)).reshape(planted.clip.positions.shape)
    found = float((planted.clip.positions * weights).sum())
    assert (planted.clip.n_frames, int(planted.truth.sum())) == (n_frames, carrying)
    assert found == pytest.approx(checksum, abs=2e-3)


@harder
def test_the_clips_are_human(kind):
    for planted in planted_set(TEST_SEEDS[:17], kind=kind, noise=0):
        # A real one's bones are whole millimetres at either end.
        assert np.ptp(bone_lengths(planted.clip), axis=0).max() < (0.02 if KINDS[kind].background else 1e-5)
        speed = np.linalg.norm(np.diff(planted.clip.positions, axis=0), axis=-1).max() * planted.clip.fps
        assert speed < 15  # metres a second
        assert 50 <= planted.clip.n_frames <= 120


@harder
def test_every_action_of_a_kind_is_marked_and_labelled(kind):
    for name in KINDS[kind].actions:
        planted = planted_clip(name, 3, kind=kind)
        assert planted.truth.any()
        assert not (planted.truth & planted.undecided).any()
        assert planted.clip.label in KINDS[kind].class_names


@pytest.mark.slow
@pytest.mark.parametrize("window", [1, 15])
def test_among_distractors_motion_energy_is_no_better_than_chance_and_a_true_map_is(window):
    found = scores("distractors", 51, window)
    for question in ("joints", "limbs", "top", "share", "frames", "both"):
        assert found["energy", question] < found["random", question] + 0.03
        assert found["change", question] > found["random", question] + 0.2
    assert found["change", "both"] > 0.7


@pytest.mark.slow
def test_where_one_arm_moves_all_the_time_energy_finds_where_and_not_when():
    found = scores("when", 40)
    assert found["energy", "joints"] > 0.8
    assert found["energy", "frames"] < found["random", "frames"] + 0.05
    assert found["change", "frames"] > 0.9


def test_neither_of_two_limbs_alone_tells_the_class():
    kind = KINDS["two limbs"]
    assert set(kind.class_names) == {"same side", "other side"}
    for side in ("left", "right"):
        for limb in ("wave", "kick"):
            labels = {kind.labels[name] for name in kind.actions if f"{limb} {side}" in name}
            assert labels == {"same side", "other side"}
    planted = planted_clip("wave left, kick right", 3, kind="two limbs")
    marked = {NTU_25.joints[j] for j in np.flatnonzero(planted.truth.any((0, 1)))}
    assert marked == {*arm("left"), "right knee", "right ankle", "right foot"}
    assert planted.clip.label == "other side"


def test_distracted_clips_show_two_persons_and_no_push():
    assert set(KINDS["distractors"].actions) == set(ACTIONS) - {"push"}
    assert all(planted.clip.n_persons == 2 for planted in planted_set(TEST_SEEDS[:17], kind="distractors"))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: planted_clip("clap", 0, kind="hardest"),
            "no kind of planted set 'hardest'; there are: plain, distractors",
        ),
        (
            lambda: planted_clip("push", 0, kind="distractors"),
            "no planted action 'push'; known actions: wave left hand",
        ),
        (lambda: planted_set([0], kind="hardest"), "no kind of planted set 'hardest'"),
        (lambda: planted_twin("clap", -1), "seed of a planted clip is -1"),
    ],
)
def test_wrong_wishes_are_refused(call, message):
    with pytest.raises(SettingsError, match=message):
        call()


def test_on_a_real_background_the_action_moves_its_arms_alone_and_keeps_their_bones():
    for action in ("wave left hand", "clap", "punch right"):
        planted, twin = (make(action, 11, noise=0, kind="cmu background") for make in (planted_clip, planted_twin))
        apart = np.linalg.norm(planted.clip.positions - twin.positions, axis=-1)
        assert apart[~planted.truth].max() < 1e-5
        assert apart[:, planted.truth.any((0, 1))[None]].max() > 0.3
        np.testing.assert_allclose(bone_lengths(planted.clip), bone_lengths(twin), atol=1e-5)


def test_a_real_background_moves_all_the_time():
    for seed in range(6):
        twin = planted_twin("drink", seed, kind="cmu background", noise=0)
        assert np.median(motion_energy(twin).max((1, 2))) > 0.2  # metres a second


def test_the_real_motions_are_those_of_cmu(data_folder):
    made = motions(data_folder / "cmu")
    with np.load(Path(background.__file__).with_name("cmu.npz")) as kept:
        assert set(kept.files) == set(made)
        for name in kept.files:
            np.testing.assert_allclose(kept[name], made[name], atol=1)
