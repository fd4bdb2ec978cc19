"""The browser's address follows what the page shows, and the page follows an address that somebody opens.

Another clip or checkpoint is a step that Back undoes. What the player settled on only replaces the address: it says
where one stands, and is no step of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol

import streamlit as st

from sta_lstm.player.bundle import BESIDE_STYLE, component_script
from sta_lstm.ui.session import guessing
from sta_lstm.ui.session._streamlit import came_by_history
from sta_lstm.ui.session.keys import short_hash
from sta_lstm.ui.session.link import Field, FileField, Link, check_link, format_link, parse_link
from sta_lstm.ui.session.uploads import is_just_opened
from sta_lstm.ui.text import escaped

if TYPE_CHECKING:
    from streamlit.components.v2.types import ComponentRenderer

#: ``<project>.<component>`` of the table ``tool.streamlit.component.components`` in pyproject.toml.
COMPONENT = "sta-lstm.address"
#: Of what keeps the address, which nobody sees.
KEEPER = "address-keeper"


class Choosable(Protocol):
    """What can be chosen in a list of a page."""

    @property
    def key(self) -> str:
        """Tells it apart from all others."""
        ...

    @property
    def sample(self) -> str | None:
        """The name by which an address may ask for it; None for an upload."""
        ...


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody who has just come to the page wants to see.

    Attributes:
        link: that.
        notice: a sentence on what of it cannot be had.
        by_address: whether they came by an address, and not from another page.
        is_return: whether they come back from another page: what was chosen there meanwhile is chosen here, too.
    """

    link: Link
    notice: str = ""
    by_address: bool = False
    is_return: bool = False


@dataclass(frozen=True, slots=True)
class _Visit:
    """Where a visitor's page stands.

    Attributes:
        clip_key: keys of the clips' sources: two uploads have no names, and are two clips all the same.
        shown: what the address says.
        begin: where a player that is mounted now begins.
        n_arrivals: how often somebody came to the page; a player goes where an arrival says once.
        is_complete: whether the address says all: it cannot name an upload.
    """

    clip_key: str
    shown: Link
    begin: Link
    n_arrivals: int
    is_complete: bool


@dataclass(frozen=True, eq=False)
class Address:
    """The address of one page, and where each visitor of it stands.

    Attributes:
        page: its name, which parts it from other pages in the session's state.
        fields: all that it can tell, in the order of its words, each behind the one that it belongs to.

    Raises:
        ValueError: two fields have one key, or a field stands before the one that it belongs to.
    """

    page: str
    fields: tuple[Field[Any], ...]

    def __post_init__(self) -> None:
        keys: list[str] = []
        for field in self.fields:
            if field.key in keys:
                raise ValueError(f"two fields of the address of '{self.page}' are called '{field.key}'")
            if field.of is not None and field.of.key not in keys:
                raise ValueError(f"'{field.key}' must stand behind '{field.of.key}' in the address of '{self.page}'")
            keys.append(field.key)

    def requested(self) -> Request | None:
        """What the page is asked for where somebody has just come to it, by an address or by Back; None on other runs.

        To be called before the lists of samples are shown: what is asked for is chosen in them.
        """
        visit, by_history = self._visit(), came_by_history()
        asked = st.session_state.get(_asked(self.page))
        if asked is not None:
            words, by_address = asked
            request = Request(*parse_link(self.fields, words), by_address=by_address)
        elif visit is None or by_history:
            request = Request(*parse_link(self.fields, st.query_params.to_dict()), by_address=True)
        elif is_just_opened(self._files[0].noun):  # back from another page: as it was left
            request = Request(visit.shown, is_return=bool(visit.clip_key))
        else:
            return None
        for field in self._files:
            names: tuple[str, ...] = request.link[field]
            # What no address names was perhaps chosen on another page; Back leads to what a page opens on.
            is_told = by_history or (names and not request.is_return)
            field.ask(names if is_told else None)
        return request

    def update(self, request: Request | None, chosen: Mapping[FileField, Sequence[Choosable]], n_frames: int) -> None:
        """Bring the address to what is now chosen, and say what of a request cannot be had.

        Args:
            request: what `requested` returned in this run.
            chosen: what was chosen in each list of the page.
            n_frames: of the clip, or of the clock of several.
        """
        names: dict[Field[Any], tuple[str, ...]] = {
            field: tuple(one.sample for one in some if one.sample is not None) for field, some in chosen.items()
        }
        files = Link().replaced(names)
        clip_key = " ".join(one.key for field, some in chosen.items() if field.is_clip for one in some)
        is_complete = all(one.sample is not None for some in chosen.values() for one in some)
        before = self._visit()
        is_other = before is not None and (
            clip_key != before.clip_key or any(files[field] != before.shown[field] for field in self._files)
        )
        if before is not None and is_other and request is not None and request.is_return:
            request = Request(self._lasting(before, clip_key, names))
        if request is not None or before is None:
            st.session_state.pop(_asked(self.page), None)
            request = request or Request(files)
            link, missing = check_link(self.fields, request.link, n_frames)
            link = link.replaced(names)
            self._keep(_Visit(clip_key, link, link, 1 + (before.n_arrivals if before else 0), is_complete))
            if request.notice or missing:
                st.info(escaped(request.notice or missing), icon=":material/link_off:")
        elif is_other:
            link = self._lasting(before, clip_key, names)
            self._keep(_Visit(clip_key, link, link, before.n_arrivals, is_complete))
            st.query_params.from_dict(self._words(link))
        elif is_complete != before.is_complete:
            self._keep(replace(before, is_complete=is_complete))

    @property
    def shown(self) -> Link:
        """What the address says of this visitor's page; to be asked once it has been updated."""
        return self._current().shown

    @property
    def begin(self) -> Link:
        """Where a player that is mounted now begins; the same from run to run, so that nothing pulls at it."""
        return self._current().begin

    @property
    def recording(self) -> str:
        """Tells the clips that are chosen apart from all others, however they are prepared; it says nothing of them."""
        return short_hash(self._current().clip_key)

    @property
    def n_arrivals(self) -> int:
        """How often the page was to begin anew at `begin`."""
        return self._current().n_arrivals

    @property
    def is_complete(self) -> bool:
        """Whether the address says all that is chosen: it cannot name an upload."""
        return self._current().is_complete

    def remember(self, values: Mapping[Field[Any], Any]) -> None:
        """Keep what was settled on in the player or beneath it, for the address and for a return to the page."""
        visit = self._current()
        self._keep(replace(visit, shown=visit.shown.replaced(values)))

    def restart(self, values: Mapping[Field[Any], Any]) -> None:
        """Keep the same, and let the player begin anew there."""
        visit = self._current()
        shown = visit.shown.replaced(values)
        self._keep(replace(visit, shown=shown, begin=shown, n_arrivals=visit.n_arrivals + 1))

    def open(self, link: Link) -> None:
        """Have this page begin at ``link`` when it runs next."""
        st.session_state[_asked(self.page)] = (format_link(self.fields, link), False)

    def keep(self) -> None:
        """Have the browser keep the address up to date; every run of the page calls it, once all is remembered."""
        visit = self._current()
        keys = [field.key for field in self.fields]
        with st.container(key=KEEPER):
            _component()(key="address", data={"words": self._words(visit.shown), "keys": keys})

    def copy_link(self) -> None:
        """A button that copies the address; only where it says all (`is_complete`)."""
        _component()(key="copy-link", data=None)

    def _lasting(self, before: _Visit, clip_key: str, names: Mapping[Field[Any], Any]) -> Link:
        """What is shown of other files: what was settled on before stays where it is about the same clips."""
        lasting = [field for field in self.fields if field.lasts == "clip" and clip_key == before.clip_key]
        return Link().replaced({field: before.shown[field] for field in lasting} | dict(names))

    def _words(self, link: Link) -> dict[str, str]:
        """The address's words; none where it shows what it would show without."""
        opening = Link().replaced({field: field.opening for field in self._files})
        return {} if link == opening else format_link(self.fields, link, tells=not guessing.is_on())

    @property
    def _files(self) -> list[FileField]:
        return [field for field in self.fields if isinstance(field, FileField)]

    def _visit(self) -> _Visit | None:
        visit: _Visit | None = st.session_state.get(self._name)
        return visit

    def _current(self) -> _Visit:
        visit: _Visit = st.session_state[self._name]
        return visit

    def _keep(self, visit: _Visit) -> None:
        st.session_state[self._name] = visit

    @property
    def _name(self) -> str:
        return f"address-{self.page}"


def open_at(page: str, words: Mapping[str, str]) -> None:
    """Have the page of that name begin at the address with these words when it runs next, as a link does."""
    st.session_state[_asked(page)] = (dict(words), True)


def _asked(page: str) -> str:
    """Under this name, the session keeps the words at which the page is to begin, and whether they are an address."""
    return f"address-{page}-asked"


@cache
def _component() -> ComponentRenderer:
    return st.components.v2.component(COMPONENT, js=component_script("host/address", "keepAddress"), css=BESIDE_STYLE)
