"""JSON that strangers wrote: parsed within bounds, with the place in every complaint."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import numpy as np
import orjson

from sta_lstm.arrays import Float64s
from sta_lstm.errors import ClipError
from sta_lstm.formats.rules.text import decoded, few_names, one_line, quoted

#: Largest text that is parsed, and most containers and values in it: parsed, they fill no gigabyte, in no
#: more than two seconds.
MAX_JSON_BYTES = 48 * 1024**2
_NUMBERS = {int, float, type(None)}
_MOST = ((b"{", "objects", 1_500_000), (b"[", "lists", 2_000_000), (b",", "values", 8_000_000))


def parsed(data: bytes, name: str) -> Any:
    """The value in a JSON text. ``NaN``, which Python and JavaScript's users write, is a number.

    Raises:
        ClipError: it is not JSON, is cut short, is nested absurdly deep, or would fill the memory.
    """
    if len(data) > MAX_JSON_BYTES:
        raise ClipError(
            f"'{name}' is {len(data) / 1024**2:,.0f} MiB of JSON; at most {MAX_JSON_BYTES // 1024**2} MiB are read. "
            "Cut the recording into shorter clips, one action each."
        )
    for sign, what, most in _MOST:
        count = data.count(sign) if len(data) > most else 0
        if count > most:
            raise ClipError(
                f"'{name}' holds {count:,} JSON {what}; no clip that can be shown has over {most:,}. Cut it into "
                "shorter clips, one action each."
            )
    text = decoded(data, name)
    with suppress(orjson.JSONDecodeError):  # three times as fast; what it refuses, the other reads or says why not
        return orjson.loads(text)
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise ClipError(
            f"'{name}', line {error.lineno:,}, character {error.colno:,}: this is not JSON "
            f"({one_line(error.msg, 80)}). "
            "The file is cut short or damaged there; copy or download it again."
        ) from error
    except (ValueError, RecursionError) as error:  # a number of 5,000 digits; brackets in brackets in brackets
        what = "lists nested too deep" if isinstance(error, RecursionError) else "a number with too many digits"
        raise ClipError(f"'{name}' is JSON with {what}, which no recording has. Write it again.") from error


def is_number(value: Any) -> bool:
    """Whether a parsed value is a number; true and false are none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def are_numbers(values: list[Any]) -> bool:
    """Whether a list holds numbers alone; null counts as one."""
    return set(map(type, values)) <= _NUMBERS


def as_number(value: Any) -> float:
    """A parsed number as a float; NaN for null, and infinite where a whole number is beyond floats.

    Raises:
        TypeError: the value is neither.
    """
    if value is None:
        return float("nan")
    if not is_number(value):
        raise TypeError(f"{shown(value)} is not a number")
    try:
        return float(value)
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")


def as_numbers(values: list[Any]) -> Float64s:
    """Parsed numbers as floats, each as `as_number` has it.

    Raises:
        TypeError: one is neither a number nor null.
    """
    with suppress(OverflowError):
        if are_numbers(values):
            return np.array(values, dtype=np.float64)
    return np.array([as_number(value) for value in values])


def shown(value: Any) -> str:
    """What a parsed value is, for messages: short, on one line."""
    if isinstance(value, dict):
        keys = few_names(value)
        return f"an object with the keys {keys}" if value else "an empty object"
    if isinstance(value, list):
        return f"a list of {len(value):,}"
    return quoted(value) if isinstance(value, str) else one_line(json.dumps(value), 40)
