"""The log of a run as it is read again: its settings, and a line an epoch. Nothing here needs torch."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

from sta_lstm.errors import SettingsError

#: The file in the folder of a run: a line with its settings, then one an epoch.
LOG = "log.jsonl"
#: The file beside the folders of several seeds that holds what all of them came to.
RESULTS = "results.json"
_OF_SEED = "seed-"
_MOST_OF_A_LINE = 10_000_000
#: Numbers that the line of each epoch has.
_FIGURES = ("accuracy", "cross_entropy", "total", "seconds")


def seed_folder(out: Path, seed: int) -> Path:
    """The folder in ``out`` of the run of a seed."""
    return out / f"{_OF_SEED}{seed}"


def seed_folders(out: Path) -> list[Path]:
    """The folders in ``out`` in which runs of several seeds are kept, in their order."""
    found = (each for each in out.glob(f"{_OF_SEED}*") if is_run_folder(each))
    return sorted(found, key=lambda path: (len(path.name), path))


def is_run_folder(folder: Path) -> bool:
    """Whether a run is kept in ``folder``."""
    return (folder / LOG).is_file() and bool(settings_of(folder))


def settings_of(folder: Path) -> dict[str, Any]:
    """All that decides what the run in ``folder`` comes to; empty where there is none."""
    try:
        with (folder / LOG).open(encoding="utf-8") as file:
            line = json.loads(file.readline(_MOST_OF_A_LINE))
    except (OSError, ValueError, RecursionError):
        return {}
    settings = line.get("settings") if isinstance(line, dict) else None
    return settings if isinstance(settings, dict) else {}


def logged(folder: Path) -> list[dict[str, Any]]:
    """The lines of the log of a run, one for each epoch that is done; none where there is no log.

    Raises:
        SettingsError: the log is damaged.
    """
    path = folder / LOG
    if not path.is_file():
        return []
    try:
        lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()[1:]]
        sound = all(map(_is_epoch, lines))
    except (OSError, ValueError, RecursionError):
        sound = False
    if not sound:
        raise SettingsError(f"'{path}' is not the log of a run, or is damaged. Begin anew in another folder.")
    return lines


def _is_epoch(line: object) -> bool:
    """Whether a line holds what every epoch's does."""
    if not isinstance(line, dict):
        return False
    return all(_is_number(line.get(name)) for name in _FIGURES) and all(
        _is_number(value) for name, value in line.items() if name.startswith("validation_")
    )


def _is_number(value: object) -> bool:
    try:
        return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    except OverflowError:
        return False
