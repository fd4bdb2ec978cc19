"""One change of a clip, as a value that checks itself."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, get_args

from sta_lstm.errors import SettingsError
from sta_lstm.skeletons import MAX_FRAMES, MAX_PERSONS
from sta_lstm.words import counted, listed

Kind = Literal["hide", "hold", "mirror", "slow", "shift", "shake", "swap"]
KINDS: tuple[Kind, ...] = get_args(Kind)
#: Most edits that are made of one clip.
MAX_EDITS = 64
MAX_TARGETS = 64
#: What each kind takes, with the least and the most of it; kinds that are not here take nothing.
_AMOUNTS: dict[str, tuple[tuple[str, float, float], ...]] = {
    "slow": (("factor", 0.1, 20),),
    "shift": (("cm to the side", -500, 500), ("cm up", -500, 500), ("cm forward", -500, 500)),
    "shake": (("cm", 0, 100), ("seed", 0, 999_999)),
}


@dataclass(frozen=True)
class Edit:
    """Something that is done to some joints, of one person or of all, in a stretch of frames.

    A network reads no gap, so each kind leaves numbers that it can read:

    - ``hide``: a whole person is absent; joints stand on the straight line between the frames before and after, as
      readers fill what a sensor lost, and at their mean place where they are hidden throughout.
    - ``hold``: still, at the mean place of the clip.
    - ``mirror``: left and right of the body exchanged; joints bring their twins.
    - ``slow``: so many times slower within the stretch, and late ever after; under 1 is faster. The clip keeps its
      length.
    - ``shift``: moved by centimetres along the room's x, y (up) and z.
    - ``shake``: noise of so many centimetres in each direction, by a seed.
    - ``swap``: the motion of the same joints in another clip.

    A part of a body moves with the body: it is held, hidden, slowed and swapped as it lies to the root joint.

    Attributes:
        kind: what is done.
        targets: names of parts of the body ("right arm") and of joints ("right wrist"), whose capitals do not matter;
            empty is the whole body.
        person: column of the person; None is everybody.
        frames: first and last frame; None is the whole clip.
        amounts: of ``slow`` the factor, of ``shift`` x, y and z in centimetres, of ``shake`` centimetres (standard
            deviation) and a seed; a seed that is left out is 0.
        other: of ``swap`` the name of the other clip.

    Raises:
        SettingsError: a field is out of range, or means nothing for this kind.
    """

    kind: Kind
    targets: tuple[str, ...] = ()
    person: int | None = None
    frames: tuple[int, int] | None = None
    amounts: tuple[float, ...] = ()
    other: str = ""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise SettingsError(f"there is no edit {str(self.kind)[:40]!r}; there are: {', '.join(KINDS)}.")
        if self.kind == "shake" and len(self.amounts) == 1:
            object.__setattr__(self, "amounts", (*self.amounts, 0.0))
        object.__setattr__(self, "amounts", tuple(float(amount) for amount in self.amounts))
        self._check_targets()
        self._check_place()
        self._check_amounts()
        if (self.kind == "swap") != bool(self.other):
            raise SettingsError(
                "the edit 'swap' names the other clip, as in 'swap:right arm=kick-right'."
                if self.kind == "swap"
                else f"the edit '{self.kind}' takes no other clip; only 'swap' does."
            )

    def _check_targets(self) -> None:
        if len(self.targets) > MAX_TARGETS:
            raise SettingsError(f"an edit names {len(self.targets)} parts and joints; at most {MAX_TARGETS} can be.")
        if not all(isinstance(name, str) and name for name in self.targets):
            raise SettingsError(f"the edit '{self.kind}' names a part or a joint without letters; leave it out.")
        if len({name.casefold() for name in self.targets}) < len(self.targets):
            raise SettingsError(f"the edit '{self.kind}' names a part or a joint twice; name each once.")

    def _check_place(self) -> None:
        if self.person is not None and not 0 <= self.person < MAX_PERSONS:
            raise SettingsError(f"an edit is about person number {self.person}; a clip has at most {MAX_PERSONS}.")
        if self.frames is not None and not 0 <= self.frames[0] <= self.frames[1] < MAX_FRAMES:
            raise SettingsError(
                f"the edit '{self.kind}' is about the frames {self.frames[0]} to {self.frames[1]}; give the first and "
                "the last frame, counted from 0."
            )

    def _check_amounts(self) -> None:
        expected = _AMOUNTS.get(self.kind, ())
        if len(self.amounts) != len(expected):
            wanted = listed([name for name, _, _ in expected]) or "nothing"
            raise SettingsError(
                f"the edit '{self.kind}' takes {wanted}; got {counted(len(self.amounts), 'number')}."
                + (f" For example '{self.kind}:right arm={EXAMPLES[self.kind]}'." if expected else "")
            )
        for amount, (name, least, most) in zip(self.amounts, expected, strict=True):
            if not (math.isfinite(amount) and least <= amount <= most):
                raise SettingsError(f"the edit '{self.kind}': {name} is {amount:g}; expected {least:g} to {most:g}.")
        if self.kind == "shake" and self.amounts[1] != int(self.amounts[1]):
            raise SettingsError(f"the edit 'shake': the seed is {self.amounts[1]:g}; expected a whole number.")


#: What stands behind ``=`` of the kinds that take something.
EXAMPLES: dict[str, str] = {"slow": "2", "shift": "0,10,0", "shake": "3", "swap": "kick-right"}
