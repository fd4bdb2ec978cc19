"""When frames were, as JSON says it: numbers in some unit, or texts; and the frame rate that follows."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from statistics import median
from typing import Any

from sta_lstm.formats.rules.json_values import as_number, is_number

#: How the names of times end, and the seconds in their unit.
_UNITS = (
    *(("usec", 1e-6), ("microseconds", 1e-6), ("micros", 1e-6), ("us", 1e-6)),
    *(("nsec", 1e-9), ("nanoseconds", 1e-9), ("nanos", 1e-9), ("ns", 1e-9)),
    *(("msec", 1e-3), ("milliseconds", 1e-3), ("millis", 1e-3), ("ms", 1e-3)),
    *(("ticks", 1e-7), ("seconds", 1.0), ("secs", 1.0), ("sec", 1.0)),
)
#: Units in which a time may be that does not say its own: seconds, milli-, micro-, nanoseconds, ticks of 100 ns.
_LIKELY = (1.0, 1e-3, 1e-6, 1e-9, 1e-7)
#: The sizes of today's times, from and to, and their unit in seconds.
_EPOCHS = ((1e9, 3e9, 1.0), (1e12, 3e12, 1e-3), (1e15, 3e15, 1e-6), (1e17, 8e17, 1e-7), (1e18, 3e18, 1e-9))
#: Seconds between frames that recordings have, and frames a second.
_LEAST_STEP, _MOST_STEP = 1 / 1000, 1.0
_USUAL_RATES = (12.5, 15, 20, 24, 25, 29.97, 30, 48, 50, 59.94, 60, 90, 100, 120, 200, 240)
_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2}(?:[.,]\d{1,9})?)")
_DATE = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(?:[.,](\d{1,9}))?\s*(Z|[+-]\d\d:?\d\d)?")


def unit_in(key: str) -> float | None:
    """The seconds in the unit that the name of a time ends with, ``"timestamp_usec"``; None if it names none."""
    key = key.lower()
    return next((seconds for ending, seconds in _UNITS if key.endswith(ending)), None)


def seconds_of(value: Any) -> tuple[float, bool]:
    """A time as a number, and whether it is one in seconds for sure: ``h:mm:ss``, or a date; NaN if it is no time."""
    if is_number(value):
        return as_number(value), False
    if isinstance(value, dict):  # {"sec": 12, "nanosec": 500}
        whole = next((value[key] for key in ("sec", "secs", "seconds") if is_number(value.get(key))), None)
        rest = next(
            (value[key] for key in ("nanosec", "nsecs", "nanoseconds", "nanos") if is_number(value.get(key))), 0
        )
        return (math.nan, False) if whole is None else (as_number(whole) + as_number(rest) * 1e-9, True)
    if not isinstance(value, str) or len(value) > 60:
        return math.nan, False
    text = value.strip()
    if found := _CLOCK.fullmatch(text):
        return int(found[1] or 0) * 3600 + int(found[2]) * 60 + float(found[3].replace(",", ".")), True
    if found := _DATE.fullmatch(text):
        zone = (found[4] or "Z").replace("Z", "+00:00")
        try:
            moment = datetime.fromisoformat(f"{found[1]}T{found[2]}{zone}")
        except ValueError:
            return math.nan, False
        day = (moment - datetime(2000, 1, 1, tzinfo=UTC)).total_seconds()  # near enough for microseconds to be kept
        return day + float(f"0.{found[3] or 0}"), True
    try:
        return float(text), False
    except ValueError:
        return math.nan, False


def rate_of_times(times: Sequence[Any], frames: Sequence[int], key: str) -> tuple[float | None, tuple[str, ...]]:
    """Frames a second from the times of frames, None if they tell none; and what is to be said of it.

    Args:
        times: as the file has them, one a frame.
        frames: their numbers, ascending.
        key: what the file calls its times.
    """
    moments = [seconds_of(time) for time in times]
    if len(moments) < 2 or any(not math.isfinite(moment) for moment, _ in moments):
        return None, ()
    unit = 1.0 if all(sure for _, sure in moments) else unit_in(key)
    pairs = zip(moments, moments[1:], frames, frames[1:], strict=False)
    steps = [(after[0] - before[0]) / max(b - a, 1) for before, after, a, b in pairs]
    steps = [step for step in steps if step > 0]
    if not steps:
        return None, ()
    step = median(steps)
    if max(steps) <= 1.5 * step and frames[-1] > frames[0]:  # the mean: times that were rounded step by 33, 33, 34
        step = (moments[-1][0] - moments[0][0]) / (frames[-1] - frames[0])
    unit = unit or _since_when(moments[0][0]) or _of_step(step)
    if unit is not None and not _LEAST_STEP <= step * unit <= _MOST_STEP:
        unit = None
    if unit is None:
        return None, (f"Times ('{key}') step by {step:g}, which is a frame rate in no unit.",)
    fps = _usual(1 / (step * unit))
    notes = [f"The frame rate, {fps:.6g}, is that of the times ('{key}'), in units of {unit:g} s."]
    if max(steps) > 1.5 * step:
        notes.append(
            f"Times step by {min(steps) * unit:.3g} to {max(steps) * unit:.3g} s; frames are shown evenly spaced."
        )
    return fps, tuple(notes)


def _since_when(moment: float) -> float | None:
    """The unit of a time that counts from 1970 (ticks: from 1601, or the year 1) by its size; None if it has none."""
    return next((unit for low, high, unit in _EPOCHS if low <= moment < high), None)


def _of_step(step: float) -> float | None:
    """The unit in which a step is that of frames: of a usual rate, else of any."""
    for least, most in ((1 / 250, 1 / 9), (_LEAST_STEP, _MOST_STEP)):
        unit = next((unit for unit in _LIKELY if least <= step * unit <= most), None)
        if unit is not None:
            return unit
    return None


def _usual(fps: float) -> float:
    """A rate as people name it, where it is as near as rounded times make it."""
    return next((float(usual) for usual in _USUAL_RATES if abs(fps - usual) < 5e-4 * usual), fps)
