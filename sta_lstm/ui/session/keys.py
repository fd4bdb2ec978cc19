"""Keys of what a session keeps."""

from __future__ import annotations

import hashlib


def short_hash(text: str) -> str:
    """Sixteen hexadecimal digits that tell ``text`` apart from any other."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
