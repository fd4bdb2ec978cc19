"""The lists of checkpoints, and the checkpoint that was chosen in one: kept as clips are (`clip_files`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
from sta_lstm.ui.pickers.explained_files import check_is_a_model, models_among
from sta_lstm.ui.pickers.files import FOLDER, FOLDER_SECONDS, SAMPLE, Source, folder_file, sample
from sta_lstm.ui.session.kept import kept
from sta_lstm.ui.session.link import FileField
from sta_lstm.ui.session.uploads import seen, upload_field
from sta_lstm.ui.text import escaped, title_line
from sta_lstm.words import listed

_CHECKPOINT_HELP = (
    "A .safetensors file written by this program, a .pt state dict together with its .json, or any model as an .onnx "
    "file written by sta_lstm.to_onnx. An explained clip, too: an .npz of what any model said of the clip. No code in "
    "it is ever run."
)
_CHECKPOINT_HINT = ".safetensors of this program, .pt with its .json, .onnx, or an explained .npz"

#: In the session: names to choose before the list of several is shown; the checkpoint that it took from another page.
_ASKED, _CARRIED = "Checkpoints-asked", "Checkpoints-carried"
_REFUSED = "Checkpoints-refused"  # in the session: keys of uploads for which there was no place
#: Uploads without a place that are named one by one.
_MOST_NAMED = 3


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


def pick_checkpoint(clip: Clip | None = None) -> Source | None:
    """The list of checkpoints with its upload field; what is chosen, or None where there is nothing to choose.

    Those that read ``clip`` as it is come first.
    """
    return pick(
        CHECKPOINT,
        known_checkpoints(clip),
        models_among,
        upload_label="or upload your own checkpoint",
        upload_help=_CHECKPOINT_HELP,
        upload_hint=_CHECKPOINT_HINT,
    )


def pick_checkpoints(most: int) -> list[Source]:
    """The list of checkpoints of which up to ``most`` are chosen, in the order of the choice, with its upload field."""
    field = st.empty()
    files, _ = upload_field("Checkpoint", "or upload your own checkpoints", _CHECKPOINT_HELP)
    seen("Checkpoint")
    sources = {source.key: source for source in (*models_among(files), *known_checkpoints())}
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
    places = most - len(chosen)
    # What was just uploaded is what one wants to see, the newest last; nobody's choice gives way to it.
    st.session_state[choice] = [*chosen, *reversed(new[:places])]
    field.multiselect(
        "Checkpoints",
        list(sources),
        format_func=lambda key: title_line(sources[key].title),
        key=choice,
        max_selections=most,
        placeholder=f"Choose 2 to {most}",
        help=f"Up to {most}. The first is the reference.",
    )
    _say_refused([sources[key] for key in new[places:]], sources, st.session_state[choice], most)
    st.session_state[last] = list(st.session_state[choice])
    return [sources[key] for key in st.session_state[choice]]


def known_checkpoints(clip: Clip | None = None) -> list[Source]:
    """What every visitor can choose from: the samples, and before them the folder that was named at the start.

    Those that read ``clip`` as it is come before the others, and behind them those that read any layout.
    """
    found = _known()
    if clip is not None:
        found.sort(key=lambda each: 2 if each[1] is None or not each[1].fits(clip) else int(each[1].any_layout))
    return [source if header is None else replace(source, about=about_checkpoint(header)) for source, header in found]


def checkpoints_that_read(clip: Clip) -> list[str]:
    """The names of those that every visitor can choose, and that read ``clip`` as it is; those of any layout last."""
    found = [(header.any_layout, source.title) for source, header in _known() if header and header.fits(clip)]
    return [title for _, title in sorted(found, key=lambda each: each[0])]


def _known() -> list[tuple[Source, Header | None]]:
    """What every visitor can choose from, with what each file says of itself."""
    found = [(sample(path), header_of(path)) for path in sample_checkpoints()]
    folder = checkpoints_folder()
    if folder is None:
        return found
    taken, own = {source.title for source, _ in found}, []
    for name, path in _folder().items():
        source = folder_file(name, f"{name} (folder)" if name in taken else name, path, folder)
        if source is not None:
            own.append((source, header_of(path)))
    return [*own, *found]


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
    check_is_a_model(source)
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


def _say_refused(refused: Sequence[Source], sources: Mapping[str, Source], chosen: Sequence[str], most: int) -> None:
    """Name the uploads that found no place: in a toast when they come, and beneath the list for as long as it is full.

    Args:
        refused: those that have just come.
        sources: all that can be chosen, by their keys.
        chosen: keys of what is chosen.
        most: how many are chosen at the most.
    """
    before = st.session_state.get(_REFUSED, ())
    keys = [key for key in dict.fromkeys([*(source.key for source in refused), *before]) if key in sources]
    st.session_state[_REFUSED] = waiting = [key for key in keys if key not in chosen] if len(chosen) >= most else []
    if not waiting:
        return
    names = [escaped(sources[key].name) for key in waiting]
    if len(names) > _MOST_NAMED:
        names = [*names[:_MOST_NAMED], f"{len(names) - _MOST_NAMED} more"]
    was, which = ("was", "this one") if len(waiting) == 1 else ("were", "another")
    told = (
        f"{listed(names)} {was} not added: {most} are compared at most. Take one out of the list first, then choose "
        f"{which} in it."
    )
    st.warning(told, icon=":material/info:")  # an alert, which is read aloud as it comes; a toast is not
    if refused:
        st.toast(told, icon=":material/info:", duration="long")  # it is too many words for four seconds


@st.cache_data(ttl=FOLDER_SECONDS, show_spinner=False)
def _folder() -> dict[str, Path]:
    return folder_checkpoints()


@kept("Loading the checkpoint …")
def _load_checkpoint(key: str, _source: Source) -> Checkpoint:
    return load_checkpoint(_source.content(), name=_source.name, header=_source.companion())
