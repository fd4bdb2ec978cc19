"""BVH files for tests, and a reader that is naive and right."""

import math

import numpy as np
from hypothesis import strategies as st

from sta_lstm.formats.bvh.hierarchy import parse_hierarchy
from sta_lstm.formats.bvh.motion import parse_motion
from sta_lstm.formats.rules.read_options import ReadOptions

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
