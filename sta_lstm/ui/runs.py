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
from streamlit.runtime.uploaded_file_manager import UploadedFile

from sta_lstm.comparison.history import History, history
from sta_lstm.model.checkpoint import Checkpoint, load_checkpoint
from sta_lstm.samples import folder_runs, sample_runs
from sta_lstm.skeletons import Clip
from sta_lstm.training.runs import Snapshot, epoch_of, in_order, run_of, spread_out
from sta_lstm.ui import sources
from sta_lstm.ui.errors import tried
from sta_lstm.ui.shelf import MAX_UPLOADS
from sta_lstm.ui.sources import Source
from sta_lstm.ui.text import plain, probability_text

#: Snapshots of a run that are shown; of more, so many are taken evenly.
MOST_SHOWN = 40
_NOUN = "Training run"
_LONGEST_NAME = 100  # letters: an uploaded header may hold any number
_HELP = (
    f"Up to {MAX_UPLOADS} of the files that 'sta-lstm train --keep-every N' leaves in the folder 'epochs' of a "
    "run. Choose them all at once; those of several runs are told apart."
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
    def sample(self) -> str | None:
        """The name by which an address may ask for it; None for uploads."""
        return self.title if self.is_sample else None


def run_names() -> list[str]:
    """The names of the runs that every visitor can choose."""
    return [run.title for run in _known_runs()]


def pick_run(complaints: DeltaGenerator) -> Run | None:
    """The list of runs with an upload field for snapshots; what is chosen, or None where there is nothing to choose.

    Args:
        complaints: where it is said that an upload is no snapshot.
    """
    return sources.pick(
        _NOUN,
        _known_runs(),
        partial(_uploaded_runs, complaints),
        upload_label="or upload the snapshots of your own run",
        upload_help=_HELP,
    )


def read_run(run: Run, complaints: DeltaGenerator) -> tuple[Snapshot, ...]:
    """The snapshots of a run, the earliest first; each that is damaged or belongs to another is named."""
    found, left_out = in_order([(file.name, checkpoint) for file, checkpoint in _read(run.files, complaints)])
    _warn(left_out, complaints)
    return found


def run_history(clip_key: str, clip: Clip, snapshots: Sequence[Snapshot]) -> History:
    """What the snapshots say of the clip, kept for this session under the clip's key.

    Raises:
        MismatchError: the clip does not fit them.
    """
    return _history(clip_key, tuple(each.checkpoint.revision for each in snapshots), clip, snapshots)


def in_words(found: History, place: int) -> str:
    """What one of the snapshots says, how good it is and how selective, as Markdown."""
    prediction, accuracy = found.predictions[place], found.accuracy[place]
    parts = [f"says {plain(prediction.label)}, {probability_text(prediction.probabilities.max())}"]
    label = found.clip.label
    if label in prediction.class_names and label != prediction.label:
        known = prediction.probabilities[prediction.class_names.index(str(label))]
        parts.append(f"the clip’s label {plain(label)}, {probability_text(known)}")
    if accuracy is not None:
        parts.append(f"right on {accuracy:.0%} of clips not seen")
    shares = (
        ("α", prediction.maps[0].learned, found.alpha_entropy),
        ("β", prediction.curves[0].learned, found.beta_entropy),
    )
    entropies = [f"{name} {values[place]:.0%}" for name, learned, values in shares if learned and values[place] >= 0]
    if entropies:
        parts.append(f"entropy of {', '.join(entropies)} of uniform")
    return f"**Epoch {found.epochs[place]}** {' · '.join(parts)}"


def _known_runs() -> list[Run]:
    """The folder's runs, and then the samples."""
    samples = [_run(f"sample:{name}", name, paths) for name, paths in sample_runs().items()]
    taken = {run.title for run in samples}
    own = [
        _run(f"folder:{name}", f"{name} (folder)" if name in taken else name, paths)
        for name, paths in _folder_runs().items()
    ]
    return [*own, *samples]


@st.cache_data(ttl=sources.FOLDER_SECONDS, show_spinner=False)
def _folder_runs() -> dict[str, tuple[Path, ...]]:
    return folder_runs()


def _run(key: str, title: str, paths: Sequence[Path]) -> Run:
    shown = (sources.folder_file(f"{key}/{path.name}", path.name, path) for path in spread_out(paths, MOST_SHOWN))
    return Run(key, title, tuple(file for file in shown if file is not None), len(paths), is_sample=True)


def _uploaded_runs(complaints: DeltaGenerator, files: Sequence[UploadedFile]) -> list[Run]:
    """Uploaded snapshots by their runs, the run of the newest first."""
    grouped: dict[tuple[str, str], list[Source]] = defaultdict(list)
    strangers = []
    for file, checkpoint in _read(sources.uploads(files), complaints):
        if epoch_of(checkpoint, file.name) is None:
            strangers.append((file.name, checkpoint))
        else:
            name = _EPOCH_OF_NAME.sub("", checkpoint.name[:_LONGEST_NAME])
            grouped[run_of(checkpoint)[:_LONGEST_NAME], name].append(file)
    _warn(in_order(strangers)[1], complaints)
    return [
        Run(f"upload:{of}:{name}", f"Yours · {name}", tuple(reversed(group)), len(group), is_sample=False)
        for (of, name), group in grouped.items()
    ]


def _warn(sentences: Sequence[str], complaints: DeltaGenerator) -> None:
    with complaints:
        for sentence in sentences:
            st.warning(plain(sentence, most=1000), icon=":material/warning:")


def _read(files: Sequence[Source], complaints: DeltaGenerator) -> list[tuple[Source, Checkpoint]]:
    """Those of the files that are checkpoints; of every other it is said why it is none."""
    read = []
    for file in files:
        load = _sample_snapshot if file.is_sample else _own_snapshot
        with complaints:
            checkpoint = tried(partial(load, file.cache_key, file))
        if checkpoint is not None:
            read.append((file, checkpoint))
    return read


def _load(key: str, _file: Source) -> Checkpoint:
    return load_checkpoint(_file.content(), name=_file.name, header=_file.companion())


_sample_snapshot = st.cache_resource(max_entries=3 * MOST_SHOWN, show_spinner=False)(_load)
_own_snapshot = st.cache_resource(max_entries=2 * MAX_UPLOADS, scope="session", show_spinner=False)(_load)


@st.cache_resource(max_entries=8, scope="session", show_spinner="Running the snapshots …")
def _history(clip_key: str, revisions: tuple[str, ...], _clip: Clip, _snapshots: Sequence[Snapshot]) -> History:
    return history([each.epoch for each in _snapshots], [each.checkpoint for each in _snapshots], _clip)
