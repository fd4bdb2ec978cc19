"""A list with an upload field beneath it: what is chosen in it, and what it shows at first and again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

import streamlit as st

from sta_lstm.ui.pickers.files import SAMPLE
from sta_lstm.ui.session._streamlit import UploadedFile
from sta_lstm.ui.session.link import FileField
from sta_lstm.ui.session.uploads import seen, upload_field
from sta_lstm.ui.text import escaped, title_line


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
    def about(self) -> str:
        """What it is, in a few words behind its title; empty where nobody knows."""
        ...

    @property
    def is_sample(self) -> bool:
        """Whether it is the same for all visitors."""
        ...

    @property
    def sample(self) -> str | None:
        """The name by which an address may ask for it; None for an upload."""
        ...


C = TypeVar("C", bound=Choice)
_SEPARATOR = " · "
_ROOM = 29  # letters of a title that a list in the side bar has room for; what is longer stands beneath it again


#: Stands for what was chosen last, where a title could stand.
_LAST = ""
#: Under this name, the session keeps for each list what was chosen before an upload, and the upload.
_HELD = "held-choices"


def ask_for(noun: str, names: Sequence[str] | None) -> None:
    """Choose what every visitor can choose by its title, before the list of ``noun`` is shown.

    Args:
        noun: as the list's field calls it.
        names: the first of them is chosen; none chooses the newest upload, or what the page opens on. None itself
            chooses what was chosen last, on whatever page.
    """
    st.session_state[f"{noun}-asked"] = _LAST if names is None else names[0] if names else None


def asked_for(noun: str) -> str | None:
    """The title that is to be chosen when the list of ``noun`` is shown next, if any."""
    return st.session_state.get(f"{noun}-asked") or None


def pick(
    field: FileField,
    samples: Sequence[C],
    uploaded: Callable[[Sequence[UploadedFile]], list[C]],
    *,
    upload_label: str,
    upload_help: str,
    upload_hint: str = "",
    is_named: bool = True,
    beneath: Callable[[C, Sequence[C]], C] | None = None,
) -> C | None:
    """A list with an upload field beneath it; what is chosen, or None where there is nothing to choose.

    Args:
        field: what is chosen, as the page's address calls it.
        samples: what every visitor can choose.
        uploaded: what the files of the upload field, the newest last, add to them: the newest first.
        upload_label: of the field.
        upload_help: what the field takes.
        upload_hint: the same in a line that stands beneath the field; nothing if left out.
        is_named: whether the list tells names; else it counts, since files are often called what they show.
        beneath: what is asked further of what was chosen (and of all uploads), beneath the list; gives the answer.
    """
    noun = field.noun
    above, place = st.empty(), st.container()  # the list stands above the upload field that adds to it
    files, just_uploaded = upload_field(noun, upload_label, upload_help)
    if upload_hint:
        st.caption(upload_hint)
    own = uploaded(files)
    sources = [*own, *samples]
    if not sources:
        st.info(f"There are no samples here. Upload a {noun.lower()}.")
        return None
    keys = [source.key for source in sources]
    choice, last, sample = f"{noun}-choice", f"{noun}-last", f"{noun}-sample"
    newest = f"{noun}-newest"
    asked = f"{noun}-asked"
    if asked in st.session_state:
        st.session_state[choice] = _asked(field, st.session_state.pop(asked), sources)
    _hold(noun, keys)
    if own and just_uploaded:
        # What was just uploaded is what one wants to see, unless it only adds to what stands there.
        if keys[0] != st.session_state.get(newest) or st.session_state.get(choice) not in keys:
            st.session_state.setdefault(_HELD, {})[noun] = st.session_state.get(choice), keys[0]
            st.session_state[choice] = keys[0]
    elif st.session_state.get(choice) not in keys:
        # At the start, or where an upload was removed: back to the sample that was seen before it.
        st.session_state[choice] = st.session_state.get(sample, _first_choice(field, sources))
    if st.session_state[choice].startswith(SAMPLE):
        st.session_state[sample] = st.session_state[choice]
    st.session_state[last] = st.session_state[choice]  # Streamlit forgets the choice of a page that is left
    named = {source.key: title_line(_SEPARATOR.join(filter(None, (source.title, source.about)))) for source in sources}
    titles = named if is_named else {source.key: _numbered(field, source, own) for source in sources}
    _reword(noun, is_named)
    with above.container(gap="xxsmall"):
        key = st.selectbox(noun, keys, format_func=lambda key: titles[key], key=choice)
        # Only now: a run that another upload cuts short before the list is there has chosen nothing.
        st.session_state[newest] = keys[0]
        seen(noun)
        chosen = next(source for source in sources if source.key == key)
        if chosen.about and is_named and len(titles[key]) > _ROOM:
            st.caption(escaped(chosen.about))
    if beneath is None:
        return chosen
    with place:
        return beneath(chosen, own)


def _hold(noun: str, keys: Sequence[str]) -> None:
    """Keep what was just uploaded chosen until a page has run to its end.

    A run that comes meanwhile, as of another upload, brings what the browser knew before.
    """
    choice, held = f"{noun}-choice", st.session_state.get(_HELD, {})
    before, wanted = held.get(noun, (None, None))
    if wanted in keys and st.session_state.get(choice) == before:
        st.session_state[choice] = wanted


def let_go() -> None:
    """Choose as the browser says from now on; to be called where a page has run to its end."""
    st.session_state.pop(_HELD, None)


def _numbered(field: FileField, source: Choice, own: Sequence[Choice]) -> str:
    """A title that says nothing of what it is, and is the same whatever else stands in the list."""
    if source in own:
        return f"Yours {len(own) - own.index(source)}"
    number = None if source.sample is None else field.number(source.sample)
    return "A folder" if number is None else f"Clip {number}"


def _reword(noun: str, is_named: bool) -> None:
    """Have a list that is on the screen show the new words: it keeps those it had unless its choice is set anew."""
    if st.session_state.get(f"{noun}-named", is_named) != is_named:
        choose(noun, st.session_state[f"{noun}-choice"])
    st.session_state[f"{noun}-named"] = is_named


def chosen_key(noun: str) -> str | None:
    """The key of what is chosen in the list of ``noun``; None where no such list was shown on this page."""
    key: str | None = st.session_state.get(f"{noun}-choice")
    return key


def choose(noun: str, key: str) -> None:
    """Choose in the list of ``noun`` what has this key; to be called before the list is shown."""
    st.session_state[f"{noun}-choice"] = key


def back_to_sample(noun: str) -> None:
    """Choose in the list of ``noun`` the sample that was seen last, or what its page opens on."""
    st.session_state[f"{noun}-choice"] = st.session_state.get(f"{noun}-sample")


def see_again(noun: str, key: str) -> None:
    """Have the list of ``noun`` begin at the upload of this key on the page that is opened next."""
    st.session_state[f"{noun}-last"] = key


def _asked(field: FileField, name: str | None, sources: Sequence[Choice]) -> str:
    """The key of the sample of that name; without a name, of the upload that was seen last, or of the newest one.

    Where there is no upload, or the field does not prefer them, of what the page opens on.
    """
    if name == _LAST:
        before = (st.session_state.get(f"{field.noun}-{what}") for what in ("last", "sample"))
        known = {source.key for source in sources}
        name, chosen = None, next((key for key in before if key in known), None)
        if chosen is not None:
            return str(chosen)
    if name is None:
        own = [source.key for source in sources if not source.is_sample]
        last = st.session_state.get(f"{field.noun}-last")
        if last in own:
            return str(last)
        return own[0] if own and field.prefers_uploads else _first_choice(field, sources)
    return next((source.key for source in sources if source.sample == name), sources[0].key)


def _first_choice(field: FileField, sources: Sequence[Choice]) -> str:
    return next((source.key for source in sources if source.title in field.opening), sources[0].key)
