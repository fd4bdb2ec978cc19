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

    One reader that fails would otherwise end the listing of a whole folder.
    """
    name, sniff, read = clip_format.name, clip_format.sniff, clip_format.read

    def guarded_sniff(head: bytes) -> bool:
        try:
            return bool(sniff(head))
        except Exception:
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
        entries=None if clip_format.entries is None else _told(name, clip_format.entries),
        write=None if clip_format.write is None else _told(name, clip_format.write),
    )


def _told(name: str, function: Callable[_P, _R]) -> Callable[_P, _R]:
    """``function`` of the format called ``name``, its exceptions turned into ClipErrors."""

    def told(*args: _P.args, **kwargs: _P.kwargs) -> _R:
        try:
            return function(*args, **kwargs)
        except ClipError:
            raise
        except Exception as error:
            reason = one_line(f"{type(error).__name__}: {error}", _MOST_LETTERS)
            raise ClipError(f"the reader of '{name}' failed ({reason}); whoever wrote it can mend it.") from error

    return told
