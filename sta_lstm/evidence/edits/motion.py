"""What an edit makes of the path of one person. Letters: T frames, J joints; metres, y up."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from sta_lstm.arrays import Bools, Float64s
from sta_lstm.skeletons import SkeletonLayout


@dataclass(frozen=True, eq=False)
class Part:
    """Some joints of one person in a stretch of frames.

    Attributes:
        path: T × J × 3.
        there: T, whether the person is in a frame.
        layout: the J joints.
        joints: columns of those that are edited.
        first: first frame of the stretch.
        end: the frame after its last.
    """

    path: Float64s
    there: Bools
    layout: SkeletonLayout
    joints: tuple[int, ...]
    first: int
    end: int

    @property
    def edited(self) -> Bools:
        """T, the frames that are edited: those of the stretch in which the person is there."""
        frames = np.arange(len(self.there))
        return self.there & (frames >= self.first) & (frames < self.end)

    @property
    def origin(self) -> Float64s:
        """T × 1 × 3, what the joints lie to: the root where it stays as it is, else the room."""
        root = self.layout.index(self.layout.root)
        return np.zeros((len(self.path), 1, 3)) if root in self.joints else self.path[:, root : root + 1]

    @property
    def own(self) -> Float64s:
        """T × joints × 3, the edited joints as they lie to `origin`."""
        return np.asarray(self.path[:, list(self.joints)] - self.origin)

    def with_own(self, own: Float64s, frames: Bools) -> Float64s:
        """The path in which the joints lie so to `origin` (T × joints × 3) in ``frames`` (T)."""
        path = self.path.copy()
        path[:, list(self.joints)] = own + self.origin
        return np.where(self.cells(frames)[..., None], path, self.path)

    def cells(self, frames: Bools) -> Bools:
        """T × J, the edited joints in ``frames`` (T)."""
        return np.asarray(frames[:, None] & np.isin(np.arange(self.layout.n_joints), self.joints))


def held(part: Part) -> Float64s:
    """Each joint at its mean place over all frames in which the person is there."""
    own = part.own
    return part.with_own(np.broadcast_to(own[part.there].mean(0), own.shape), part.edited)


def hidden(part: Part) -> Float64s:
    """Each joint on the line between the frames around the stretch; at its mean place where there are none."""
    kept = part.there & ~part.edited
    if not kept.any():
        return held(part)
    return part.with_own(_at(part.own, kept, np.arange(len(kept), dtype=np.float64)), part.edited)


def slow_times(part: Part, factor: float) -> Float64s:
    """T, which frame is shown in the place of each: slower within the stretch, late ever after."""
    t = np.arange(len(part.there), dtype=np.float64)
    within = np.clip(t - part.first, 0, part.end - part.first)
    source = t - within * (1 - 1 / factor)
    return np.clip(np.where(t < part.first, t, source), 0, len(t) - 1)


def slowed(part: Part, factor: float) -> Float64s:
    """Each joint as it was in another frame."""
    return part.with_own(_at(part.own, part.there, slow_times(part, factor)), part.there)


def filled(part: Part) -> Float64s:
    """The path, on straight lines where the person is not there."""
    return _at(part.path, part.there, np.arange(len(part.there), dtype=np.float64))


def shifted(part: Part, cm: tuple[float, ...]) -> Float64s:
    """Each joint moved by x, y and z centimetres."""
    return np.where(part.cells(part.edited)[..., None], part.path + np.asarray(cm) / 100, part.path)


def shaken(part: Part, cm: float, seed: tuple[int, ...]) -> Float64s:
    """Each joint moved by noise; that of a joint and frame does not depend on what else is shaken."""
    noise = np.random.default_rng(seed).normal(scale=cm / 100, size=part.path.shape)
    return np.where(part.cells(part.edited)[..., None], part.path + noise, part.path)


def mirrored_part(part: Part) -> Float64s:
    """Left and right exchanged across the plane through the root that parts the body; joints bring their twins."""
    twins = np.asarray(part.layout.mirror_indices)
    part = replace(part, joints=tuple(sorted({*part.joints, *(int(twins[j]) for j in part.joints)})))
    normal = _sideways(part.path, part.layout)[:, None]  # T × 1 × 3
    root = part.path[:, [part.layout.index(part.layout.root)]]
    other = part.path[:, twins] - root
    other = other - 2 * (other * normal).sum(-1, keepdims=True) * normal + root
    return np.where(part.cells(part.edited)[..., None], other, part.path)


def swapped(part: Part, other: Part) -> Float64s:
    """The motion of the same joints of another person, of this one's size, turned as this one stands.

    It is stretched over the frames of the stretch; ``other`` is edited in all of its frames.
    """
    end = len(other.there) - 1
    times = np.interp(np.arange(len(part.there)), (part.first, max(part.end - 1, part.first + 1)), (0, end))
    own = _at(other.own, other.there, times)
    centre = np.zeros((1, 1, 3))
    root = part.layout.index(part.layout.root)
    if root in part.joints:  # a whole body stands where this one stands on the whole
        centre = part.path[part.there][:, [root]].mean(0, keepdims=True)
        own = own - other.path[other.there][:, [root]].mean(0, keepdims=True)
    size = _torso(part) / _torso(other)
    return part.with_own(own @ _turn(other, part).T * size + centre, part.edited)


def _at(own: Float64s, known: Bools, times: Float64s) -> Float64s:
    """Paths (T' × joints × 3) at other times, on straight lines between the frames that are ``known`` (T')."""
    frames = np.flatnonzero(known)
    right = np.clip(np.searchsorted(frames, times), 1, max(len(frames) - 1, 1))
    before, after = frames[right - 1], frames[np.minimum(right, len(frames) - 1)]
    share = np.clip((times - before) / np.maximum(after - before, 1), 0, 1)[:, None, None]
    return np.asarray(own[before] * (1 - share) + own[after] * share)


def _sideways(path: Float64s, layout: SkeletonLayout) -> Float64s:
    """T × 3, along which line a body's left lies to its right, level; the room's x where it has no sides."""
    pairs = [(layout.index(left), layout.index(right)) for left, right in layout.mirror_pairs]
    bones = {frozenset(bone) for bone in layout.bone_indices}
    root = layout.index(layout.root)
    # The pair at the root turns with the body and with nothing else.
    left, right = next((pair for pair in pairs if frozenset((root, pair[0])) in bones), pairs[0])
    across = (path[:, left] - path[:, right]) * (1, 0, 1)
    length = np.linalg.norm(across, axis=-1, keepdims=True)
    return np.where(length > 1e-6, across / np.maximum(length, 1e-6), (1.0, 0.0, 0.0))


def _turn(source: Part, target: Part) -> Float64s:
    """3 × 3, the turn about the vertical that lays one person's mean side on the other's."""
    if not source.layout.mirror_pairs:
        return np.eye(3)
    angles = []
    for part in (source, target):
        x, _, z = _sideways(part.path, part.layout)[part.there].mean(0)
        angles.append(math.atan2(z, x))
    c, s = math.cos(angles[1] - angles[0]), math.sin(angles[1] - angles[0])
    return np.array([[c, 0, -s], [0, 1, 0], [s, 0, c]])


def _torso(part: Part) -> float:
    lower, upper = (part.layout.index(joint) for joint in part.layout.torso)
    return max(
        float(np.linalg.norm(part.path[part.there][:, upper] - part.path[part.there][:, lower], axis=-1).mean()), 1e-3
    )
