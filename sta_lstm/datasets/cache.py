"""What recordings became when they were read, in one file on disk, so that a second start need not read them again.

How the file is arranged stands in `store_file`. Its name holds the key, which follows from the content of every
recording, from the segments wanted of it, and from the code of the readers: if one changes, the key is another.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import stat
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import BinaryIO

from sta_lstm import formats, skeletons
from sta_lstm.datasets.plan import Plan, Wanted
from sta_lstm.datasets.store import ClipStore, opened
from sta_lstm.datasets.store_file import VERSION
from sta_lstm.disk import clear_parts, hold
from sta_lstm.errors import ClipError
from sta_lstm.formats import Recording
from sta_lstm.formats.registry import code_of_others

_SUFFIX = ".safetensors"
_KEY_BYTES = 20
#: Fewer files are hashed sooner than threads start.
_WORTH_THREADS = 1000
#: Windows gives no new name to a file that is open.
_RENAMES_OPEN_FILES = os.name != "nt"
#: Modules of this package that turn a file into clips, beside all of ``formats`` and ``skeletons``.
_READERS_HERE = ("plan.py", "utkinect.py")


def cache_folder() -> Path | None:
    """``$XDG_CACHE_HOME/sta-lstm/datasets``, else ``~/.cache/sta-lstm/datasets``; None for a user without a home."""
    named = os.environ.get("XDG_CACHE_HOME", "")
    try:  # the standard wants a relative path ignored
        base = Path(named) if named and Path(named).is_absolute() else Path.home() / ".cache"
    except RuntimeError:
        return None
    return base / "sta-lstm" / "datasets"


def content_key(plan: Plan) -> str | None:
    """A hash of all that ``plan`` will read, and of the code that reads it.

    What cannot be read now counts as such: once it can be, the key is another. None where the code of a reader that
    somebody registered cannot be found.
    """
    digest = hashlib.blake2b(digest_size=_KEY_BYTES)
    digest.update(json.dumps([VERSION, plan.kind]).encode())
    readers = _readers_hash()
    others = code_of_others()
    if others is None:
        return None
    digest.update(readers)
    digest.update(_code_hash(others))
    recordings = (each.recording for each in plan.wanted)
    with ThreadPoolExecutor(min(8, os.cpu_count() or 1)) as pool:
        one_by_one = len(plan.wanted) <= _WORTH_THREADS
        prints = (map if one_by_one else pool.map)(_fingerprint, recordings)
        for each, fingerprint in zip(plan.wanted, prints, strict=True):
            digest.update(json.dumps([*_parts(each), fingerprint]).encode())
    return digest.hexdigest()


def _fingerprint(recording: Recording) -> str:
    try:
        return recording.fingerprint()
    except ClipError as error:
        return f"unreadable: {error}"


def _parts(wanted: Wanted) -> Iterator[str | tuple[str, int, int | None]]:
    """What a recording is called, and what is wanted of it.

    Labels, subjects and splits may change without a word to the cache: they come from the plan, each time anew.
    """
    yield from (file.name for file in wanted.recording.files)
    yield from ((segment.source, segment.start, segment.end) for segment in wanted.segments)


@cache
def _readers_hash() -> bytes:
    """A hash of the code that reads recordings: a reader that was mended reads again what it once read wrongly."""
    packages = (Path(str(package.__file__)).parent for package in (formats, skeletons))
    files = [file for package in packages for file in sorted(package.rglob("*.py"))]
    return _code_hash(files + [Path(__file__).with_name(name) for name in _READERS_HERE])


def _code_hash(files: Iterable[Path]) -> bytes:
    digest = hashlib.blake2b()
    for file in files:
        with contextlib.suppress(OSError):
            digest.update(hashlib.blake2b(file.read_bytes()).digest())
    return digest.digest()


def why_not_ours(folder: Path) -> str:
    """Why nothing is read from ``folder``, nor written to it; empty where it is this user's own, or not there yet.

    Whoever else can write into it could put clips there that no recording holds.
    """
    try:
        status = folder.lstat()
    except OSError:
        return ""  # made when it is needed; what is wrong then is said
    if stat.S_ISLNK(status.st_mode):
        return "it is a link"
    if hasattr(os, "getuid"):  # who owns what is another matter on Windows
        if status.st_uid != os.getuid():
            return "it belongs to somebody else"
        if status.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
            return "others can write into it"
    return ""


def cached(folder: Path, plan: Plan, key: str) -> Path | None:
    """The file of that key, whichever place its recordings lay in when it was written."""
    return next(iter(sorted(folder.glob(f"{plan.kind}-*-{key}{_SUFFIX}"))), None)


def load(file: Path, n_segments: int) -> ClipStore | None:
    """The store in a cache file, of so many segments; None where it is damaged."""
    try:
        return opened(file.open("rb", buffering=0), n_segments)
    except OSError:
        return None


class CacheFile:
    """A cache file that is being written, beside its place, so that nobody reads half of one.

    Attributes:
        file: to be written to; unbuffered, and open for reading too.
    """

    def __init__(self, folder: Path, place: Path, plan: Plan, key: str) -> None:
        """Begin one.

        Args:
            folder: of the cache; made if need be.
            place: where the data set lies.
            plan: what is read.
            key: its `content_key`.

        Raises:
            OSError: the disk refuses; the folder is as it was.
        """
        self._made = [each for each in (folder, *folder.parents) if not each.exists()]
        self._mark = hashlib.blake2b(str(place.resolve()).encode(), digest_size=5).hexdigest()
        self._kind, self._folder = plan.kind, folder
        self._target = folder / f"{plan.kind}-{self._mark}-{key}{_SUFFIX}"
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            clear_parts(folder)
            self.file, self._beside = part_file(folder)
        except OSError:
            self._unmake()
            raise

    def keep(self, store: ClipStore) -> None:
        """Give the file its name, and remove what was kept for the same place before.

        Args:
            store: reads from the file; it still does afterwards, whatever happens.

        Raises:
            OSError: the disk refuses.
        """
        try:
            if _RENAMES_OPEN_FILES:
                self._beside.replace(self._target)
            else:
                self.file.close()
                store.read_from(self._renamed().open("rb", buffering=0))
        except OSError:
            self.discard()
            raise
        for old in self._folder.glob(f"{self._kind}-{self._mark}-*{_SUFFIX}"):
            if old != self._target:
                with contextlib.suppress(OSError):
                    old.unlink()

    def _renamed(self) -> Path:
        """The file under its name, or under the one that it has where it cannot get it."""
        try:
            return self._beside.replace(self._target)
        except OSError:
            return self._beside

    def discard(self) -> None:
        """Leave the folder as it was."""
        with contextlib.suppress(OSError):
            self._beside.unlink(missing_ok=True)
        self._unmake()

    def _unmake(self) -> None:
        for made in self._made:
            with contextlib.suppress(OSError):  # somebody else may keep something there by now
                made.rmdir()


def part_file(folder: Path) -> tuple[BinaryIO, Path]:
    """A new file in ``folder`` under a hidden name, and its path."""
    handle, name = tempfile.mkstemp(dir=folder, prefix=".", suffix=f".{os.getpid()}.part")
    file: BinaryIO = os.fdopen(handle, "w+b", buffering=0)
    hold(file)
    return file, Path(name)
