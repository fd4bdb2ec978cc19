"""Where clips and checkpoints come from: the samples, a folder named at the start, and what this visitor uploaded.

Samples are read once for all visitors. Uploads and what is made from them are kept for one session alone.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Protocol, TypeVar

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from sta_lstm.attention.predict import predict
from sta_lstm.attention.prediction import Prediction
from sta_lstm.errors import CheckpointError, MismatchError
from sta_lstm.model.checkpoint import Checkpoint, load_checkpoint
from sta_lstm.model.features import FeatureRecipe, Features, clip_features
from sta_lstm.player import player_payload
from sta_lstm.samples import folder_checkpoints, sample_checkpoints, sample_clips
from sta_lstm.skeletons import Clip
from sta_lstm.ui.handling import UNTOUCHED, handling_of
from sta_lstm.ui.shelf import is_just_opened, upload_field

_SAMPLE = "sample:"  # begins the keys of samples
_FOLDER = "folder:"  # begins the keys of files in the folder that was named at the start
FOLDER_SECONDS = 5  # for so long a listing of it holds: a training writes into it, and listing takes time
_UPLOADED = "Yours · "  # begins the titles of uploads
_SECOND = "Second clip"
#: The sample that a page of two clips opens on beside the first.
SECOND_CLIP = "high-five"
#: The sample that a page of a training opens on.
RUN = "demo-small-sta"
_DEFAULT = {"Clip": "shake-hands", _SECOND: SECOND_CLIP, "Checkpoint": "demo-sta", "Training run": RUN}
_CLIP_HELP = (
    "NTU RGB+D, SBU, the Kinect data sets, BVH, OpenPose, AlphaPose, MediaPipe, PYSKL, MATLAB and NumPy arrays, "
    "tables of joints, or this program's own files. It stays in this session and is gone when you close the page."
)
#: What there is to compare at first: both attentions, and each by itself.
_COMPARED = ("demo-sta", "demo-sa", "demo-ta")
_CHECKPOINT_HELP = (
    "A .safetensors file written by this program, or a .pt state dict together with its .json. "
    "Nothing in it is ever run."
)


class Choice(Protocol):
    """What can stand in a list: a file, or several that belong together."""

    @property
    def key(self) -> str:
        """Tells it apart from all others."""
        ...

    @property
    def title(self) -> str:
        """What the list shows."""
        ...

    @property
    def is_sample(self) -> bool:
        """Whether it is the same for all visitors."""
        ...


C = TypeVar("C", bound=Choice)


@dataclass(frozen=True)
class Source:
    """A file to choose.

    Attributes:
        key: tells it apart from all others.
        title: what the list shows.
        name: the file's name.
        content: its bytes.
        companion: the bytes of the ``.json`` that belongs to a ``.pt`` file.
        is_sample: whether it is the same for all visitors.
        version: changes where a file of a folder is written anew under its name.
    """

    key: str
    title: str
    name: str
    content: Callable[[], bytes]
    companion: Callable[[], bytes | None]
    is_sample: bool
    version: str = ""

    @property
    def cache_key(self) -> str:
        """Tells its content, and what this visitor had done to it, apart from all others."""
        return f"{self.key}:{self.version}:{handling_of(self.key).key}"

    @property
    def sample(self) -> str | None:
        """The name of the sample, by which an address may ask for it; None for an upload."""
        return self.title if self.is_sample else None


def sample_names() -> tuple[list[str], list[str]]:
    """The names of the samples: clips, and checkpoints."""
    return [path.stem for path in sample_clips()], [source.title for source in _checkpoints()]


def default_samples(most: int) -> tuple[str, tuple[str, ...]]:
    """What a page of up to ``most`` checkpoints opens on: a clip that shows much, and the full model first."""
    return _DEFAULT["Clip"], (_DEFAULT["Checkpoint"],) if most == 1 else _COMPARED[:most]


def nothing_chosen() -> bool:
    """Whether this visitor has just come to the page: Streamlit forgets the choices of a page that was left."""
    return is_just_opened("Clip")


def open_samples(
    clip: str | None, checkpoints: Sequence[str], second: str | None = None, run: str | None = None
) -> None:
    """Choose samples by their names before the lists are shown; none: the newest upload, or what the page opens on."""
    st.session_state["Clip-asked"] = clip
    st.session_state[f"{_SECOND}-asked"] = second
    st.session_state["Training run-asked"] = run
    st.session_state["Checkpoint-asked"] = checkpoints[0] if checkpoints else None
    st.session_state["Checkpoints-asked"] = tuple(checkpoints)


def pick_clip() -> Source | None:
    """The list of clips with its upload field; what is chosen, or None where there is nothing to choose."""
    return pick(
        "Clip",
        [_sample(path) for path in sample_clips()],
        uploads,
        upload_label="or upload your own recording",
        upload_help=_CLIP_HELP,
    )


def pick_second_clip() -> Source | None:
    """The same for a clip that is held against the first."""
    return pick(
        _SECOND,
        [_sample(path) for path in sample_clips()],
        uploads,
        upload_label="or upload a second recording",
        upload_help=_CLIP_HELP,
    )


def pick_checkpoint() -> Source | None:
    """The same for checkpoints."""
    return pick(
        "Checkpoint",
        _checkpoints(),
        uploads,
        upload_label="or upload your own checkpoint",
        upload_help=_CHECKPOINT_HELP,
    )


def pick_checkpoints(most: int) -> list[Source]:
    """The list of checkpoints of which up to ``most`` are chosen, in the order of the choice, with its upload field."""
    field = st.empty()
    files, _ = upload_field("Checkpoint", "or upload your own checkpoints", _CHECKPOINT_HELP)
    sources = {source.key: source for source in (*uploads(files), *_checkpoints())}
    choice, known, asked, last = (f"Checkpoints-{what}" for what in ("choice", "known", "asked", "last"))
    left = st.session_state.get(last)  # Streamlit forgets the choice of a page that is left
    chosen = [key for key in st.session_state.get(choice, left or ()) if key in sources]
    names = st.session_state.pop(asked, None)
    shown = tuple(sources[key].sample for key in chosen if sources[key].is_sample)
    if left is None or (names is not None and shown != tuple(names)):
        names = names or default_samples(most)[1]
        chosen = [key for name in names for key, source in sources.items() if source.sample == name]
    own = [key for key, source in sources.items() if not source.is_sample]
    new = [key for key in own if key not in st.session_state.get(known, ())]
    st.session_state[known] = set(own)
    st.session_state[choice] = _with_new(chosen, new, [key for key in chosen if sources[key].is_sample], most)
    field.multiselect(
        "Checkpoints",
        list(sources),
        format_func=lambda key: sources[key].title,
        key=choice,
        max_selections=most,
        placeholder=f"Choose 2 to {most}",
        help=f"Up to {most}. The first is what the others are compared with.",
    )
    if len(new) > most or not set(new) <= set(st.session_state[choice]):
        st.info(f"{most} are compared at a time. Take one out above to choose another.", icon=":material/info:")
    st.session_state[last] = list(st.session_state[choice])
    return [sources[key] for key in st.session_state[choice]]


def _with_new(chosen: Sequence[str], new: Sequence[str], samples: Sequence[str], most: int) -> list[str]:
    """What was just uploaded is what one wants to see: samples give way to it, the last one first.

    Args:
        chosen: keys of what was chosen before.
        new: keys of what was just uploaded, the newest first.
        samples: those of ``chosen`` that can be had again.
        most: how many are chosen at the most.
    """
    surplus = max(0, len(chosen) + len(new) - most)
    leave = set(samples[len(samples) - min(surplus, len(samples)) :])
    kept = [key for key in chosen if key not in leave]
    return [*kept, *reversed(new[: most - len(kept)])]


def pick(
    noun: str,
    samples: Sequence[C],
    uploaded: Callable[[Sequence[UploadedFile]], list[C]],
    *,
    upload_label: str,
    upload_help: str,
) -> C | None:
    """A list with an upload field beneath it; what is chosen, or None where there is nothing to choose.

    Args:
        noun: what is chosen; it parts this list from others in the session's state.
        samples: what every visitor can choose.
        uploaded: what the files of the upload field, the newest last, add to them: the newest first.
        upload_label: of the field.
        upload_help: what the field takes.
    """
    field = st.empty()  # the list stands above the field that adds to it
    files, just_uploaded = upload_field(noun, upload_label, upload_help)
    own = uploaded(files)
    sources = [*own, *samples]
    if not sources:
        st.info(f"There is no sample here. Upload a {noun.lower()}.")
        return None
    keys = [source.key for source in sources]
    choice, last, sample = f"{noun}-choice", f"{noun}-last", f"{noun}-sample"
    asked = f"{noun}-asked"
    if asked in st.session_state:
        st.session_state[choice] = _asked(noun, st.session_state.pop(asked), sources)
    if own and just_uploaded:
        # What was just uploaded is what one wants to see.
        st.session_state[choice] = keys[0]
    elif st.session_state.get(choice) not in keys:
        # At the start, or where an upload was removed: back to the sample that was seen before it.
        st.session_state[choice] = st.session_state.get(sample, _first_choice(noun, sources))
    if st.session_state[choice].startswith(_SAMPLE):
        st.session_state[sample] = st.session_state[choice]
    st.session_state[last] = st.session_state[choice]  # Streamlit forgets the choice of a page that is left
    titles = {source.key: source.title for source in sources}
    chosen = field.selectbox(noun, keys, format_func=lambda key: titles[key], key=choice)
    return next(source for source in sources if source.key == chosen)


def _asked(noun: str, name: str | None, sources: Sequence[Choice]) -> str:
    """The key of the sample of that name; without a name, of the upload that was seen last, or of the newest one.

    Where there is no upload, of what the page opens on; for a second clip also where none was seen as such.
    """
    if name is None:
        own = [source.key for source in sources if not source.is_sample]
        if st.session_state.get(f"{noun}-last") in own:
            return str(st.session_state[f"{noun}-last"])
        return own[0] if own and noun != _SECOND else _first_choice(noun, sources)
    return next((source.key for source in sources if source.is_sample and source.title == name), sources[0].key)


def _first_choice(noun: str, sources: Sequence[Choice]) -> str:
    return next((source.key for source in sources if source.title == _DEFAULT[noun]), sources[0].key)


def _sample(path: Path) -> Source:
    return Source(_SAMPLE + path.name, path.stem, path.name, path.read_bytes, lambda: None, is_sample=True)


def _checkpoints() -> list[Source]:
    """What every visitor can choose from: the samples, and before them the folder that was named at the start."""
    samples = [_sample(path) for path in sample_checkpoints()]
    taken = {source.title for source in samples}
    own = []
    for name, path in _folder().items():
        source = folder_file(name, f"{name} (folder)" if name in taken else name, path)
        if source is not None:
            own.append(source)
    return [*own, *samples]


def folder_file(name: str, title: str, path: Path) -> Source | None:
    """A file in the folder that was named at the start, or one of the package; None where it was just removed."""
    try:
        status = path.stat()
    except OSError:
        return None
    version = f"{status.st_mtime_ns}:{status.st_size}"
    return Source(_FOLDER + name, title, path.name, partial(_read, path), lambda: None, is_sample=True, version=version)


@st.cache_data(ttl=FOLDER_SECONDS, show_spinner=False)
def _folder() -> dict[str, Path]:
    return folder_checkpoints()


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CheckpointError(f"checkpoint '{path.name}' cannot be read: {error.strerror or error}.") from error


def uploads(files: Sequence[UploadedFile]) -> list[Source]:
    """The uploads, newest first; a ``.json`` that belongs to a ``.pt`` is no file of its own."""
    companions = {Path(file.name).stem: file for file in files if Path(file.name).suffix == ".json"}
    weights = {Path(file.name).stem for file in files if Path(file.name).suffix in (".pt", ".pth")}
    sources = []
    for file in reversed(files):
        path = Path(file.name)
        if path.suffix == ".json" and path.stem in weights:
            continue
        companion = companions.get(path.stem) if path.stem in weights else None
        beside: Callable[[], bytes | None] = companion.getvalue if companion else lambda: None
        key = f"upload:{file.file_id}:{companion.file_id if companion else ''}"
        sources.append(Source(key, _UPLOADED + file.name, file.name, file.getvalue, beside, is_sample=False))
    return sources


def read_clip(source: Source) -> Clip:
    """The clip that was chosen.

    Raises:
        ClipError: the file is not a clip.
    """
    shared = source.is_sample and handling_of(source.key) == UNTOUCHED
    return (_sample_clip if shared else _own_clip)(source.cache_key, source)


def read_checkpoint(source: Source) -> Checkpoint:
    """The checkpoint that was chosen.

    Raises:
        CheckpointError: the file is not a checkpoint of ours.
    """
    return (_sample_checkpoint if source.is_sample else _own_checkpoint)(source.cache_key, source)


@dataclass(frozen=True)
class Answer:
    """A prediction with what the page shows of it.

    Attributes:
        prediction: what the model said.
        payload: what the player is told.
        seconds: how long the model and its features took.
    """

    prediction: Prediction
    payload: dict[str, Any]
    seconds: float


@st.cache_resource(max_entries=16, scope="session", show_spinner="Running the model …")
def answer(clip_key: str, checkpoint_key: str, _clip: Clip, _checkpoint: Checkpoint) -> Answer:
    """What the checkpoint says of the clip, kept for this session under the keys of the two.

    Raises:
        MismatchError: they do not fit each other.
    """
    prediction, seconds = timed_prediction(clip_key, checkpoint_key, _clip, _checkpoint)
    return Answer(prediction, player_payload([prediction]), seconds)


@st.cache_resource(max_entries=32, scope="session", show_spinner=False)
def timed_prediction(
    clip_key: str, checkpoint_key: str, _clip: Clip, _checkpoint: Checkpoint
) -> tuple[Prediction, float]:
    """The same without what a page of one checkpoint shows of it: the prediction, and the seconds that it took.

    Raises:
        MismatchError: they do not fit each other.
    """
    misfit = _checkpoint.misfit(_clip)
    if misfit is not None:
        raise MismatchError(misfit)
    start = time.perf_counter()
    features = _features(clip_key, _checkpoint.recipe, _checkpoint.config.n_persons, _clip)
    prediction = predict(_checkpoint, _clip, features=features)
    return prediction, time.perf_counter() - start


@st.cache_resource(max_entries=8, scope="session", show_spinner=False)
def _features(clip_key: str, recipe: FeatureRecipe, n_persons: int, _clip: Clip) -> Features:
    """Models of one recipe read the same."""
    return clip_features(_clip, recipe, n_persons=n_persons)


def _load_clip(key: str, _source: Source) -> Clip:
    return handling_of(_source.key).read(_source.content(), _source.name)


def _load_checkpoint(key: str, _source: Source) -> Checkpoint:
    return load_checkpoint(_source.content(), name=_source.name, header=_source.companion())


# Clips, checkpoints and predictions cannot be changed, so the cached value itself is handed out, not a copy.
_sample_clip = st.cache_resource(max_entries=32, show_spinner="Reading the clip …")(_load_clip)
_own_clip = st.cache_resource(max_entries=8, scope="session", show_spinner="Reading the clip …")(_load_clip)
_sample_checkpoint = st.cache_resource(max_entries=16, show_spinner="Loading the checkpoint …")(_load_checkpoint)
_own_checkpoint = st.cache_resource(max_entries=4, scope="session", show_spinner="Loading the checkpoint …")(
    _load_checkpoint
)
