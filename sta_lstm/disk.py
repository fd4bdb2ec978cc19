"""How a file of ours is put on disk, and how two that would write to one place are kept apart."""

from __future__ import annotations

import contextlib
import os
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from sta_lstm.errors import SettingsError, StaLstmError

_PART = re.compile(r"\.(?P<name>.+)\.(?P<writer>\d{1,10})\.part", re.DOTALL)
_LONGEST_NAME = 80


def write_whole(path: str | os.PathLike[str], content: bytes, *, error: type[StaLstmError] = SettingsError) -> None:
    """Write a file beside ``path`` and then rename it, so that there is the old one or the new one, never half.

    Args:
        path: in a folder that is there.
        content: of the file.
        error: what is raised.

    Raises:
        StaLstmError: of the type ``error``: there is no such folder, the path is a folder, or the disk refuses; a file
            that was there is as it was.
    """
    path = Path(path)
    check_place(path, error=error)
    try:
        with beside(path) as file:
            file.write(content)
    except OSError as refused:
        raise error(f"cannot write '{path}': {refused.strerror or refused}.") from refused


@contextlib.contextmanager
def beside(path: Path) -> Iterator[BinaryIO]:
    """A file beside ``path`` to be written, which takes its place when all is well, and else goes.

    What others left who were killed while they wrote ``path`` is removed.

    Raises:
        OSError: the disk refuses; what was at ``path`` is as it was.
    """
    clear_parts(path.parent, path.name)
    part = path.with_name(part_name(path.name))
    try:
        with part.open("wb") as file:
            hold(file)
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def part_name(name: str) -> str:
    """What this process calls a file that is to be called ``name`` for as long as it is being written."""
    return f".{name[:_LONGEST_NAME]}.{os.getpid()}.part"


def clear_parts(folder: Path, name: str | None = None) -> None:
    """Remove files in ``folder`` that were being written when their writers were killed; whoever still writes keeps on.

    Args:
        folder: where they lie.
        name: what they were to be called; all of them, if left out.
    """
    with contextlib.suppress(OSError):
        for each in os.listdir(folder):  # noqa: PTH208 - names alone: there may be very many
            part = _PART.fullmatch(each) if each.endswith(".part") else None
            is_meant = part and (name is None or part["name"] == name[:_LONGEST_NAME])
            if part and is_meant and not _is_running(int(part["writer"])):
                _remove_unheld(folder / each)


def hold(file: BinaryIO) -> None:
    """Show others that this process writes ``file``, until it is closed; they need not see this process's number."""
    with contextlib.suppress(ImportError, OSError):  # Windows removes no open file, and some disks know no locks
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def claim(path: Path) -> Callable[[], None]:
    """Keep a folder, or a file that grows, for this process alone: until it is released, or this process ends.

    Args:
        path: a folder that is there, or a file in one, which need not be there.

    Returns:
        What releases it.

    Raises:
        SettingsError: another process has it, or the disk refuses.
    """
    from filelock import FileLock, Timeout

    place = path / ".lock" if path.is_dir() else path.with_name(f".{path.name[:_LONGEST_NAME]}.lock")
    lock = FileLock(place)
    try:
        lock.acquire(blocking=False)
    except Timeout as taken:
        raise SettingsError(
            f"another run is writing to '{path}'. Wait until it is done, or choose another place."
        ) from taken
    except OSError as refused:
        raise SettingsError(f"cannot write '{path}': {refused.strerror or refused}.") from refused

    def release() -> None:
        with contextlib.suppress(OSError):  # Windows removes no open file: it stays, and holds nobody up
            place.unlink()
        lock.release()

    return release


class OneWriter(ABC):
    """What is written to by one run alone: ``with`` claims its place, and at the end writes what waits and lets go."""

    @property
    @abstractmethod
    def _kept(self) -> Path:
        """What is claimed, as :func:`claim` takes it."""

    @abstractmethod
    def flush(self) -> None:
        """Write what waits."""

    def __enter__(self) -> Self:
        """Keep the place for this run alone.

        Raises:
            SettingsError: another run writes to it.
        """
        self._release = claim(self._kept)
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _at: TracebackType | None
    ) -> None:
        try:
            self.flush()
        finally:
            self._release()


def _is_running(process: int) -> bool:
    """Whether there is such a process on this machine; where that cannot be asked, its files can be trusted to tell."""
    if os.name == "nt":
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):  # somebody else's
        return True
    return True


def _remove_unheld(part: Path) -> None:
    """Remove a file unless somebody holds it, perhaps on another machine."""
    try:
        import fcntl
    except ImportError:
        part.unlink()
        return
    if part.is_symlink() or not part.is_file():
        return
    with part.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        part.unlink()


def check_place(path: Path, *, inputs: Sequence[Path] = (), error: type[StaLstmError] = SettingsError) -> None:
    """Find out before the work, rather than after, that there is no place for its result.

    Args:
        path: where a file shall be.
        inputs: files that are read, and that it must not replace.
        error: what is raised.

    Raises:
        StaLstmError: of the type ``error``; the message says what is in the way.
    """
    why = None
    if not path.parent.is_dir():
        why = f"there is no folder '{path.parent}'"
    elif path.is_dir():
        why = "it is a folder"
    elif not os.access(path.parent, os.W_OK):
        why = f"the folder '{path.parent}' is read-only"
    elif any(_is_same(path, each) for each in inputs):
        why = "it is the file that is read. Choose another name"
    if why is not None:
        raise error(f"cannot write '{path}': {why}.")


def lies_within(path: Path, folder: Path) -> bool:
    """Whether ``path`` leads to something in ``folder`` or below it, wherever links on the way to both point."""
    try:
        return path.resolve(strict=True).is_relative_to(folder.resolve(strict=True))
    except (OSError, RuntimeError, ValueError):  # nothing there, a loop of links, no path at all
        return False


def _is_same(path: Path, other: Path) -> bool:
    """Whether both are one file; what is not there, or is no path at all, is no file, and said by whoever reads it."""
    try:
        return path.samefile(other)
    except (OSError, ValueError):
        return False
