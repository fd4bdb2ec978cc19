"""Many recordings at once: a folder, a zip archive or a file with several in it, as a list to page through.

Nothing of an archive is written to disk. Nothing is read before it is asked for, but for the first bytes of each file,
which tell its format, and files that hold several recordings, which must be opened to list them. Where those are so
many that it would take long (`EFFORT`), the rest are listed unopened, by the file's name alone: what they are is found
out when they are chosen; the first of their recordings is read then, and its notes say that there are others.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from sta_lstm.cancelling import while_wanted
from sta_lstm.errors import ClipError
from sta_lstm.formats.files_in import Files, files_of_archive, files_of_folder
from sta_lstm.formats.format import HEAD_BYTES
from sta_lstm.formats.guard import foreseen
from sta_lstm.formats.load import MAX_BYTES, format_of, load_clip, read_bytes
from sta_lstm.formats.mocap.pairs import beside_motions
from sta_lstm.formats.pose.openpose import OPENPOSE
from sta_lstm.formats.pose.openpose_frames import by_recording
from sta_lstm.formats.recording import (
    Recording,
    data_recording,
    file_recording,
    frames_recording,
    load_frames,
    no_single_file,
    unreadable,
)
from sta_lstm.formats.registry import clip_formats
from sta_lstm.formats.rules.effort import Effort, SpentError, at_most, spend
from sta_lstm.formats.rules.read_options import ReadOptions
from sta_lstm.formats.rules.text import one_line
from sta_lstm.formats.signatures import office
from sta_lstm.skeletons import Clip
from sta_lstm.words import address_words, counted, name_text, whole_text

#: Most recordings of a list.
MAX_RECORDINGS = 20_000
#: What may be spent on looking at files and opening them, to list them: of an archive, and of a folder on disk, which
#: no stranger packed.
EFFORT = Effort(n_bytes=512 * 1024**2, steps=4_000_000)
EFFORT_ON_DISK = Effort(n_bytes=16 * 1024**3, steps=100_000_000)
#: To tell the format of a file: all readers look at its first lines.
_STEPS_A_FILE, _STEPS_A_LINE = 300, 5
_MAX_NAME = 300
_ZIP = b"PK"


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
            return _listed(files_of_folder(file, follow_links=follow_links), file.name)
        place = "" if name else "/".join(file.absolute().parts[1:])
        name = name or file.name
        source = read_bytes(file, name)
    name = name or "recordings"
    if len(source) > MAX_BYTES:
        raise ClipError(f"'{name}' has {len(source) / 1024**2:,.0f} MiB; at most {MAX_BYTES // 1024**2} MiB are read.")
    if _is_archive(source[:HEAD_BYTES]):
        return _listed(files_of_archive(source, name), name)
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


def _listed(files: Files, name: str) -> tuple[Recording, ...]:
    found: list[Recording] = []
    for each in _of_files(files):
        found.append(each)
        if len(found) > MAX_RECORDINGS:
            raise ClipError(f"'{name}' holds over {MAX_RECORDINGS:,} recordings; choose a part of it.")
    if not found:
        raise ClipError(f"'{name}' holds no files. Choose another folder or archive.")
    return tuple(found)


def _of_files(files: Files) -> Iterator[Recording]:
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
    titles = address_words(files.names)  # of names that are no text, no two are the same
    for name, unique in while_wanted(list(zip(files.names, titles, strict=True))):
        if name in in_others:
            continue
        title, together = frames.get(name, ("", []))
        if len(together) > 1:
            title = name_text(title or "openpose")
            yield _of_frames(files, together, title)
            continue
        called, read = name_text(name), partial(files.read, name)
        source = None if files.folder is None else files.folder / name
        try:
            with at_most(effort):
                head = _looked_at(files, name)
                if _is_archive(head):
                    why = f"'{called}' is an archive within an archive or folder. Unpack it, or open it by itself."
                    found: tuple[Recording, ...] = (unreadable(called, why),)
                else:
                    found = _of_file(called, head, read, source=source, effort=effort)
        except ClipError as error:
            found = (unreadable(called, whole_text(str(error))),)
        except SpentError:
            found = (data_recording(called, read) if source is None else file_recording(source, name=called),)
        yield from (replace(each, name=unique + each.name.removeprefix(called)) for each in found)


def _looked_at(files: Files, name: str) -> bytes:
    """The first bytes of a file, whose format is to be told: each reader looks at their lines."""
    spend(steps=_STEPS_A_FILE)
    head = files.head(name)
    spend(steps=_STEPS_A_LINE * (head.count(b"\n") + head.count(b"\r")))
    return head


def _of_frames(files: Files, names: list[str], title: str) -> Recording:
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
        return (unreadable(name, str(error)),)
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
