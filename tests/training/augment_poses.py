"""Poses in random places, for tests of the augmentation."""

import torch

from sta_lstm.model.poses import Poses
from sta_lstm.skeletons import layout_named

SBU = layout_named("sbu-15")


def dice(seed=0):
    return torch.Generator().manual_seed(seed)


def poses(n=6, n_persons=2, seed=0):
    """Clips of 5 to 20 frames; in the last one the second person never comes."""
    g = dice(seed)
    lengths = torch.randint(5, 21, (n,), generator=g)
    T = int(lengths.max())
    body = torch.randn(n, 1, n_persons, 15, 3, generator=g)
    positions = body + torch.randn(n, T, n_persons, 15, 3, generator=g).cumsum(1) * 0.05
    present = (torch.arange(T) < lengths[:, None])[..., None].expand(n, T, n_persons).clone()
    present[-1, :, 1:] = False
    times = torch.arange(T, dtype=torch.float64).expand(n, T) / 15
    return Poses(positions, present, times, lengths)
