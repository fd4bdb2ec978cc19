"""What checkpoints say of themselves, from their headers alone: no weight is read."""

from __future__ import annotations

import json
import mmap
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from sta_lstm.formats.format import HEAD_BYTES
from sta_lstm.model.containers import HEADER_KEY, MAX_HEADER
from sta_lstm.model.learned import learned_layouts
from sta_lstm.model.onnx.graph import header_in
from sta_lstm.model.onnx.wire import is_onnx
from sta_lstm.samples import sample_checkpoints
from sta_lstm.skeletons import Clip, persons_shown
from sta_lstm.skeletons.body_grid import body_cells
from sta_lstm.skeletons.layouts import LAYOUTS


@dataclass(frozen=True, eq=False)
class Header:
    """What a file says that a list of checkpoints tells of it; nothing in it was checked but its form.

    Attributes:
        joints: that it reads, by name.
        least, most: fewest and most persons that it reads.
        training: how it was trained, as `Checkpoint.training`.
        accuracy: how well it does, as `Checkpoint.accuracy`.
        any_layout: whether it reads bodies of every layout.
    """

    joints: tuple[str, ...]
    least: int
    most: int
    training: Mapping[str, Any]
    accuracy: Mapping[str, Any]
    any_layout: bool = False

    def reads(self, joints: tuple[str, ...], n_persons: int) -> bool:
        """Whether it is for clips of these joints, which it learned from, and so many persons."""
        learned = (self.joints, *(LAYOUTS[name].joints for name in learned_layouts(self.training) if name in LAYOUTS))
        return joints in learned and self.least <= n_persons <= self.most

    def fits(self, clip: Clip) -> bool:
        """Whether it reads ``clip`` as it is."""
        n_persons = len(persons_shown(clip))
        any_body = self.any_layout and body_cells(clip.layout) is not None and self.least <= n_persons <= self.most
        return any_body or self.reads(clip.layout.joints, n_persons)


def samples_that_read(joints: tuple[str, ...], n_persons: int) -> tuple[str, ...]:
    """The names of the sample checkpoints for clips of these joints and so many persons; those of any layout last."""
    headers = ((path.stem, header_of(path)) for path in sample_checkpoints())
    found = [(name, header) for name, header in headers if header is not None and header.reads(joints, n_persons)]
    return tuple(name for name, header in sorted(found, key=lambda each: each[1].any_layout))


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
        values = json.loads(_said(path))
        return Header(
            joints=tuple(map(str, values["layout"]["joints"])),
            least=int(values["min_persons"]),
            most=int(values["config"]["n_persons"]),
            training=dict(values["training"]),
            accuracy=dict(values["accuracy"]),
            any_layout=values.get("any_layout") is True,
        )
    except (OSError, ValueError, KeyError, TypeError, RecursionError, OverflowError):
        return None


def _said(path: Path) -> str:
    """Our JSON in a file; empty where an ONNX file has none."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
        if is_onnx(head):
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
                return header_in(content) or ""
        file.seek(8)
        content_json = file.read(min(int.from_bytes(head[:8], "little"), MAX_HEADER))
        return str(json.loads(content_json)["__metadata__"][HEADER_KEY])
