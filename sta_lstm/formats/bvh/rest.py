"""Which way is up in a recording of rotations: the rest pose of its skeleton says it, where that stands.

In the rest pose nothing is turned: the joints lie as their offsets say. Programs draw it standing, so its axis is the
file's, whatever the body does in the recording: somebody who lies stays lying. Where the rest pose does not stand (in
some files all bones point along one axis), the recording decides.
"""

from __future__ import annotations

import numpy as np

from sta_lstm.arrays import Float64s
from sta_lstm.formats.bvh.hierarchy import Skeleton
from sta_lstm.skeletons import AXES, Axis, Clip
from sta_lstm.skeletons.synonyms import common_names

#: The share of the trunk of the rest pose that must lie along an axis, and how far below the root something must lie,
#: in trunks, for the pose to stand.
_ALONG, _BELOW = 0.8, 0.5
#: Farther than this from the root, in any unit, no joint rests.
_FARTHEST = 1e9
_LEGS = frozenset(f"{side} {part}" for side in ("left", "right") for part in ("knee", "ankle", "foot"))
#: The share of the trunk, the median over all frames, from which a body stands, and below which it does not.
_UPRIGHT, _ASLANT = 0.6, 0.4


def rest_pose(skeleton: Skeleton) -> Float64s:
    """Where the joints are when nothing is turned: J × 3, the root in the origin, in the file's unit."""
    places = np.zeros((len(skeleton), 3))
    for joint, node in enumerate(skeleton):
        if node.parent is not None:
            with np.errstate(over="ignore", invalid="ignore"):  # Clip says where a place is beyond all bounds
                places[joint] = places[node.parent] + node.offset
    return places


def up_of(clip: Clip, rest: Float64s, *, is_said: bool = False) -> tuple[Axis, str]:
    """The axis that points up, and the sentence that says how that was found.

    Args:
        clip: the recording.
        rest: its skeleton's rest pose, J × 3, in the order of the clip's joints.
        is_said: its owner has said which axis points up, so that nothing is left to ask.
    """
    lower, upper = (clip.layout.index(joint) for joint in clip.layout.torso)
    trunks = (clip.positions[:, :, upper] - clip.positions[:, :, lower])[clip.present].astype(np.float64)
    trunk = f"from '{clip.layout.torso[0]}' to '{clip.layout.torso[1]}'"
    along = _standing(clip, rest, lower, upper)
    if along is None:
        return _by_posture(trunks, trunk)
    axis = AXES[along]
    doubt = "" if is_said else _doubt(trunks, along)
    return axis, f"{axis} was taken to point up, along which the rest pose stands ({trunk}).{doubt}"


def _standing(clip: Clip, rest: Float64s, lower: int, upper: int) -> int | None:
    """The axis along which the rest pose stands; None where it does not."""
    if not np.abs(rest).max() < _FARTHEST:  # NaN, too
        return None
    trunk = rest[upper] - rest[lower]
    length = float(np.linalg.norm(trunk))
    along = int(np.argmax(np.abs(trunk)))
    if length == 0 or abs(trunk[along]) < _ALONG * length:
        return None
    below = float(((rest[lower] - rest)[:, along] * np.sign(trunk[along])).max())
    has_legs = not _LEGS.isdisjoint(common_names(clip.layout))
    return along if below >= _BELOW * length or not has_legs else None


def _doubt(trunks: Float64s, along: int) -> str:
    """What is to be said where the recording does not stand as the rest pose does."""
    middle = _directions(trunks)
    if middle is None or middle[along] > _ASLANT:
        return ""
    if middle[along] < -_UPRIGHT:
        return (
            " In most frames the body stands on its head; if it does not, turn it over (say that "
            f"-{AXES[along]} points up)."
        )
    other = int(np.argmax(np.abs(middle)))
    if other == along or abs(middle[other]) < _UPRIGHT:
        return ""
    sign = "-" if middle[other] < 0 else ""
    return (
        f" In most frames the trunk lies along {AXES[other]}: that is somebody who lies, or else say that "
        f"{sign}{AXES[other]} points up."
    )


def _by_posture(trunks: Float64s, trunk: str) -> tuple[Axis, str]:
    mean = trunks.mean(axis=0)
    length = float(np.linalg.norm(trunks, axis=1).mean())
    axis = int(np.argmax(np.abs(mean)))
    if length == 0 or abs(mean[axis]) < _UPRIGHT * length:
        return "y", f"The file does not say which axis points up, and the trunk ({trunk}) keeps to none; y was assumed."
    down = " downwards" if mean[axis] < 0 else ""
    doubt = f"; the body is upside down, or the axes are: then say that -{AXES[axis]} points up" if down else ""
    return AXES[axis], (
        f"The file does not say which axis points up; {AXES[axis]} was taken, along which the trunk ({trunk}) "
        f"points{down}{doubt}."
    )


def _directions(trunks: Float64s) -> Float64s | None:
    """The median direction of the trunks that have one, N × 3 → 3."""
    lengths = np.linalg.norm(trunks, axis=1)
    known = lengths > 0
    return np.median(trunks[known] / lengths[known, None], axis=0) if known.any() else None
