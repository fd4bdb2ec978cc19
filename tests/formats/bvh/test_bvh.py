"""BVH files: forward kinematics against two other implementations, what hierarchies bring, and what can be wrong."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sta_lstm.errors import ClipError
from sta_lstm.formats import load_clip
from sta_lstm.formats.bvh.bvh import CMU_UNIT, read_bvh
from sta_lstm.formats.bvh.hierarchy import parse_hierarchy
from sta_lstm.formats.bvh.motion import parse_motion
from sta_lstm.formats.rules.read_options import ReadOptions
from sta_lstm.formats.rules.units import body_height
from sta_lstm.skeletons import bone_lengths

AXES = "XYZ"
METRES = ReadOptions(metres_per_unit=1.0)

#: A body of 1.6 m in metres: (name, parent, offset), and the two ends of its limbs.
BODY = [
    ("Hips", None, (0, 0.9, 0)),
    ("Spine", "Hips", (0, 0.3, 0)),
    ("Head", "Spine", (0, 0.3, 0)),
    ("LeftArm", "Spine", (0.2, 0.2, 0)),
    ("RightArm", "Spine", (-0.2, 0.2, 0)),
    ("LeftLeg", "Hips", (0.1, -0.4, 0)),
    ("RightLeg", "Hips", (-0.1, -0.4, 0)),
]
ENDS = {"Head": (0, 0.2, 0), "LeftArm": (0.5, 0, 0), "RightArm": (-0.5, 0, 0), "LeftLeg": (0, -0.5, 0)}
ROTATIONS = ("Zrotation", "Xrotation", "Yrotation")
POSITIONS = ("Xposition", "Yposition", "Zposition")


def hierarchy_of(joints=BODY, ends=ENDS, channels=None):
    """The text above MOTION; ``channels`` are those of joints that have others than the usual ones."""
    children = {}
    for joint in joints:
        children.setdefault(joint[1], []).append(joint)

    def block(joint, depth):
        name, parent, offset = joint
        own = (channels or {}).get(name, ROTATIONS if parent else (*POSITIONS, *ROTATIONS))
        lines = [f"{'JOINT' if parent else 'ROOT'} {name}", "{", f"OFFSET {offset[0]} {offset[1]} {offset[2]}"]
        lines += [f"CHANNELS {len(own)} {' '.join(own)}"]
        for child in children.get(name, []):
            lines += block(child, depth + 1)
        if name in ends:
            lines += ["End Site", "{", "OFFSET {} {} {}".format(*ends[name]), "}"]
        return [*lines, "}"]

    return [line for root in children[None] for line in block(root, 0)]


def file_of(frames, hierarchy=None, frame_time="0.04", line_end="\n"):
    """The bytes of a BVH file with these frames, rows of numbers."""
    rows = [" ".join(f"{value:.9g}" for value in row) for row in frames]
    motion = ["MOTION", f"Frames: {len(rows)}", f"Frame Time: {frame_time}", *rows]
    return (line_end.join(["HIERARCHY", *(hierarchy or hierarchy_of()), *motion]) + line_end).encode()


def still(n_frames=3, n_joints=7, y=0.9):
    """Frames in which nothing is turned."""
    frames = np.zeros((n_frames, 3 + 3 * n_joints))
    frames[:, 1] = y
    return frames


def positions_of(data):
    """T × M × J × 3 in the unit of the file."""
    lines = data.decode().rstrip().split("\n")
    return parse_motion(lines, parse_hierarchy(lines, "a.bvh"), "a.bvh", None)[0]


def naive(text):
    """Where the joints are, one number after another, by 4 × 4 matrices: a second implementation, for the tests."""
    words = iter(text.split())
    joints, stack, n = [], [], 0
    for word in words:
        if word in ("ROOT", "JOINT", "End"):
            next(words)
            joints.append({"parent": stack[-1] if stack else None, "channels": []})
        elif word == "{":
            stack.append(len(joints) - 1)
        elif word == "}":
            stack.pop()
        elif word == "OFFSET":
            joints[-1]["offset"] = [float(next(words)) for _ in range(3)]
        elif word == "CHANNELS":
            joints[-1]["channels"] = [next(words) for _ in range(int(next(words)))]
            n += len(joints[-1]["channels"])
        elif word == "MOTION":
            break
    rest = list(words)
    values = [float(value) for value in rest[5:]]
    frames = [values[i : i + n] for i in range(0, len(values), n)]
    return np.array([[[row[3] for row in matrix[:3]] for matrix in _matrices(joints, frame)] for frame in frames])


def _matrices(joints, frame):
    numbers, world = iter(frame), []
    for joint in joints:
        place, turns = list(joint["offset"]), []
        for channel in joint["channels"]:
            value = next(numbers)
            if channel.endswith("position"):
                place[AXES.index(channel[0])] = value
            else:
                turns.append((channel[0], math.radians(value)))
        matrix = [[1.0, 0, 0, place[0]], [0, 1.0, 0, place[1]], [0, 0, 1.0, place[2]], [0, 0, 0, 1.0]]
        for axis, angle in turns:
            c, s = math.cos(angle), math.sin(angle)
            turn = {
                "X": [[1, 0, 0, 0], [0, c, -s, 0], [0, s, c, 0], [0, 0, 0, 1]],
                "Y": [[c, 0, s, 0], [0, 1, 0, 0], [-s, 0, c, 0], [0, 0, 0, 1]],
                "Z": [[c, -s, 0, 0], [s, c, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]],
            }[axis]
            matrix = _product(matrix, turn)
        world.append(matrix if joint["parent"] is None else _product(world[joint["parent"]], matrix))
    return world


def _product(a, b):
    return [[sum(a[i][k] * b[k][j] for k in range(4)) for j in range(4)] for i in range(4)]


# Against other implementations: a naive one here, and pybvh on the real file.

lengths = st.floats(-2, 2).map(lambda value: round(value, 3))
angles = st.floats(-360, 360).map(lambda value: round(value, 3))
orders = st.lists(st.sampled_from([f"{axis}rotation" for axis in AXES]), max_size=3)
moves = st.lists(st.sampled_from(POSITIONS), max_size=3, unique=True)


@st.composite
def files(draw):
    """A BVH file of any tree of up to seven joints, with any channels in any order, of up to three frames."""
    n_joints = draw(st.integers(1, 7))
    joints, channels, ends = [], {}, {}
    for number in range(n_joints):
        parent = f"j{draw(st.integers(0, number - 1))}" if number else None
        joints.append((f"j{number}", parent, tuple(draw(lengths) or 0.5 for _ in range(3))))
        channels[f"j{number}"] = draw(st.permutations(draw(orders) + draw(moves)))
        if draw(st.booleans()):
            ends[f"j{number}"] = (draw(lengths), draw(lengths), 0.25)
    channels["j0"] = draw(st.permutations([*ROTATIONS, *POSITIONS]))
    hierarchy = hierarchy_of(joints, ends, channels)
    # Values in file order, positions near their offsets, as programs write them: those are put in the offsets' place.
    offsets = {name: offset for name, _, offset in joints}
    named = [
        (line.split()[1], following)
        for line, following in zip(hierarchy, hierarchy[3:], strict=False)
        if line.startswith(("ROOT", "JOINT"))
    ]
    frames = [
        [
            draw(angles) if channel.endswith("rotation") else offsets[name][AXES.index(channel[0])] * 1.25
            for name, line in named
            for channel in line.split()[2:]
        ]
        for _ in range(draw(st.integers(1, 3)))
    ]
    return file_of(frames, hierarchy).decode()


@given(text=files())
@settings(max_examples=80)
def test_any_hierarchy_is_where_matrices_put_it(text):
    assert np.abs(positions_of(text.encode())[:, 0] - naive(text)).max() < 1e-12


@pytest.mark.parametrize("order", ["XYZ", "XZY", "YXZ", "YZX", "ZXY", "ZYX"])
def test_first_channel_turns_the_axes_of_the_next(order):
    # The second turn is about an axis that the first has already turned.
    joints = [("a", None, (0, 0, 0)), ("b", "a", (1, 2, 3))]
    text = file_of(
        [[90, 0, 0], [90, 90, 0], [10, 20, 30]],
        hierarchy_of(joints, {}, {"a": tuple(f"{axis}rotation" for axis in order), "b": ()}),
    ).decode()
    assert np.allclose(positions_of(text.encode())[:, 0], naive(text), atol=1e-14)


def test_real_file_is_where_pybvh_puts_it(data_folder):
    pybvh = pytest.importorskip("pybvh")
    file = data_folder / "bvh" / "01_01.bvh"
    theirs = pybvh.read_bvh_file(file, world_up="+y").node_positions()
    ours = positions_of(file.read_bytes())[:, 0]
    assert ours.shape == theirs.shape == (2752, 38, 3)
    assert np.abs(ours - theirs).max() / body_height(theirs) < 1e-12
    clip = load_clip(file)  # float32 metres
    assert np.abs(clip.positions[:, 0] - theirs * CMU_UNIT).max() / (body_height(theirs) * CMU_UNIT) < 1e-6


def test_real_file(data_folder):
    clip = load_clip(data_folder / "bvh" / "01_01.bvh")
    assert clip.positions.shape == (2752, 1, 38, 3)
    assert (clip.fps, clip.up_axis, clip.name) == (120.0, "y", "01_01.bvh")
    assert (clip.layout.root, clip.layout.torso) == ("Hips", ("Hips", "Neck"))
    assert len(clip.layout.mirror_pairs) == 15
    assert clip.layout.sides.count("middle") == 8
    assert "CMU database" in clip.notes[0]
    lengths = bone_lengths(clip)
    assert np.ptp(lengths, axis=0).max() < 1e-6  # float32, up to 2 m from the origin
    exact = positions_of((data_folder / "bvh" / "01_01.bvh").read_bytes())[:, 0]
    parents, children = np.array(clip.layout.bone_indices).T
    assert np.ptp(np.linalg.norm(exact[:, children] - exact[:, parents], axis=-1), axis=0).max() < 1e-13
    assert 1.2 < body_height(clip.positions) < 1.9


# What a hierarchy brings.


def test_a_still_body_stands_as_its_offsets_say():
    clip = read_bvh(file_of(still()), "a.bvh")
    place = {joint: clip.positions[0, 0, j].tolist() for j, joint in enumerate(clip.layout.joints)}
    assert place["Hips"] == pytest.approx([0, 0.9, 0])
    assert place["Head end"] == pytest.approx([0, 1.7, 0])
    assert place["LeftArm end"] == pytest.approx([0.7, 1.4, 0])
    assert clip.fps == 25
    assert clip.layout.mirror_pairs == (
        ("LeftArm", "RightArm"),
        ("LeftArm end", "RightArm end"),
        ("LeftLeg", "RightLeg"),
    )
    assert clip.layout.torso == ("Hips", "Spine")


def test_the_layout_is_named_by_its_structure():
    one, other = read_bvh(file_of(still()), "a"), read_bvh(file_of(still(5, y=1.0)), "b")
    assert one.layout == other.layout
    longer = [*BODY, ("Tail", "Hips", (0, 0, -0.1))]
    assert read_bvh(file_of(still(2, 8), hierarchy_of(longer)), "c").layout.name != one.layout.name


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("LeftArm", "RightArm"),
        ("mixamorig:LeftArm", "mixamorig:RightArm"),
        ("left_arm", "right_arm"),
        ("ARM_LEFT", "ARM_RIGHT"),
        ("LHipJoint", "RHipJoint"),
        ("lShldr", "rShldr"),
        ("arm.L", "arm.R"),
        ("arm_l", "arm_r"),
        ("handL", "handR"),
        ("Bip01 L Hand", "Bip01 R Hand"),
        ("b_l_arm", "b_r_arm"),
        ("L_Foot", "R_Foot"),
        ("left hand", "right hand"),
    ],
)
def test_sides_are_found_by_name(left, right):
    names = {"LeftArm": left, "RightArm": right}
    joints = [(names.get(name, name), parent, offset) for name, parent, offset in BODY]
    ends = {names.get(name, name): offset for name, offset in ENDS.items()}
    layout = read_bvh(file_of(still(), hierarchy_of(joints, ends)), "a").layout
    assert (left, right) in layout.mirror_pairs
    assert (f"{left} end", f"{right} end") in layout.mirror_pairs


def test_names_that_only_look_sided_are_in_the_middle():
    joints = [("Hips", None, (0, 1, 0)), ("LowerBack", "Hips", (0, 0.4, 0)), ("RowerBack", "Hips", (0, 0.5, 0.1))]
    assert read_bvh(file_of(still(2, 3), hierarchy_of(joints, {})), "a").layout.mirror_pairs == ()


@pytest.mark.parametrize(
    ("names", "upper"),
    [
        (("Hips", "Spine", "Chest", "Neck", "Head"), "Neck"),
        (("Hips", "Spine", "Spine1", "Spine2", "Head"), "Spine2"),
        (("pelvis", "a", "b", "c", "d"), "c"),
    ],
)
def test_trunk_is_found_by_name_or_structure(names, upper):
    joints = [(name, names[at - 1] if at else None, (0, 0.3, 0)) for at, name in enumerate(names)]
    assert read_bvh(file_of(still(2, 5), hierarchy_of(joints, {})), "a").layout.torso == (names[0], upper)


@pytest.mark.parametrize(("axis", "turn"), [("y", (0, 0, 0)), ("z", (0, 90, 0)), ("x", (-90, 0, 0))])
def test_up_is_where_the_trunk_points(axis, turn):
    frames = still()
    frames[:, 3:6] = turn
    clip = read_bvh(file_of(frames), "a")
    assert clip.up_axis == axis
    assert f"{axis} was taken" in clip.notes[-1]
    assert load_clip(file_of(frames), "a", options=ReadOptions(up_axis="x")).up_axis == "x"


def test_a_body_on_its_head_is_doubted():
    frames = still()
    frames[:, 3] = 180
    assert "downwards; the body is upside down, or the axes are" in read_bvh(file_of(frames), "a").notes[-1]


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
        ("Frames: 3", "Frames: 999999", "has 999,999 frames; at most 20,000 can be shown"),
        ("Frames: 3", "Frames: 0", "line 54: 0 frames are announced"),
        ("Frames: 3\n", "", "line 54: expected 'Frames:' and a number, found 'Frame Time: 0.04'"),
        ("Frame Time: 0.04", "Frame Time: 0,04", "the frame time is '0,04'; expected seconds, from 0.001 to 1000. Dec"),
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
