"""The header of DeepLabCut's tables: three lines, or four where several animals are followed."""

from __future__ import annotations

from sta_lstm.errors import ClipError
from sta_lstm.formats.rules.text import few_names, one_line
from sta_lstm.formats.tables.delimited import cells_of, line_at
from sta_lstm.formats.tables.foreign_columns import TableColumns
from sta_lstm.skeletons import AXES

#: The individual to whom DeepLabCut gives body parts that are nobody's: the corners of a box.
_NOBODY = ("single", "unique", "unique bodyparts")


def stacked(
    text: str, at: int, line_number: int, delimiter: str, name: str
) -> tuple[list[str], TableColumns, int, int]:
    """The header whose first line ends before ``at``.

    Args:
        text: the file.
        at: where its second line begins.
        line_number: the number of that line.
        delimiter: what stands between values.
        name: the file, for messages.

    Returns:
        The names of the columns (``nose_x``, ``mouse1 nose_x``), which of them hold what, where the rows begin, and the
        number of their first line.

    Raises:
        ClipError: the lines do not follow one another, or differ in length.
    """
    parts: dict[str, list[str]] = {}
    while len(parts) < 3:
        line, after = line_at(text, at, name)
        cells = [each.strip() for each in cells_of(line, delimiter)]
        if cells[:1] and cells[0].lower() in ("individuals", "bodyparts", "coords"):
            parts[cells[0].lower()] = cells[1:]
            at, line_number = after, line_number + 1
        else:
            break
    if not {"bodyparts", "coords"} <= parts.keys() or len({len(each) for each in parts.values()}) > 1:
        raise ClipError(
            f"'{name}', line {line_number}: it begins like a table of DeepLabCut, but the lines 'bodyparts' and "
            "'coords' do not follow, or differ in length. Export it again."
        )
    whose = parts.get("individuals", [""] * len(parts["coords"]))
    return *_columns(whose, parts["bodyparts"], parts["coords"], name), at, line_number


def _columns(whose: list[str], bodyparts: list[str], coords: list[str], name: str) -> tuple[list[str], TableColumns]:
    somebody = {each for each in whose if each.lower() not in _NOBODY}
    names, nobodys = ["frame"], dict[str, None]()
    joints: dict[tuple[str, str], dict[str, int]] = {}
    for column, (who, part, coord) in enumerate(zip(whose, bodyparts, coords, strict=True), start=1):
        names.append(f"{who} {part}_{coord}".strip())
        axis = "confidence" if coord.lower() in ("likelihood", "confidence", "score") else coord.lower()
        if axis not in (*AXES, "confidence"):
            continue
        if somebody and who not in somebody:
            nobodys[part] = None
            continue
        places = joints.setdefault((who, part), {})
        if places.setdefault(axis, column) != column:
            raise ClipError(f"'{name}' has two columns {coord} of '{one_line(part, 40)}'. Keep one.")
    complete = {key: places for key, places in joints.items() if {"x", "y"} <= places.keys()}
    notes: tuple[str, ...] = ()
    if nobodys:
        notes = (f"Body parts of no individual ('single' in the table) were left out: {few_names(nobodys)}.",)
    return names, TableColumns({"frame": 0}, complete, notes=notes)
