"""Joints as lists or named points in JSON: every form gives the same clip, or says what it lacks."""

import json
from collections import Counter
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from formats.points.point_files import (
    BODY,
    CAMERA,
    IN_PICTURE,
    IN_SPACE,
    N_FRAMES,
    NAMES,
    PIXELS,
    azure,
    by_name,
    in_picture,
    text,
    ultralytics,
    xyz,
)

from sta_lstm.errors import ClipError, JointsError
from sta_lstm.formats import load_clip
from sta_lstm.formats.load import format_of
from sta_lstm.formats.points import points
from sta_lstm.formats.points.points import POINTS, read_points
from sta_lstm.formats.rules.read_options import ReadOptions
from sta_lstm.skeletons import LAYOUTS

COCO = LAYOUTS["coco-17"]
CASES = Path(__file__).parent.parent / "cases"
FORMS = {**IN_SPACE, **IN_PICTURE}


def shape_of(clip, person=0):
    """A person from its first nose on, of the size of `BODY`."""
    poses = clip.positions[:, person].astype(float)
    size = np.ptp(BODY[0, :, 1]) / np.ptp(poses[0, :, 1])
    return (poses - poses[0, 0]) * size + BODY[0, 0]


@pytest.mark.parametrize("form", IN_SPACE.values(), ids=IN_SPACE)
def test_every_form_in_space(form):
    clip = load_clip(text(form(BODY)), "walk.json")
    assert clip.layout == COCO
    assert clip.up_axis == "y"
    assert clip.fps == 30
    assert clip.inferred == ()
    assert np.allclose(clip.positions[:, 0], BODY, atol=1e-5)
    assert clip.n_persons == 1


@pytest.mark.parametrize("form", IN_PICTURE.values(), ids=IN_PICTURE)
def test_every_form_in_a_picture(form):
    clip = load_clip(text(form(PIXELS)), "walk.json")
    assert clip.layout == COCO
    assert clip.n_persons == 1
    assert (clip.positions[..., 2] == 0).all()
    assert np.allclose(shape_of(clip)[..., :2], BODY[..., :2], atol=1e-4)


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_every_form_is_known_by_its_content(form):
    data = text(form(BODY if form in IN_SPACE.values() else PIXELS))
    assert format_of(data, "walk.txt") == POINTS


def test_named_points_with_y_up():
    clip = load_clip(CASES / "06_named_points_y_up.json")
    assert clip.layout == COCO
    assert clip.inferred == ()
    assert np.ptp(clip.positions[..., 2]) > 0.1
    rise = clip.positions[:, 0, COCO.index("nose")] - clip.positions[:, 0, COCO.index("left ankle")]
    assert np.allclose(rise[:, 1], 1.54)


def test_azure_kinect():
    clip = load_clip(CASES / "39_joint_positions.json")
    assert (clip.fps, clip.n_frames, clip.layout) == (30, 12, COCO)
    assert "The frame rate, 30, is that of the times ('timestamp_usec'), in units of 1e-06 s." in clip.notes
    turned = load_clip(text(azure(CAMERA)), "kinect.json")
    assert np.allclose(shape_of(turned), BODY, atol=1e-4)
    assert any("taken for millimetres" in note for note in turned.notes)


@pytest.mark.parametrize("turn", [(0, 2, 1), (0, 1, 2)])
def test_which_way_is_up_is_found_in_space(turn):
    poses = BODY[..., turn] * ((1, -1, 1) if turn[1] == 2 else (1, 1, 1)) + 2
    clip = load_clip(text([by_name(pose) for pose in poses]), "a.json")
    up = "xyz".index(clip.up_axis)
    assert np.allclose(clip.positions[:, 0, 0, up] - clip.positions[:, 0, 15, up], 1.54)


def test_who_lies_in_a_picture_stays_lying():
    clip = load_clip(text([{"keypoints": in_picture(pose[:, ::-1])} for pose in PIXELS]), "sleep.json")
    assert np.ptp(clip.positions[0, 0, :, 0]) > 2 * np.ptp(clip.positions[0, 0, :, 1])


def test_depth_beside_parts_of_a_picture_is_a_guess_and_left_out():
    parts = (PIXELS - (300, 100)) / 800
    frames = [
        {n: {"x": x, "y": y, "z": 0.01 * j} for j, (n, (x, y)) in enumerate(by_name(pose).items())} for pose in parts
    ]
    clip = load_clip(text(frames), "a.json")
    assert (clip.positions[..., 2] == 0).all()
    assert any("z, which is near zero, was taken for a guess" in note for note in clip.notes)


def test_layouts_of_other_names_are_those_of_their_names():
    names = ("PELVIS", "SPINE_CHEST", "NECK", "SHOULDER_LEFT", "SHOULDER_RIGHT", "HEAD")
    frames = [dict(zip(names, pose, strict=True)) for pose in BODY[:, [11, 5, 0, 5, 6, 1]].tolist()]
    clip = load_clip(text(frames), "a.json")
    assert {"neck", "left shoulder", "right shoulder", "head"} <= set(clip.layout.joints)


@pytest.mark.parametrize("rename", [str.upper, lambda n: n.replace("_", " "), lambda n: f"JointType.{n}"])
@pytest.mark.parametrize("order", [slice(None), slice(None, None, -1)])
def test_spelling_and_order_of_names_change_nothing(rename, order):
    pairs = [[(rename(name), place) for name, place in by_name(pose).items()][order] for pose in BODY]
    clip = load_clip(text([dict(each) for each in pairs]), "a.json")
    assert np.allclose(clip.positions[:, 0], BODY, atol=1e-5)


def test_joints_that_are_left_out_or_null_are_missing():
    frames = [by_name(pose) for pose in BODY]
    del frames[3]["right_wrist"]
    frames[5]["right_wrist"] = None
    clip = load_clip(text(frames), "a.json")
    assert np.allclose(clip.positions[3, 0, 10], BODY[[2, 4], 10].mean(axis=0), atol=1e-5)
    assert any(note.startswith("2 joints were missing in 2 of 12 frames") for note in clip.notes)


def test_joints_of_low_confidence_are_missing():
    frames = [{"keypoints": in_picture(pose)} for pose in PIXELS]
    frames[5]["keypoints"][9] |= {"x": 5000.0, "score": 0.02}
    clip = load_clip(text(frames), "a.json")
    assert np.allclose(shape_of(clip)[..., :2], BODY[..., :2], atol=1e-4)
    assert any(
        "1 joint counts as missing, because the estimator was less sure of them than 0.1" in n for n in clip.notes
    )
    believed = load_clip(text(frames), "a.json", options=ReadOptions(confidence=0.01))
    assert not np.allclose(shape_of(believed)[..., :2], BODY[..., :2], atol=0.1)


def test_frames_with_nobody_and_numbers_that_are_missing():
    frames = [{"frame": t, "bodies": [by_name(pose)]} for t, pose in enumerate(BODY)]
    frames[2]["bodies"] = []
    del frames[6]
    clip = load_clip(text(frames), "a.json")
    assert np.flatnonzero(~clip.present[:, 0]).tolist() == [2, 6]
    assert np.allclose(clip.positions[clip.present], BODY[clip.present[:, 0]], atol=1e-5)


@pytest.mark.parametrize(
    "stamps",
    [
        [{"timestamp": t / 25} for t in range(12)],
        [{"timestamp": 40 * t} for t in range(12)],
        [{"timestamp_usec": 40_000 * t + 7} for t in range(12)],
        [{"RelativeTime": 400_000 * t} for t in range(12)],
        [{"time": f"0:00:{t / 25:06.3f}"} for t in range(12)],
        [{"timestamp": f"2024-05-31T12:00:00.{40 * t:03d}Z"} for t in range(12)],
        [{"timestamp": f"2024-05-31 12:00:00.{40 * t:03d}+02:00"} for t in range(12)],
        [{"timestamp_ms": 1_717_000_000_000 + 40 * t} for t in range(12)],
        [{"ts": {"sec": 17, "nanosec": 40_000_000 * t}} for t in range(12)],
        [{"frame": 2 * t, "time": t / 25} for t in range(12)],
    ],
    ids=range(10),
)
def test_times_tell_the_frame_rate(stamps):
    frames = [{**stamp, "joints": by_name(pose)} for stamp, pose in zip(stamps, BODY, strict=True)]
    clip = load_clip(text(frames), "a.json")
    assert clip.fps == 25
    assert any(note.startswith("The frame rate, 25, is that of the times") for note in clip.notes)


def test_bodies_are_told_apart_by_their_ids_or_their_places():
    other = BODY + np.array((1.0, 0, 0))
    by_id = {"frames": [{"bodies": {"7": by_name(a), "9": by_name(b)}} for a, b in zip(BODY, other, strict=True)]}
    swapped = [
        [by_name(a), by_name(b)][:: -1 if t % 2 else 1] for t, (a, b) in enumerate(zip(BODY, other, strict=True))
    ]
    for content in (by_id, swapped):
        clip = load_clip(text(content), "a.json")
        assert np.allclose(clip.positions[:, 0], BODY, atol=1e-5)
        assert np.allclose(clip.positions[:, 1], other, atol=1e-5)


def test_ids_of_which_each_body_has_its_own_tell_nobody_apart():
    frames = [{"bodies": [{"id": 100 + t, "joints": by_name(pose)}]} for t, pose in enumerate(BODY)]
    assert load_clip(text(frames), "a.json").n_persons == 1


def test_a_list_of_what_a_detector_found_is_one_picture():
    found = [ultralytics(PIXELS[0]), ultralytics(PIXELS[0] + (300, 0))]
    clip = load_clip(text(found), "picture.json")
    assert (clip.n_frames, clip.n_persons) == (1, 2)


def test_a_single_body_is_one_frame():
    assert load_clip(text(by_name(BODY[0], xyz)), "a.json").n_frames == 1


def test_zeros_are_joints_that_were_lost():
    frames = [by_name(pose) for pose in BODY + np.array((0, 0, 3))]
    frames[4]["right_wrist"] = [0, 0, 0]
    clip = load_clip(text(frames), "a.json")
    assert np.ptp(clip.positions[:, 0, 10, 2]) < 1
    assert "1 joint lies at exactly zero, far from the rest of the body; it counts as missing." in clip.notes


def test_joints_that_are_only_listed_need_a_layout_in_space():
    data = text(BODY.tolist())
    with pytest.raises(JointsError, match="several layouts have so many: coco-17, h36m-17"):
        load_clip(data, "a.json")
    clip = load_clip(data, "a.json", options=ReadOptions(layout=COCO))
    assert np.allclose(clip.positions[:, 0], BODY, atol=1e-5)


def test_joints_that_are_only_listed_are_guessed_in_a_picture_and_that_is_said():
    notes = load_clip(text(PIXELS.tolist()), "a.json").notes
    assert "The joints are not named; they were taken for those of 'coco-17', in order." in notes


def test_32_joints_are_those_of_azure_kinect():
    poses = np.random.default_rng(0).uniform(-0.8, 0.8, size=(3, 32, 3))
    clip = load_clip(text({"frames": [{"bodies": [{"joint_positions": pose}]} for pose in poses.tolist()]}), "a.json")
    assert "The joints are not named; 32 of them were taken for Azure Kinect's, in order." in clip.notes
    assert {"left clavicle", "right ear", "neck"} <= set(clip.layout.joints)


BAD = [
    ("truncated", b'[{"nose": [1', "this is not JSON"),
    ("nothing", b"{}", "is JSON, but no recording in a form that is known: it is an empty object. Expected a list"),
    ("texts", ["a"], "it is a list of 1"),
    ("a text for a number", [{**by_name(BODY[0]), "nose": {"x": "far", "y": 1, "z": 2}}], "'far' is not a number"),
    ("another number of points", [BODY[0].tolist(), BODY[0, :9].tolist()], "different numbers of points (9, 17)"),
    ("too many names", [{f"j{n}": [1, 2, n] for n in range(600)}], "at most 512"),
    ("long", [[]] * 200_001, "has 200,001 frames; at most 200,000"),
    (
        "unsure",
        [[{"name": n, "x": 1, "y": 2, "score": 0.01} for n in NAMES]],
        "as sure as 0.1 (of 1). Set a lower least",
    ),
    ("infinite", b'[{"a":[1e999,1,1],"b":[1,2,3],"c":[2,1,3],"d":[1,1,1],"e":[0,1,2]}]', "(inf, 1, 1)"),
    ("deep", b"[" * 100_000, "lists nested too deep"),
]


@pytest.mark.parametrize(("content", "says"), [case[1:] for case in BAD], ids=[case[0] for case in BAD])
def test_one_sentence_says_what_is_wrong(refuses, content, says):
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    refuses(lambda: read_points(data, "a.json"), says, "'a.json'")


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_accidents_to_a_file(form, endures):
    random = np.random.default_rng(3)
    data = text(form((BODY if form in IN_SPACE.values() else PIXELS)[:3].round(2)))
    for _ in range(20):
        damaged = bytearray(data)
        for at in random.integers(0, len(data), size=3):
            damaged[at] = random.choice(list(b'0123456789-+.eE[]{},:"n '))
        endures(partial(read_points, bytes(damaged), "a.json"), "a.json")


def test_a_person_is_not_filled_up_to_33_joints():
    for form in FORMS.values():
        poses = BODY if form in IN_SPACE.values() else PIXELS
        assert load_clip(text(form(poses[:N_FRAMES])), "a.json").layout.n_joints == 17


def test_damage_names_the_frame():
    frames = [by_name(pose, xyz) for pose in BODY]
    frames[7]["nose"]["y"] = "high"
    with pytest.raises(ClipError, match=r"'a\.json', frame 7: expected numbers"):
        load_clip(text(frames), "a.json")


def test_it_asks_every_other_reader_once_and_never_itself(monkeypatch):
    counted = Counter()

    def counting(row):
        return replace(row, sniff=lambda head: counted.update([row.name]) or row.sniff(head))

    rows = tuple(map(counting, points.built_in_formats()))
    monkeypatch.setattr(points, "built_in_formats", lambda: rows)
    assert POINTS.sniff(text([by_name(BODY[0])]))
    assert counted == {row.name: 1 for row in rows if row.name != POINTS.name}
