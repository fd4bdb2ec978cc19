"""One recording that becomes a clip when asked: a file, one of several in a file, or a folder of frames."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from sta_lstm.errors import ClipError
from sta_lstm.formats.load import MAX_BYTES, load_clip, read_bytes
from sta_lstm.formats.pose.openpose import OPENPOSE
from sta_lstm.formats.pose.openpose_frames import as_archive
from sta_lstm.formats.rules.read_options import AS_STORED, ReadOptions
from sta_lstm.skeletons import Clip

_HASH_BYTES = 20


@dataclass(frozen=True, eq=False, slots=True)
class Recording:
    """One recording, of which nothing is held but where it is; one in a file on disk can be sent to other processes.

    Attributes:
        name: what to call it: its path within the folder or archive, and its own name where a file holds several.
        format: what its format is called; empty if it has none, or was not looked at.
        source: the file that it is in, or the folder of its frames; None where it is in memory or in an archive.
        frames: the names of its files in ``source``, where it is a file a frame.
        entry: what its file calls it, for a file that holds several or names its only one; else empty.
        reason: why it cannot be read, as far as that is known before it is read; empty if it may.
    """

    name: str
    _read: Callable[[Recording, ReadOptions], Clip]
    _content: Callable[[Recording], bytes]
    format: str = ""
    source: Path | None = None
    frames: tuple[str, ...] = ()
    entry: str = ""
    reason: str = ""

    def load(self, options: ReadOptions = AS_STORED) -> Clip:
        """The clip, read now.

        Raises:
            ClipError: it cannot be read.
        """
        if self.reason:
            raise ClipError(self.reason)
        return self._read(self, options)

    def content(self) -> bytes:
        """The bytes of the file that it is in.

        Raises:
            ClipError: it is spread over several files, or they cannot be read.
        """
        return self._content(self)

    @property
    def files(self) -> tuple[Path, ...]:
        """The files on disk that it is read from; none where it is in memory or in an archive."""
        if self.source is None:
            return ()
        return tuple(self.source / name for name in self.frames) or (self.source,)

    def fingerprint(self) -> str:
        """A hash of all that it is read from, in 40 hexadecimal digits: it changes when one byte does.

        Raises:
            ClipError: its files cannot be read.
        """
        digest = hashlib.blake2b(self.entry.encode("utf-8", "surrogatepass"), digest_size=_HASH_BYTES)
        files = self.files
        if not files:
            digest.update(self.content())
        for path in files:
            digest.update(_file_hash(path))
        return digest.hexdigest()


def file_recording(path: Path, *, name: str = "") -> Recording:
    """The recording that a file on disk is, in any known format.

    Args:
        path: the file; it is not looked at yet.
        name: what to call it; its own name if left out.
    """
    return Recording(name or path.name, _read_file, _file_content, source=path)


def data_recording(name: str, content: Callable[[], bytes]) -> Recording:
    """The recording that a file in memory is, in any known format.

    Args:
        name: the file's name.
        content: gives its bytes when asked.
    """
    return Recording(name, lambda recording, options: load_clip(content(), name, options=options), lambda _: content())


def frames_recording(folder: Path, names: Sequence[str], title: str) -> Recording:
    """The recording whose frames are files of a folder, one a frame, as OpenPose writes them.

    Args:
        folder: where they lie.
        names: the files, in the order of the frames.
        title: what to call the recording.
    """
    return Recording(
        title,
        _read_frames,
        no_single_file,
        format=OPENPOSE.name,
        source=folder,
        frames=tuple(names),
    )


def unreadable(name: str, reason: str, *, format_name: str = "") -> Recording:
    """A recording of which it is known already why it cannot be read.

    Args:
        name: what to call it.
        reason: a sentence.
        format_name: its format, if it has one.
    """
    return Recording(name, _refuse, _refuse, format=format_name, reason=reason)


def load_frames(files: Iterable[tuple[str, bytes]], title: str, options: ReadOptions = AS_STORED) -> Clip:
    """The clip in OpenPose's files of one recording, one a frame.

    Args:
        files: the name and the bytes of each, in the order of the frames.
        title: what to call the recording.
        options: what the files do not say themselves, or say wrongly.

    Raises:
        ClipError: they are too many bytes together, or are not to be read.
    """
    taken, total = [], 0
    for name, data in files:
        total += len(data)
        if total > MAX_BYTES:
            raise ClipError(f"'{title}' has over {MAX_BYTES // 1024**2} MiB. Cut it into shorter recordings.")
        taken.append((name, data))
    return load_clip(as_archive(taken), title, options=options)


def no_single_file(recording: Recording) -> NoReturn:
    """Refuse to give the bytes of a recording that is a file a frame.

    Raises:
        ClipError: always.
    """
    raise ClipError(f"'{recording.name}' is spread over several files, one a frame.")


def _read_file(recording: Recording, options: ReadOptions) -> Clip:
    return load_clip(recording.files[0], options=options)


def _file_content(recording: Recording) -> bytes:
    path = recording.files[0]
    return read_bytes(path, path.name)


def _read_frames(recording: Recording, options: ReadOptions) -> Clip:
    return load_frames(((path.name, read_bytes(path, path.name)) for path in recording.files), recording.name, options)


def _refuse(recording: Recording, *_: ReadOptions) -> NoReturn:
    raise ClipError(recording.reason)


def _file_hash(path: Path) -> bytes:
    try:
        if not path.is_file():  # a pipe or a device would be read without end
            raise ClipError(f"cannot read '{path.name}': it is not an ordinary file.")
        with path.open("rb", buffering=0) as file:
            return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=_HASH_BYTES)).digest()
    except OSError as error:
        raise ClipError(f"cannot read '{path.name}': {error.strerror or error}.") from error
