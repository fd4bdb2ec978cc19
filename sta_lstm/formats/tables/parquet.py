"""Parquet: our own tables, exact, with the header of `table` in the file's metadata; and other people's.

Our own has the columns of `table`: ``frame``, ``person`` and ``joint`` as whole numbers and text, ``x``, ``y``, ``z``
as float32 metres. Another's columns are recognised as those of a CSV (`foreign_table`).
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from sta_lstm.errors import ClipError
from sta_lstm.formats.format import ClipFormat
from sta_lstm.formats.registry import register
from sta_lstm.formats.rules.bodies import check_values
from sta_lstm.formats.rules.damage import DamageError, because
from sta_lstm.formats.rules.read_options import AS_STORED, ReadOptions
from sta_lstm.formats.rules.text import MAX_LINES, one_line, quoted
from sta_lstm.formats.tables.foreign_columns import MAX_COLUMNS, TableColumns, recognised
from sta_lstm.formats.tables.foreign_poses import clip_of_table
from sta_lstm.formats.tables.own_header import read_header, write_header
from sta_lstm.formats.tables.own_rows import TableRows, clip_of_rows
from sta_lstm.formats.tables.parquet_pages import DELTA_BYTE_ARRAY, pages_of
from sta_lstm.skeletons import AXES, Clip

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

#: The key of the file's metadata that holds our header.
HEADER_KEY = b"sta_lstm_clip"
_COLUMNS = ("frame", "person", "joint", *AXES)
#: Most bytes that the columns which are read may unpack to.
_MAX_UNPACKED = 256 * 1024**2
_MAX_ROW_GROUPS = 1000
#: Longest text of a moment in a column of times.
_LONGEST_TIME = 100


def sniff_parquet(head: bytes) -> bool:
    """Whether a file begins as Parquet."""
    return head.startswith(b"PAR1")


def write_parquet(clip: Clip) -> bytes:
    """``clip`` as Parquet; reading it gives the same clip. The same clip gives the same bytes."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    frames, persons = np.nonzero(clip.present)
    n_joints = clip.n_joints
    places = np.ascontiguousarray(clip.positions[clip.present].reshape(-1, 3).T)
    joints = pa.DictionaryArray.from_arrays(
        np.tile(np.arange(n_joints, dtype=np.int32), len(frames)), pa.array(clip.layout.joints, pa.string())
    )
    table = pa.table(
        {
            "frame": np.repeat(frames.astype(np.int32), n_joints),
            "person": np.repeat(persons.astype(np.int32), n_joints),
            "joint": joints,
            "x": places[0],
            "y": places[1],
            "z": places[2],
        }
    )
    buffer = io.BytesIO()
    pq.write_table(table.replace_schema_metadata({HEADER_KEY: write_header(clip).encode()}), buffer)
    return buffer.getvalue()


def read_parquet(data: bytes, name: str, options: ReadOptions = AS_STORED) -> Clip:
    """The clip in a Parquet file, our own or another's.

    Raises:
        ColumnsError: which columns of another's hold what is not recognised.
        ClipError: the file is damaged, too large, or holds what is not a clip; the message names the row.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(
            pa.BufferReader(data), thrift_string_size_limit=16 * 1024**2, thrift_container_size_limit=1_000_000
        ) as file:
            _check_size(file.metadata, name)
            header = (file.schema_arrow.metadata or {}).get(HEADER_KEY)
            if header is not None:
                # Our own says its unit, others do not: `knows_unit` speaks of those, so this is said here.
                unit = ReadOptions(metres_per_unit=options.metres_per_unit)
                return unit.corrected(_own(file, data, header, name), name, knows_unit=True)
            names = tuple(file.schema_arrow.names)
            columns = recognised(names, options.columns, name)
            table = _foreign(file, data, columns, name)
            return clip_of_table(table, columns, name, options, lambda row: f"row {row + 1}")
    except (pa.ArrowException, OSError, UnicodeDecodeError, OverflowError) as error:
        raise ClipError(
            f"'{name}' is not a Parquet table that can be read. It is cut short or damaged: copy or download it again."
        ) from error


def _check_size(metadata: pq.FileMetaData, name: str) -> None:
    if metadata.num_rows > MAX_LINES:
        raise ClipError(f"'{name}' has {metadata.num_rows:,} rows; at most {MAX_LINES:,} are read. Cut the recording.")
    if metadata.num_row_groups > _MAX_ROW_GROUPS:
        raise ClipError(
            f"'{name}' is packed in {metadata.num_row_groups:,} groups of rows; at most {_MAX_ROW_GROUPS:,} are read."
        )
    if metadata.num_columns > MAX_COLUMNS:
        raise ClipError(f"'{name}' has {metadata.num_columns:,} columns; at most {MAX_COLUMNS:,} are read.")


def _table(file: pq.ParquetFile, data: bytes, wanted: Sequence[int], name: str) -> pa.Table:
    """The columns of those numbers, unpacked where they are small enough; each called by its number, texts as codes."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = file.schema_arrow
    _check_columns(file, wanted, name)
    _check_pages(data, wanted, name)
    names = [schema.field(column).name for column in wanted]
    texts = [label for column, label in zip(wanted, names, strict=True) if _is_text(schema.field(column).type)]
    # As codes: a text that stands in two million rows is unpacked once.
    with pq.ParquetFile(pa.BufferReader(data), metadata=file.metadata, read_dictionary=texts) as coded:
        table = coded.read(columns=names, use_threads=False)
    table.validate(full=True)  # codes of text may lie outside their dictionary, and text may be none
    return pa.table({str(column): table.column(called) for column, called in zip(wanted, names, strict=True)})


def _check_columns(file: pq.ParquetFile, wanted: Sequence[int], name: str) -> None:
    """Refuse what is not a plain column of numbers, texts or times, and more values than a recording has."""
    schema = file.schema_arrow
    odd = [schema.field(column) for column in wanted if not _is_plain(schema.field(column).type)]
    if odd or len(schema) != file.metadata.num_columns or len(set(schema.names)) < len(schema):
        what = f"; {quoted(odd[0].name)} is {one_line(str(odd[0].type), 40)}" if odd else ""
        raise ClipError(
            f"'{name}' has columns of lists or records, or two of one name; expected plain columns of numbers and "
            f"text{what}."
        )
    check_values(file.metadata.num_rows, len(wanted), name)


def _is_text(kind: pa.DataType) -> bool:
    import pyarrow as pa

    kinds = (
        pa.types.is_string,
        pa.types.is_large_string,
        pa.types.is_binary,
    )  # some writers do not say that it is text
    return any(is_kind(kind) for is_kind in kinds)


def _is_plain(kind: pa.DataType) -> bool:
    import pyarrow as pa

    of = kind.value_type if pa.types.is_dictionary(kind) else kind
    return bool(_is_text(of) or pa.types.is_primitive(of) or pa.types.is_decimal(of) or pa.types.is_null(of))


def _check_pages(data: bytes, wanted: Sequence[int], name: str) -> None:
    """Refuse what would fill the memory, by what the pages themselves say; a footer may lie."""
    try:
        pages = pages_of(data, wanted)
    except DamageError as error:
        raise ClipError(
            f"'{name}' is not a Parquet table that can be read{because(error)}. Copy or download it again."
        ) from error
    if DELTA_BYTE_ARRAY in pages.encodings:
        raise ClipError(f"'{name}': a column is packed as DELTA_BYTE_ARRAY. Write it again without that.")
    if pages.n_bytes > _MAX_UNPACKED:
        raise ClipError(
            f"'{name}' unpacks to {pages.n_bytes:,} bytes; at most {_MAX_UNPACKED:,} are read. Cut the recording."
        )


def _own(file: pq.ParquetFile, data: bytes, header_text: bytes, name: str) -> Clip:
    import pyarrow as pa

    header, _ = read_header(header_text.decode(), name)
    layout = header.layout
    names = list(file.schema_arrow.names)
    if not set(_COLUMNS) <= set(names):
        raise ClipError(f"'{name}' lacks columns of a clip: expected {', '.join(_COLUMNS)}.")
    wanted = [names.index(column) for column in _COLUMNS]
    table = _table(file, data, wanted, name).rename_columns(list(_COLUMNS))
    if any(table.column(column).null_count for column in _COLUMNS[:3]):
        raise ClipError(f"'{name}' has a row without a frame, person or joint. Fill it in, or leave the row out.")
    joints = _coded(table.column("joint"))
    whole = {column: table.column(column).cast(pa.int64()).to_numpy() for column in ("frame", "person")}
    rows = TableRows(
        frames=whole["frame"],
        persons=whole["person"],
        joints=joints.indices.to_numpy(zero_copy_only=False).astype(np.int64),
        joint_names=tuple(map(str, joints.dictionary.to_pylist())),
        positions=np.stack(
            [table.column(axis).cast(pa.float64()).to_numpy(zero_copy_only=False) for axis in AXES], axis=1
        ),
        place="row",
        first=1,
    )
    return clip_of_rows(header, layout, rows, name)


def _foreign(file: pq.ParquetFile, data: bytes, columns: TableColumns, name: str) -> pa.Table:
    """The recognised columns as numbers and coded text; a column of times stays as it is."""
    import pyarrow as pa

    time = (columns.roles["time"],) if "time" in columns.roles else ()
    wanted = list(dict.fromkeys((*columns.numbers, *columns.texts, *time)))
    table = _table(file, data, wanted, name)
    if not table.num_rows:
        raise ClipError(f"'{name}' has no rows.")
    found = {}
    for column in wanted:
        values = table.column(str(column))
        if column in columns.texts:
            found[str(column)] = pa.chunked_array([_coded(values)])
            continue
        kind = values.type
        if column not in time and not (
            pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)
        ):
            label = file.schema_arrow.names[column]
            raise ClipError(f"'{name}': the column {quoted(label)} is {one_line(str(kind), 40)}; expected numbers.")
        found[str(column)] = _times(values, name) if column in time else values.cast(pa.float64(), safe=False)
    return pa.table(found)


def _times(values: pa.ChunkedArray, name: str) -> pa.ChunkedArray:
    """A column of times, its texts in place of their codes."""
    import pyarrow as pa
    from pyarrow import compute

    if not pa.types.is_dictionary(values.type):
        return values
    longest = max(
        (compute.max(compute.binary_length(chunk.dictionary)).as_py() or 0 for chunk in values.chunks), default=0
    )
    if longest > _LONGEST_TIME:
        raise ClipError(f"'{name}' has a time that is a text of {longest:,} bytes. Choose another column of times.")
    return values.cast(values.type.value_type)


def _coded(values: pa.ChunkedArray) -> pa.DictionaryArray:
    """Text, or numbers as text, as codes."""
    import pyarrow as pa

    if not pa.types.is_dictionary(values.type):
        values = values.cast(pa.string()).dictionary_encode()
    elif pa.types.is_binary(values.type.value_type):
        values = values.cast(pa.dictionary(values.type.index_type, pa.string()))
    coded = values.unify_dictionaries().combine_chunks()
    return coded.chunk(0) if isinstance(coded, pa.ChunkedArray) else coded


PARQUET = register(
    ClipFormat(
        name="Parquet",
        endings=(".parquet",),
        sniff=sniff_parquet,
        read=read_parquet,
        write=write_parquet,
        description="Our own, exact and small, for pandas, R and DuckDB; or anybody's table of joints or poses.",
        joints="any",
        persons="1 to 8",
        knows_unit=False,
    )
)
