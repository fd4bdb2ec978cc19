"""How a file of clips is arranged: a safetensors file whose header has a fixed size, so that it can be written last.

``positions`` (float32) and ``present`` (bool) are those of all clips, one after the other. ``index`` is a JSON text
that says of each clip where it stands, and what else is known of it. The header holds a checksum over all three.
"""

from __future__ import annotations

import io
import json
import os
import tempfile
import threading
from typing import Any, BinaryIO

#: Of the file's arrangement.
VERSION = 3
#: Before the tensors: eight bytes with the header's size, and the header, filled up with blanks.
HEAD_BYTES = 512
#: So many bytes are read at a time.
CHUNK_BYTES = 1024**2
HASH_BYTES = 20
#: In their order: type, and bytes a value.
TENSORS = {"positions": ("F32", 4), "present": ("BOOL", 1), "index": ("U8", 1)}


def header_of(sizes: tuple[int, ...], checksum: str) -> bytes:
    """The first `HEAD_BYTES` of a file whose tensors have so many bytes."""
    header: dict[str, Any] = {"__metadata__": {"version": str(VERSION), "checksum": checksum}}
    at = 0
    for (name, (dtype, width)), size in zip(TENSORS.items(), sizes, strict=True):
        header[name] = {"dtype": dtype, "shape": [size // width], "data_offsets": [at, at + size]}
        at += size
    text = json.dumps(header).encode().ljust(HEAD_BYTES - 8)
    return len(text).to_bytes(8, "little") + text


def nameless_file() -> BinaryIO:
    """A file without a name, which goes when it is closed; where there is no place for one, memory."""
    try:
        return tempfile.TemporaryFile(buffering=0)
    except OSError:
        return io.BytesIO()


def read_at(file: BinaryIO, offset: int, count: int, lock: threading.Lock) -> bytes:
    """``count`` bytes of a file from ``offset`` on, or as many as there are; threads and forks may read at once."""
    parts = []
    while count:
        if isinstance(file, io.BytesIO) or not hasattr(os, "pread"):  # Windows has no pread, and no forks
            with lock:
                file.seek(offset)
                part = file.read(count)
        else:
            part = os.pread(file.fileno(), count, offset)
        if not part:
            break
        parts.append(part)
        offset, count = offset + len(part), count - len(part)
    return b"".join(parts)
