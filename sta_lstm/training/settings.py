"""Settings on the way in from a TOML file: tables become frozen dataclasses, and what is not allowed is named."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields
from typing import Any, TypeVar

from sta_lstm.errors import SettingsError
from sta_lstm.model.networks.settings import expected, find_fault

T = TypeVar("T")


def check(settings: Any, where: str) -> None:
    """Check every field of a dataclass whose fields were made with `sta_lstm.model.networks.settings`.

    Raises:
        SettingsError: a value has another type or is out of range; the message names ``where`` and the field.
    """
    fault = find_fault(settings)
    if fault is not None:
        raise SettingsError(f"{where}: {fault}.")


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
            raise SettingsError(f"{where} lacks '{name}'; expected {expected(each.metadata)}.")
    settings = kind(**with_floats(values, kind))
    check(settings, where)
    return settings


def with_floats(values: Mapping[str, Any], kind: Any) -> dict[str, Any]:
    """``values`` with floats where TOML writes 1 for 1.0 and a field of the dataclass ``kind`` takes numbers."""
    floats = {each.name for each in fields(kind) if each.metadata.get("kind") is float}
    return {name: float(value) if name in floats and type(value) is int else value for name, value in values.items()}


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
