"""Words from which layouts are written: names on a side, chains of bones, limbs."""

from __future__ import annotations

from itertools import pairwise

Bones = tuple[tuple[str, str], ...]


def named(side: str, parts: tuple[str, ...]) -> tuple[str, ...]:
    """The joints ``parts`` of one side: ``left elbow`` …."""
    return tuple(f"{side} {part}" for part in parts)


def sides(parts: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """The (left, right) pairs of ``parts``."""
    return tuple((f"left {part}", f"right {part}") for part in parts)


def chain(*joints: str) -> Bones:
    """Bones from each joint to the next."""
    return tuple(pairwise(joints))


def both(*parts: str) -> Bones:
    """The chain of ``parts`` on the left, then on the right."""
    return tuple(bone for side in ("left", "right") for bone in chain(*named(side, parts)))


def limbs(chest: str, pelvis: str, arm: tuple[str, ...], leg: tuple[str, ...]) -> Bones:
    """Arms that hang on ``chest`` and legs that hang on ``pelvis``, left before right."""
    return tuple(
        bone
        for side in ("left", "right")
        for start, parts in ((chest, arm), (pelvis, leg))
        for bone in chain(start, *named(side, parts))
    )
