"""The clips are human: limbs keep their length, feet stay on the floor, joints bend as joints do."""

import numpy as np
import pytest

from sta_lstm.datasets.synthetic import ACTIONS
from sta_lstm.skeletons import bone_lengths
from sta_lstm.skeletons.layouts import NTU_25

every_action = pytest.mark.parametrize("action", ACTIONS)


def place(positions, joint):
    return positions[..., NTU_25.index(joint), :]


def unit(vectors):
    return vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)


def to_the_left(positions):
    line = place(positions, "left hip") - place(positions, "right hip")
    return unit(line * [1, 0, 1])


@every_action
def test_limbs_keep_their_length(action, still, noisy):
    for planted in still[action]:
        assert np.ptp(bone_lengths(planted.clip), axis=0).max() < 1e-5
    for planted in noisy[action]:
        assert bone_lengths(planted.clip).std(axis=0).max() < 0.04


@every_action
def test_nobody_sinks_into_the_floor_or_floats_above_it(action, still):
    for planted in still[action]:
        height = planted.clip.positions[..., 1]
        floor = height.min()
        assert -1.35 < floor < -0.7  # the sensor's height, less the foot's
        lower_foot = np.minimum(height[..., NTU_25.index("left foot")], height[..., NTU_25.index("right foot")])
        if action == "jump":
            jumper = planted.truth.any((0, 2))
            assert lower_foot[:, jumper].max() - floor > 0.08
            lower_foot = lower_foot[:, ~jumper]
        assert lower_foot.size == 0 or lower_foot.max() - floor < 0.01


@every_action
def test_knees_bend_forward_and_no_joint_bends_too_far(action, still):
    for planted in still[action]:
        x = planted.clip.positions
        left = to_the_left(x)
        for side in ("left", "right"):
            hip, knee, ankle = (place(x, f"{side} {joint}") for joint in ("hip", "knee", "ankle"))
            assert (np.cross(knee - hip, ankle - knee) * left).sum(-1).min() > 0
            shoulder, elbow, wrist = (place(x, f"{side} {joint}") for joint in ("shoulder", "elbow", "wrist"))
            bend = np.degrees(np.arccos(np.clip((unit(elbow - shoulder) * unit(wrist - elbow)).sum(-1), -1, 1)))
            assert bend.max() < 165


@every_action
def test_the_head_is_up(action, still):
    for planted in still[action]:
        x = planted.clip.positions
        assert (place(x, "head")[..., 1] > place(x, "neck")[..., 1]).all()
        assert (place(x, "neck")[..., 1] > place(x, "spine base")[..., 1]).all()


@every_action
def test_arms_do_not_pass_through_the_trunk(action, still):
    inside = []
    for planted in still[action]:
        x = planted.clip.positions
        base, up = place(x, "spine base"), place(x, "spine shoulder") - place(x, "spine base")
        side = unit(place(x, "left shoulder") - place(x, "right shoulder"))
        front = np.cross(side, unit(up))
        for joint in ("elbow", "wrist", "hand", "hand tip"):
            for name in (f"left {joint}", f"right {joint}"):
                away = place(x, name) - base
                share = (away * unit(up)).sum(-1) / np.linalg.norm(up, axis=-1)
                depth = ((away * side).sum(-1) / 0.11) ** 2 + ((away * front).sum(-1) / 0.08) ** 2
                inside.append(((depth < 1) & (share > 0) & (share < 1)).mean())
    assert np.mean(inside) < 0.01


@every_action
def test_nothing_moves_faster_than_people_do(action, still):
    for planted in still[action]:
        steps = np.diff(planted.clip.positions, axis=0)
        assert np.linalg.norm(steps, axis=-1).max() * planted.clip.fps < 12  # metres a second
        assert np.linalg.norm(np.diff(steps, axis=0), axis=-1).max() * planted.clip.fps**2 < 300


@every_action
def test_people_stand_where_a_sensor_sees_them(action, noisy):
    for planted in noisy[action]:
        x = planted.clip.positions[:, :, NTU_25.index(NTU_25.root)]
        assert (x[..., 2] > 1.4).all()
        assert (x[..., 2] < 4.8).all()
        assert (np.abs(np.arctan2(x[..., 0], x[..., 2])) < np.radians(40)).all()


def test_one_who_faces_the_sensor_has_the_left_hand_at_smaller_x(noisy):
    alone = [planted.clip.positions for clips in noisy.values() for planted in clips if planted.clip.n_persons == 1]
    assert all((to_the_left(x)[..., 0] < -0.5).mean() > 0.9 for x in alone)


def test_bodies_differ_and_are_of_human_size(still):
    lengths = np.array([bone_lengths(planted.clip)[0, 0] for clips in still.values() for planted in clips])
    thigh = lengths[:, NTU_25.bones.index(("left hip", "left knee"))]
    assert 0.28 < thigh.min() < 0.35
    assert 0.38 < thigh.max() < 0.46
    mirrored = [
        NTU_25.bones.index((a.replace("left", "right"), b.replace("left", "right")))
        for a, b in NTU_25.bones
        if "left" in b
    ]
    ours = [i for i, (_, b) in enumerate(NTU_25.bones) if "left" in b]
    np.testing.assert_allclose(lengths[:, ours], lengths[:, mirrored], atol=1e-5)


def _pairs(clips):
    for planted in clips:
        assert planted.clip.n_persons == 2
        x = planted.clip.positions
        first, second = x[:, 0], x[:, 1]
        yield planted, first, second


@pytest.mark.parametrize("action", ["shake hands", "high five"])
def test_right_hands_meet_during_the_action_and_only_then(action, still):
    for planted, first, second in _pairs(still[action]):
        apart = np.linalg.norm(place(first, "right hand") - place(second, "right hand"), axis=-1)
        during = planted.truth.any((1, 2))
        assert apart[during].min() < 0.04
        assert apart[~during].min() > 0.3


def test_a_push_meets_the_chest_and_moves_it(still):
    for planted, *_ in _pairs(still["push"]):
        carries = planted.truth[:, :, NTU_25.index("left hand")].any(0)
        pusher, pushed = planted.clip.positions[:, carries][:, 0], planted.clip.positions[:, ~carries][:, 0]
        gap = np.linalg.norm(place(pusher, "left hand") - place(pushed, "right shoulder"), axis=-1)
        assert gap.min() < 0.2
        away = np.linalg.norm((place(pushed, "spine base") - place(pusher, "spine base"))[[0, -1]], axis=-1)
        assert away[1] - away[0] > 0.12


def _right_gap(x, joint, other):
    return place(x, f"right {joint}") - place(x, other)


@pytest.mark.parametrize(
    ("action", "shows"),
    [
        ("wave right hand", lambda x: (place(x, "right hand") - place(x, "right shoulder"))[..., 1].max() > 0.05),
        ("wave left hand", lambda x: (place(x, "left hand") - place(x, "left shoulder"))[..., 1].max() > 0.05),
        ("raise both arms", lambda x: (place(x, "left hand") - place(x, "head"))[..., 1].max() > 0.2),
        ("clap", lambda x: np.linalg.norm(place(x, "left hand") - place(x, "right hand"), axis=-1).min() < 0.06),
        ("drink", lambda x: np.linalg.norm(place(x, "right hand") - place(x, "head"), axis=-1).min() < 0.22),
        ("throw", lambda x: (place(x, "right hand") - place(x, "right shoulder"))[..., 1].max() > 0.2),
        ("punch right", lambda x: np.linalg.norm(_right_gap(x, "hand", "right shoulder"), axis=-1).max() > 0.5),
        ("kick right", lambda x: (place(x, "right foot") - place(x, "left foot"))[..., 1].max() > 0.25),
        ("kick left", lambda x: (place(x, "left foot") - place(x, "right foot"))[..., 1].max() > 0.25),
        ("squat", lambda x: np.ptp(place(x, "spine base")[..., 1]) > 0.15),
        ("bow", lambda x: np.ptp(place(x, "head")[..., 1]) > 0.12),
        ("nod", lambda x: np.ptp((place(x, "head") - place(x, "neck"))[..., 1]) > 0.005),
    ],
)
def test_an_action_is_what_its_name_says(action, shows, still):
    for planted in still[action]:
        actor = planted.truth.any((0, 2))
        assert shows(planted.clip.positions[planted.truth.any((1, 2))][:, actor][:, 0])
