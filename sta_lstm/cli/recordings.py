"""A folder or an archive of recordings for people at a terminal: a line each."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sta_lstm.cli.inputs.data import is_folder
from sta_lstm.cli.inputs.opening import is_list, recordings_in
from sta_lstm.cli.text import clip_line, pairs, print_lines
from sta_lstm.errors import ClipError

if TYPE_CHECKING:
    from sta_lstm.formats import Recording
    from sta_lstm.formats.rules.read_options import ReadOptions
    from sta_lstm.skeletons import Clip


def is_listed(name_or_path: str) -> bool:
    """Whether something is many recordings, but no data set: a folder, or a zip archive that no format claims."""
    if is_folder(name_or_path):
        from sta_lstm.datasets.open import is_dataset

        return not is_dataset(Path(name_or_path))
    return is_list(Path(name_or_path))


def print_recordings(path: Path, read_options: ReadOptions, *, as_json: bool) -> None:
    """Print what each recording in a folder or an archive is, or why it cannot be read.

    Raises:
        ClipError: there are none, too many, or the archive is damaged.
    """
    found = recordings_in(path)
    if as_json:
        print(
            json.dumps(
                {"kind": "recordings", "name": path.name, "recordings": [_values(each, read_options) for each in found]}
            )
        )
    else:
        print_lines(_answer(found, read_options))


def _values(recording: Recording, read_options: ReadOptions) -> dict[str, Any]:
    values: dict[str, Any] = {"name": recording.name, "format": recording.format or None}
    clip = _clip_or_reason(recording, read_options)
    if isinstance(clip, str):
        return {**values, "reason": clip}
    return {
        **values,
        "layout": clip.layout.name,
        "persons": clip.n_persons,
        "frames": clip.n_frames,
        "fps": clip.fps,
        "label": clip.label,
        "notes": list(clip.notes),
    }


def _clip_or_reason(recording: Recording, read_options: ReadOptions) -> Clip | str:
    """The clip, or why it cannot be read."""
    try:
        return recording.load(read_options)
    except ClipError as error:
        return str(error)


def _answer(found: tuple[Recording, ...], read_options: ReadOptions) -> Iterator[str]:
    n_read = 0
    for recording in found:
        clip = _clip_or_reason(recording, read_options)
        n_read += not isinstance(clip, str)
        yield from pairs({recording.name: f"cannot be read: {clip}" if isinstance(clip, str) else clip_line(clip)})
    yield f"{n_read} of {len(found)} can be read."
