"""Random numbers that stay the same for ever.

NumPy promises the bit stream of PCG64 and of SeedSequence for all time, but not the methods of ``Generator`` (NEP 19).
So every draw here is made from raw bits.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Sequence
from typing import TypeVar

import numpy as np

from sta_lstm.arrays import Float64s

Item = TypeVar("Item")


class Dice:
    """Draws for one clip.

    Args:
        seed: any integer from 0.
        name: what the draws are for; another name gives other draws from the same seed.
    """

    def __init__(self, seed: int, name: str) -> None:
        self._bits = np.random.PCG64(np.random.SeedSequence([seed, zlib.crc32(name.encode())]))

    def uniforms(self, *shape: int) -> Float64s:
        """Numbers from 0 up to, not including, 1."""
        bits = self._bits.random_raw(math.prod(shape)) >> np.uint64(11)
        return (bits.astype(np.float64) * 2.0**-53).reshape(shape)

    def normals(self, *shape: int) -> Float64s:
        """Standard normal numbers (Box and Muller, 1958)."""
        radius, turn = self.uniforms(2, *shape)
        return np.asarray(np.sqrt(-2 * np.log1p(-radius)) * np.cos(2 * np.pi * turn))

    def between(self, low: float, high: float) -> float:
        """One number, uniform from ``low`` to ``high``."""
        return low + (high - low) * float(self.uniforms(1)[0])

    def normal(self, mean: float, deviation: float) -> float:
        """One normal number, kept within two standard deviations."""
        return mean + deviation * float(np.clip(self.normals(1)[0], -2, 2))

    def whole(self, low: int, high: int) -> int:
        """One integer, uniform from ``low`` to ``high``, both included; ``low`` where ``high`` is less."""
        return low + int(self.uniforms(1)[0] * (max(high, low) - low + 1))

    def chance(self, probability: float) -> bool:
        """True with this probability."""
        return bool(self.uniforms(1)[0] < probability)

    def one_of(self, items: Sequence[Item]) -> Item:
        """One of ``items``, all equally likely."""
        return items[self.whole(0, len(items) - 1)]

    def some_of(self, items: Sequence[Item], count: int) -> list[Item]:
        """``count`` different ``items``, in random order."""
        order = np.argsort(self.uniforms(len(items)), kind="stable")
        return [items[int(i)] for i in order[:count]]
