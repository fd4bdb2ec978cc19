"""The lists of checkpoints, and the checkpoint that was chosen in one: kept as clips are (`clip_files`)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import streamlit as st

from sta_lstm.model.checkpoint import Checkpoint, load_checkpoint
from sta_lstm.samples import checkpoints_folder, folder_checkpoints, sample_checkpoints
from sta_lstm.ui.pickers.choice import ask_for, pick
from sta_lstm.ui.pickers.files import FOLDER_SECONDS, Source, folder_file, sample, uploads
from sta_lstm.ui.session.kept import kept
from sta_lstm.ui.session.link import FileField
from sta_lstm.ui.session.uploads import seen, upload_field
from sta_lstm.ui.text import title_line

_CHECKPOINT_HELP = (
    "A .safetensors file written by this program, or a .pt state dict together with its .json. "
    "Nothing in it is ever run."
)


#: In the session: names to choose before the list of several is shown; the checkpoint that it took from another page.
_ASKED, _CARRIED = "Checkpoints-asked", "Checkpoints-carried"


def checkpoint_names() -> list[str]:
    """What an address may ask for: samples, and the checkpoints in the folder named at the start."""
    return [source.title for source in known_checkpoints()]


def _ask_for_several(names: Sequence[str] | None) -> None:
    st.session_state[_ASKED] = None if names is None else tuple(names)


#: The checkpoint under which a page shows its clips; it opens on the full model.
CHECKPOINT = FileField(
    key="checkpoint",
    noun="Checkpoint",
    opening=("demo-sta",),
    known=checkpoint_names,
    ask=partial(ask_for, "Checkpoint"),
    has_many=True,  # an address of several opens the first
)
#: The checkpoints that a page compares; it opens on both attentions together, and each by itself.
CHECKPOINTS = FileField(
    key="checkpoint",
    noun="Checkpoint",
    opening=("demo-sta", "demo-sa", "demo-ta"),
    known=checkpoint_names,
    ask=_ask_for_several,
    has_many=True,
)


def pick_checkpoint() -> Source | None:
    """The list of checkpoints with its upload field; what is chosen, or None where there is nothing to choose."""
    return pick(
        CHECKPOINT,
        known_checkpoints(),
        uploads,
        upload_label="or upload your own checkpoint",
        upload_help=_CHECKPOINT_HELP,
    )


def pick_checkpoints(most: int) -> list[Source]:
    """The list of checkpoints of which up to ``most`` are chosen, in the order of the choice, with its upload field."""
    field = st.empty()
    files, _ = upload_field("Checkpoint", "or upload your own checkpoints", _CHECKPOINT_HELP)
    seen("Checkpoint")
    sources = {source.key: source for source in (*uploads(files), *known_checkpoints())}
    choice, known, last = (f"Checkpoints-{what}" for what in ("choice", "known", "last"))
    left = st.session_state.get(last)  # Streamlit forgets the choice of a page that is left
    chosen = [key for key in st.session_state.get(choice, left or ()) if key in sources]
    names = st.session_state.pop(_ASKED, None)
    shown = tuple(sources[key].sample for key in chosen if sources[key].is_sample)
    if left is None or (names is not None and shown != tuple(names)):
        opening = names or CHECKPOINTS.opening[:most]
        chosen = [key for name in opening for key, source in sources.items() if source.sample == name]
    if not names:
        chosen = _with_carried(chosen, list(sources.values()), most)
    own = [key for key, source in sources.items() if not source.is_sample]
    new = [key for key in own if key not in st.session_state.get(known, ())]
    st.session_state[known] = set(own)
    st.session_state[choice] = _with_new(chosen, new, [key for key in chosen if sources[key].is_sample], most)
    field.multiselect(
        "Checkpoints",
        list(sources),
        format_func=lambda key: title_line(sources[key].title),
        key=choice,
        max_selections=most,
        placeholder=f"Choose 2 to {most}",
        help=f"Up to {most}. The first is what the others are compared with.",
    )
    if len(new) > most or not set(new) <= set(st.session_state[choice]):
        st.info(f"Only {most} can be compared at a time. Remove one above to choose another.", icon=":material/info:")
    st.session_state[last] = list(st.session_state[choice])
    return [sources[key] for key in st.session_state[choice]]


def known_checkpoints() -> list[Source]:
    """What every visitor can choose from: the samples, and before them the folder that was named at the start."""
    samples = [sample(path) for path in sample_checkpoints()]
    folder = checkpoints_folder()
    if folder is None:
        return samples
    taken, own = {source.title for source in samples}, []
    for name, path in _folder().items():
        source = folder_file(name, f"{name} (folder)" if name in taken else name, path, folder)
        if source is not None:
            own.append(source)
    return [*own, *samples]


def read_checkpoint(source: Source) -> Checkpoint:
    """The checkpoint that was chosen.

    Raises:
        CheckpointError: the file is not a checkpoint of ours.
    """
    return _load_checkpoint(source.cache_key, source)


def _with_carried(chosen: list[str], sources: Sequence[Source], most: int) -> list[str]:
    """What was chosen, led by the checkpoint that was chosen meanwhile on a page that shows one.

    With it come those whose names begin as its own does, which read the same joints; what else was chosen stays behind.
    """
    alone = st.session_state.get(f"{CHECKPOINT.noun}-last")
    carried = next((source for source in sources if source.key == alone), None)
    if carried is None or alone == st.session_state.get(_CARRIED):
        return chosen
    st.session_state[_CARRIED] = alone
    if carried.key in chosen or not carried.is_sample:
        return chosen
    kin = [source.key for source in sources if source.title.partition("-")[0] == carried.title.partition("-")[0]]
    kept = [key for key in chosen if key in kin] or kin
    return [carried.key, *(key for key in kept if key != carried.key)][: min(most, len(CHECKPOINTS.opening))]


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


@st.cache_data(ttl=FOLDER_SECONDS, show_spinner=False)
def _folder() -> dict[str, Path]:
    return folder_checkpoints()


@kept("Loading the checkpoint …")
def _load_checkpoint(key: str, _source: Source) -> Checkpoint:
    return load_checkpoint(_source.content(), name=_source.name, header=_source.companion())
