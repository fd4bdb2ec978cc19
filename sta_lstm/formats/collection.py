"""Many recordings at once: a folder, a zip archive or a file with several in it, as a list to page through.

Nothing of an archive is written to disk. Nothing is read before it is asked for, but for the first bytes of each file,
which tell its format, and files that hold several recordings, which must be opened to list them. Where those are so
many that it would take long (`EFFORT`), the rest are listed unopened, by the file's name alone: the first of their
recordings is read when they are chosen, and its notes say that there are others.
"""

from __future__ import annotations

import os
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from sta_lstm.cancelling import while_wanted
from sta_lstm.disk import lies_within
from sta_lstm.errors import ClipError
from sta_lstm.formats.format import HEAD_BYTES
from sta_lstm.formats.guard import foreseen
from sta_lstm.formats.load import MAX_BYTES, format_of, load_clip, read_bytes
from sta_lstm.formats.mocap.pairs import beside_motions, skeletons_among, with_skeleton
from sta_lstm.formats.pose.openpose import OPENPOSE
from sta_lstm.formats.pose.openpose_frames import by_recording
from sta_lstm.formats.recording import Recording, frames_recording, load_frames, no_single_file, unreadable
from sta_lstm.formats.registry import clip_formats
from sta_lstm.formats.rules.archive import archive_of, complaints, unpacked
from sta_lstm.formats.rules.effort import Effort, SpentError, at_most
from sta_lstm.formats.rules.read_options import ReadOptions
from sta_lstm.formats.rules.text import one_line
from sta_lstm.formats.signatures import office
from sta_lstm.skeletons import Clip
from sta_lstm.words import counted, whole_text

#: Most recordings of a list, and most files of a folder that are looked at.
MAX_RECORDINGS = 20_000
MAX_FILES = 200_000
#: Most bytes that an archive's files may unpack to, all together.
MAX_UNPACKED = 4 * 1024**3
#: What may be spent on opening files to list them: of an archive, and of a folder on disk, which no stranger packed.
EFFORT = Effort(n_bytes=512 * 1024**2, steps=4_000_000)
EFFORT_ON_DISK = Effort(n_bytes=16 * 1024**3, steps=100_000_000)
_MAX_NAME = 300
_ZIP = b"PK"
_DRIVE = re.compile(r"^[A-Za-z]:")
_FILE_TYPE, _LINK = 0o170000, 0o120000


@dataclass(frozen=True)
class _Files:
    """What a folder and an archive have in common.

    Attributes:
        names: paths with ``/`` between their parts, clean and in order.
        head: the first `HEAD_BYTES` of one of them.
        read: all of it, at most `MAX_BYTES`; raises ClipError.
        folder: where they lie on disk; None for an archive's, and where what is read must be looked at each time.
    """

    names: tuple[str, ...]
    head: Callable[[str], bytes]
    read: Callable[[str], bytes]
    folder: Path | None = None


def recordings(
    source: str | os.PathLike[str] | bytes, name: str | None = None, *, follow_links: bool = True
) -> tuple[Recording, ...]:
    """Every recording in a folder, in a zip archive, or in a file; those that cannot be read say why.

    OpenPose's folders of one file a frame are one recording. Archives within archives are not opened. Names that lead
    out of an archive lead nowhere: nothing is written.

    Args:
        source: a folder, a file, or a file's bytes.
        name: what to call it in messages; for a path its last part.
        follow_links: false for a folder that others may write into: links that lead out of it then lead nowhere.

    Raises:
        ClipError: there is nothing there, too much, or an archive is damaged.
    """
    called = name or ("recordings" if isinstance(source, bytes) else Path(source).name)
    with foreseen(called, "the listing of recordings"):
        return _recordings(source, name, follow_links=follow_links)


def _recordings(
    source: str | os.PathLike[str] | bytes, name: str | None, *, follow_links: bool
) -> tuple[Recording, ...]:
    place, file = "", None
    if not isinstance(source, bytes):
        file = Path(source)
        if file.is_dir():
            return _listed(_folder(file, follow_links=follow_links), file.name)
        place = "" if name else "/".join(file.absolute().parts[1:])
        name = name or file.name
        source = read_bytes(file, name)
    name = name or "recordings"
    if len(source) > MAX_BYTES:
        raise ClipError(f"'{name}' has {len(source) / 1024**2:,.0f} MiB; at most {MAX_BYTES // 1024**2} MiB are read.")
    if _is_archive(source[:HEAD_BYTES]):
        return _listed(_archive(source, name), name)
    data = source
    return _of_file(name, data[:HEAD_BYTES], lambda: data, place=place, source=file)


def check_any_readable(found: Sequence[Recording], name: str) -> None:
    """Refuse a list of which no recording can be read.

    Args:
        found: what `recordings` found.
        name: of the folder, the archive or the file, for the message.

    Raises:
        ClipError: each has a reason why it cannot be read; the message gives the first.
    """
    if all(each.reason for each in found):
        raise ClipError(f"'{name}' holds {counted(len(found), 'file')}, and no recording. The first: {found[0].reason}")


def _is_archive(head: bytes) -> bool:
    """Whether a file is a zip archive of files, rather than one recording or the document of an office program."""
    return head.startswith(_ZIP) and office(head) is None and not any(row.sniff(head) for row in clip_formats())


def _folder(path: Path, *, follow_links: bool) -> _Files:
    """The files below a folder, hidden ones left out; links to folders are not followed, those to files if allowed."""
    within = None if follow_links else path
    names: list[str] = []
    for place, folders, files in os.walk(path):
        folders[:] = sorted(folder for folder in folders if not _is_hidden(folder))
        names += [
            each.relative_to(path).as_posix()
            for each in (Path(place) / file for file in files if not _is_hidden(file))
            if within is None or not each.is_symlink() or lies_within(each, within)
        ]
        if len(names) > MAX_FILES:
            raise ClipError(f"'{path.name}' holds over {MAX_FILES:,} files; choose a folder below it.")

    def head(name: str) -> bytes:
        try:
            if not (path / name).is_file() or (within is not None and not lies_within(path / name, within)):
                raise ClipError(f"'{name}' is not an ordinary file.")
            with (path / name).open("rb") as file:
                return file.read(HEAD_BYTES)
        except OSError as error:
            raise ClipError(f"cannot read '{name}': {error.strerror or error}.") from error

    def read(name: str) -> bytes:
        return read_bytes(path / name, name, within=within)

    return _Files(tuple(sorted(names)), head, read, path if follow_links else None)


def _archive(data: bytes, name: str) -> _Files:
    archive = archive_of(data, name)
    members: dict[str, zipfile.ZipInfo] = {}
    for member in archive.infolist():
        clean = _clean(member.filename)
        is_link = member.external_attr >> 16 & _FILE_TYPE == _LINK
        if clean and not member.is_dir() and not is_link and not any(map(_is_hidden, clean.split("/"))):
            members.setdefault(clean, member)
    total = sum(member.file_size for member in members.values())
    if total > MAX_UNPACKED:
        raise ClipError(
            f"'{name}' unpacks to {total / 1024**3:,.1f} GiB; at most {MAX_UNPACKED // 1024**3} GiB are read. Pack "
            "fewer recordings into one archive."
        )

    skeletons = skeletons_among(members)

    def read(member: str, only: int | None = None) -> bytes:
        def whole(member: str) -> bytes:
            return unpacked(archive, members[member], name, most=MAX_BYTES, only=only)

        with complaints(name):
            return with_skeleton(member, whole(member), skeletons, whole) if only is None else whole(member)

    return _Files(tuple(sorted(members)), partial(read, only=HEAD_BYTES), read)


def _is_hidden(part: str) -> bool:
    """Whether a file or folder is nobody's recording: hidden, or what archives of a Mac add."""
    return part.startswith((".", "__"))


def _clean(name: str) -> str:
    """A member's name without what leads out of an archive, on one line."""
    parts = (one_line(part, _MAX_NAME) for part in _DRIVE.sub("", name.replace("\\", "/")).split("/"))
    return "/".join(part for part in parts if part not in ("", ".", ".."))


def _listed(files: _Files, name: str) -> tuple[Recording, ...]:
    found: list[Recording] = []
    for each in _of_files(files):
        found.append(each)
        if len(found) > MAX_RECORDINGS:
            raise ClipError(f"'{name}' holds over {MAX_RECORDINGS:,} recordings; choose a part of it.")
    if not found:
        raise ClipError(f"'{name}' holds no files. Choose another folder or archive.")
    return tuple(found)


def _of_files(files: _Files) -> Iterator[Recording]:
    def head_of(name: str) -> bytes:
        try:
            return files.head(name)
        except ClipError:
            return b""

    effort = replace(EFFORT if files.folder is None else EFFORT_ON_DISK)
    frames: dict[str, tuple[str, list[str]]] = {}
    for title, numbered in by_recording(files.names, head_of).items():
        frames[numbered[0][1]] = title, [each for _, each in numbered]
    in_others = {name for _, together in frames.values() if len(together) > 1 for name in together[1:]}
    in_others |= beside_motions(files.names)
    for name in while_wanted(files.names):
        if name in in_others:
            continue
        title, together = frames.get(name, ("", []))
        if len(together) > 1:
            yield _of_frames(files, together, title or "openpose")
            continue
        try:
            head = files.head(name)
        except ClipError as error:
            yield unreadable(name, whole_text(str(error)))
            continue
        if _is_archive(head):
            reason = f"'{whole_text(name)}' is an archive within an archive or folder. Unpack it, or open it by itself."
            yield unreadable(name, reason)
        else:
            source = None if files.folder is None else files.folder / name
            with at_most(effort):
                found = _of_file(name, head, partial(files.read, name), source=source, effort=effort)
            yield from found


def _of_frames(files: _Files, names: list[str], title: str) -> Recording:
    """OpenPose's files of one recording, to be handed to its reader as the archive that it knows."""
    if files.folder is not None:
        return frames_recording(files.folder, names, title)

    def load(recording: Recording, options: ReadOptions) -> Clip:
        return load_frames(((name, files.read(name)) for name in names), title, options)

    return Recording(title, load, no_single_file, format=OPENPOSE.name)


def _of_file(
    name: str,
    head: bytes,
    read: Callable[[], bytes],
    *,
    place: str = "",
    source: Path | None = None,
    effort: Effort | None = None,
) -> tuple[Recording, ...]:
    """The recordings of one file.

    Args:
        name: the file, within the list.
        head: its first bytes.
        read: gives all of them.
        place: its path, where that says more than its name.
        source: where it lies on disk, if it does.
        effort: what may yet be spent; where it is used up, the file is not opened.
    """
    try:
        row = format_of(head, name)
    except ClipError as error:
        # The formats that are read are the same for each file of a list.
        return (unreadable(name, str(error).partition(" Formats that are read:")[0]),)
    called = "/".join((place or name).split("/")[-1 - row.folders :])
    entries: tuple[str, ...] = ()
    try:
        if row.entries is not None and not (effort is not None and effort.is_spent):
            entries = row.entries(read(), called)
    except SpentError:
        pass
    except ClipError as error:
        return (unreadable(name, str(error), format_name=row.name),)

    def load(recording: Recording, options: ReadOptions) -> Clip:
        if len(entries) > 1:
            options = replace(options, entry=recording.entry)
        return load_clip(read(), called, options=options)

    whole = Recording(name, load, lambda _: read(), format=row.name, source=source, entry=entries[0] if entries else "")
    if len(entries) < 2:
        return (whole,)
    return tuple(replace(whole, name=f"{name} · {one_line(entry, _MAX_NAME)}", entry=entry) for entry in entries)
