"""The folder of a training for people at a terminal: how far it has got, and what came of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

from sta_lstm.words import few_of, percent_text, spread_text

_MOST_SEEDS = 10
Kind = TypeVar("Kind")


def is_run(folder: Path) -> bool:
    """Whether a folder is one that ``sta-lstm train`` writes: of one run, or of those of several seeds."""
    from sta_lstm.training.runs.log import is_run_folder, seed_folders

    try:
        return is_run_folder(folder) or bool(seed_folders(folder))
    except (OSError, ValueError):  # no path at all
        return False


def run_info(folder: Path) -> dict[str, Any]:
    """What a training is, as plain JSON values.

    Raises:
        SettingsError: its log is damaged.
    """
    from sta_lstm.training.runs.log import RESULTS, seed_folders

    seeds = seed_folders(folder)
    if not seeds:
        return _of_run(folder)
    values = {"kind": "trainings of several seeds", "seeds": {path.name: _short(path) for path in seeds[:_MOST_SEEDS]}}
    results = folder / RESULTS
    if results.is_file():
        from sta_lstm.training.folds.report import CrossvalResults

        of_all = CrossvalResults.of_file(results)
        mean, spread = of_all.over_seeds("accuracy")
        values["accuracy"] = f"{spread_text(mean, spread)} over {of_all.n_seeds} seeds"
        values["table"] = f"sta-lstm table {results}"
    return values


def _of_run(folder: Path) -> dict[str, Any]:
    from sta_lstm.samples import CHECKPOINT_SUFFIX, SNAPSHOT_FOLDER
    from sta_lstm.training.runs.log import logged, settings_of

    settings, epochs = settings_of(folder), logged(folder)
    recipe, clips = (_of_kind(settings.get(name), dict) for name in ("recipe", "clips"))
    stages = [stage for stage in _of_kind(recipe.get("stages"), list) if isinstance(stage, dict)]
    n_epochs = sum(_of_kind(stage.get("epochs"), int) for stage in stages)
    checkpoints = sorted(path.name for path in folder.glob(f"*{CHECKPOINT_SUFFIX}"))
    values: dict[str, Any] = {
        "kind": "training",
        "recipe": str(recipe.get("name", "")),
        "variant": str(settings.get("variant", "")),
        "seed": settings.get("seed"),
        "classes": _of_kind(settings.get("classes"), list),
        "clips": clips.get("count"),
        "epochs": f"{len(epochs)} of {n_epochs}" if n_epochs else str(len(epochs)),
        "snapshots": len(list((folder / SNAPSHOT_FOLDER).glob(f"*{CHECKPOINT_SUFFIX}"))),
    }
    if epochs:
        values["last_epoch"] = _last_epoch(epochs[-1])
    values["checkpoint"] = few_of(checkpoints, 3) or "none yet: 'sta-lstm train … --resume' goes on"
    return values


def _of_kind(value: Any, kind: type[Kind]) -> Kind:
    """A value of a log that anybody may have changed; an empty one where it is of another kind."""
    return value if isinstance(value, kind) else kind()


def _short(folder: Path) -> str:
    values = _of_run(folder)
    last = f", {values['last_epoch']}" if "last_epoch" in values else ""
    return f"{values['epochs']} epochs{last}; {values['checkpoint']}"


def _last_epoch(line: dict[str, Any]) -> str:
    """Accuracy of an epoch on the clips that train, and on those set aside."""
    told = f"training {percent_text(float(line['accuracy']), 1)}"
    aside = line.get("validation_accuracy")
    return told if aside is None else f"{told}, validation {percent_text(float(aside), 1)}"
