import numpy as np
import pytest

from sta_lstm.datasets.synthetic import (
    ACTIONS,
    SAMPLE_SEEDS,
    TEST_SEEDS,
    TRAIN_SEEDS,
    motion_energy,
    planted_clip,
    planted_set,
)
from sta_lstm.errors import SettingsError
from sta_lstm.skeletons import mirrored
from sta_lstm.skeletons.layouts import NTU_25

every_action = pytest.mark.parametrize("action", ACTIONS)


def test_there_are_enough_actions_and_two_or_more_for_two():
    assert len(ACTIONS) >= 12
    assert sum(len(action.roles) == 2 for action in ACTIONS.values()) >= 2


@every_action
def test_the_same_seed_gives_the_same_clip(action):
    first, second = planted_clip(action, 5), planted_clip(action, 5)
    assert first.clip.positions.tobytes() == second.clip.positions.tobytes()
    assert (first.truth == second.truth).all()
    other = planted_clip(action, 6)
    assert (
        other.clip.positions.shape != first.clip.positions.shape
        or np.abs(other.clip.positions - first.clip.positions).max() > 0.01
    )


@pytest.mark.parametrize(
    ("action", "seed", "n_frames", "n_persons", "checksum", "carrying"),
    [
        ("wave right hand", 0, 99, 1, -1.4557, 305),
        ("drink", 41, 92, 1, -4.1732, 355),
        ("squat", 1_000_003, 84, 1, -8.1600, 324),
        ("push", 2_000_000, 91, 2, -8.4950, 920),
    ],
)
def test_clips_stay_the_same_for_ever(action, seed, n_frames, n_persons, checksum, carrying):
    # Checkpoints are trained on these clips. If this fails, every planted clip has changed: so must the checkpoints.
    planted = planted_clip(action, seed)
    weights = np.cos(np.arange(planted.clip.positions.size)).reshape(planted.clip.positions.shape)
    assert (planted.clip.n_frames, planted.clip.n_persons) == (n_frames, n_persons)
    assert float((planted.clip.positions * weights).sum()) == pytest.approx(checksum, abs=2e-3)
    assert int(planted.truth.sum()) == carrying


@every_action
def test_a_clip_says_what_it_is(action, noisy):
    for planted in noisy[action]:
        assert planted.clip.label == planted.action == action
        assert planted.clip.layout is NTU_25
        assert planted.clip.up_axis == "y"
        assert planted.clip.fps == 30
        assert 50 <= planted.clip.n_frames <= 120
        assert planted.clip.present.all()
        assert len(ACTIONS[action].roles) <= planted.clip.n_persons <= 2


def test_one_person_actions_are_shown_with_a_bystander_too():
    clips = planted_set(TEST_SEEDS[:120], actions=["clap", "squat"])
    bystanders = np.mean([planted.clip.n_persons == 2 for planted in clips])
    assert 0.2 < bystanders < 0.4
    first_acts = [planted.truth[:, 0].any() for planted in clips if planted.clip.n_persons == 2]
    assert 0.25 < np.mean(first_acts) < 0.75


@every_action
def test_truth_is_the_action_between_two_rests(action, noisy):
    roles = ACTIONS[action].roles
    for planted in noisy[action]:
        during = np.flatnonzero(planted.truth.any((1, 2)))
        assert during[0] >= 5
        assert during[-1] <= planted.clip.n_frames - 5
        assert len(during) == during[-1] - during[0] + 1
        carrying = {
            tuple(NTU_25.joints[j] for j in np.flatnonzero(planted.truth[:, m].any(0)))
            for m in range(planted.clip.n_persons)
        } - {()}
        assert {frozenset(joints) for joints in carrying} == {frozenset(role.joints) for role in roles}


@every_action
def test_the_carrying_joints_move_more_while_the_action_is_under_way(action, still):
    during, resting = [], []
    for planted in still[action]:
        energy, joints = motion_energy(planted.clip), planted.truth.any(0)
        inside = planted.truth.any((1, 2))
        during.append(energy[inside][:, joints].mean())
        resting.append(np.median(energy[~inside][:, joints]))
    assert np.mean(during) > 2 * np.mean(resting)


def test_truth_and_positions_cannot_be_written():
    planted = planted_clip("clap", 0)
    with pytest.raises(ValueError, match="read-only"):
        planted.truth[0] = True
    with pytest.raises(ValueError, match="read-only"):
        planted.clip.positions[0] = 0


def test_noise_is_the_sensors_alone():
    still, noisy = planted_clip("bow", 3, noise=0), planted_clip("bow", 3)
    error = np.linalg.norm(noisy.clip.positions - still.clip.positions, axis=-1)
    assert (still.truth == noisy.truth).all()
    assert error[:, :, NTU_25.index("spine base")].mean() < 0.012
    assert error[:, :, NTU_25.index("left hand tip")].mean() > 1.5 * error[:, :, NTU_25.index("spine base")].mean()
    assert error.max() < 0.12


@pytest.mark.parametrize(
    ("left", "right"),
    [("wave left hand", "wave right hand"), ("kick left", "kick right"), ("punch left", "punch right")],
)
def test_left_and_right_classes_mirror_each_other(left, right):
    def energy(action, turn):
        rows = [
            motion_energy(turn(planted.clip))[:, planted.truth.any((0, 2))].mean((0, 1))
            for planted in planted_set(TEST_SEEDS[:40], actions=[action], noise=0)
        ]
        return np.mean(rows, axis=0), np.std(rows, axis=0) / np.sqrt(len(rows))

    (ours, error), (theirs, other_error) = energy(left, mirrored), energy(right, lambda clip: clip)
    assert (np.abs(ours - theirs) < 4 * np.hypot(error, other_error) + 1e-9).all()
    assert {joint.replace("left", "right") for joint in ACTIONS[left].roles[0].joints} == set(
        ACTIONS[right].roles[0].joints
    )


def test_a_set_holds_every_action_equally_often():
    clips = planted_set(TRAIN_SEEDS[: 2 * len(ACTIONS)])
    assert [planted.action for planted in clips] == 2 * list(ACTIONS)
    assert [planted.seed for planted in clips] == list(range(2 * len(ACTIONS)))
    assert [planted.action for planted in planted_set([9, 4, 7], actions=["bow", "nod"])] == ["bow", "nod", "bow"]


def test_seeds_for_training_tests_and_samples_do_not_overlap():
    assert TRAIN_SEEDS.stop <= TEST_SEEDS.start
    assert TEST_SEEDS.stop <= SAMPLE_SEEDS.start


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: planted_clip("dance", 0), "no planted action 'dance'; known actions: wave left hand"),
        (lambda: planted_clip("clap", -1), "seed of a planted clip is -1; expected a whole number from 0"),
        (lambda: planted_set([1], actions=[]), "needs at least one action"),
    ],
)
def test_wrong_wishes_are_refused(call, message):
    with pytest.raises(SettingsError, match=message):
        call()
