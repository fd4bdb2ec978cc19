"""An AMC file is nothing without the ASF file of its skeleton: which belongs to which, both packed for the reader."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from pathlib import Path

from sta_lstm.disk import lies_within
from sta_lstm.formats.rules.effort import spend

SKELETON, MOTION = ".asf", ".amc"
#: Most files of a folder that are looked at for a skeleton.
_MAX_FILES = 20_000
_MAX_SKELETONS = 1_000
#: Largest ASF file, in bytes; a real one has 8 kB.
MAX_SKELETON = 4 * 1024**2


def skeletons_among(names: Iterable[str]) -> tuple[str, ...]:
    """The ASF files among ``names``; the first thousand, where there are more."""
    return tuple(islice((name for name in names if name.lower().endswith(SKELETON)), _MAX_SKELETONS))


def skeleton_of(motion: str, skeletons: Sequence[str]) -> str | None:
    """The ASF file, of ``skeletons``, that belongs to an AMC file; None where it is not certain.

    It is the one in the same folder with whose name the motion's begins (02_01.amc: 02.asf), or else the only one
    there, or else the only one anywhere.
    """
    folder, _, called = motion.rpartition("/")
    here = [name for name in skeletons if name.rpartition("/")[0] == folder]
    fitting = [name for name in here if called.lower().startswith(name.rpartition("/")[2].lower()[: -len(SKELETON)])]
    if fitting:
        return max(fitting, key=len)
    return here[0] if len(here) == 1 else skeletons[0] if len(skeletons) == 1 else None


def with_skeleton(motion: str, data: bytes, skeletons: Sequence[str], read: Callable[[str], bytes]) -> bytes:
    """An AMC file and its skeleton in an archive, as their reader knows them; anything else, and a motion alone, as is.

    Args:
        motion: the file's name.
        data: its bytes.
        skeletons: the ASF files that might be its.
        read: gives the bytes of one of those.
    """
    if not motion.lower().endswith(MOTION) or data.startswith(b"PK"):
        return data
    spend(steps=len(skeletons))
    skeleton = skeleton_of(motion, skeletons)
    if skeleton is None:
        return data
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in ((skeleton, read(skeleton)), (motion, data)):
            archive.writestr(zipfile.ZipInfo(name.rpartition("/")[2]), content)
    return buffer.getvalue()


def with_skeleton_beside(path: Path, data: bytes, within: Path | None = None) -> bytes:
    """`with_skeleton` for a file on disk, with the skeletons beside it, and no link that leads out of ``within``."""
    if not path.name.lower().endswith(MOTION):
        return data
    beside = {each.name: each for each in islice(path.parent.iterdir(), _MAX_FILES)}
    files = {
        name: beside[name]
        for name in skeletons_among(beside)
        if beside[name].is_file() and (within is None or lies_within(beside[name], within))
    }

    def read(name: str) -> bytes:
        with files[name].open("rb") as file:
            return file.read(MAX_SKELETON + 1)

    return with_skeleton(path.name, data, sorted(files), read)


def beside_motions(names: Iterable[str]) -> frozenset[str]:
    """The ASF files among ``names`` that lie beside an AMC file: no recordings of their own."""
    files = list(names)
    folders = {name.rpartition("/")[0] for name in files if name.lower().endswith(MOTION)}
    return frozenset(name for name in files if name.lower().endswith(SKELETON) and name.rpartition("/")[0] in folders)
