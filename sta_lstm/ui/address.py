"""The browser's address follows what the page shows, and the page follows an address that somebody opens.

Another clip or checkpoint is a step that Back undoes. What the player settled on only replaces the address: it says
where one stands, and is no step of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from sta_lstm.ui import sources
from sta_lstm.ui.links import KEYS, READINGS, Link, format_link, parse_link, within
from sta_lstm.ui.player import PlayerState
from sta_lstm.ui.text import plain

if TYPE_CHECKING:
    from streamlit.components.v2.types import ComponentRenderer

#: ``<project>.<component>`` of the table ``tool.streamlit.component.components`` in pyproject.toml.
COMPONENT = "sta-lstm.address"

_RESET_PITCH = 0.2  # radians; the one preset of ``assets/camera.js`` with this pitch

_PLACE = "address-place"  # name of a `_Place` in the session's state


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody who has just come to the page wants to see, and a sentence on what of it cannot be had."""

    link: Link
    notice: str = ""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a visitor's page stands.

    Attributes:
        clip_key: key of the clip's source: two uploads have no names, and are two clips all the same.
        shown: what the address says.
        begin: where a player that is mounted now begins.
        comings: how often somebody came to the page; a player that has obeyed this coming does not obey it again.
    """

    clip_key: str
    shown: Link
    begin: Link
    comings: int


def wish() -> Wish | None:
    """What the page is asked for where somebody has just come to it, by an address or by Back; None on other runs.

    To be called before the lists of samples are shown: what is wished for is chosen in them.
    """
    place: _Place | None = st.session_state.get(_PLACE)
    if place is None or _came_by_back():
        clips, checkpoints = sources.sample_names()
        wanted = Wish(*parse_link(st.query_params.to_dict(), clips=clips, checkpoints=checkpoints))
    elif sources.nothing_chosen():  # back from another page: as it was left
        wanted = Wish(place.shown)
    else:
        return None
    sources.open_samples(wanted.link.clip, wanted.link.checkpoint)
    return wanted


def settle(wanted: Wish | None, clip: sources.Source, checkpoint: sources.Source, n_frames: int) -> None:
    """Bring the address to what is now chosen, and say what of a wish cannot be had.

    Args:
        wanted: what `wish` returned in this run.
        clip: the clip that was chosen.
        checkpoint: the checkpoint that was chosen.
        n_frames: of the clip.
    """
    files = Link(clip.sample, checkpoint.sample)
    before: _Place | None = st.session_state.get(_PLACE)
    if wanted is not None or before is None:
        wanted = wanted or Wish(files)
        link, missing = within(wanted.link, n_frames)
        link = replace(link, clip=files.clip, checkpoint=files.checkpoint)
        st.session_state[_PLACE] = _Place(clip.key, link, link, 1 + (before.comings if before else 0))
        if wanted.notice or missing:
            st.info(plain(wanted.notice or missing), icon=":material/link_off:")
    elif clip.key != before.clip_key or not files.same_files(before.shown):
        link = replace(before.shown, checkpoint=files.checkpoint) if clip.key == before.clip_key else files
        st.session_state[_PLACE] = _Place(clip.key, link, link, before.comings)
        st.query_params.from_dict(_words(link))


def beginning() -> dict[str, Any] | None:
    """Where the player is to begin, in its own words; the same from run to run, so that nothing pulls at it."""
    place: _Place = st.session_state[_PLACE]
    begin = place.begin
    if begin == Link(begin.clip, begin.checkpoint):
        return None
    return {
        "token": str(place.comings),
        "frame": begin.frame,
        "range": begin.loop,
        "camera": begin.camera,
        "reading": begin.reading,
    }


def remember(state: PlayerState) -> None:
    """Keep what the player settled on, for the address and for a return to the page."""
    if state.frame is None:
        return
    place: _Place = st.session_state[_PLACE]
    shown = replace(
        place.shown,
        frame=state.frame,
        loop=state.loop_range,
        camera=None if _is_reset(state.camera) else state.camera,
        reading=None if state.reading == READINGS[0] else state.reading,
    )
    st.session_state[_PLACE] = replace(place, shown=shown)


def copy_link() -> None:
    """A button that copies the address, which it also keeps up to date."""
    shown = st.session_state[_PLACE].shown
    _component()(key="address", data={"words": _words(shown), "keys": KEYS, "sample": shown.clip is not None})


def _words(link: Link) -> dict[str, str]:
    """The address's words; none where it shows what it would show without."""
    words = format_link(link)
    clip, checkpoint = sources.default_samples()
    return {} if words == {"clip": clip, "checkpoint": checkpoint} else words


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
    return st.components.v2.component(COMPONENT, js="address.js", css="address.css")
