"""Accidents to the insides of archives, arrays, pickles, MATLAB files and Parquet. Each: (random, bytes) → bytes."""

import contextlib
import io
import re
import struct
import warnings
import zipfile
import zlib

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from fuzz.mutate_pickles import pickle_changed
from fuzz.mutate_text import ANY, EDGES, TEXT, write_number
from fuzz.mutate_values import array_changed, json_changed, odd_value

_MEMBER_NAMES = ("../../etc/x", "/x", "", "a\\b_keypoints.json", "\u202e_1_keypoints.json", "positions.npy", "x" * 2000)
#: Most bytes of the copies of a member: an accident after another may find a large one.
_MOST_BYTES = 64 * 1024**2


def zip_changed(random, data):
    """Another name, contents, way of packing or number of members; headers that lie."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [(member.filename, archive.read(member)) for member in archive.infolist()[:50]]
    except Exception:  # damaged before
        return data
    if not members:
        return data
    at = random.randrange(len(members))
    accident = random.randrange(8)
    if accident == 0:
        members[at] = (random.choice(_MEMBER_NAMES), members[at][1])
    elif accident == 1:
        members.append(random.choice(((members[at][0], b""), ("folder/", b""), ("inner.zip", data), members[0])))
    elif accident == 2:
        del members[at]
    elif accident == 3:
        members[at] = (members[at][0], bytes(random.choice((100, 10**6, 30 * 10**6))))
    elif accident == 4:
        contents = members[at][1]
        n_copies = min(random.choice((10, 300)), _MOST_BYTES // (len(contents) + 1))
        members += [(f"walk_{t}_keypoints.json", contents) for t in range(n_copies)]
    else:
        for i in {at, random.randrange(len(members))}:
            members[i] = (members[i][0], inside(random, members[i][1]))
    packed = _zipped(members, random.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_DEFLATED, 0, zipfile.ZIP_LZMA)))
    return _lying(random, packed) if random.random() < 0.3 else packed


def _zipped(members, method):
    buffer = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "w", method) as archive:
        warnings.simplefilter("ignore")  # of two members of one name
        for name, contents in members:
            archive.writestr(zipfile.ZipInfo(name or "."), contents, method)
    return buffer.getvalue()


def _lying(random, data):
    """A field of one of the headers becomes another number: flags, method, sum, sizes, lengths, offset."""
    signature, fields = random.choice(
        (
            (b"PK\x01\x02", ((8, "H"), (10, "H"), (16, "I"), (20, "I"), (24, "I"), (28, "H"), (30, "H"), (42, "I"))),
            (b"PK\x03\x04", ((6, "H"), (8, "H"), (14, "I"), (18, "I"), (22, "I"), (26, "H"), (28, "H"))),
            (b"PK\x05\x06", ((8, "H"), (10, "H"), (12, "I"), (16, "I"), (20, "H"))),
        )
    )
    places = [match.start() for match in re.finditer(re.escape(signature), data)]
    if not places:
        return data
    offset, form = random.choice(fields)
    at, size = random.choice(places) + offset, struct.calcsize(form)
    number = struct.pack("<" + form, random.choice(EDGES) % 256**size)
    return data[:at] + number + data[at + size :]


def npy_changed(random, data):
    """An array whose header lies, or another array."""
    try:
        array = np.load(io.BytesIO(data), allow_pickle=False)
    except Exception:  # damaged before
        array = None
    if array is not None and random.random() < 0.4:
        buffer = io.BytesIO()
        np.save(buffer, array_changed(random, array))
        return buffer.getvalue()
    length = int.from_bytes(data[8:10], "little")
    header = data[10 : 10 + length]
    shape = ("(-1, 3)", "(99999999999, 25, 3)", "()", "(0,)", "(1,)", "3", "(2.0, 3)", "(True, 33, 3)", "(6, 33, 3,)")
    shape += (
        "(" * 60 + ")" * 60,
        "(1,)" * 200,
        "(__import__('os').system('true'),)",
        "(6, 99, 1)",
        "(18446744073709551616, 0)",
    )
    kind = (
        "'<f8'",
        "'|O'",
        "'<U0'",
        "'V8'",
        "'<c16'",
        "'<M8[ns]'",
        "'>f2'",
        "[('a', '<f4')]",
        "'<f4, <f4'",
        "8",
        "'f100'",
    )
    key, others = random.choice(
        ((rb"'shape': \(.*?\)", shape), (rb"'descr': '.*?'", kind), (rb"'fortran_order': \w+", ()))
    )
    other = random.choice(others or ("1", "None", "'x'", "True", "False"))
    label = key.decode().split(":")[0]
    header = re.sub(key, lambda _: f"{label}: {other}".encode(), header, count=1)
    major = random.choice((1, 1, 1, 2, 3, 0, 255))
    n_bytes = len(header) + random.choice((0, 0, 0, 1, -1, 1000))
    size = struct.pack("<I" if major in (2, 3) else "<H", max(n_bytes, 0))
    return data[:6] + bytes((major, 0)) + size + header + data[10 + length :]


def mat_changed(random, data):
    """Fields of a MATLAB file in its first elements, packed ones included; or arrays of other kinds."""
    if random.random() < 0.3:
        return _other_mat(random)
    if len(data) > 136 and int.from_bytes(data[128:132], "little") == 15:
        size = int.from_bytes(data[132:136], "little")
        with contextlib.suppress(zlib.error):
            packed = zlib.compress(_mat_field(random, zlib.decompress(data[136 : 136 + size])))
            length = random.choice((len(packed), len(packed), random.choice(EDGES) % 2**32))
            return data[:132] + struct.pack("<I", length) + packed + data[136 + size :]
    return data[:128] + _mat_field(random, data[128:])


def _mat_field(random, element):
    """A tag, class, length or side of an array: the first 25 fields of four bytes."""
    at = 4 * random.randrange(25)
    number = random.choice((*EDGES, *range(20))) % 2**32
    element = element[:at] + struct.pack("<I", number) + element[at + 4 :]
    return write_number(random, element) if random.random() < 0.2 else element


def _other_mat(random):
    import scipy.io
    import scipy.sparse

    body = np.arange(360.0).reshape(20, 3, 6)
    values = (
        *(body, body.astype(np.complex64), body.astype("u1"), body[:0], body[:, :2], body * np.nan, "text", [1, "a"]),
        *({"d_skel": body}, [{"a": [body]}], np.array([1.0, "a"], dtype=object), scipy.sparse.eye(20), True, body[0]),
    )
    arrays = {name: random.choice(values) for name in random.sample(("d_skel", "positions", "a", "x" * 31), 2)}
    buffer = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        scipy.io.savemat(buffer, arrays, do_compression=random.random() < 0.5)
    return buffer.getvalue()


def parquet_changed(random, data):
    """Other columns, types, nulls or metadata, written anew; or a footer that lies."""
    if random.random() < 0.3:
        at = len(data) - random.randint(1, min(2000, len(data)))
        return data[:at] + write_number(random, data[at:])
    try:
        table = pq.read_table(io.BytesIO(data), use_threads=False)
        for _ in range(random.choice((1, 1, 2))):
            table = _table_changed(random, table)
        buffer = io.BytesIO()
        pq.write_table(
            table,
            buffer,
            **random.choice(({}, {"compression": "zstd"}, {"use_dictionary": False}, {"row_group_size": 2})),
        )
    except Exception:  # damaged before, or a type that Parquet has not
        return data
    return buffer.getvalue()


def _table_changed(random, table):
    at = random.randrange(table.num_columns)
    name, column = table.column_names[at], table.column(at)
    accident = random.randrange(8)
    if accident == 0:
        return table.drop_columns([name])
    if accident == 1:
        return table.rename_columns(
            [
                random.choice(("", "x", "joint", "é", "a" * 500)) if i == at else n
                for i, n in enumerate(table.column_names)
            ]
        )
    if accident == 2:
        kinds = (
            pa.string(),
            pa.float16(),
            pa.int8(),
            pa.int64(),
            pa.bool_(),
            pa.decimal128(20, 4),
            pa.timestamp("us"),
            pa.binary(),
        )
        return table.set_column(at, name, column.cast(random.choice(kinds), safe=False))
    if accident == 3:
        values = column.to_pylist()
        values[random.randrange(len(values))] = random.choice((None, values[0]))
        return table.set_column(at, name, pa.array(values, column.type))
    if accident == 4:
        odd = random.choice((None, [1.0], {"a": 1}, float("nan"), 1e300, "text", b"\xff", 2**63 - 1))
        return table.set_column(at, name, pa.array([odd] * len(table)))
    if accident == 5:
        return pa.concat_tables([table] * random.choice((0, 2, 100)) or [table.slice(0, 0)])
    if accident == 6:
        metadata = {key: inside(random, value) for key, value in (table.schema.metadata or {}).items()}
        return table.replace_schema_metadata(
            metadata or {b"sta_lstm_clip": repr(odd_value(random)).encode("utf-8", "replace")}
        )
    return table.take(pa.array(random.sample(range(len(table)), len(table))))


def anywhere(random, data):
    """An accident to the bytes or the text of a large file, often to its beginning or its end; none that takes long."""
    accident = random.choice(ANY if b"\x00" in data[:1000] else ANY + TEXT)
    size = random.choice((len(data), 4000, 4000))
    if random.random() < 0.5:
        return accident(random, data[:size]) + data[size:]
    return data[: len(data) - size] + accident(random, data[len(data) - size :])


def inside(random, data):
    """An accident to the contents of a member or a field, by what they look like."""
    return random.choice(accidents_for(data))(random, data)


def accidents_for(data):
    """The accidents that can happen to a file which looks like ``data``: its own kind's three times as likely."""
    if data.startswith(b"PK"):
        return (zip_changed,) * 3 * len(ANY) + ANY
    if data.startswith(b"\x93NUMPY"):
        return (npy_changed,) * 3 * len(ANY) + ANY
    if data.startswith(b"\x80"):
        return (pickle_changed,) * 3 * len(ANY) + ANY
    if data.startswith(b"MATLAB"):
        return (mat_changed,) * 3 * len(ANY) + ANY
    if data.startswith(b"PAR1"):
        return (parquet_changed,) * 3 * len(ANY) + ANY
    if data[:20].lstrip()[:1] in (b"{", b"["):
        return (json_changed,) * 2 * len(ANY) + ANY + TEXT
    return ANY + TEXT + TEXT
