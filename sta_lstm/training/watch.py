"""Who watches a run: a progress bar, and TensorBoard where it is installed."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

from tqdm import tqdm

from sta_lstm.training.loop import EpochLog
from sta_lstm.words import percent_text

Watcher = Callable[[EpochLog], None]


@contextlib.contextmanager
def progress_bar(title: str, n_epochs: int, n_done: int = 0) -> Iterator[Watcher]:
    """A bar on standard error, one step an epoch, with the loss, and accuracy on the clips that train and on others."""
    with tqdm(total=n_epochs, initial=n_done, desc=title, unit="epoch", dynamic_ncols=True) as bar:

        def show(log: EpochLog) -> None:
            validation = log.validation.get("accuracy")
            others = {} if validation is None else {"validation": percent_text(validation, 1)}
            told = {"stage": log.stage, "loss": f"{log.total:.3f}", "training": percent_text(log.accuracy, 1), **others}
            bar.set_postfix(told, refresh=False)
            bar.update()

        yield show


@contextlib.contextmanager
def tensorboard(folder: Path, n_done: int = 0) -> Iterator[Watcher]:
    """Curves for TensorBoard in ``folder``; nothing where it is not installed."""
    try:
        from torch.utils.tensorboard import SummaryWriter
    except ImportError:
        yield lambda log: None
        return
    # Curves of epochs that a resumed run repeats are hidden.
    writer = SummaryWriter(str(folder), purge_step=n_done)

    def show(log: EpochLog) -> None:
        for name, value in log.to_json().items():
            if isinstance(value, float):
                writer.add_scalar(name, value, log.epoch)

    try:
        yield show
    finally:
        writer.close()
