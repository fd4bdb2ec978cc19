"""OpenPose's JSON (``--write_json``), one file a frame: a single one, or a zip archive of a whole recording.

As OpenPose's documentation has it (doc/02_output.md, "JSON Output Format"):

    {"version": 1.3,
     "people": [{"person_id": [-1],
                 "pose_keypoints_2d": [x0, y0, c0, x1, y1, c1, …],
                 "pose_keypoints_3d": [x0, y0, z0, c0, …],
                 …face and hands, which are left out…}]}

with a person's joints in the order of the model: 25 (BODY_25) or 18 (COCO). A joint with confidence c = 0 was not
found; x and y are pixels from the top left, or what ``--keypoint_scale`` makes of them. Versions before 1.2 write
``pose_keypoints``. Files are called ``<video>_000000000012_keypoints.json``, by the number of the frame; people
rename them (`openpose_frames`).

``person_id`` is -1 without ``--tracking``; then persons are followed by nearness (`image_tracks`). 3D positions, which
``--3d`` adds, are taken where there are any; their unit and axes are those of the cameras' calibration.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any, NamedTuple

from sta_lstm.errors import ClipError
from sta_lstm.formats.format import HEAD_BYTES, ClipFormat
from sta_lstm.formats.pose.image_tracks import NO_IDENTITY, check_bodies, followed
from sta_lstm.formats.pose.keypoints import keypoint_tables, layout_of_keypoints, nobody_seen, shows_a_body
from sta_lstm.formats.pose.openpose_frames import ENDING, by_recording, is_archive_of_frames, is_frame
from sta_lstm.formats.registry import register
from sta_lstm.formats.rules.archive import opened, unpacked
from sta_lstm.formats.rules.frame_numbers import timeline
from sta_lstm.formats.rules.image import clip_from_image
from sta_lstm.formats.rules.infer_missing import clip_of
from sta_lstm.formats.rules.json_values import parsed, shown
from sta_lstm.formats.rules.read_options import AS_STORED, ReadOptions
from sta_lstm.formats.rules.text import few_names, one_line, quoted
from sta_lstm.formats.rules.tracks import Sighting
from sta_lstm.formats.rules.up_axis import upright
from sta_lstm.skeletons import Clip

_MEDIA = (".jpg", ".jpeg", ".png", ".bmp", ".avi", ".mp4", ".mov")
_LAYOUTS = ("openpose-25", "coco-18", "coco-17")
#: What stands between the name of a part of the body and its numbers.
_LIST = b'_keypoints_2d":['
#: Most people of a frame; no picture shows the joints of more.
_MAX_PEOPLE = 2_000
#: Most bytes of a frame's JSON, and of all frames together; most values of bodies in all.
_MAX_FRAME_BYTES = 4 * 1024**2
_MAX_BYTES_IN_ALL = 128 * 1024**2
_MAX_VALUES_IN_ALL = 4_000_000


def sniff_openpose(head: bytes) -> bool:
    """Whether a file is JSON that begins with ``people``, or a zip archive whose first files are OpenPose's."""
    return is_frame(head) or is_archive_of_frames(head)


def openpose_entries(data: bytes, name: str) -> tuple[str, ...]:
    """What the recordings in an archive are called: the folder and the video in the files' names.

    Raises:
        ClipError: the archive is damaged, or holds no file of OpenPose's.
    """
    if not data.startswith(b"PK"):
        return (name,)
    with opened(data, name) as archive:
        return tuple(_recordings(archive, name))


def read_openpose(data: bytes, name: str, options: ReadOptions = AS_STORED) -> Clip:
    """The clip in OpenPose's JSON: the frames of an archive by their numbers, or a single frame.

    An archive of several recordings needs ``reading.entry`` (see `openpose_entries`); without it the first is read.

    Raises:
        ClipError: the file is not one, is damaged, or shows no body in any frame.
    """
    if not data.startswith(b"PK"):
        return _clip(_people(0, name, parsed(data, name)), 1, (), name, options)
    with opened(data, name) as archive:
        recordings = _recordings(archive, name)
        entry, notes = _chosen(recordings, options.entry, name)
        members = recordings[entry]
        notes += _others_note(archive, recordings)
        numbers, n_frames, more_notes = timeline([number for number, _ in members], name, lacking="have no file")
        people: list[_Person] = []
        for frame, (where, content) in zip(numbers, _contents(archive, members, name), strict=True):
            people += _people(frame, where, parsed(content, where))
            check_bodies(len(people), n_frames, name)
    return _clip(people, n_frames, (*notes, *more_notes), name, options)


class _Person(NamedTuple):
    """A person in a frame: where it stands in the file, the tracker's ID, and the lists of 2D and 3D keypoints."""

    frame: int
    where: str
    identity: str
    in_picture: Any
    in_space: Any


def _people(frame: int, where: str, value: Any) -> list[_Person]:
    """The persons in a frame's JSON; all that is not their pose is let go."""
    people = value.get("people") if isinstance(value, dict) else None
    if not isinstance(people, list):
        raise ClipError(
            f"'{where}' is JSON, but not OpenPose's: expected an object with a list 'people', found {shown(value)}. "
            "Choose the file that --write_json wrote."
        )
    if len(people) > _MAX_PEOPLE:
        raise ClipError(
            f"'{where}' holds {len(people):,} people; at most {_MAX_PEOPLE:,} of a frame are read. Take some out."
        )
    found = []
    for number, person in enumerate(people):
        place = f"'{where}', person {number}"
        if not isinstance(person, dict):
            raise ClipError(f"{place}: expected an object with 'pose_keypoints_2d', found {shown(person)}.")
        in_picture = person.get("pose_keypoints_2d", person.get("pose_keypoints"))
        in_space = person.get("pose_keypoints_3d")
        if in_picture is None and in_space is None:
            raise ClipError(f"{place}: expected 'pose_keypoints_2d', found {shown(person)}.")
        found.append(_Person(frame, place, _identity(person), in_picture, in_space))
    return found


def _identity(person: dict[str, Any]) -> str:
    """The tracker's number for a person; without ``--tracking`` it is -1."""
    told = person.get("person_id")
    number = told[0] if isinstance(told, list) and told else told
    return str(number) if isinstance(number, int) and number >= 0 else NO_IDENTITY


def _recordings(archive: zipfile.ZipFile, name: str) -> dict[str, list[tuple[int, zipfile.ZipInfo]]]:
    """For each recording its frames' numbers and files, by number."""
    members: dict[str, list[zipfile.ZipInfo]] = {}
    for member in archive.infolist():
        if not _is_aside(member):
            members.setdefault(member.filename.replace("\\", "/"), []).append(member)

    def head(path: str) -> bytes:
        return unpacked(archive, members[path][0], name, most=_MAX_FRAME_BYTES, only=HEAD_BYTES)

    paths = [path for path, same in members.items() for _ in same]
    recordings: dict[str, list[tuple[int, zipfile.ZipInfo]]] = {}
    for title, files in by_recording(paths, head).items():
        frames = [(number, members[path].pop()) for number, path in files]
        recordings.setdefault(_entry(title), []).extend(frames)
    if not recordings:
        raise ClipError(
            f"'{name}' is a zip archive without a file that ends in {ENDING}, or others that begin like one; "
            "expected the JSON files that OpenPose's --write_json wrote, one a frame."
        )
    return {entry: sorted(members, key=lambda found: found[0]) for entry, members in sorted(recordings.items())}


@lru_cache(maxsize=64)
def _entry(title: str) -> str:
    """What people call a recording in folders; steps up the tree and roots left out."""
    parts = [part for part in title.split("/") if part not in ("", ".", "..")]
    return one_line("/".join(parts), 200) or "frames"


def _others_note(archive: zipfile.ZipFile, recordings: dict[str, list[tuple[int, zipfile.ZipInfo]]]) -> tuple[str, ...]:
    """The sentence about files that are no frames, pictures and videos beside them aside."""
    frames = {id(member) for members in recordings.values() for _, member in members}
    others = [
        member
        for member in archive.infolist()
        if not _is_aside(member) and id(member) not in frames and not member.filename.lower().endswith(_MEDIA)
    ]
    if not others:
        return ()
    named = quoted(others[0].filename.rpartition("/")[2])
    return (f"The archive holds other files, too ({len(others):,}, the first {named}); they were left out.",)


def _is_aside(member: zipfile.ZipInfo) -> bool:
    """Whether a member is a folder, or a twin with a dot that macOS puts beside a file."""
    path = member.filename.replace("\\", "/")
    return path.endswith("/") or not path or path.startswith("__MACOSX/") or path.rpartition("/")[2].startswith(".")


def _chosen(recordings: dict[str, Any], entry: str | None, name: str) -> tuple[str, tuple[str, ...]]:
    first = next(iter(recordings))
    if entry is not None and entry not in recordings:
        raise ClipError(f"'{name}' holds no recording '{one_line(entry, 80)}'; it holds: {few_names(recordings)}.")
    if entry is not None or len(recordings) == 1:
        return entry or first, ()
    return first, (f"The archive holds {len(recordings):,} recordings; this is '{first}'. Choose another by its name.",)


def _contents(
    archive: zipfile.ZipFile, members: list[tuple[int, zipfile.ZipInfo]], name: str
) -> Iterator[tuple[str, bytes]]:
    in_all = sum(member.file_size for _, member in members)
    if in_all > _MAX_BYTES_IN_ALL:
        raise ClipError(
            f"'{name}' unpacks to {in_all / 1024**2:,.0f} MiB; at most {_MAX_BYTES_IN_ALL // 1024**2} MiB are read. "
            "Pack fewer frames, or run OpenPose without face and hands."
        )
    n_values = 0
    for _, member in members:
        base = member.filename.rpartition("/")[2]
        where = base if len(base) <= 80 and base.isprintable() else one_line(base, 80)
        content = _bodies_alone(unpacked(archive, member, name, most=_MAX_FRAME_BYTES))
        n_values += content.count(b",")
        if n_values > _MAX_VALUES_IN_ALL:
            raise ClipError(
                f"'{name}' holds over {_MAX_VALUES_IN_ALL:,} values of joints; no more are read at once. Pack fewer "
                "frames into one archive, a recording each."
            )
        yield f"{name}/{where}", content


def _bodies_alone(content: bytes) -> bytes:
    """A frame's JSON, as OpenPose writes it, without the numbers of faces and hands, which take most of the time."""
    head, *lists = content.split(_LIST)
    before = head
    parts = [head]
    for part in lists:
        parts.append(part if before.endswith(b'"pose') else part[max(part.find(b"]"), 0) :])
        before = part
    return _LIST.join(parts)


def _clip(people: list[_Person], n_frames: int, notes: tuple[str, ...], name: str, options: ReadOptions) -> Clip:
    in_space = any(person.in_space for person in people)
    listed = [(person.in_space if in_space else person.in_picture) for person in people]
    # An empty list: only the face or the hands were looked for.
    seen = [(person, keypoints) for person, keypoints in zip(people, listed, strict=True) if keypoints != []]
    if not seen:
        raise ClipError(f"'{name}' shows no body in any of its {n_frames:,} frames; there is nothing to look at.")
    poses, unsure_notes = keypoint_tables(
        [keypoints for _, keypoints in seen], 4 if in_space else 3, lambda person: seen[person][0].where, options
    )
    notes += unsure_notes
    layout = layout_of_keypoints(poses.shape[1], _LAYOUTS, options, name)
    sightings = [
        Sighting(person.frame, person.identity, pose)
        for (person, _), pose, is_seen in zip(seen, poses, shows_a_body(poses), strict=True)
        if is_seen
    ]
    if not sightings and unsure_notes:
        raise nobody_seen(name, options, are_unsure=True)
    places, present, more_notes = followed(sightings, n_frames, layout, name)
    n_lost = len(people) - len(sightings)
    if n_lost:
        more_notes += (f"{n_lost:,} persons without any joint that was found count as absent.",)
    if not in_space:
        return clip_from_image(places, present, layout, name, options, notes=(*notes, *more_notes))
    turned, up_axis, axis_note = upright(places, layout, options.axis)
    clip = clip_of(turned, layout, name=name, options=options, notes=(*notes, *more_notes, *axis_note))
    return replace(clip, up_axis=up_axis)


OPENPOSE = register(
    ClipFormat(
        name="OpenPose JSON",
        endings=(ENDING,),
        sniff=sniff_openpose,
        read=read_openpose,
        write=None,
        description="2D or 3D keypoints as --write_json writes them: a zip archive of all frames, or one frame.",
        joints="25, 18 or 17",
        persons="1 to 8, followed over time",
        knows_unit=False,
        entries=openpose_entries,
    )
)
