"""What checkpoints say of themselves, from the first bytes of their files alone: no weight is read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from sta_lstm.model.containers import HEADER_KEY, MAX_HEADER
from sta_lstm.samples import sample_checkpoints
from sta_lstm.skeletons import Clip, persons_shown


@dataclass(frozen=True, eq=False)
class Header:
    """What a file says that a list of checkpoints tells of it; nothing in it was checked but its form.

    Attributes:
        joints: that it reads, by name.
        least, most: fewest and most persons that it reads.
        training: how it was trained, as `Checkpoint.training`.
        accuracy: how well it does, as `Checkpoint.accuracy`.
    """

    joints: tuple[str, ...]
    least: int
    most: int
    training: Mapping[str, Any]
    accuracy: Mapping[str, Any]

    def reads(self, joints: tuple[str, ...], n_persons: int) -> bool:
        """Whether it is for clips of these joints and so many persons."""
        return self.joints == joints and self.least <= n_persons <= self.most

    def fits(self, clip: Clip) -> bool:
        """Whether it reads ``clip`` as it is."""
        return self.reads(clip.layout.joints, len(persons_shown(clip)))


def samples_that_read(joints: tuple[str, ...], n_persons: int) -> tuple[str, ...]:
    """The names of the sample checkpoints for clips of these joints and so many persons."""
    headers = ((path.stem, header_of(path)) for path in sample_checkpoints())
    return tuple(name for name, header in headers if header is not None and header.reads(joints, n_persons))


def header_of(path: Path) -> Header | None:
    """What the file of a checkpoint says of itself; None if it is no such file, or damaged."""
    try:
        status = path.stat()
    except OSError:
        return None
    return _header(path, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=512)
def _header(path: Path, _changed_ns: int, _size: int) -> Header | None:
    try:
        with path.open("rb") as file:
            content = file.read(min(int.from_bytes(file.read(8), "little"), MAX_HEADER))
        values = json.loads(json.loads(content)["__metadata__"][HEADER_KEY])
        return Header(
            joints=tuple(map(str, values["layout"]["joints"])),
            least=int(values["min_persons"]),
            most=int(values["config"]["n_persons"]),
            training=dict(values["training"]),
            accuracy=dict(values["accuracy"]),
        )
    except (OSError, ValueError, KeyError, TypeError, RecursionError, OverflowError):
        return None
