"""All rows of a folder of attended clips in one table, without their maps: quick to ask, whatever the number.

Words and counts lie in a data base in memory; where the models looked lies beside it, in arrays whose rows are the
numbers ``id`` of the table. Letters: N rows, M persons, J joints, P phases.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sta_lstm.arrays import Bools, Float32s, Int64s
from sta_lstm.errors import SettingsError
from sta_lstm.evidence.attended.store import LATER, about_of, files_in, open_file
from sta_lstm.evidence.attended.summary import view_of
from sta_lstm.evidence.attended.vectors import Once, each_of, vectors_of

#: Columns of words and of numbers that the table has of each row.
_COLUMNS = (
    *("clip", "fingerprint", "file", "start", "end", "label", "subject", "view", "split", "layout", "n_frames"),
    *("n_joints", "seconds", "checkpoint", "revision", "predicted", "probability", "true_probability", "reason"),
)
#: Of a row in the data base, and of its vectors.
_ROW_BYTES = 700
#: What a table that a page opens may take: rows of it are some hundred bytes each.
MOST_ROWS = 5_000_000


@dataclass(frozen=True, eq=False)
class Attended:
    """What checkpoints said of the clips of a data set, and where they looked.

    Attributes:
        connection: of a data base with the table ``rows``; ask it through `ask`.
        about: what is true of all rows, as `store.about_in` tells it.
        codes: N each, by the names of columns: numbers of the words in ``words``.
        words: what the codes stand for.
        n_joints: N, J of each row.
        left_out: files that could not be read, in sentences.
        _vectors: reads where the models looked, once, when somebody asks: most of a folder is that.
    """

    connection: Any
    about: dict[str, Any]
    codes: dict[str, Int64s]
    words: dict[str, tuple[str, ...]]
    n_joints: Int64s
    left_out: tuple[str, ...]
    _vectors: Once[tuple[Float32s, Float32s]]

    def __sizeof__(self) -> int:
        """About how many bytes it takes, with what it reads later: the data base is not Python's to weigh."""
        return len(self.n_joints) * _ROW_BYTES

    @property
    def joints(self) -> Float32s:
        """N × (M J), mean attention as multiples of an equal share, NaN where there is none.

        A person's joints stand behind another's, so many as the row's layout has.

        Raises:
            SettingsError: a file was changed since the folder was opened.
        """
        return self._vectors()[0]

    @property
    def phases(self) -> Float32s:
        """N × P, β by phase, NaN where there is none.

        Raises:
            SettingsError: a file was changed since the folder was opened.
        """
        return self._vectors()[1]

    def ask(self, query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """The rows that a query gives; ``values`` stand for its question marks."""
        with self.connection.cursor() as cursor:
            found: list[tuple[Any, ...]] = cursor.execute(query, list(values)).fetchall()
        return found

    def ids(self, query: str, values: Sequence[Any] = ()) -> Int64s:
        """The numbers that a query gives in its first column, in its order."""
        with self.connection.cursor() as cursor:
            columns = cursor.execute(query, list(values)).fetchnumpy()
        return np.asarray(next(iter(columns.values())), dtype=np.int64)


def open_attended(folder: Path) -> Attended:
    """The table of a folder that ``sta-lstm attend`` wrote; files that are damaged are left out, and told.

    Where they looked is worked out from the maps where a file of an earlier version does not say it, which takes a
    while.

    Raises:
        SettingsError: there is no such folder, or no file of attended clips in it that can be read; its files are of
            several data sets; or it has too many rows.
    """
    try:
        files = files_in(folder) if folder.is_dir() else []
    except OSError as error:
        raise SettingsError(f"the folder '{folder.name}' cannot be read: {error.strerror or error}.") from error
    if not files:
        raise SettingsError(f"'{folder.name}' holds no attended clips. Make some: sta-lstm attend DATA --out FOLDER.")
    read = each_of(_read, files)
    left_out = tuple(each for each in read if isinstance(each, str))
    parts = [each for each in read if not isinstance(each, str)]
    if not parts:
        raise SettingsError(left_out[0])
    about = _about_all([about for about, _ in parts])
    table = pa.concat_tables([part for _, part in parts])
    found = [file for file, each in zip(files, read, strict=True) if not isinstance(each, str)]
    if table.num_rows > MOST_ROWS:
        raise SettingsError(f"'{folder.name}' has {table.num_rows:,} rows; at most {MOST_ROWS:,} are shown at once.")
    return _attended(table, about, left_out, found)


def _read(file: Path) -> tuple[dict[str, Any], pa.Table] | str:
    """What a file says of itself, and its columns; or why it cannot be read."""
    try:
        opened = open_file(file)
        about = about_of(opened)
        there = opened.schema_arrow.names
        table = opened.read([name for name in _COLUMNS if name in there], use_threads=False)
        if "view" not in there:
            views = [view_of(clip or "") for clip in table["clip"].to_pylist()]
            table = table.append_column("view", pa.array(views, pa.string()))
    except SettingsError as error:
        return str(error)
    except (OSError, ValueError, KeyError, TypeError, pa.ArrowException):
        return f"'{file.name}' cannot be read as a table of attended clips. Remove it, and attend again."
    if any(name not in table.column_names and name not in LATER for name in _COLUMNS):
        return f"'{file.name}' lacks columns that attended clips have. Remove it, and attend again."
    for name in _COLUMNS:
        if name not in table.column_names:
            table = table.append_column(name, pa.nulls(table.num_rows, LATER[name]))
    wanted = column_types()
    return about, table.select([name for name, _ in wanted]).cast(pa.schema(wanted))


def column_types() -> list[tuple[str, pa.DataType]]:
    """The columns of the table with their types."""
    numbers = dict.fromkeys(("start", "end", "n_frames", "n_joints"), pa.int32())
    numbers |= dict.fromkeys(("seconds", "probability", "true_probability"), pa.float32())
    return [(name, numbers.get(name, pa.string())) for name in _COLUMNS]


def _about_all(told: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """What all files say together.

    Raises:
        SettingsError: they are of several data sets, or of other classes.
    """
    first = told[0]
    for other in told[1:]:
        if other.get("dataset") != first.get("dataset"):
            raise SettingsError(
                f"the folder holds clips of the data sets '{first.get('dataset')}' and '{other.get('dataset')}'. Put "
                "each into a folder of its own."
            )
        if other.get("class_names") != first.get("class_names"):
            raise SettingsError(
                f"the folder's files of the data set '{first.get('dataset')}' do not have the same classes. Attend "
                "again, into a new folder."
            )
    checkpoints = {revision: known for each in told for revision, known in each.get("checkpoints", {}).items()}
    poses = {name: pose for each in told for name, pose in each.get("poses", {}).items()}
    return {**told[-1], "checkpoints": checkpoints, "poses": poses}


def _attended(table: pa.Table, about: dict[str, Any], left_out: tuple[str, ...], files: Sequence[Path]) -> Attended:
    import duckdb

    codes = {name: _codes(table[name]) for name in ("clip", "fingerprint", "revision", "predicted")}
    clips = _paired(codes["clip"], codes["fingerprint"])  # told apart by what they are called and by what is in them
    n_rows, kept = table.num_rows, None
    _, first = np.unique(_paired(clips, codes["revision"]), return_index=True)
    if len(first) < table.num_rows:  # runs that met have asked twice: the first row of each clip and checkpoint counts
        first.sort()
        kept, table, clips = first, table.take(first), clips[first]
        codes = {name: each[first] for name, each in codes.items()}
    counted = _counted(clips, codes["predicted"]) | {"judged": _judged(table, about, codes["predicted"])}
    for name, values in (counted | {"id": np.arange(table.num_rows)}).items():
        table = table.append_column(name, pa.array(values))
    connection = duckdb.connect(config={"enable_external_access": "false", "autoload_known_extensions": "false"})
    connection.register("given", table)
    connection.execute(_TABLE)
    connection.unregister("given")
    coded = {name: table[name].combine_chunks().dictionary_encode() for name in ("label", "subject", "revision")}
    return Attended(
        connection=connection,
        about=about,
        codes={name: _codes(table[name]) for name in coded},
        words={name: tuple(column.dictionary.to_pylist()) for name, column in coded.items()},
        n_joints=np.asarray(table["n_joints"].fill_null(0).to_numpy(), dtype=np.int64),
        left_out=left_out,
        _vectors=Once(lambda: vectors_of(files, n_rows, kept)),
    )


#: A third of the clips each is short, middling and long.
_TABLE = """
CREATE TABLE rows AS
SELECT given.*,
    CASE WHEN n_frames <= short THEN 'short' WHEN n_frames <= middle THEN 'middle' ELSE 'long' END AS length,
    label = predicted AS is_right,
FROM given, (
    SELECT quantile_disc(n_frames, 1/3) AS short, quantile_disc(n_frames, 2/3) AS middle
    FROM given WHERE predicted IS NOT NULL
)
ORDER BY id
"""


def _paired(one: Int64s, other: Int64s) -> Int64s:
    """Numbers of pairs of numbers from −1."""
    _, pairs = np.unique((one + 1) * (other.max(initial=0) + 2) + other + 1, return_inverse=True)
    return np.asarray(pairs, dtype=np.int64)


def _judged(table: pa.Table, about: Mapping[str, Any], said: Int64s) -> Bools:
    """Whether an answer can be right: the clip has a label, which the checkpoint knows."""
    known = {
        revision: set(map(str, told.get("class_names", ()))) for revision, told in about.get("checkpoints", {}).items()
    }
    found = [table[name].combine_chunks().dictionary_encode() for name in ("label", "revision")]
    labels, revisions = (each.dictionary.to_pylist() for each in found)
    allowed = np.zeros((len(labels) + 1, len(revisions) + 1), np.bool_)
    for j, revision in enumerate(revisions):
        classes = known.get(revision)
        allowed[:-1, j] = [bool(label) and (not classes or label in classes) for label in labels]
    return np.asarray(allowed[_codes(table["label"]), _codes(table["revision"])] & (said >= 0))


def _counted(clips: Int64s, said: Int64s) -> dict[str, NDArray[Any]]:
    """How many checkpoints answered each row's clip, how many of them as in this row, and how far they are apart.

    The last is the share of those who do not say what most say, from 0.
    """
    pairs = _paired(clips, said)
    n_alike = np.where(said >= 0, np.bincount(pairs)[pairs], 0)
    n_asked = np.bincount(clips, weights=said >= 0)[clips].astype(np.int64)
    most = np.zeros(clips.max(initial=0) + 1, dtype=np.int64)
    np.maximum.at(most, clips, n_alike)
    apart = 1 - most[clips] / np.maximum(n_asked, 1)
    return {"n_asked": n_asked, "n_alike": n_alike, "disputed": np.where(n_asked > 0, apart, 0.0)}


def _codes(column: Any) -> Int64s:
    """Numbers of a column's words, −1 where there is none."""
    indices = column.combine_chunks().dictionary_encode().indices
    return np.asarray(indices.fill_null(-1).to_numpy(zero_copy_only=False), dtype=np.int64)
