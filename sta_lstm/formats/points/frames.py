"""The frames in somebody's JSON of points: which list holds them, and what is said beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sta_lstm.formats.points.bodies import FEWEST, points_of
from sta_lstm.formats.points.values import is_point, name_in, plain, under, whole
from sta_lstm.formats.rules.frame_numbers import numbers_in
from sta_lstm.formats.rules.image import picture_size
from sta_lstm.formats.rules.json_values import is_number
from sta_lstm.formats.rules.keys import is_key
from sta_lstm.skeletons import MAX_PERSONS
from sta_lstm.skeletons.layout import MAX_JOINTS

#: Keys of lists of frames, the surest first; those of bodies may also hold frames.
_FRAMES = (
    *("frames", "framedata", "framelist", "sequence", "recording", "motion", "samples", "records", "timeline", "video"),
    *("data", "poses", "results", "predictions", "annotations", "instances", "detections", "skeletons", "skeleton"),
    *("bodies", "people", "persons", "body", "pose", "jointpositions", "keypoints3d", "keypoints", "joints"),
    *("landmarks", "positions", "points", "trajectories", "markers"),
)
#: Of these, those whose list may be the bodies of a single frame.
_OF_ONE_FRAME = frozenset(("bodies", "people", "persons", "instances", "detections"))
_RATES = ("fps", "framerate", "samplerate", "samplingrate", "mocapframerate", "hz", "videofps", "frequency")
_NUMBERS = (
    *("frame", "framenumber", "frameindex", "frameid", "framenum", "frameno", "framecount", "frameidx", "imageid"),
    *("filename", "imagename", "image", "imagepath"),
)
_TIMES = (
    *("timestampusec", "timestampus", "timestampns", "timestampms", "timestamp", "timeusec", "timems", "timens"),
    *(
        "timesec",
        "seconds",
        "time",
        "timecode",
        "relativetime",
        "elapsed",
        "elapsedtime",
        "datetime",
        "date",
        "ts",
        "t",
    ),
    *("mediatime", "capturetime", "createdat", "timeinseconds", "timeseconds", "frametime", "ticks"),
)
#: Keys of the persons in a long table.
_PERSONS = ("person", "personid", "trackid", "bodyid", "trackingid", "userid", "body", "individual", "subject")
_DEEPEST = 5


@dataclass
class PointFrames:
    """What a file holds.

    Attributes:
        frames: as the file has them; what holds no points shows nobody.
        numbers: their numbers, if all have one.
        times: when they were, if all say it, and under which key.
        names: of the joints, where they are listed once for all frames.
        fps: frames a second, if it is told.
        picture: width and height in pixels, if they are told.
        notes: what is to be said.
    """

    frames: list[Any]
    numbers: list[int] | None = None
    times: list[Any] | None = None
    time_key: str = ""
    names: tuple[str, ...] = ()
    fps: float | None = None
    picture: tuple[float, float] | None = None
    notes: list[str] = field(default_factory=list)


def frames_of(content: Any) -> PointFrames:
    """The frames of a recording; without any, its list is empty."""
    found = PointFrames(_listed(content, _DEEPEST) or [])
    for value in _objects(content, 3):
        found.names = found.names or _names(value)
        rate = under(value, _RATES)
        if found.fps is None and is_number(rate) and 0 < rate <= 1000:
            found.fps = float(rate)
        sizes = {plain(key): each for key, each in value.items()}
        found.picture = found.picture or picture_size(
            sizes.get("width", sizes.get("imagewidth", sizes.get("videowidth"))),
            sizes.get("height", sizes.get("imageheight", sizes.get("videoheight"))),
        )
    _clocked(found)
    return found


def _objects(content: Any, depth: int) -> Iterator[dict[str, Any]]:
    """The objects in which something may be said of all frames: those outside of any long list."""
    if isinstance(content, dict):
        yield content
        for value in content.values() if depth else ():
            if isinstance(value, dict) or (isinstance(value, list) and len(value) == 1):
                yield from _objects(value, depth - 1)
    elif isinstance(content, list) and len(content) == 1 and depth:
        yield from _objects(content[0], depth - 1)


def _names(value: dict[str, Any]) -> tuple[str, ...]:
    """A list of names of joints among the values of an object; none if there is none."""
    for key, each in value.items():
        if any(word in plain(key) for word in ("name", "joint", "keypoint", "landmark", "part", "label", "marker")):
            if isinstance(each, dict):  # {"0": "nose", "1": "left_eye"}, or the other way round
                pairs = each.items()
                by_number = {int(k): v for k, v in pairs if k.isdecimal() and len(k) < 5 and isinstance(v, str)}
                by_number = by_number or {v: k for k, v in pairs if isinstance(v, int) and 0 <= v < 10_000}
                each = [by_number[number] for number in sorted(by_number)]
            if (
                isinstance(each, list)
                and FEWEST <= len(each) <= MAX_JOINTS
                and all(isinstance(name, str) and name for name in each)
                and len(set(each)) == len(each)
            ):
                return tuple(each)
    return ()


def _listed(content: Any, depth: int) -> list[Any] | None:
    """The frames in a value; None if it holds no points."""
    if not content or depth == 0:
        return None
    if isinstance(content, list):
        if _is_table(content):
            return _rows_together(content)
        return [content] if points_of(content) is not None or _are_detections(content) else content
    if not isinstance(content, dict):
        return None
    if points_of(content) is not None and not _is_series(content):
        return [content]
    for find in (_from_series, _by_key, _by_number):
        if (frames := find(content, depth)) is not None:
            return frames
    nested = [value for value in content.values() if isinstance(value, dict)]
    return next((inner for value in nested if (inner := _listed(value, depth - 1)) is not None), [content])


def _by_key(content: dict[str, Any], depth: int) -> list[Any] | None:
    """The frames under one of the usual names."""
    keys = {plain(key): each for key, each in reversed(content.items())}
    for key in _FRAMES:
        value = keys.get(key)
        if isinstance(value, list) and value and not all(isinstance(each, str) for each in value):
            is_one = points_of(value) is not None and not _is_table(value)
            return [content] if is_one or (key in _OF_ONE_FRAME and _are_bodies(value)) else _listed(value, depth - 1)
        if isinstance(value, dict) and (inner := _listed(value, depth - 1)) is not None:
            return inner
    return None


def _by_number(content: dict[str, Any], depth: int) -> list[Any] | None:
    """Frames under their numbers, or under names with numbers; those that are missing show nobody."""
    keys = list(content)
    numbers = (
        numbers_in(keys) if len(keys) > 1 and all(isinstance(each, dict | list) for each in content.values()) else None
    )
    if numbers is None:
        return None
    return [{"frame": number, "bodies": content[key]} for number, key in sorted(zip(numbers, keys, strict=True))]


def _are_bodies(value: list[Any]) -> bool:
    """Whether a list holds the bodies of one frame: few, and none says when it was."""
    return len(value) <= MAX_PERSONS and not any(
        isinstance(each, dict) and under(each, (*_NUMBERS, *_TIMES)) is not None for each in value
    )


def _are_detections(content: list[Any]) -> bool:
    """Whether a list holds what a detector found in one picture: bodies in boxes, of a class, with no time."""
    return _are_bodies(content) and all(
        isinstance(each, dict) and "class" in each and under(each, ("box", "bbox")) is not None for each in content
    )


def _is_table(content: list[Any]) -> bool:
    """Whether a list holds a joint a row: ``[{"frame": 0, "joint": "nose", "x": …}, …]``."""
    first = content[0]
    return (
        isinstance(first, dict)
        and is_point(first)
        and name_in(first) is not None
        and under(first, (*_NUMBERS, *_TIMES)) is not None
        and all(isinstance(each, dict) for each in content)
    )


def _rows_together(content: list[dict[str, Any]]) -> list[Any]:
    """The rows of a table, a frame's together."""
    frames: dict[Any, dict[str, Any]] = {}
    for row in content:
        moment = under(row, (*_NUMBERS, *_TIMES))
        moment = moment if is_key(moment) else str(moment) if is_number(moment) else None
        frame = frames.setdefault(moment, {**_clock_in(row), "bodies": {}})
        person = under(row, _PERSONS)
        frame["bodies"].setdefault(str(person)[:20] if person is not None else "", []).append(row)
    return list(frames.values())


def _clock_in(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if plain(key) in _NUMBERS or plain(key) in _TIMES}


def _is_series(content: dict[str, Any]) -> bool:
    """Whether an object that looks like one body holds each joint over time: long lists of numbers are no places."""
    return all(isinstance(each, list) and len(each) > 4 for each in content.values())


def _from_series(content: dict[str, Any], depth: int) -> list[Any] | None:
    """Frames from ``{"nose": [[x, y, z], …], …}`` or ``{"nose": {"x": [ … ], "y": [ … ]}, …}``; None of others."""
    series: dict[str, list[Any]] = {}
    for key, value in content.items():
        if isinstance(value, dict) and isinstance(value.get("x"), list) and isinstance(value.get("y"), list):
            axes = [value[axis] for axis in "xyz" if isinstance(value.get(axis), list)]
            series[key] = [list(place) for place in zip(*axes, strict=False)]
        elif isinstance(value, list) and value and all(each is None or is_point(each) for each in value):
            series[key] = value
    lengths = {len(each) for each in series.values()}
    if len(series) < FEWEST or len(lengths) != 1 or any(name.isdecimal() for name in series):
        return None
    times = {key: value for key, value in content.items() if plain(key) in _TIMES and isinstance(value, list)}
    frames = []
    for at in range(lengths.pop()):
        frame: dict[str, Any] = {"bodies": [{name: places[at] for name, places in series.items()}]}
        frame |= {key: value[at] for key, value in times.items() if at < len(value)}
        frames.append(frame)
    return frames


def _clocked(found: PointFrames) -> None:
    """Numbers and times of the frames; frames that share one are one frame."""
    frames = found.frames
    if not frames or not all(isinstance(frame, dict) for frame in frames):
        return
    told = [under(frame, _NUMBERS) for frame in frames]
    if all(isinstance(each, str) for each in told):
        different = list(dict.fromkeys(told))
        numbers = numbers_in(different)
        at = dict(zip(different, numbers or range(len(different)), strict=True))
        if numbers is None and len(different) > 1:
            found.notes.append("No number in the frames' names tells them apart; they were taken in the file's order.")
        told = [at[each] for each in told]
    numbers_told = [number for each in told if (number := whole(each)) is not None and abs(number) < 10**15]
    if len(numbers_told) == len(told):
        found.numbers = numbers_told
    keys = [key for key in frames[0] if plain(key) in _TIMES]
    keys.sort(key=lambda key: _TIMES.index(plain(key)))
    key = next((key for key in keys if all(frame.get(key) is not None for frame in frames)), None)
    if key is not None:
        found.time_key, found.times = key, [frame[key] for frame in frames]
    if found.numbers is None and found.times is not None and len(set(map(str, found.times))) < len(frames):
        at = {}  # several bodies of one moment, a list element each
        found.numbers = [at.setdefault(str(time), len(at)) for time in found.times]
