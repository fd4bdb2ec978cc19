"""The HIERARCHY of a BVH file: its skeletons, their offsets, and which number of a frame turns or moves which joint."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sta_lstm.errors import ClipError
from sta_lstm.formats.rules.text import is_count, one_line, quoted
from sta_lstm.skeletons import MAX_PERSONS
from sta_lstm.skeletons.layout import MAX_JOINTS

#: (kind, axis) by a channel's name in lower case.
CHANNELS = {
    f"{axis}{kind}": (kind, number) for kind in ("position", "rotation") for number, axis in enumerate(("x", "y", "z"))
}
#: Longest line above MOTION; it holds a name, three numbers or six channels.
_MAX_LINE = 10_000
_MAX_NAME = 80


@dataclass(frozen=True)
class Node:
    """One joint, or the end of a limb (``End Site``).

    Attributes:
        name: as the file calls it; ``<parent> end`` for the end of a limb.
        parent: its parent's place in the skeleton; None for the root. Parents stand before their children.
        offset: where it is in its parent's axes when nothing is turned, in the file's unit.
        positions: (axis, column) of its position channels.
        rotations: (axis, column) of its rotation channels, in the order in which they are applied to the axes.
    """

    name: str
    parent: int | None
    offset: tuple[float, float, float]
    positions: tuple[tuple[int, int], ...]
    rotations: tuple[tuple[int, int], ...]


Skeleton = tuple[Node, ...]


@dataclass(frozen=True)
class Hierarchy:
    """What stands above MOTION.

    Attributes:
        skeletons: one a ROOT.
        n_channels: how many numbers a frame has.
        motion_line: the number of the line that says MOTION.
        notes: what was changed, in sentences.
    """

    skeletons: tuple[Skeleton, ...]
    n_channels: int
    motion_line: int
    notes: tuple[str, ...]


def parse_hierarchy(lines: Sequence[str], name: str) -> Hierarchy:
    """The hierarchy in the lines of a BVH file.

    An End Site with the offset 0 0 0 ends where its parent is, and is not a joint of its own.

    Raises:
        ClipError: a statement is missing, misplaced or garbled, or there are too many joints.
    """
    parser = _Parser(name)
    for number, statement in _statements(lines, name):
        parser.take(number, statement)
        if parser.motion_line:
            return parser.result()
    raise parser.cut_short(len(lines))


def _statements(lines: Sequence[str], name: str) -> Iterator[tuple[int, str]]:
    """(line number, statement); a brace is a statement, wherever it stands."""
    for number, line in enumerate(lines, start=1):
        if len(line) > _MAX_LINE:
            raise ClipError(
                f"'{name}', line {number}: {len(line):,} characters above MOTION, where a line holds one joint's name, "
                "offset or channels. This is not a BVH file, or it is damaged there: copy or download it again."
            )
        for part in re.split(r"([{}])", line):
            if part.strip():
                yield number, part.strip()


@dataclass
class _Open:
    """A joint whose block is being read; the columns of its channels are numbered through the file."""

    kind: str
    name: str
    line: int
    parent: int | None
    index: int
    offset: tuple[float, float, float] | None = None
    positions: tuple[tuple[int, int], ...] = ()
    rotations: tuple[tuple[int, int], ...] = ()
    has_channels: bool = False
    is_open: bool = False


class _Parser:
    """Takes one statement after another; a stack of open blocks stands for recursion, so depth costs nothing."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.skeletons: list[list[_Open]] = []
        self.stack: list[_Open] = []
        self.n_channels = 0
        self.motion_line = 0
        self.begun = False
        self.renamed: list[str] = []

    def take(self, line: int, statement: str) -> None:
        word, *rest = statement.split()
        word = word.upper()
        joint = self.stack[-1] if self.stack else None
        if not self.begun:
            if word != "HIERARCHY":
                raise self._wrong(line, "expected HIERARCHY, as every BVH file begins,", statement)
            self.begun = True
        elif joint and not joint.is_open:
            if word != "{":
                raise self._wrong(line, f"expected {{ after {_said(joint)},", statement)
            joint.is_open = True
        elif word in ("ROOT", "JOINT", "END", "ENDSITE"):
            self._begin(line, word, " ".join(rest), statement)
        elif word == "MOTION" and self.skeletons:
            self._motion(line)
        elif joint and word in _IN_A_BLOCK:
            _IN_A_BLOCK[word](self, line, rest)
        else:
            expected = "OFFSET, CHANNELS, JOINT, End Site or a brace" if joint else "ROOT or MOTION"
            raise self._wrong(line, f"expected {expected},", statement)

    def _motion(self, line: int) -> None:
        if self.stack:
            raise ClipError(
                f"'{self.name}', line {line}: MOTION comes while {_said(self.stack[-1])} is still open; closing braces "
                f"missing above it: {len(self.stack)}. Mend the hierarchy, or export the file again."
            )
        self.motion_line = line

    def _begin(self, line: int, word: str, name: str, statement: str) -> None:
        if (word == "ROOT") == bool(self.stack) or (self.stack and self.stack[-1].kind == "END"):
            inside = f"inside {_said(self.stack[-1])}" if self.stack else "outside any ROOT"
            raise ClipError(
                f"'{self.name}', line {line}: {quoted(statement)} stands {inside}, where it cannot. The braces above "
                "do not pair, or the file is damaged; mend it, or export it again."
            )
        if word == "ROOT":
            if len(self.skeletons) == MAX_PERSONS:
                raise ClipError(
                    f"'{self.name}', line {line}: more than {MAX_PERSONS} ROOTs; each is a person, and at most "
                    f"{MAX_PERSONS} can be shown. Save fewer in a file."
                )
            self.skeletons.append([])
        if word.startswith("END"):
            word, name = "END", f"{self.stack[-1].name} end"
        elif not name:
            raise ClipError(f"'{self.name}', line {line}: {word} has no name behind it. Name that joint.")
        skeleton = self.skeletons[-1]
        if len(skeleton) == MAX_JOINTS:
            raise ClipError(
                f"'{self.name}', line {line}: over {MAX_JOINTS} joints; no body that can be shown has so many. "
                "Export the body without its face, fingers and props."
            )
        name = self._unique(one_line(name, _MAX_NAME), is_end=word == "END")
        joint = _Open(word, name, line, self.stack[-1].index if self.stack else None, len(skeleton))
        skeleton.append(joint)
        self.stack.append(joint)

    def _unique(self, name: str, *, is_end: bool) -> str:
        taken = {joint.name for joint in self.skeletons[-1]}
        if name not in taken:
            return name
        unique = next(f"{name} {copy}" for copy in range(2, MAX_JOINTS + 2) if f"{name} {copy}" not in taken)
        if not is_end:
            self.renamed.append(unique)
        return unique

    def _end(self, line: int, _: Sequence[str]) -> None:
        joint = self.stack.pop()
        if joint.offset is None:
            raise ClipError(
                f"'{self.name}', line {line}: {_said(joint)} ends without an OFFSET; expected one, three numbers, "
                "inside its braces."
            )
        if joint.kind == "END" and not any(joint.offset):
            self.skeletons[-1].pop()

    def _offset(self, line: int, words: Sequence[str]) -> None:
        values = [_number(word) for word in words]
        if len(values) != 3 or None in values or not all(map(math.isfinite, values)):  # type: ignore[arg-type]
            comma = " Decimals need a point, not a comma." if any("," in word for word in words) else ""
            raise ClipError(
                f"'{self.name}', line {line}: expected OFFSET and three numbers, found {quoted(' '.join(words))}."
                f"{comma} Mend that line, or export the file again."
            )
        x, y, z = values
        self.stack[-1].offset = (x, y, z)  # type: ignore[assignment]  # None is refused above

    def _channels(self, line: int, words: Sequence[str]) -> None:
        joint = self.stack[-1]
        where = f"'{self.name}', line {line}: the CHANNELS of {_said(joint)}"
        if joint.kind == "END" or joint.has_channels:
            what = "stand in an End Site, which does not move" if joint.kind == "END" else "stand there twice"
            raise ClipError(f"{where} {what}. Remove them, or export the file again.")
        if not words or not is_count(words[0]) or int(words[0]) != len(words) - 1:
            claimed = quoted(words[0]) if words else "no count"
            raise ClipError(
                f"{where} claim {claimed}, and {max(len(words) - 1, 0)} names follow. Correct the count, or export the "
                "file again."
            )
        found = [CHANNELS.get(word.lower()) for word in words[1:]]
        if None in found:
            unknown = words[1 + found.index(None)]
            raise ClipError(
                f"{where} have {quoted(unknown)}; expected Xposition, Yposition, Zposition, Xrotation, Yrotation or "
                "Zrotation. Export the file without it."
            )
        channels = [(kind, axis, self.n_channels + i) for i, (kind, axis) in enumerate(filter(None, found))]
        joint.positions = tuple((axis, column) for kind, axis, column in channels if kind == "position")
        joint.rotations = tuple((axis, column) for kind, axis, column in channels if kind == "rotation")
        if len({axis for axis, _ in joint.positions}) < len(joint.positions) or len(joint.rotations) > 3:
            raise ClipError(
                f"{where} name a position twice, or more than three rotations ({quoted(' '.join(words[1:]))}). Export "
                "the file again."
            )
        joint.has_channels = True
        self.n_channels += len(channels)

    def result(self) -> Hierarchy:
        """What was read, once MOTION has come."""
        skeletons = tuple(
            tuple(
                Node(joint.name, joint.parent, joint.offset or (0, 0, 0), joint.positions, joint.rotations)
                for joint in one
            )
            for one in self.skeletons
        )
        if self.n_channels == 0:
            raise ClipError(
                f"'{self.name}' has no CHANNELS above line {self.motion_line}, so nothing in it moves. Export the file "
                "again, with its motion."
            )
        notes = (
            (f"Joint names stand twice in the file; those that came later are called {', '.join(self.renamed[:5])}.",)
            if self.renamed
            else ()
        )
        return Hierarchy(skeletons, self.n_channels, self.motion_line, notes)

    def cut_short(self, n_lines: int) -> ClipError:
        """The complaint that the lines end before MOTION."""
        where = f" inside {_said(self.stack[-1])}" if self.stack else ""
        return ClipError(
            f"'{self.name}' ends after line {n_lines:,}{where}, where MOTION and the frames should follow: it is cut "
            "short. Copy or download it again."
        )

    def _wrong(self, line: int, expected: str, statement: str) -> ClipError:
        return ClipError(
            f"'{self.name}', line {line}: {expected} found {quoted(statement)}. Mend that line, or export the file "
            "again."
        )


def _said(joint: _Open) -> str:
    return f"'{joint.name}' (line {joint.line})"


#: What stands inside a joint's braces, by its first word; besides other joints.
_IN_A_BLOCK = {"}": _Parser._end, "OFFSET": _Parser._offset, "CHANNELS": _Parser._channels}


def _number(word: str) -> float | None:
    try:
        return float(word)
    except ValueError:
        return None
