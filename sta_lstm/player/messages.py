"""What Python and the player say to each other, written once.

``make look`` writes ``core/messages.d.ts`` and ``host/states.d.ts`` from these classes, for the player's own types.
On the wire a field is in camel case, and arrays are text: base64 of little-endian float32, or of one byte each.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from sta_lstm.player.lanes import LineData, MeasureLane, MeasureLanes
from sta_lstm.player.layouts import LayoutData, LimbData
from sta_lstm.player.packed import PackedBytes as PackedBytes
from sta_lstm.player.packed import PackedFloats as PackedFloats
from sta_lstm.player.states import AskData, CameraData, Committed, Initial, JointRef, Selection
from sta_lstm.player.tracks import SegmentData, TrackData

#: The form of all that is said here. The player reads this one and shows a sentence for any other.
VERSION = 2


@dataclass(frozen=True, slots=True)
class WarningData:
    """Something odd about the recording.

    Attributes:
        text: a sentence
        frames: first and last frame of each stretch; none where it is about the whole clip
    """

    text: str
    frames: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class ClipData:
    """One clip: T frames, M persons, J joints a person.

    Attributes:
        name: of the clip
        fingerprint: the same for the same recording, whatever was edited in it since
        fps: frames a second; null where that is not known
        frames: T
        persons: M
        layout: its joints
        positions: T × M × J × 3, metres, y up
        present: T × M, whether the person is in the frame
        inferred: columns of joints that no sensor saw
        warnings: what is odd about the recording
        notes: what was assumed of the recording and done to it, in sentences
        unit_assumed: whether its size in metres is a guess
    """

    name: str
    fingerprint: str
    fps: float | None
    frames: int
    persons: int
    layout: LayoutData
    positions: PackedFloats
    present: PackedBytes
    inferred: tuple[int, ...]
    warnings: tuple[WarningData, ...]
    notes: tuple[str, ...]
    unit_assumed: bool


@dataclass(frozen=True, slots=True)
class Kind:
    """What numbers are called and mean, those of a map or of a curve.

    Attributes:
        name: what tells it from others; the same name in several panes is one choice
        title: how people see it named
        symbol: the same in a letter or two, where there is little room; the title where there is none
        unit: stands behind values; may be empty
        signed: whether less than 0 means something
        relative: whether values are multiples of uniform attention, or, of a curve, weights of frames
        learned: whether a model was trained to attend so
        says: what a joint or a frame has of it, in a few words; empty where the title has to do
    """

    name: str
    title: str
    symbol: str
    unit: str
    signed: bool
    relative: bool
    learned: bool
    says: str


@dataclass(frozen=True, slots=True)
class MapData(Kind):
    """One number for every joint in every frame.

    Attributes:
        values: T × M × J, NaN where there is none; null: uniform over all that was read
    """

    values: PackedFloats | None


@dataclass(frozen=True, slots=True)
class CurveData(Kind):
    """One number for every frame.

    Attributes:
        values: T, NaN where there is none; null: uniform over the frames in which somebody was read
    """

    values: PackedFloats | None


@dataclass(frozen=True, slots=True)
class AnswerData:
    """What was said of the classes.

    Attributes:
        classes: L names
        predicted: the most probable class
        probabilities: L; null for one that is no number
        mark: what stands behind the name of a class where it is the answer: a question mark, or nothing
        title: the answer as a heading
        line: how sure it is, and what comes next
        check: how it stands to the clip's own label, behind a sign; empty where the clip has none
        scores: T × L, what each frame says of each class; weighed by the first curve they sum to the answer. null
            where the answer is no such sum
    """

    classes: tuple[str, ...]
    predicted: int
    probabilities: tuple[float | None, ...]
    mark: str
    title: str
    line: str
    check: str
    scores: PackedFloats | None


@dataclass(frozen=True, slots=True)
class PaneData:
    """One picture of a clip, with what was said of it.

    Attributes:
        clip: which of the payload's clips
        title: caption; null leaves it to the player
        maps: the first is shown at first; none where the clip is shown by itself
        curves: the first weighs the frames
        read: T × M, whom the model saw; null where nobody was asked
        answer: of the classes; null where there is none
        keyframes: peaks of the first curve, the highest first
        recorded: T, the frame of the recording that each frame is; null where it is that frame
        provenance: who said it, in plain words by their names: checkpoint, revision, recipe, package, device
        cautions: why to trust the answer less than others of the model, each in a few words
        withheld: whether there is an answer that is not told: the lanes that it would fill keep their room
        links: (M × J) × (M × J), how much each joint attends to each other; null where joints do not
        ahead: T × M × J × 3, how far each joint is expected to move; null where nothing is foretold
    """

    clip: int
    title: str | None
    maps: tuple[MapData, ...]
    curves: tuple[CurveData, ...]
    read: PackedBytes | None
    answer: AnswerData | None
    keyframes: tuple[int, ...]
    recorded: tuple[int, ...] | None
    provenance: Mapping[str, str] | None
    cautions: tuple[str, ...] = ()
    withheld: bool = False
    links: PackedFloats | None = None
    ahead: PackedFloats | None = None


@dataclass(frozen=True, slots=True)
class Payload:
    """Everything that the player draws.

    Attributes:
        version: of this form
        revision: another for any other content
        clips: each once, however many panes show it
        panes: 1 to 8
        tracks: lanes of stretches above all others
        parts: whether the page runs parts of the recording, and keeps spans that are marked
        opens: the pane whose lanes are shown in full at first
        timed: whether frames are moments of a recording; else they are steps of a clock that several share, which has
            no seconds of its own
    """

    version: int
    revision: str
    clips: tuple[ClipData, ...]
    panes: tuple[PaneData, ...]
    tracks: tuple[TrackData, ...] = ()
    parts: bool = False
    opens: int = 0
    timed: bool = True


@dataclass(frozen=True, slots=True)
class ClipPatch:
    """Edited frames of a clip.

    Attributes:
        clip: which of the payload's clips
        first: the first frame that is edited
        frames: how many are
        positions: frames × M × J × 3, metres, y up
        present: frames × M
        inferred: columns of joints that nobody saw now, of the whole clip
    """

    clip: int
    first: int
    frames: int
    positions: PackedFloats
    present: PackedBytes
    inferred: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PanePatch:
    """What is said now that the clip was edited.

    Attributes:
        pane: which of the payload's panes
        maps: all of them
        curves: all of them
        read: T × M
        answer: of the classes
        keyframes: peaks of the first curve, the highest first
        links: how much each joint attends to each other
        ahead: how far each joint is expected to move
    """

    pane: int
    maps: tuple[MapData, ...]
    curves: tuple[CurveData, ...]
    read: PackedBytes | None
    answer: AnswerData | None
    keyframes: tuple[int, ...]
    links: PackedFloats | None = None
    ahead: PackedFloats | None = None


@dataclass(frozen=True, slots=True)
class Patch:
    """What an edit changes in a payload that the player has; nothing else is sent again.

    Attributes:
        version: of this form
        base: revision of the payload that it changes
        revision: of what comes of it
        clips: of each edited clip the edited frames
        panes: of each pane whose answer changed the new one
        tracks: all lanes of stretches
    """

    version: int
    base: str
    revision: str
    clips: tuple[ClipPatch, ...]
    panes: tuple[PanePatch, ...]
    tracks: tuple[TrackData, ...]


#: Every message, those first that others are made of.
MESSAGES: tuple[type[Any], ...] = (
    *(LimbData, LayoutData, WarningData, ClipData, MapData, CurveData, AnswerData, PaneData, SegmentData, TrackData),
    *(Payload, ClipPatch, PanePatch, Patch, LineData, MeasureLane, MeasureLanes),
    *(JointRef, Selection, CameraData, AskData, Committed, Initial),
)


def camel(name: str) -> str:
    """``fit_yaw`` as it is on the wire: ``fitYaw``."""
    first, *rest = name.split("_")
    return first + "".join(word.title() for word in rest)


#: The fields of each message, and what they are called on the wire.
_WIRE = {message: [(field.name, camel(field.name)) for field in fields(message)] for message in MESSAGES}


def to_json(message: Any) -> Any:
    """A message, or a part of one, as plain JSON values."""
    if message is None or isinstance(message, str | int | float):
        return message
    if isinstance(message, tuple | list):
        return [to_json(each) for each in message]
    if isinstance(message, Mapping):
        return {str(key): to_json(value) for key, value in message.items()}
    return {wire: to_json(getattr(message, name)) for name, wire in _WIRE[type(message)]}
