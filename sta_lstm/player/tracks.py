"""What the player is told of stretches of a recording; written once for both languages, like messages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SegmentData:
    """A stretch of the recording.

    Attributes:
        start: its first frame
        end: the frame after its last
        text: what it is called
        says: the same with more of what is known, for who points at it
        strength: 0 to 1, how sure that is; null where nobody doubts it
        hue: a number: what has the same one has the same colour in every lane; null for none
    """

    start: int
    end: int
    text: str
    says: str
    strength: float | None
    hue: int | None


@dataclass(frozen=True, slots=True)
class TrackData:
    """A lane of stretches, in the order of time.

    Attributes:
        name: tells it apart from the others
        note: a few words on it
        runs: whether a click on a stretch runs the model on it; else it chooses those frames
        segments: its stretches
    """

    name: str
    note: str
    runs: bool
    segments: tuple[SegmentData, ...]
