"""The player on a Streamlit page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import streamlit as st

if TYPE_CHECKING:
    from streamlit.components.v2.types import ComponentRenderer

#: ``<project>.<component>`` of the table ``tool.streamlit.component.components`` in pyproject.toml.
COMPONENT = "sta-lstm.player"


@dataclass(frozen=True, slots=True)
class PlayerState:
    """What the person watching last settled on; while the body moves, nothing is reported.

    Attributes:
        frame: the frame on the screen when the player was last paused or scrubbed; None before that.
        pinned: (person, joint) columns of the joint that was clicked, if any.
        loop_range: first and last frame of the chosen loop, if any.
        camera: ``yaw`` and ``pitch`` in radians, ``zoom``, ``panX`` and ``panY``; empty before the first turn.
    """

    frame: int | None = None
    pinned: tuple[int, int] | None = None
    loop_range: tuple[int, int] | None = None
    camera: Mapping[str, float] | None = None


def show_player(payload: Mapping[str, Any], *, key: str, height: int | None = None) -> PlayerState:
    """Show `payload` and return what was last committed in it.

    Under the same key the player stays the same element: the same payload changes nothing, not even while it plays,
    and another one takes its place at once.

    Args:
        payload: as `sta_lstm.player.player_payload` makes it.
        key: identity of this player on the page.
        height: of the whole player in pixels; by default its width decides.
    """
    result = _component()(key=key, data={"payload": dict(payload), "height": height}, on_view_change=_nothing)
    frames = max(int(clip["frames"]) for clip in payload["clips"])
    return player_state(result.get("view"), revision=str(payload["revision"]), frames=frames)


def player_state(view: Any, *, revision: str, frames: int) -> PlayerState:
    """Read what the browser reported; a report about another payload, or a damaged one, counts as none."""
    if not isinstance(view, Mapping) or view.get("revision") != revision:
        return PlayerState()
    try:
        pinned, loop_range, camera = view["pinned"], view["range"], view["camera"]
        return PlayerState(
            frame=min(max(int(view["frame"]), 0), frames - 1),
            pinned=None if pinned is None else (int(pinned["person"]), int(pinned["joint"])),
            loop_range=None if loop_range is None else (int(loop_range[0]), int(loop_range[1])),
            camera={str(name): float(value) for name, value in camera.items()},
        )
    except (AttributeError, IndexError, KeyError, OverflowError, TypeError, ValueError):
        return PlayerState()


@cache
def _component() -> ComponentRenderer:
    # Declared at the first use: Streamlit must be running to know where the assets are.
    return st.components.v2.component(COMPONENT, js="streamlit.js", css="player.css")


def _nothing() -> None:
    """A state exists in Streamlit only if something listens to it; the rerun itself is all that is wanted."""
