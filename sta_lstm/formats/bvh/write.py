"""A clip as a BVH file: bones of constant length, and the rotations that turn them as the joints lie.

A BVH file holds one length a bone and rotations, a clip holds places, so the places are fitted:

- A bone's length is its mean over the frames. How the bones at one joint lie to each other is their mean shape, each
  frame's bones turned onto it; the pose in which nothing is turned is that of the person's first frame.
- A joint's rotation is the one that brings its bones nearest to where they lie (Kabsch, least squares). Where a single
  bone leaves the twist about it open, it is the one nearest to the parent's rotation.
- The root lies where it lay.

So a body whose bones keep their lengths, and whose joints with several bones keep their shape, comes back to within 2
micrometres, the file's last digits. What a sensor's limbs stretch and bend beyond that is lost, and adds up from the
root outwards: over three recordings of Kinect v2, joints come back 2 cm from where they were on average, 12 cm at most.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from sta_lstm.arrays import Bools, Float64s
from sta_lstm.errors import ClipError
from sta_lstm.skeletons import Clip, SkeletonLayout, y_up

#: Share of the parent's rotation in a fit that leaves the twist open: enough to settle it, too little to move a bone.
_TWIST = 1e-8
#: Rounds of turning the frames' bones onto their mean shape; it hardly changes after two.
_ROUNDS = 3
_ROTATIONS = "Zrotation Xrotation Yrotation"

#: What a BVH file cannot keep, for people.
LOSS = (
    "A BVH file keeps one length a bone and no twist of a limb; changes of length, when a person is absent, the label, "
    "the name, notes, the unit and which joints were inferred are lost."
)


@dataclass(frozen=True)
class Tree:
    """The joints of a layout from the root outwards: columns of the layout, each after its parent.

    Attributes:
        order: J columns, depth first.
        parent: by column, the parent's column; -1 for the root.
        children: by column, the children's.
    """

    order: tuple[int, ...]
    parent: tuple[int, ...]
    children: tuple[tuple[int, ...], ...]


def tree_of(layout: SkeletonLayout) -> Tree | None:
    """The tree that a layout's bones make of its joints; None where they leave a joint out or close a ring."""
    if len(set(map(frozenset, layout.bone_indices))) != layout.n_joints - 1:
        return None
    neighbours: list[list[int]] = [[] for _ in layout.joints]
    for one, other in layout.bone_indices:
        neighbours[one].append(other)
        neighbours[other].append(one)
    root = layout.index(layout.root)
    parent = [-1] * layout.n_joints
    children: list[tuple[int, ...]] = [()] * layout.n_joints
    order: list[int] = []
    waiting = [root]
    while waiting:
        joint = waiting.pop()
        if len(order) == layout.n_joints:
            return None
        order.append(joint)
        children[joint] = tuple(sorted(other for other in neighbours[joint] if other != parent[joint]))
        for child in reversed(children[joint]):
            parent[child] = joint
            waiting.append(child)
    return Tree(tuple(order), tuple(parent), tuple(children)) if len(set(order)) == layout.n_joints else None


def write_bvh(clip: Clip) -> bytes:
    """``clip`` as a BVH file in metres, y up: one ROOT a person, rotations in the order Z X Y.

    Joints called ``<parent> end`` become End Sites. Blanks in names become underscores; the reader finds known layouts
    under them. What is lost is in `LOSS`, and above.

    Raises:
        ClipError: the layout's bones are not a tree, so there is no hierarchy.
    """
    tree = tree_of(clip.layout)
    if tree is None:
        raise ClipError(
            f"clip '{clip.name}' has the layout '{clip.layout.name}', whose bones do not make one tree of its joints; "
            "a BVH file is a tree. Save it as .npz or .csv, or convert it to another layout first."
        )
    lines, columns = ["HIERARCHY"], []
    turned = [joint for joint in tree.order if not _is_end(clip.layout, tree, joint)]
    places = y_up(clip).astype(np.float64)
    for number, person in enumerate(np.flatnonzero(clip.present.any(axis=0)), start=1):
        bodies = _held(places[:, person], clip.present[:, person])
        offsets, angles = _fitted(bodies, tree)
        lines += _hierarchy(clip.layout, tree, offsets, "" if number == 1 else f"_{number}")
        columns += [bodies[:, tree.order[0]], angles[:, turned].reshape(len(bodies), -1)]
    lines += ["MOTION", f"Frames: {clip.n_frames}", f"Frame Time: {1 / clip.fps:.10g}"]
    lines += [" ".join([f"{value:.6f}" for value in row]) for row in np.hstack(columns).tolist()]
    return ("\n".join(lines) + "\n").encode()


def _held(bodies: Float64s, present: Bools) -> Float64s:
    """T × J × 3 with every absent frame as the last one in which the person was there, or else the first."""
    seen = np.flatnonzero(present)
    last = np.searchsorted(seen, np.arange(len(bodies)), side="right") - 1
    return bodies[seen[np.maximum(last, 0)]]


def _fitted(bodies: Float64s, tree: Tree) -> tuple[Float64s, Float64s]:
    """Offsets (J × 3) and angles about z, x and y in degrees (T × J × 3) of T × J × 3 places; all by column."""
    n_frames, n_joints, _ = bodies.shape
    offsets, angles = np.zeros((n_joints, 3)), np.zeros((n_frames, n_joints, 3))
    still = np.broadcast_to(np.eye(3), (n_frames, 3, 3))
    axes = {-1: still}
    for joint in tree.order:
        children = list(tree.children[joint])
        if not children:
            continue
        carried = axes[tree.parent[joint]]
        offsets[children], axes[joint] = _turned(bodies[:, children] - bodies[:, [joint]], carried)
        angles[:, joint] = _zxy_deg(carried.transpose(0, 2, 1) @ axes[joint])
    return offsets, angles


def _turned(bones: Float64s, carried: Float64s) -> tuple[Float64s, Float64s]:
    """The mean shape of a joint's K bones (T × K × 3) as K × 3, and the rotations T × 3 × 3 that bring it onto them.

    Args:
        bones: from the joint to its children.
        carried: the parent's rotations, to which the joint's keep where the bones leave them open.
    """
    lengths = np.linalg.norm(bones, axis=-1)
    means = lengths.mean(axis=0)
    first = (lengths > 0).argmax(axis=0)  # the first frame in which a bone has a direction
    shape = _of_lengths(bones[first, np.arange(len(first))], means)
    if not means.any():
        return shape, carried
    for _ in range(_ROUNDS if len(means) > 1 else 0):
        onto = _nearest_rotations(bones, shape, carried)
        shape = _of_lengths(np.einsum("tji,tkj->ki", onto, bones), means)
    return shape, _nearest_rotations(bones, shape, carried)


def _of_lengths(vectors: Float64s, lengths: Float64s) -> Float64s:
    known = np.linalg.norm(vectors, axis=-1)
    factors: Float64s = np.divide(lengths, known, out=np.zeros_like(lengths), where=known > 0)
    return vectors * factors[:, None]


def _nearest_rotations(bones: Float64s, shape: Float64s, carried: Float64s) -> Float64s:
    """The rotations R, T × 3 × 3, with the least Σ over bones of |R · shape - bone|² (Kabsch, Acta Cryst. 1976)."""
    covariance = np.einsum("tki,kj->tij", bones, shape) + _TWIST * (shape**2).sum() * carried
    left, _, right = np.linalg.svd(covariance)
    left[:, :, 2] *= np.sign(np.linalg.det(left @ right))[:, None]  # a rotation, no mirror
    return np.asarray(left @ right)


def _zxy_deg(rotations: Float64s) -> Float64s:
    """Angles a, b, c of R = R_z(a) · R_x(b) · R_y(c), T × 3, degrees."""
    cosine = np.hypot(rotations[:, 0, 1], rotations[:, 1, 1])  # of b
    free = cosine < 1e-7  # gimbal lock: only a + c or a - c is determined
    a = np.arctan2(
        np.where(free, rotations[:, 1, 0], -rotations[:, 0, 1]), np.where(free, rotations[:, 0, 0], rotations[:, 1, 1])
    )
    b = np.arctan2(rotations[:, 2, 1], cosine)
    c = np.where(free, 0.0, np.arctan2(-rotations[:, 2, 0], rotations[:, 2, 2]))
    return np.asarray(np.degrees(np.stack([a, b, c], axis=-1)), dtype=np.float64)


def _is_end(layout: SkeletonLayout, tree: Tree, joint: int) -> bool:
    """Whether a joint is the end of a limb that the reader named: ``<parent> end``, or ``<parent> end 2``."""
    upper = tree.parent[joint]
    if upper < 0 or tree.children[joint]:
        return False
    return re.fullmatch(re.escape(layout.joints[upper]) + r" end( \d+)?", layout.joints[joint]) is not None


def _hierarchy(layout: SkeletonLayout, tree: Tree, offsets: Float64s, suffix: str) -> list[str]:
    """The lines of one ROOT, joints in the tree's order."""
    lines: list[str] = []
    stack: list[int] = []  # joints whose braces are open
    for joint in tree.order:
        while stack and stack[-1] != tree.parent[joint]:
            lines.append("\t" * (len(stack) - 1) + "}")
            stack.pop()
        indent = "\t" * len(stack)
        is_end = _is_end(layout, tree, joint)
        name = re.sub(r"[\s{}]+", "_", layout.joints[joint]) + suffix
        offset = f"{indent}\tOFFSET " + " ".join(f"{value:.9g}" for value in offsets[joint])
        lines += [indent + ("End Site" if is_end else f"{'JOINT' if stack else 'ROOT'} {name}"), indent + "{", offset]
        if not is_end:
            channels = f"3 {_ROTATIONS}" if stack else f"6 Xposition Yposition Zposition {_ROTATIONS}"
            lines.append(f"{indent}\tCHANNELS {channels}")
            if not tree.children[joint]:
                lines += [f"{indent}\tEnd Site", f"{indent}\t{{", f"{indent}\t\tOFFSET 0 0 0", f"{indent}\t}}"]
        stack.append(joint)
    return lines + ["\t" * depth + "}" for depth in reversed(range(len(stack)))]
