"""Who watches a run: a progress bar, and TensorBoard where it is installed."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

from tqdm import tqdm

from sta_lstm.training.loop import EpochLog

Watcher = Callable[[EpochLog], None]


@contextlib.contextmanager
def progress_bar(title: str, n_epochs: int, n_done: int = 0) -> Iterator[Watcher]:
    """A bar on standard error, one step an epoch, with loss and accuracy."""
    with tqdm(total=n_epochs, initial=n_done, desc=title, unit="epoch", dynamic_ncols=True) as bar:

        def show(log: EpochLog) -> None:
            bar.set_postfix(stage=log.stage, loss=f"{log.total:.3f}", accuracy=f"{log.accuracy:.1%}", refresh=False)
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
