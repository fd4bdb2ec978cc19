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

from sta_lstm.errors import ClipError
from sta_lstm.formats.format import ClipFormat
from sta_lstm.formats.pose.image_tracks import NO_IDENTITY, check_bodies, followed
from sta_lstm.formats.pose.keypoints import keypoint_tables, nobody_seen, shows_a_body
from sta_lstm.formats.registry import register
from sta_lstm.formats.rules.bodies import check_size
from sta_lstm.formats.rules.image import clip_from_image
from sta_lstm.formats.rules.infer_missing import layout_of
from sta_lstm.formats.rules.json_values import parsed, shown
from sta_lstm.formats.rules.read_options import AS_STORED, ReadOptions
from sta_lstm.formats.rules.text import one_line
from sta_lstm.formats.rules.tracks import Sighting
from sta_lstm.skeletons import Clip

#: What the data set's videos were brought to before joints were looked for.
FPS = 30.0
PICTURE = (340.0, 256.0)
_USUAL = ("coco-18", "coco-17", "openpose-25")
_FRAME = re.compile(rb'"frame_index"\s*:\s*-?\d')
#: Other people's frames have one body there, an object.
_SKELETON = re.compile(rb'"skeleton"\s*:\s*(.?)', re.DOTALL)
_MAX_JOINTS = 200
_MAX_LABEL = 200


def sniff_stgcn(head: bytes) -> bool:
    """Whether a file begins as a JSON object of frames that have a ``frame_index`` and a ``skeleton``."""
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    first = _SKELETON.search(text)
    is_one = text.startswith(b"{") and first is not None and first[1] != b"{"
    return is_one and _FRAME.search(text) is not None


def read_stgcn(data: bytes, name: str, options: ReadOptions = AS_STORED) -> Clip:
    """The clip in a Kinetics-Skeleton file.

    Raises:
        ClipError: the file is not JSON, lacks something, or shows nobody.
    """
    video = parsed(data, name)
    frames = video.get("data") if isinstance(video, dict) else None
    if not isinstance(frames, list) or not frames:
        raise ClipError(
            f"'{name}': expected an object with a list of frames, 'data'; found {shown(video)}. Copy or download it "
            "again."
        )
    indices = [_index(frame, place, name) for place, frame in enumerate(frames)]
    first = min(indices)
    n_frames = max(indices) - first + 1
    check_size(n_frames, 1, 18, name)
    bodies = [
        (index, person, keypoints)
        for index, frame in sorted(zip(indices, frames, strict=True), key=lambda pair: pair[0])
        for person, keypoints in enumerate(_persons(frame, index, name))
    ]
    check_bodies(len(bodies), n_frames, name)
    if not bodies:
        raise ClipError(f"'{name}' shows no body in any of its {n_frames:,} frames; there is nothing to look at.")
    poses, unsure_notes = keypoint_tables(
        [keypoints for *_, keypoints in bodies], 3, lambda body: _place(name, bodies[body][0], bodies[body][1]), options
    )
    layout = layout_of(poses.shape[1], options, name, _USUAL)
    sightings = [
        Sighting(index - first, NO_IDENTITY, pose)
        for (index, *_), pose, is_seen in zip(bodies, poses, shows_a_body(poses), strict=True)
        if is_seen
    ]
    if not sightings and unsure_notes:
        raise nobody_seen(name, options, are_unsure=True)
    points, present, notes = followed(sightings, n_frames, layout, name)
    label = video.get("label")
    return clip_from_image(
        *(points, present, layout, name, options),
        picture=PICTURE,
        fps=FPS,
        label=one_line(label, _MAX_LABEL) or None if isinstance(label, str) else None,
        notes=(*unsure_notes, *notes),
    )


def _index(frame: Any, place: int, name: str) -> int:
    index = frame.get("frame_index") if isinstance(frame, dict) else None
    if not isinstance(index, int) or isinstance(index, bool) or not 0 <= index < 10**9:
        raise ClipError(
            f"'{name}', frame {place}: expected an object with a whole number 'frame_index', found "
            f"{shown(frame if index is None else index)}."
        )
    return index


def _persons(frame: dict[str, Any], index: int, name: str) -> list[list[Any]]:
    """The persons in a frame, each x, y, score of every joint in turn; the surest first, as the file has them."""
    persons = frame.get("skeleton", [])
    if not isinstance(persons, list):
        raise ClipError(f"'{name}', frame_index {index}: 'skeleton' is {shown(persons)}; expected a list of persons.")
    return [_keypoints(person, index, number, name) for number, person in enumerate(persons)]


def _keypoints(person: Any, index: int, number: int, name: str) -> list[Any]:
    if not isinstance(person, dict) or not isinstance(person.get("pose"), list):
        raise ClipError(
            f"{_place(name, index, number)}: expected an object with the lists 'pose' and 'score', found "
            f"{shown(person)}."
        )
    pose, score = person["pose"], person.get("score", [1.0] * (len(person["pose"]) // 2))
    if len(pose) % 2 or not 0 < len(pose) <= 2 * _MAX_JOINTS or not isinstance(score, list):
        raise ClipError(
            f"{_place(name, index, number)}: 'pose' is {shown(pose)}; expected x and y of each joint in turn."
        )
    if 2 * len(score) != len(pose):
        raise ClipError(
            f"{_place(name, index, number)}: {len(pose) // 2} joints have {len(score)} scores; expected one each."
        )
    keypoints = [None] * (3 * len(score))
    keypoints[::3], keypoints[1::3], keypoints[2::3] = pose[::2], pose[1::2], score
    return keypoints


def _place(name: str, index: int, number: int) -> str:
    return f"'{name}', frame_index {index}, person {number}"


STGCN = register(
    ClipFormat(
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
)
