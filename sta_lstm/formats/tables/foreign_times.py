"""A column of times in any form: seconds and parts of them, ticks, dates with a zone or without, times of day."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from sta_lstm.arrays import Float64s
from sta_lstm.errors import ClipError
from sta_lstm.formats.tables.delimited import MISSING

if TYPE_CHECKING:
    import pyarrow as pa

#: Units of times, in seconds, and their names. Ticks are .NET's and those of Kinect's clock.
NAMES = {1.0: "seconds", 1e-3: "milliseconds", 1e-6: "microseconds", 1e-7: "ticks of 100 ns", 1e-9: "nanoseconds"}
#: Moments of this size can be nothing else: seconds and parts of them since 1970 (from 2001 to 2096), ticks since the
#: year 1 (from 1951 to 2188) and since 1601 (from 1949 to 2076).
_SINCE = (
    (1e9, 4e9, 1.0),
    (1e12, 4e12, 1e-3),
    (1e15, 4e15, 1e-6),
    (6.155e17, 6.9e17, 1e-7),
    (1.1e17, 1.5e17, 1e-7),
    (1e18, 4e18, 1e-9),
)
#: Seconds between frames that recordings have.
_STEPS = (1 / 1000, 1.0)
#: Frame rates of cameras, that tell ticks from microseconds where a table counts from 0.
_RATES = (15.0, 20.0, 24.0, 25.0, 29.97, 30.0, 50.0, 60.0, 90.0, 100.0, 120.0)
_DAY = 86_400.0
#: A time of day, with or without the date before it: 1:02:03.5, 02:03.5, 2024-05-31 11:02:03 pm, 11:02:03:500.
_CLOCK = (
    r"^(?:[^:]*[ T_])?(?:(?P<h>[0-9]{1,4}):)?(?P<m>[0-9]{1,2}):(?P<s>[0-9]{1,2})(?:[.,:](?P<f>[0-9]{1,9}))?"
    r" ?(?P<p>[AaPp]\.?[Mm]\.?)?(?: ?(?:Z|UTC|GMT|[+-][0-9]{2}:?[0-9]{2}))?$"
)

#: What cameras and editors write: 00:00:01:15, the last of them frames, also after a semicolon.
_TIME_CODE = r"^ *[0-9]{1,2}:[0-9]{2}:[0-9]{2}[:;][0-9]{1,2} *$"


def seconds_or_numbers(
    values: pa.ChunkedArray, name: str, where: Callable[[int], str]
) -> tuple[Float64s, float | None]:
    """The times of the rows, and their unit in seconds where it is certain: dates and times of day are in seconds.

    Args:
        values: numbers, text or dates.
        name: the file, for messages.
        where: names the place of a row.

    Raises:
        ClipError: a time is missing, or the column holds something else than times.
    """
    import pyarrow as pa

    unit: float | None = None
    try:
        if pa.types.is_dictionary(values.type):
            values = values.cast(pa.string())
        if pa.types.is_string(values.type) or pa.types.is_large_string(values.type):
            _refuse_time_code(values, name)
            values, unit = _parsed(values)
        if pa.types.is_timestamp(values.type):
            values, unit = _since_first(values), 1.0
        numbers = np.asarray(values.cast(pa.float64(), safe=False).to_numpy(zero_copy_only=False))
    except pa.ArrowException as error:
        raise ClipError(
            f"'{name}': its column of times holds neither numbers nor dates (2024-05-31T12:00:00.033) nor times of day "
            "(0:00:01.033). Mend it, or leave it out and name the frame rate."
        ) from error
    if not np.isfinite(numbers).all():
        row = int(np.argmin(np.isfinite(numbers)))
        raise ClipError(f"'{name}', {where(row)}: the time is missing, or no number. Fill it in, or leave the row out.")
    return numbers, unit


def _refuse_time_code(values: pa.ChunkedArray, name: str) -> None:
    import pyarrow.compute as pc

    if pc.any(pc.match_substring_regex(values, _TIME_CODE)).as_py():
        raise ClipError(
            f"'{name}': its column of times holds time codes (hours:minutes:seconds:frames), which do not say how many "
            "frames a second has. Leave the column out, and name the frame rate."
        )


def unit_of(moments: Float64s, step: float) -> float | None:
    """The unit, in seconds, of moments that step by ``step``; None if no unit makes a frame rate of it."""
    first = float(moments[0])
    since = next((unit for low, high, unit in _SINCE if low <= first < high), None)
    if since is not None and 1e-4 <= step * since < 1e3:
        return since
    unit = next((unit for unit in (1.0, 1e-3, 1e-6, 1e-9) if _STEPS[0] <= step * unit < _STEPS[1]), None)
    if unit == 1e-6 and not _is_a_rate(step * unit) and _is_a_rate(step * 1e-7):
        return 1e-7
    return unit


def _is_a_rate(step: float) -> bool:
    return any(abs(step * rate - 1) < 0.005 for rate in _RATES)


def _since_first(values: pa.ChunkedArray) -> pa.ChunkedArray:
    """Seconds since the first date: since 1970 a float would leave no microseconds."""
    import pyarrow as pa
    import pyarrow.compute as pc

    whole = values.cast(pa.timestamp(values.type.unit)).cast(pa.int64())
    per_second = {"s": 1.0, "ms": 1e3, "us": 1e6, "ns": 1e9}[values.type.unit]
    start = next((each for each in whole.slice(0, 1).to_pylist() if each is not None), 0)
    return pc.divide(pc.subtract(whole, start).cast(pa.float64(), safe=False), per_second)


def _parsed(values: pa.ChunkedArray) -> tuple[pa.ChunkedArray, float | None]:
    """Text as numbers, as dates (with the zone or without), or as seconds of a day."""
    import pyarrow as pa
    import pyarrow.compute as pc

    trimmed = pc.utf8_trim_whitespace(values)
    trimmed = pc.if_else(pc.is_in(trimmed, pa.array(MISSING)), None, trimmed)
    try:
        return pc.replace_substring(trimmed, ",", ".").cast(pa.float64()), None
    except pa.ArrowInvalid:
        iso = pc.replace_substring(pc.replace_substring(trimmed, " ", "T", max_replacements=1), ",", ".")
    for kind in (pa.timestamp("ns"), pa.timestamp("ns", "UTC")):
        try:
            return iso.cast(kind), 1.0
        except pa.ArrowInvalid:
            continue
    return _of_the_day(trimmed), 1.0


def _of_the_day(texts: pa.ChunkedArray) -> pa.ChunkedArray:
    """Seconds since midnight, going on over the next one."""
    import pyarrow as pa
    import pyarrow.compute as pc

    missing = np.asarray(texts.is_null().to_numpy(zero_copy_only=False), dtype=np.bool_)
    found = pc.extract_regex(pc.fill_null(texts, "0:0:0"), _CLOCK)
    if found.null_count:
        raise pa.ArrowInvalid("not a time of day")

    def part(field: str) -> Float64s:
        column = pc.struct_field(found, field)
        filled = pc.if_else(pc.equal(column, ""), "0", column)
        return np.asarray(filled.cast(pa.float64()).to_numpy(zero_copy_only=False))

    digits = pc.utf8_length(pc.struct_field(found, "f")).to_numpy(zero_copy_only=False)
    hours, half = part("h"), pc.utf8_lower(pc.struct_field(found, "p")).to_numpy(zero_copy_only=False)
    is_half = half != ""
    hours = np.where(is_half, hours % 12 + 12 * np.char.startswith(half.astype(str), "p"), hours)
    seconds = hours * 3600 + part("m") * 60 + part("s") + part("f") / 10.0**digits
    back = np.flatnonzero(np.diff(seconds) < -_DAY / 2)
    seconds[:] += _DAY * np.searchsorted(back, np.arange(len(seconds)), side="left")
    seconds[missing] = np.nan
    return pa.chunked_array([pa.array(seconds)])
