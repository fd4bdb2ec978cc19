"""Readers that others wrote, kept to what this package expects of one: a clip, or a ClipError."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import ParamSpec, TypeVar

from sta_lstm.errors import ClipError
from sta_lstm.formats.format import ClipFormat
from sta_lstm.formats.rules.read_options import ReadOptions
from sta_lstm.formats.rules.text import one_line
from sta_lstm.skeletons import Clip

_P = ParamSpec("_P")
_R = TypeVar("_R")
_MOST_LETTERS = 200


def guarded(clip_format: ClipFormat) -> ClipFormat:
    """A format of somebody else's whose functions raise ClipErrors only; a sniff that fails says that it is not one.

    What they give is checked too. One reader that fails would otherwise end the listing of a whole folder.
    """
    name, sniff, read = clip_format.name, clip_format.sniff, clip_format.read

    def guarded_sniff(head: bytes) -> bool:
        try:
            return bool(sniff(head))
        except (Exception, SystemExit):
            return False

    @wraps(read)  # so that it can still be told which module's code reads
    def guarded_read(data: bytes, file_name: str, options: ReadOptions) -> Clip:
        clip = _told(name, read)(data, file_name, options)
        if not isinstance(clip, Clip):
            raise ClipError(f"'{file_name}': the reader of '{name}' gave {type(clip).__name__}; expected a Clip.")
        return clip

    return replace(
        clip_format,
        sniff=guarded_sniff,
        read=guarded_read,
        entries=None if clip_format.entries is None else _listing(name, clip_format.entries),
        write=None if clip_format.write is None else _writing(name, clip_format.write),
    )


def _listing(name: str, entries: Callable[[bytes, str], tuple[str, ...]]) -> Callable[[bytes, str], tuple[str, ...]]:
    """``entries`` of the format called ``name``, which gives names or raises a ClipError."""

    def listing(data: bytes, file_name: str) -> tuple[str, ...]:
        names = _told(name, entries)(data, file_name)
        if not isinstance(names, tuple | list) or not all(isinstance(each, str) for each in names):
            raise ClipError(
                f"'{file_name}': the reader of '{name}' gave {_kind(names)} for the names of the recordings in it; "
                "expected a tuple of texts."
            )
        return tuple(names)

    return listing


def _writing(name: str, write: Callable[[Clip], bytes]) -> Callable[[Clip], bytes]:
    """``write`` of the format called ``name``, which gives bytes or raises a ClipError."""

    def writing(clip: Clip) -> bytes:
        data = _told(name, write)(clip)
        if not isinstance(data, bytes | bytearray):
            raise ClipError(f"clip '{clip.name}': the writer of '{name}' gave {_kind(data)}; expected bytes.")
        return bytes(data)

    return writing


def _kind(value: object) -> str:
    """The type of a value, and of the first thing in it: ``"tuple of int"``."""
    inner = f" of {type(value[0]).__name__}" if isinstance(value, tuple | list) and value else ""
    return f"{type(value).__name__}{inner}"


def _told(name: str, function: Callable[_P, _R]) -> Callable[_P, _R]:
    """``function`` of the format called ``name``, its exceptions turned into ClipErrors."""

    def told(*args: _P.args, **kwargs: _P.kwargs) -> _R:
        try:
            return function(*args, **kwargs)
        except ClipError:
            raise
        except (Exception, SystemExit) as error:
            reason = one_line(f"{type(error).__name__}: {error}", _MOST_LETTERS)
            raise ClipError(f"the reader of '{name}' failed ({reason}); whoever wrote it can mend it.") from error

    return told
