"""Damaged and absurd BVH files are refused in a sentence."""

import numpy as np
import pytest
from formats.bvh.bvh_files import BODY, METRES, POSITIONS, file_of, hierarchy_of, still

from sta_lstm.errors import ClipError
from sta_lstm.formats import load_clip


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("HIERARCHY", "HIERARCHIE", "line 1: expected HIERARCHY, as every BVH file begins, found 'HIERARCHIE'"),
        ("ROOT Hips", "JOINT Hips", "line 2: 'JOINT Hips' stands outside any ROOT, where it cannot"),
        ("ROOT Hips", "ROOT", "line 2: ROOT has no name behind it"),
        ("JOINT Spine", "ROOT Spine", "line 6: 'ROOT Spine' stands inside 'Hips' (line 2), where it cannot"),
        ("ROOT Hips\n{", "ROOT Hips", "line 3: expected { after 'Hips' (line 2), found 'OFFSET 0 0.9 0'"),
        (
            "OFFSET 0 0.9 0",
            "OFFSET 0 0,9 0",
            "line 4: expected OFFSET and three numbers, found '0 0,9 0'. Decimals need",
        ),
        ("OFFSET 0 0.9 0", "OFFSET 0 0.9", "line 4: expected OFFSET and three numbers, found '0 0.9'. Mend"),
        ("OFFSET 0 0.9 0", "OFFSET 0 nan 0", "line 4: expected OFFSET and three numbers, found '0 nan 0'"),
        ("OFFSET 0 0.9 0", "SCALE 1", "line 4: expected OFFSET, CHANNELS, JOINT, End Site or a brace, found 'SCALE 1'"),
        ("OFFSET 0 0.3 0\n", "", "'Spine' (line 6) ends without an OFFSET"),
        ("CHANNELS 6", "CHANNELS 5", "line 5: the CHANNELS of 'Hips' (line 2) claim '5', and 6 names follow"),
        ("CHANNELS 6", "CHANNELS six", "claim 'six', and 6 names follow"),
        ("CHANNELS 3 Zrotation", "CHANNELS 3 Wrotation", "have 'Wrotation'; expected Xposition, Yposition"),
        ("Xposition", "Yposition", "name a position twice, or more than three rotations"),
        ("End Site\n{", "End Site\n{\nCHANNELS 0", "of 'Head end' (line 14) stand in an End Site, which does not move"),
        ("CHANNELS 6", "CHANNELS 0\nCHANNELS 6", "stand there twice"),
        ("}\nMOTION", "MOTION", "MOTION comes while 'Hips' (line 2) is still open; closing braces missing above it: 1"),
        ("}\nMOTION", "}\n}\nMOTION", "expected ROOT or MOTION, found '}'"),
        ("MOTION\n", "", "expected ROOT or MOTION, found 'Frames: 3'"),
        ("Frames: 3", "Frames: 4", "line 54: 4 frames are announced, but the file ends after 3 lines of numbers"),
        ("Frames: 3", "Frames: 2", "line 54: 2 frames are announced, but the file goes on to 3 lines of numbers"),
        ("Frames: 3", "Frames: -3", "line 54: expected the number of frames, found '-3'"),
        ("Frames: 3", "Frames: 999999", "has 999,999 frames; at most 200,000 are read"),
        ("Frames: 3", "Frames: 0", "line 54: 0 frames are announced"),
        ("Frames: 3\n", "", "line 54: expected 'Frames:' and a number, found 'Frame Time: 0.04'"),
        (
            "Frame Time: 0.04",
            "Frame Time: 0,04",
            "the frame time is '0,04'; expected seconds, from 0.001 to 4, or milliseconds, up to 1000. Dec",
        ),
        ("Frame Time: 0.04", "Frame Time: -1", "the frame time is '-1'"),
        ("0 0.9 0 0", "0 0,9 0 0", "line 56, value 2: expected a number, found '0,9'"),
        ("0 0.9 0 0", "0 0.9 0", "line 56: expected 24 numbers, found 23"),
        ("0 0.9 0 0", "0 0.9 0 0 0", "line 56: expected 24 numbers, found 25"),
        ("0 0.9 0 0", "0 1e300 0 0", "the joint 'Hips' is"),
        ("0 0.9 0 0", "0 1e400 0 0", "line 56, value 2: inf is neither an angle nor a position"),
        ("0 0.9 0 0", "0 0.9 0 -inf", "line 56, value 4: -inf is neither an angle nor a position"),
    ],
)
def test_damage_is_named(old, new, says):
    text = file_of(still()).decode()
    assert old in text
    with pytest.raises(ClipError) as caught:
        load_clip(text.replace(old, new, 1).encode(), "a.bvh", options=METRES)
    assert says in str(caught.value)
    assert "'a.bvh'" in str(caught.value)


def test_truncation_anywhere_is_told():
    whole = file_of(still(4))
    for cut in np.linspace(9, whole.rindex(b"\n", 0, -1) - 1, 200, dtype=int):
        with pytest.raises(ClipError, match=r"'cut\.bvh'"):
            load_clip(whole[:cut], "cut.bvh")


def test_nothing_that_moves():
    channels = {name: () for name, _, _ in BODY}
    with pytest.raises(ClipError, match="has no CHANNELS above line 53, so nothing in it moves"):
        load_clip(file_of(np.zeros((2, 0)), hierarchy_of(channels=channels)), "a.bvh")


def test_too_many_joints_in_all_are_refused_before_they_are_computed():
    joints = [(f"j{number}", "j0" if number else None, (0, 1, 0)) for number in range(201)]
    text = file_of(
        [[0, 0, 0]], hierarchy_of(joints, {}, {name: POSITIONS if name == "j0" else () for name, *_ in joints})
    )
    with pytest.raises(ClipError, match="has 10,000 frames × 201 joints, 2,010,000 in all; at most 2,000,000"):
        load_clip(text.replace(b"Frames: 1\n", b"Frames: 10000\n"), "a.bvh")


def test_absurd_hierarchies_are_refused_at_once():
    joint = "JOINT j\n{\nOFFSET 0 1 0\n"
    hostile = {
        "joints": "ROOT r\n{\n" + joint * 10_000,
        "children": "ROOT r\n{\n" + (joint + "}\n") * 10_000,
        "roots": "ROOT r\n{\nOFFSET 0 0 0\n}\n" * 10_000,
        "braces": "ROOT r\n" + "{" * 1_000_000,
        "lines": "ROOT r\n{\n" + "}\n" * 1_000_000,
        "name": "ROOT " + "r" * 9_000 + "\n{\n}\n",
        "channels": "ROOT r\n{\nCHANNELS 999999999 Xposition\n",
    }
    for text in hostile.values():
        with pytest.raises(ClipError) as caught:
            load_clip(b"HIERARCHY\n" + text.encode(), "a.bvh")
        assert len(str(caught.value)) < 500
