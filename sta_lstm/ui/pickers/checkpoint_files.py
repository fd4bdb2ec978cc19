"""The lists of checkpoints, and the checkpoint that was chosen in one: kept as clips are (`clip_files`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import streamlit as st

from sta_lstm.evidence.record import about_checkpoint
from sta_lstm.model.checkpoint import Checkpoint, load_checkpoint
from sta_lstm.model.headers import Header, header_of
from sta_lstm.samples import checkpoints_folder, folder_checkpoints, sample_checkpoints
from sta_lstm.skeletons import Clip
from sta_lstm.ui.pickers.choice import ask_for, pick
from sta_lstm.ui.pickers.files import FOLDER, FOLDER_SECONDS, SAMPLE, Source, folder_file, sample, uploads
from sta_lstm.ui.session.kept import kept
from sta_lstm.ui.session.link import FileField
from sta_lstm.ui.session.uploads import seen, upload_field
from sta_lstm.ui.text import title_line

_CHECKPOINT_HELP = (
    "A .safetensors file written by this program, or a .pt state dict together with its .json. "
    "Nothing in it is ever run."
)
_CHECKPOINT_HINT = ".safetensors of this program, or .pt with its .json"

_ASKED = "Checkpoints-asked"  # in the session: names to choose before the list of several is shown


def checkpoint_names() -> list[str]:
    """What an address may ask for: samples, and the checkpoints in the folder named at the start."""
    return [source.title for source in known_checkpoints()]


def _ask_for_several(names: Sequence[str]) -> None:
    st.session_state[_ASKED] = tuple(names)


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


def pick_checkpoint(clip: Clip | None = None) -> Source | None:
    """The list of checkpoints with its upload field; what is chosen, or None where there is nothing to choose.

    Those that read ``clip`` as it is come first.
    """
    return pick(
        CHECKPOINT,
        known_checkpoints(clip),
        uploads,
        upload_label="or upload your own checkpoint",
        upload_help=_CHECKPOINT_HELP,
        upload_hint=_CHECKPOINT_HINT,
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
        names = names or CHECKPOINTS.opening[:most]
        chosen = [key for name in names for key, source in sources.items() if source.sample == name]
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


def known_checkpoints(clip: Clip | None = None) -> list[Source]:
    """What every visitor can choose from: the samples, and before them the folder that was named at the start.

    Those that read ``clip`` as it is come before the others.
    """
    found = [(sample(path), header_of(path)) for path in sample_checkpoints()]
    folder = checkpoints_folder()
    if folder is not None:
        taken, own = {source.title for source, _ in found}, []
        for name, path in _folder().items():
            source = folder_file(name, f"{name} (folder)" if name in taken else name, path, folder)
            if source is not None:
                own.append((source, header_of(path)))
        found = [*own, *found]
    if clip is not None:
        found.sort(key=lambda each: each[1] is None or not each[1].fits(clip))
    return [source if header is None else replace(source, about=about_checkpoint(header)) for source, header in found]


def chosen_header() -> Header | None:
    """What the checkpoint says of itself that is chosen at this moment; None for an upload, or where none is."""
    key = st.session_state.get(f"{CHECKPOINT.noun}-choice")
    paths = {f"{SAMPLE}{path.name}": path for path in sample_checkpoints()}
    paths |= {f"{FOLDER}{name}": path for name, path in _folder().items()} if checkpoints_folder() else {}
    return header_of(paths[key]) if key in paths else None


def read_checkpoint(source: Source) -> Checkpoint:
    """The checkpoint that was chosen.

    Raises:
        CheckpointError: the file is not a checkpoint of ours.
    """
    return _load_checkpoint(source.cache_key, source)


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
