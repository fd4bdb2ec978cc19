"""The JSON in which a checkpoint describes itself: written, and read as far as goes before its network is known."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from sta_lstm.errors import CheckpointError, SettingsError
from sta_lstm.formats.rules.text import one_line
from sta_lstm.formats.rules.whole_json import whole_json
from sta_lstm.model.architectures import Architecture, find_architecture

if TYPE_CHECKING:
    from sta_lstm.model.checkpoint import Checkpoint

FORMAT_VERSION = 1


def header_values(checkpoint: Checkpoint) -> dict[str, Any]:
    """What a file says of a checkpoint, as plain JSON values.

    Raises:
        SettingsError: the network is of no registered architecture.
    """
    return {
        "format_version": FORMAT_VERSION,
        "architecture": checkpoint.architecture.name,
        "name": checkpoint.name,
        "config": asdict(checkpoint.config),
        "layout": checkpoint.layout.to_json(),
        **({"any_layout": True} if checkpoint.reads.any_layout else {}),
        "min_persons": checkpoint.min_persons,
        "class_names": list(checkpoint.class_names),
        "recipe": checkpoint.recipe.to_json(),
        "training": dict(checkpoint.training),
        "accuracy": dict(checkpoint.accuracy),
        **({"members": 1 + len(checkpoint.others)} if checkpoint.others else {}),
    }


def described(text: str, where: str) -> tuple[Any, Architecture]:
    """The values of a description, and the architecture that it names.

    Raises:
        CheckpointError: it is no such JSON, of another version, or names an architecture that is not known.
    """
    try:
        values = whole_json(text)
        version, architecture = values["format_version"], values["architecture"]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise CheckpointError(
            f"{where}: its description is not the JSON of a checkpoint ({one_line(repr(error), 120)})."
        ) from error
    if not isinstance(architecture, str):
        raise CheckpointError(f"{where}: its architecture is {str(architecture)[:40]}; expected a name.")
    try:
        known = find_architecture(architecture)
    except SettingsError as error:
        raise CheckpointError(f"{where} is of another architecture: {error}") from error
    if version != FORMAT_VERSION:
        said = one_line(str(version), 40)
        raise CheckpointError(f"{where} has format version {said}; this program reads {FORMAT_VERSION}. Update it.")
    return values, known


def whole_number(value: Any, what: str) -> int:
    """A whole number out of a description.

    Raises:
        ValueError: it is none.
    """
    if type(value) is not int:
        raise ValueError(f"{what} is {value!r:.40}; expected a whole number")
    return value
