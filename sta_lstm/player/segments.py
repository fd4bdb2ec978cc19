"""Lanes of stretches for the player's timeline: what a model answers when, what a file calls it, what somebody marked."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from sta_lstm.player.messages import to_json
from sta_lstm.player.tracks import SegmentData, TrackData
from sta_lstm.prediction.labels import class_of, near_class
from sta_lstm.prediction.windows import AnswerSegment, Windows
from sta_lstm.skeletons.cut import Segment
from sta_lstm.words import label_line

#: Stretches of one lane that the player shows at most, the first.
MOST_SEGMENTS = 400
#: Letters of what one is called.
_MOST_LETTERS = 80
_UNSURE = "unsure"


def with_tracks(payload: Mapping[str, Any], tracks: Sequence[TrackData], *, parts: bool = False) -> dict[str, Any]:
    """``payload`` with lanes of stretches; its revision is another where these are.

    Args:
        payload: as `player_payload` makes it.
        tracks: the lanes from the top.
        parts: whether the page runs parts of the recording, and keeps spans that are marked.
    """
    told = {"tracks": to_json(tuple(tracks)), "parts": parts}
    if not tracks and not parts:
        return dict(payload)
    words = json.dumps([payload["revision"], told], sort_keys=True)
    return {**payload, **told, "revision": hashlib.sha256(words.encode()).hexdigest()[:16]}


def answers_track(windows: Windows, fps: float) -> TrackData:
    """What a model answers along a recording that it reads in windows."""
    names = windows.class_names
    return TrackData(
        "answers",
        f"windows of {windows.seconds:.2g} s",
        runs=False,
        segments=tuple(_answer(each, names, fps) for each in windows.segments()[:MOST_SEGMENTS]),
    )


def labels_track(
    name: str, segments: Sequence[Segment], class_names: Sequence[str], *, n_frames: int, fps: float, note: str = ""
) -> TrackData:
    """What a file or a person calls parts of a recording; what lies outside is left out, or cut at the edge.

    Args:
        name: of the lane.
        segments: in the frames that are shown; they may begin before the first.
        class_names: of the model, so that what it would call the same has the same colour.
        n_frames: of what is shown.
        fps: of the recording.
        note: a few words on the lane.
    """
    hues: dict[str, int] = {}
    shown = []
    for segment in segments:
        start, end = max(0, segment.start), min(n_frames if segment.end is None else segment.end, n_frames)
        if start >= end:
            continue
        text = label_line(segment.label or "", _MOST_LETTERS)
        says = f"{text or 'no name'}, {_when(start, end, fps)}"
        shown.append(SegmentData(start, end, text, says, None, _hue(text, class_names, hues)))
    shown.sort(key=lambda each: (each.start, each.end))
    return TrackData(name, note, runs=True, segments=tuple(shown[:MOST_SEGMENTS]))


def _answer(segment: AnswerSegment, class_names: Sequence[str], fps: float) -> SegmentData:
    when, percent = _when(segment.start, segment.end, fps), f"{100 * segment.probability:.0f} %"
    if segment.label is None:
        said = f"unsure: no answer above {percent} on average" if segment.probability else "nobody to read"
        return SegmentData(segment.start, segment.end, _UNSURE, f"{said}, {when}", 0.0, None)
    text = label_line(segment.label, _MOST_LETTERS)
    hue = class_names.index(segment.label)
    return SegmentData(
        segment.start, segment.end, text, f"{text}, {percent}, {when}", round(segment.probability, 4), hue
    )


def _hue(text: str, class_names: Sequence[str], others: dict[str, int]) -> int | None:
    """The number of the class that a label names or is near to; of other labels, one each behind those of classes."""
    if not text:
        return None
    name = class_of(text, class_names) or near_class(text, class_names)
    return class_names.index(name) if name is not None else others.setdefault(text, len(class_names) + len(others))


def _when(start: int, end: int, fps: float) -> str:
    return f"{start / fps:.2f} to {end / fps:.2f} s"
