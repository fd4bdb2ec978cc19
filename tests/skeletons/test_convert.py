"""Conversion between layouts: laws, proportions of real recordings, and what is refused."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from sta_lstm.errors import MismatchError
from sta_lstm.formats import load_clip
from sta_lstm.skeletons import LAYOUTS, Clip, SkeletonLayout, mirrored
from sta_lstm.skeletons.convert import conversion, converted, converted_from
from sta_lstm.skeletons.estimator_layouts import ESTIMATOR_LAYOUTS
from sta_lstm.skeletons.layouts import BODIES, KINECT_20, NTU_25, SBU_15, UTD_MHAD_20
from sta_lstm.skeletons.rules import KNOWN_JOINTS, RULES

_LEG, _ARM = ("UpLeg", "Leg", "Foot", "ToeBase"), ("Shoulder", "Arm", "ForeArm", "Hand")
_SIDE = (*_LEG, *_ARM)
RIG = SkeletonLayout(
    name="rig",
    title="A rig of animation",
    joints=("Hips", "Spine", "Neck", "Head", *(f"{side}{part}" for side in ("Left", "Right") for part in _SIDE)),
    bones=(
        *(("Hips", "Spine"), ("Spine", "Neck"), ("Neck", "Head")),
        *((side + a, side + b) for side in ("Left", "Right") for limb in (_LEG, _ARM) for a, b in pairwise(limb)),
        *(("Spine", "LeftShoulder"), ("Spine", "RightShoulder"), ("Hips", "LeftUpLeg"), ("Hips", "RightUpLeg")),
    ),
    mirror_pairs=tuple((f"Left{part}", f"Right{part}") for part in _SIDE),
    root="Hips",
    torso=("Hips", "Neck"),
    up_axis="y",
    source="",
)
ALL = (*BODIES.values(), RIG)
NAMED = {layout.name: layout for layout in ALL}
PAIRS = [pytest.param(a, b, id=f"{a.name} to {b.name}") for a in ALL for b in ALL if a is not b]


def clip_of(layout, n_persons=2, up_axis="y", seed=0):
    positions = np.random.default_rng(seed).normal(size=(5, n_persons, layout.n_joints, 3))
    present = np.ones((5, n_persons), dtype=bool)
    present[2, 0] = False
    return Clip(positions, 30.0, layout, up_axis, present, "walk", "wave", ("A note.",))


def moved(clip, matrix, shift=(0, 0, 0)):
    return replace(clip, positions=clip.positions.astype(float) @ np.transpose(matrix) + shift)


def same(one, other):
    assert np.array_equal(one.present, other.present)
    np.testing.assert_allclose(one.positions, other.positions, rtol=1e-5, atol=2e-5)


@pytest.mark.parametrize("layout", ALL, ids=lambda layout: layout.name)
def test_to_its_own_layout_it_is_the_identical_clip(layout):
    clip = clip_of(layout)
    assert converted(clip, layout) is clip
    plan = conversion(layout, layout)
    assert plan.copied == layout.joints
    assert not plan.inferred
    assert not plan.impossible


@pytest.mark.parametrize(("source", "target"), PAIRS)
def test_what_moves_a_clip_moves_its_conversion(source, target):
    clip = clip_of(source)
    there = converted(clip, target)
    turn = np.linalg.qr(np.random.default_rng(1).normal(size=(3, 3)))[0]
    turn *= np.sign(np.linalg.det(turn))
    same(converted(moved(clip, 2.5 * turn, (1, -2, 3)), target), moved(there, 2.5 * turn, (1, -2, 3)))
    for axis in "xyz":
        same(converted(mirrored(replace(clip, up_axis=axis)), target), mirrored(replace(there, up_axis=axis)))


@pytest.mark.parametrize(("source", "target"), PAIRS)
def test_it_is_told_before_it_is_done(source, target):
    clip, plan = clip_of(source), conversion(source, target)
    there = converted(clip, target)
    assert [step.joint for step in plan.steps] == list(target.joints)
    assert there.inferred == plan.inferred
    assert set(plan.copied) | set(plan.inferred) == set(target.joints)
    for step in plan.steps:
        if step.origin is not None:
            mine, theirs = there.layout.index(step.joint), source.index(step.origin)
            assert np.array_equal(there.positions[:, :, mine], clip.positions[:, :, theirs])
    assert there.layout == target
    assert (there.fps, there.up_axis, there.label, there.name) == (30.0, "y", "wave", "walk")
    assert there.notes[0] == "A note."
    assert f"Converted from '{source.name}' to '{target.name}'" in there.notes[1]
    for name, joints in plan.by_rule.items():
        assert f"{', '.join(joints)} ({name})" in there.notes[1]


def test_which_joints_of_ntu_a_kinect_v1_lacks():
    trunk, tips = ("spine base", "spine mid"), ("left hand tip", "left thumb", "right hand tip", "right thumb")
    assert conversion(KINECT_20, NTU_25).inferred == (*trunk, "neck", *tips)
    assert conversion(NTU_25, KINECT_20).inferred == trunk
    clip = clip_of(KINECT_20)
    back = converted(converted(clip, NTU_25), KINECT_20)
    copied = [KINECT_20.index(joint) for joint in KINECT_20.joints if joint not in trunk]
    assert np.array_equal(back.positions[:, :, copied], clip.positions[:, :, copied])


def test_layouts_of_kinect_v1_have_each_others_joints():
    clip = clip_of(KINECT_20)
    assert conversion(KINECT_20, UTD_MHAD_20).inferred == ()
    assert np.array_equal(converted(converted(clip, UTD_MHAD_20), KINECT_20).positions, clip.positions)


def test_what_was_inferred_once_stays_inferred():
    there = converted(converted(clip_of(SBU_15), NTU_25), KINECT_20)
    assert {"spine base", "spine mid", "left wrist", "left ankle"} <= set(there.inferred)
    assert "left elbow" not in there.inferred


def test_a_joint_of_its_own_lies_between_its_neighbours():
    there = converted(clip_of(NTU_25), RIG)
    place = dict(zip(RIG.joints, np.moveaxis(there.positions, 2, 0), strict=True))
    np.testing.assert_allclose(place["LeftShoulder"], (place["Spine"] + place["LeftArm"]) / 2, atol=1e-6)
    assert {"LeftShoulder", "RightShoulder", "Neck", "Head"} == set(there.inferred)


def test_a_body_without_what_is_essential_is_refused_and_the_joints_are_listed():
    torso = [joint for joint in KINECT_20.joints if not joint.endswith(("hip", "knee", "ankle", "foot"))]
    bones = tuple(bone for bone in KINECT_20.bones if set(bone) <= set(torso))
    pairs = tuple(pair for pair in KINECT_20.mirror_pairs if set(pair) <= set(torso))
    upper = replace(KINECT_20, name="upper", joints=tuple(torso), bones=bones, mirror_pairs=pairs)
    legs = tuple(f"{side} {part}" for side in ("left", "right") for part in ("hip", "knee", "ankle", "foot"))
    assert conversion(upper, NTU_25).impossible == legs
    with pytest.raises(MismatchError, match=r"'walk' cannot be converted from 'upper' to 'ntu-25': it has no left hip"):
        converted(clip_of(upper), NTU_25)


@pytest.mark.parametrize("name", BODIES)
def test_a_hand_is_no_body_and_a_body_no_hand(name):
    hand = LAYOUTS["hand-21"]
    assert conversion(hand, BODIES[name]).impossible
    assert conversion(BODIES[name], hand).impossible == hand.joints


def test_where_a_body_model_has_its_trunk():
    """SMPL's pelvis lies where Kinect v1's does, and its head is the base of the skull."""
    assert conversion(NAMED["smpl-22"], KINECT_20).inferred == (
        *("spine mid", "spine shoulder", "head", "left hand", "right hand"),
    )
    assert conversion(NAMED["smpl-24"], NAMED["smpl-22"]).inferred == ()
    assert conversion(NAMED["smpl-22"], NAMED["smpl-24"]).inferred == ("left hand", "right hand")
    assert {"spine base", "head"} <= set(conversion(NAMED["smpl-24"], NTU_25).inferred)


def test_a_degenerate_body_has_finite_joints():
    clip = clip_of(NTU_25)
    positions = np.repeat(clip.positions[:, :, :1], 25, axis=2)
    positions[0, 1, 3] += 1  # a clip needs some extent
    for layout in ESTIMATOR_LAYOUTS:
        assert np.isfinite(converted(replace(clip, positions=positions), layout).positions).all()


def test_rules_of_left_and_right_mirror_each_other():
    def swapped(joint):
        words = {"left": "right", "right": "left"}
        return " ".join(words.get(word, word) for word in joint.split())

    assert {swapped(joint) for joint in KNOWN_JOINTS} == KNOWN_JOINTS
    for joint, rules in RULES.items():
        for rule, other in zip(rules, RULES[swapped(joint)], strict=True):
            assert {swapped(name): weight for name, weight in rule.weights} == dict(other.weights)


def test_front_and_sides_are_where_they_are_on_a_body():
    """A body that stands upright and looks along +z, its left hand towards +x."""
    place = {joint: np.zeros(3) for joint in KINECT_20.joints}
    heights = {"hip": 0.9, "knee": 0.5, "ankle": 0.1, "shoulder": 1.4, "elbow": 1.1, "wrist": 0.9, "hand": 0.82}
    for side, x in (("left", 0.2), ("right", -0.2)):
        for part, y in {**heights, "foot": 0.05}.items():
            place[f"{side} {part}"] = np.array([x, y, 0.0])
    for joint, y in (("spine base", 0.9), ("spine mid", 1.1), ("spine shoulder", 1.43), ("head", 1.62)):
        place[joint] = np.array([0.0, y, 0.0])
    positions = np.array([[[place[joint] for joint in KINECT_20.joints]]])
    body = Clip(positions, 30, KINECT_20, "y", np.ones((1, 1), bool), "body")
    mediapipe = NAMED["mediapipe-33"]
    face = dict(zip(mediapipe.joints, converted(body, mediapipe).positions[0, 0], strict=True))
    assert face["nose"][2] > 0.08
    assert face["left ear"][0] > 0.05 > -0.05 > face["right ear"][0]
    assert face["left heel"][2] < -0.02
    assert face["left eye"][1] > face["left mouth corner"][1]
    coco = converted(body, NAMED["coco-17"])
    feet = converted(coco, NTU_25).positions[0, 0, [NTU_25.index("left foot"), NTU_25.index("right foot")]]
    assert (feet[:, 2] > 0.05).all()


def trunk_of(clips):
    """Where a clip's joints of the trunk are, from the middle of the hips (0) to its "spine shoulder" (1): medians."""
    found = []
    for clip in clips:
        bodies = clip.positions[clip.present].astype(float)
        place = dict(zip(clip.layout.joints, np.moveaxis(bodies, 1, 0), strict=True))
        hips = (place["left hip"] + place["right hip"]) / 2
        line = place["spine shoulder"] - hips
        shares = [((place[joint] - hips) * line).sum(-1) / (line**2).sum(-1) for joint in ("spine base", "spine mid")]
        found.append(np.stack(shares, axis=1))
    return np.median(np.concatenate(found), axis=0)


def test_the_trunk_of_kinect_v1_becomes_that_of_v2_and_back(data_folder):
    v1 = [load_clip(data_folder / "utkinect" / f"joints_s{n:02}_e01.txt") for n in (1, 4, 7)]
    v1 += [load_clip(path) for path in sorted((data_folder / "utd-mhad").glob("*.mat"))]
    v2 = [load_clip(path) for path in sorted((data_folder / "ntu").glob("*.skeleton"))]
    assert trunk_of(v1)[1] < trunk_of(v2)[1] - 0.2  # so far apart is what has one name
    np.testing.assert_allclose(trunk_of([converted(clip, NTU_25) for clip in v1]), trunk_of(v2), atol=0.03)
    np.testing.assert_allclose(trunk_of([converted(clip, KINECT_20) for clip in v2]), trunk_of(v1), atol=0.03)


# Medians in cm; the ankles and feet of these recordings are noisy.
@pytest.mark.parametrize(
    ("through", "most"),
    [
        ("kinect-20", {"spine base": 4, "spine mid": 4, "neck": 4, "hand tip": 4, "thumb": 6}),
        ("sbu-15", {"spine base": 4, "spine mid": 6, "neck": 4, "wrist": 5, "ankle": 11, "thumb": 6}),
        ("coco-17", {"spine base": 4, "spine shoulder": 5, "hand": 6, "foot": 10}),
        ("h36m-17", {"head": 1, "foot": 10}),
    ],
)
def test_inferred_joints_are_near_those_that_kinect_v2_saw(data_folder, through, most):
    files = sorted((data_folder / "ntu").glob("*.skeleton"))
    clips = [load_clip(path) for path in files]
    assert len(clips) == 3
    away = []
    for clip in clips:
        back = converted(converted(clip, NAMED[through]), NTU_25)
        away.append(100 * np.linalg.norm(back.positions - clip.positions, axis=-1)[clip.present])
    median = dict(zip(NTU_25.joints, np.median(np.concatenate(away), axis=0), strict=True))
    for part, limit in most.items():
        for joint in (joint for joint in NTU_25.joints if joint in (part, f"left {part}", f"right {part}")):
            assert median[joint] <= limit, joint


def test_a_recording_of_motion_capture_becomes_a_kinect_body(data_folder):
    whole = load_clip(data_folder / "bvh" / "01_01.bvh")
    clip = replace(whole, positions=whole.positions[::90], present=whole.present[::90])
    body = converted(clip, NTU_25)
    assert set(body.inferred) == {"neck", "head", "spine shoulder"}
    same(converted(mirrored(clip), NTU_25), mirrored(body))
    place = dict(zip(NTU_25.joints, np.moveaxis(body.positions.astype(float), 2, 0), strict=True))
    hips, shoulders = ((place[f"left {part}"] + place[f"right {part}"]) / 2 for part in ("hip", "shoulder"))
    trunk = np.linalg.norm(shoulders - hips, axis=-1)
    # NTU's own medians, in trunks from the middle of the shoulders: head 0.48, neck 0.24, base of the neck 0.09.
    for joint, expected in (("head", 0.48), ("neck", 0.24), ("spine shoulder", 0.09)):
        assert np.median(np.linalg.norm(place[joint] - shoulders, axis=-1) / trunk) == pytest.approx(expected, abs=0.06)


def test_a_converted_clip_says_what_it_came_from():
    clip = clip_of(NTU_25)
    assert converted_from(clip) is None
    assert converted_from(replace(clip, notes=("Converted from what it was",))) is None
    assert converted_from(converted(clip, SBU_15)) == "ntu-25"
    assert converted_from(converted(converted(clip, SBU_15), NTU_25)) == "ntu-25"
