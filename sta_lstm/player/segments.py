"""Lanes of stretches for the player's timeline: what a model answers when, what a file says, what somebody marked."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sta_lstm.player.messages import to_json
from sta_lstm.player.tracks import SegmentData, TrackData
from sta_lstm.prediction.answer import named
from sta_lstm.prediction.labels import class_of, near_class
from sta_lstm.prediction.windows import SURE, AnswerSegment, Windows
from sta_lstm.skeletons.cut import Segment
from sta_lstm.words import label_line, percent_text, probability_text

#: Stretches of one lane that the player shows at most, the first.
MOST_SEGMENTS = 400
#: Letters of what one is called, and of a note on it.
_MOST_LETTERS, _MOST_NOTED = 80, 200
_UNSURE = "unsure"
_NOT_SURE = f"unsure: no answer above {percent_text(SURE)} in two windows or more"


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


def answers_tracks(
    answers: Mapping[str, Windows], fps: float, hues: dict[str, int], *, whose: str = ""
) -> list[TrackData]:
    """What models answer along recordings that they read in windows: a lane each, named where there are several.

    Args:
        answers: by the name of who said it, or of what.
        fps: of what is shown.
        hues: as in `labels_track`.
        whose: recording it is, where the player shows several.
    """
    lanes = []
    for name, windows in answers.items():
        lane = answers_track(windows, fps, hues)
        words = (lane.name, name if len(answers) > 1 else "", whose)
        lanes.append(replace(lane, name=", ".join(filter(None, words))))
    return lanes


def answers_track(windows: Windows, fps: float, hues: dict[str, int]) -> TrackData:
    """What a model answers along a recording that it reads in windows; ``hues`` as in `labels_track`.

    Of a recording of a kind that it never saw each answer has a question mark.
    """
    return TrackData(
        "answers",
        f"windows of {windows.seconds:.2g} s",
        runs=False,
        segments=tuple(
            _answer(each, fps, hues, is_familiar=windows.is_familiar) for each in windows.segments()[:MOST_SEGMENTS]
        ),
    )


def labels_track(
    name: str,
    segments: Sequence[Segment],
    class_names: Sequence[str],
    *,
    n_frames: int,
    fps: float,
    hues: dict[str, int],
    note: str = "",
    runs: bool = True,
) -> TrackData:
    """What a file or a person calls parts of a recording; what lies outside is left out, or cut at the edge.

    Args:
        name: of the lane.
        segments: in the frames that are shown; they may begin before the first.
        class_names: of the model, so that what it would call the same has the same colour.
        n_frames: of what is shown.
        fps: of the recording.
        hues: the colours, as numbers, of what has a name in other lanes; what is new gets the next one, and stands
            in it afterwards.
        note: a few words on the lane.
        runs: whether a click on a stretch runs the model on it; else it chooses those frames.
    """
    shown = []
    for segment in segments:
        start, end = max(0, segment.start), min(n_frames if segment.end is None else segment.end, n_frames)
        if start >= end:
            continue
        text = label_line(segment.label or "", _MOST_LETTERS)
        remark = label_line(segment.note or "", _MOST_NOTED)
        says = f"{text or 'no name'}, {_when(start, end, fps)}{f': {remark}' if remark else ''}"
        shown.append(SegmentData(start, end, text, says, None, _hue(text, class_names, hues)))
    shown.sort(key=lambda each: (each.start, each.end))
    return TrackData(name, note, runs=runs, segments=tuple(shown[:MOST_SEGMENTS]))


def _answer(segment: AnswerSegment, fps: float, hues: dict[str, int], *, is_familiar: bool) -> SegmentData:
    when = _when(segment.start, segment.end, fps)
    if segment.label is None:
        said = _NOT_SURE if segment.probability else "nobody to read"
        return SegmentData(segment.start, segment.end, _UNSURE, f"{said}, {when}", 0.0, None)
    text = named(label_line(segment.label, _MOST_LETTERS), is_familiar=is_familiar)
    hue = hues.setdefault(segment.label, len(hues))
    says = f"{text}, {probability_text(segment.probability)}, {when}"
    return SegmentData(segment.start, segment.end, text, says, round(segment.probability, 4), hue)


def _hue(text: str, class_names: Sequence[str], hues: dict[str, int]) -> int | None:
    """The number of the class that a label names or is near to, or else its own."""
    name = class_of(text, class_names) or near_class(text, class_names) or text
    return hues.setdefault(name, len(hues)) if text else None


def _when(start: int, end: int, fps: float) -> str:
    return f"{start / fps:.2f} to {end / fps:.2f} s"
