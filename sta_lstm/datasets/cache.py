"""What recordings became when they were read, in one file on disk, so that a second start need not read them again.

The file is a safetensors file: ``positions`` (float32) and ``present`` (bool) of all clips, one after the other, and as
metadata an index in JSON and a checksum over everything. Its name holds the key, which follows from the content of
every recording, from the segments wanted of it, and from the code of the readers: if one changes, the key is another.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import math
import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import SafetensorError, safe_open

from sta_lstm import formats, skeletons
from sta_lstm.arrays import Bools, Float32s
from sta_lstm.datasets.plan import Outcome, Plan
from sta_lstm.errors import ClipError, StaLstmError
from sta_lstm.formats import Recording
from sta_lstm.formats.registry import code_of_others
from sta_lstm.formats.rules.layout_text import layout_from_text, layout_to_text
from sta_lstm.skeletons import Clip

#: Of the file's arrangement.
VERSION = 2
_SUFFIX = ".safetensors"
_KEY_BYTES = 20
#: Fewer files are hashed sooner than threads start.
_WORTH_THREADS = 1000
#: Modules of this package that turn a file into clips, beside all of ``formats`` and ``skeletons``.
_READERS_HERE = ("plan.py", "utkinect.py")


def cache_folder() -> Path | None:
    """``$XDG_CACHE_HOME/sta-lstm/datasets``, else ``~/.cache/sta-lstm/datasets``; None for a user without a home."""
    named = os.environ.get("XDG_CACHE_HOME", "")
    try:  # the standard wants a relative path ignored
        base = Path(named) if named and Path(named).is_absolute() else Path.home() / ".cache"
    except RuntimeError:
        return None
    return base / "sta-lstm" / "datasets"


def content_key(plan: Plan) -> str | None:
    """A hash of all that ``plan`` will read, and of the code that reads it.

    None where a recording cannot be read, or the code of a reader that somebody registered cannot be found.
    """
    digest = hashlib.blake2b(digest_size=_KEY_BYTES)
    digest.update(json.dumps([VERSION, plan.kind]).encode())
    readers = _readers_hash()
    others = code_of_others()
    if others is None:
        return None
    digest.update(readers)
    digest.update(_code_hash(others))
    recordings = [each.recording for each in plan.wanted]
    try:
        with ThreadPoolExecutor(min(8, os.cpu_count() or 1)) as pool:
            fingerprint = Recording.fingerprint
            prints = list(
                pool.map(fingerprint, recordings, chunksize=32)
                if len(recordings) > _WORTH_THREADS
                else map(fingerprint, recordings)
            )
    except ClipError:
        return None
    # Labels, subjects and splits may change without a word to the cache: they come from the plan, each time anew.
    wanted = [
        [
            *(each.recording.source and each.recording.source.name, *each.recording.frames),
            *((segment.source, segment.start, segment.end) for segment in each.segments),
        ]
        for each in plan.wanted
    ]
    digest.update(json.dumps(wanted).encode())
    digest.update("".join(prints).encode())
    return digest.hexdigest()


@cache
def _readers_hash() -> bytes:
    """A hash of the code that reads recordings: a reader that was mended reads again what it once read wrongly."""
    packages = (Path(str(package.__file__)).parent for package in (formats, skeletons))
    files = [file for package in packages for file in sorted(package.rglob("*.py"))]
    return _code_hash(files + [Path(__file__).with_name(name) for name in _READERS_HERE])


def _code_hash(files: Iterable[Path]) -> bytes:
    digest = hashlib.blake2b()
    for file in files:
        with contextlib.suppress(OSError):
            digest.update(hashlib.blake2b(file.read_bytes()).digest())
    return digest.digest()


def cached(folder: Path, plan: Plan, key: str) -> Path | None:
    """The file of that key, whichever place its recordings lay in when it was written."""
    return next(iter(sorted(folder.glob(f"{plan.kind}-*-{key}{_SUFFIX}"))), None)


def load(file: Path, plan: Plan) -> list[tuple[Outcome, ...]] | None:
    """The outcomes of every recording of ``plan`` in ``file``; None where the file is damaged."""
    try:
        with safe_open(file, framework="numpy") as tensors:
            metadata = tensors.metadata() or {}
            positions, present = tensors.get_tensor("positions"), tensors.get_tensor("present")
        index_text = metadata["index"]
        if _checksum(index_text, [(positions, present)]) != metadata["checksum"]:
            return None
        return _outcomes(plan, json.loads(index_text), positions, present)
    except (SafetensorError, StaLstmError, OSError, ValueError, KeyError, TypeError, IndexError):
        return None


def store(folder: Path, place: Path, plan: Plan, key: str, outcomes: Sequence[Sequence[Outcome]]) -> None:
    """Write a cache file beside, then rename it; what was stored for the same place before goes.

    Args:
        folder: of the cache; made if need be.
        place: where the data set lies.
        plan: what was read.
        key: its `content_key`.
        outcomes: one for each segment of each recording.

    Raises:
        OSError: the disk refuses; the folder is as it was.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    mark = hashlib.blake2b(str(place.resolve()).encode(), digest_size=5).hexdigest()
    file = folder / f"{plan.kind}-{mark}-{key}{_SUFFIX}"
    handle, name = tempfile.mkstemp(dir=folder, prefix=".", suffix=".part")
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            for chunk in _chunks([outcome for each in outcomes for outcome in each]):
                stream.write(chunk)
        beside.replace(file)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    for old in folder.glob(f"{plan.kind}-{mark}-*{_SUFFIX}"):
        if old != file:
            with contextlib.suppress(OSError):
                old.unlink()


def _chunks(outcomes: Sequence[Outcome]) -> Iterator[bytes]:
    """A safetensors file in pieces, so that the clips are never twice in memory."""
    clips = [outcome for outcome in outcomes if isinstance(outcome, Clip)]
    index = _index(outcomes)
    sizes = {"positions": ("F32", 4, sum(clip.positions.size for clip in clips))}
    sizes["present"] = ("BOOL", 1, sum(clip.present.size for clip in clips))
    checksum = _checksum(index, [(clip.positions, clip.present) for clip in clips])
    header: dict[str, Any] = {"__metadata__": {"index": index, "checksum": checksum}}
    at = 0
    for name, (dtype, width, count) in sizes.items():
        header[name] = {"dtype": dtype, "shape": [count], "data_offsets": [at, at + width * count]}
        at += width * count
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    yield len(text).to_bytes(8, "little") + text
    for clip in clips:
        yield clip.positions.astype("<f4").tobytes()
    for clip in clips:
        yield clip.present.tobytes()


def _index(outcomes: Sequence[Outcome]) -> str:
    layouts: dict[str, int] = {}
    entries: list[str | list[Any]] = []
    for outcome in outcomes:
        if isinstance(outcome, str):
            entries.append(outcome)
            continue
        layout = layouts.setdefault(layout_to_text(outcome.layout), len(layouts))
        entries.append(
            [
                *(outcome.name, outcome.n_frames, outcome.n_persons, outcome.fps, layout, outcome.up_axis),
                *(outcome.notes, outcome.inferred),
            ]
        )
    return json.dumps({"layouts": list(layouts), "outcomes": entries})


def _checksum(index: str, parts: Sequence[tuple[Float32s, Bools]]) -> str:
    digest = hashlib.blake2b(index.encode(), digest_size=_KEY_BYTES)
    for positions, _ in parts:
        digest.update(np.ascontiguousarray(positions, dtype="<f4").data)
    for _, present in parts:
        digest.update(np.ascontiguousarray(present).data)
    return digest.hexdigest()


def _outcomes(plan: Plan, index: dict[str, Any], positions: Float32s, present: Bools) -> list[tuple[Outcome, ...]]:
    layouts = [layout_from_text(text, "the cache") for text in index["layouts"]]
    positions.setflags(write=False)
    present.setflags(write=False)
    entries = iter(index["outcomes"])
    found: list[tuple[Outcome, ...]] = []
    at = present_at = 0
    for wanted in plan.wanted:
        outcomes: list[Outcome] = []
        for segment in wanted.segments:
            entry = next(entries, None)
            if entry is None:
                raise ValueError("the index ends early")
            if isinstance(entry, str):
                outcomes.append(entry)
                continue
            name, n_frames, n_persons, fps, layout, up_axis, notes, inferred = entry
            shape = (n_frames, n_persons, layouts[layout].n_joints, 3)
            end, present_end = at + math.prod(shape), present_at + n_frames * n_persons
            outcomes.append(
                _restored(
                    positions=positions[at:end].reshape(shape),
                    fps=fps,
                    layout=layouts[layout],
                    up_axis=up_axis,
                    present=present[present_at:present_end].reshape(n_frames, n_persons),
                    name=name,
                    label=segment.label,
                    notes=tuple(notes),
                    inferred=tuple(inferred),
                )
            )
            at, present_at = end, present_end
        found.append(tuple(outcomes))
    return found


def _restored(**fields: Any) -> Clip:
    """A clip that was one already: the checksum vouches that its values are those that `Clip` once checked.

    Checking and copying each again would take three times as long as all the rest of a second start.
    """
    clip = object.__new__(Clip)
    for name, value in fields.items():
        object.__setattr__(clip, name, value)
    return clip
