"""Arrays as they are on the wire: text."""

from __future__ import annotations

from typing import NewType

PackedFloats = NewType("PackedFloats", str)
"""Base64 of little-endian float32."""
PackedBytes = NewType("PackedBytes", str)
"""Base64 of one byte each, 0 or 1."""
