"""ST-GCN's Kinetics-Skeleton JSON (Yan et al., AAAI 2018): OpenPose on videos, one file a video.

    {"data": [{"frame_index": 1,
               "skeleton": [{"pose": [x0, y0, x1, y1, … 18 joints], "score": [c0, c1, …]}, … persons]}, …],
     "label": "abseiling", "label_index": 0}

x and y are parts of the picture's width and height from its top left; a joint with score 0 was not found. Its authors
brought every video to 340 × 256 pixels and 30 frames a second first. Who is who is not said (`image_tracks`).
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from sta_lstm.errors import ClipError
from sta_lstm.formats.bodies import check_size
from sta_lstm.formats.format import ClipFormat
from sta_lstm.formats.image import clip_from_image
from sta_lstm.formats.image_tracks import NOBODY, Poses, followed
from sta_lstm.formats.json_values import parsed, shown
from sta_lstm.formats.ntu_tracks import Sighting
from sta_lstm.formats.reading import AS_IT_SAYS, Reading
from sta_lstm.formats.text import one_line
from sta_lstm.formats.unsaid import layout_of
from sta_lstm.skeletons import Clip

#: What the data set's videos were brought to before joints were looked for.
FPS = 30.0
PICTURE = (340.0, 256.0)
_USUAL = ("coco-18", "coco-17", "openpose-25")
_FRAME = re.compile(rb'"frame_index"\s*:\s*-?\d')
_MAX_JOINTS = 200
_MAX_LABEL = 200


def sniff_stgcn(head: bytes) -> bool:
    """Whether a file begins as a JSON object of frames that have a ``frame_index`` and a ``skeleton``."""
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return text.startswith(b"{") and b'"skeleton"' in text and _FRAME.search(text) is not None


def read_stgcn(data: bytes, name: str, reading: Reading = AS_IT_SAYS) -> Clip:
    """The clip in a Kinetics-Skeleton file.

    Raises:
        ClipError: the file is no JSON, lacks something, or shows nobody.
    """
    video = parsed(data, name)
    frames = video.get("data") if isinstance(video, dict) else None
    if not isinstance(frames, list) or not frames:
        raise ClipError(
            f"'{name}': expected an object with a list of frames, 'data'; found {shown(video)}. Copy it again from "
            "where it came."
        )
    indices = [_index(frame, place, name) for place, frame in enumerate(frames)]
    first = min(indices)
    n_frames = max(indices) - first + 1
    check_size(n_frames, 1, 18, name)
    bodies = [
        (index - first, pose)
        for index, frame in sorted(zip(indices, frames, strict=True), key=lambda pair: pair[0])
        for pose in _poses(frame, index, name)
    ]
    counts = sorted({len(pose) for _, pose in bodies})
    if len(counts) > 1:
        raise ClipError(f"'{name}' has persons of {counts[0]} and of {counts[1]} joints; expected the same of all.")
    layout = layout_of(counts[0] if counts else 18, reading, name, _USUAL)
    sightings = [Sighting(frame, NOBODY, pose) for frame, pose in bodies if not np.isnan(pose).all()]
    points, present, notes = followed(sightings, n_frames, layout, name)
    label = video.get("label")
    return clip_from_image(
        *(points, present, layout, name, reading),
        picture=PICTURE,
        fps=FPS,
        label=one_line(label, _MAX_LABEL) or None if isinstance(label, str) else None,
        notes=notes,
    )


def _index(frame: Any, place: int, name: str) -> int:
    index = frame.get("frame_index") if isinstance(frame, dict) else None
    if not isinstance(index, int) or isinstance(index, bool) or not 0 <= index < 10**9:
        raise ClipError(
            f"'{name}', frame {place}: expected an object with a whole number 'frame_index', found "
            f"{shown(frame if index is None else index)}."
        )
    return index


def _poses(frame: dict[str, Any], index: int, name: str) -> list[Poses]:
    """The persons in a frame, each J × 2, NaN where a joint was not found; the surest first, as the file has them."""
    persons = frame.get("skeleton", [])
    if not isinstance(persons, list):
        raise ClipError(f"'{name}', frame_index {index}: 'skeleton' is {shown(persons)}; expected a list of persons.")
    return [_pose(person, f"'{name}', frame_index {index}, person {p}") for p, person in enumerate(persons)]


def _pose(person: Any, where: str) -> Poses:
    if not isinstance(person, dict) or not isinstance(person.get("pose"), list):
        raise ClipError(f"{where}: expected an object with the lists 'pose' and 'score', found {shown(person)}.")
    pose, score = person["pose"], person.get("score", [1.0] * (len(person["pose"]) // 2))
    if len(pose) % 2 or not 0 < len(pose) <= 2 * _MAX_JOINTS or not isinstance(score, list):
        raise ClipError(f"{where}: 'pose' is {shown(pose)}; expected x and y of each joint in turn.")
    if 2 * len(score) != len(pose):
        raise ClipError(f"{where}: {len(pose) // 2} joints have {len(score)} scores; expected one each.")
    try:
        values, scores = np.array(pose, dtype=np.float64), np.array(score, dtype=np.float64)
        if values.ndim != 1 or scores.ndim != 1:
            raise ValueError("lists among the numbers")
        points = values.reshape(-1, 2)
        points[~(scores > 0)] = np.nan
    except (ValueError, TypeError, OverflowError) as error:
        odd = next((value for value in (*pose, *score) if not isinstance(value, int | float | None)), pose)
        raise ClipError(f"{where}: expected numbers, found {shown(odd)}. Mend that value, or write null.") from error
    return points


STGCN = ClipFormat(
    name="Kinetics-Skeleton",
    endings=(".json",),
    sniff=sniff_stgcn,
    read=read_stgcn,
    write=None,
    description="2D bodies of 18 joints that OpenPose found in a video, as ST-GCN's JSON.",
    joints="18",
    persons="1 to 8",
    knows_unit=False,
)
