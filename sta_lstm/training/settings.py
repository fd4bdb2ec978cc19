"""Settings as frozen dataclasses whose fields say what is allowed, checked once on the way in from a TOML file."""

from __future__ import annotations

import difflib
import math
from collections.abc import Mapping
from dataclasses import MISSING, Field, field, fields
from typing import Any, TypeVar

from sta_lstm.errors import SettingsError

T = TypeVar("T")


def number(default: float, low: float, high: float) -> Any:
    """A field for a number from ``low`` to ``high``."""
    return field(default=default, metadata={"kind": float, "low": low, "high": high})


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


def check(settings: Any, where: str) -> None:
    """Check every field of a settings dataclass that was made with the functions above.

    Raises:
        SettingsError: a value has another type or is out of range; the message names ``where`` and the field.
    """
    for each in fields(settings):
        if "kind" in each.metadata:
            value = getattr(settings, each.name)
            if not _allowed(value, each.metadata):
                raise SettingsError(f"{where}: {each.name} is {value!r}; expected {_expected(each.metadata)}.")


def from_table(kind: type[T], values: Any, where: str) -> T:
    """A settings dataclass from a table of a TOML file.

    Raises:
        SettingsError: a key is unknown or missing, or a value is not allowed.
    """
    known = {each.name: each for each in fields(kind)}  # type: ignore[arg-type]
    values = table(values, where)
    refuse_unknown(values, known, where)
    for name, each in known.items():
        if name not in values and _required(each):
            raise SettingsError(f"{where} lacks '{name}'; expected {_expected(each.metadata)}.")
    # TOML writes 1 for 1.0; a float field takes both.
    floats = {name for name, each in known.items() if each.metadata.get("kind") is float}
    made = {name: float(value) if name in floats and type(value) is int else value for name, value in values.items()}
    settings = kind(**made)
    check(settings, where)
    return settings


def table(values: Any, where: str) -> dict[str, Any]:
    """``values``, if it is a table.

    Raises:
        SettingsError: it is something else.
    """
    if not isinstance(values, Mapping):
        raise SettingsError(f"{where} is {values!r}; expected a table of settings.")
    return dict(values)


def refuse_unknown(values: Mapping[str, Any], known: Mapping[str, Any] | tuple[str, ...], where: str) -> None:
    """Refuse a key that is not ``known``, and name the nearest one that is.

    Raises:
        SettingsError: there is such a key.
    """
    for name in values:
        if name not in known:
            near = difflib.get_close_matches(name, list(known), n=1)
            hint = f" Did you mean '{near[0]}'?" if near else ""
            raise SettingsError(f"{where} has no setting '{name}'.{hint} Its settings: {', '.join(sorted(known))}.")


def _required(each: Field[Any]) -> bool:
    return each.default is MISSING and each.default_factory is MISSING


def _allowed(value: Any, rule: Mapping[str, Any]) -> bool:
    kind = rule["kind"]
    if kind is float:
        return type(value) in (int, float) and math.isfinite(value) and bool(rule["low"] <= value <= rule["high"])
    if type(value) is not kind:
        return False
    if kind is int:
        return bool(rule["low"] <= value <= rule["high"])
    return kind is bool or value in rule["choices"]


def _expected(rule: Mapping[str, Any]) -> str:
    kind = rule.get("kind")
    if kind is float:
        return f"a number from {rule['low']:g} to {rule['high']:g}"
    if kind is int:
        return f"a whole number from {rule['low']:,} to {rule['high']:,}"
    if kind is bool:
        return "true or false"
    return f"one of {', '.join(rule['choices'])}" if kind is str else "a value"
