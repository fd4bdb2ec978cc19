"""Numbers, persons and strangers' text in words that can be shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

#: What stands for a character that cannot be shown.
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
#: A space that no line breaks at.
_BOUND = "\N{NO-BREAK SPACE}"
#: The sign behind a number, on the same line as it.
PERCENT = f"{_BOUND}%"
#: Where such a space is ours: before a sign of per cent, and on either side of what parts a number from its spread.
_OWN = re.compile(f"{_BOUND}(?=[%±])|(?<=±){_BOUND}")
#: Shape the letters beside them and show nothing themselves: joiners, a hyphen that is not drawn, a byte order mark.
_SHAPING = re.compile("[\u00ad\u200c\u200d\ufeff]")
#: Letters and marks by the book, and invisible all the same.
_INVISIBLE = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u2800\u3164\uffa0]")
_QUOTED = re.compile(r"(?<!\w)'.*?'(?!\w)|“.*?”|\([^()]*\)")
_SENTENCE_ENDS = re.compile(r"\. (?=[A-Z])")
#: Blanks that a line has one space for: all but those that are ours.
_BLANKS = re.compile(f"(?:(?!{_OWN.pattern})\\s)+")
_HALF = re.compile("[\ud800-\udfff]")


def counted(number: int, noun: str) -> str:
    """A number with its noun: ``1 frame``, ``1,200 frames``, ``2 classes``, ``3 stretches``."""
    ending = "" if number == 1 else "es" if noun.endswith(("ss", "tch")) else "s"
    return f"{number:,} {noun}{ending}"


def listed(names: Sequence[str]) -> str:
    """Names as one says them: ``A``, ``A and B``, ``A, B and C``."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def few_of(items: Sequence[str], most: int, mark: str = ", ") -> str:
    """The first items of a list, and how many more there are: ``A, B, C and 12 more``.

    Args:
        items: what is listed.
        most: how many are named at most.
        mark: what stands between two.
    """
    more = f" and {len(items) - most:,} more" if len(items) > most else ""
    return mark.join(items[:most]) + more


def capital(text: str) -> str:
    """``text`` as it begins a line or a sentence, its other letters as they are."""
    return text[:1].upper() + text[1:]


def continued(text: str) -> str:
    """``text`` as it goes on a sentence, its other letters as they are."""
    return text[:1].lower() + text[1:]


def in_two(message: str) -> tuple[str, str]:
    """The first sentence of a message, and the others, which say what to do; those are empty where there is none.

    A full stop within quotation marks or brackets ends none: names of files may hold anything.
    """
    bare = _QUOTED.sub(lambda quoted: "_" * len(quoted[0]), message)
    end = _SENTENCE_ENDS.search(bare)
    return (message, "") if end is None else (message[: end.start() + 1], message[end.end() :])


def percent_text(share: float, digits: int = 0) -> str:
    """A share in per cent, with a space that no line breaks at: ``96 %``."""
    return f"{100 * share:.{digits}f}{PERCENT}"


def probability_text(p: float) -> str:
    """A probability in per cent: ``96 %``, ``1 %``, ``0.3 %``; none that was not quite 0 or 1 is called so."""
    if 0 < p < 0.0005:
        return f"under {percent_text(0.001, 1)}"
    if 0.995 <= p < 1:
        return f"over {percent_text(0.99)}"
    return percent_text(p, _digits(p))


def points_text(difference: float) -> str:
    """A difference of two shares as the points of per cent that it is: ``14``, ``0.3``, ``−2``; never minus nought."""
    text = f"{100 * abs(difference):.{_digits(abs(difference))}f}"
    if not float(text):
        return "0"
    return f"−{text}" if difference < 0 else text


def points_of_probability(difference: float) -> str:
    """A difference of two probabilities with what it is counted in: ``65 points of probability``, without its sign."""
    return f"{_points(difference)} of probability"


def change_text(difference: float) -> str:
    """How a change of its probability moves an answer: ``65 points less sure``, ``1 point more sure``."""
    return f"{_points(difference)} {'less' if difference < 0 else 'more'} sure"


def spread_text(mean: float, spread: float, digits: int = 1) -> str:
    """A mean share and its spread in per cent, on one line: ``93.9 ± 0.4 %``."""
    return f"{100 * mean:.{digits}f}{_BOUND}±{_BOUND}{percent_text(spread, digits)}"


def decimal_text(value: float, digits: int = 2) -> str:
    """A number that has no unit: ``0.37``, ``−0.12``; never minus nought."""
    text = f"{abs(value):.{digits}f}"
    return f"−{text}" if value < 0 and float(text) else text


def signed_text(value: float, digits: int = 1) -> str:
    """A difference that has no unit, with its sign: ``+0.4``, ``−12.0``; nought has none."""
    text = decimal_text(value, digits)
    return text if text.startswith("−") or not float(text) else f"+{text}"


def _points(difference: float) -> str:
    number = points_text(abs(difference))
    return f"{number} point{'' if number == '1' else 's'}"


def _digits(share: float) -> int:
    """How many digits behind the point a share in per cent is written with: one below 1, else none."""
    return 1 if 0 < share < 0.0095 else 0


def whole_text(text: str) -> str:
    """``text`` that every file and every page can hold: what in it is no character is replaced.

    Names of files that are not UTF-8 have halves of surrogate pairs, and JSON may hold them; texts made by NumPy may
    hold numbers that no character has. Nothing can write them as UTF-8.
    """
    return text if text.isascii() else text.encode("utf-32-le", "surrogatepass").decode("utf-32-le", "replace")


def showable(text: str) -> str:
    """``text``, from a file or a person, with nothing in it but what can be seen.

    A line break, a tab or another blank is a space, but for those that no line breaks at before ``%`` and around ``±``;
    what only shapes its neighbours is left out; anything else that cannot be seen, or turns the direction of writing,
    is replaced. Each letter that can be seen stays as it is.
    """
    text = whole_text(text)
    if text.isprintable() and not _INVISIBLE.search(text):
        return text
    return _BOUND.join("".join(map(_shown, part)) for part in _OWN.split(_SHAPING.sub("", text)))


def label_line(text: str, most: int) -> str:
    """``text``, from a file or a person, as a label: on one line, `showable`, at most ``most`` characters."""
    line = _BLANKS.sub(" ", showable(text)).strip()
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def name_text(name: str) -> str:
    """What a file or folder of that name is called: its name, and bytes in it that are no UTF-8 as in ``caf%E9``."""
    return name if name.isascii() else whole_text(_HALF.sub(_percent, name))


def address_words(names: Iterable[str]) -> list[str]:
    """What addresses and lists call files of these names: each by its name, as far as that is text.

    That is their `name_text`; of names that would then be the same, those that are text have their own, and the others
    a number behind it.
    """
    given = list(names)
    taken = {name for name in given if name_text(name) == name}
    return [name if name in taken else _free(name_text(name), taken) for name in given]


def _shown(character: str) -> str:
    if character.isspace():
        return " "
    return character if character.isprintable() and not _INVISIBLE.match(character) else REPLACEMENT


def _percent(half: re.Match[str]) -> str:
    """A byte that was no UTF-8, as Python keeps it in a name; of another system's names, the half of a pair."""
    number = ord(half[0])
    return f"%{number - 0xDC00:02X}" if 0xDC80 <= number <= 0xDCFF else f"%u{number:04X}"


def _free(name: str, taken: set[str]) -> str:
    free, number = name, 2
    while free in taken:
        free, number = f"{name} ({number})", number + 1
    taken.add(free)
    return free


def person_letter(person: int) -> str:
    """What people are told of the person with index ``person``: A for the first, Z for the 26th, then numbers."""
    return chr(ord("A") + person) if 0 <= person < 26 else str(person)
