"""Edits in a line of text, for links, exports and the command line: ``hold:right arm@10-40``.

An edit is ``KIND:WHAT@FIRST-LAST=AMOUNTS``. ``WHAT`` is ``all``, or names of parts and joints joined by ``+``, and a
person's letter with ``/`` may stand before it: ``hide:B/all``, ``shift:A/left hand+left wrist=0,10,0``. Without ``@``
it is the whole clip. Capitals and small letters are alike. Several edits are joined by ``;``. In a name, what is
special here is written as in an address: ``%2F`` is a slash.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import cast
from urllib.parse import quote, unquote

from sta_lstm.errors import SettingsError
from sta_lstm.evidence.edits.edit import EXAMPLES, MAX_EDITS, Edit, Kind
from sta_lstm.skeletons import MAX_PERSONS
from sta_lstm.words import person_letter

#: Letters of a text that is read; a longer one is nobody's edit.
MAX_CHARACTERS = 4_000
ALL = "all"
_EDIT = re.compile(r" *(?P<kind>\w+) *:(?P<what>[^:@=;]*)(?:@ *(?P<frames>[\d -]+))?(?:=(?P<rest>[^:@=;]*))?", re.ASCII)
_FRAMES = re.compile(r"(\d{1,7})(?: *- *(\d{1,7}))?", re.ASCII)
_NUMBER = re.compile(r"[+-]?\d{1,9}(\.\d{1,17})?(e-?\d{1,3})?", re.ASCII)
_SPECIAL = re.compile(r"[%:@=+;/,\x00-\x1f\x7f]|^ | $")
_LETTERS = "".join(person_letter(person) for person in range(MAX_PERSONS))


def format_edits(edits: Sequence[Edit]) -> str:
    """The text of ``edits``, which `parse_edits` reads again; empty where there are none."""
    return ";".join(map(_format, edits))


def parse_edits(text: str) -> tuple[Edit, ...]:
    """The edits that a text names, in its order; none where it is empty.

    Raises:
        SettingsError: it is not such a text, or an edit is out of range. The message shows what would be right.
    """
    if len(text) > MAX_CHARACTERS or text.count(";") >= MAX_EDITS:
        raise SettingsError(f"a text of edits has at most {MAX_CHARACTERS:,} letters and {MAX_EDITS} edits.")
    return tuple(_parse(each) for each in text.split(";")) if text.strip(" ") else ()


def _format(edit: Edit) -> str:
    person = "" if edit.person is None else f"{person_letter(edit.person)}/"
    what = "+".join(map(_quoted, edit.targets)) or ALL
    frames = "" if edit.frames is None else f"@{edit.frames[0]}-{edit.frames[1]}"
    rest = _quoted(edit.other) or ",".join(_number(amount) for amount in edit.amounts)
    return f"{edit.kind}:{person}{what}{frames}" + (f"={rest}" if rest else "")


def _parse(text: str) -> Edit:
    match = _EDIT.fullmatch(text)
    if match is None:
        raise SettingsError(
            f"the edit {text[:80]!r} is not written as an edit; expected KIND:WHAT@FIRST-LAST, for example "
            "'hold:right arm@10-40', 'hide:B/all' or 'shift:left hand=0,10,0'."
        )
    person, what = _person(match["what"].strip(" "))
    kind, rest = match["kind"].casefold(), (match["rest"] or "").strip(" ")
    names = () if what.casefold() == ALL else tuple(unquote(name.strip(" ")) for name in what.split("+"))
    if not all(names):
        raise SettingsError(f"the edit {text[:80]!r} does not say what it changes; name a part of the body, or 'all'.")
    if kind == "swap":
        return Edit("swap", names, person, _frames(match["frames"], text), other=unquote(rest))
    # Whether it is a kind at all, Edit says.
    return Edit(cast("Kind", kind), names, person, _frames(match["frames"], text), _amounts(rest, text))


def _person(what: str) -> tuple[int | None, str]:
    letter, slash, rest = what.partition("/")
    if not slash:
        return None, what
    if len(letter) != 1 or letter.upper() not in _LETTERS:
        raise SettingsError(f"an edit names the person {letter[:20]!r}; a person is a letter, A to {_LETTERS[-1]}.")
    return _LETTERS.index(letter.upper()), rest.strip(" ")


def _frames(word: str | None, text: str) -> tuple[int, int] | None:
    if word is None:
        return None
    match = _FRAMES.fullmatch(word.strip(" "))
    if match is None:
        raise SettingsError(f"the edit {text[:80]!r}: '@{word}' names no frames; expected for example '@10-40'.")
    return int(match[1]), int(match[2] or match[1])


def _amounts(rest: str, text: str) -> tuple[float, ...]:
    if not rest:
        return ()
    words = [word.strip(" ") for word in rest.split(",")]
    if not all(_NUMBER.fullmatch(word) for word in words):
        raise SettingsError(
            f"the edit {text[:80]!r}: '={rest[:40]}' holds what is no number; expected for example "
            f"'={EXAMPLES.get(text.partition(':')[0].strip().casefold(), '2')}'."
        )
    return tuple(map(float, words))


def _number(amount: float) -> str:
    return str(int(amount)) if amount == int(amount) else repr(amount)


def _quoted(name: str) -> str:
    """A name in which nothing is special, and which is not the word for all."""
    quoted = _SPECIAL.sub(lambda match: quote(match[0], safe=""), name)
    return f"%{ord(name[0]):02x}{name[1:]}" if name.casefold() == ALL else quoted
