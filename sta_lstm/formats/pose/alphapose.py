"""Keypoints of persons in pictures, in one JSON file: AlphaPose's results, and COCO's results and annotations.

Four shapes are read:

- AlphaPose (docs/output.md), and COCO's keypoint results (cocodataset.org, "Results format"), a list of persons:
  ``[{"image_id": "12.jpg", "category_id": 1, "keypoints": [x0, y0, c0, x1, …], "score": 2.9, "idx": 3}, …]``;
- AlphaPose with ``--format open`` or ``cmu``, by picture: ``{"12.jpg": {"version": "AlphaPose v0.3", "people":
  [{"pose_keypoints_2d": […]}]}}``, or ``"bodies": [{"joints": […]}]``, with OpenPose's 18 joints;
- COCO's annotations (cocodataset.org, "Data format"): ``{"images": [{"id": 7, "file_name": "12.jpg", "width": 640,
  "height": 480}], "annotations": [{"image_id": 7, "keypoints": [x0, y0, v0, …]}], …}``; PoseTrack adds ``track_id``.

The number of values tells the joints: 17 of COCO, 26 of Halpe, or 136 of Halpe and 133 of COCO-WholeBody, of which the
body comes first and the rest (face, hands) is left out. The number that varies in the pictures' names is the frame.
AlphaPose never writes a confidence of zero; joints below a threshold count as not found (`confidence`). Without
tracking it gives every person the same ``idx``; then, and where there is none, persons are followed by nearness
(`image_tracks`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sta_lstm.errors import ClipError
from sta_lstm.formats.format import ClipFormat
from sta_lstm.formats.pose.image_tracks import NO_IDENTITY, check_bodies, followed
from sta_lstm.formats.pose.keypoints import (
    WHOLE_BODIES,
    keypoint_tables,
    layout_of_keypoints,
    nobody_seen,
    shows_a_body,
)
from sta_lstm.formats.registry import register
from sta_lstm.formats.rules.frame_numbers import number_in, numbers_in, timeline
from sta_lstm.formats.rules.image import clip_from_image, picture_size
from sta_lstm.formats.rules.json_values import is_number, parsed, shown
from sta_lstm.formats.rules.keys import EXPECTED, is_whole_key
from sta_lstm.formats.rules.read_options import AS_STORED, ReadOptions
from sta_lstm.formats.rules.text import one_line
from sta_lstm.formats.rules.tracks import Sighting
from sta_lstm.skeletons import Clip, SkeletonLayout

_LAYOUTS = ("coco-17", "halpe-26", "coco-18")
#: The share of bodies that may stand twice under one ID in a frame before IDs are not believed.
_FEW_TWICE = 0.05
#: Keypoints are a flat list: MMPose's persons have a list of lists, others' a list of named points.
_RESULTS = re.compile(rb'\s*\[\s*\{[^{}]*"(image_id|keypoints)"\s*:')
_NOT_FLAT = re.compile(rb'"keypoints"\s*:\s*(\{|\[\s*[\[{])')
_NO_NUMBERS = "The pictures' names do not number them"
_ANNOTATIONS = re.compile(rb'\s*\{\s*"(images|annotations|info|licenses|categories)"\s*:')
_BY_PICTURE = re.compile(rb'\s*\{\s*"[^"]*"\s*:\s*\{\s*"version"\s*:\s*"AlphaPose')


def sniff_alphapose(head: bytes) -> bool:
    """Whether a file begins like one of the shapes above."""
    head = head.removeprefix(b"\xef\xbb\xbf")
    if _RESULTS.match(head):
        return b'"keypoints"' in head and _NOT_FLAT.search(head) is None
    is_coco = _ANNOTATIONS.match(head) is not None and b'"frames"' not in head and _NOT_FLAT.search(head) is None
    return is_coco or _BY_PICTURE.match(head) is not None


def read_alphapose(data: bytes, name: str, options: ReadOptions = AS_STORED) -> Clip:
    """The clip in a file of one of the shapes above.

    Raises:
        ClipError: the file is not one, is damaged, or shows no body in any frame.
    """
    content = parsed(data, name)
    pictures, persons = _in_pictures(content, name)
    if not persons:
        raise ClipError(f"'{name}' holds no person with keypoints; there is nothing to look at.")
    check_bodies(len(persons), len(pictures), name)
    frames, n_frames, notes = _frames(pictures, [person.picture for person in persons], name)
    layout, sightings, more_notes = _sightings(persons, frames, name, options)
    places, present, followed_notes = followed(_believed(sightings), n_frames, layout, name)
    return clip_from_image(
        places,
        present,
        layout,
        name,
        options,
        picture=_size(content),
        notes=(*notes, *more_notes, *followed_notes),
    )


@dataclass(frozen=True)
class _Person:
    """A person in a picture: the picture's key, the place in the file, the ID, and the list of keypoints."""

    picture: Any
    where: str
    identity: str
    keypoints: Any


def _in_pictures(content: Any, name: str) -> tuple[dict[Any, str], list[_Person]]:
    """The names of the pictures by their keys, and all persons; pictures that hold nobody may be left out."""
    if isinstance(content, list):
        persons = list(_listed(content, "", name))
        return {person.picture: str(person.picture) for person in persons}, persons
    if isinstance(content, dict) and isinstance(content.get("annotations"), list):
        images = content.get("images")
        persons = list(_listed(content["annotations"], "annotation ", name))
        pictures = {person.picture: str(person.picture) for person in persons}
        for image in images if isinstance(images, list) else []:
            if isinstance(image, dict) and _is_key(image.get("id")) and isinstance(image.get("file_name"), str):
                pictures[image["id"]] = image["file_name"]
        return pictures, persons
    if isinstance(content, dict) and all(isinstance(value, dict) for value in content.values()):
        return {picture: picture for picture in content}, list(_by_picture(content, name))
    raise ClipError(
        f"'{name}' is JSON, but neither AlphaPose's nor COCO's: expected a list of objects with 'image_id' and "
        f"'keypoints', or an object with a list 'annotations'; found {shown(content)}."
    )


def _is_key(value: Any) -> bool:
    """Whether a picture may be known by ``value``: a text, or a whole number that may be a key."""
    return isinstance(value, str) or is_whole_key(value)


def _listed(persons: list[Any], what: str, name: str) -> Iterator[_Person]:
    for number, person in enumerate(persons):
        where = f"'{name}', {what}{number}"
        picture = person.get("image_id") if isinstance(person, dict) else None
        if is_number(picture) and not _is_key(picture):
            raise ClipError(f"{where}: 'image_id' is {shown(picture)}; expected {EXPECTED}. Number the pictures anew.")
        if not isinstance(person, dict) or not _is_key(picture):
            raise ClipError(f"{where}: expected an object with 'image_id' and 'keypoints', found {shown(person)}.")
        if person.get("keypoints") is None and what:
            continue  # COCO also annotates things, which have none
        yield _Person(picture, where, _identity(person), person.get("keypoints"))


def _by_picture(content: dict[str, Any], name: str) -> Iterator[_Person]:
    for picture, value in content.items():
        where = f"'{name}', {one_line(picture, 60)}"
        people = value.get("people", value.get("bodies"))
        if not isinstance(people, list):
            raise ClipError(f"{where}: expected a list 'people' or 'bodies', found {shown(value)}.")
        for number, person in enumerate(people):
            if not isinstance(person, dict):
                raise ClipError(f"{where}, person {number}: expected 'pose_keypoints_2d', found {shown(person)}.")
            keypoints = person.get("pose_keypoints_2d", person.get("joints"))
            yield _Person(picture, f"{where}, person {number}", _identity(person), keypoints)


def _identity(person: dict[str, Any]) -> str:
    """The tracker's number: AlphaPose's ``idx``, at times in a list, or PoseTrack's ``track_id``."""
    told = person.get("idx", person.get("track_id"))
    while isinstance(told, list) and told:
        told = told[0]
    return str(told) if is_number(told) else NO_IDENTITY


def _frames(pictures: dict[Any, str], used: list[Any], name: str) -> tuple[dict[Any, int], int, tuple[str, ...]]:
    """The frame of each picture, how many frames there are, and notes."""
    numbers = numbers_in(list(pictures.values()))
    if numbers is None:  # as they come
        order = {key: frame for frame, key in enumerate(pictures)}
        has_numbers = any(map(number_in, map(str, pictures.values())))
        why = "No number in the pictures' names tells them apart" if has_numbers else _NO_NUMBERS
        note = f"{why}; they were taken in the file's order."
        return order, len(order), (note,) if len(order) > 1 else ()
    frames, n_frames, notes = timeline(sorted(numbers), name, lacking="hold no person")
    at = dict(zip(sorted(numbers), frames, strict=True))
    return {key: at[number] for key, number in zip(pictures, numbers, strict=True)}, n_frames, notes


def _sightings(
    persons: list[_Person], frames: dict[Any, int], name: str, options: ReadOptions
) -> tuple[SkeletonLayout, list[Sighting], tuple[str, ...]]:
    poses, unsure_notes = keypoint_tables(
        [person.keypoints for person in persons], 3, lambda person: persons[person].where, options
    )
    n_listed = n_joints = poses.shape[1]
    if options.layout is None or options.layout.n_joints != n_listed:
        n_joints = WHOLE_BODIES.get(n_listed, n_listed)
    layout = layout_of_keypoints(n_joints, _LAYOUTS, options, name)
    poses = poses[:, :n_joints]
    sightings = [
        Sighting(frames[person.picture], person.identity, pose)
        for person, pose, is_seen in zip(persons, poses, shows_a_body(poses), strict=True)
        if is_seen
    ]
    if not sightings:
        raise nobody_seen(name, options, are_unsure=bool(unsure_notes))
    notes = list(unsure_notes)
    if n_listed > layout.n_joints:
        notes.append(f"Of {n_listed} keypoints the body's {layout.n_joints} are read; face and hands are left out.")
    if len(sightings) < len(persons):
        notes.append(f"{len(persons) - len(sightings):,} persons without any joint that was found count as absent.")
    return layout, sorted(sightings, key=lambda sighting: sighting.frame), tuple(notes)


def _believed(sightings: list[Sighting]) -> list[Sighting]:
    """``sightings`` with their IDs, or without any where IDs tell nobody apart."""
    counts = Counter((sighting.frame, sighting.identity) for sighting in sightings)
    if len(sightings) - len(counts) <= _FEW_TWICE * len(sightings):
        return sightings
    return [sighting._replace(identity=NO_IDENTITY) for sighting in sightings]


def _size(content: Any) -> tuple[float, float] | None:
    """Width and height of the first picture, where the file tells them."""
    images = content.get("images") if isinstance(content, dict) else None
    first = images[0] if isinstance(images, list) and images else None
    if not isinstance(first, dict):
        return None
    return picture_size(first.get("width"), first.get("height"))


ALPHAPOSE = register(
    ClipFormat(
        name="AlphaPose and COCO JSON",
        endings=("alphapose-results.json",),
        sniff=sniff_alphapose,
        read=read_alphapose,
        write=None,
        description="2D keypoints of COCO or Halpe: AlphaPose's results, COCO's results and annotations.",
        joints="17, 26 or 18",
        persons="1 to 8, followed over time",
        knows_unit=False,
    )
)
