"""``sta-lstm faithfulness``: whether a checkpoint's attention can be believed, on the clips of a data set."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sta_lstm.cli.command import Command, add_device
from sta_lstm.cli.faithfulness.answer import answer, untested
from sta_lstm.cli.inputs.data import SPLITS, add_data, bar, open_data, split_clips, whole_number
from sta_lstm.cli.inputs.fitting import add_fitting, fit_dataset
from sta_lstm.cli.text import notice, print_lines
from sta_lstm.errors import SettingsError
from sta_lstm.evidence.faithfulness.further import FURTHER, usual_further
from sta_lstm.words import counted

if TYPE_CHECKING:
    import pandas as pd

    from sta_lstm.datasets import Dataset, LabelledClip
    from sta_lstm.evidence.faithfulness.ledger import Ledger
    from sta_lstm.evidence.faithfulness.settings import Settings
    from sta_lstm.model.checkpoint import Checkpoint

#: In the place of names: no further ranking.
_NONE = "none"


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "checkpoints", metavar="CHECKPOINT", nargs="+", help="checkpoints, or names of samples: sbu-sta, …"
    )
    add_data(parser)
    parser.add_argument("--out", required=True, type=Path, metavar="FILE", help="where the scores go (.parquet)")
    parser.add_argument(
        "--split",
        choices=SPLITS,
        default="test",
        help="which clips: those that a checkpoint's card names as unseen (test, the default), those that its fold "
        "sets aside (val), those that it was trained on (train), or every clip (all)",
    )
    parser.add_argument(
        "--limit", type=whole_number(1), metavar="N", help="at most N clips, spread over all (default: every clip)"
    )
    parser.add_argument(
        "--rankings",
        nargs="+",
        metavar="NAME",
        help="rank also by these maps, signed ones by their absolute values: integrated-gradients (the default where "
        f"captum is installed; about 0.2 s more a clip of 25 frames), or any of {', '.join(FURTHER)}; "
        f"{_NONE} leaves them out",
    )
    parser.add_argument(
        "--steps", type=whole_number(1), default=16, metavar="N", help="most steps of a curve (default: 16)"
    )
    parser.add_argument(
        "--seed", type=whole_number(0), default=0, metavar="N", help="of all that is random (default: 0)"
    )
    parser.add_argument(
        "--seeds",
        action="store_true",
        help="also say how alike the checkpoints, which are of one recipe, rank the clips of the first",
    )
    add_fitting(parser)
    add_device(parser)
    parser.add_argument("--json", action="store_true", help="print everything as one JSON object")


def _run(options: argparse.Namespace) -> None:
    from sta_lstm.evidence.faithfulness.ledger import Ledger
    from sta_lstm.evidence.faithfulness.sanity import check_alike
    from sta_lstm.evidence.faithfulness.settings import Settings
    from sta_lstm.evidence.faithfulness.summary import summarise
    from sta_lstm.model.checkpoint import load_checkpoint
    from sta_lstm.samples import resolve_checkpoint

    settings = Settings(rankings=_rankings(options.rankings), steps=options.steps, seed=options.seed)
    with Ledger(options.out, settings) as ledger:
        checkpoints = [load_checkpoint(resolve_checkpoint(each), device=options.device) for each in options.checkpoints]
        if options.seeds:
            check_alike(checkpoints)
        dataset = open_data(options)
        for checkpoint in checkpoints:
            every = _clips(checkpoint, dataset, options)
            clips = _spread(every, options.limit)
            try:
                _examine(checkpoint, clips, every, settings, ledger)
                if options.seeds and checkpoint is checkpoints[0]:
                    _compare(checkpoints, clips, ledger)
            except KeyboardInterrupt:
                ledger.flush()
                notice(f"interrupted; the same command goes on with what is in '{ledger.parts}'")
                raise
        ledger.finish()
    table = summarise(options.out, seed=options.seed)
    table = table[table["revision"].isin([*(each.revision for each in checkpoints), _committee(checkpoints)[1]])]
    if options.json:
        print(json.dumps(_values(options, dataset, settings, table)))
    else:
        print_lines(answer(table))
    notice(f"wrote {options.out}")


def _rankings(given: Sequence[str] | None) -> tuple[str, ...]:
    """The further rankings that are asked for, in the order of their table.

    Raises:
        SettingsError: "none" stands among names. `Settings` looks at the names.
    """
    if given is None:
        if not usual_further():
            notice("nothing is ranked by integrated gradients, which need captum: pip install 'sta-lstm[explain]'")
        return usual_further()
    if _NONE in given and len(given) > 1:
        raise SettingsError(f"--rankings {' '.join(given)}: give names, or {_NONE} alone.")
    named = [name for name in given if name != _NONE]
    return tuple(sorted(named, key=lambda name: FURTHER.index(name) if name in FURTHER else 0))


def _clips(checkpoint: Checkpoint, dataset: Dataset, options: argparse.Namespace) -> list[LabelledClip]:
    """The clips of the split, all of which fit the checkpoint; those too long to be one action are left out, and said.

    Raises:
        SettingsError: no other is left.
        MismatchError: one does not fit.
    """
    from sta_lstm.model.fitting import check_fit
    from sta_lstm.prediction.windows import is_long

    fitting, notes = fit_dataset(split_clips(checkpoint, dataset, options.split), checkpoint, options)
    for note in notes:
        notice(note)
    reads = checkpoint.reads
    for each in fitting:
        if not reads.takes(each.layout) or not reads.least <= each.n_shown <= reads.most:
            check_fit(each.load(), reads, name=checkpoint.name)
    long = [each for each in fitting if is_long(checkpoint, each.load())]
    if long:
        left_out = f"{counted(len(long), 'clip')} too long to be one action for '{checkpoint.name}'"
        first = f"such as '{long[0].source}'"
        if len(long) == len(fitting):
            raise SettingsError(f"the data set has {left_out}, {first}, and no other. Cut them: sta-lstm convert.")
        notice(f"left out: {left_out}, {first}.")
    return [each for each in fitting if each not in long]


def _spread(clips: list[LabelledClip], limit: int | None) -> list[LabelledClip]:
    """At most so many of them, evenly spread, so that no class is left out for where it stands."""
    count = len(clips) if limit is None else min(limit, len(clips))
    return [clips[i * len(clips) // count] for i in range(count)]


def _examine(
    checkpoint: Checkpoint, clips: list[LabelledClip], others: list[LabelledClip], settings: Settings, ledger: Ledger
) -> None:
    from sta_lstm.evidence.faithfulness.clips import Examiner, examine_clips

    done = ledger.done(checkpoint.name, checkpoint.revision)
    if len(others) == 1:
        notice("one clip has no other whose motion could take its place: there are two fills instead of three.")
    left_out: dict[str, list[tuple[str, str]]] = {}
    with bar(checkpoint.name, "clip") as progress:
        examiner = Examiner(checkpoint, settings)
        for scores in examine_clips(examiner, clips, others=others, done=done, progress=progress):
            ledger.add(checkpoint.name, checkpoint.revision, scores)
            for what, why in scores.left_out.items():
                left_out.setdefault(what, []).append((scores.clip, why))
    for what, where in left_out.items():
        notice(untested(what, where))


def _compare(checkpoints: list[Checkpoint], clips: list[LabelledClip], ledger: Ledger) -> None:
    from sta_lstm.evidence.faithfulness.clips import compare_seeds

    name, revision = _committee(checkpoints)
    with bar("seeds", "clip") as progress:
        for scores in compare_seeds(checkpoints, clips, done=ledger.done(name, revision), progress=progress):
            ledger.add(name, revision, scores)


def _committee(checkpoints: list[Checkpoint]) -> tuple[str, str]:
    """Name and revision of checkpoints that are compared with each other."""
    return " + ".join(each.name for each in checkpoints), "+".join(each.revision for each in checkpoints)


def _values(options: argparse.Namespace, dataset: Dataset, settings: Settings, table: pd.DataFrame) -> dict[str, Any]:
    """Everything as plain JSON values: null where a number is not known."""
    rows = table.astype(object).where(table.notna(), None).to_dict("records")
    return {"dataset": dataset.name, "split": options.split, "settings": settings.to_json(), "summary": rows}


COMMAND = Command(
    name="faithfulness",
    help="say whether a checkpoint's attention can be believed",
    description=(
        "Say whether a checkpoint's attention can be believed: joints, parts of the body, frames and stretches of time "
        "are removed in its order and by several fills, beside motion energy and chance, with paired intervals over "
        "clips. An interrupted run goes on when called again."
    ),
    add_arguments=_add_arguments,
    run=_run,
)
