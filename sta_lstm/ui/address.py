"""The browser's address follows what the page shows, and the page follows an address that somebody opens.

Another clip or checkpoint is a step that Back undoes. What the player settled on only replaces the address: it says
where one stands, and is no step of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from sta_lstm.ui import runs, sources
from sta_lstm.ui.links import ALIGNMENTS, KEYS, MAX_CHECKPOINTS, READINGS, Link, format_link, parse_link, within
from sta_lstm.ui.player import PlayerState
from sta_lstm.ui.text import plain

if TYPE_CHECKING:
    from streamlit.components.v2.types import ComponentRenderer

#: ``<project>.<component>`` of the table ``tool.streamlit.component.components`` in pyproject.toml.
COMPONENT = "sta-lstm.address"

_RESET_PITCH = 0.2  # radians; the one preset of ``assets/core/camera.js`` with this pitch


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody who has just come to the page wants to see, and a sentence on what of it cannot be had."""

    link: Link
    notice: str = ""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a visitor's page stands.

    Attributes:
        clip_key: key of the clip's source, or of both: two uploads have no names, and are two clips all the same.
        shown: what the address says.
        begin: where a player that is mounted now begins.
        comings: how often somebody came to the page; a player that has obeyed this coming does not obey it again.
        complete: whether the address says all: it cannot name an upload.
    """

    clip_key: str
    shown: Link
    begin: Link
    comings: int
    complete: bool


@dataclass(frozen=True, slots=True)
class Address:
    """The address of one page, and where each visitor of it stands.

    Attributes:
        page: its name, which parts it from other pages in the session's state.
        most: how many checkpoints the page shows.
        second: name of the sample that it opens on as a second clip; None for a page of one clip.
        run: name of the training run that it opens on; None for a page without.
    """

    page: str
    most: int
    second: str | None = None
    run: str | None = None

    def wish(self) -> Wish | None:
        """What the page is asked for where somebody has just come to it, by an address or by Back; None on other runs.

        To be called before the lists of samples are shown: what is wished for is chosen in them.
        """
        place = self._place()
        if place is None or _came_by_back():
            clips, checkpoints = sources.sample_names()
            known = {"clips": clips, "checkpoints": checkpoints, "runs": runs.run_names() if self.run else ()}
            wanted = Wish(*parse_link(st.query_params.to_dict(), **known))
        elif sources.nothing_chosen():  # back from another page: as it was left
            wanted = Wish(place.shown)
        else:
            return None
        link = wanted.link
        sources.open_samples(link.clip, link.checkpoints[: self.most], link.second, link.run)
        return wanted

    def settle(
        self,
        wanted: Wish | None,
        clip: sources.Source,
        checkpoints: Sequence[sources.Source],
        n_frames: int,
        second: sources.Source | None = None,
        run: runs.Run | None = None,
    ) -> None:
        """Bring the address to what is now chosen, and say what of a wish cannot be had.

        Args:
            wanted: what `wish` returned in this run.
            clip: the clip that was chosen.
            checkpoints: the checkpoints that were chosen.
            n_frames: of the clip, or of the clock of both clips.
            second: the second clip that was chosen, on a page of two.
            run: the training run that was chosen, on a page of one.
        """
        names = tuple(one.sample for one in checkpoints if one.sample is not None)
        files = Link(clip.sample, names, second=second.sample if second else None, run=run.sample if run else None)
        clips = [clip] if second is None else [clip, second]
        clip_key = " ".join(one.key for one in clips)
        complete = all(one.is_sample for one in (*clips, *checkpoints)) and (run is None or run.is_sample)
        before = self._place()
        if wanted is not None or before is None:
            wanted = wanted or Wish(files)
            link, missing = within(wanted.link, n_frames)
            link = replace(link, clip=files.clip, checkpoints=files.checkpoints, second=files.second, run=files.run)
            if self.most <= 1:
                link = replace(link, pair=None, own_scale=False)
            if self.second is None:
                link = replace(link, alignment=None)
            self._keep(_Place(clip_key, link, link, 1 + (before.comings if before else 0), complete))
            if wanted.notice or missing:
                st.info(plain(wanted.notice or missing), icon=":material/link_off:")
        elif clip_key != before.clip_key or not files.same_files(before.shown):
            same_clip = clip_key == before.clip_key
            link = replace(before.shown if same_clip else files, checkpoints=files.checkpoints, pair=None)
            link = replace(link, run=files.run, epoch=None)
            self._keep(_Place(clip_key, link, link, before.comings, complete))
            st.query_params.from_dict(self._words(link))
        elif complete != before.complete:
            self._keep(replace(before, complete=complete))

    def beginning(self) -> dict[str, Any] | None:
        """Where the player is to begin, in its own words; the same from run to run, so that nothing pulls at it."""
        place = self._stands()
        begin = place.begin
        if begin == begin.without_place():
            return None
        return {
            "token": str(place.comings),
            "frame": begin.frame,
            "range": begin.loop,
            "camera": begin.camera,
            "others": list(begin.others),
            "reading": begin.reading,
        }

    def remember(self, state: PlayerState) -> None:
        """Keep what the player settled on, for the address and for a return to the page."""
        if state.frame is None:
            return
        place = self._stands()
        shown = replace(
            place.shown,
            frame=state.frame,
            loop=state.loop_range,
            camera=None if _is_reset(state.camera) and not state.others else state.camera,
            others=state.others,
            reading=None if state.reading == READINGS[0] else state.reading,
        )
        self._keep(replace(place, shown=shown))

    def remember_comparison(self, pair: tuple[int, int] | None, *, own_scale: bool) -> None:
        """Keep what was chosen beneath the player.

        Args:
            pair: places of the two checkpoints among those chosen; None for the pair that the page opens on.
            own_scale: as in `Link`.
        """
        place = self._stands()
        shown = replace(place.shown, pair=pair if place.complete else None, own_scale=own_scale)
        self._keep(replace(place, shown=shown))

    @property
    def shown(self) -> Link:
        """What the address says of this visitor's page; to be asked once it has been settled."""
        return self._stands().shown

    def realign(self, alignment: str, frame: int | None) -> None:
        """Keep another way in which the two clips are aligned, and let the player go on from where it stood.

        Args:
            alignment: one of `ALIGNMENTS`.
            frame: where the player stands now that the clips are aligned so; None where it was never paused.
        """
        place = self._stands()
        told = None if alignment == ALIGNMENTS[0] else alignment
        shown = replace(place.shown, alignment=told, frame=frame, loop=None)
        self._keep(replace(place, shown=shown, begin=shown, comings=place.comings + 1))

    def remember_epoch(self, epoch: int | None) -> None:
        """Keep the epoch that is shown; None for the last one, which the page opens on."""
        place = self._stands()
        self._keep(replace(place, shown=replace(place.shown, epoch=epoch)))

    def copy_link(self) -> None:
        """A button that copies the address, which it also keeps up to date."""
        place = self._stands()
        data = {"words": self._words(place.shown), "keys": KEYS, "sample": place.complete}
        _component()(key="address", data=data)

    def _words(self, link: Link) -> dict[str, str]:
        """The address's words; none where it shows what it would show without."""
        clip, checkpoints = sources.default_samples(self.most)
        return {} if link == Link(clip, checkpoints, second=self.second, run=self.run) else format_link(link)

    def _place(self) -> _Place | None:
        place: _Place | None = st.session_state.get(self._name)
        return place

    def _stands(self) -> _Place:
        place: _Place = st.session_state[self._name]
        return place

    def _keep(self, place: _Place) -> None:
        st.session_state[self._name] = place

    @property
    def _name(self) -> str:
        return f"address-{self.page}"


INSPECT = Address("inspect", most=1)
COMPARE = Address("compare", most=MAX_CHECKPOINTS)
CLIPS = Address("clips", most=1, second=sources.SECOND_CLIP)
TRAINING = Address("training", most=0, run=sources.RUN)


def _is_reset(camera: Mapping[str, float] | None) -> bool:
    """Whether the player looks as it does without being told: the bodies fitted from here, at the pitch of a reset."""
    if camera is None:
        return True
    fitted = (camera.get("fitYaw"), camera.get("fitPitch"))
    still = (camera["zoom"], camera["panX"], camera["panY"]) == (1, 0, 0)
    return still and fitted == (camera["yaw"], camera["pitch"]) and camera["pitch"] == _RESET_PITCH


def _came_by_back() -> bool:
    # Streamlit tells its own widgets alone, in versions that tell at all; elsewhere Back changes the address only.
    return bool(getattr(get_script_run_ctx(), "is_history_navigation", False))


@cache
def _component() -> ComponentRenderer:
    return st.components.v2.component(COMPONENT, js="host/address.js", css="host/address.css")
