"""How a file of ours is put on disk."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from sta_lstm.errors import SettingsError, StaLstmError


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
    beside = path.with_name(f".{path.name[:80]}.{os.getpid()}.part")
    try:
        try:
            with beside.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as refused:
        raise error(f"cannot write '{path}': {refused.strerror or refused}.") from refused


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


def _is_same(path: Path, other: Path) -> bool:
    """Whether both are one file; what is not there, or is no path at all, is no file, and said by whoever reads it."""
    try:
        return path.samefile(other)
    except (OSError, ValueError):
        return False
