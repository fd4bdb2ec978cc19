"""Where models looked in the clips of a folder, as arrays: read when somebody asks, since most of a folder is that.

Letters: N rows, M persons, J joints, P phases.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Generic, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sta_lstm.arrays import Float32s, Int64s
from sta_lstm.errors import SettingsError
from sta_lstm.evidence.attended.rows import shaped, summary
from sta_lstm.evidence.attended.store import LATER, open_file
from sta_lstm.evidence.attended.summary import PHASES

T = TypeVar("T")
_VECTORS = ("joint_attention", "phase_attention")
#: Files that are read at once.
_READERS = 4


class Once(Generic[T]):
    """What is made when somebody asks first, by one thread alone, and is then at hand."""

    def __init__(self, make: Callable[[], T]) -> None:
        self._make, self._lock = make, threading.Lock()
        self._made: list[T] = []

    def __call__(self) -> T:
        """What was made."""
        with self._lock:
            if not self._made:
                self._made.append(self._make())
            return self._made[0]


def each_of(read: Callable[[Path], T], files: Sequence[Path]) -> list[T]:
    """What each file gives, some of them at once."""
    with ThreadPoolExecutor(_READERS) as readers:
        return list(readers.map(read, files))


def vectors_of(files: Sequence[Path], n_rows: int, kept: Int64s | None) -> tuple[Float32s, Float32s]:
    """Mean attention of each joint, N × (M J), and β by phase, N × P, of the rows of all files.

    Args:
        files: whose.
        n_rows: how many rows they had before.
        kept: which of these are meant; all, if left out.

    Raises:
        SettingsError: they have not so many rows now, or one cannot be read.
    """
    kind = pa.schema([(name, LATER[name]) for name in _VECTORS])
    table = pa.concat_tables([each.select(list(_VECTORS)).cast(kind) for each in each_of(_read_vectors, files)])
    if table.num_rows != n_rows:
        raise SettingsError("the attended clips were changed meanwhile. Load the page again.")
    table = table if kept is None else table.take(kept)
    return _matrix(table["joint_attention"]), _matrix(table["phase_attention"], PHASES)


def _read_vectors(file: Path) -> pa.Table:
    """Where the models looked in the rows of a file; worked out where a file of an earlier version does not say it."""
    try:
        opened = open_file(file)
        if "joint_attention" in opened.schema_arrow.names:
            return opened.read(list(_VECTORS), use_threads=False)
        return _worked_out(opened)
    except (OSError, ValueError, KeyError, TypeError, pa.ArrowException) as error:
        raise SettingsError(f"'{file.name}' says nothing that can be read of attention. Attend again.") from error


def _worked_out(opened: pq.ParquetFile) -> pa.Table:
    """What later versions say in a file, of one of an earlier version."""
    rows = opened.read(["alpha", "beta", "n_frames", "n_joints"]).to_pylist()
    said = [summary(*(shaped(row, name) if row[name] else None for name in ("alpha", "beta"))) for row in rows]
    return pa.table({name: pa.array([each[name] for each in said], LATER[name]) for name in _VECTORS})


def _matrix(column: Any, width: int | None = None) -> Float32s:
    """Lists as rows, NaN behind their ends; of another length than ``width``, where that is given, as if not there."""
    lists = column.combine_chunks()
    lengths = np.asarray(lists.value_lengths().fill_null(0).to_numpy(zero_copy_only=False), dtype=np.int64)
    flat: Float32s = np.asarray(lists.flatten().to_numpy(zero_copy_only=False))
    ends = np.cumsum(lengths)
    matrix = np.full((len(lengths), int(lengths.max(initial=0)) if width is None else width), np.nan, np.float32)
    for length in np.unique(lengths[lengths > 0] if width is None else lengths[lengths == width]):
        rows = np.flatnonzero(lengths == length)
        whole = len(rows) * length == len(flat)
        cells = slice(None) if whole else (ends[rows] - length)[:, None] + np.arange(length)
        matrix[rows, :length] = flat[cells].reshape(-1, length)
    return matrix
