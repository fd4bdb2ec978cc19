"""The training runs that a page can show: samples, those in the folder named at the start, uploaded snapshots."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from sta_lstm.comparison.history import History, history
from sta_lstm.model.checkpoint import Checkpoint
from sta_lstm.samples import bundle_folder, checkpoints_folder, folder_runs, sample_runs
from sta_lstm.skeletons import Clip
from sta_lstm.training.runs.order import Snapshot, epoch_of, in_order, run_of, spread_out
from sta_lstm.ui.errors import run_or_show_error
from sta_lstm.ui.pickers.checkpoint_files import read_checkpoint
from sta_lstm.ui.pickers.choice import ask_for, pick
from sta_lstm.ui.pickers.files import FOLDER_SECONDS, Source, folder_file, uploads
from sta_lstm.ui.session._streamlit import UploadedFile
from sta_lstm.ui.session.kept import kept
from sta_lstm.ui.session.keys import Offered
from sta_lstm.ui.session.link import FileField
from sta_lstm.ui.session.uploads import MAX_UPLOADS
from sta_lstm.ui.text import escaped
from sta_lstm.words import counted

#: Snapshots of a run that are shown; of more, so many are taken evenly.
MOST_SHOWN = 40
_LONGEST_NAME = 100  # letters: an uploaded header may hold any number
_HELP = (
    f"Up to {MAX_UPLOADS} of the files that 'sta-lstm train --keep-every N' leaves in the folder 'epochs' of a "
    "run. Choose them all at once; snapshots of several runs are listed separately."
)
_EPOCH_OF_NAME = re.compile(r"-epoch-\d+$")


@dataclass(frozen=True)
class Run:
    """A training of which there are snapshots.

    Attributes:
        key: tells it apart from all others.
        title: what the list shows.
        files: the snapshots that are shown.
        n_files: how many there are.
        is_sample: whether it is the same for all visitors.
    """

    key: str
    title: str
    files: tuple[Source, ...]
    n_files: int
    is_sample: bool

    @property
    def about(self) -> str:
        """How many snapshots there are."""
        return counted(self.n_files, "snapshot")

    @property
    def sample(self) -> str | None:
        """The name by which an address may ask for it; None for uploads."""
        return self.title if self.is_sample else None


def run_names() -> list[str]:
    """The names of the runs that every visitor can choose."""
    return [run.title for run in _known_runs()]


#: The training run that a page shows.
RUN = FileField(
    key="run",
    noun="Training run",
    opening=("demo-small-sta",),
    known=run_names,
    ask=partial(ask_for, "Training run"),
)


def pick_run(warnings_area: DeltaGenerator) -> Run | None:
    """The list of runs with an upload field for snapshots; what is chosen, or None where there is nothing to choose.

    Args:
        warnings_area: where to show that an upload is not a snapshot.
    """
    return pick(
        RUN,
        _known_runs(),
        partial(_uploaded_runs, warnings_area),
        upload_label="or upload the snapshots of your own run",
        upload_help=_HELP,
    )


def read_run(run: Run, warnings_area: DeltaGenerator) -> tuple[Snapshot, ...]:
    """The snapshots of a run, the earliest first; each that is damaged or belongs to another is named."""
    found, left_out = in_order([(file.name, checkpoint) for file, checkpoint in _read(run.files, warnings_area)])
    _show_warnings(left_out, warnings_area)
    return found


def run_history(clip_key: str, run_key: str, clip: Clip, snapshots: Sequence[Snapshot]) -> History:
    """What the snapshots of a run say of the clip.

    Raises:
        MismatchError: the clip does not fit them.
    """
    return _history(clip_key, run_key, tuple(each.checkpoint.revision for each in snapshots), clip, snapshots)


def _known_runs() -> list[Run]:
    """The folder's runs, and then the samples."""
    bundle, folder = bundle_folder(), checkpoints_folder()
    samples = [_run(f"sample:{name}", name, paths, bundle) for name, paths in sample_runs().items()]
    if folder is None:
        return samples
    taken = {run.title for run in samples}
    own = [
        _run(f"folder:{name}", f"{name} (folder)" if name in taken else name, paths, folder)
        for name, paths in _folder_runs().items()
    ]
    return [*own, *samples]


@st.cache_data(ttl=FOLDER_SECONDS, show_spinner=False)
def _folder_runs() -> dict[str, tuple[Path, ...]]:
    return folder_runs()


def _run(key: str, title: str, paths: Sequence[Path], within: Path) -> Run:
    shown = (folder_file(f"{key}/{path.name}", path.name, path, within) for path in spread_out(paths, MOST_SHOWN))
    return Run(Offered(key), title, tuple(file for file in shown if file is not None), len(paths), is_sample=True)


def _uploaded_runs(warnings_area: DeltaGenerator, files: Sequence[UploadedFile]) -> list[Run]:
    """Uploaded snapshots by their runs, the run of the newest first."""
    grouped: dict[tuple[str, str], list[Source]] = defaultdict(list)
    not_snapshots = []
    for file, checkpoint in _read(uploads(files), warnings_area):
        if epoch_of(checkpoint, file.name) is None:
            not_snapshots.append((file.name, checkpoint))
        else:
            name = _EPOCH_OF_NAME.sub("", checkpoint.name[:_LONGEST_NAME])
            grouped[run_of(checkpoint)[:_LONGEST_NAME], name].append(file)
    _show_warnings(in_order(not_snapshots)[1], warnings_area)
    return [
        Run(f"upload:{of}:{name}", f"Yours · {name}", tuple(reversed(group)), len(group), is_sample=False)
        for (of, name), group in grouped.items()
    ]


def _show_warnings(sentences: Sequence[str], warnings_area: DeltaGenerator) -> None:
    with warnings_area:
        for sentence in sentences:
            st.warning(escaped(sentence, most=1000), icon=":material/warning:")


def _read(files: Sequence[Source], warnings_area: DeltaGenerator) -> list[tuple[Source, Checkpoint]]:
    """Those of the files that are checkpoints; for every other the page shows why it is not."""
    read = []
    for file in files:
        with warnings_area:
            checkpoint = run_or_show_error(partial(read_checkpoint, file))
        if checkpoint is not None:
            read.append((file, checkpoint))
    return read


@kept("Running the snapshots …")
def _history(
    clip_key: str, run_key: str, revisions: tuple[str, ...], _clip: Clip, _snapshots: Sequence[Snapshot]
) -> History:
    return history([each.epoch for each in _snapshots], [each.checkpoint for each in _snapshots], _clip)
