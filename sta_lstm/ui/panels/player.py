"""The player on a Streamlit page."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import TYPE_CHECKING, Any

import streamlit as st

from sta_lstm.player.bundle import LOADING, bundled_style, component_script
from sta_lstm.player.states import AskData, JointRef, Selection
from sta_lstm.prediction.maps import MAX_NAME_CHARACTERS
from sta_lstm.words import label_line

if TYPE_CHECKING:
    from streamlit.components.v2.types import ComponentRenderer

#: ``<project>.<component>`` of the table ``tool.streamlit.component.components`` in pyproject.toml.
COMPONENT = "sta-lstm.player"
#: Most panes of which a player reports cameras.
MAX_PANES = 4
#: What every camera tells: radians, a factor, shares of the distance.
CAMERA_PARTS = ("yaw", "pitch", "zoom", "panX", "panY")

#: What the strength of a joint is measured against: the words of ``assets/core/weights.js``.
_SCALES = ("uniform", "clip", "frame")
#: What a player asks for a part of the recording, and most letters of what it says with that.
_ASKS, _MOST_ASKED = ("run", "mark", "answer"), 80
_OBEYED = "player-obeyed"  # in the session: what was done last of all that the player asked for


#: No axis of a chart has more places.
_MOST_PLACES = 10_000_000


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen by a click in a chart: a place on an axis that counts what ``cursor`` names."""

    cursor: str
    place: int


@dataclass(frozen=True, slots=True)
class PlayerState:
    """What the person watching last settled on; while the body moves, nothing is reported.

    Attributes:
        frame: the frame on the screen at the last report; None before that.
        playing: whether the body moved on from there.
        pane: the one whose lanes are shown in full; None before the first report.
        pinned: (person, joint) columns of the joint that was clicked, if any.
        loop_range: first and last frame of the chosen loop, if any.
        camera: ``yaw`` and ``pitch`` in radians, ``zoom``, ``panX``, ``panY``, and the direction for which the bodies
            were fitted into the picture; None before the first report. Of the first pane, and of all where cameras
            are locked.
        others: the same of the other panes, where each has its own camera; else empty.
        view: what the joints' opacity shows: the name of a map and a scale, as in ``"alpha uniform"``.
        selection: the joints, and perhaps the frames, that an edit is to change; None where no joint was chosen.
        projected: whether all is drawn for a room that looks at a wall.
        evidence: the class whose evidence the timeline shows; None for the predicted one.
        is_older: whether it was reported before another payload of the same recording took the place of the first:
            the player stands where it stood, and has not yet said what is pinned and selected in it.
        ask: what was asked of the page last, if anything: it stays until something else is asked.
    """

    frame: int | None = None
    playing: bool = False
    pinned: tuple[int, int] | None = None
    loop_range: tuple[int, int] | None = None
    camera: Mapping[str, float] | None = None
    others: tuple[Mapping[str, float], ...] = ()
    view: str | None = None
    selection: Selection | None = None
    projected: bool = False
    evidence: str | None = None
    is_older: bool = False
    ask: AskData | None = None
    pane: int | None = None

    @property
    def moment(self) -> int | None:
        """The frame at which the body stands; None while it moves, and before the first report."""
        return None if self.playing else self.frame


def show_player(
    payload: Mapping[str, Any],
    *,
    key: str,
    height: int | None = None,
    initial: Mapping[str, Any] | None = None,
    patch: Mapping[str, Any] | None = None,
    recording: str | None = None,
    cursors: Mapping[str, int] | None = None,
    on_choice: Callable[[Choice], None] | None = None,
    movement: Mapping[str, Any] | None = None,
) -> PlayerState:
    """Show `payload` and return what was last committed in it.

    Under the same key the player stays the same element: the same payload changes nothing, not even while it plays,
    and another one takes its place at once.

    Args:
        payload: as `sta_lstm.player.player_payload` makes it.
        key: identity of this player on the page.
        height: of the bodies in pixels, for a picture among words, with no more controls than play it; by default the
            width decides, and all controls are there.
        initial: where it is to begin, by default at the first frame, playing: ``frame``, ``range``, ``camera``,
            ``others``, ``reading``, ``selection`` and ``projected`` as it reports them, or None; it obeys once for each
            ``token``.
        patch: what makes ``payload`` of an earlier one, as `sta_lstm.player.player_patch` finds it. It is sent in place
            of the payload where the browser has that one.
        recording: what tells the recordings that are shown from others: with another payload of the same ones the
            player goes on where it stands. If left out, the payload's own fingerprints tell.
        cursors: where the page stands beside time, such as its epoch: charts mark it, as `figures.cursor` says.
        on_choice: is told what was chosen by a click in such a chart, before the page runs again.
        movement: lanes of angles and speeds, as `sta_lstm.player.movement.measure_lanes` makes them.
    """
    edit = patch is not None and _reported(key) in (patch["base"], patch["revision"])
    data: dict[str, Any] = {"payload": None if edit else dict(payload), "patch": patch if edit else None}
    data |= {"height": height, "initial": initial, "recording": recording}
    data |= {"cursors": dict(cursors or {}), "movement": movement}
    tell = partial(_tell_choice, key, on_choice)
    result = _component()(key=key, data=data, on_view_change=_nothing, on_choice_change=tell)
    told = {"revision": str(payload["revision"]), "frames": _n_frames(payload), "opens": payload.get("opens", 0)}
    return _still_true(key, result.get("view"), recording, **told)


def video_button(*, key: str) -> None:
    """A button that records a video of the page's player; it tells how long that takes and how far it is, and cancels.

    It is the player's own video: of the frames, at the speed and in the view that are chosen there.
    """
    _component()(key=key, data=None)


def last_state(payload: Mapping[str, Any], *, key: str) -> PlayerState:
    """What was last committed in the player of that key, before it is shown with `payload`."""
    return player_state(_view(key), revision=str(payload["revision"]), frames=_n_frames(payload))


def news(state: PlayerState) -> AskData | None:
    """What the player asks for, told once for each time that somebody asks; None where it was told before."""
    ask = state.ask
    if ask is None or ask.id == st.session_state.get(_OBEYED):
        return None
    st.session_state[_OBEYED] = ask.id
    return ask


def player_state(view: Any, *, revision: str, frames: int) -> PlayerState:
    """Read what the browser reported; a report about another payload, or a damaged one, counts as none."""
    if not isinstance(view, Mapping) or view.get("revision") != revision:
        return PlayerState()
    try:
        pinned, loop_range, camera = view["pinned"], view["range"], view["camera"]
        return PlayerState(
            frame=min(max(int(view["frame"]), 0), frames - 1),
            playing=bool(view.get("playing")),
            pinned=None if pinned is None else (int(pinned["person"]), int(pinned["joint"])),
            loop_range=None if loop_range is None else (int(loop_range[0]), int(loop_range[1])),
            camera=_finite(camera),
            others=tuple(map(_finite, (view.get("others") or ())[: MAX_PANES - 1])),
            view=view.get("reading") if is_view(view.get("reading")) else None,
            selection=_selection(view.get("selection"), frames),
            projected=view.get("projected") is True,
            evidence=evidence if isinstance(evidence := view.get("evidence"), str) else None,
            ask=_ask(view.get("ask"), frames),
            pane=min(max(int(view.get("active", 0)), 0), MAX_PANES - 1),
        )
    except (AttributeError, IndexError, KeyError, OverflowError, TypeError, ValueError):
        return PlayerState()


def is_view(view: object) -> bool:
    """Whether it is the name of a map and a scale, such as ``"alpha uniform"``; no payload needs to have the map.

    A name may have spaces and letters of any alphabet: an address writes them in its own way.
    """
    if not isinstance(view, str):
        return False
    name, _, scale = view.rpartition(" ")
    return scale in _SCALES and 0 < len(name) <= MAX_NAME_CHARACTERS and name.isprintable()


def _still_true(
    key: str, view: Any, recording: str | None, *, revision: str, frames: int, opens: int = 0
) -> PlayerState:
    """What was reported of this payload, or of another one of the same recording that was shown just before."""
    known = f"{key}-reported"
    state = player_state(view, revision=revision, frames=frames)
    if state.frame is not None:
        st.session_state[known] = (recording, revision, frames, opens)
        return state
    before = st.session_state.get(known)
    if recording is None or before is None or (before[0], before[2]) != (recording, frames):
        return state
    older = player_state(view, revision=before[1], frames=frames)
    if older.frame is None:
        return older
    # A player turns to the pane that another payload opens with, where that is another one.
    return replace(older, pinned=None, selection=None, pane=older.pane if before[3] == opens else None, is_older=True)


def _tell_choice(key: str, on_choice: Callable[[Choice], None] | None) -> None:
    told = st.session_state[key].get("choice")
    if on_choice is None or not isinstance(told, Mapping):
        return
    cursor, place = told.get("cursor"), told.get("place")
    if isinstance(cursor, str) and isinstance(place, int) and 0 <= place <= _MOST_PLACES:
        on_choice(Choice(cursor, place))


def _n_frames(payload: Mapping[str, Any]) -> int:
    return max(int(clip["frames"]) for clip in payload["clips"])


def _reported(key: str) -> str | None:
    """Revision of the payload that the browser last said something of."""
    view = _view(key)
    return view.get("revision") if isinstance(view, Mapping) else None


def _view(key: str) -> Any:
    """The report that came last from the player of that key; anything may be in it."""
    state = st.session_state.get(key)
    return state.get("view") if isinstance(state, Mapping) else None


def _selection(chosen: Any, frames: int) -> Selection | None:
    if chosen is None:
        return None
    joints = tuple(JointRef(int(ref["person"]), int(ref["joint"])) for ref in chosen["joints"])
    if not joints or min(min(ref.person, ref.joint) for ref in joints) < 0:
        raise ValueError(f"no joints: {joints}")
    if chosen["frames"] is None:
        return Selection(joints, None)
    first, last = (int(frame) for frame in chosen["frames"])
    if not 0 <= first <= last < frames:
        raise ValueError(f"no frames: {first} to {last} of {frames}")
    return Selection(joints, (first, last))


def _ask(asked: Any, frames: int) -> AskData | None:
    if asked is None:
        return None
    first, last = int(asked["first"]), int(asked["last"])
    if asked["what"] not in _ASKS or not 0 <= first <= last < frames:
        raise ValueError(f"nothing that is done: {asked}")
    text = label_line(str(asked["text"]), _MOST_ASKED)
    return AskData(str(asked["id"])[:_MOST_ASKED], asked["what"], first, last, text)


def _finite(camera: Mapping[str, Any]) -> dict[str, float]:
    values = {str(name): float(value) for name, value in camera.items()}
    if not values.keys() >= set(CAMERA_PARTS) or not all(map(math.isfinite, values.values())):
        raise ValueError(f"no camera: {values}")
    return values


@cache
def _component() -> ComponentRenderer:
    # Declared at the first use: Streamlit must be running to know where the assets are.
    style = bundled_style(beside=True)
    script = component_script("host/streamlit", "streamlitPlayer")
    return st.components.v2.component(COMPONENT, html=LOADING, js=script, css=style)


def _nothing() -> None:
    """A state exists in Streamlit only if something listens to it; the rerun itself is all that is wanted."""
