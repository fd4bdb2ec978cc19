"""The messages as TypeScript, so that both languages have one contract."""

from __future__ import annotations

import inspect
import re
import types
from collections.abc import Mapping
from dataclasses import fields
from typing import Any, NewType, Union, get_args, get_origin, get_type_hints

from sta_lstm.player import messages, states

_PLAIN = {str: "string", int: "number", float: "number", bool: "boolean", type(None): "null"}
_ALIASES = {
    "PackedFloats": "base64 of little-endian float32",
    "PackedBytes": "base64 of one byte each, 0 or 1",
}


def declarations() -> str:
    """``messages.d.ts``: an interface for each message, with what its docstring says of each field."""
    parts = ["// Written by `make look` from sta_lstm/player/messages.py: change it there."]
    parts += ['export type * from "../host/states.d.ts";']
    parts += [f"/** {says} */\nexport type {name} = string;" for name, says in _ALIASES.items()]
    parts += [_interface(message) for message in messages.MESSAGES if not _is_state(message)]
    return "\n\n".join(parts) + "\n"


def state_declarations() -> str:
    """``states.d.ts``: the same for what the player reports of itself, and where it is told to begin."""
    parts = ["// Written by `make look` from sta_lstm/player/states.py: change it there."]
    parts += [_interface(message) for message in messages.MESSAGES if _is_state(message)]
    return "\n\n".join(parts) + "\n"


def _is_state(message: type[Any]) -> bool:
    return message.__module__ == states.__name__


def _interface(message: type[Any]) -> str:
    says, *_ = (inspect.getdoc(message) or "").split("\n")
    told = _attributes(message)
    hints = get_type_hints(message)
    lines = [f"/** {says} */", f"export interface {message.__name__} {{"]
    for field in fields(message):
        optional = "?" if message is states.Initial and field.name != "token" else ""
        lines += [
            f"  /** {told[field.name]} */",
            f"  {messages.camel(field.name)}{optional}: {_type(hints[field.name])};",
        ]
    return "\n".join([*lines, "}"])


def _attributes(message: type[Any]) -> dict[str, str]:
    """What the docstring says of each field, each on one line, and those of the classes that it extends."""
    told: dict[str, str] = {}
    for extended in reversed(message.__mro__):
        _, _, text = (inspect.getdoc(extended) or "").partition("Attributes:\n")
        entries = re.findall(r"^    (\w+): (.*(?:\n        .*)*)", text, re.MULTILINE)
        told |= {name: " ".join(says.split()) for name, says in entries}
    return told


def _type(hint: Any) -> str:
    if isinstance(hint, NewType):
        return str(hint.__name__)
    if hint in _PLAIN:
        return _PLAIN[hint]
    if hint in messages.MESSAGES:
        return str(hint.__name__)
    origin, parts = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return " | ".join(map(_type, parts))
    if origin is tuple and parts[-1] is ...:
        inside = _type(parts[0])
        return f"({inside})[]" if "|" in inside else f"{inside}[]"
    if origin is tuple:
        return f"[{', '.join(map(_type, parts))}]"
    if origin is not None and issubclass(origin, Mapping):
        return f"Record<{', '.join(map(_type, parts))}>"
    raise TypeError(f"no TypeScript for {hint!r}")
