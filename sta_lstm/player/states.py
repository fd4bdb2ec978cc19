"""What the player reports of itself, and where it is told to begin; written once for both languages, like messages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class JointRef:
    """A joint of one person.

    Attributes:
        person: column
        joint: column
    """

    person: int
    joint: int


@dataclass(frozen=True, slots=True)
class Selection:
    """What an edit is to change: some joints over some frames.

    Attributes:
        joints: in the order in which they were chosen
        frames: first and last frame; null: all of them
    """

    joints: tuple[JointRef, ...]
    frames: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class CameraData:
    """Where a person turned the camera.

    Attributes:
        yaw: turn about y, radians
        pitch: then upwards, radians
        zoom: how much nearer than the fitted distance
        pan_x: along the screen's right, in fitted distances
        pan_y: along the screen's up, in fitted distances
        fit_yaw: of the direction for which the bodies were fitted into the picture
        fit_pitch: of that direction
    """

    yaw: float
    pitch: float
    zoom: float
    pan_x: float
    pan_y: float
    fit_yaw: float
    fit_pitch: float


@dataclass(frozen=True, slots=True)
class AskData:
    """What the person watching asks of the page; once for each ``id``.

    Attributes:
        id: another for each time that somebody asks
        what: "run": the model on this part alone; "mark": keep it, to be named; "answer": show it, of all frames
        first: its first frame
        last: its last frame
        text: what the part is called; empty where nobody named it
    """

    id: str
    what: str
    first: int
    last: int
    text: str


@dataclass(frozen=True, slots=True)
class Committed:
    """What the person watching settled on; the player reports it once it rests.

    Attributes:
        revision: of the payload that it is about
        frame: on the screen
        playing: whether the body moves on from there
        active: the pane whose lanes are shown in full
        dark: whether the page around it is dark
        pinned: the joint that was clicked
        selection: what an edit is to change; null where no joint was chosen
        range: first and last frame of the chosen loop
        camera: of the first pane, and of all where cameras are locked
        others: cameras of the other panes, where each has its own
        reading: what opacity shows: the name of a map and a scale, as in "alpha uniform"
        projected: whether all is drawn for a room that looks at a wall
        speed: 1 is the clip's own
        evidence: the class whose evidence is shown; null: the predicted one
        ask: what was asked of the page last; null where nothing was
    """

    revision: str
    frame: int
    playing: bool
    active: int
    dark: bool
    pinned: JointRef | None
    selection: Selection | None
    range: tuple[int, int] | None
    camera: CameraData
    others: tuple[CameraData, ...] | None
    reading: str
    projected: bool
    speed: float
    evidence: str | None
    ask: AskData | None


@dataclass(frozen=True, slots=True)
class Initial:
    """Where a player is to begin, as a link says it; anything in it may be damaged.

    Attributes:
        token: any text; the player obeys once for each
        frame: the player stands there, paused; null: it begins as always
        range: first and last frame of the loop
        camera: as reported; what is missing stays as it is
        others: as reported; those that are missing look as the first does
        reading: as reported; what the payload has not is left aside
        selection: as reported
        projected: as reported; null: as it was
        evidence: as reported
    """

    token: str
    frame: int | None = None
    range: tuple[int, int] | None = None
    camera: Mapping[str, float] | None = None
    others: tuple[Mapping[str, float], ...] | None = None
    reading: str | None = None
    selection: Selection | None = None
    projected: bool | None = None
    evidence: str | None = None
