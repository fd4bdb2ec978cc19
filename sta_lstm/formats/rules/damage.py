"""What is wrong inside a binary file, in words for its owner."""

from __future__ import annotations

from sta_lstm.formats.rules.text import one_line

_MOST_LETTERS = 120


class DamageError(ValueError):
    """A packed file contradicts itself; says where in the file's own terms, for a longer sentence."""


def because(error: Exception) -> str:
    """The reason behind "is damaged": `` (its axes have the lengths [0])``; nothing where only a library has words.

    What zlib, pickletools or Arrow say of a fault helps nobody who brings a file; it stays behind the ClipError.
    """
    return f" ({one_line(str(error), _MOST_LETTERS)})" if isinstance(error, DamageError) else ""
