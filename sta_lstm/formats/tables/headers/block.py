"""A header of several lines, one above the other: which line holds names, which axes, which kinds and units."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sta_lstm.formats.rules.text import few_names
from sta_lstm.formats.tables.foreign_columns import ROLES, TableColumns
from sta_lstm.formats.tables.foreign_words import LENGTHS, TIMES, kinds_of, place_of, words_of
from sta_lstm.skeletons import AXES

Row = Sequence[str]

_POSITIONS = frozenset(("position", "positions", "pos", "translation", "t"))
_KINDS = _POSITIONS | frozenset(
    (
        *("rotation", "rotations", "orientation", "mean marker error", "marker quality", "marker error", "residual"),
        *("error per marker", "quality", "velocity", "acceleration"),
    )
)
#: What a column is about, in Motive: the best first. Bones are joints of a skeleton that was fitted to the markers.
_TYPES = ("bone", "marker", "bone marker", "rigid body", "rigid body marker", "virtual marker", "calculated marker")
_NAMES = frozenset(("name", "names", "marker", "markers", "marker names", "marker_names", "label", "labels"))
_NO_NAMES = frozenset(("id", "parent", "type", *_TYPES, *_KINDS))
_UNLABELLED = re.compile(r"\*.*|unlabel.*|u_?\d+|unknown.*|new ?\d+", re.IGNORECASE)
_ANGLES = frozenset(("deg", "degree", "degrees", "rad", "radian", "radians", "deg/s", "n", "nmm", "v"))
#: Share of the cells of a line that must be axes, kinds or units.
_MOST = 0.6
#: Fewest joints of a body, and the least share of another body's that a second one has.
_LEAST_JOINTS, _LEAST_SHARE = 5, 0.5


@dataclass(frozen=True)
class HeaderBlock:
    """The lines of a header, split, those with nothing in them left out; and how many columns the rows have."""

    rows: list[list[str]]
    width: int

    @cached_property
    def axes(self) -> int | None:
        """The line of axes, the lowest there is."""
        return self._lowest(lambda cell: _axis(cell) is not None or _is_other(cell), needs=_axis)

    @cached_property
    def units(self) -> list[str]:
        """The unit of each column, empty where none is said."""
        row = self._lowest(lambda cell: cell.lower() in LENGTHS or cell.lower() in _ANGLES)
        return self.line(row)

    @cached_property
    def metres_per_unit(self) -> float | None:
        """The unit of length of all columns that have one, if it is one."""
        found = {LENGTHS[unit.lower()] for unit in self.units if unit.lower() in LENGTHS}
        return next(iter(found)) if len(found) == 1 else None

    def line(self, row: int | None) -> list[str]:
        """The cells of a line, as many as there are columns; all empty for None."""
        cells = [] if row is None else self.rows[row][: self.width]
        return cells + [""] * (self.width - len(cells))

    def called(self, wanted: Callable[[str], bool]) -> int | None:
        """The line that begins with a cell like that, in its first or second column."""
        return next(
            (i for i, row in enumerate(self.rows) if wanted(next((cell for cell in row[:2] if cell), "").lower())), None
        )

    def mostly(self, words: frozenset[str]) -> int | None:
        """The lowest line that is made of these words."""
        return self._lowest(lambda cell: cell.lower() in words)

    def _lowest(self, wanted: Callable[[str], bool], needs: Callable[[str], object] = bool) -> int | None:
        for i in range(len(self.rows) - 1, -1, -1):
            full = [cell for cell in self.rows[i] if cell]
            fit = [cell for cell in full if wanted(cell)]
            if len(fit) >= 4 and len(fit) >= _MOST * len(full) and sum(bool(needs(cell)) for cell in fit) >= 4:
                return i
        return None


def columns_of_block(block: HeaderBlock) -> tuple[list[str], TableColumns | None]:
    """The names of the columns, and which of them hold what; None where the lines do not tell."""
    if block.axes is None:
        return _by_marker_names(block)
    axes = block.line(block.axes)
    axis_of = {column: axis for column, cell in enumerate(axes) if (axis := _axis(cell)) is not None}
    labels = _labels(block, [column for column, cell in enumerate(axes) if cell and _role(cell) is None])
    names = [f"{label} {cell}".strip() for label, cell in zip(labels, axes, strict=True)]
    kinds, units = block.line(block.mostly(_KINDS)), block.units
    columns = {
        column: axis
        for column, axis in axis_of.items()
        if labels[column]
        and (not kinds[column] or kinds[column].lower() in _POSITIONS)
        and units[column].lower() not in _ANGLES
    }
    notes = _said([name for column, name in enumerate(names) if labels[column] and column not in columns])
    columns, type_note = _of_best_type(columns, block, labels)
    joints, note = joints_of(columns, labels)
    if len(joints) < 2:
        return names, None
    return names, TableColumns(_roles(axes), joints, notes=(*notes, *type_note, *note))


def _by_marker_names(block: HeaderBlock) -> tuple[list[str], TableColumns | None]:
    """Qualisys: a line of names, three columns each, and perhaps a frame number and a time before them."""
    row = block.called(lambda cell: cell == "marker_names")
    markers = [] if row is None else [cell for cell in block.rows[row][1:] if cell]
    before = block.width - 3 * len(markers)
    if len(markers) < 2 or not 0 <= before <= 2:
        return [], None
    roles = dict(zip(("frame", "time"), range(before), strict=False))
    names = [*roles, *(f"{marker} {axis}" for marker in markers for axis in "XYZ")]
    columns = {before + 3 * j + a: axis for j in range(len(markers)) for a, axis in enumerate(AXES)}
    joints, note = joints_of(columns, [""] * before + [marker for marker in markers for _ in AXES])
    return names, TableColumns(roles, joints, notes=note) if len(joints) >= 2 else None


def _axis(cell: str) -> str | None:
    """The axis that a cell names, and nothing else: X, x1, Position X, Y (mm)."""
    words = tuple(word for word in words_of(cell) if not word.isdigit())
    if kinds_of([words]):
        return None
    if len(words) == 1 and words[0] in ("tx", "ty", "tz"):  # translations, beside rotations
        return words[0][1]
    place = place_of(words)
    return place.axis if place is not None and not place.joint and place.axis in AXES else None


def _is_other(cell: str) -> bool:
    """Whether a cell stands in a line of axes without being one: W, RX, Frame, Time."""
    words = words_of(cell)
    return cell.lower() == "w" or bool(words and kinds_of([words])) or _role(cell) is not None


def _role(cell: str) -> str | None:
    words = words_of(cell)
    short = words[:-1] if len(words) > 1 and words[-1] in TIMES else words
    return next((role for role in ("frame", "time") if " ".join(short) in ROLES[role] and words != ("t",)), None)


def _roles(axes: Row) -> dict[str, int]:
    found: dict[str, int] = {}
    for column, cell in enumerate(axes):
        role = _role(cell)
        if role is not None:
            found.setdefault(role, column)
    return found


def _labels(block: HeaderBlock, columns: list[int]) -> list[str]:
    """The name above each of ``columns``; one that stands once is that of the columns behind it, too."""
    row = block.called(lambda cell: cell in _NAMES)
    if row is None or row == block.axes:
        row = next((i for i in range((block.axes or 0) - 1, -1, -1) if _holds_names(block.rows[i])), None)
    labels, wanted = block.line(row), set(columns)
    if 2 * sum(bool(labels[column]) for column in columns) < len(columns) + 2:
        last = ""
        for column in range(block.width):
            last = (labels[column] or last) if column in wanted else ""
            labels[column] = last
    return [label if column in wanted else "" for column, label in enumerate(labels)]


def _holds_names(row: Row) -> bool:
    full = {cell for cell in row if cell}
    names = {cell for cell in full if cell.lower() not in _NO_NAMES and not re.fullmatch(r"[0-9A-F.]+", cell)}
    return len(names) >= 2 and len(names) > len(full) / 2


def _of_best_type(columns: dict[int, str], block: HeaderBlock, labels: Row) -> tuple[dict[int, str], tuple[str, ...]]:
    """The columns of the best type of point, where the header tells types: those of a skeleton, else its markers."""
    types = [cell.lower() for cell in block.line(block.mostly(frozenset(_TYPES)))]
    by_type = {kind: {labels[column] for column in columns if types[column] == kind} for kind in _TYPES}
    best = next((kind for kind in _TYPES if len(by_type[kind]) >= _LEAST_JOINTS), None)
    if best is None:
        return columns, ()
    kept = {column: axis for column, axis in columns.items() if types[column] == best}
    left = [f"{len(names)} of type {kind}" for kind, names in by_type.items() if names and kind != best]
    note = (f"Of the points only those of type '{best}' were read; left out are {few_names(left)}.",) if left else ()
    return kept, note


def joints_of(columns: Mapping[int, str], labels: Row) -> tuple[dict[tuple[str, str], dict[str, int]], tuple[str, ...]]:
    """(person, joint) → axis → column; what is before a colon is whose point it is."""
    places: dict[tuple[str, str], dict[str, int]] = {}
    unlabelled: dict[str, None] = {}
    for column, axis in columns.items():
        whose, _, joint = labels[column].rpartition(":")
        if _UNLABELLED.fullmatch(joint):
            unlabelled[joint] = None
        else:
            places.setdefault((whose, joint), {}).setdefault(axis, column)
    places = {key: held for key, held in places.items() if {"x", "y"} <= held.keys()}
    bodies, others = _bodies(places)
    kept = {
        (whose if len(bodies) > 1 else "", joint): held for (whose, joint), held in places.items() if whose in bodies
    }
    notes: tuple[str, ...] = ()
    if others:
        notes += (f"Points of what is no body were left out: {few_names(others)}.",)
    if unlabelled:
        points = "1 point" if len(unlabelled) == 1 else f"{len(unlabelled):,} points"
        notes += (f"{points} without a label left out.",)
    return kept, notes


def _bodies(places: dict[tuple[str, str], dict[str, int]]) -> tuple[set[str], list[str]]:
    """Whose points are a body's: those with the most, and those with many of the same names."""
    counts = Counter(whose for whose, _ in places)
    if not counts:
        return set(), []
    most = counts.most_common(1)[0][0]
    names = {whose: {joint for other, joint in places if other == whose} for whose in list(counts)[:50]}
    bodies = {most} | {
        whose
        for whose, joints in names.items()
        if len(joints) >= _LEAST_JOINTS and len(joints & names.get(most, set())) >= _LEAST_SHARE * counts[most]
    }
    others = [f"{whose or 'points of nobody'} ({count})" for whose, count in counts.items() if whose not in bodies]
    return bodies, others


def _said(left: Row) -> tuple[str, ...]:
    if not left:
        return ()
    columns = "1 column is no position" if len(left) == 1 else f"{len(left):,} columns are no positions"
    return (f"{columns}, and left out: {few_names(left)}.",)
