"""What the sample checkpoints read, from the first bytes of their files alone."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from sta_lstm.model.containers import HEADER_KEY
from sta_lstm.samples import sample_checkpoints


def samples_that_read(joints: tuple[str, ...], n_persons: int) -> tuple[str, ...]:
    """The names of the sample checkpoints for clips of these joints and so many persons."""
    found = []
    for path in sample_checkpoints():
        reads = _header(path)
        if reads is not None and reads[0] == joints and reads[1] <= n_persons <= reads[2]:
            found.append(path.stem)
    return tuple(found)


@lru_cache(maxsize=64)
def _header(path: Path) -> tuple[tuple[str, ...], int, int] | None:
    """Joints, fewest and most persons that a sample reads; None if its file is damaged."""
    try:
        with path.open("rb") as file:
            content = file.read(min(int.from_bytes(file.read(8), "little"), 2**20))
        values = json.loads(json.loads(content)["__metadata__"][HEADER_KEY])
        return tuple(values["layout"]["joints"]), values["min_persons"], values["config"]["n_persons"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
