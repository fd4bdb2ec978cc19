"""The order of joints in pictures."""

from dataclasses import replace

import pytest

from sta_lstm.errors import LayoutError
from sta_lstm.scene.limbs import body_parts, joint_columns, limb_order, limbs_of
from sta_lstm.skeletons.layout import SkeletonLayout
from sta_lstm.skeletons.layouts import BODIES, LAYOUTS, NTU_25, SBU_15


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS.keys())
def test_every_joint_stands_once_and_limbs_are_connected(layout):
    limbs = limb_order(layout)
    assert sorted(joint for limb in limbs for joint in limb) == sorted(layout.joints)
    assert len(limbs) % 2, "the trunk, and a right limb for every left one"
    bones = {frozenset(bone) for bone in layout.bones}
    for limb in limbs_of(layout)[1:]:
        names = [layout.joints[j] for j in limb.joints]
        loose = [
            joint
            for i, joint in enumerate(names[1:], start=1)
            if not any(frozenset((joint, other)) in bones for other in names[:i])
        ]
        # No bone of its own side leads to a corner of the mouth: with eye and ear it is one head.
        assert loose == ([joint for joint in names if "mouth" in joint] if limb.name.endswith("head") else [])


def test_limbs_go_outwards_and_twins_stand_side_by_side():
    assert limb_order(SBU_15) == (
        ("head", "neck", "torso"),
        ("left shoulder", "left elbow", "left hand"),
        ("right shoulder", "right elbow", "right hand"),
        ("left hip", "left knee", "left foot"),
        ("right hip", "right knee", "right foot"),
    )
    assert limb_order(NTU_25)[0] == ("head", "neck", "spine shoulder", "spine mid", "spine base")


def test_a_layout_without_sides_or_bones_keeps_all_joints():
    loose = SkeletonLayout("loose", "Loose", ("a", "b", "c", "d"), (("b", "c"),), (), "b", ("b", "c"), "y", "")
    assert limb_order(loose) == (("b", "c", "a", "d"),)


def test_an_order_of_ones_own():
    assert joint_columns(SBU_15, ["torso", "head"]) == [2, 0]
    assert sorted(joint_columns(SBU_15, None)) == list(range(15))


@pytest.mark.parametrize("order", [["tail"], ["head", "head"], []])
def test_an_order_that_is_none_is_refused(order):
    with pytest.raises(LayoutError):
        joint_columns(SBU_15, order)


@pytest.mark.parametrize("layout", BODIES.values(), ids=BODIES)
def test_limbs_part_the_joints_and_never_mix_sides(layout):
    groups = [(limb.name, limb.joints) for limb in limbs_of(layout)]
    assert sorted(j for _, joints in groups for j in joints) == list(range(layout.n_joints))
    names = [name for name, _ in groups]
    assert names[:5] == ["trunk", "left arm", "right arm", "left leg", "right leg"]
    assert names[5:] == (["left head", "right head"] if "left ear" in layout.joints else [])
    for name, joints in groups:
        sides = {layout.sides[j] for j in joints}
        assert sides == {{"trunk": "middle"}.get(name, name.split()[0])}


@pytest.mark.parametrize("layout", BODIES.values(), ids=BODIES)
def test_parts_of_a_body_are_its_limbs_with_the_head_apart(layout):
    parts = {part.name: part.joints for part in body_parts(layout)}
    assert sorted(j for joints in parts.values() for j in joints) == list(range(layout.n_joints))
    assert list(parts)[-4:] == ["left arm", "right arm", "left leg", "right leg"]
    named = [j for j, joint in enumerate(layout.joints) if "head" in joint or "nose" in joint or "ear" in joint.split()]
    assert set(named) <= set(parts.get("head", ()))
    limbs = {limb.name: limb.joints for limb in limbs_of(layout)}
    assert all(parts[name] == limbs[name] for name in list(parts)[-4:])


def test_limbs_of_a_layout_that_knows_no_sides():
    (limb,) = limbs_of(replace(SBU_15, mirror_pairs=()))
    assert (limb.name, sorted(limb.joints)) == ("trunk", list(range(15)))
    assert limb.joints[0] == SBU_15.index(SBU_15.root)
