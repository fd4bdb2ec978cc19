"""Seeds of all that is random in a training, so that it can be done again and gone on with."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch

from sta_lstm.model.networks.network import Network

#: What random numbers are for: each purpose has its own, so that one does not shift another's.
ORDER, AUGMENTATION, DROPOUT, WEIGHTS, COALITIONS = range(5)


def seed_torch(seed: int, *purpose: int) -> None:
    """Seed torch's own generator, from which weights and drop-out are drawn."""
    torch.manual_seed(mixed(seed, *purpose))


def new_network(make: Callable[[], Network], seed: int) -> Network:
    """A network whose first weights follow from ``seed``; torch's own generator stays as it was."""
    with torch.random.fork_rng(devices=[]):
        seed_torch(seed, WEIGHTS, 0)
        return make()


def mixed(*numbers: int) -> int:
    """One seed from several numbers: any other numbers give another."""
    return int(np.random.SeedSequence(numbers).generate_state(1, np.uint64)[0] >> 1)
