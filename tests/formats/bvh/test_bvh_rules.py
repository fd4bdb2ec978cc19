"""Units, rates, several bodies and forms of BVH files."""

import numpy as np
import pytest
from formats.bvh.bvh_files import (
    BODY,
    ENDS,
    METRES,
    POSITIONS,
    ROTATIONS,
    file_of,
    hierarchy_of,
    still,
)

from sta_lstm.errors import ClipError
from sta_lstm.formats import load_clip
from sta_lstm.formats.bvh.bvh import read_bvh
from sta_lstm.formats.rules.read_options import ReadOptions
from sta_lstm.formats.rules.units import body_height


@pytest.mark.parametrize(("unit", "metres"), [(1, 1.0), (100, 0.01), (1000, 0.001)])
def test_unit_by_the_height_of_the_body(unit, metres):
    def scaled(offset):
        return tuple(unit * value for value in offset)

    joints = [(name, parent, scaled(offset)) for name, parent, offset in BODY]
    ends = {name: scaled(offset) for name, offset in ENDS.items()}
    data = file_of(still(y=0.9 * unit), hierarchy_of(joints, ends))
    clip = read_bvh(data, "a")
    assert clip.positions[0, 0, 0].tolist() == pytest.approx([0, 0.9, 0])
    assert body_height(
        load_clip(data, "a", options=ReadOptions(metres_per_unit=metres / 2)).positions
    ) == pytest.approx(body_height(clip.positions) / 2)


@pytest.mark.parametrize(
    ("frame_time", "fps"),
    [
        ("0.0083333", 120),
        (".0083333", 120),
        ("0.033333", 30),
        ("0.01667", 60),
        ("0.04", 25),
        ("0.0333667", 29.97),
        ("0.0417083", 23.976),
        ("0.5", 2),
    ],
)
def test_frame_time_is_a_rate(frame_time, fps):
    assert read_bvh(file_of(still(), frame_time=frame_time), "a").fps == fps


def test_frame_rate_by_hand_where_the_frame_time_is_none():
    data = file_of(still(), frame_time="0")
    with pytest.raises(ClipError, match="the frame time is '0'; expected seconds"):
        load_clip(data, "a")
    assert load_clip(data, "a", options=ReadOptions(fps=50)).fps == 50
    corrected = load_clip(file_of(still()), "a", options=ReadOptions(fps=50))
    assert corrected.fps == 50
    assert "was set to 50 by hand; the file was read with 25" in corrected.notes[-1]


def test_several_roots_are_persons():
    second = [(f"B{name}", parent and f"B{parent}", offset) for name, parent, offset in BODY]
    hierarchy = hierarchy_of() + hierarchy_of(second, {f"B{name}": end for name, end in ENDS.items()})
    both = np.hstack([still(), still(y=1.9)])
    clip = read_bvh(file_of(both, hierarchy), "a")
    assert clip.n_persons == 2
    assert clip.layout == read_bvh(file_of(still()), "a").layout
    assert np.allclose(clip.positions[:, 1] - clip.positions[:, 0], (0, 1, 0), atol=1e-6)
    with pytest.raises(ClipError, match="has 2 ROOTs, and they differ: ROOT 1 has 11 joints, ROOT 2 has 7"):
        read_bvh(file_of(both, hierarchy_of() + hierarchy_of(second, {})), "a")


def test_positions_below_the_root_replace_offsets_or_are_added():
    channels = {name: (*POSITIONS, *ROTATIONS) for name, _, _ in BODY}
    frames = np.zeros((2, 6 * len(BODY)))
    plain = read_bvh(file_of(still(2)), "a", METRES).positions
    order = ["Hips", "Spine", "Head", "LeftArm", "RightArm", "LeftLeg", "RightLeg"]
    assert [line.split()[1] for line in hierarchy_of() if line.startswith(("ROOT", "JOINT"))] == order
    frames[:, 1] = 0.9
    added = read_bvh(file_of(frames, hierarchy_of(channels=channels)), "a", METRES)
    assert np.allclose(added.positions, plain, atol=1e-6)
    assert "were added to their offsets" in added.notes[0]
    for place, name in enumerate(order):
        frames[:, 6 * place : 6 * place + 3] = next(offset for joint, _, offset in BODY if joint == name)
    replaced = read_bvh(file_of(frames, hierarchy_of(channels=channels)), "a", METRES)
    assert np.allclose(replaced.positions, plain, atol=1e-6)
    assert "added" not in replaced.notes[0]


def test_names_that_stand_twice_are_told_apart():
    joints = [("a", None, (0, 1, 0)), ("b", "a", (0, 0.3, 0)), ("c", "b", (0, 0.3, 0))]
    text = file_of(still(2, 3), hierarchy_of(joints, {})).decode().replace("JOINT c", "JOINT a")
    clip = read_bvh(text.encode(), "x")
    assert clip.layout.joints == ("a", "b", "a 2")
    assert clip.notes[0] == "Joint names stand twice in the file; those that came later are called a 2."


def test_blanks_tabs_braces_cases_and_line_ends_do_not_matter(same):
    frames = still(60)
    frames[:, 3:] = np.random.default_rng(1).normal(size=(60, 21)).round(3)
    plain = file_of(frames)
    for data in (
        file_of(frames, line_end="\r\n"),
        file_of(frames, line_end="\r"),
        b"\xef\xbb\xbf\n" + plain.replace(b"\nOFFSET", b"\n\t\tOFFSET") + b" \r\n\t\n",
        plain.replace(b"\n{\n", b" { \n").replace(b"\n}", b" }"),
        plain.replace(b"OFFSET ", b"offset\t").replace(b"rotation", b"ROTATION").replace(b"Frames: ", b"FRAMES:\t"),
        plain.replace(b"0.04\n", b"0.04\n\n").replace(b" ", b"  "),
    ):
        same(read_bvh(plain, "a"), load_clip(data, "a"))


def test_gaps_and_lost_bodies_are_said():
    frames = still(5)
    frames[2] = np.nan
    frames[3, 3 + 3 * 3 : 3 + 3 * 4] = np.nan  # LeftArm is turned by nobody knows what
    clip = read_bvh(file_of(frames), "a")
    assert clip.present[:, 0].tolist() == [True, True, False, True, True]
    assert any("1 joint was missing in 1 of 5 frames (first 'LeftArm end'" in note for note in clip.notes)


def test_a_deep_hierarchy_needs_no_recursion():
    joints = [(f"j{number}", f"j{number - 1}" if number else None, (0, 0.003, 0)) for number in range(500)]
    lines = [
        line
        for number in range(500)
        for line in (f"{'JOINT' if number else 'ROOT'} j{number}", "{", "OFFSET 0 0.003 0", "CHANNELS 1 Xrotation")
    ]
    clip = read_bvh(file_of(np.zeros((2, len(joints))), lines + ["}"] * 500), "a")
    assert clip.n_joints == 500
    assert body_height(clip.positions) == pytest.approx(499 * 0.003)


# What can be wrong.
