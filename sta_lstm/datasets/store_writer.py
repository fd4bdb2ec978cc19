"""Writing a file of clips as they come."""

from __future__ import annotations

import hashlib
import io
import json
import threading
from typing import Any, BinaryIO

import numpy as np

from sta_lstm.datasets.dataset import fingerprint_of
from sta_lstm.datasets.plan import Outcome
from sta_lstm.datasets.store import ClipStore, StoredClip
from sta_lstm.datasets.store_file import CHUNK_BYTES, HASH_BYTES, HEAD_BYTES, header_of, nameless_file, read_at
from sta_lstm.formats.rules.layout_text import layout_to_text
from sta_lstm.skeletons import SkeletonLayout


class ClipWriter:
    """Takes the clips of a data set one by one, and makes a `ClipStore` of them.

    Attributes:
        error: why the file could not take them all; then they are in a nameless one, or at worst in memory.
    """

    def __init__(self, file: BinaryIO | None) -> None:
        """Write to ``file``, unbuffered, open for reading too; without one, to a nameless file that goes by itself."""
        self.error: OSError | None = None
        self._file = nameless_file() if file is None else file
        self._size = 0
        self._n_positions = 0
        self._present = bytearray()  # a byte a frame and person, where positions are hundreds
        self._digest = hashlib.blake2b(digest_size=HASH_BYTES)
        self._layouts: dict[str, tuple[int, SkeletonLayout]] = {}
        self._texts: dict[tuple[str, ...], tuple[int, tuple[str, ...]]] = {}
        self._outcomes: list[StoredClip | str] = []
        self._write(bytes(HEAD_BYTES))

    def add(self, outcome: Outcome) -> None:
        """Take in what became of the next segment."""
        if isinstance(outcome, str):
            self._outcomes.append(outcome)
            return
        data = np.ascontiguousarray(outcome.positions, dtype="<f4").data.cast("B")
        layout = self._layouts.setdefault(layout_to_text(outcome.layout), (len(self._layouts), outcome.layout))[1]
        self._outcomes.append(
            StoredClip(
                name=outcome.name,
                n_frames=outcome.n_frames,
                n_persons=outcome.n_persons,
                n_shown=int(outcome.present.any(0).sum()),
                fps=outcome.fps,
                layout=layout,
                up_axis=outcome.up_axis,
                notes=self._text(outcome.notes),
                inferred=self._text(outcome.inferred),
                fingerprint=fingerprint_of(outcome),
                offset=self._n_positions,
                present_offset=len(self._present),
            )
        )
        self._write(data)
        self._digest.update(data)
        self._n_positions += len(data)
        self._present += outcome.present.tobytes()

    def finish(self) -> ClipStore:
        """The store of all that was taken in; the file is then complete."""
        index = json.dumps(self._index()).encode()
        for part in (self._present, index):
            self._write(part)
            self._digest.update(part)
        sizes = (self._n_positions, len(self._present), len(index))
        self._overwrite(header_of(sizes, self._digest.hexdigest()))
        return ClipStore(self._file, tuple(self._outcomes))

    def close(self) -> None:
        """Close the file of a store that will not be finished."""
        self._file.close()

    def _text(self, text: tuple[str, ...]) -> tuple[str, ...]:
        """The same sentences as of another clip where there are any: most clips of a data set share them."""
        return self._texts.setdefault(text, (len(self._texts), text))[1]

    def _index(self) -> dict[str, Any]:
        outcomes = [
            each
            if isinstance(each, str)
            else [
                *(each.name, each.n_frames, each.n_persons, each.n_shown, each.fps),
                *(self._layouts[layout_to_text(each.layout)][0], each.up_axis),
                *(self._texts[each.notes][0], self._texts[each.inferred][0], each.fingerprint),
            ]
            for each in self._outcomes
        ]
        return {"layouts": list(self._layouts), "texts": list(self._texts), "outcomes": outcomes}

    def _write(self, data: bytes | bytearray | memoryview) -> None:
        left = memoryview(data)
        while left:
            try:
                written = self._file.write(left)
            except OSError as error:
                self._move(error)
                continue
            left = left[written:]
            self._size += written

    def _overwrite(self, head: bytes) -> None:
        self._file.seek(0)
        self._file.write(head)
        self._file.seek(self._size)

    def _move(self, error: OSError) -> None:
        """Go on in another file, with all that was written until now."""
        full, self._file = self._file, io.BytesIO() if self.error is not None else nameless_file()
        self.error = self.error or error
        lock = threading.Lock()
        size, self._size = self._size, 0
        for offset in range(0, size, CHUNK_BYTES):
            self._write(read_at(full, offset, min(CHUNK_BYTES, size - offset), lock))
        full.close()
