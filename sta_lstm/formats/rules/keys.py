"""What a file's values may be looked up by: texts, and numbers that cannot be chosen to slow the looking up down.

Python finds a number in a dict or a set by its remainder to 2**61 - 1, which anybody can compute. Numbers that share
one lie in one place, and are gone through one by one: some thousands of them take seconds, and twice as many four times
as long. Below `MOST` no two whole numbers share one, and no more than a handful of decimal ones do. Texts are found by
a secret of the process. Tuples of numbers are found by a rule that is as well known, so they are keys nowhere.
"""

from __future__ import annotations

from typing import Any, TypeGuard

#: Whole and decimal numbers from here on, and below its negative, are no keys.
MOST = 2**60
#: How a refusal says what is expected.
EXPECTED = "a text, or a number below 2**60"


def is_key(value: Any) -> bool:
    """Whether a value from a file may be a key of a dict or a member of a set: a text, or a number below `MOST`.

    True, false and NaN are none.
    """
    if isinstance(value, str):
        return True
    return isinstance(value, int | float) and not isinstance(value, bool) and -MOST < value < MOST


def is_whole_key(value: Any) -> TypeGuard[int]:
    """Whether a value from a file is a whole number that may be a key."""
    return isinstance(value, int) and is_key(value)
