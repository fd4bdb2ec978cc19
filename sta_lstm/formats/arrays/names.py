"""What an array holds, told by the name that its file gives it: positions, or what is none (rotations, labels, …)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from sta_lstm.errors import ClipError
from sta_lstm.formats.rules.text import few_names

Kind = Literal["rotations", "labels", "features", "scores"]

_BREAKS = re.compile(r"[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])")
#: Words for positions, which outweigh a "pose" or a "target" beside them.
_POSITIONS = frozenset(
    (
        *("position", "positions", "pos", "joint", "joints", "jtr", "skeleton", "skeletons", "skel", "xyz"),
        *("keypoint", "keypoints", "kp", "kps", "kpt", "kpts", "landmark", "landmarks", "coords", "coordinates"),
        *("keypoints3d", "keypoints2d", "joints3d", "joints2d", "kp3d", "kp2d", "pose3d", "poses3d", "3d", "2d"),
    )
)
_ROTATIONS = frozenset(
    (
        *("rot", "rots", "rotation", "rotations", "rotmat", "rotmats", "rotvec", "rotvecs", "rot6d", "cont6d", "6d"),
        *("quat", "quats", "quaternion", "quaternions", "euler", "eulers", "angle", "angles", "aa", "axisangle"),
        *("theta", "thetas", "orient", "orients", "orientation", "orientations", "fullpose", "heading"),
    )
)
#: Beside one of these a "pose" is that of a body model: rotations.
_OF_A_MODEL = frozenset(
    (
        *("body", "hand", "hands", "lhand", "rhand", "jaw", "eye", "leye", "reye", "root", "global", "full", "smpl"),
        *("smplh", "smplx", "mano", "flame", "axis", "param", "params"),
    )
)
_FEATURES = frozenset(
    (
        *("feature", "features", "feat", "feats", "embedding", "embeddings", "latent", "latents", "logits", "prob"),
        *("probs", "vel", "vels", "velocity", "velocities", "speed", "acc", "accel", "acceleration", "accelerations"),
        *("gyro", "imu", "emg", "force", "forces", "grf", "torque", "torques", "moment", "moments", "contact"),
        *("contacts", "beta", "betas", "dmpl", "dmpls", "shape", "shapes", "expression", "expressions", "trans"),
        *("transl", "translation", "translations", "camera", "cameras", "intrinsic", "intrinsics", "extrinsic"),
        *("extrinsics", "mean", "std", "attention"),
    )
)
_LABELS = frozenset(
    (
        *("label", "labels", "target", "targets", "class", "classes", "onehot", "category", "categories", "action"),
        *("actions", "subject", "subjects", "id", "ids", "idx", "index", "indices", "split", "splits", "y"),
    )
)
_SCORES = ("score", "conf", "visib", "weight", "valid", "mask", "occl")
#: Arrays that stand beside a body model's rotations.
_MODEL_BESIDE = frozenset(("beta", "betas", "trans", "transl", "gender", "dmpls", "orient", "smpl", "thetas", "theta"))
#: Names that arrays of positions have, the surest first.
_USUAL = (
    *("positions", "positions_3d", "keypoints_3d", "keypoints3d", "joints_3d", "joints3d", "keypoints", "keypoint"),
    *("joints", "skeletons", "skeleton", "poses", "pose"),
)
_FLAT = frozenset(("2d", "part", "parts", "uv", "pixel", "pixels", "img", "image"))
#: What the frame rate is called.
RATES = (
    *("fps", "frame_rate", "framerate", "mocap_framerate", "mocap_frame_rate", "mocap_fps", "frames_per_second"),
    *("sampling_rate", "sample_rate", "frequency"),
)
_WHAT: dict[Kind, str] = {
    "rotations": "rotations of a body model, not positions",
    "labels": "labels",
    "features": "features",
    "scores": "scores of certainty",
}


def _words(key: str) -> list[str]:
    return [word.lower() for word in _BREAKS.split(key[:200]) if word]


def no_positions(key: str, *, of_a_model: bool = False) -> Kind | None:
    """What the array called ``key`` holds, if its name says that it holds no positions; else None.

    Args:
        key: its name.
        of_a_model: `is_body_model` of the names of all arrays of the file: ``poses`` beside ``betas`` are rotations.
    """
    words = _words(key)
    here = set(words)
    if here & _ROTATIONS:
        return "rotations"
    if here & _FEATURES:
        return "features"
    is_named = bool(here & _POSITIONS)
    if any(part in key.lower() for part in _SCORES) and not (is_named and "with" in here):
        return "scores"
    if (here & _LABELS and (not is_named or words[-1] in _LABELS)) or {"one", "hot"} <= here:
        return "labels"
    if here & {"pose", "poses"} and not is_named and (here & _OF_A_MODEL or of_a_model):
        return "rotations"
    return None


def is_body_model(keys: Iterable[str]) -> bool:
    """Whether arrays of these names are the parameters of a body model, so that its ``poses`` are rotations."""
    return any(set(_words(key)) & _MODEL_BESIDE for key in keys)


def likeliest_first(keys: Iterable[str]) -> tuple[str, ...]:
    """Names of arrays of positions, the likeliest first: usual names, and those in space before those in a picture."""
    rank = {key: number for number, key in enumerate(_USUAL)}

    def place(key: str) -> tuple[bool, int]:
        words = set(_words(key))
        is_flat = bool(words & _FLAT) or any(word.endswith("2d") for word in words)
        return is_flat, rank.get(key.lower(), len(rank))

    return tuple(sorted(keys, key=place))


def refusal(keys: Iterable[str], name: str, more: str = "") -> ClipError | None:
    """The complaint about a file that holds nothing but what `no_positions` knows; None if it knows none of it.

    Args:
        keys: the names of its arrays.
        name: the file.
        more: what else it holds.
    """
    keys = tuple(keys)
    of_a_model = is_body_model(keys)
    found = {key: said for key in keys if (said := no_positions(key, of_a_model=of_a_model)) is not None}
    kind = next((each for each in _WHAT if each in found.values()), None)
    if kind is None:
        return None
    named = few_names(key for key in found if found[key] == kind)
    others = few_names(key for key in keys if found.get(key) != kind)
    beside = f" Beside them it holds {others}." if others else ""
    return ClipError(f"'{name}' holds {_WHAT[kind]} ({named}), and no joints' positions.{beside}{more} {advice(kind)}")


def advice(kind: Kind) -> str:
    """What to save instead."""
    if kind == "rotations":
        return (
            "Save the positions of the joints (frames × joints × 3): what the body model returns as its joints when it "
            "is given these rotations."
        )
    return "Save the positions of the joints, frames × joints × 3, as 'positions'."
