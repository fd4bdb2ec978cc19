"""Settings as frozen dataclasses whose fields say what is allowed; checked where they come in."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import field, fields
from typing import Any


def number(default: float, low: float, high: float, *, below: bool = False) -> Any:
    """A field for a number from ``low`` to ``high``, which is itself allowed unless it must stay ``below``."""
    return field(default=default, metadata={"kind": float, "low": low, "high": high, "below": below})


def whole(default: int | None, low: int, high: int) -> Any:
    """A field for a whole number from ``low`` to ``high``; one that must be given, where ``default`` is None."""
    metadata = {"kind": int, "low": low, "high": high}
    return field(metadata=metadata) if default is None else field(default=default, metadata=metadata)


def choice(default: str, *others: str) -> Any:
    """A field for one of several words."""
    return field(default=default, metadata={"kind": str, "choices": (default, *others)})


def flag(default: bool) -> Any:
    """A field for true or false."""
    return field(default=default, metadata={"kind": bool})


def of_layout(default: Any) -> Any:
    """A field that follows from the layout of the data set, as its number of joints does; no recipe states it."""
    return field(default=default, metadata={"of_layout": True})


def find_fault(settings: Any) -> str | None:
    """What is wrong with a settings dataclass whose fields were made with the functions above; None if nothing is.

    The first wrong field is named: "hidden is 0; expected a whole number from 1 to 4,096".
    """
    for each in fields(settings):
        if "kind" in each.metadata:
            value = getattr(settings, each.name)
            if not _is_allowed(value, each.metadata):
                return f"{each.name} is {value!r}; expected {expected(each.metadata)}"
    return None


def expected(rule: Mapping[str, Any]) -> str:
    """What a field with the metadata ``rule`` takes, in words: "a number from 0 to 1"."""
    kind = rule.get("kind")
    if kind is float:
        return f"a number from {rule['low']:g} to {'below ' if rule['below'] else ''}{rule['high']:g}"
    if kind is int:
        return f"a whole number from {rule['low']:,} to {rule['high']:,}"
    if kind is bool:
        return "true or false"
    return f"one of {', '.join(rule['choices'])}" if kind is str else "a value"


def _is_allowed(value: Any, rule: Mapping[str, Any]) -> bool:
    kind = rule["kind"]
    if kind is float:
        if type(value) not in (int, float) or not math.isfinite(value):
            return False
        return bool(rule["low"] <= value <= rule["high"]) and not (rule["below"] and value == rule["high"])
    if type(value) is not kind:
        return False
    if kind is int:
        return bool(rule["low"] <= value <= rule["high"])
    return kind is bool or value in rule["choices"]
