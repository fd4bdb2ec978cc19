"""``sta-lstm compare CLIP``: what several checkpoints say of one clip."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sta_lstm.cli.compare.answer import clip_answer
from sta_lstm.cli.compare.files import check_outputs, write_page, write_table
from sta_lstm.cli.inputs.data import refuse_split
from sta_lstm.cli.inputs.edits import edited_each
from sta_lstm.cli.inputs.fitting import AdaptedClip, adapt_to_each
from sta_lstm.cli.inputs.long import refuse_long
from sta_lstm.cli.inputs.opening import open_clip, place_of
from sta_lstm.cli.text import notice, print_lines, remark_lines
from sta_lstm.errors import CheckpointError, SettingsError

if TYPE_CHECKING:
    from sta_lstm.comparison.comparison import Comparison
    from sta_lstm.model.checkpoint import Checkpoint
    from sta_lstm.prediction.prediction import Prediction


def compare_models(options: argparse.Namespace) -> None:
    """Say how far checkpoints agree on one clip.

    Raises:
        StaLstmError: an option means nothing here, or an input cannot be used.
    """
    check_count(options)
    refuse_split(options)
    refuse_alignment(options)
    path = place_of(options.clip)
    check_outputs(options, path)
    clip = open_clip(path, options, otherwise=", or compare on every clip of a data set with --data PATH").clip
    checkpoints = load_checkpoints(options)
    recorded = adapt_to_each(clip, checkpoints, options)
    adapted = edited_each(recorded, options)
    comparison = compare_adapted(adapted, checkpoints, options, recorded=recorded)
    for sentence in (*(f"left out: {reason}" for reason in adapted.misfits.values()), *adapted.new_notes()):
        notice(sentence)
    if options.json:
        print(json.dumps(comparison.to_json()))
    else:
        print_lines((*clip_answer(comparison), *remark_lines(*(each.provenance for each in comparison.predictions))))
    if options.html is not None:
        write_page(comparison, options.html)
    if options.out is not None:
        write_table(comparison.table(), options.out, [each.provenance for each in comparison.predictions])


def check_count(options: argparse.Namespace) -> None:
    """Refuse too few or too many ``--checkpoint``, before anything is read.

    Raises:
        SettingsError: there are fewer than two, or more than can be compared.
    """
    from sta_lstm.comparison.models import MAX_MODELS

    if not 2 <= len(options.checkpoints) <= MAX_MODELS:
        raise SettingsError(
            f"compare needs 2 to {MAX_MODELS} checkpoints and got {len(options.checkpoints)}; give --checkpoint once "
            "for each."
        )


def refuse_alignment(options: argparse.Namespace) -> None:
    """Refuse ``--align`` where there is no second clip.

    Raises:
        SettingsError: it is given.
    """
    if options.align != "dtw":
        raise SettingsError("--align says how two clips are aligned; give a second clip after the first.")


def load_checkpoints(options: argparse.Namespace) -> dict[str, Checkpoint]:
    """The checkpoints by name, each once; of one that cannot be used the reason is said, and the others go on.

    Two of the same name are called by what was typed, with its ending where they differ in that alone.

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
    checkpoints = dict(zip(_names(found), (checkpoint for _, checkpoint in found), strict=True))
    if len(checkpoints) < 2:
        left = f"only '{next(iter(checkpoints))}' is left" if checkpoints else "none is left"
        raise SettingsError(f"comparing takes two checkpoints, and {left}. Give others.")
    return checkpoints


def _names(found: Sequence[tuple[str, Checkpoint]]) -> list[str]:
    """What each is called, by what was typed and what that is: its name, or what was typed, whatever is its alone."""
    ways = [(checkpoint.name, str(Path(given).with_suffix("")), given) for given, checkpoint in found]
    counts = [Counter(names) for names in zip(*ways, strict=True)]
    return [
        next((name for name, count in zip(names, counts, strict=True) if count[name] == 1), names[-1]) for names in ways
    ]


def compare_adapted(
    adapted: AdaptedClip,
    checkpoints: dict[str, Checkpoint],
    options: argparse.Namespace,
    *,
    recorded: AdaptedClip | None = None,
) -> Comparison:
    """Compare what checkpoints say of one clip, each of the clip as it was adapted to it.

    Args:
        adapted: the clip.
        checkpoints: by name.
        options: those of the command.
        recorded: the clip before it was edited, whose doubts are told; the clip itself, if left out.

    Raises:
        SettingsError: fewer than two read it.
        MismatchError: they share nothing that could be compared, or the clip is too long to be one action.
    """
    from sta_lstm.comparison.models import compare, seed_family
    from sta_lstm.prediction.persons import with_all_persons
    from sta_lstm.prediction.predict import predict_all
    from sta_lstm.skeletons.quality.doubts import doubts_of

    if len(adapted.clips) < 2:
        raise SettingsError(
            f"clip '{adapted.clip.name}' fits {len(adapted.clips)} of {len(checkpoints)} checkpoints, and it "
            f"takes two. {next(iter(adapted.misfits.values()))}"
        )
    for name, clip in adapted.clips.items():
        refuse_long(checkpoints[name], clip)
    predictions: dict[str, Prediction] = {}
    for clip in {id(clip): clip for clip in adapted.clips.values()}.values():  # who reads the same shares its features
        names = [name for name, own in adapted.clips.items() if own is clip]
        predictions |= dict(zip(names, predict_all([checkpoints[name] for name in names], clip), strict=True))
    if options.by == "occlusion":
        from sta_lstm.evidence.occlusion import by_occlusion

        predictions = {name: by_occlusion(checkpoints[name], one) for name, one in predictions.items()}
    for name, whole in adapted.with_all_persons.items():
        predictions[name] = with_all_persons(predictions[name], whole, adapted.person or 0)
    if recorded is not None and recorded.clips != adapted.clips:  # an edit is no fault of the recording
        predictions = {name: one.with_doubts(doubts_of(recorded.clips[name])) for name, one in predictions.items()}
    return compare(
        [predictions[name] for name in adapted.clips],
        names=list(adapted.clips),
        families=[seed_family(checkpoints[name]) for name in adapted.clips],
        top=options.top,
        tolerance=options.tolerance,
    )
