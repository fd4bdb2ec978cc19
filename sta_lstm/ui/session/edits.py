"""The edits that this visitor tries on a clip: what is done now, what can be undone and redone; for nobody else.

What is done now is a word of the page's address, and goes with the clip; what was undone is remembered beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import streamlit as st

from sta_lstm.evidence.edits import Edit
from sta_lstm.ui.session.address import Address
from sta_lstm.ui.session.link import Field

Edits: TypeAlias = tuple[Edit, ...]
#: Most steps that can be undone.
_MOST = 50


@dataclass(frozen=True)
class _Past:
    """What was tried on one clip since somebody came to the page.

    Attributes:
        begun: tells that clip and that arrival from others.
        undo: what was done before, the latest last.
        redo: what was undone, the latest last.
    """

    begun: tuple[str, int]
    undo: tuple[Edits, ...] = ()
    redo: tuple[Edits, ...] = ()


@dataclass(frozen=True, eq=False)
class EditHistory:
    """The edits on one page.

    Attributes:
        address: of the page; to be asked once it has been updated.
        field: of that address, which tells the edits.
    """

    address: Address
    field: Field[Edits]

    @property
    def current(self) -> Edits:
        """What is done to the clip now."""
        edits: Edits = self.address.shown[self.field]
        return edits

    @property
    def can_undo(self) -> bool:
        """Whether something was done before."""
        return bool(self._past.undo)

    @property
    def can_redo(self) -> bool:
        """Whether something was undone."""
        return bool(self._past.redo)

    def do(self, edits: Edits) -> None:
        """Have ``edits`` in the place of what is done now."""
        past = self._past
        if edits != self.current:
            self._set(edits, (*past.undo, self.current)[-_MOST:], ())

    def undo(self) -> None:
        """Go back by one step."""
        past = self._past
        if past.undo:
            self._set(past.undo[-1], past.undo[:-1], (*past.redo, self.current))

    def redo(self) -> None:
        """Take back what was undone last."""
        past = self._past
        if past.redo:
            self._set(past.redo[-1], (*past.undo, self.current), past.redo[:-1])

    @property
    def _past(self) -> _Past:
        begun = (self.address.recording, self.address.n_arrivals)
        past: _Past | None = st.session_state.get(self._name)
        return past if past is not None and past.begun == begun else _Past(begun)

    def _set(self, edits: Edits, undo: tuple[Edits, ...], redo: tuple[Edits, ...]) -> None:
        st.session_state[self._name] = _Past(self._past.begun, undo, redo)
        self.address.remember({self.field: edits})

    @property
    def _name(self) -> str:
        return f"edits-{self.address.page}"
