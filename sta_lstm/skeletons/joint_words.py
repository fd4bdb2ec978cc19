"""The names that people give to joints, taken apart: the side, what is common to all of them, and the part of the body.

A name alone is not enough. ``L5`` is a vertebra and ``LKnee`` a left knee; ``body_`` and ``CC_Base_`` say nothing where
all names begin with them; ``larm`` is a left arm beside a ``rarm``. So names are taken apart together.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass

_RIG = re.compile(r"^.*[:|]")
_BREAKS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z](?![^A-Za-z]|$))|[\s_.\-/\\()\[\]]+")
_SIDES = {
    **dict.fromkeys(("left", "l", "lft"), "left"),
    **dict.fromkeys(("right", "r", "rgt", "rt"), "right"),
}
#: What a side may be glued to: ``lknee``, ``kneeleft``.
_GLUED = (("left", "left"), ("right", "right"), ("l", "left"), ("r", "right"))
_END_WORDS = frozenset(("end", "site", "nub", "of"))
#: What rigs put before each name, word by word; what is common to all names need not be here.
_RIGS = (
    *(("cc", "base"), ("j", "bip"), ("j", "sec"), ("j", "adj"), ("valvebiped", "bip01"), ("valvebiped",)),
    *(("skel",), ("skeleton",), ("def",), ("org",), ("mch",), ("bip",)),
)
_NUMBERED_RIGS = re.compile(r"(mixamorig|bip|character)\d*")
#: Words that say something of the body, beside those of the tables: never left out, though all names have them.
_OF_THE_BODY = frozenset(
    (
        *("spine", "head", "face", "hand", "finger", "thumb", "index", "middle", "ring", "pinky", "foot", "toe", "arm"),
        *("leg", "hip", "shoulder", "eye", "ear", "mouth", "upper", "lower", "inner", "outer", "front", "back", "end"),
    )
)
#: The share of the names that begin or end alike where that says nothing, and the fewest names of which it is told.
_COMMON, _FEWEST = 0.8, 4
#: A number at the end of a name, behind letters or nothing.
_NUMBERED = re.compile(r"(.*?)[\s_.\-/#\[]*([0-9]{1,5})\]?")


@dataclass(frozen=True)
class Word:
    """A joint's name taken apart: its side ("" for the middle), the rest in small letters, and whether a chain ends."""

    side: str
    parts: tuple[str, ...]
    is_end: bool = False

    @property
    def key(self) -> str:
        """What the tables of `synonyms` have."""
        return "".join(self.parts) + "$" * self.is_end

    @property
    def text(self) -> str:
        """The name in plain words, for a joint that is in no table."""
        return " ".join((*((self.side,) if self.side else ()), *self.parts, *(("end",) if self.is_end else ())))


def taken_apart(names: Sequence[str], known: Set[str]) -> list[Word]:
    """The words of each name, in order; no two names get the same ones for want of what all have in common.

    Args:
        names: of the joints of one body.
        known: words for parts of the body, in small letters, to which a side may be glued.
    """
    raw = [[part.lower() for part in _BREAKS.split(_RIG.sub("", name)) if part] or [name.lower()] for name in names]
    bare = _without_common([_without_rig(each) for each in raw], known)
    words = _sided([_without_rig(each) for each in bare], known)
    # What they have in common may be what tells some of them apart.
    return words if len(set(words)) == len(words) else _sided(raw, known)


def pairs_of_sides(names: Sequence[str], known: Set[str]) -> list[tuple[str, str]]:
    """(left, right) of ``names`` that differ in their side alone; a name that could be in two pairs is in none."""
    words = taken_apart(names, known)
    sides: dict[tuple[tuple[str, ...], bool], dict[str, list[str]]] = {}
    for name, word in zip(names, words, strict=True):
        sides.setdefault((word.parts, word.is_end), {}).setdefault(word.side, []).append(name)
    both = [(each.get("left", []), each.get("right", [])) for each in sides.values()]
    return [(left[0], right[0]) for left, right in both if len(left) == len(right) == 1]


def numbered(names: Sequence[str]) -> dict[str, dict[int, int]]:
    """Column by number, by what stands before the number, of those names that end in one.

    ``L0``, ``kp_1``, ``landmark 2`` and ``3`` are numbers behind ``l``, ``kp``, ``landmark`` and nothing. A number that
    comes twice behind the same is not told.
    """
    found: dict[str, dict[int, int]] = {}
    for column, name in enumerate(names):
        match = _NUMBERED.fullmatch(name.strip())
        if match is not None:
            before = " ".join(part.lower() for part in _BREAKS.split(match[1]) if part)
            found.setdefault(before, {}).setdefault(int(match[2]), column)
    return found


def _without_rig(parts: list[str]) -> list[str]:
    for rig in _RIGS:
        if len(parts) > len(rig) and tuple(parts[: len(rig)]) == rig:
            parts = parts[len(rig) :]
            parts = parts[1:] if len(parts) > 1 and parts[0].isdigit() else parts
            break
    if len(parts) > 1 and _NUMBERED_RIGS.fullmatch(parts[0]):
        parts = parts[1:]
    # A rig says C where others say L and R.
    return parts[1:] if len(parts) > 1 and parts[0] == "c" else parts


def _without_common(names: list[list[str]], known: Set[str]) -> list[list[str]]:
    """``names`` without the words that nearly all of them begin or end with, and without numbers before all of them."""
    if len(names) < _FEWEST:
        return names
    if all(len(parts) > 1 and parts[0].isdigit() and not parts[1].isdigit() for parts in names):
        names = [parts[1:] for parts in names]
    for end in (0, -1):
        while True:
            counts = Counter(parts[end] for parts in names if len(parts) > 1)
            word, count = counts.most_common(1)[0] if counts else ("", 0)
            spoken = word in known or word in _OF_THE_BODY or word in _SIDES
            if count < _COMMON * len(names) or spoken:
                break
            kept = slice(1, None) if end == 0 else slice(None, -1)
            names = [parts[kept] if len(parts) > 1 and parts[end] == word else parts for parts in names]
    return names


def _sided(names: list[list[str]], known: Set[str]) -> list[Word]:
    ends = [_without_end(parts) for parts in names]
    words = [Word(*_side_of(parts), is_end) for parts, is_end in ends]
    return _pairs(_glued(words, known))


def _without_end(parts: list[str]) -> tuple[list[str], bool]:
    is_end = len(parts) > 1 and bool(_END_WORDS & {parts[0], parts[-1]}) and parts[-1] != "of"
    return ([part for part in parts if part not in _END_WORDS] or parts if is_end else parts), is_end


def _side_of(parts: list[str]) -> tuple[str, tuple[str, ...]]:
    """The side that a word of its own tells, and the other words."""
    for i, part in enumerate(parts):
        # A letter and a number alone are a vertebra, a marker or a numbered point: L5, R1.
        is_number = len(part) == 1 and all(other.isdigit() for other in (*parts[:i], *parts[i + 1 :]))
        if part in _SIDES and len(parts) > 1 and not is_number:
            return _SIDES[part], (*parts[:i], *parts[i + 1 :])
    if len(parts) == 1 and parts[0] in ("left", "right"):
        return parts[0], (parts[0],)
    return "", tuple(parts)


def _glued(words: list[Word], known: Set[str]) -> list[Word]:
    """``words`` with sides told that are glued to the name of a part: ``lknee``, ``kneeleft``, ``LUArm``.

    A letter is a side only where other names have sides, too.
    """
    there = {word.key for word in words}
    found = {
        j: each
        for j, word in enumerate(words)
        # Beside ARMm, a marker at the medial side, ARMl is the lateral one.
        if not word.side and (each := _unglued(word, known)) and f"{each.key}m" not in there
    }
    short = {j for j, each in found.items() if len(words[j].key) - len(each.key) == 1}
    others = {(each.key, each.side) for each in found.values()}
    trusted = (
        len(short) > 2
        or any(word.side for word in words)
        or any((found[j].key, _other(found[j].side)) in others for j in short)
    )
    return [found[j] if j in found and (j not in short or trusted) else word for j, word in enumerate(words)]


def _unglued(word: Word, known: Set[str]) -> Word | None:
    whole = "".join(word.parts)
    if whole in known:
        return None
    for mark, side in _GLUED:
        if whole.startswith(mark) and whole[len(mark) :] in known:
            return Word(side, (whole[len(mark) :],), word.is_end)
        if whole.endswith(mark) and whole[: -len(mark)] in known:
            return Word(side, (whole[: -len(mark)],), word.is_end)
    return None


def _pairs(words: list[Word]) -> list[Word]:
    """``words`` with a side where two names differ in a last l and r alone: ``ASISl``, ``ASISr``, and no ``ASISm``."""
    there = {word.key for word in words if not word.side}
    found = []
    for word in words:
        stem, last = word.key[:-1], word.key[-1:]
        is_pair = len(stem) > 1 and last in ("l", "r") and {f"{stem}l", f"{stem}r"} <= there and f"{stem}m" not in there
        if word.side or not is_pair or len(word.parts[-1]) == 1:
            found.append(word)
        else:
            found.append(Word(_SIDES[last], (*word.parts[:-1], word.parts[-1][:-1])))
    return found


def _other(side: str) -> str:
    return "right" if side == "left" else "left"
