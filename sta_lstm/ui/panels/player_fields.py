"""What an address tells of the player: the frame, the loop, the cameras, and what the joints show."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

from sta_lstm.prediction.maps import PLAYER_MAPS
from sta_lstm.ui.panels.player import CAMERA_PARTS, MAX_PANES, PlayerState, is_view
from sta_lstm.ui.pickers.clip_files import CLIP
from sta_lstm.ui.session import guessing
from sta_lstm.ui.session.address import Address
from sta_lstm.ui.session.link import SEPARATOR, Field, Link, ValueField, whole_number

Camera = Mapping[str, float]

_LOOP = re.compile(r"(\d{1,7})-(\d{1,7})", re.ASCII)
_NUMBER = re.compile(r"-?\d{1,3}(\.\d{1,6})?", re.ASCII)
_YAW, _PITCH = (-3.142, 3.142), (-0.35, 1.571)  # radians
#: Each part of a camera with its bounds: a direction, a factor, shares of the distance.
_CAMERA = dict(zip(CAMERA_PARTS, (_YAW, _PITCH, (0.25, 12), (-3, 3), (-3, 3)), strict=True))
#: The direction for which the bodies were fitted into the picture, where it is another than the camera's.
_FITTED = {"fitYaw": _YAW, "fitPitch": _PITCH}
_DECIMALS = 3  # of a radian: below half a pixel on the stage
_RESET_PITCH = 0.2  # radians; the one preset of ``assets/core/camera.js`` with this pitch
_MOST_CLASS_CHARACTERS = 120  # longer names are told by no address
_FIRST_VIEW = "alpha uniform"  # what the joints show unasked


def _parse_loop(word: str) -> tuple[int, int] | None:
    match = _LOOP.fullmatch(word)
    if match is None or int(match[1]) >= int(match[2]):
        return None
    return int(match[1]), int(match[2])


def _parse_camera(word: str) -> Camera | None:
    bounds = _CAMERA if word.count("_") < len(_CAMERA) else _CAMERA | _FITTED
    numbers = word.split("_", len(bounds))
    if len(numbers) != len(bounds) or not all(_NUMBER.fullmatch(number) for number in numbers):
        return None
    camera = dict(zip(bounds, map(float, numbers), strict=True))
    inside = all(low <= camera[name] <= high for name, (low, high) in bounds.items())
    return camera if inside else None


def _format_camera(camera: Camera) -> str:
    """Rounded to a thousandth, the yaw within one turn."""
    names = [*_CAMERA, *(_FITTED if _FITTED.keys() <= camera.keys() else ())]
    turned = (
        math.remainder(camera[name], math.tau) if name.lower().endswith("yaw") else camera[name] for name in names
    )
    return "_".join(f"{round(value, _DECIMALS) + 0.0:g}" for value in turned)  # + 0.0: no minus zero


def _parse_others(word: str, link: Link) -> tuple[Camera, ...] | None:
    cameras = [_parse_camera(each) for each in word.split(SEPARATOR, MAX_PANES)]
    known = tuple(camera for camera in cameras if camera is not None)
    return known if link[CAMERA] is not None and len(known) == len(cameras) < MAX_PANES else None


def _parse_view(word: str) -> str | None:
    """``<map>-<scale>``, where the player reports ``<map> <scale>``."""
    name, _, scale = word.rpartition("-")
    return f"{name} {scale}" if is_view(f"{name} {scale}") else None


def _is_class(name: str) -> bool:
    return 0 < len(name) <= _MOST_CLASS_CHARACTERS and name.isprintable()


def _frame_fault(frame: int | None, n_frames: int) -> str:
    return f"frame “{frame}” of {n_frames}" if frame is not None and frame >= n_frames else ""


def _loop_fault(loop: tuple[int, int] | None, n_frames: int) -> str:
    return f"loop “{loop[0]}-{loop[1]}” of {n_frames} frames" if loop is not None and loop[1] >= n_frames else ""


#: The frame to stand still on.
FRAME = ValueField[int | None](
    key="frame",
    default=None,
    of=CLIP,
    parse=lambda word, link: whole_number(word),
    format=str,
    fault=_frame_fault,
)
#: First and last frame of a loop.
LOOP = ValueField[tuple[int, int] | None](
    key="loop",
    default=None,
    of=CLIP,
    parse=lambda word, link: _parse_loop(word),
    format=lambda loop: None if loop is None else f"{loop[0]}-{loop[1]}",
    fault=_loop_fault,
)
#: ``yaw``, ``pitch``, ``zoom``, ``panX`` and ``panY``, and perhaps ``fitYaw`` and ``fitPitch``, as the player reports
#: them: radians, a factor, shares of the distance. Of the first pane, and of all where cameras are locked.
CAMERA = ValueField[Camera | None](
    key="camera",
    default=None,
    of=CLIP,
    parse=lambda word, link: _parse_camera(word),
    format=lambda camera: None if camera is None else _format_camera(camera),
)
#: Cameras of the other panes, where each has its own.
OTHERS = ValueField[tuple[Camera, ...]](
    key="others",
    default=(),
    of=CAMERA,
    parse=_parse_others,
    format=lambda cameras: SEPARATOR.join(map(_format_camera, cameras)),
)
#: What the joints show: the name of a map and a scale, as in ``"alpha uniform"``. A player whose payload has no such
#: map waits for one that has it, and `missing_map` tells its name.
VIEW = ValueField[str](
    key="view",
    default=_FIRST_VIEW,
    of=CLIP,
    parse=lambda word, link: _parse_view(word),
    format=lambda view: "-".join(view.rsplit(" ", 1)) if is_view(view) else None,
)
#: Whether all is drawn for a room that looks at a wall.
PROJECTED = ValueField[bool](
    key="show",
    default=False,
    lasts="files",
    parse=lambda word, link: True if word == "room" else None,
    format=lambda projected: "room" if projected else None,
)
#: The class whose evidence the timeline shows; None for the predicted one. A model without it shows that one, too.
EVIDENCE_FOR = ValueField[str | None](
    key="class",
    default=None,
    of=CLIP,
    is_telling=True,
    parse=lambda word, link: word if link[CLIP] and _is_class(word) else None,
    format=lambda name: name if name is not None and _is_class(name) else None,
)
PLAYER_FIELDS: tuple[Field[Any], ...] = (FRAME, LOOP, CAMERA, OTHERS, VIEW, EVIDENCE_FOR, PROJECTED)


def initial_state(address: Address) -> dict[str, Any] | None:
    """Where the player is to begin, in its own words; None where the address tells nothing of it."""
    begin = address.begin
    others: tuple[Camera, ...] = begin[OTHERS]
    if all(begin[field] == field.default for field in PLAYER_FIELDS):
        return None
    return {
        "token": str(address.n_arrivals),
        "frame": begin[FRAME],
        "range": begin[LOOP],
        "camera": begin[CAMERA],
        "others": list(others),
        "reading": None if begin[VIEW] == VIEW.default else begin[VIEW],
        "projected": begin[PROJECTED],
        "evidence": None if guessing.is_on() else begin[EVIDENCE_FOR],
    }


def missing_map(address: Address, payload: Mapping[str, Any]) -> str:
    """Name of the map that the address asks for and no pane of the payload has; empty where nothing is missing.

    A clip by itself has no maps at all, which the page says anyway.
    """
    name = address.begin[VIEW].rpartition(" ")[0]
    known = {each["name"] for pane in payload["panes"] for each in pane["maps"]}
    wanted = known and address.begin[VIEW] != VIEW.default and name not in PLAYER_MAPS
    return name if wanted and name not in known else ""


def remember_player(address: Address, state: PlayerState) -> None:
    """Keep what the player settled on, for the address and for a return to the page."""
    if state.frame is None:
        return
    address.remember(
        {
            FRAME: state.moment,
            LOOP: state.loop_range,
            CAMERA: None if _is_reset(state.camera) and not state.others else state.camera,
            OTHERS: state.others,
            VIEW: VIEW.default if state.view is None else state.view,
            PROJECTED: state.projected,
            EVIDENCE_FOR: state.evidence,
        }
    )


def _is_reset(camera: Camera | None) -> bool:
    """Whether the player looks as it does without being told: the bodies fitted from here, at the pitch of a reset."""
    if camera is None:
        return True
    if not _FITTED.keys() <= camera.keys():
        return False
    # As the address would say it: a turn there and back ends a rounding away from where it began.
    seen = {name: round(value, _DECIMALS) for name, value in camera.items()}
    still = (seen["zoom"], seen["panX"], seen["panY"]) == (1, 0, 0)
    return (
        still and (seen["fitYaw"], seen["fitPitch"]) == (seen["yaw"], seen["pitch"]) and seen["pitch"] == _RESET_PITCH
    )
