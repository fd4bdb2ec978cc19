"""Scores of many clips in a Parquet file, and beside it while they are being made: what is finished stays.

A run writes parts into a folder beside its file, and joins them once all is done. One that is called again takes up
where it was interrupted, also to add clips or checkpoints to a file that is whole. Only a part is ever in memory.
"""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from sta_lstm.disk import OneWriter, beside, check_place, write_whole
from sta_lstm.errors import SettingsError
from sta_lstm.evidence.faithfulness.clips import ClipScores
from sta_lstm.evidence.faithfulness.settings import Settings

#: Clips in a part; an interruption that cannot be caught loses as many at most.
PART = 8
_WORDS = ("checkpoint", "revision", "clip", "label", "predicted", "measure", "ranking", "grain", "fill")
_METADATA_KEY = b"sta_lstm_faithfulness"


def _schema(settings: Mapping[str, Any]) -> pa.Schema:
    words = [pa.field(name, pa.dictionary(pa.int32(), pa.string())) for name in _WORDS]
    numbers = [pa.field("probability", pa.float32()), pa.field("value", pa.float64())]
    return pa.schema([*words, *numbers], {_METADATA_KEY: json.dumps(settings).encode()})


class Ledger(OneWriter):
    """Scores on their way into a file; a context manager that keeps what is finished whatever ends it.

    Args:
        path: the Parquet file.
        settings: of the tests; scores made by others are not mixed with these.

    Raises:
        SettingsError: the file cannot be written, is no file of scores, or its scores were made by other settings.
    """

    def __init__(self, path: Path, settings: Settings) -> None:
        if path.suffix != ".parquet":
            raise SettingsError(f"cannot write '{path}': scores are a Parquet table. Give it the ending .parquet.")
        check_place(path)
        self.path, self.parts = path, path.with_name(f"{path.stem}.parts")
        self._settings = settings.to_json()
        self._schema = _schema(self._settings)
        self._waiting: list[dict[str, Any]] = []
        self._n_waiting = 0
        self._done: dict[tuple[str, str], set[str]] = {}
        for file in self._files():
            self._note(file)

    def done(self, checkpoint: str, revision: str) -> frozenset[str]:
        """The clips that a checkpoint was tested on already."""
        return frozenset(self._done.get((checkpoint, revision), ()))

    def add(self, checkpoint: str, revision: str, scores: ClipScores) -> None:
        """Keep the scores of one clip."""
        about = {"checkpoint": checkpoint, "revision": revision, **scores._asdict()}
        del about["scores"], about["left_out"]
        self._waiting += [{**about, **each._asdict()} for each in scores.scores]
        self._done.setdefault((checkpoint, revision), set()).add(scores.clip)
        self._n_waiting += 1
        if self._n_waiting >= PART:
            self.flush()

    def flush(self) -> None:
        """Put onto the disk what waits in memory."""
        if not self._waiting:
            return
        try:
            self.parts.mkdir(exist_ok=True)
        except OSError as error:
            raise SettingsError(f"cannot make the folder '{self.parts}': {error.strerror or error}.") from error
        content = io.BytesIO()
        pq.write_table(pa.Table.from_pylist(self._waiting, self._schema), content)
        taken = [int(part.stem) for part in self.parts.glob("*.parquet") if part.stem.isdigit()]
        write_whole(self.parts / f"{max(taken, default=0) + 1:06d}.parquet", content.getvalue())
        self._waiting, self._n_waiting = [], 0

    def finish(self) -> None:
        """Join the parts into the file, and remove them.

        Raises:
            SettingsError: the disk refuses; the parts stay.
        """
        self.flush()
        try:
            with beside(self.path) as whole, pq.ParquetWriter(whole, self._schema) as writer:
                for file in self._files():
                    for table in _tables(file):
                        writer.write_table(table.cast(self._schema))
            shutil.rmtree(self.parts, ignore_errors=True)
        except OSError as refused:
            raise SettingsError(f"cannot write '{self.path}': {refused.strerror or refused}.") from refused

    @property
    def _kept(self) -> Path:
        return self.path

    def _files(self) -> list[Path]:
        parts = sorted(self.parts.glob("[0-9]*.parquet")) if self.parts.is_dir() else []
        return [*([self.path] if self.path.exists() else []), *parts]

    def _note(self, file: Path) -> None:
        """Take up whose scores are in a file; a part that was joined already is removed."""
        schema = _open(file).schema_arrow
        theirs = json.loads((schema.metadata or {}).get(_METADATA_KEY, b"null"))
        if theirs is None or set(schema.names) != set(self._schema.names):
            raise SettingsError(f"'{file}' is no table of faithfulness; choose another name for what is written.")
        unlike = [f"{name}: {_said(theirs, name)}" for name, own in self._settings.items() if theirs.get(name) != own]
        if unlike:
            raise SettingsError(
                f"the scores in '{file}' were made with other settings ({'; '.join(unlike)}). Give the same settings, "
                "or another name for what is written."
            )
        found = {
            (row["checkpoint"], row["revision"], row["clip"])
            for table in _tables(file, ["checkpoint", "revision", "clip"])
            for row in table.group_by(table.column_names).aggregate([]).to_pylist()
        }
        if file != self.path and all(clip in self._done.get((name, of), ()) for name, of, clip in found):
            file.unlink()
        for name, of, clip in found:
            self._done.setdefault((name, of), set()).add(clip)


def _said(settings: Mapping[str, Any], name: str) -> str:
    """A setting in words."""
    value = settings.get(name, "not written down")
    return ", ".join(map(str, value)) or "none" if isinstance(value, list) else str(value)


def _tables(file: Path, columns: list[str] | None = None) -> Iterator[pa.Table]:
    """What is in a file, a part at a time."""
    opened = _open(file)
    for part in range(opened.num_row_groups):
        yield opened.read_row_group(part, columns)


def _open(file: Path) -> pq.ParquetFile:
    try:
        return pq.ParquetFile(file)
    except (OSError, pa.ArrowException) as error:
        raise SettingsError(
            f"'{file}' cannot be read as a Parquet table. Remove it, or choose another name."
        ) from error
