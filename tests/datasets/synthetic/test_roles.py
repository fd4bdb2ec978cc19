"""What the answer key says is what the action does: against the same clip in which nobody acted."""

import numpy as np
import pytest

from sta_lstm.datasets.synthetic import ACTIONS, TEST_SEEDS, planted_clip, planted_twin
from sta_lstm.skeletons.layouts import NTU_25

every_action = pytest.mark.parametrize("action", ACTIONS)


def moved(action, role, seeds=TEST_SEEDS[:8]):
    """J × 2, how far the action moves each joint of a role's person, metres: in the room, and against the pelvis."""
    found = []
    for seed in seeds:
        planted, twin = planted_clip(action, seed, noise=0), planted_twin(action, seed, noise=0)
        columns = {frozenset(np.flatnonzero(planted.truth[:, m].any(0))): m for m in range(planted.clip.n_persons)}
        m = columns[frozenset(NTU_25.index(joint) for joint in role.joints)]
        during = planted.truth[:, m].any(1)
        bodies = planted.clip.positions[during, m], twin.positions[during, m]
        root = NTU_25.index(NTU_25.root)
        views = bodies, tuple(x - x[:, [root]] for x in bodies)
        found.append([np.linalg.norm(x - y, axis=-1).max(0) for x, y in views])
    return np.mean(found, axis=0).T


@every_action
def test_the_twin_is_the_clip_without_the_action(action):
    planted, twin = planted_clip(action, 1_000_001), planted_twin(action, 1_000_001)
    during = planted.truth.any((1, 2))
    assert planted.clip.positions.shape == twin.positions.shape
    apart = np.linalg.norm(planted.clip.positions - twin.positions, axis=-1).max((1, 2))
    assert apart[during].max() > 0.04
    if action != "push":  # one who was pushed stands elsewhere afterwards
        assert apart[~during].max() < 1e-5


@every_action
def test_the_action_moves_what_is_true_and_little_else_that_is_not_carried_along(action):
    for role in ACTIONS[action].roles:
        far = moved(action, role).max(1)
        own = [NTU_25.index(joint) for joint in role.joints]
        along = [NTU_25.index(joint) for joint in role.along]
        farthest = far[own].max()
        assert farthest > 0.04
        assert far[own].min() > 0.25 * farthest
        assert all(far[joint] > farthest / 3 for joint in along)
        # An arm that is free may gesture meanwhile: it is carried along, and no part of the action.
        free = [NTU_25.index(j) for side in ("left", "right") if f"{side} arm" not in role.busy for j in _arm(side)]
        rest = set(range(NTU_25.n_joints)) - {*own, *along, *free}
        assert all(far[joint] < farthest / 2.5 for joint in rest)


def test_a_network_that_reads_each_body_about_its_pelvis_cannot_see_the_hips_of_a_squat():
    for action in ("squat", "jump"):
        role = ACTIONS[action].roles[0]
        room, against_pelvis = moved(action, role)[NTU_25.index("left hip")]
        assert room > 0.1
        assert against_pelvis < 0.03
        assert "left hip" in role.along


def test_a_nod_leaves_the_neck_where_it_is():
    far = moved("nod", ACTIONS["nod"].roles[0]).max(1)
    assert far[NTU_25.index("neck")] < 1e-6
    assert ACTIONS["nod"].roles[0].joints == ("head",)


def _arm(side):
    return [f"{side} {part}" for part in ("elbow", "wrist", "hand", "hand tip", "thumb")]
