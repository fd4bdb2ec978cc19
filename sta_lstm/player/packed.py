"""Arrays as they are on the wire: text."""

from __future__ import annotations

import base64
from typing import NewType

import numpy as np

from sta_lstm.arrays import Bools, Float32s

PackedFloats = NewType("PackedFloats", str)
"""Base64 of little-endian float32."""
PackedBytes = NewType("PackedBytes", str)
"""Base64 of one byte each, 0 or 1."""


def packed_floats(values: Float32s) -> PackedFloats:
    """An array as base64 of little-endian float32."""
    return PackedFloats(base64.b64encode(np.ascontiguousarray(values, dtype="<f4").tobytes()).decode("ascii"))


def packed_bytes(values: Bools) -> PackedBytes:
    """A mask as base64 of one byte each."""
    return PackedBytes(base64.b64encode(np.ascontiguousarray(values, dtype=np.uint8).tobytes()).decode("ascii"))
