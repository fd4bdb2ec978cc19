"""Any folder of clips with a manifest: a table, CSV or Parquet, that has a row for each clip.

| column | meaning |
| --- | --- |
| ``path`` | the file, in any format that is read, or a folder of OpenPose's frames |
| ``label`` | the action |
| ``subject`` | optional: who acts |
| ``split`` | optional: ``train``, ``val`` or ``test``, in every row or in none |
| ``start``, ``end`` | optional: the first frame, and the frame after the last; empty is the file's own |

Paths are relative to the manifest's folder, or to another one that is named beside it (``root``), or absolute.
"""

from __future__ import annotations

import csv
import io
import math
import os
import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sta_lstm.datasets.folds import SPLITS, given_or_drawn
from sta_lstm.datasets.plan import LabelledSegment, Plan, Wanted, wanted_file, wanted_frames
from sta_lstm.errors import ClipError, DatasetError
from sta_lstm.formats.load import read_bytes
from sta_lstm.formats.pose.openpose_frames import in_folder
from sta_lstm.formats.rules.text import decoded, one_line, quoted
from sta_lstm.spreadsheet import own_text

FILE_NAMES = ("manifest.csv", "manifest.parquet")
SUFFIXES = (".csv", ".parquet")
REQUIRED = ("path", "label")
COLUMNS = (*REQUIRED, "subject", "split", "start", "end")
MAX_ROWS = 1_000_000
_MAX_NAME = 200


def is_manifest(file: Path) -> bool:
    """Whether a file is a table that has the columns of a manifest, sound or not."""
    if not file.is_file() or not file.name.lower().endswith(SUFFIXES):
        return False
    try:
        next(iter(_parquet_rows(file) if file.name.lower().endswith(".parquet") else _csv_rows(file)), None)
    except DatasetError as error:
        return not isinstance(error, _NotAManifestError)
    return True


def manifest_in(place: Path) -> Path | None:
    """The manifest that ``place`` is, or holds.

    Raises:
        DatasetError: it holds two.
    """
    if place.is_file():
        return place if place.name.lower().endswith(SUFFIXES) else None
    found = [place / name for name in FILE_NAMES if (place / name).is_file()]
    if len(found) > 1:
        raise DatasetError(f"'{place}' holds {' and '.join(FILE_NAMES)}; which one counts? Give its path.")
    return found[0] if found else None


def plan_manifest(manifest: Path, root: Path | None = None) -> Plan:
    """Every row of ``manifest``; several rows may cut one file.

    Args:
        manifest: the table.
        root: the folder below which its relative paths lie; the manifest's own, if left out.

    Raises:
        DatasetError: the table cannot be read, is empty, or lacks a column; a row lacks its label, names a file that is
            missing or, by a relative path, one outside the folder, another split than ``train``, ``val`` and ``test``,
            or frames in a wrong order, or says what another row says. The message names the line.
    """
    if not manifest.is_file():
        raise DatasetError(
            f"there is no manifest '{manifest}'; expected a table with the columns {', '.join(COLUMNS)}."
        )
    table = _parquet_rows(manifest) if manifest.name.lower().endswith(".parquet") else _csv_rows(manifest)
    base = manifest.parent if root is None else root
    if not base.is_dir():
        raise DatasetError(f"there is no folder '{base}', below which the paths of '{manifest.name}' are to lie.")
    rows = [_row(cells, where, manifest) for where, cells in table]
    if not rows:
        raise DatasetError(f"'{manifest.name}' has no rows; expected one a clip: {', '.join(COLUMNS)}.")
    _check_rows(rows, manifest, base)
    names = _called([row.path for row in rows], base)
    segments: dict[str, list[LabelledSegment]] = {}
    for row in rows:
        named = replace(row.segment, source=names[row.path] + row.segment.source)
        segments.setdefault(row.path, []).append(named)
    return Plan(
        kind="manifest",
        name=manifest.resolve().parent.name if manifest.name in FILE_NAMES else manifest.stem,
        wanted=tuple(_wanted(manifest, base, path, tuple(parts)) for path, parts in segments.items()),
        class_names=tuple(sorted({row.segment.label for row in rows})),
        divide=given_or_drawn,
    )


class _NotAManifestError(DatasetError):
    """A table without the columns that a manifest has, or no table."""


@dataclass(frozen=True)
class _Row:
    """A row that is sound in itself: the path as it stands there, and the segment, of whose source the cut is known.

    ``where`` is the place of the row.
    """

    path: str
    segment: LabelledSegment
    where: str


def _csv_rows(manifest: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    try:
        text = decoded(read_bytes(manifest, manifest.name), manifest.name)
    except ClipError as error:
        raise _NotAManifestError(str(error)) from error
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [name.strip() for name in next(reader, [])]
        _check_header(header, manifest)
        for cells in reader:
            where = f"line {reader.line_num}"
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(header):
                raise DatasetError(
                    f"'{manifest.name}', {where} has {len(cells)} values; the header has {len(header)} columns. "
                    "Put a value with a comma in it between quotation marks."
                )
            yield where, dict(zip(header, map(own_text, cells), strict=True))  # the program writes manifests, too
    except csv.Error as error:
        raise DatasetError(f"'{manifest.name}', line {reader.line_num} is not CSV: {error}.") from error


def _parquet_rows(manifest: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(manifest) as file:
            _check_header(list(file.schema_arrow.names), manifest)
            if file.metadata.num_rows > MAX_ROWS:
                raise DatasetError(
                    f"'{manifest.name}' has {file.metadata.num_rows:,} rows; at most {MAX_ROWS:,} are read."
                )
            rows = file.read(columns=[name for name in file.schema_arrow.names if name in COLUMNS]).to_pylist()
    except (pa.ArrowException, OSError) as error:
        raise _NotAManifestError(
            f"'{manifest.name}' is not a Parquet table that can be read: {one_line(str(error), 120)}."
        ) from error
    for number, cells in enumerate(rows, start=1):
        yield f"row {number}", cells


def _check_header(header: list[str], manifest: Path) -> None:
    missing = [name for name in REQUIRED if name not in header]
    if missing:
        found = one_line(", ".join(header), 200) or "nothing"
        raise _NotAManifestError(
            f"'{manifest.name}' lacks the columns {', '.join(missing)}; its first line names {found}. Expected "
            f"{', '.join(REQUIRED)} and, if you like, {', '.join(COLUMNS[len(REQUIRED) :])}, between commas."
        )
    twice = sorted({name for name in header if name in COLUMNS and header.count(name) > 1})
    if twice:
        raise DatasetError(f"'{manifest.name}' has two columns '{twice[0]}'. Leave one out.")


def _row(cells: Mapping[str, Any], where: str, manifest: Path) -> _Row:
    place = f"'{manifest.name}', {where}"
    values = {name: _text(cells.get(name)) for name in COLUMNS}
    for name in REQUIRED:
        if not values[name]:
            raise DatasetError(f"{place}: the {name} is empty. Fill it in, or leave the row out.")
    path = posixpath.normpath(values["path"].replace("\\", "/"))
    if path.startswith("../") or path == "..":
        raise DatasetError(
            f"{place}: the path {quoted(values['path'])} leads out of the folder that holds the clips. Name the folder "
            "above with --root and write paths relative to that, or write absolute paths."
        )
    start, end = _frame(values["start"], f"{place}: start"), _frame(values["end"], f"{place}: end")
    if end is not None and (start or 0) >= end:
        raise DatasetError(
            f"{place}: start is {start or 0} and end {end}; expected start < end (the end is the frame after the last)."
        )
    split = values["split"].lower()
    if split and split not in SPLITS:
        raise DatasetError(f"{place}: the split is {quoted(values['split'])}; expected {', '.join(SPLITS)}.")
    cut = "" if start is None and end is None else f" [{start or 0}:{'' if end is None else end}]"
    label, subject = one_line(values["label"], _MAX_NAME), one_line(values["subject"], _MAX_NAME)
    return _Row(path, LabelledSegment(cut, label, subject or None, split or None, start or 0, end), where)


def _called(paths: list[str], base: Path) -> dict[str, str]:
    """What clips are called by: their paths below ``base``, and of others as little as tells all apart.

    What clips are called is published with results, and no folder of this machine is to be.
    """
    names, outside = {}, []
    for path in dict.fromkeys(paths):
        name = os.path.relpath(path, base) if Path(path).is_absolute() else path
        if name.startswith("..") and Path(path).is_absolute():
            outside.append(path)
        else:
            names[path] = name.replace(os.sep, "/")
    parts = {path: Path(path).parts[1:] for path in outside}
    for depth in range(1, max(map(len, parts.values()), default=0) + 1):
        tails = {path: "/".join(each[-depth:]) for path, each in parts.items()}
        if len({*tails.values(), *names.values()}) == len(tails) + len(names):
            return names | tails
    return names | {path: "/".join(each) for path, each in parts.items()}


def _check_rows(rows: list[_Row], manifest: Path, base: Path) -> None:
    """What one row alone cannot tell: repeats, splits in some rows only, and (last, since it asks the disk) files."""
    seen: dict[tuple[str, int, int | None], str] = {}
    for row in rows:
        place = os.path.normpath(base / row.path)  # one file may be named in several ways
        key = (place, row.segment.start, row.segment.end)
        if key in seen:
            raise DatasetError(
                f"'{manifest.name}', {row.where} repeats {seen[key]}: '{row.path}{row.segment.source}'. Leave one out."
            )
        seen[key] = row.where
    blank = [row for row in rows if row.segment.split is None]
    if blank and len(blank) < len(rows):
        raise DatasetError(
            f"'{manifest.name}', {blank[0].where} has no split, though other rows have one. Write {', '.join(SPLITS)} "
            "in every row, or in none."
        )
    missing = [row for row in rows if not _is_there(base / row.path)]
    if missing:
        more = f" {len(missing) - 1:,} more are missing." if len(missing) > 1 else ""
        raise DatasetError(
            f"'{manifest.name}', {missing[0].where}: there is no file {quoted(missing[0].path)} in '{base}'."
            f"{more} Correct the path, name with --root the folder below which it lies, or leave the row out."
        )


def _is_there(path: Path) -> bool:
    """Whether it is a file, or a folder of OpenPose's frames."""
    return path.is_file() or bool(_frames_in(path))


def _frames_in(folder: Path) -> dict[str, list[str]]:
    """The files of OpenPose's frames in a folder, by recording; none if it is not a folder."""
    return in_folder(folder, sorted(path.name for path in folder.iterdir())) if folder.is_dir() else {}


def _wanted(manifest: Path, base: Path, path: str, segments: tuple[LabelledSegment, ...]) -> Wanted:
    place = base / path
    frames = _frames_in(place)
    if not frames:
        return wanted_file(place, *segments)
    if len(frames) > 1:
        raise DatasetError(
            f"'{manifest.name}': the folder {quoted(path)} holds the frames of {len(frames):,} recordings "
            f"({one_line(', '.join(frames), 120)}); expected those of one. Give each a folder of its own."
        )
    (names,) = frames.values()
    return wanted_frames(place, names, path, *segments)


def _text(value: object) -> str:
    """A cell as text: nothing is empty, and a whole number that became 3.0 in a column with gaps is 3."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip()


def _frame(text: str, place: str) -> int | None:
    """A frame number; ``12.0``, which tables with gaps make of 12, counts."""
    digits = text.removesuffix(".0")
    if not digits:
        return None
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 9):
        raise DatasetError(f"{place} is {quoted(text)}; expected a frame number from 0, or nothing.")
    return int(digits)
