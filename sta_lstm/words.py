"""Numbers, persons and strangers' text in words that can be shown."""

from __future__ import annotations

from collections.abc import Sequence


def counted(number: int, noun: str) -> str:
    """A number with its noun: ``1 frame``, ``1,200 frames``, ``2 classes``, ``3 stretches``."""
    ending = "" if number == 1 else "es" if noun.endswith(("ss", "tch")) else "s"
    return f"{number:,} {noun}{ending}"


def listed(names: Sequence[str]) -> str:
    """Names as one says them: ``A``, ``A and B``, ``A, B and C``."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def label_line(text: str, most: int) -> str:
    """``text``, from a file or a person, as a label: on one line, printable, at most ``most`` characters."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def person_letter(person: int) -> str:
    """What people are told of the person with index ``person``: A for the first, Z for the 26th, then numbers."""
    return chr(ord("A") + person) if 0 <= person < 26 else str(person)
