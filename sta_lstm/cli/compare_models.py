"""The models that ``sta-lstm compare`` holds against each other, and what they say of one clip."""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from sta_lstm.cli.meeting import Met
from sta_lstm.cli.text import notice
from sta_lstm.errors import CheckpointError, SettingsError

if TYPE_CHECKING:
    from sta_lstm.comparison.comparison import Comparison
    from sta_lstm.model.checkpoint import Checkpoint
    from sta_lstm.prediction.prediction import Prediction


def loaded(options: argparse.Namespace) -> dict[str, Checkpoint]:
    """The checkpoints by name, each once; one that cannot be used is said, and the others go on.

    Two of the same name are called by what was typed.

    Raises:
        SettingsError: fewer than two are left.
    """
    from sta_lstm.model.checkpoint import load_checkpoint
    from sta_lstm.samples import resolve_checkpoint

    found: list[tuple[str, Checkpoint]] = []
    for given in options.checkpoints:
        try:
            checkpoint = load_checkpoint(resolve_checkpoint(given), device=options.device)
        except CheckpointError as error:
            notice(f"left out: {error}")
            continue
        twin = next((typed for typed, other in found if other.revision == checkpoint.revision), None)
        if twin is not None:
            notice(f"left out: '{given}' holds the same checkpoint as '{twin}'.")
            continue
        found.append((given, checkpoint))
    counts = Counter(checkpoint.name for _, checkpoint in found)
    checkpoints = {
        checkpoint.name if counts[checkpoint.name] == 1 else str(Path(given).with_suffix("")): checkpoint
        for given, checkpoint in found
    }
    if len(checkpoints) < 2:
        left = f"only '{next(iter(checkpoints))}' is left" if checkpoints else "none is left"
        raise SettingsError(f"it takes two checkpoints to compare, and {left}. Give others.")
    return checkpoints


def comparison_of(met: Met, checkpoints: dict[str, Checkpoint], options: argparse.Namespace) -> Comparison:
    """What the checkpoints that read a clip say of it, each as it was brought to them.

    Raises:
        SettingsError: fewer than two read it.
        MismatchError: they share nothing that could be compared.
    """
    from sta_lstm.comparison.models import compare, seed_family
    from sta_lstm.prediction.persons import among_all
    from sta_lstm.prediction.predict import predict_all

    if len(met.clips) < 2:
        raise SettingsError(
            f"clip '{met.clip.name}' fits {len(met.clips)} of {len(checkpoints)} checkpoints, and it takes two. "
            f"{next(iter(met.misfits.values()))}"
        )
    predictions: dict[str, Prediction] = {}
    for clip in {id(clip): clip for clip in met.clips.values()}.values():  # who reads the same shares its features
        names = [name for name, own in met.clips.items() if own is clip]
        predictions |= dict(zip(names, predict_all([checkpoints[name] for name in names], clip), strict=True))
    for name, crowd in met.crowds.items():
        predictions[name] = among_all(predictions[name], crowd, met.person or 0)
    return compare(
        [predictions[name] for name in met.clips],
        names=list(met.clips),
        families=[seed_family(checkpoints[name]) for name in met.clips],
        top=options.top,
        tolerance=options.tolerance,
    )
