"""NumPy's ``.npy`` form, of a file or of a member of an ``.npz``: read without running anything, sizes checked first.

Format: NumPy Enhancement Proposal 1, and ``numpy.lib.format``.
"""

from __future__ import annotations

import io
import math
import sys
import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sta_lstm.errors import ClipError

SIGNATURE = b"\x93NUMPY"
#: How much of an array holds its header, for certain.
HEADER_BYTES = 70_000


@dataclass(frozen=True)
class NpyHeader:
    """What an array says of itself.

    Attributes:
        shape: lengths of its axes.
        dtype: kind of its values; never records, and Python objects only where they are allowed.
        fortran_order: whether the first axis varies fastest.
        n_bytes: length of the header; the values follow.
    """

    shape: tuple[int, ...]
    dtype: np.dtype[Any]
    fortran_order: bool
    n_bytes: int

    @property
    def is_objects(self) -> bool:
        """Whether the values are Python objects, written as a pickle."""
        return self.dtype.hasobject

    @property
    def is_numbers(self) -> bool:
        """Whether the values are real numbers."""
        return self.dtype.kind in "fiu"


def npy_header(head: bytes, what: str, *, objects: bool = False) -> NpyHeader:
    """The header at the beginning of an array.

    Args:
        head: the array's bytes, or the first `HEADER_BYTES` of them.
        what: the file and the array, for messages (``'walk.npz': the array positions``).
        objects: whether Python objects are allowed, because `pickled` is to read what follows the header.

    Raises:
        ClipError: it is damaged, or the values are Python objects or records.
    """
    stream = io.BytesIO(head)
    try:
        major, _ = np.lib.format.read_magic(stream)
        read_header = np.lib.format.read_array_header_1_0 if major == 1 else np.lib.format.read_array_header_2_0
        with warnings.catch_warnings():  # Python 2 wrote "3L"; NumPy reads it, and complains to nobody who could help
            warnings.simplefilter("ignore")
            shape, fortran_order, dtype = read_header(stream)
    except Exception as error:  # a header is Python source, and fails in as many ways
        raise ClipError(f"{what} is damaged; its header cannot be read.") from error
    if any(type(length) is not int for length in shape):  # true is a number to Python
        raise ClipError(f"{what} claims shape {str(shape)[:60]}; expected whole numbers. Save it again.")
    if objects and dtype == np.dtype(object):
        return NpyHeader(tuple(shape), dtype, bool(fortran_order), stream.tell())
    if dtype.hasobject or dtype.names is not None or dtype.subdtype is not None:
        raise ClipError(
            f"{what} holds Python objects or records ({str(dtype)[:40]}), which are never opened, because they can run "
            "code. Save it as plain numbers or text."
        )
    return NpyHeader(tuple(shape), dtype, bool(fortran_order), stream.tell())


def npy_array(packed: bytes, what: str) -> NDArray[Any]:
    """The array in ``packed``, without a copy of its values.

    Args:
        packed: all bytes of the array; how many they may be is for the caller to check.
        what: the file and the array, for messages.

    Raises:
        ClipError: see `npy_header`; or the shape does not fit the bytes.
    """
    header = npy_header(packed, what)
    shape, dtype = header.shape, header.dtype
    contents = memoryview(packed)[header.n_bytes :]
    # Python's integers: a shape in a header may multiply to more than 64 bits hold.
    if any(length < 0 for length in shape) or math.prod(shape) * dtype.itemsize != len(contents):
        raise ClipError(f"{what} claims shape {str(shape)[:60]}, which does not fit its {len(contents):,} bytes.")
    if dtype.kind == "U" and len(contents):
        points = np.frombuffer(contents, dtype=np.dtype(np.uint32).newbyteorder(dtype.byteorder))
        if int(points.max()) > sys.maxunicode:
            raise ClipError(f"{what} holds text of characters that there are not (beyond U+10FFFF). Save it again.")
    if dtype.itemsize == 0:  # text without characters
        return np.zeros(shape if math.prod(shape) <= 100 else (0,), dtype=np.str_)
    return np.frombuffer(contents, dtype=dtype).reshape(shape, order="F" if header.fortran_order else "C")
