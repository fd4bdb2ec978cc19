"""Arrays of numbers in Python pickles: their type, their shape and their bytes, as NumPy writes them."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sta_lstm.formats.rules.text import quoted

_NUMBER_TYPE = re.compile(r"[<>=|]?(f[248]|[iu][1248]|b1)")
_MAX_AXES, _MAX_LENGTH = 32, 2**40


class RefusedError(Exception):
    """The program wants what it may not; the message goes on from "it …". `pickled.unpickled` lets none out."""


@dataclass
class PickledArray:
    """An array in a pickle; ``values`` is None until the program has filled it."""

    values: NDArray[Any] | None = None


@dataclass
class PickledType:
    """A NumPy type of numbers, as the program has described it so far."""

    code: str

    def dtype(self) -> np.dtype[Any]:
        """NumPy's own."""
        return np.dtype(self.code)


def type_of(code: Any) -> PickledType:
    """The type that NumPy calls ``code``.

    Raises:
        ValueError: it is not text.
        RefusedError: it is not a type of numbers.
    """
    if not isinstance(code, str):
        raise ValueError("an array's type is not text")
    if not _NUMBER_TYPE.fullmatch(code):
        raise RefusedError(f"has an array of {quoted(code)}, which are no numbers")
    return PickledType(code)


def array_of(raw: bytes | bytearray, kind: Any, shape: Any, *, fortran: bool) -> NDArray[Any]:
    """The array of the values in ``raw``; they are not copied.

    Raises:
        ValueError: type, shape and bytes do not fit each other, or are none.
    """
    if not isinstance(kind, PickledType) or not isinstance(shape, tuple) or len(shape) > _MAX_AXES:
        raise ValueError("an array has no type or no shape")
    if any(not isinstance(length, int) or not 0 <= length < _MAX_LENGTH for length in shape):
        raise ValueError("an array's shape is none")
    dtype = kind.dtype()
    if math.prod(shape) * dtype.itemsize != len(raw):
        raise ValueError(f"an array of shape {str(shape)[:60]} does not fit its {len(raw):,} bytes")
    return np.frombuffer(raw, dtype=dtype).reshape(shape, order="F" if fortran else "C")
