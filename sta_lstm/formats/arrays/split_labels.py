"""What the recordings of an array show, by an array of labels beside it: numbers, one-hot rows or words."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sta_lstm.errors import ClipError
from sta_lstm.formats.arrays.members import Array, Member, packed_array
from sta_lstm.formats.arrays.names import no_positions
from sta_lstm.formats.rules.text import one_line

_SPLIT = re.compile(r"(?:^|[_\W])(train|training|test|testing|val|valid|validation|dev|eval)(?:$|[_\W])", re.IGNORECASE)
_SPLITS = dict.fromkeys(("train", "training"), "train") | dict.fromkeys(("test", "testing", "eval"), "test")
_SPLITS |= dict.fromkeys(("val", "valid", "validation", "dev"), "val")
_NAMES = re.compile(r"(class|label|action|category)(es)?_?names?|classes|actions|categories", re.IGNORECASE)
_MAX_BYTES = 64 * 1024**2
_MAX_NAME = 200


def split_of(key: str) -> str | None:
    """``train``, ``val`` or ``test``, where the name of an array says so (``x_train``)."""
    found = _SPLIT.search(key)
    return None if found is None else _SPLITS[found[1].lower()]


@dataclass(frozen=True)
class SplitLabels:
    """The labels of an array's recordings.

    Attributes:
        values: one a recording: a number, or a text; None where there are none.
        names: of the classes, where the file gives them.
    """

    values: Array | None
    names: tuple[str, ...] = ()

    @classmethod
    def of(
        cls, archive: zipfile.ZipFile, members: Mapping[str, Member], key: str, n_recordings: int, name: str
    ) -> SplitLabels:
        """The labels beside the array ``key`` of ``n_recordings``.

        Raises:
            ClipError: they are damaged, or are for another number of recordings.
        """
        partner = _partner(members, key, n_recordings)
        if partner is None:
            return cls(None)
        values = packed_array(archive, members[partner].info, name, _MAX_BYTES)
        if len(values) != n_recordings:
            raise ClipError(
                f"'{name}': '{one_line(partner, 60)}' labels {len(values):,} recordings; '{one_line(key, 60)}' holds "
                f"{n_recordings:,}. Save as many of both."
            )
        if values.ndim == 2:
            values = values[:, 0] if values.shape[1] == 1 else values.argmax(axis=1)
        named = next((other for other in members if _NAMES.fullmatch(other)), None)
        names: tuple[str, ...] = ()
        if named is not None and members[named].header.dtype.kind == "U" and len(members[named].header.shape) == 1:
            names = tuple(str(each) for each in packed_array(archive, members[named].info, name, _MAX_BYTES))
        return cls(values, names)

    def of_recording(self, number: int) -> str | None:
        """The label of a recording: its name where that is known, else ``class 3``; None where there is none."""
        if self.values is None:
            return None
        value = self.values[number]
        if self.values.dtype.kind == "U":
            return one_line(str(value), _MAX_NAME) or None
        if not np.isfinite(value) or value != int(value) or not 0 <= value < 1_000_000:
            return None
        return one_line(self.names[int(value)], _MAX_NAME) if int(value) < len(self.names) else f"class {int(value)}"


def _partner(members: Mapping[str, Member], key: str, n_recordings: int) -> str | None:
    """The array of labels that belongs to the array ``key``: ``y_train`` to ``x_train``."""
    twin = re.sub(r"^[xX]", lambda found: {"x": "y", "X": "Y"}[found[0]], key)
    labels = [
        other for other in members if other != key and no_positions(other) == "labels" and _may_be(members[other])
    ]
    for other in (twin, twin.lower(), twin.upper()):
        if other in labels:
            return other
    fitting = [
        other
        for other in labels
        if n_recordings > 1 and members[other].header.shape[0] == n_recordings and split_of(other) == split_of(key)
    ]
    return fitting[0] if len(fitting) == 1 else None


def _may_be(member: Member) -> bool:
    shape, kind = member.header.shape, member.header.dtype.kind
    return (kind in "iufb" and len(shape) in (1, 2) and 0 not in shape) or (kind == "U" and len(shape) == 1)
