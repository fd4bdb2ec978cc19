"""Rows of attended clips in a folder of Parquet files: what is written stays, and nothing is asked twice.

Each file is written whole and then put in its place. A run that was killed goes on with the clips that no file holds;
several shards write into one folder side by side, each its own files.
"""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from sta_lstm.datasets import LabelledClip
from sta_lstm.disk import OneWriter, write_whole
from sta_lstm.errors import SettingsError, StaLstmError
from sta_lstm.evidence.attended.rows import Row
from sta_lstm.model.checkpoint import Checkpoint
from sta_lstm.prediction.predict import provenance_of
from sta_lstm.skeletons.geometry import seen_from_front

#: Rows of one file, and numbers in them: whichever is reached first.
PART, MOST_NUMBERS = 512, 4_000_000
_METADATA_KEY = b"sta_lstm_attended"
_KEY = ("clip", "fingerprint", "revision")
_WORDS = ("clip", "fingerprint", "label", "subject", "checkpoint", "revision", "predicted", "reason")
_COUNTS = ("n_frames", "n_persons", "n_joints")
#: Columns that files of an earlier version lack, by their types: what they hold is worked out again, or not known.
LATER = {
    **dict.fromkeys(("file", "view", "split", "layout"), pa.string()),
    **dict.fromkeys(("start", "end"), pa.int32()),
    **dict.fromkeys(("true_probability", "seconds"), pa.float32()),
    **dict.fromkeys(("joint_attention", "phase_attention"), pa.list_(pa.float32())),
}


def schema_of(maps: Sequence[str], about: Mapping[str, Any]) -> pa.Schema:
    """The columns of a file, with what is true of all its rows as JSON beside them."""
    half = pa.list_(pa.float16())
    return pa.schema(
        [
            *(pa.field(name, pa.string()) for name in _WORDS),
            *(pa.field(name, pa.int32()) for name in _COUNTS),
            pa.field("probability", pa.float32()),
            pa.field("probabilities", half),
            pa.field("keyframes", pa.list_(pa.int32())),
            pa.field("notes", pa.list_(pa.string())),
            pa.field("doubts", pa.list_(pa.string())),
            *(pa.field(name, half) for name in ("alpha", "beta", *maps)),
            *(pa.field(name, kind) for name, kind in LATER.items()),
        ],
        {_METADATA_KEY: json.dumps(about).encode()},
    )


class AttendedFolder(OneWriter):
    """Rows on their way into a folder; a context manager that keeps what is finished whatever ends it.

    Args:
        path: the folder; made if it is not there.
        maps: further maps of each row.
        about: what is true of all rows, as plain JSON values: the data set, checkpoints with classes and cards.
        shard: which of several runs this is, from 1; each writes files of its own.

    Raises:
        SettingsError: the folder cannot be made, or holds rows with other maps.
    """

    def __init__(self, path: Path, maps: Sequence[str], about: Mapping[str, Any], *, shard: int = 1) -> None:
        self.path, self.maps, self._shard = path, tuple(maps), shard
        self._about = dict(about)
        self._schema = schema_of(maps, about)
        self._waiting: list[Row] = []
        self._numbers = 0
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise SettingsError(f"cannot make the folder '{path}': {error.strerror or error}.") from error
        self._done: dict[tuple[str, ...], str | None] = {}
        for file in files_in(path):
            self._take_up(file)
        self._schema = schema_of(maps, self._about)

    def is_done(self, row: Row) -> bool:
        """Whether a file holds the row of this clip and this checkpoint.

        Raises:
            SettingsError: it holds one, and under another label than the clip has now.
        """
        key = tuple(str(row[name]) for name in _KEY)
        if key in self._done and row.get("label") != self._done[key]:
            raise SettingsError(
                f"'{self.path}' holds '{row['clip']}' as '{self._done[key]}', and the data set calls it "
                f"'{row.get('label')}' now. Attend into a new folder."
            )
        return key in self._done

    def add(self, row: Row) -> None:
        """Keep a row; it is on the disk once so many wait, or at the end."""
        self._waiting.append(row)
        self._done[tuple(str(row[name]) for name in _KEY)] = row.get("label")
        self._numbers += sum(len(value) for value in row.values() if isinstance(value, list))
        if len(self._waiting) >= PART or self._numbers >= MOST_NUMBERS:
            self.flush()

    def flush(self) -> None:
        """Put onto the disk what waits in memory."""
        if not self._waiting:
            return
        content = io.BytesIO()
        pq.write_table(pa.Table.from_pylist(self._waiting, self._schema), content, compression="zstd")
        begins = f"shard-{self._shard:04d}-"
        taken = [int(part.stem.removeprefix(begins)) for part in self.path.glob(f"{begins}[0-9]*.parquet")]
        write_whole(self.path / f"{begins}{max(taken, default=0) + 1:06d}.parquet", content.getvalue())
        self._waiting, self._numbers = [], 0

    @property
    def _kept(self) -> Path:
        return self.path / f"shard-{self._shard:04d}"

    def _take_up(self, file: Path) -> None:
        opened = open_file(file)
        lacking = (set(self._schema.names) ^ set(opened.schema_arrow.names)) - LATER.keys()
        if lacking:
            raise SettingsError(
                f"'{file}' holds rows with other maps ({', '.join(sorted(lacking))}). Ask for the same, or choose "
                "another folder."
            )
        theirs = about_of(opened)
        unlike = [name for name in ("dataset", "class_names") if theirs.get(name) != self._about.get(name)]
        if unlike:
            raise SettingsError(
                f"'{file}' holds rows of the data set '{theirs.get('dataset')}' with classes of its own. Choose "
                "another folder."
            )
        # Each file tells of all checkpoints so far, so that the last one tells of all.
        self._about["checkpoints"] = {**theirs.get("checkpoints", {}), **self._about.get("checkpoints", {})}
        try:
            rows = opened.read([*_KEY, "label"]).to_pylist()
        except (OSError, pa.ArrowException) as error:
            raise SettingsError(f"'{file}' is damaged. Remove it, and attend again.") from error
        for row in rows:
            self._done[tuple(str(row[name]) for name in _KEY)] = row["label"]


def about_clips(
    dataset: str,
    clips: Sequence[LabelledClip],
    checkpoints: Sequence[Checkpoint],
    class_names: Sequence[str],
    *,
    maps: Sequence[str] = (),
    citation: str = "",
) -> dict[str, Any]:
    """What is true of all rows of a folder, as plain JSON values.

    Args:
        dataset: its name.
        clips: that are asked about.
        checkpoints: that are asked.
        class_names: of the data set.
        maps: beside α and β.
        citation: who recorded it.
    """
    poses: dict[str, list[list[float]]] = {}  # of each layout a body, J × 2, to draw attention on
    for each in clips:
        if each.layout.name not in poses:
            with contextlib.suppress(StaLstmError):  # the next one may be read
                poses[each.layout.name] = seen_from_front(each.load()).round(3).tolist()
    return {
        "version": 1,
        "dataset": dataset,
        "citation": citation,
        "class_names": list(class_names),
        "maps": list(maps),
        "checkpoints": {each.revision: _about_checkpoint(each) for each in checkpoints},
        "poses": poses,
    }


def _about_checkpoint(checkpoint: Checkpoint) -> dict[str, Any]:
    return {
        "name": checkpoint.name,
        "variant": checkpoint.variant,
        "class_names": list(checkpoint.class_names),
        "layout": checkpoint.layout.name,
        "joints": list(checkpoint.layout.joints),
        "accuracy": {name: value for name, value in checkpoint.accuracy.items() if isinstance(value, int | float)},
        "provenance": provenance_of(checkpoint).to_json(),
    }


def files_in(folder: Path) -> list[Path]:
    """The files of attended clips in a folder, in their order."""
    return sorted(folder.glob("shard-[0-9]*.parquet"))


def rows_in(folder: Path, columns: Sequence[str] | None = None) -> Iterator[Row]:
    """Every row in a folder of attended clips, a file at a time in memory.

    Raises:
        SettingsError: a file is damaged, or none of ours.
    """
    for file in files_in(folder):
        yield from open_file(file).read(None if columns is None else list(columns)).to_pylist()


def about_in(folder: Path) -> dict[str, Any]:
    """What is true of all rows of a folder: the data set, and each checkpoint with its classes, of all files.

    Raises:
        SettingsError: there is no file, or one is damaged, or none of ours.
    """
    files = files_in(folder)
    if not files:
        raise SettingsError(f"'{folder}' holds no attended clips. Make some: sta-lstm attend.")
    told = [about_of(open_file(file)) for file in files]
    checkpoints = {revision: known for each in told for revision, known in each.get("checkpoints", {}).items()}
    return {**told[-1], "checkpoints": checkpoints}


def about_of(opened: pq.ParquetFile) -> dict[str, Any]:
    """What is true of all rows of a file of ours.

    Raises:
        SettingsError: it says what no file of ours does.
    """
    metadata = opened.schema_arrow.metadata or {}
    try:
        about = json.loads(metadata[_METADATA_KEY])
    except (ValueError, RecursionError):
        about = None
    kinds = {"checkpoints": dict, "poses": dict, "class_names": list}
    sound = isinstance(about, dict) and all(isinstance(about.get(name, kind()), kind) for name, kind in kinds.items())
    if not sound or not all(isinstance(each, dict) for each in about.get("checkpoints", {}).values()):
        raise SettingsError("what a file of attended clips says of itself is damaged. Remove it, and attend again.")
    told: dict[str, Any] = about
    return told


def open_file(file: Path) -> pq.ParquetFile:
    """A file of attended clips, of which nothing but its schema was read.

    Raises:
        SettingsError: it is damaged, or none of ours.
    """
    try:
        opened = pq.ParquetFile(file)
    except (OSError, pa.ArrowException) as error:
        raise SettingsError(f"'{file.name}' cannot be read as a Parquet table. Remove it, and attend again.") from error
    if _METADATA_KEY not in (opened.schema_arrow.metadata or {}):
        raise SettingsError(f"'{file.name}' is no file of attended clips. Choose another folder.")
    return opened
