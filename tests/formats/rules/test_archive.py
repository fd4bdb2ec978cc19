"""Zip archives of strangers: listed and unpacked in memory, within bounds."""

import io
import struct
import tracemalloc
import zipfile

import pytest

from sta_lstm.errors import ClipError
from sta_lstm.formats.rules.archive import MAX_MEMBERS, opened, unpacked


def zipped(data=b"walk", name="a.txt", compression=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        archive.writestr(name, data)
    return buffer.getvalue()


def first_file(data, most=1000):
    with opened(data, "a.zip") as archive:
        return unpacked(archive, archive.infolist()[0], "a.zip", most=most)


@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_file_comes_back(compression):
    assert first_file(zipped(compression=compression)) == b"walk"


def encrypted():
    data = bytearray(zipped())
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def understated():
    """Fifty megabytes that say they are a thousand bytes."""
    data = bytearray(zipped(bytes(50 * 1024**2)))
    at = data.index(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 1000)
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"PK\x03\x04", "is damaged or cut short"),
        (zipped()[:-10], "is damaged or cut short"),
        (zipped() + b"PK\x01\x02" * MAX_MEMBERS, "holds 50,001 files; at most 50,000 are read"),
        (encrypted(), "the file 'a.txt' is locked with a password"),
        (zipped(compression=zipfile.ZIP_LZMA), "the file 'a.txt' is compressed in an unusual way"),
        (zipped(bytes(1001)), "the file 'a.txt' unpacks to 1,001 bytes; at most 1,000 are read"),
        (understated(), "is damaged or cut short"),
        (zipped(bytes(1001), name="a\n" * 300), r"the file 'a\na\n"),
    ],
)
def test_what_is_hostile_is_refused_at_no_cost(data, says):
    tracemalloc.start()
    with pytest.raises(ClipError) as caught:
        first_file(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert says in str(caught.value)
    assert str(caught.value).startswith("'a.zip'")
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 400
    assert peak < 8 * 1024**2
