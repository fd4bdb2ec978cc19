"""The real motions on which actions are planted: from CMU's ASF and AMC files to 25 joints at 30 frames a second.

    python tests/benchmarks/cmu.py DATA/cmu --out sta_lstm/datasets/synthetic/cmu.npz

CMU's skeleton has other joints than a Kinect: the spine's are ends of its bones, hands are as long as the planted
bodies' are. Metres, y up, the lowest foot at 0; kept as whole millimetres.
"""

import argparse
from pathlib import Path

import numpy as np

from sta_lstm.skeletons.layouts import NTU_25

#: Unit of length in metres: ``length 0.45`` in the file means 1 / 0.45 inch.
UNIT = 0.0254 / 0.45
#: Frames a second in the files, and how many of these make one of ours.
EVERY = 4
MOTIONS = {"02_01": "walk", "02_04": "jump and balance", "02_06": "bend and lift"}
HAND, TIP, THUMB = 0.071, 0.056, 0.077  # metres, as the planted bodies'


def rotation(angles):
    """Turns about x, then y, then z (… × 3 degrees): … × 3 × 3."""
    (cx, cy, cz), (sx, sy, sz) = (np.moveaxis(f(np.radians(angles)), -1, 0) for f in (np.cos, np.sin))
    rows = (cy * cz, sx * sy * cz - cx * sz, cx * sy * cz + sx * sz)
    rows += (cy * sz, sx * sy * sz + cx * cz, cx * sy * sz - sx * cz)
    rows += (-sy, sx * cy, cx * cy)
    return np.stack(rows, -1).reshape(*np.shape(angles)[:-1], 3, 3)


def read_asf(path):
    """Bones by name (direction, length, axis, degrees of freedom), and the parent of each."""
    bones, parents, bone, in_tree = {}, {}, {}, False
    for line in path.read_text().splitlines():
        words = line.split()
        if not words:
            continue
        in_tree = in_tree or words[0] == ":hierarchy"
        if in_tree and len(words) > 1 and words[0] != ":hierarchy":
            parents.update(dict.fromkeys(words[1:], words[0]))
        elif words[0] == "name" and len(words) == 2:
            bone = bones.setdefault(words[1], {"dof": []})
        elif words[0] in ("direction", "axis") and words[1] != "XYZ":
            bone[words[0]] = np.array(words[1:4], float)
        elif words[0] == "length":
            bone["length"] = float(words[1])
        elif words[0] == "dof":
            bone["dof"] = [["rx", "ry", "rz"].index(word) for word in words[1:]]
    return bones, parents


def read_amc(path):
    """A dict of numbers by bone for each frame."""
    frames = []
    for line in path.read_text().splitlines():
        words = line.split()
        if len(words) == 1 and words[0].isdigit():
            frames.append({})
        elif frames:
            frames[-1][words[0]] = np.array(words[1:], float)
    return frames


def bone_ends(bones, parents, frames):
    """T × 3 metres and T × 3 × 3 for every bone: where it ends, and how it is turned."""
    root = np.array([frame["root"] for frame in frames])
    places = {"root": (root[:, :3] * UNIT, rotation(root[:, 3:]))}
    for name, parent in parents.items():
        bone, (start, turn) = bones[name], places[parent]
        angles = np.zeros((len(frames), 3))
        if bone["dof"]:
            angles[:, bone["dof"]] = [frame[name] for frame in frames]
        axis = rotation(bone["axis"])
        turn = turn @ axis @ rotation(angles) @ axis.T
        places[name] = start + turn @ bone["direction"] * bone["length"] * UNIT, turn
    return {name: place for name, (place, _) in places.items()}


def ntu_joints(ends):
    """T × 25 × 3."""
    found = {
        "spine base": ends["root"],
        "spine mid": ends["upperback"],
        "spine shoulder": ends["thorax"] + 0.4 * (ends["lowerneck"] - ends["thorax"]),
        "neck": ends["lowerneck"],
        "head": (ends["upperneck"] + ends["head"]) / 2,
    }
    for side in ("left", "right"):
        for joint, bone in {
            "shoulder": "clavicle",
            "elbow": "humerus",
            "wrist": "wrist",
            "hip": "hipjoint",
            "knee": "femur",
            "ankle": "tibia",
            "foot": "foot",
        }.items():
            found[f"{side} {joint}"] = ends[side[0] + bone]
        wrist, along = ends[f"{side[0]}wrist"], unit(ends[f"{side[0]}hand"] - ends[f"{side[0]}wrist"])
        found[f"{side} hand"] = wrist + HAND * along
        found[f"{side} hand tip"] = wrist + (HAND + TIP) * along
        found[f"{side} thumb"] = wrist + THUMB * unit(ends[f"{side[0]}thumb"] - wrist)
    return np.stack([found[joint] for joint in NTU_25.joints], 1)


def unit(vectors):
    return vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)


def motions(folder):
    """T × 25 × 3 millimetres by the name of the motion."""
    bones, parents = read_asf(folder / "02.asf")
    made = {}
    for file, name in MOTIONS.items():
        positions = ntu_joints(bone_ends(bones, parents, read_amc(folder / f"{file}.amc")[::EVERY]))
        positions[..., 1] -= positions[..., 1].min()
        made[name] = (positions * 1000).round().astype(np.int16)
    return made


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    np.savez_compressed(options.out, **motions(options.folder))


if __name__ == "__main__":
    main()
