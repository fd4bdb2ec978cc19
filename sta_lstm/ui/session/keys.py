"""Keys of what is kept: which of them every visitor has, and which are one visitor's alone."""

from __future__ import annotations

import hashlib


class Offered(str):
    """The key of something that the server offers to every visitor alike: a sample, a file of a shared folder.

    What is made of it (joined, cut, formatted) is an ordinary text again, and so nobody else's by mistake.
    """

    __slots__ = ()


def is_offered(key: object) -> bool:
    """Whether it is the key of something that everybody can see, or a tuple of such keys alone, one at least."""
    return bool(key) and all(map(is_offered, key)) if isinstance(key, tuple) else isinstance(key, Offered)


def short_hash(text: str) -> str:
    """Sixteen hexadecimal digits that tell ``text`` apart from any other."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
