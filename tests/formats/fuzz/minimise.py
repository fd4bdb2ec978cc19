"""A smaller input that does the same: parts are left out as long as it does."""

from dataclasses import replace

MAX_TRIES = 400


def smallest(case, crashes):
    """``case`` with as much left out as `MAX_TRIES` attempts find; ``crashes`` tells whether another still does it."""
    size, tries = max(len(case.data) // 2, 1), 0
    while size and tries < MAX_TRIES:
        at, shorter = 0, False
        while at < len(case.data) and tries < MAX_TRIES:
            other = replace(case, data=case.data[:at] + case.data[at + size :])
            tries += 1
            if crashes(other):
                case, shorter = other, True
            else:
                at += size
        if not shorter:
            size //= 2
    return case
