"""What takes the place of cells that are taken from a network: never zeros, which would be a body shrunk to a point.

A measure that holds by one fill alone is a measure of that fill: every test of attention here is made with several.

Letters: B removals at once, T' frames that the network reads, K joints of all persons, C features.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import torch
from torch import Tensor

from sta_lstm.errors import SettingsError
from sta_lstm.model.features import Features
from sta_lstm.model.poses import held_still

#: From what the network reads of a clip and the cells that are taken (B × T' × K) to what it reads without them
#: (B × T' × K × C).
Fill = Callable[[Features, Tensor], Tensor]


def mean_pose(features: Features, removed: Tensor) -> Tensor:
    """Each joint at its mean place in the clip, standing still."""
    still = held_still(features.x[None], features.mask[None])
    return torch.where(removed[..., None], still, features.x)


def interpolation(features: Features, removed: Tensor) -> Tensor:
    """Each joint on a straight line between the frames before and after those that are taken.

    At a clip's ends it stands as in the nearest frame that is left; one that is taken throughout is at its mean pose.
    """
    kept = features.mask & ~removed  # B × T' × K
    T = kept.shape[1]
    every = torch.arange(T, device=kept.device)[None, :, None]
    before = torch.where(kept, every, -1).cummax(1).values
    after = torch.where(kept, every, T).flip(1).cummin(1).values.flip(1)
    left = torch.where(before >= 0, before, after).clamp(0, T - 1)
    right = torch.where(after < T, after, before).clamp(0, T - 1)
    weight = (every - left) / (right - left).clamp(min=1)  # B × T' × K
    x = features.x[None].expand(*kept.shape, -1)
    line = torch.lerp(_at(x, left), _at(x, right), weight.to(x.dtype).clamp(0, 1)[..., None])
    line = torch.where(kept.any(1, keepdim=True)[..., None], line, mean_pose(features, removed))
    return torch.where((removed & features.mask)[..., None], line, features.x)


def first_pose(features: Features, removed: Tensor) -> Tensor:
    """Each joint as it is in the first frame in which it is there, standing still."""
    still = held_still(features.x[None], features.mask[None], "first pose")
    return torch.where(removed[..., None], still, features.x)


def other_clip(features: Features, removed: Tensor, *, other: Features, n_joints: int) -> Tensor:
    """The same joint of another clip, that clip made as long as this one.

    Where a person is missing there, it is the joint of the first who is in that frame.

    Raises:
        SettingsError: the other clip is read in another form.
    """
    if other.x.shape[1:] != features.x.shape[1:]:
        raise SettingsError(
            f"a clip read as {tuple(other.x.shape[1:])} (joints, features) cannot stand in for one read as "
            f"{tuple(features.x.shape[1:])}; take one of the same checkpoint."
        )
    rows = torch.linspace(0, len(other.x) - 1, len(features.x), device=other.x.device).round().long()
    x, there = other.x[rows], other.mask[rows]  # T' × K × C, T' × K
    first = there[:, ::n_joints].int().argmax(1)  # T', somebody is in every frame that is read
    persons = x.reshape(len(x), -1, n_joints, x.shape[-1])  # T' × M × J × C
    stand_in = persons[torch.arange(len(x), device=x.device), first].repeat(1, persons.shape[1], 1)
    x = torch.where(there[..., None], x, stand_in)
    return torch.where((removed & features.mask)[..., None], x, features.x)


def fills(n_joints: int, other: Features | None = None) -> Mapping[str, Fill]:
    """The fills by name: ``"mean pose"``, ``"interpolation"`` and, where there is another clip, ``"other clip"``.

    Args:
        n_joints: J, joints of one person.
        other: another clip as the same network reads it.
    """
    made: dict[str, Fill] = {"mean pose": mean_pose, "interpolation": interpolation}
    if other is not None:
        made["other clip"] = partial(other_clip, other=other, n_joints=n_joints)
    return made


def _at(x: Tensor, index: Tensor) -> Tensor:
    """Each joint's own choice (B × T' × K) of its frames (B × T' × K × C)."""
    return x.gather(1, index[..., None].expand_as(x))
