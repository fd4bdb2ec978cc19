"""``sta-lstm faithfulness``: whether a checkpoint's attention can be believed, on the clips of a data set."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sta_lstm.cli.command import Command, add_device
from sta_lstm.cli.inputs.data import SPLITS, add_data, bar, open_data, split_clips, whole_number
from sta_lstm.cli.inputs.fitting import add_fitting, fit_dataset
from sta_lstm.cli.text import notice, print_lines
from sta_lstm.words import counted

if TYPE_CHECKING:
    import pandas as pd

    from sta_lstm.datasets import Dataset, LabelledClip
    from sta_lstm.evidence.faithfulness.clips import Settings
    from sta_lstm.evidence.faithfulness.ledger import Ledger
    from sta_lstm.model.checkpoint import Checkpoint

#: Fewer say nothing of how sure a mean is.
_FEW_CLIPS = 5
_GRAINS = {
    "joint": "joints",
    "limb": "parts of the body",
    "frame": "frames",
    "limb × window": "parts × stretches of time",
}


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
    from sta_lstm.evidence.faithfulness.clips import Settings
    from sta_lstm.evidence.faithfulness.ledger import Ledger
    from sta_lstm.evidence.faithfulness.sanity import check_alike
    from sta_lstm.evidence.faithfulness.summary import summarise
    from sta_lstm.model.checkpoint import load_checkpoint
    from sta_lstm.samples import resolve_checkpoint

    settings = Settings(steps=options.steps, seed=options.seed)
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
        print_lines(_answer(table))
    notice(f"wrote {options.out}")


def _clips(checkpoint: Checkpoint, dataset: Dataset, options: argparse.Namespace) -> list[LabelledClip]:
    """The clips of the split, all of which fit the checkpoint."""
    from sta_lstm.model.fitting import check_fit

    fitting, notes = fit_dataset(split_clips(checkpoint, dataset, options.split), checkpoint, options)
    for note in notes:
        notice(note)
    reads = checkpoint.reads
    for each in fitting:
        if each.layout.joints != reads.layout.joints or not reads.least <= each.n_shown <= reads.most:
            check_fit(each.load(), reads, name=checkpoint.name)
    return fitting


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
    with bar(checkpoint.name, "clip") as progress:
        examiner = Examiner(checkpoint, settings)
        for scores in examine_clips(examiner, clips, others=others, done=done, progress=progress):
            ledger.add(checkpoint.name, checkpoint.revision, scores)


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


def _answer(table: pd.DataFrame) -> Iterator[str]:
    """For each checkpoint, the areas by grain, and whether they say more than chance and than motion."""
    from sta_lstm.evidence.faithfulness.summary import EVERY_CLASS

    for (name, _), own in table.groupby(["checkpoint", "revision"], sort=False):
        every = own[own["class"] == EVERY_CLASS]
        clips = int(every["clips"].max())
        yield f"{name}, {counted(clips, 'clip')}"
        for grain, title in _GRAINS.items():
            yield from _areas(every[(every["grain"] == grain) & (every["measure"] == "deletion")], title)
        yield from _measures(every)
        yield from _by_class(own[own["class"] != EVERY_CLASS])
        yield from _checks(every)
        yield ""


def _areas(table: pd.DataFrame, title: str) -> Iterator[str]:
    from sta_lstm.evidence.faithfulness.summary import ALL

    if table.empty:
        return
    fills = [fill for fill in dict.fromkeys(table["fill"]) if fill != ALL]
    width = max(map(len, table["ranking"]))
    yield ""
    yield f"{title} removed: area under the probability (less is better)"
    yield f"  by {', '.join(fills)}; their mean; better than random by; better than motion energy by"
    for ranking, rows in table.groupby("ranking", sort=False):
        means = rows.set_index("fill")["mean"]
        areas = "  ".join(f"{means.get(fill, float('nan')):.3f}" for fill in (*fills, ALL))
        row = rows[rows["fill"] == ALL].iloc[0]
        yield f"  {ranking:<{width}}  {areas}  {_over(row, 'random')}  {_over(row, 'motion')}".rstrip()


def _measures(table: pd.DataFrame) -> Iterator[str]:
    """The other measures of each ranking: those of joints over all fills, and those of no fill."""
    from sta_lstm.evidence.faithfulness.summary import ALL, COMPARED

    rows = table[(table["fill"].isin([ALL, ""])) & table["grain"].isin(["joint", "limb × window", ""])]
    rows = rows[(rows["grain"] != "limb × window") | (rows["measure"] == "infidelity")]
    means = rows.pivot_table(index="ranking", columns="measure", values="mean", sort=False)
    shown = [measure for measure in COMPARED if measure != "deletion" and measure in means]
    means = means[shown].dropna(how="all")
    if means.empty:
        return
    width = max(map(len, means.index))
    yield ""
    yield f"joints: {', '.join(shown)}"
    for ranking, values in means.iterrows():
        numbers = "  ".join("    –" if value != value else f"{value:5.3f}" for value in values)
        yield f"  {ranking:<{width}}  {numbers}"


def _over(row: pd.Series[Any], baseline: str) -> str:
    """By how much, between what and what, and in a word whether that is more than chance."""
    better, low, high = (row[f"over_{baseline}{end}"] for end in ("", "_low", "_high"))
    if better != better:  # NaN: the baseline itself
        return f"{'–':<32}"
    if row["clips"] < _FEW_CLIPS:
        return f"{better:+.3f}, of few clips"
    word = "better" if low > 0 else "worse" if high < 0 else "no telling"
    return f"{better:+.3f} ({low:+.3f} to {high:+.3f}) {word:<10}"


def _by_class(table: pd.DataFrame) -> Iterator[str]:
    """For the joints: of each class, whether the network's own map beats random, over all fills."""
    from sta_lstm.evidence.faithfulness.summary import ALL

    own = table[(table["grain"] == "joint") & (table["measure"] == "deletion") & (table["fill"] == ALL)]
    own = own[own["ranking"] == "alpha"]
    if own.empty:
        return
    yield ""
    yield "joints by alpha, by class: area; better than random; better than motion energy"
    width = max(map(len, own["class"]))
    for _, row in own.iterrows():
        count = counted(int(row["clips"]), "clip")
        yield f"  {row['class']:<{width}}  {row['mean']:.3f}  {_over(row, 'random')}  {_over(row, 'motion')}  {count}"


def _checks(table: pd.DataFrame) -> Iterator[str]:
    titles = {
        "seeds": "seeds compared: rank correlation of their maps (1 is the same)",
        "stability": "a map under 1 cm of a sensor's noise: rank correlation (1 is the same)",
        "moved": "other attention put in: share of the probabilities that moves (0 is none: it decides nothing)",
    }
    for measure, title in titles.items():
        rows = table[table["measure"] == measure]
        if not rows.empty:
            yield ""
            yield title
            width = max(map(len, rows["ranking"]))
            for _, row in rows.iterrows():
                yield f"  {row['ranking']:<{width}}  {row['mean']:.2f} ({row['low']:.2f} to {row['high']:.2f})"
    rows = table[table["measure"] == "randomised"]
    if not rows.empty:
        yield ""
        yield "layers made random one after another, from the answer down: rank correlation with the map before"
        for ranking, along in rows.groupby("ranking", sort=False):
            steps = zip(along["fill"], along["mean"], strict=True)
            yield f"  {ranking}: {', '.join(f'{layer} {mean:.2f}' for layer, mean in steps)}"


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
