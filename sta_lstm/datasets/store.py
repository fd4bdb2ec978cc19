"""The clips of a data set in one file, read when they are asked for; of them only an index stays in memory.

Clips are read by their place in the file, and not through a memory map: pages of a map count as memory of the process,
and a file that somebody cuts short would end it.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import threading
import weakref
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

import numpy as np

from sta_lstm.datasets.dataset import fingerprint_of
from sta_lstm.datasets.store_file import CHUNK_BYTES, HASH_BYTES, HEAD_BYTES, TENSORS, header_of, read_at
from sta_lstm.errors import DatasetError
from sta_lstm.formats.rules.layout_text import layout_from_text
from sta_lstm.skeletons import AXES, Clip, SkeletonLayout
from sta_lstm.skeletons.clip import MAX_COORDINATE, MAX_FPS, MAX_FRAMES_READ, MAX_PERSONS


@dataclass(frozen=True, slots=True)
class StoredClip:
    """What is known of a clip without reading it.

    Attributes:
        name: the clip's own.
        n_frames: T.
        n_persons: M.
        n_shown: how many of the M are present in some frame.
        fps: frames a second.
        layout: its joints.
        up_axis: ``"x"``, ``"y"`` or ``"z"``.
        notes: what its reader did, in sentences.
        inferred: joints that the recording does not have.
        fingerprint: of its values, see `fingerprint_of`.
        offset: bytes before its positions, among those of all clips.
        present_offset: bytes before its presence, among that of all clips.
    """

    name: str
    n_frames: int
    n_persons: int
    n_shown: int
    fps: float
    layout: SkeletonLayout
    up_axis: str
    notes: tuple[str, ...]
    inferred: tuple[str, ...]
    fingerprint: str
    offset: int
    present_offset: int


def n_bytes(known: StoredClip) -> tuple[int, int]:
    """Bytes of a clip's positions, and of its presence."""
    n_present = known.n_frames * known.n_persons
    return 4 * math.prod((n_present, known.layout.n_joints, 3)), n_present


class ClipStore:
    """What became of the segments of a data set, in an open file.

    Attributes:
        outcomes: by segment, what is known of its clip, or the reason why there is none.
    """

    def __init__(self, file: BinaryIO, outcomes: tuple[StoredClip | str, ...]) -> None:
        """Read from ``file``, which is closed with the store."""
        self.outcomes = outcomes
        self._lock = threading.Lock()
        self._n_positions = sum(n_bytes(each)[0] for each in outcomes if not isinstance(each, str))
        self.read_from(file)

    def read_from(self, file: BinaryIO) -> None:
        """Go on with another file of the same content."""
        self._file = file
        weakref.finalize(self, file.close)

    def load(self, number: int, label: str | None) -> Clip:
        """The clip of segment ``number``, read now, with that label.

        Raises:
            DatasetError: the file was changed while it was open.
        """
        known = self.outcomes[number]
        if isinstance(known, str):
            raise DatasetError(f"segment {number} has no clip: {known}")
        n_positions, n_present = n_bytes(known)
        positions = self._read(HEAD_BYTES + known.offset, n_positions)
        present = self._read(HEAD_BYTES + self._n_positions + known.present_offset, n_present)
        shape = (known.n_frames, known.n_persons, known.layout.n_joints, 3)
        clip = _restored(
            positions=np.frombuffer(positions, "<f4").astype(np.float32, copy=False).reshape(shape),
            fps=known.fps,
            layout=known.layout,
            up_axis=known.up_axis,
            present=np.frombuffer(present, np.bool_).reshape(shape[:2]),
            name=known.name,
            label=label,
            notes=known.notes,
            inferred=known.inferred,
        )
        if fingerprint_of(clip) != known.fingerprint:
            raise DatasetError("the cache of the data set was changed while it was open. Open the data set again.")
        return clip

    def _read(self, offset: int, count: int) -> bytes:
        try:
            data = read_at(self._file, offset, count, self._lock)
        except OSError as error:
            raise DatasetError(f"the cache of the data set cannot be read: {error.strerror or error}.") from error
        if len(data) != count:
            raise DatasetError("the cache of the data set was cut short while it was open. Open the data set again.")
        return data


def opened(file: BinaryIO, n_outcomes: int) -> ClipStore | None:
    """The store in a file that `ClipWriter` made; None where it is damaged, or of another data set.

    Every byte is checked, a part at a time. ``file`` is closed where the answer is None.

    Args:
        file: unbuffered, open for reading.
        n_outcomes: how many segments it must hold.
    """
    try:
        store = ClipStore(file, _outcomes(_checked(file)))
        if len(store.outcomes) == n_outcomes:
            return store
    except Exception:
        file.close()
        return None
    return None


def _checked(file: BinaryIO) -> dict[str, Any]:
    """The index of a file, of which every byte is as it was written, and every position that of a clip.

    Raises:
        ValueError: it is damaged.
    """
    head = file.read(HEAD_BYTES)
    header = json.loads(head[8:])
    sizes = tuple(header[name]["data_offsets"][1] - header[name]["data_offsets"][0] for name in TENSORS)
    checksum = header["__metadata__"]["checksum"]
    if head != header_of(sizes, checksum) or os.fstat(file.fileno()).st_size != HEAD_BYTES + sum(sizes):
        raise ValueError("the header does not fit the file")
    digest = hashlib.blake2b(digest_size=HASH_BYTES)
    for part in _parts(file, sizes[0]):
        digest.update(part)
        metres = np.frombuffer(part, "<f4")
        if not -MAX_COORDINATE <= metres.min() <= metres.max() <= MAX_COORDINATE:  # NaN is neither
            raise ValueError("a position is not that of a clip")
    for part in _parts(file, sizes[1]):
        digest.update(part)
        if max(part) > 1:
            raise ValueError("who is present is not told")
    index = b"".join(_parts(file, sizes[2]))
    digest.update(index)
    if digest.hexdigest() != checksum:
        raise ValueError("the checksum does not fit the file")
    found: dict[str, Any] = json.loads(index)
    return found


def _parts(file: BinaryIO, count: int) -> Iterator[bytes]:
    while count:
        part = bytearray()
        while len(part) < min(CHUNK_BYTES, count):  # whole numbers, however few bytes the disk gives at a time
            if not (more := file.read(min(CHUNK_BYTES, count) - len(part))):
                raise ValueError("the file ends early")
            part += more
        count -= len(part)
        yield bytes(part)


def _outcomes(index: dict[str, Any]) -> tuple[StoredClip | str, ...]:
    layouts = [layout_from_text(text, "the cache") for text in index["layouts"]]
    texts = [tuple(text) for text in index["texts"]]
    found: list[StoredClip | str] = []
    at = present_at = 0
    rows = index["outcomes"]
    for number, each in enumerate(rows):
        rows[number] = None  # so that it is not in memory twice
        if isinstance(each, str):
            found.append(each)
            continue
        name, n_frames, n_persons, n_shown, fps, layout, up_axis, notes, inferred, fingerprint = each
        known = StoredClip(
            *(name, n_frames, n_persons, n_shown, fps, layouts[layout], up_axis, texts[notes], texts[inferred]),
            *(fingerprint, at, present_at),
        )
        _check(known)
        found.append(known)
        at, present_at = (start + count for start, count in zip((at, present_at), n_bytes(known), strict=True))
    return tuple(found)


def _check(known: StoredClip) -> None:
    """What `Clip` asks of all but its arrays, of what an index says.

    Raises:
        ValueError: it is not so.
    """
    counts = (known.n_frames, known.n_persons, known.n_shown)
    if not all(type(count) is int for count in counts) or not 1 <= known.n_frames <= MAX_FRAMES_READ:
        raise ValueError("a number of frames is none")
    if not 1 <= known.n_shown <= known.n_persons <= MAX_PERSONS:
        raise ValueError("a number of persons is none")
    if type(known.fps) is not float or not 0 < known.fps <= MAX_FPS or known.up_axis not in AXES:
        raise ValueError("a clip's clock or axis is none")
    texts = (known.name, known.fingerprint, *known.notes, *known.inferred)
    if not all(isinstance(text, str) for text in texts) or not set(known.inferred) <= set(known.layout.joints):
        raise ValueError("a clip's texts are none")


def _restored(**fields: Any) -> Clip:
    """A clip that was one already: its values are those that `Clip` once checked, and `opened` has checked again.

    Checking and copying each again would take three times as long as all the rest of a second start.
    """
    clip = object.__new__(Clip)
    for name, value in fields.items():
        object.__setattr__(clip, name, value)
    return clip
