"""In which form numbers of clips lie: letters for axes, as `"NCTVM"`.

N clips, C features, T frames, V joints, M persons. Each letter stands once; those in brackets share an axis, the last
one changing fastest: ``"NT(MVC)"`` is clips × frames × all features of all joints of all persons.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import prod

from torch import Tensor

from sta_lstm.errors import SettingsError

_LETTERS = "NMTVC"
_AXIS = rf"[{_LETTERS}]|\([{_LETTERS}]+\)"
_EXAMPLES = "such as NCTVM, NTVC or NT(MVC)"


@dataclass(frozen=True)
class Form:
    """A form.

    Attributes:
        text: as it was told.
        axes: the letters of each axis.
    """

    text: str
    axes: tuple[str, ...]

    @classmethod
    def of(cls, text: str, what: str = "form", *, needs: str = "NCTV") -> Form:
        """The form that ``text`` tells.

        Args:
            text: letters and brackets.
            what: whose form it is, for messages.
            needs: letters that it cannot do without.

        Raises:
            SettingsError: it is no such text.
        """
        whole = isinstance(text, str) and re.fullmatch(rf"({_AXIS})+", text)
        found = tuple(axis.strip("()") for axis in re.findall(_AXIS, text)) if whole else ()
        letters = "".join(found)
        lacking = [letter for letter in needs if letter not in letters]
        if len(set(letters)) < len(letters) or lacking:
            raise SettingsError(
                f"{what} is {str(text)[:40]!r}; expected each of the letters {', '.join(needs)} once, and M where "
                f"persons have an axis, {_EXAMPLES}: N clips, C features, T frames, V joints, M persons."
            )
        return cls(text, found)

    @property
    def has_persons(self) -> bool:
        """Whether M is among the letters."""
        return any("M" in axis for axis in self.axes)

    def shape(self, **sizes: int) -> tuple[int, ...]:
        """The sizes of the axes, by those of the letters; 1 for a letter that is left out."""
        return tuple(prod(sizes.get(letter, 1) for letter in axis) for axis in self.axes)

    def given(self, x: Tensor) -> Tensor:
        """Numbers in the order N × M × T × V × C brought to this form; without M, there is one person."""
        letters = "".join(self.axes)
        x = x if self.has_persons else x[:, 0]
        order = [each for each in _LETTERS if each in letters]
        sizes = dict(zip(order, x.shape, strict=True))
        return x.permute(*(order.index(letter) for letter in letters)).reshape(self.shape(**sizes))

    def taken(self, x: Tensor, *, n_clips: int, n_persons: int, n_joints: int) -> Tensor | None:
        """The inverse: N × M × T × V × C of numbers in this form, of as many frames and features as they are.

        None where they are not of so many clips, persons and joints.
        """
        known = {"N": n_clips, "M": n_persons if self.has_persons else 1, "V": n_joints}
        if x.ndim != len(self.axes):
            return None
        sizes = dict(known)
        for axis, size in zip(self.axes, x.shape, strict=True):
            open_ = [letter for letter in axis if letter not in known]
            rest = prod(known[letter] for letter in axis if letter in known)
            if len(open_) > 1 or size % rest or (not open_ and size != rest):
                return None
            sizes |= dict.fromkeys(open_, size // rest)
        letters = "".join(self.axes)
        apart = x.reshape([sizes[letter] for letter in letters])
        order = [each for each in _LETTERS if each in letters]
        ordered = apart.permute(*(letters.index(letter) for letter in order))
        return ordered if self.has_persons else ordered[:, None]
