"""OpenPose's folders of one file a frame: which files are one recording, and how its reader gets them."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable

from sta_lstm.formats.pose.openpose import ENDING

#: The number and the ending in the name of a frame's file; what stands before them is the recording's.
_FRAME = re.compile(rf"_?\d{{0,15}}{re.escape(ENDING)}$")


def by_recording(names: Iterable[str]) -> dict[str, list[str]]:
    """The files of each recording, by what their names begin with, in their order; other files are left out."""
    found: dict[str, list[str]] = {}
    for name in names:
        if name.endswith(ENDING):
            found.setdefault(_FRAME.sub("", name), []).append(name)
    return found


def as_archive(files: Iterable[tuple[str, bytes]]) -> bytes:
    """The files (name, bytes) of one recording as the archive that OpenPose's reader knows."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in files:
            archive.writestr(name.rpartition("/")[2], data)
    return buffer.getvalue()
