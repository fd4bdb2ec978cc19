"""What must hold for every input: a sound clip that can be used, or a ClipError that helps. All else is a crash."""

import json
import re
import time
import traceback
import warnings
from dataclasses import dataclass

import numpy as np

from sta_lstm.errors import ClipError, StaLstmError
from sta_lstm.formats import load_clip
from sta_lstm.formats.collection import recordings
from sta_lstm.formats.guard import UnforeseenError
from sta_lstm.formats.registry import built_in_formats
from sta_lstm.player import player_payload
from sta_lstm.skeletons import LAYOUTS, Clip
from sta_lstm.skeletons.convert import converted
from sta_lstm.skeletons.quality.findings import REPAIRS, quality
from sta_lstm.skeletons.quality.repair import repaired
from sta_lstm.words import in_two

#: Longest message, without the file's name in it.
MAX_MESSAGE = 600
#: Longest first sentence, which says what is wrong.
MAX_FIRST = 240
#: A name of so many letters may stand within words.
_SHORT = 3
#: What the others tell people to do.
_ADVICE = re.compile(
    r"\b(add|bring|choose|convert|copy|correct|cut|download|export|fill|give|keep|leave|lower|mend|name|number|open|"
    r"pack|put|read|remove|rename|run|save|say|take|track|unpack|update|use|write)\b",
    re.IGNORECASE,
)
#: What libraries say of a fault, in their own words: nobody who brings a file can follow them.
_LIBRARIES_WORDS = re.compile(
    r"array element|inhomogeneous|homogeneous shape|could not convert|invalid literal|unsupported operand|"
    r"' object is not|must be str|codec can't|too large to convert|out of bounds|not iterable|unpack \("
)
_WRITTEN = tuple(clip_format for clip_format in built_in_formats() if clip_format.write is not None)


@dataclass(frozen=True)
class Verdict:
    """What became of an input.

    Attributes:
        outcome: ``read``, ``refused`` or ``crash``.
        why: of a crash, one line by which equal ones are known.
        details: of a crash, what a person needs to mend it.
        seconds: processor time that the reader took.
    """

    outcome: str
    why: str = ""
    details: str = ""
    seconds: float = 0.0


def judged(case):
    """Read the case, and use what comes out."""
    start = time.process_time()
    with warnings.catch_warnings(record=True) as told:
        _hear_all("always")
        try:
            outcome, seconds = _tried(case, start)
        except BaseException as error:
            return _crash(error, time.process_time() - start)
    if not told:
        return Verdict(outcome, seconds=seconds)
    with warnings.catch_warnings():  # once more, to see where it comes from
        _hear_all("error")
        try:
            _tried(case, start)
        except BaseException as error:
            return _crash(error, seconds)
    why = f"{told[0].category.__name__} {told[0].filename}:{told[0].lineno}"
    return Verdict("crash", why, f"{told[0].message} at {why}", seconds)


def _hear_all(action):
    warnings.simplefilter(action)
    # Damaged texts in old pickles: Python's own reading of them, of which nobody hears.
    warnings.filterwarnings("ignore", "invalid escape sequence", DeprecationWarning)


def _tried(case, start):
    """What came out, and the seconds until it did."""
    try:
        clip = load_clip(case.data, case.name, options=case.options)
    except UnforeseenError as error:  # a fault of the reader, which nobody outside is to see
        raise error.__cause__ from None
    except ClipError as error:
        seconds = time.process_time() - start
        fault = fault_of(str(error), case.name)
        if fault:
            raise AssertionError(f"a message {fault}: {error}") from error
        if not case.is_large:
            _check_list(case)
        return "refused", seconds
    seconds = time.process_time() - start
    if case.is_large:
        assert np.isfinite(clip.positions).all()
        return "read", seconds
    check_clip(clip, len(case.data))
    _check_list(case)
    return "read", seconds


def fault_of(message, name):
    """What is wrong with a ClipError's message; empty if nothing."""
    if name not in message:
        return "does not name the file"
    rest = message.replace(name if len(name) > _SHORT else f"'{name}'", "")
    if not rest.isprintable():
        return "is not printable, or has several lines"
    what, advice = in_two(rest)
    if _LIBRARIES_WORDS.search(rest):
        return "has a library's words"
    if len(what) > MAX_FIRST:
        return "says what is wrong at too great a length"
    if not says_what_to_do(advice):
        return "does not say what to do"
    return "is too long" if len(rest) > MAX_MESSAGE else ""


def says_what_to_do(advice):
    """Whether sentences hold one of the words that tell people what to do."""
    return _ADVICE.search(advice) is not None


def _check_list(case):
    """The case as a list of recordings: an archive of files, or a file of several."""
    try:
        listed = recordings(case.data, case.name)
    except UnforeseenError as error:
        raise error.__cause__ from None
    except ClipError as error:
        assert not fault_of(str(error), case.name), error  # noqa: PT017
        return
    assert all(recording.name.isprintable() or case.name in recording.name for recording in listed)
    for recording in listed[:: max(len(listed) // 2, 1)]:
        if len(listed) > 1:
            try:
                check_clip(recording.load(case.options), len(case.data))
            except UnforeseenError as error:
                raise error.__cause__ from None
            except ClipError as error:
                assert str(error).isprintable(), error  # noqa: PT017


def check_clip(clip, number):
    """Everything that the app does with a clip without a model; ``number`` chooses the format in which it is saved."""
    assert isinstance(clip, Clip)
    assert np.isfinite(clip.positions).all()
    assert all(isinstance(note, str) and note for note in clip.notes)
    assert all(isinstance(finding.sentence, str) for finding in quality(clip))
    json.dumps(player_payload([clip]), allow_nan=False)
    for use in (_repaired, _converted, _WRITTEN[number % len(_WRITTEN)].write):
        try:
            use(clip)
        except StaLstmError:
            continue


def _repaired(clip):
    return quality(repaired(clip, tuple(REPAIRS)))


def _converted(clip):
    return quality(converted(clip, LAYOUTS["ntu-25"]))


def _crash(error, seconds):
    if isinstance(error, KeyboardInterrupt):
        raise error
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "/sta_lstm/" in frame.filename] or frames
    place = f"{ours[-1].filename.rpartition('/sta_lstm/')[2]}:{ours[-1].lineno}"
    said = str(error)[:60] if isinstance(error, AssertionError) else ""
    return Verdict("crash", f"{type(error).__name__} {place} {said}".strip(), _trace(error), seconds)


def _trace(error):
    return "".join(traceback.format_exception(error, limit=-8))[-6000:]
