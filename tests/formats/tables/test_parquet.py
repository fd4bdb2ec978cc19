"""Parquet: our own exact, other people's as their CSV, hostile ones refused before anything is unpacked."""

import contextlib
import io

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from made import person

from sta_lstm.errors import ClipError, ColumnsError
from sta_lstm.formats.rules import bodies
from sta_lstm.formats.rules.read_options import ReadOptions
from sta_lstm.formats.tables import parquet
from sta_lstm.formats.tables.foreign import read_foreign_table
from sta_lstm.formats.tables.parquet import HEADER_KEY, read_parquet, sniff_parquet, write_parquet
from sta_lstm.formats.tables.parquet_pages import pages_of
from sta_lstm.skeletons import LAYOUTS


def packed(table, **options):
    buffer = io.BytesIO()
    pq.write_table(table if isinstance(table, pa.Table) else pa.Table.from_pandas(table), buffer, **options)
    return buffer.getvalue()


def own(clip, change):
    """Our file of ``clip`` with its rows (a data frame) changed, and the same header."""
    table = pq.read_table(io.BytesIO(write_parquet(clip)))
    return packed(pa.Table.from_pandas(change(table.to_pandas())).replace_schema_metadata(table.schema.metadata))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_any_layout_comes_back(small_clip, same, layout):
    clip = small_clip(layout, inferred=LAYOUTS[layout].joints[1:3])
    again = read_parquet(write_parquet(clip), "walk.parquet")
    same(clip, again)
    assert again.inferred == clip.inferred


def test_same_clip_gives_the_same_bytes(small_clip):
    assert write_parquet(small_clip()) == write_parquet(small_clip())
    assert sniff_parquet(write_parquet(small_clip()))


def test_pandas_reads_it(small_clip):
    clip = small_clip()
    table = pd.read_parquet(io.BytesIO(write_parquet(clip)))
    assert list(table.columns) == ["frame", "person", "joint", "x", "y", "z"]
    assert len(table) == clip.present.sum() * clip.n_joints
    assert np.array_equal(table[["x", "y", "z"]].to_numpy().reshape(-1, 25, 3), clip.positions[clip.present])


def test_rows_may_be_in_any_order(small_clip, same):
    shuffled = own(small_clip(), lambda table: table.sample(frac=1, random_state=1))
    same(small_clip(), read_parquet(shuffled, "walk.parquet"))


def test_unit_by_hand_multiplies_once(small_clip):
    clip = read_parquet(write_parquet(small_clip()), "a.parquet", ReadOptions(metres_per_unit=2))
    assert np.array_equal(clip.positions, 2 * small_clip().positions)


def rows_of(clip):
    frames, persons = np.nonzero(clip.present)
    return pd.DataFrame(
        {
            "Frame": np.repeat(frames + 1, clip.n_joints),
            "PersonID": np.repeat(persons, clip.n_joints).astype("uint8"),
            "Joint Name": pd.Categorical(np.tile([j.title() for j in clip.layout.joints], len(frames))),
            **{axis: clip.positions[clip.present].reshape(-1, 3)[:, i] for i, axis in enumerate("XYZ")},
        }
    )


@pytest.fixture
def standing(small_clip):
    """A clip whose bodies stand, so that nothing is turned."""
    clip = small_clip("sbu-15")
    one = person("sbu-15", clip.n_frames).round(4)
    positions = np.stack([one, one + np.array((0.9, 0, 0.2))], axis=1).astype(np.float32)
    return type(clip)(positions, 30.0, clip.layout, "y", clip.present, "a")


def test_another_table_is_read_as_its_csv_is(standing):
    rows = rows_of(standing)
    from_parquet = read_parquet(packed(rows), "walk.parquet")
    from_csv = read_foreign_table(rows.to_csv(index=False, float_format="%.9g").encode(), "walk.parquet")
    assert np.array_equal(from_parquet.positions, standing.positions)
    assert np.array_equal(from_parquet.positions, from_csv.positions)
    assert (from_parquet.layout, from_parquet.notes) == (standing.layout, from_csv.notes)


def test_several_row_groups_dates_and_an_index(standing):
    rows = rows_of(standing).rename(columns={"Frame": "time"})
    rows["time"] = pd.Timestamp("2024-05-31") + pd.to_timedelta(rows["time"] * 40, unit="ms")
    rows = rows.set_index(np.arange(len(rows)) * 7)
    clip = read_parquet(packed(rows, row_group_size=100), "walk.parquet")
    assert clip.fps == 25
    assert np.array_equal(clip.positions, standing.positions)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda rows: rows.rename(columns={"X": "a"}), "which columns hold the joints is not recognised; it has Frame"),
        (lambda rows: rows.assign(X="1"), "the column 'X' is "),
        (lambda rows: rows.assign(X=[[1.0]] * len(rows)), "lists or records"),
        (lambda rows: rows[:0], "has no rows"),
        (lambda rows: pd.concat((rows, rows[3:4])), "row 4 and row 331 are of the same frame, person and joint"),
        (lambda rows: rows.assign(Frame=rows["Frame"] + 0.5), "row 1: expected a frame number, a whole one, found 1.5"),
        (lambda rows: rows.assign(**{"Joint Name": None}), "row 1: the joint is missing"),
    ],
)
def test_damaged_table_of_anothers(standing, change, says):
    with pytest.raises(ClipError) as caught:
        read_parquet(packed(change(rows_of(standing))), "walk.parquet")
    assert says in str(caught.value)
    assert "'walk.parquet'" in str(caught.value)
    assert isinstance(caught.value, ColumnsError) == ("recognised" in says)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda rows: rows.drop(columns="z"), "lacks columns of a clip: expected frame, person, joint, x, y, z"),
        (lambda rows: rows[1:], "has 24 of 25 joints; missing: spine base"),
        (lambda rows: pd.concat((rows, rows[:1])), "rows 1 and 551: frame 0, person 0 has two rows for 'spine base'"),
        (lambda rows: rows.assign(frame=rows["frame"] + 1), "frame 12 lies outside 0 to 11"),
        (lambda rows: rows.assign(joint="elbow"), "row 1: the layout 'ntu-25' has no joint 'elbow'"),
        (lambda rows: rows.assign(frame=None), "without a frame, person or joint"),
        (lambda rows: rows.assign(frame="a"), "not a Parquet table that can be read"),
    ],
)
def test_damaged_table_of_our_own(small_clip, change, says):
    with pytest.raises(ClipError) as caught:
        read_parquet(own(small_clip(), change), "walk.parquet")
    assert says in str(caught.value)
    assert "'walk.parquet'" in str(caught.value)


def test_header_that_is_none():
    table = pa.table({"frame": [0]}).replace_schema_metadata({HEADER_KEY: b"# layout: \xff"})
    with pytest.raises(ClipError, match="not a Parquet table that can be read"):
        read_parquet(packed(table), "walk.parquet")


def test_truncated_anywhere(small_clip):
    data = write_parquet(small_clip())
    for end in range(4, len(data), max(1, len(data) // 40)):
        with pytest.raises(ClipError, match=r"'walk\.parquet'"):
            read_parquet(data[:end], "walk.parquet")


def test_accidents(small_clip):
    data = bytearray(write_parquet(small_clip(n_frames=3, notes=())))
    random = np.random.default_rng(3)
    for _ in range(300):
        damaged = bytearray(data)
        for at in random.integers(4, len(data), size=random.integers(1, 4)):
            damaged[at] = random.integers(256)
        try:
            assert read_parquet(bytes(damaged), "walk.parquet").n_joints
        except ClipError as error:
            assert "walk.parquet" in str(error) or "small" in str(error)  # noqa: PT017


def test_bombs_are_refused_before_they_are_unpacked(monkeypatch):
    with pytest.raises(ClipError, match="has 3,000,000 rows; at most 2,000,000"):
        read_parquet(packed(pa.table({"frame": np.zeros(3_000_000, dtype="int8")})), "bomb.parquet")
    with pytest.raises(ClipError, match=r"has 10,001 columns; at most 10,000"):
        read_parquet(packed(pa.table({f"c{i}": pa.array([1], pa.int8()) for i in range(10_001)})), "bomb.parquet")
    with pytest.raises(ClipError, match=r"in 1,001 groups of rows; at most 1,000"):
        read_parquet(packed(pa.table({"frame": [0] * 1001}), row_group_size=1), "bomb.parquet")
    monkeypatch.setattr(parquet, "_MAX_UNPACKED", 10_000_000)
    joints = pa.array(["a" * 2000 + str(i) for i in range(9000)])
    prefixes = pa.table({"frame": [0] * 9000, "joint": joints, "x": [1.0] * 9000, "y": [1.0] * 9000})
    shared = packed(prefixes, use_dictionary=False, column_encoding={"joint": "DELTA_BYTE_ARRAY"})
    long = packed(prefixes, use_dictionary=False)
    lies_of_encodings = lying(shared, b"\x0e", b"\x00", lambda column: column.encodings)
    lies_of_size = lying(
        long, varint(2 * column_of(long).total_uncompressed_size), None, lambda column: column.total_uncompressed_size
    )
    assert "DELTA_BYTE_ARRAY" not in column_of(lies_of_encodings).encodings
    assert column_of(lies_of_size).total_uncompressed_size == 1
    for method in ("read", "iter_batches"):
        monkeypatch.setattr(pq.ParquetFile, method, lambda *_, **__: pytest.fail("it was unpacked"))
    for data in (shared, lies_of_encodings):
        with pytest.raises(ClipError, match="DELTA_BYTE_ARRAY"):
            read_parquet(data, "bomb.parquet")
    for data in (long, lies_of_size):
        with pytest.raises(ClipError, match=r"unpacks to 18,\d{3},\d{3} bytes; at most"):
            read_parquet(data, "bomb.parquet")
    monkeypatch.setattr(bodies, "MAX_VALUES", 5_000)
    wide = pa.table({f"j{j}_{axis}": np.zeros(200) for j in range(9) for axis in "xyz"})
    with pytest.raises(ClipError, match=r"has 200 rows × 27 columns of joints; at most 5,000 values"):
        read_parquet(packed(wide), "bomb.parquet")


def column_of(data, name="joint"):
    """What a file's footer says of a column in its first group of rows."""
    metadata = pq.ParquetFile(io.BytesIO(data)).metadata
    return metadata.row_group(0).column(metadata.schema.names.index(name))


def varint(number):
    """A number below 2**35 as Thrift writes it, in five bytes at most."""
    found = []
    while number > 127:
        found.append(number & 127 | 128)
        number >>= 7
    return bytes([*found, number])


def lying(data, true, false, said):
    """``data`` whose footer says something else where it has the bytes ``true``, so that ``said`` changes."""
    false = false or b"\x82" + b"\x80" * (len(true) - 2) + b"\x00"  # a 1 that is as long
    before = said(column_of(data))
    at = len(data) - 8 - int.from_bytes(data[-8:-4], "little")
    while (at := data.find(true, at)) >= 0:
        changed = data[:at] + false + data[at + len(true) :]
        with contextlib.suppress(OSError, pa.ArrowException):
            if said(column_of(changed)) != before:
                return changed
        at += 1
    pytest.fail("nothing that it says could be changed")


def test_a_long_text_in_many_rows_is_unpacked_once(standing):
    rows = rows_of(standing)
    table = pa.Table.from_pandas(pd.concat([rows] * 60))
    long = pa.DictionaryArray.from_arrays(np.zeros(len(table), np.int32), ["x" * 100_000])
    data = packed(table.set_column(table.column_names.index("Joint Name"), "Joint Name", long), store_schema=False)
    before = pa.default_memory_pool().max_memory()
    with pytest.raises(ClipError):
        read_parquet(data, "walk.parquet")
    assert pa.default_memory_pool().max_memory() <= max(before, 100 * 2**20)


def test_texts_that_are_not_said_to_be_texts(standing, same):
    table = pa.Table.from_pandas(rows_of(standing))
    at = table.column_names.index("Joint Name")
    as_bytes = table.set_column(at, "Joint Name", table.column(at).cast(pa.binary()))
    same(read_parquet(packed(as_bytes), "a.parquet"), read_parquet(packed(table), "a.parquet"))


@pytest.mark.parametrize(
    "options", [{}, {"data_page_version": "2.0"}, {"use_dictionary": False}, {"compression": "zstd"}]
)
def test_pages_are_found_as_the_footer_of_an_honest_file_has_them(options):
    rows = pa.table({"a": np.arange(50_000) % 77, "b": np.random.default_rng(0).normal(size=50_000)})
    data = packed(rows, row_group_size=20_000, **options)
    metadata = pq.ParquetFile(io.BytesIO(data)).metadata
    for column in range(2):
        chunks = [metadata.row_group(group).column(column) for group in range(3)]
        said = sum(chunk.total_uncompressed_size for chunk in chunks)  # with the headers of the pages
        assert 0.98 * said < pages_of(data, [column]).n_bytes < said


@pytest.mark.parametrize(
    ("footer", "says"),
    [
        (b"\x1c" * 50, "nested too deep"),
        (b"\x15\xff\xff", "cut short"),
        (b"\x15" + b"\xff" * 12, "too long"),
        (b"\x1b\x00", "not a value"),
        (b"\x19\xf1" + varint(500_000) + b"\x01" * 500_000, "over 400,000 values"),
        (b"\x18\xff\xff\x7f", "cut short"),
        (b"\x00", "field 4 of a header is missing"),
    ],
)
def test_a_damaged_footer(footer, says):
    data = b"PAR1" + footer + len(footer).to_bytes(4, "little") + b"PAR1"
    with pytest.raises(ValueError, match=says):
        pages_of(data, [0])
    with pytest.raises(ValueError, match="longer than the file"):
        pages_of(data[:-8] + b"\xff\xff\xff\x7fPAR1", [0])


def test_description_of_a_column_that_would_end_the_process(small_clip):
    """pyarrow's own check of it raises no Python exception, but ends the process."""
    clip = small_clip(n_frames=3, notes=())
    data = write_parquet(clip)
    for seed in range(40):
        damaged = bytearray(data)
        at = len(data) - 8 - np.random.default_rng(seed).integers(0, 2000)
        damaged[at] ^= 1 + seed
        try:
            read_parquet(bytes(damaged), "walk.parquet")
        except ClipError as error:
            assert "'walk.parquet'" in str(error) or "'small'" in str(error)  # noqa: PT017
