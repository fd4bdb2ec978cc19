"""The steps of a feature recipe on a batch of clips: one implementation, for training on many and for asking about one.

Letters: N clips, T frames of the longest, M persons, J joints. Everything is masked by each clip's own length.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

import torch
from torch import Tensor

from sta_lstm.skeletons import SkeletonLayout
from sta_lstm.skeletons.body_grid import trunk_of

#: Where a joint stands that does not move.
StillPose = Literal["mean pose", "first pose"]
#: Frames at a clip's start over which the direction in which a person faces is averaged.
_FIRST_FRAMES = 5


class Poses(NamedTuple):
    """A batch of clips before they are features.

    Attributes:
        positions: N × T × M × J × 3, y up. Anything finite in padding and where a person is absent.
        present: N × T × M, whether a person is in a frame; false in padding. Somebody is in every real frame.
        times: N × T, seconds, float64; anything in padding.
        lengths: N, frames of each clip before padding.
    """

    positions: Tensor
    present: Tensor
    times: Tensor
    lengths: Tensor


def centred(poses: Poses, layout: SkeletonLayout, centre: str) -> Poses:
    """Positions without the origin that `FeatureRecipe.centre` names."""
    root = layout.index(layout.root)
    if centre == "clip":
        origin = _mean_root(poses.positions[:, :1], poses.present[:, :1], root)
    elif centre == "frame":
        origin = _mean_root(poses.positions, poses.present, root)
    elif centre == "person":
        origin = poses.positions[..., root : root + 1, :]
    elif centre == "trunk":
        origin = poses.positions[..., list(trunk_of(layout)), :].mean(-2, keepdim=True)
    else:
        return poses
    return poses._replace(positions=poses.positions - origin)


def aligned(poses: Poses, layout: SkeletonLayout, view: str) -> Poses:
    """Clips turned about the vertical so that the line that `FeatureRecipe.view` names lies along +x."""
    if view == "none":
        return poses
    line = _right_to_left(poses, layout)  # N × 3
    if view == "pair":
        pair, is_pair = _first_to_second(poses, layout)
        line = torch.where(is_pair[:, None], pair, line)
    length = torch.linalg.vector_norm(line[:, [0, 2]], dim=-1)
    turns = length >= 1e-6  # a line that stands upright, or is none, says nothing about the view
    length = torch.where(turns, length, 1.0)
    cos = torch.where(turns, line[:, 0] / length, 1.0)
    sin = torch.where(turns, line[:, 2] / length, 0.0)
    return poses._replace(positions=rotated(poses.positions, about_vertical(cos, sin)))


def about_vertical(cos: Tensor, sin: Tensor) -> Tensor:
    """Rotations about y, N × 3 × 3, that lay the horizontal direction (cos, sin) of x and z along +x."""
    nought, one = torch.zeros_like(cos), torch.ones_like(cos)
    # The rows are the images' axes: x' along the line, z' at a right angle to it, y as it was.
    return torch.stack([cos, nought, sin, nought, one, nought, -sin, nought, cos], dim=-1).view(-1, 3, 3)


def rotated(positions: Tensor, rotation: Tensor) -> Tensor:
    """Each clip's positions (N × T × M × J × 3) times its own matrix (N × 3 × 3)."""
    flat = positions.flatten(1, 3) @ rotation.transpose(1, 2)
    return flat.view(positions.shape)


def with_absent_held(poses: Poses) -> Poses:
    """Absent persons in the pose of the nearest frame in which they were present; the earlier one of two as near."""
    present = poses.present
    T = present.shape[1]
    if bool((present | ~_real(poses)[..., None]).all()):
        return poses
    every = torch.arange(T, device=present.device)[None, :, None]
    before = torch.where(present, every, -1).cummax(1).values  # N × T × M
    after = torch.where(present, every, T).flip(1).cummin(1).values.flip(1)
    nearer_before = (before >= 0) & ((after >= T) | (every - before <= after - every))
    nearest = torch.where(nearer_before, before, after).clamp(max=T - 1)  # a person who never comes keeps what there is
    index = nearest[..., None, None].expand_as(poses.positions)
    return poses._replace(positions=poses.positions.gather(1, index))


def resampled(poses: Poses, n_frames: Tensor) -> Poses:
    """Clips interpolated linearly, each to its own ``n_frames`` (N); first and last frames stay what they are."""
    lengths = poses.lengths
    if torch.equal(lengths, n_frames):
        return poses
    steps = torch.arange(int(n_frames.max()), device=lengths.device, dtype=torch.float64)
    step = (lengths - 1) / (n_frames - 1).clamp(min=1).double()  # N
    last = (lengths - 1).double()[:, None]
    at = torch.minimum(steps * step[:, None], last)  # N × T'
    at = torch.where(steps == (n_frames - 1)[:, None], last, at)
    left = torch.minimum(at.floor().long(), (lengths - 2).clamp(min=0)[:, None])
    right = torch.minimum(left + 1, (lengths - 1)[:, None])
    weight = at - left
    real = steps < n_frames[:, None]
    w = weight.to(poses.positions.dtype)[..., None, None, None]
    return Poses(
        positions=torch.lerp(_frames(poses.positions, left), _frames(poses.positions, right), w),
        present=_frames(poses.present, at.round().long()) & real[..., None],
        times=torch.lerp(_frames(poses.times, left), _frames(poses.times, right), weight),
        lengths=n_frames,
    )


def velocities(poses: Poses) -> Tensor:
    """Backward differences in units a second, N × T × M × J × 3.

    A frame knows no later one; the velocity is zero where a person was not there before.
    """
    out = torch.zeros_like(poses.positions)
    # A single frame, resampled, stands still.
    elapsed = poses.times.diff(dim=1).clamp(min=1e-6).to(out.dtype)  # N × (T - 1)
    seen = poses.present[:, 1:] & poses.present[:, :-1]
    out[:, 1:] = poses.positions.diff(dim=1) * (seen / elapsed[..., None])[..., None, None]
    return out


def network_input(poses: Poses, speeds: Tensor | None) -> tuple[Tensor, Tensor]:
    """What the network reads: x (N × T × K × C), zero where a person is absent, and its mask (N × T × K)."""
    n_joints = poses.positions.shape[3]
    x = poses.positions if speeds is None else torch.cat([poses.positions, speeds], dim=-1)
    x = x * poses.present[..., None, None]
    return x.flatten(2, 3), poses.present.repeat_interleave(n_joints, dim=2)


def held_still(x: Tensor, mask: Tensor, pose: StillPose = "mean pose") -> Tensor:
    """What the network would read of joints that stood still throughout the clip: N × T × K × C.

    A base for "what if this had not moved": no zeros, which would be a body that has shrunk to a point. Positions are
    the first three features; velocities are zero.

    Args:
        x: N × T × K × C, what the network reads, zero where a joint is not there.
        mask: N × T × K, where it is.
        pose: where a joint stands: at the mean of the frames in which it is there, or as in the first of them.
    """
    there = mask.to(x.dtype)[..., None]
    if pose == "first pose":
        first = mask.int().argmax(1)[:, None, :, None].expand(-1, 1, -1, x.shape[-1])
        still = x.gather(1, first)  # N × 1 × K × C
    else:
        still = (x * there).sum(1, keepdim=True) / there.sum(1, keepdim=True).clamp(min=1)
    still[..., 3:] = 0
    return still * there


def _real(poses: Poses) -> Tensor:
    return torch.arange(poses.present.shape[1], device=poses.lengths.device) < poses.lengths[:, None]


def _frames(values: Tensor, index: Tensor) -> Tensor:
    """Each clip's own choice (N × T') of its frames (N × T × …)."""
    return values[torch.arange(len(values), device=values.device)[:, None], index]


def _mean_root(positions: Tensor, present: Tensor, root: int) -> Tensor:
    """Mean root joint of those present in each frame, N × T × 1 × 1 × 3."""
    roots = positions[..., root, :] * present[..., None]
    mean = roots.sum(2) / present.sum(2).clamp(min=1)[..., None]
    return mean[:, :, None, None]


def _first_to_second(poses: Poses, layout: SkeletonLayout) -> tuple[Tensor, Tensor]:
    """From the first to the second person (N × 3) where all first stand together, and which clips have that (N)."""
    positions, present = poses.positions, poses.present
    rows = torch.arange(len(positions), device=positions.device)
    appears = present.any(1)  # N × M
    if appears.shape[1] < 2:
        return positions.new_zeros(len(positions), 3), torch.zeros_like(rows, dtype=torch.bool)
    together = (present | ~appears[:, None]).all(2) & _real(poses)  # N × T
    first = together.int().argmax(1)
    roots = positions[rows, first, :2, layout.index(layout.root)]  # N × 2 × 3
    return roots[:, 1] - roots[:, 0], together.any(1) & appears[:, 0] & appears[:, 1]


def _right_to_left(poses: Poses, layout: SkeletonLayout) -> Tensor:
    """Mean vector from right to left joints of a body (N × 3), of hips and shoulders where they are named.

    It is the first person's, over those of the first frames in which they are; where they are in none, the last one's.
    """
    trunk = [pair for pair in layout.mirror_pairs if pair[0].endswith(("hip", "shoulder"))]
    pairs = [(layout.index(left), layout.index(right)) for left, right in trunk or layout.mirror_pairs]
    if not pairs:
        return poses.positions.new_zeros(len(poses.positions), 3)
    left, right = (list(side) for side in zip(*pairs, strict=True))
    M = poses.present.shape[2]
    start, there = poses.positions[:, :_FIRST_FRAMES], poses.present[:, :_FIRST_FRAMES]
    last = M - 1 - poses.present.any(1).flip(1).int().argmax(1)
    who = torch.where(there[:, :, 0].any(1), 0, last)  # N
    rows = torch.arange(len(who), device=who.device)
    weight = there[rows, :, who].to(start.dtype)  # N × 5
    across = (start[..., left, :] - start[..., right, :]).mean(-2)[rows, :, who]  # N × 5 × 3
    return (across * weight[..., None]).sum(1) / weight.sum(1).clamp(min=1)[:, None]
