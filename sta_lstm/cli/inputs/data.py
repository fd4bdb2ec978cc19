"""What the commands that read a data set share: its options, a bar while it is read, and its splits."""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sta_lstm.cli.text import notice
from sta_lstm.errors import SettingsError, StaLstmError
from sta_lstm.words import counted, showable

if TYPE_CHECKING:
    from sta_lstm.datasets import Dataset, Fold, LabelledClip
    from sta_lstm.model.checkpoint import Checkpoint

#: Clips by what a checkpoint knows of them: unseen, set aside, learned from; or every one.
SPLITS = ("test", "val", "train", "all")
#: The entry of a checkpoint's ``training`` that says which share of the fold's training clips was set aside.
VALIDATION = "validation"
#: What is done sooner needs no bar.
_SECONDS_BEFORE_A_BAR = 0.7


def add_data(parser: argparse.ArgumentParser) -> None:
    """Declare ``--data`` and what belongs to it."""
    parser.add_argument(
        "--data", required=True, type=Path, metavar="PATH", help="folder of a data set, or a manifest (.csv, .parquet)"
    )
    add_data_options(parser)


def add_data_options(parser: argparse.ArgumentParser) -> None:
    """Declare what says more of a data set, however that is named: ``--skip-list`` and ``--root``."""
    parser.add_argument(
        "--skip-list", type=Path, metavar="FILE", help="a text file that names recordings to leave out, one a line"
    )
    add_root(parser)


def add_root(parser: argparse.ArgumentParser) -> None:
    """Declare ``--root``."""
    parser.add_argument(
        "--root", type=Path, metavar="DIR", help="the folder below which a manifest's relative paths lie (its own)"
    )


def add_protocol(parser: argparse.ArgumentParser) -> None:
    """Declare ``--protocol``."""
    parser.add_argument(
        "--protocol", metavar="NAME", help="how the clips are divided (default: the data set's first protocol)"
    )


def add_validation(parser: argparse.ArgumentParser) -> None:
    """Declare ``--validation``."""
    parser.add_argument(
        "--validation",
        type=_share,
        metavar="SHARE",
        help="set a share of the training clips aside, such as 0.2, whole persons where they are known, and say after "
        "each epoch how it does on them; the clips that a manifest calls 'val' are watched without it",
    )


def _share(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no share between 0 and 1")
    return value


def watched(dataset: Dataset, fold: Fold, share: float | None) -> Fold:
    """``fold`` with the clips by which its training is watched, and that is said on standard error.

    Args:
        dataset: whose clips.
        fold: which may set clips aside by itself.
        share: of its training clips that ``--validation`` sets aside, if it does.

    Raises:
        DatasetError: as `with_validation`.
    """
    from sta_lstm.datasets.folds import with_validation

    if share is not None:
        fold = with_validation(dataset.clips, fold, share)
    if fold.val:
        persons = {dataset.clips[i].subject for i in fold.val}
        who = f" of {counted(len(persons), 'person')}" if None not in persons else ""
        notice(
            f"{counted(len(fold.val), 'clip')}{who} set aside for validation: watched after each epoch, not trained on"
        )
    return fold


def whole_number(least: int) -> Callable[[str], int]:
    """A parser of whole numbers from ``least``."""

    def parsed(text: str) -> int:
        try:
            value = int(text)
        except ValueError:
            value = least - 1
        if value < least:
            raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from {least}")
        return value

    return parsed


def is_folder(path: str) -> bool:
    """Whether there is a folder by that path."""
    try:
        return Path(path).is_dir()
    except (OSError, ValueError):  # a name too long, a null byte
        return False


def refuse_split(options: argparse.Namespace) -> None:
    """Refuse ``--split`` where clips are given one by one.

    Raises:
        SettingsError: it is given.
    """
    if options.split != "all":
        raise SettingsError("--split chooses among the clips of a data set; give --data PATH in the place of CLIP.")


def read_dataset(path: Path, skip_list: Path | None = None, root: Path | None = None) -> Dataset:
    """Read the data set in a folder, or of a manifest, and show how far it has got.

    Raises:
        DatasetError: there is no data set, or none of its clips can be read.
    """
    from sta_lstm.datasets import open_dataset

    with bar(f"reading {path.name}", "file") as progress:
        return open_dataset(path, skip_list=skip_list, root=root, progress=progress)


def open_data(options: argparse.Namespace) -> Dataset:
    """Read the data set that the options of `add_data` name; what was left out of it is said on standard error.

    Raises:
        DatasetError: there is no data set, or none of its clips can be read.
    """
    from sta_lstm.datasets import report

    dataset = read_dataset(options.data, options.skip_list, options.root)
    notice(report(dataset).splitlines()[0])
    if options.skip_list is not None:
        for note in dataset.notes:
            if note.startswith(f"'{options.skip_list.name}'"):
                notice(note)
    if dataset.skipped:
        first = dataset.skipped[0]
        lists_all = len(dataset.skipped) > 1 and options.data.is_dir()
        more = f" 'sta-lstm info {options.data}' lists all." if lists_all else ""
        notice(f"skipped: {len(dataset.skipped):,}, the first of them {first.source}: {first.reason}{more}")
    return dataset


def protocol_of(dataset: Dataset, name: str | None) -> str:
    """The protocol called ``name``, or the data set's first.

    Raises:
        SettingsError: the data set has none; its notes say why.
    """
    if name is not None or dataset.protocols:
        return name or next(iter(dataset.protocols))
    raise SettingsError(f"the clips of data set '{dataset.name}' cannot be divided. {' '.join(dataset.notes)}")


def split_clips(checkpoint: Checkpoint, dataset: Dataset, split: str) -> list[LabelledClip]:
    """The clips of ``split``, one of `SPLITS`, by the fold on the checkpoint's card.

    Raises:
        SettingsError: the card names no fold, or these are not the clips that it was trained on; or none is in the
            split.
        DatasetError: the data set has no such protocol or fold.
    """
    if split == "all":
        return list(dataset.clips)
    fold = _fold_of_card(checkpoint, dataset)
    indices = _splits(fold)[split]
    if not indices:
        raise SettingsError(f"fold '{fold.name}' of data set '{dataset.name}' has no clips in its split '{split}'.")
    return [dataset.clips[i] for i in indices]


def split_of_each(checkpoint: Checkpoint, dataset: Dataset) -> dict[str, str]:
    """What a checkpoint knows of each clip, by the clips' sources: ``train``, ``val`` or ``test``.

    None is told where its card names no fold of this data set, or one that holds other clips now.
    """
    try:
        fold = _fold_of_card(checkpoint, dataset)
    except StaLstmError:
        return {}
    return {dataset.clips[i].source: split for split, indices in _splits(fold).items() for i in indices}


def _splits(fold: Fold) -> dict[str, tuple[int, ...]]:
    return {"train": fold.train, "val": fold.val, "test": fold.test}


def _fold_of_card(checkpoint: Checkpoint, dataset: Dataset) -> Fold:
    """The fold that a checkpoint's card names, with what was set aside of it.

    Raises:
        SettingsError: the card names none, or these are not the clips that it was trained on.
        DatasetError: the data set has no such protocol or fold.
    """
    from sta_lstm.datasets.folds import with_validation

    training = checkpoint.training
    every = "--split all takes every clip, seen or not."
    if not training.get("protocol") or not training.get("fold"):
        raise SettingsError(
            f"the card of checkpoint '{checkpoint.name}' names no protocol and fold, so that nothing says which of "
            f"these clips it has not seen. {every}"
        )
    fold = dataset.fold(str(training["protocol"]), str(training["fold"]))
    aside = training.get(VALIDATION)
    if isinstance(aside, float) and 0 < aside < 1 and not fold.val:
        fold = with_validation(dataset.clips, fold, aside)
    learned = sources_hash([dataset.clips[i] for i in fold.train])
    if training.get("train_sources", learned) != learned:
        raise SettingsError(
            f"checkpoint '{checkpoint.name}' was trained on other clips ({training.get('data')}) than fold "
            f"'{fold.name}' of data set '{dataset.name}' holds now, and may have seen those that test. {every}"
        )
    return fold


def sources_hash(clips: Sequence[LabelledClip]) -> str:
    """A short hash of which clips these are, in whatever order."""
    names = "\n".join(sorted(clip.source for clip in clips))
    return hashlib.sha256(names.encode("utf-8", "surrogateescape")).hexdigest()[:16]


@contextlib.contextmanager
def bar(title: str, unit: str) -> Iterator[Callable[[int, int], None]]:
    """A bar for work of which a part is done; none where standard error is no terminal, or the work is soon done.

    Args:
        title: what is being done.
        unit: what is counted.

    Yields:
        What is to be told how many are done, and of how many.
    """
    from tqdm import tqdm

    delay = _SECONDS_BEFORE_A_BAR
    with tqdm(desc=showable(title), unit=unit, delay=delay, leave=False, file=sys.stderr, disable=None) as shown:

        def show(done: int, total: int) -> None:
            shown.total = total
            shown.update(done - shown.n)

        yield show
