"""The skeleton in an ASF file (Acclaim): bones with directions, lengths and axes, and what hangs on what."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from sta_lstm.arrays import Float64s
from sta_lstm.errors import ClipError
from sta_lstm.formats.bvh.hierarchy import Node, Skeleton
from sta_lstm.formats.rules.text import decoded, few_names, lines_of, one_line, quoted
from sta_lstm.skeletons.layout import MAX_JOINTS

ROOT = "root"
_DOFS = frozenset(("rx", "ry", "rz", "tx", "ty", "tz", "l"))
_INCH = 0.0254
_MAX_NAME = 80
#: Most words of a line that are looked at.
_MAX_WORDS = 1000

Line = tuple[int, list[str]]


@dataclass(frozen=True)
class Bone:
    """One bone; the root is a bone without length.

    Attributes:
        name: as the file calls it.
        parent: its parent's place among the bones, which stand behind their parents; None for the root.
        along: from its beginning to its end when nothing is turned, in the file's unit.
        order: of its axes, such as "xyz": it is turned about the first one first.
        axes: 3 × 3, its own axes as columns; turns are about these.
        dofs: what its numbers in a frame are: rx, ry, rz, tx, ty, tz or l.
    """

    name: str
    parent: int | None
    along: tuple[float, float, float]
    order: str
    axes: Float64s
    dofs: tuple[str, ...]


@dataclass(frozen=True)
class Acclaim:
    """What an ASF file says.

    Attributes:
        bones: the root first, parents before their children.
        place: of the root, in the file's unit, to which each frame adds.
        metres_per_unit: None where it says no unit.
    """

    bones: tuple[Bone, ...]
    place: tuple[float, float, float]
    metres_per_unit: float | None

    @property
    def skeleton(self) -> Skeleton:
        """The joints: each bone's beginning, and the ends of those on which nothing hangs, called ``<bone> end``."""
        bones = self.bones
        nodes = [
            Node(bone.name, bone.parent, (0.0, 0.0, 0.0) if bone.parent is None else bones[bone.parent].along, (), ())
            for bone in bones
        ]
        ends = [Node(f"{bones[at].name} end", at, bones[at].along, (), ()) for at in self.leaves]
        return (*nodes, *ends)

    @property
    def leaves(self) -> tuple[int, ...]:
        """The bones that have a length, and on which nothing hangs."""
        parents = {bone.parent for bone in self.bones}
        return tuple(at for at, bone in enumerate(self.bones) if at not in parents and any(bone.along))


def parse_asf(data: bytes, name: str) -> Acclaim:
    """The skeleton in an ASF file.

    Raises:
        ClipError: a bone lacks its direction or length, hangs on none that there is, or the file is none.
    """
    sections = _sections(lines_of(decoded(data, name), name))
    missing = [each for each in (":bonedata", ":hierarchy", ":root") if each not in sections]
    if missing:
        raise ClipError(f"'{name}' is no whole ASF skeleton: it lacks {few_names(missing)}. Copy or download it again.")
    units = {words[0].lower(): words[1] for _, words in sections.get(":units", []) if len(words) > 1}
    degrees = not units.get("angle", "deg").lower().startswith("rad")
    length = _plain(units.get("length", ""))
    given = dict(_bones(sections[":bonedata"], name, degrees=degrees))
    root = _root(sections[":root"], name, degrees=degrees)
    bones = _hung(sections[":hierarchy"], given, root[0], name)
    return Acclaim(bones, root[1], _INCH / length if length and 1e-4 < length < 1e4 else None)


def euler(angles: Float64s, order: str) -> Float64s:
    """Rotations, … × 3 × 3, by angles about x, y and z (… × 3, radians), about the first axis of ``order`` first."""
    turned = np.broadcast_to(np.eye(3), (*angles.shape[:-1], 3, 3))
    for axis in order:
        at = "xyz".index(axis)
        cosine, sine = np.cos(angles[..., at]), np.sin(angles[..., at])
        second, third = (at + 1) % 3, (at + 2) % 3
        turn = np.zeros((*angles.shape[:-1], 3, 3))
        turn[..., at, at] = 1.0
        turn[..., second, second] = turn[..., third, third] = cosine
        turn[..., third, second], turn[..., second, third] = sine, -sine
        turned = turn @ turned
    return np.asarray(turned)


def _sections(lines: Sequence[str]) -> dict[str, list[Line]]:
    """By keyword (``:units``), the lines below it in words, with their numbers; comments are left out."""
    found: dict[str, list[Line]] = {}
    here: list[Line] = []
    for number, line in enumerate(lines, start=1):
        words = line.split("#", 1)[0].split(None, _MAX_WORDS)[:_MAX_WORDS]
        if words and words[0].startswith(":"):
            here = found.setdefault(words[0].lower(), [])
            words = words[1:]
        if words:
            here.append((number, words))
    return found


def _bones(lines: Sequence[Line], name: str, *, degrees: bool) -> Iterator[tuple[str, Bone]]:
    """(name, bone) of each block between ``begin`` and ``end``; parents are not known yet."""
    block: dict[str, Line] = {}
    n_bones = 0
    for number, words in lines:
        word = words[0].lower()
        if word == "begin":
            block = {}
        elif word == "end":
            n_bones += 1
            if n_bones > MAX_JOINTS:
                raise ClipError(
                    f"'{name}', line {number}: over {MAX_JOINTS} bones; no body that can be shown has so many."
                )
            bone = _bone(block, number, name, degrees=degrees)
            yield bone.name, bone
        else:
            block[word] = (number, words[1:])


def _bone(block: dict[str, Line], end: int, name: str, *, degrees: bool) -> Bone:
    called = one_line(" ".join(block["name"][1]), _MAX_NAME) if "name" in block else ""
    if not called:
        raise ClipError(f"'{name}', line {end}: a bone ends that has no name. Mend it, or download the file again.")
    direction = _numbers(block.get("direction"), 3, f"the direction of '{called}'", name, end)
    length = _numbers(block.get("length"), 1, f"the length of '{called}'", name, end)[0]
    line, words = block.get("axis", (end, ["0", "0", "0", "XYZ"]))
    axis = _numbers((line, words[:3]), 3, f"the axis of '{called}'", name, end)
    dofs = tuple(word.lower() for word in block.get("dof", (end, []))[1])
    if len(set(dofs)) < len(dofs) or not _DOFS.issuperset(dofs):
        raise ClipError(
            f"'{name}', line {block['dof'][0]}: expected some of rx, ry, rz, tx, ty, tz, l behind dof, each once, "
            f"found {quoted(' '.join(dofs))}. Mend that line."
        )
    order = _order(words[3:], name, line)
    along = (direction[0] * length, direction[1] * length, direction[2] * length)
    return Bone(called, None, along, order, euler(_radians(axis, degrees), order), dofs)


def _root(lines: Sequence[Line], name: str, *, degrees: bool) -> tuple[Bone, tuple[float, float, float]]:
    said = {words[0].lower(): (number, words[1:]) for number, words in lines}
    end = lines[-1][0] if lines else 1
    dofs = tuple(word.lower() for word in said.get("order", (end, ["TX", "TY", "TZ", "RX", "RY", "RZ"]))[1])
    if len(set(dofs)) < len(dofs) or not _DOFS.issuperset(dofs):
        raise ClipError(
            f"'{name}', line {said['order'][0]}: expected TX, TY, TZ, RX, RY, RZ in some order for the root, found "
            f"{quoted(' '.join(dofs))}. Mend that line."
        )
    order = _order(said["axis"][1] if "axis" in said else [], name, end)
    turned = _numbers(said.get("orientation", (end, ["0"] * 3)), 3, "the root's orientation", name, end)
    x, y, z = _numbers(said.get("position", (end, ["0"] * 3)), 3, "the root's position", name, end)
    return Bone(ROOT, None, (0.0, 0.0, 0.0), order, euler(_radians(turned, degrees), order), dofs), (x, y, z)


def _hung(lines: Sequence[Line], given: dict[str, Bone], root: Bone, name: str) -> tuple[Bone, ...]:
    """The root and all that hangs on it, parents first."""
    bones, places = [root], {ROOT: 0}
    waiting = [(number, words) for number, words in lines if words[0].lower() not in ("begin", "end")]
    for number, words in waiting:
        if words[0] not in places:
            raise ClipError(
                f"'{name}', line {number}: bones hang on {quoted(words[0])}, which hangs on nothing above that line. "
                "Mend the hierarchy."
            )
        for child in words[1:]:
            if child not in given or child in places:
                why = "hangs on two bones" if child in places else "is not among the bones"
                raise ClipError(f"'{name}', line {number}: {quoted(child)} {why}. Mend the hierarchy.")
            bone = given[child]
            places[child] = len(bones)
            bones.append(Bone(child, places[words[0]], bone.along, bone.order, bone.axes, bone.dofs))
    if len(bones) == 1:
        raise ClipError(f"'{name}': nothing hangs on the root. Mend the hierarchy, or download the file again.")
    return tuple(bones)


def _order(words: Sequence[str], name: str, line: int) -> str:
    order = words[0].lower() if words else "xyz"
    if sorted(order) != ["x", "y", "z"]:
        raise ClipError(f"'{name}', line {line}: expected an order of axes such as XYZ, found {quoted(order)}.")
    return order


def _numbers(line: Line | None, count: int, what: str, name: str, end: int) -> list[float]:
    number, words = line if line is not None else (end, [])
    values = [_plain(word) for word in words]
    if len(values) != count or not all(math.isfinite(value) and abs(value) < 1e9 for value in values):
        raise ClipError(
            f"'{name}', line {number}: expected {count} number{'s' * (count > 1)} for {what}, found "
            f"{quoted(' '.join(words))}. Mend that line, or download the file again."
        )
    return values


def _plain(word: str) -> float:
    try:
        return float(word)
    except ValueError:
        return math.nan


def _radians(angles: Sequence[float], degrees: bool) -> Float64s:
    values = np.array(angles, dtype=np.float64)
    return np.radians(values) if degrees else values
