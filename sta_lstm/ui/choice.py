"""A list with an upload field beneath it: what is chosen in it, and what it shows at first and again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from sta_lstm.ui.files import SAMPLE
from sta_lstm.ui.shelf import is_just_opened, upload_field

#: What the list of a second clip is called in the session's state.
SECOND = "Second clip"
#: The sample that a page of two clips opens on beside the first.
SECOND_CLIP = "high-five"
#: The sample that a page of a training opens on.
RUN = "demo-small-sta"
_DEFAULT = {"Clip": "shake-hands", SECOND: SECOND_CLIP, "Checkpoint": "demo-sta", "Training run": RUN}
#: What there is to compare at first: both attentions, and each by itself.
_COMPARED = ("demo-sta", "demo-sa", "demo-ta")


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
    ask_for("Clip", clip)
    ask_for(SECOND, second)
    ask_for("Training run", run)
    ask_for("Checkpoint", checkpoints[0] if checkpoints else None)
    st.session_state["Checkpoints-asked"] = tuple(checkpoints)


def ask_for(noun: str, name: str | None) -> None:
    """Choose by its title what every visitor can choose, before the list of ``noun`` is shown; None as above."""
    st.session_state[f"{noun}-asked"] = name


def asked_for(noun: str) -> str | None:
    """The title that is to be chosen when the list of ``noun`` is shown next, if any."""
    name: str | None = st.session_state.get(f"{noun}-asked")
    return name


def pick(
    noun: str,
    samples: Sequence[C],
    uploaded: Callable[[Sequence[UploadedFile]], list[C]],
    *,
    upload_label: str,
    upload_help: str,
    beneath: Callable[[C, Sequence[C]], C] | None = None,
) -> C | None:
    """A list with an upload field beneath it; what is chosen, or None where there is nothing to choose.

    Args:
        noun: what is chosen; it parts this list from others in the session's state.
        samples: what every visitor can choose.
        uploaded: what the files of the upload field, the newest last, add to them: the newest first.
        upload_label: of the field.
        upload_help: what the field takes.
        beneath: what is asked further of what was chosen (and of all uploads), beneath the list; gives the answer.
    """
    field, place = st.empty(), st.container()  # the list stands above the field that adds to it
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
    if st.session_state[choice].startswith(SAMPLE):
        st.session_state[sample] = st.session_state[choice]
    st.session_state[last] = st.session_state[choice]  # Streamlit forgets the choice of a page that is left
    titles = {source.key: source.title for source in sources}
    key = field.selectbox(noun, keys, format_func=lambda key: titles[key], key=choice)
    chosen = next(source for source in sources if source.key == key)
    if beneath is None:
        return chosen
    with place:
        return beneath(chosen, own)


def choose(noun: str, key: str) -> None:
    """Choose in the list of ``noun`` what has this key; to be called before the list is shown."""
    st.session_state[f"{noun}-choice"] = key


def _asked(noun: str, name: str | None, sources: Sequence[Choice]) -> str:
    """The key of the sample of that name; without a name, of the upload that was seen last, or of the newest one.

    Where there is no upload, of what the page opens on; for a second clip also where none was seen as such.
    """
    if name is None:
        own = [source.key for source in sources if not source.is_sample]
        if st.session_state.get(f"{noun}-last") in own:
            return str(st.session_state[f"{noun}-last"])
        return own[0] if own and noun != SECOND else _first_choice(noun, sources)
    return next((source.key for source in sources if source.is_sample and source.title == name), sources[0].key)


def _first_choice(noun: str, sources: Sequence[Choice]) -> str:
    return next((source.key for source in sources if source.title == _DEFAULT[noun]), sources[0].key)
