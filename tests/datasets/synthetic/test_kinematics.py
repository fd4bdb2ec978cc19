import numpy as np
import pytest

from sta_lstm.datasets.synthetic.body import LEFT, RIGHT, draw_body, upright
from sta_lstm.datasets.synthetic.dice import Dice
from sta_lstm.datasets.synthetic.kinematics import eased, joints, trunk
from sta_lstm.skeletons.layouts import NTU_25


@pytest.fixture
def body():
    return draw_body(Dice(3, "body"))


def place(positions, joint):
    return positions[:, NTU_25.index(joint)]


def test_upright_body_is_symmetric_and_stands_on_the_floor(body):
    positions = joints(body, upright(body, 4))
    mirrored = positions[:, list(NTU_25.mirror_indices)] * [-1, 1, 1]
    np.testing.assert_allclose(mirrored, positions, atol=1e-12)
    assert place(positions, "left hip")[0, 0] > 0  # the first axis points to the left
    assert place(positions, "left foot")[:, 1] == pytest.approx(0.02, abs=1e-6)
    assert place(positions, "left foot")[0, 2] > place(positions, "left ankle")[0, 2]  # toes to the front
    assert place(positions, "head")[0, 1] == pytest.approx(0.92 * body.height, rel=0.05)


@pytest.mark.parametrize(
    ("angles", "axis", "sign"),
    [((0.5, 0, 0), 2, 1), ((-0.5, 0, 0), 2, -1), ((0, 0, 0.5), 0, -1)],
    ids=["nod: forward", "nod back", "tilt: to the right"],
)
def test_the_chest_bends_the_way_that_its_angles_say(body, angles, axis, sign):
    pose = upright(body, 1)
    pose.chest[:] = angles
    moved = place(joints(body, pose), "spine shoulder") - place(joints(body, upright(body, 1)), "spine shoulder")
    assert moved[0, axis] * sign > 0.05


def test_the_chest_turns_to_the_left(body):
    pose = upright(body, 1)
    pose.chest[:] = (0, 0.5, 0)
    assert place(joints(body, pose), "right shoulder")[0, 2] > 0.05
    assert place(joints(body, pose), "left shoulder")[0, 2] < -0.05


def test_a_hand_gets_where_it_reaches(body):
    pose = upright(body, 1)
    for side, sign in ((LEFT, 1), (RIGHT, -1)):
        pose.reach[:, side] = trunk(body, pose).shoulders[:, side] + np.array([0.05 * sign, -0.1, 0.35])
    pose.reach_weight[:] = 1
    positions = joints(body, pose)
    assert place(positions, "left hand") == pytest.approx(pose.reach[:, LEFT], abs=0.01)
    assert place(positions, "right hand") == pytest.approx(pose.reach[:, RIGHT], abs=0.01)


def test_reaching_starts_from_the_hanging_arm_without_a_jump(body):
    pose = upright(body, 2)
    pose.reach[:] = [0, 1.2, 0.3]
    pose.reach_weight[1] = 1e-6
    before, after = joints(body, pose)
    np.testing.assert_allclose(before, after, atol=1e-3)


def test_a_hand_that_cannot_get_there_stretches_towards_it(body):
    pose = upright(body, 1)
    pose.reach[:, LEFT] = [0.2, 1.3, 5.0]
    pose.reach_weight[:, LEFT] = 1
    positions = joints(body, pose)
    reached = np.linalg.norm(place(positions, "left wrist") - place(positions, "left shoulder"))
    assert reached == pytest.approx(body.arm, rel=0.02)


def test_the_pelvis_comes_down_where_the_legs_are_too_short(body):
    pose = upright(body, 1)
    pose.steps[:, :, 0] = 0.4  # feet far apart
    assert trunk(body, pose).base[0, 1] < trunk(body, upright(body, 1)).base[0, 1] - 0.05
    assert place(joints(body, pose), "left foot")[0, 1] == pytest.approx(0.02, abs=1e-6)


def test_eased_is_a_minimum_jerk_course():
    share = eased(np.linspace(-0.5, 1.5, 201))
    assert share[:51] == pytest.approx(0)
    assert share[150:] == pytest.approx(1)
    assert (np.diff(share) >= 0).all()
    assert eased(np.array([0.5]))[0] == pytest.approx(0.5)
