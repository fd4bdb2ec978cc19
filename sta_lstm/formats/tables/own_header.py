"""The header of our own CSV: lines ``# key: value`` (`table` lists them) before the table itself."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass

from sta_lstm.errors import ClipError
from sta_lstm.formats.rules.layout_text import layout_from_text, layout_to_text
from sta_lstm.formats.rules.text import is_count, quoted
from sta_lstm.formats.rules.whole_json import whole_json
from sta_lstm.skeletons import Clip, SkeletonLayout
from sta_lstm.spreadsheet import is_cut_into_formulas, safe_json

VERSION = 1
SIGNATURE = "# sta-lstm clip"
KEYS = ("layout", "fps", "up_axis", "frames", "persons", "name", "label", "note", "inferred")
_MAX_LINES = 200
_MAX_CHARACTERS = 1024**2


@dataclass(frozen=True)
class TableHeader:
    """The lines ``# key: value`` of a table; its properties raise ClipError where one is missing or wrong.

    Attributes:
        name: the file, for messages.
        values: what stands after each key but ``note`` and ``inferred``, as text.
        notes: what stands after each ``note``.
        inferred: what stands after each ``inferred``.
    """

    name: str
    values: dict[str, str]
    notes: tuple[str, ...]
    inferred: tuple[str, ...]

    def _required(self, key: str, example: str) -> str:
        if key not in self.values:
            raise ClipError(f"'{self.name}' does not tell its {key}; add a line like '# {key}: {example}' at the top.")
        return self.values[key]

    @property
    def layout(self) -> SkeletonLayout:
        """The joints."""
        return layout_from_text(self._required("layout", "ntu-25"), self.name)

    @property
    def fps(self) -> float:
        """Frames a second."""
        text = self._required("fps", "30")
        try:
            return float(text)
        except ValueError as error:
            raise ClipError(f"'{self.name}': fps is {quoted(text)}; expected a number, for example 30.") from error

    def count(self, key: str, needed: int) -> int:
        """The number of ``key`` ("frames", "persons"), or without such a line as many as are ``needed``."""
        text = self.values.get(key)
        if text is None:
            return needed
        if not is_count(text):
            raise ClipError(f"'{self.name}': {key} is {quoted(text)}; expected a whole number.")
        return int(text)


def read_header(text: str, name: str) -> tuple[TableHeader, int]:
    """The header of a table, and how many lines it fills.

    Raises:
        ClipError: the version is none, or one of the future; a JSON string is broken.
    """
    values: dict[str, str] = {}
    lists: dict[str, list[str]] = {"note": [], "inferred": []}
    n_lines = 0
    for line in io.StringIO(text[:_MAX_CHARACTERS]):
        if not line.startswith("#") or n_lines >= _MAX_LINES:
            break
        n_lines += 1
        # A spreadsheet pads every line to the width of the table.
        line = line.rstrip().rstrip(",")
        if line.startswith(SIGNATURE):
            _check_version(line.removeprefix(SIGNATURE).strip(), name)
            continue
        key, colon, value = (part.strip() for part in line.removeprefix("#").partition(":"))
        if not colon or key not in KEYS:
            continue  # somebody's own remark
        value = _unquoted(value, n_lines, name)
        if key in lists:
            lists[key].append(value)
        else:
            values[key] = value
    return TableHeader(name, values, tuple(lists["note"]), tuple(lists["inferred"])), n_lines


def write_header(clip: Clip) -> str:
    """The header lines of ``clip``, each with its line break."""
    lines = [
        f"{SIGNATURE} {VERSION}",
        f"# layout: {_layout(clip.layout)}",
        f"# fps: {clip.fps!r}",
        f"# up_axis: {clip.up_axis}",
        f"# frames: {clip.n_frames}",
        f"# persons: {clip.n_persons}",
        f"# name: {_plain(clip.name)}",
        *([] if clip.label is None else [f"# label: {_plain(clip.label)}"]),
        *(f"# note: {_plain(note)}" for note in clip.notes),
        *(f"# inferred: {_plain(joint)}" for joint in clip.inferred),
    ]
    return "".join(f"{line}\n" for line in lines)


def _check_version(text: str, name: str) -> None:
    if not is_count(text):
        raise ClipError(f"'{name}', line 1: the version is {quoted(text)}; expected '{SIGNATURE} {VERSION}'.")
    if int(text) > VERSION:
        raise ClipError(f"'{name}' is a clip of version {text}; this program reads up to {VERSION}. Update it.")


def _plain(text: str) -> str:
    """``text`` as it is where `_unquoted` gives it back, else as a JSON string."""
    simple = text.isprintable() and text == text.strip() and not text.startswith('"') and not text.endswith(",")
    return text if simple and text and not is_cut_into_formulas(text) else safe_json(json.dumps(text))


def _layout(layout: SkeletonLayout) -> str:
    text = layout_to_text(layout)
    return safe_json(text) if text.startswith("{") else text


def _unquoted(value: str, line: int, name: str) -> str:
    if not value.startswith('"'):
        return value
    try:
        return str(whole_json(value))
    except ValueError as error:
        raise ClipError(
            f"'{name}', line {line}: {quoted(value)} is not a JSON string; leave out the quotes."
        ) from error
