"""``sta-lstm attend``: every clip of a data set under checkpoints, as Parquet."""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sta_lstm.cli.command import Command, add_device
from sta_lstm.cli.inputs.data import SPLITS, add_data_options, bar, open_data, split_clips, split_of_each, whole_number
from sta_lstm.cli.text import notice, pairs, percent, print_lines
from sta_lstm.errors import SettingsError
from sta_lstm.words import counted

if TYPE_CHECKING:
    from sta_lstm.datasets import Dataset, LabelledClip
    from sta_lstm.evidence.attended.store import AttendedFolder
    from sta_lstm.model.checkpoint import Checkpoint

_SHARD = re.compile(r"(\d{1,4})/(\d{1,4})", re.ASCII)


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("data", type=Path, metavar="DATA", help="folder of a data set, or a manifest (.csv, .parquet)")
    parser.add_argument(
        "--checkpoint",
        dest="checkpoints",
        action="append",
        default=[],
        required=True,
        metavar="NAME-OR-PATH",
        help="a checkpoint, or the name of a sample; repeat it",
    )
    parser.add_argument("--out", required=True, type=Path, metavar="DIR", help="folder for the Parquet files")
    parser.add_argument(
        "--map",
        dest="maps",
        action="append",
        default=[],
        metavar="NAME",
        help="beside α and β, a map of 'predict --explain', such as ablation-limb; repeat it",
    )
    parser.add_argument(
        "--split",
        choices=SPLITS,
        default="all",
        help="every clip (all, the default), or those that a checkpoint has not seen (test), that its fold sets aside "
        "(val), or that it was trained on (train)",
    )
    parser.add_argument(
        "--shard", metavar="I/N", default="1/1", help="of N runs that share the clips, the I-th; each may be elsewhere"
    )
    parser.add_argument(
        "--engine",
        choices=("loop", "ray"),
        default="loop",
        help="one process, clip after clip (loop, the default, and the fastest on one machine), or a Ray cluster of "
        "many machines, or of --workers here (pip install '.[ray]'; serving/cluster.md)",
    )
    parser.add_argument(
        "--workers", type=whole_number(1), metavar="N", help="with --engine ray: processes that share the clips"
    )
    add_data_options(parser)
    add_device(parser)
    parser.add_argument("--json", action="store_true", help="print what was done as one JSON object")


def _run(options: argparse.Namespace) -> None:
    shard, n_shards = _shard(options.shard)
    if options.workers is not None and options.engine != "ray":
        raise SettingsError("--workers are those of --engine ray; give both, or neither.")
    if options.engine == "ray" and (shard, n_shards) != (1, 1):
        raise SettingsError("--engine ray shares the clips out by itself; leave --shard out.")
    if options.engine == "ray":
        from sta_lstm.cli.attend_ray import on_cluster

        done = on_cluster(options, attended)
    else:
        done = attended(options)
    if options.json:
        print(json.dumps({"folder": str(options.out), "checkpoints": done}))
    else:
        for name, counts in done.items():
            print_lines(pairs({name: _told(counts)}))
    notice(f"wrote '{options.out}'")


def attended(options: argparse.Namespace) -> dict[str, dict[str, Any]]:
    """Do what the options of one shard ask for; by checkpoint what was done, in numbers.

    Raises:
        StaLstmError: the input cannot be used.
    """
    shard, n_shards = _shard(options.shard)

    from sta_lstm.evidence.attended.store import AttendedFolder, about_clips
    from sta_lstm.evidence.maps.kinds import kind_named
    from sta_lstm.model.checkpoint import load_checkpoint
    from sta_lstm.samples import resolve_checkpoint

    maps = tuple(dict.fromkeys(kind_named(name).name for name in options.maps))
    checkpoints = [load_checkpoint(resolve_checkpoint(each), device=options.device) for each in options.checkpoints]
    dataset = open_data(options)
    done: dict[str, dict[str, Any]] = {}
    about = about_clips(
        dataset.name, dataset.clips, checkpoints, dataset.class_names, maps=maps, citation=dataset.citation
    )
    with AttendedFolder(options.out, maps, about, shard=shard) as folder:
        try:
            for checkpoint in checkpoints:
                clips = split_clips(checkpoint, dataset, options.split)
                ours = [each for each in clips if _is_ours(each, shard, n_shards)]
                done[checkpoint.name] = _attended(checkpoint, ours, folder, split_of_each(checkpoint, dataset))
            if shard == 1:
                _keep_unread(dataset, folder)
        except KeyboardInterrupt:
            notice(f"interrupted; the same command goes on with what is in '{options.out}'")
            raise
    return done


def _attended(
    checkpoint: Checkpoint, clips: list[LabelledClip], folder: AttendedFolder, splits: Mapping[str, str]
) -> dict[str, Any]:
    """Ask about the clips of which the folder holds no row; what was done, in numbers.

    Args:
        checkpoint: who is asked.
        clips: about which.
        folder: where the rows go.
        splits: what the checkpoint knows of each clip, by their sources.
    """
    from sta_lstm.evidence.attended.rows import about, attend

    waiting = [each for each in clips if not folder.is_done(about(each, checkpoint))]
    right = failed = judged = 0
    start = time.perf_counter()
    with bar(checkpoint.name, "clip") as progress:
        for number, row in enumerate(attend(checkpoint, waiting, folder.maps), start=1):
            folder.add(row | {"split": splits.get(row["clip"])})
            right += row.get("predicted") == row["label"]
            failed += "predicted" not in row
            judged += "predicted" in row and row["label"] in checkpoint.class_names
            progress(number, len(waiting))
    seconds = round(time.perf_counter() - start, 2)
    return {
        "clips": len(waiting),
        "before": len(clips) - len(waiting),
        "right": right,
        "judged": judged,
        "unknown": len(waiting) - failed - judged,
        "failed": failed,
        "seconds": seconds,
    }


def _keep_unread(dataset: Dataset, folder: AttendedFolder) -> None:
    """A row for each recording that could not be read, with the reason."""
    for each in dataset.skipped:
        row = {"clip": each.source, "fingerprint": "", "revision": "", "reason": each.reason}
        if not folder.is_done(row):
            folder.add(row)


def _told(counts: dict[str, Any]) -> str:
    parts = [
        f"{counted(counts['clips'], 'clip')} in {counts['seconds']:.1f} s",
        f"{percent(counts['right'] / counts['judged'])} right" if counts["judged"] else "",
        f"{counts['unknown']:,} with labels that it does not know" if counts["unknown"] else "",
        f"{counts['failed']:,} could not be asked" if counts["failed"] else "",
        f"{counts['before']:,} were there before" if counts["before"] else "",
    ]
    return ", ".join(filter(None, parts))


def _shard(given: str) -> tuple[int, int]:
    found = _SHARD.fullmatch(given)
    shard, n_shards = (int(found[1]), int(found[2])) if found else (0, 0)
    if not 1 <= shard <= n_shards:
        raise SettingsError(f"--shard '{given}' is not I/N, such as 2/8 for the second of eight runs.")
    return shard, n_shards


def _is_ours(clip: LabelledClip, shard: int, n_shards: int) -> bool:
    """Whether a clip is of this shard: by a hash of its name, so that it is of one wherever the clips lie."""
    digest = hashlib.blake2b(clip.source.encode("utf-8", "surrogateescape"), digest_size=8).digest()
    return int.from_bytes(digest, "big") % n_shards == shard - 1


COMMAND = Command(
    name="attend",
    help="ask checkpoints about every clip of a data set, and keep where they looked",
    description="Ask checkpoints about every clip of a data set, and keep answers, α, β and further maps as Parquet "
    "files. A run that was ended in any way goes on when called again; shards may run side by side.",
    add_arguments=_add_arguments,
    run=_run,
)
