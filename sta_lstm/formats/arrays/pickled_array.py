"""Arrays of numbers in Python pickles: their type, their shape and their bytes, as NumPy writes them."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sta_lstm.formats.rules.damage import DamageError
from sta_lstm.formats.rules.text import quoted

_OBJECTS = re.compile(r"\|?O[48]?")
_NUMBER_TYPE = re.compile(r"[<>=|]?(f[248]|[iu][1248]|b1)")
_MAX_AXES, _MAX_LENGTH = 32, 2**40


class RefusedError(Exception):
    """The program wants what it may not; the message goes on from "it …". `pickled.unpickled` lets none out."""


@dataclass
class PickledArray:
    """An array in a pickle, empty until the program has filled it.

    Attributes:
        values: the numbers of an array of numbers; else None.
        items: what an array of Python objects holds, in a row; else None. They are what a list would hold, no more.
    """

    values: NDArray[Any] | None = None
    items: list[Any] | None = None


@dataclass
class PickledType:
    """A NumPy type of numbers, or of Python objects, as the program has described it so far."""

    code: str

    def dtype(self) -> np.dtype[Any]:
        """NumPy's own."""
        return np.dtype(self.code)


def type_of(code: Any) -> PickledType:
    """The type that NumPy calls ``code``.

    Raises:
        DamageError: it is not text.
        RefusedError: it is neither a type of numbers nor that of Python objects.
    """
    if not isinstance(code, str):
        raise DamageError("an array's type is not text")
    if not _NUMBER_TYPE.fullmatch(code) and not _OBJECTS.fullmatch(code):
        raise RefusedError(f"has an array of {quoted(code)}, which are no numbers")
    return PickledType(code)


def items_of(raw: list[Any], kind: Any, shape: Any) -> list[Any]:
    """What an array of Python objects holds.

    Raises:
        RefusedError: its type is not that.
        DamageError: it has another number of them than its shape says.
    """
    if not isinstance(kind, PickledType) or not _OBJECTS.fullmatch(kind.code):
        raise RefusedError("has an array of Python objects")
    if not isinstance(shape, tuple) or len(shape) > _MAX_AXES or not _are_lengths(shape):
        raise DamageError("an array's shape is none")
    if math.prod(shape) != len(raw):
        raise DamageError(f"an array of shape {str(shape)[:60]} does not fit its {len(raw):,} objects")
    return raw


def array_of(raw: bytes | bytearray, kind: Any, shape: Any, *, fortran: bool) -> NDArray[Any]:
    """The array of the values in ``raw``; they are not copied.

    Raises:
        DamageError: type, shape and bytes do not fit each other, or are none.
    """
    if not isinstance(kind, PickledType) or not isinstance(shape, tuple) or len(shape) > _MAX_AXES:
        raise DamageError("an array has no type or no shape")
    if not _are_lengths(shape):
        raise DamageError("an array's shape is none")
    if _OBJECTS.fullmatch(kind.code):
        raise DamageError("an array of objects has bytes")
    dtype = kind.dtype()
    if math.prod(shape) * dtype.itemsize != len(raw):
        raise DamageError(f"an array of shape {str(shape)[:60]} does not fit its {len(raw):,} bytes")
    return np.frombuffer(raw, dtype=dtype).reshape(shape, order="F" if fortran else "C")


def _are_lengths(shape: tuple[Any, ...]) -> bool:
    return all(isinstance(length, int) and 0 <= length < _MAX_LENGTH for length in shape)
