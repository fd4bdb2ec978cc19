"""The address of a page as a value made of fields, each of which writes itself in a few letters and reads them again.

An address comes from anyone, so it can name samples alone, never a file, and nothing in it is trusted until it is read.
Nothing here knows Streamlit.
"""

from __future__ import annotations

import difflib
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Generic, Literal, TypeVar

#: How many files one field can name.
MAX_NAMES = 4
#: Stands between names, and between cameras: it stays as it is in an address, and stands in no sample's name.
SEPARATOR = ".."

_WHOLE_NUMBER = re.compile(r"\d{1,7}", re.ASCII)
_MAX_QUOTED = 40  # letters of a wrong word that a notice repeats
_MOST_TOLD = 3  # faults that a notice tells
_NEAR = 0.75  # how alike a mistyped name and the name that was meant are, at the least
_MOST_STRANGE = 20  # parameters of no field that are looked at

T = TypeVar("T")


@dataclass(frozen=True, eq=False, kw_only=True)
class Field(ABC, Generic[T]):
    """One thing that an address tells.

    Attributes:
        key: its name in the query of the address.
        default: the value that no address tells, since the page shows it unasked.
        of: the field without which this one says nothing, as an epoch says nothing without a training run.
        lasts: when the page goes back to the default: where another ``"clip"`` is chosen, or where any of the
            ``"files"`` is another.
        is_telling: whether its word may tell what a clip shows: an address for those who guess goes without.
    """

    key: str
    default: T
    of: Field[Any] | None = None
    lasts: Literal["clip", "files"] = "clip"
    is_telling: bool = False

    @abstractmethod
    def read(self, word: str, link: Link) -> tuple[T | None, list[str]]:
        """The value of a word that may hold anything, None where it has none; and the words in it that are wrong.

        Args:
            word: what stands in the address.
            link: what was read of the address so far, in the order of the page's fields.
        """

    @abstractmethod
    def write(self, value: T) -> str | None:
        """The word that `read` makes ``value`` of; None where it cannot stand in an address."""

    def check(self, value: T, n_frames: int) -> str:
        """What is wrong with a value on a clip of ``n_frames``, to stand in a sentence; empty where nothing is."""
        return ""


@dataclass(frozen=True, eq=False, kw_only=True)
class ValueField(Field[T]):
    """A field that any page may add: a value with its own words.

    Attributes:
        parse: the value of a word, given what was read of the address so far; None refuses the word.
        format: the word of a value that is not the default; None where it cannot stand in an address.
        fault: as `Field.check`.
    """

    parse: Callable[[str, Link], T | None]
    format: Callable[[T], str | None]
    fault: Callable[[T, int], str] = lambda value, n_frames: ""

    def read(self, word: str, link: Link) -> tuple[T | None, list[str]]:
        """What `parse` makes of the word; a refused word is wrong as a whole."""
        value = self.parse(word, link)
        return value, [] if value is not None else [word]

    def write(self, value: T) -> str | None:
        """What `format` makes of the value."""
        return self.format(value)

    def check(self, value: T, n_frames: int) -> str:
        """What `fault` says of the value."""
        return self.fault(value, n_frames)


@dataclass(frozen=True, eq=False, kw_only=True)
class FileField(Field[tuple[str, ...]]):
    """The samples that are chosen in one list of a page, by their names.

    Attributes:
        noun: what the list is called; it parts it from others in the session's state.
        opening: the names of what the page shows unasked.
        known: names that every visitor can choose.
        ask: chooses samples by their names before the list is shown; no name leaves the choice to the list, and None
            leaves it at what was chosen last on any page.
        has_many: whether it can name several, up to `MAX_NAMES`.
        is_clip: whether they are clips: what is told of a moment holds for these clips alone.
        prefers_uploads: whether the list falls back on the newest upload, if there is one, and not on ``opening``.
    """

    default: tuple[str, ...] = ()
    noun: str
    opening: tuple[str, ...]
    known: Callable[[], Collection[str]]
    ask: Callable[[Sequence[str] | None], None]
    has_many: bool = False
    is_clip: bool = False
    prefers_uploads: bool = True

    def read(self, word: str, link: Link) -> tuple[tuple[str, ...] | None, list[str]]:
        """The samples that the word names or counts, each once; wrong are the names of none."""
        known = list(self.known())
        words = [word]
        if self.has_many and word not in known:
            words = list(dict.fromkeys(word.split(SEPARATOR, MAX_NAMES)))[:MAX_NAMES]
        counted = {self._counted(place): name for place, name in enumerate(known, start=1)} if self.is_clip else {}
        names = {each: each if each in known else counted.get(each) for each in words}
        found = tuple(dict.fromkeys(name for name in names.values() if name is not None))
        # A word of which nothing is known is no list of names: it may be a path, in which ".." is no comma.
        return found or None, [each for each, name in names.items() if name is None] if found else [word]

    def number(self, name: str) -> int | None:
        """Which of all known names it is, counted from 1; None where nobody knows it."""
        known = list(self.known())
        return known.index(name) + 1 if name in known else None

    def write_numbers(self, value: tuple[str, ...]) -> str | None:
        """A word that `read` makes the same of, and that names nothing; None where a number is somebody's name."""
        known = self.known()
        numbers = [self.number(name) for name in value]
        words = [self._counted(number) for number in numbers if number is not None]
        return SEPARATOR.join(words) if words and len(words) == len(value) and not set(words) & set(known) else None

    def _counted(self, number: int) -> str:
        return f"{self.key}-{number}"

    def write(self, value: tuple[str, ...]) -> str | None:
        """The names in one word."""
        return SEPARATOR.join(value) or None


@dataclass(frozen=True)
class Link:
    """What an address opens.

    Attributes:
        values: by the keys of their fields; those that are not there are the fields' defaults.
        refused: keys of the fields whose words could not be read, wholly or in part.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    refused: frozenset[str] = field(default=frozenset(), compare=False)

    def __getitem__(self, field: Field[T]) -> T:
        value: T = self.values.get(field.key, field.default)
        return value

    def replaced(self, values: Mapping[Field[Any], Any]) -> Link:
        """The same link with other values for some fields."""
        kept = {key: value for key, value in self.values.items() if key not in {field.key for field in values}}
        told = {field.key: value for field, value in values.items() if value != field.default}
        return Link(kept | told, self.refused)


def format_link(fields: Sequence[Field[Any]], link: Link, *, tells: bool = True) -> dict[str, str]:
    """The words of the address that opens ``link``, in the order of the fields; `parse_link` is its inverse.

    Args:
        fields: those of the page.
        link: what is to be opened.
        tells: whether the words may tell what a clip shows. Else clips are numbers, and what else could tell it is
            left out.
    """
    words: dict[str, str] = {}
    for each in fields:
        if link[each] == each.default or (each.of is not None and each.of.key not in words):
            continue
        if each.is_telling and not tells:
            continue
        if isinstance(each, FileField) and each.is_clip and not tells:
            word = each.write_numbers(link[each])
        else:
            word = each.write(link[each])
        if word is not None:
            words[each.key] = word
    return words


def parse_link(fields: Sequence[Field[Any]], words: Mapping[str, str]) -> tuple[Link, str]:
    """Read an address that may hold anything.

    Args:
        fields: those of the page, each behind the one that it belongs to.
        words: the address's parameters. Those of no field are nobody's business here, but for one that is all but
            called as a field is.

    Returns:
        What can be opened, and a sentence on what cannot, empty where all is well. Where a word is refused, what
        belongs to it is left out without a word: the frames of a clip that is not there are nobody's frames.
    """
    keys = [each.key for each in fields]
    link, wrong = Link(), list[str]()
    for key in islice((key for key in words if key not in keys), _MOST_STRANGE):
        near = difflib.get_close_matches(_shortened(key), [each for each in keys if each not in words], 1, _NEAR)
        wrong += [f"there is no “{_shortened(key)}”; did you mean “{name}”?" for name in near]
    for each in fields:
        if each.key not in words:
            continue
        if each.of is not None and each.of.key in link.refused:
            link = Link(link.values, link.refused | {each.key})
            continue
        value, faults = each.read(words[each.key], link)
        wrong += [f"{each.key} “{_shortened(fault)}”" for fault in faults[:2]]
        if faults:
            link = Link(link.values, link.refused | {each.key})
        if value is not None:
            link = link.replaced({each: value})
    return link, _sentence(wrong)


def check_link(fields: Sequence[Field[Any]], link: Link, n_frames: int) -> tuple[Link, str]:
    """``link`` without what a clip of ``n_frames`` does not have, and a sentence on that, empty where all is there."""
    found = {each: each.check(link[each], n_frames) for each in fields if link[each] != each.default}
    faults = {each: fault for each, fault in found.items() if fault}
    return link.replaced({each: each.default for each in faults}), _sentence(list(faults.values()))


def whole_number(word: str) -> int | None:
    """The number that a word of up to seven digits is; None for any other word."""
    return int(word) if _WHOLE_NUMBER.fullmatch(word) else None


def _sentence(wrong: Sequence[str]) -> str:
    if not wrong:
        return ""
    return f"Part of this address cannot be opened ({', '.join(wrong[:_MOST_TOLD])}); the default is shown instead."


def _shortened(text: str) -> str:
    return text if len(text) <= _MAX_QUOTED else f"{text[: _MAX_QUOTED - 1]}…"
