"""The gate through which every reader is called: a sound clip comes out, or a ClipError, whatever rises inside.

A reader says what is wrong with a file where it sees it. What it did not foresee (a TypeError, a RecursionError, no
memory) becomes a ClipError here, in one sentence, with the cause behind it, and is logged: of this package's readers it
is a fault to be mended, but no file may bring down the page of everybody, or the listing of a whole folder.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import wraps
from typing import ParamSpec, TypeVar

from sta_lstm.errors import ClipError, StaLstmError
from sta_lstm.formats.format import ClipFormat
from sta_lstm.formats.rules.effort import SpentError
from sta_lstm.formats.rules.read_options import AS_STORED, ReadOptions
from sta_lstm.formats.rules.text import one_line
from sta_lstm.skeletons import Clip
from sta_lstm.words import in_two

_P = ParamSpec("_P")
_R = TypeVar("_R")
_MOST_LETTERS = 200
#: What to do about a fault in a file for which its reader knows nothing better.
_ADVICE = "Mend it there, or export or download the file again."
_log = logging.getLogger(__name__)


class UnforeseenError(ClipError):
    """A file broke its reader in a way that the reader has no sentence for; the cause is its ``__cause__``."""


@contextmanager
def foreseen(name: str, reader: str, error_type: type[StaLstmError] = UnforeseenError) -> Iterator[None]:
    """Whatever is raised inside becomes a StaLstmError that names the file; what was foreseen passes.

    A ClipError that says what is wrong and not what to do is given general advice.

    Args:
        name: the file.
        reader: what reads it, for the sentence: "the reader of 'C3D'".
        error_type: of what is raised.

    Raises:
        StaLstmError: what was raised inside, or ``error_type`` for anything else but an interrupt.
    """
    try:
        yield
    except ClipError as error:
        if not in_two(str(error))[1]:
            error.args = (f"{error} {_ADVICE}", *error.args[1:])
        raise
    except (StaLstmError, SpentError):
        raise
    except Exception as error:
        _log.exception("unforeseen in %s", reader)
        raise error_type(
            f"'{one_line(name)}' could not be read: its content breaks {reader} ({type(error).__name__}). It is "
            "damaged, or of a kind that was not foreseen: copy or download it again, or save it in another format."
        ) from error


def gated(clip_format: ClipFormat) -> ClipFormat:
    """A format of this package whose functions raise ClipErrors only; a sniff that fails says that it is not one."""
    read = clip_format.read
    reader = f"the reader of '{clip_format.name}'"

    @wraps(read)
    def gated_read(data: bytes, file_name: str, options: ReadOptions = AS_STORED) -> Clip:
        with foreseen(file_name, reader):
            return read(data, file_name, options)

    return replace(
        clip_format,
        sniff=_gated_sniff(clip_format.sniff),
        read=gated_read,
        entries=None if clip_format.entries is None else _gated_entries(reader, clip_format.entries),
    )


def guarded(clip_format: ClipFormat) -> ClipFormat:
    """A format of somebody else's whose functions raise ClipErrors only; a sniff that fails says that it is not one.

    What they give is checked too. One reader that fails would otherwise end the listing of a whole folder.
    """
    name, read = clip_format.name, clip_format.read

    @wraps(read)  # so that it can still be told which module's code reads
    def guarded_read(data: bytes, file_name: str, options: ReadOptions) -> Clip:
        clip = _told(name, read)(data, file_name, options)
        if not isinstance(clip, Clip):
            raise ClipError(f"'{file_name}': the reader of '{name}' gave {type(clip).__name__}; expected a Clip.")
        return clip

    return replace(
        clip_format,
        sniff=_gated_sniff(clip_format.sniff),
        read=guarded_read,
        entries=None if clip_format.entries is None else _listing(name, clip_format.entries),
        write=None if clip_format.write is None else _writing(name, clip_format.write),
    )


def _gated_entries(
    reader: str, entries: Callable[[bytes, str], tuple[str, ...]]
) -> Callable[[bytes, str], tuple[str, ...]]:
    @wraps(entries)
    def gated_entries(data: bytes, file_name: str) -> tuple[str, ...]:
        with foreseen(file_name, reader):
            return entries(data, file_name)

    return gated_entries


def _gated_sniff(sniff: Callable[[bytes], bool]) -> Callable[[bytes], bool]:
    @wraps(sniff)
    def gated_sniff(head: bytes) -> bool:
        try:
            return bool(sniff(head))
        except SpentError:
            raise
        except (Exception, SystemExit):
            return False

    return gated_sniff


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
        except (ClipError, SpentError):
            raise
        except (Exception, SystemExit) as error:
            reason = one_line(f"{type(error).__name__}: {error}", _MOST_LETTERS)
            raise ClipError(f"the reader of '{name}' failed ({reason}); whoever wrote it can mend it.") from error

    return told
