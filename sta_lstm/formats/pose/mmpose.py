"""MMPose's predictions (OpenMMLab, version 1): the demos' ``--save-predictions``, the inferencer's ``pred_out_dir``.

The demos write what the keypoints are beside what was found, a frame a list of persons; from a single picture the
persons stand there without a frame:

    {"meta_info": {"dataset_name": "coco", "num_keypoints": 17, "keypoint_id2name": {"0": "nose", …}, …},
     "instance_info": [{"frame_id": 1, "instances": [
         {"keypoints": [[x, y], …], "keypoint_scores": [c, …], "bbox": [[x0, y0, x1, y1]], "bbox_score": 0.9}, …]}, …]}

The inferencer writes the list alone. x and y are pixels; three numbers a keypoint are those of a 3D model, in metres
(``meta_info_3d`` then says what they are). Joints are told by their data set, by their names, or else by their number;
of 133 (COCO-WholeBody) and 136 (Halpe) the body comes first, and the rest is left out. MMPose places every keypoint;
those with a low score count as not found (`confidence`). Persons are followed by nearness, or by their ``track_id``
where all have one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from sta_lstm.arrays import Float64s
from sta_lstm.errors import ClipError
from sta_lstm.formats.format import ClipFormat
from sta_lstm.formats.names.named_joints import layout_of_names
from sta_lstm.formats.pose.image_tracks import NO_IDENTITY, check_bodies, followed
from sta_lstm.formats.pose.keypoints import (
    WHOLE_BODIES,
    keypoint_tables,
    layout_of_keypoints,
    nobody_seen,
    numbers_at_once,
    shows_a_body,
)
from sta_lstm.formats.registry import register
from sta_lstm.formats.rules.confidence import without_unsure
from sta_lstm.formats.rules.frame_numbers import timeline
from sta_lstm.formats.rules.image import clip_from_image
from sta_lstm.formats.rules.infer_missing import clip_of
from sta_lstm.formats.rules.json_values import parsed, shown
from sta_lstm.formats.rules.keys import is_whole_key
from sta_lstm.formats.rules.read_options import AS_STORED, ReadOptions
from sta_lstm.formats.rules.tracks import Sighting
from sta_lstm.formats.rules.up_axis import upright
from sta_lstm.skeletons import Clip, SkeletonLayout, layout_named

_LAYOUTS = ("coco-17", "halpe-26")
#: Layouts by MMPose's names of data sets; their joints are in the same order, if under other names.
_OF_DATA_SETS = {"coco": "coco-17", "halpe26": "halpe-26", "h36m": "h36m-17"}
_META = re.compile(rb'\s*\{\s*"(meta_info|instance_info)"\s*:')
_FRAMES = re.compile(rb'\s*\[\s*\{\s*"frame_id"\s*:\s*\d+\s*,\s*"instances"\s*:')
_PERSONS = re.compile(rb'\s*\[\s*\{\s*"keypoints"\s*:\s*\[\s*\[')


def sniff_mmpose(head: bytes) -> bool:
    """Whether a file begins like one of the shapes above."""
    head = head.removeprefix(b"\xef\xbb\xbf")
    if _PERSONS.match(
        head
    ):  # of others, if the first one's keypoints end without the scores that MMPose has behind them
        return b'"keypoint_scores"' in head or b"]]" not in b"".join(head.split())
    return any(sign.match(head) for sign in (_META, _FRAMES))


def read_mmpose(data: bytes, name: str, options: ReadOptions = AS_STORED) -> Clip:
    """The clip in a file of one of the shapes above.

    Raises:
        ClipError: the file is not one, is damaged, or shows no body in any frame.
    """
    content = parsed(data, name)
    persons = list(_persons(content, name))
    numbers = sorted({person.frame for person in persons} | _frames_with_nobody(content))
    if not persons:
        raise ClipError(f"'{name}' holds no person with keypoints; there is nothing to look at.")
    check_bodies(len(persons), len(numbers), name)
    frames, n_frames, notes = timeline(numbers, name, lacking="are left out")
    poses, unsure_notes = _poses(persons, options)
    notes += unsure_notes
    meta = _meta(content, is_3d=poses.shape[2] == 3)
    layout, columns, more_notes = _layout(meta, poses, options, name)
    notes += more_notes
    poses = poses[:, columns]
    at = dict(zip(numbers, frames, strict=True))
    sightings = [
        Sighting(at[person.frame], person.identity, pose)
        for person, pose, is_seen in zip(persons, poses, shows_a_body(poses), strict=True)
        if is_seen
    ]
    if not sightings and unsure_notes:
        raise nobody_seen(name, options, are_unsure=True)
    sightings.sort(key=lambda sighting: sighting.frame)
    places, present, more_notes = followed(sightings, n_frames, layout, name)
    if poses.shape[2] == 2:
        return clip_from_image(places, present, layout, name, options, notes=(*notes, *more_notes))
    turned, up_axis, axis_notes = upright(places, layout, options.axis)
    clip = clip_of(turned, layout, name=name, options=options, notes=(*notes, *more_notes, *axis_notes))
    return replace(clip, up_axis=up_axis)


@dataclass(frozen=True)
class _Person:
    """A person in a frame: the frame's number, the place in the file, the ID, K × 2 or 3 keypoints and K scores."""

    frame: int
    where: str
    identity: str
    keypoints: Any
    scores: Any


def _listed(content: Any) -> list[Any]:
    listed = content.get("instance_info") if isinstance(content, dict) else content
    return listed if isinstance(listed, list) else []


def _persons(content: Any, name: str) -> Iterator[_Person]:
    listed = _listed(content)
    if not listed:
        raise ClipError(
            f"'{name}' is JSON, but not MMPose's: expected a list of frames or persons, alone or under "
            f"'instance_info'; found {shown(content)}."
        )
    for place, frame in enumerate(listed):
        if isinstance(frame, dict) and "instances" in frame:
            number, instances = _number(frame, place, name), frame["instances"]
            if not isinstance(instances, list):
                raise ClipError(f"'{name}', frame {number}: expected a list 'instances', found {shown(instances)}.")
            for at, person in enumerate(instances):
                yield _person(person, number, f"'{name}', frame {number}, person {at}")
        else:  # the persons in a single picture
            yield _person(frame, 0, f"'{name}', person {place}")


def _frames_with_nobody(content: Any) -> set[int]:
    return {
        number
        for frame in _listed(content)
        if isinstance(frame, dict) and is_whole_key(number := frame.get("frame_id")) and frame.get("instances") == []
    }


def _number(frame: dict[str, Any], place: int, name: str) -> int:
    number = frame.get("frame_id", place)
    if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number < 10**9:
        raise ClipError(f"'{name}', frame {place}: expected a whole number 'frame_id', found {shown(number)}.")
    return number


def _person(person: Any, frame: int, where: str) -> _Person:
    keypoints = person.get("keypoints") if isinstance(person, dict) else None
    if not isinstance(keypoints, list):
        raise ClipError(f"{where}: expected an object with 'keypoints' and 'keypoint_scores', found {shown(person)}.")
    told = person.get("track_id")
    is_told = isinstance(told, int) and not isinstance(told, bool) and told >= 0
    scores = person.get("keypoint_scores", [1.0] * len(keypoints))
    return _Person(frame, where, str(told)[:20] if is_told else NO_IDENTITY, keypoints, scores)


def _poses(persons: list[_Person], options: ReadOptions) -> tuple[Float64s, tuple[str, ...]]:
    """N × K × 2 or 3, NaN where a keypoint was not found, and what is to be said of those that are not sure."""
    points = numbers_at_once([person.keypoints for person in persons], n_axes=3)
    scores = numbers_at_once([person.scores for person in persons], n_axes=2)
    if points is None or scores is None or points.shape[2] not in (2, 3) or points.shape[:2] != scores.shape:
        return _one_by_one(persons, options)
    points[np.isnan(points).any(axis=2)] = np.nan
    return points, without_unsure(points, scores, options)


def _one_by_one(persons: list[_Person], options: ReadOptions) -> tuple[Float64s, tuple[str, ...]]:
    """The same, for a file in which something is odd: the complaint says where."""
    n_axes = 2
    for person in persons:
        if not isinstance(person.scores, list) or len(person.scores) != len(person.keypoints):
            raise ClipError(
                f"{person.where}: {len(person.keypoints)} keypoints have the scores {shown(person.scores)}; expected "
                "a list of one each."
            )
        sizes = {len(point) if isinstance(point, list) else 0 for point in person.keypoints}
        n_axes = max(n_axes, *sizes, 0) if person is persons[0] else n_axes
        if not sizes <= {n_axes} or n_axes > 3:
            odd = next(
                (point for point in person.keypoints if not isinstance(point, list) or len(point) != n_axes), None
            )
            raise ClipError(
                f"{person.where}: expected keypoints of 2 or 3 numbers, the same in all; found {shown(odd)}."
            )
    flat = [
        [value for point, score in zip(person.keypoints, person.scores, strict=True) for value in (*point, score)]
        for person in persons
    ]
    return keypoint_tables(flat, n_axes + 1, lambda at: persons[at].where, options)


def _meta(content: Any, *, is_3d: bool) -> dict[str, Any]:
    """What the file says of its keypoints."""
    found = content.get("meta_info") if isinstance(content, dict) else None
    deep = content.get("meta_info_3d") if isinstance(content, dict) and is_3d else None
    return deep if isinstance(deep, dict) else found if isinstance(found, dict) else {}


def _layout(
    meta: dict[str, Any], poses: Float64s, options: ReadOptions, name: str
) -> tuple[SkeletonLayout, list[int], tuple[str, ...]]:
    """The layout, which keypoint each of its joints is, and what is to be said."""
    n_keypoints = int(poses.shape[1])
    n_body = WHOLE_BODIES.get(n_keypoints, n_keypoints)
    if options.layout is None and n_body == n_keypoints:
        known = _OF_DATA_SETS.get(str(meta.get("dataset_name")))
        if known is not None and layout_named(known).n_joints == n_keypoints:
            return layout_named(known), list(range(n_keypoints)), ()
        names = _names(meta, n_keypoints)
        if names:
            return layout_of_names(names, poses, options, name)
    if options.layout is not None and options.layout.n_joints == n_keypoints:
        n_body = n_keypoints
    usual = _LAYOUTS if poses.shape[2] == 2 else ("h36m-17", *_LAYOUTS[1:])
    layout = layout_of_keypoints(n_body, usual, options, name)
    notes: tuple[str, ...] = ()
    if n_body < n_keypoints:
        notes = (f"Of {n_keypoints} keypoints the body's {n_body} are read; face and hands are left out.",)
    return layout, list(range(n_body)), notes


def _names(meta: dict[str, Any], n_keypoints: int) -> list[str]:
    """The keypoints' names in their order; none if not all are told."""
    told = meta.get("keypoint_id2name")
    names = [told.get(str(number)) for number in range(n_keypoints)] if isinstance(told, dict) else []
    texts = [each for each in names if isinstance(each, str) and each]
    return texts if len(texts) == n_keypoints else []


MMPOSE = register(
    ClipFormat(
        name="MMPose JSON",
        endings=(".json",),
        sniff=sniff_mmpose,
        read=read_mmpose,
        write=None,
        description="2D or 3D keypoints that MMPose's demos and its inferencer write, of any of its data sets.",
        joints="17, 26; any with names",
        persons="1 to 8, followed over time",
        knows_unit=False,
    )
)
