"""Augmentation: each clip seen anew in every epoch, as the same action might have been done or recorded.

Each transform takes a batch of `Poses` and draws from the generator that it is given, on that generator's device; two
generators in one state give the same batch. No transform looks at a single clip: all work on the whole batch at once.

In training they come in the order of `augmented`. Those that change where a clip begins or who its first person is
come before the feature recipe's centring and alignment, which then hold for the augmented clip as they would for a
recording of it. Turns, tilts and scale come after, or alignment would undo them. Velocities are computed last.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from sta_lstm.model.features import FeatureRecipe, placed
from sta_lstm.model.networks.settings import number
from sta_lstm.model.poses import Poses, about_vertical, held_still, network_input, resampled, rotated, velocities
from sta_lstm.scene.limbs import body_parts
from sta_lstm.skeletons import SkeletonLayout


@dataclass(frozen=True)
class Augmentation:
    """How strong each transform is; zero leaves it out.

    Attributes:
        crop: largest share of a clip's frames that is cut off, at its start and end together.
        speed: a clip runs up to 1 + this times as fast or as slow.
        mirror: probability of a mirror image. For classes that differ by left and right, leave it at zero.
        exchange: probability that first and second person change places in the input.
        turn_deg: largest turn about the vertical.
        tilt_deg: largest tilt about each horizontal axis.
        scale: a clip is scaled by up to this share.
        noise_m: standard deviation of noise on positions, in the unit that the feature recipe leaves them in.
        noise_mps: standard deviation of noise on velocities. Velocities are those of the positions without noise:
            at 30 frames a second, differences of 1 cm noise would be 0.4 m/s, and drown most movements.
        drop_joints: probability for each joint of a person to be masked throughout a clip; the root never is.
        still_limbs: probability for each part of a person's body (`body_parts`) to stand still throughout a clip, each
            joint at its mean place or, as often, where it begins. A network that has met such bodies can be asked
            what a limb carries.
        even_attention: probability that the network reads a clip with all joints weighing alike, whatever its α says.
            A network that leans on α alone is lost where α errs; the paper's equations stay as they are when it is
            asked.
    """

    crop: float = number(0.0, 0.0, 0.9)
    speed: float = number(0.0, 0.0, 1.0)
    mirror: float = number(0.0, 0.0, 1.0)
    exchange: float = number(0.0, 0.0, 1.0)
    turn_deg: float = number(0.0, 0.0, 180.0)
    tilt_deg: float = number(0.0, 0.0, 90.0)
    scale: float = number(0.0, 0.0, 0.9)
    noise_m: float = number(0.0, 0.0, 1.0)
    noise_mps: float = number(0.0, 0.0, 10.0)
    drop_joints: float = number(0.0, 0.0, 0.9)
    still_limbs: float = number(0.0, 0.0, 0.9)
    even_attention: float = number(0.0, 0.0, 0.9)


NONE = Augmentation()


def augmented(
    poses: Poses, layout: SkeletonLayout, recipe: FeatureRecipe, strength: Augmentation, generator: torch.Generator
) -> tuple[Tensor, Tensor, Tensor]:
    """What the network reads of a batch of prepared clips: x (N × T × K × C), mask (N × T × K) and lengths (N).

    With the strengths of `NONE` it is what `clip_features` gives, and nothing is drawn from the generator.
    """
    poses = crop(poses, strength.crop, generator)
    poses = mirror(poses, layout, strength.mirror, generator)
    poses = exchange(poses, strength.exchange, generator)
    poses = pace(placed(poses, recipe, layout), strength.speed, recipe.resample, generator)
    poses = turn(poses, strength.turn_deg, generator)
    poses = tilt(poses, strength.tilt_deg, generator)
    poses = scale(poses, strength.scale, generator)
    speeds = velocities(poses) if recipe.velocities else None
    poses = poses._replace(positions=noise(poses.positions, strength.noise_m, generator))
    if speeds is not None:
        speeds = noise(speeds, strength.noise_mps, generator)
    x, mask = network_input(poses, speeds)
    mask = drop_joints(mask, layout, strength.drop_joints, generator)
    x = still_limbs(x * mask[..., None], mask, layout, strength.still_limbs, generator)
    return x, mask, poses.lengths


def crop(poses: Poses, share: float, generator: torch.Generator) -> Poses:
    """A stretch of each clip: 1 - ``share`` to all of its frames, and never fewer than two of those it has."""
    if not share:
        return poses
    lengths = poses.lengths
    kept = torch.ceil(lengths * (1 - share * _uniform(len(lengths), generator, lengths.device))).long()
    kept = torch.maximum(kept, lengths.clamp(max=2))
    first = (_uniform(len(lengths), generator, lengths.device) * (lengths - kept + 1)).long()
    first = torch.minimum(first, lengths - kept)  # the product may round up
    steps = torch.arange(int(kept.max()), device=lengths.device)
    index = torch.minimum(first[:, None] + steps, (lengths - 1)[:, None])
    rows = torch.arange(len(lengths), device=lengths.device)[:, None]
    return Poses(
        positions=poses.positions[rows, index],
        present=poses.present[rows, index] & (steps < kept[:, None])[..., None],
        times=poses.times[rows, index],
        lengths=kept,
    )


def pace(poses: Poses, share: float, n_frames: int | None, generator: torch.Generator) -> Poses:
    """Each clip faster or slower by a factor from 1 / (1 + ``share``) to 1 + ``share``.

    Where clips keep lengths of their own (``n_frames`` is None), a faster clip has fewer frames; where all are
    interpolated to ``n_frames``, its frames lie closer in time. Either way its velocities are greater.
    """
    lengths = poses.lengths
    factor = torch.ones(len(lengths), dtype=torch.float64, device=lengths.device)
    if share:
        factor = torch.exp(_symmetric(len(lengths), generator, lengths.device).double() * math.log1p(share))
    if n_frames is not None:
        wanted = torch.full_like(lengths, n_frames)
    else:
        wanted = (lengths / factor).round().long().clamp(min=2)
        wanted = torch.where(lengths > 1, wanted, lengths)
    poses = resampled(poses, wanted)
    return poses._replace(times=poses.times / factor[:, None])


def mirror(poses: Poses, layout: SkeletonLayout, probability: float, generator: torch.Generator) -> Poses:
    """Some of the clips in a mirror: left and right joints exchanged, x negated. Twice gives the same clip."""
    if not probability:
        return poses
    chosen = _chosen(poses, probability, generator)
    image = poses.positions[..., list(layout.mirror_indices), :] * poses.positions.new_tensor([-1.0, 1.0, 1.0])
    return poses._replace(positions=torch.where(chosen[:, None, None, None, None], image, poses.positions))


def exchange(poses: Poses, probability: float, generator: torch.Generator) -> Poses:
    """First and second person exchanged in some of the clips that show both. Twice gives the same clip."""
    M = poses.present.shape[2]
    if not probability or M < 2:
        return poses
    chosen = _chosen(poses, probability, generator) & poses.present[:, :, :2].any(1).all(1)
    order = [1, 0, *range(2, M)]
    return poses._replace(
        positions=torch.where(chosen[:, None, None, None, None], poses.positions[:, :, order], poses.positions),
        present=torch.where(chosen[:, None, None], poses.present[:, :, order], poses.present),
    )


def turn(poses: Poses, degrees: float, generator: torch.Generator) -> Poses:
    """Each clip turned about the vertical by up to ``degrees`` to either side."""
    if not degrees:
        return poses
    angle = _angle(poses, degrees, generator)
    return poses._replace(positions=rotated(poses.positions, about_vertical(angle.cos(), angle.sin())))


def tilt(poses: Poses, degrees: float, generator: torch.Generator) -> Poses:
    """Each clip tilted about x and then about z, by up to ``degrees`` to either side."""
    if not degrees:
        return poses
    turned = poses.positions
    for axes in ([1, 2, 0], [2, 0, 1]):  # with the axes exchanged cyclically, the tilt is a turn about "y"
        angle = _angle(poses, degrees, generator)
        rotation = about_vertical(angle.cos(), angle.sin())
        turned = rotated(turned, rotation[:, axes][:, :, axes])
    return poses._replace(positions=turned)


def scale(poses: Poses, share: float, generator: torch.Generator) -> Poses:
    """Each clip larger or smaller by up to ``share``."""
    if not share:
        return poses
    factor = 1 + share * _symmetric(len(poses.lengths), generator, poses.positions.device)
    return poses._replace(positions=poses.positions * factor[:, None, None, None, None])


def noise(values: Tensor, deviation: float, generator: torch.Generator) -> Tensor:
    """``values`` with normal noise added to each number."""
    if not deviation:
        return values
    drawn = torch.randn(values.shape, generator=generator, device=generator.device, dtype=values.dtype)
    return values + deviation * drawn.to(values.device)


def drop_joints(mask: Tensor, layout: SkeletonLayout, probability: float, generator: torch.Generator) -> Tensor:
    """``mask`` (N × T × K) without some joints, each lost for a whole clip; a root joint is never lost."""
    if not probability:
        return mask
    N, _, K = mask.shape
    lost = _uniform(N * K, generator, mask.device).view(N, 1, K) < probability
    lost[..., layout.index(layout.root) :: layout.n_joints] = False
    return mask & ~lost


def still_limbs(
    x: Tensor, mask: Tensor, layout: SkeletonLayout, probability: float, generator: torch.Generator
) -> Tensor:
    """What the network reads (N × T × K × C) with some parts of bodies standing still for a whole clip.

    A coin for each clip decides whether they stand where they are on average or where they begin.
    """
    if not probability:
        return x
    part = part_of_each_joint(layout).to(x.device)  # J
    n_persons = x.shape[2] // layout.n_joints
    n_parts = int(part.max()) + 1
    drawn = _uniform(len(x) * n_persons * n_parts, generator, x.device).view(len(x), n_persons, n_parts)
    still = (drawn < probability)[:, :, part].flatten(1)  # N × K
    begins = _uniform(len(x), generator, x.device).view(-1, 1, 1, 1) < 0.5
    held = torch.where(begins, held_still(x, mask, "first pose"), held_still(x, mask))
    return torch.where(still[:, None, :, None], held, x)


def part_of_each_joint(layout: SkeletonLayout) -> Tensor:
    """The number of the part of the body (`body_parts`) that each joint belongs to: J."""
    number = torch.empty(layout.n_joints, dtype=torch.long)
    for i, part in enumerate(body_parts(layout)):
        number[list(part.joints)] = i
    return number


def _uniform(n: int, generator: torch.Generator, device: torch.device) -> Tensor:
    """Numbers from 0 to below 1, n."""
    return torch.rand(n, generator=generator, device=generator.device).to(device)


def _symmetric(n: int, generator: torch.Generator, device: torch.device) -> Tensor:
    """Numbers from -1 to 1, n."""
    return 2 * _uniform(n, generator, device) - 1


def _angle(poses: Poses, degrees: float, generator: torch.Generator) -> Tensor:
    return math.radians(degrees) * _symmetric(len(poses.lengths), generator, poses.positions.device)


def _chosen(poses: Poses, probability: float, generator: torch.Generator) -> Tensor:
    return _uniform(len(poses.lengths), generator, poses.positions.device) < probability
