"""The address of the page Data set, and the fields in which its parts are chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import streamlit as st

from sta_lstm.evidence.attended import slices
from sta_lstm.evidence.attended.places import SAMPLES, offered
from sta_lstm.evidence.attended.slices import OUTCOMES, Model, Outcome, Slice
from sta_lstm.evidence.attended.table import Attended
from sta_lstm.ui.pickers.choice import ask_for, asked_for
from sta_lstm.ui.session.address import Address
from sta_lstm.ui.session.link import FileField, ValueField, whole_number
from sta_lstm.ui.session.uploads import takes_none
from sta_lstm.ui.text import escaped, title_line
from sta_lstm.words import capital

#: Letters of a word in an address.
_LONGEST = 200
#: Stands in a list for a column that is left open, and in an address for clips of every split.
_ANY = ""
ALL = "all"
_CHOSEN = "dataset-chosen"  # in the session: see `n_chosen`


def _word(key: str) -> ValueField[str | None]:
    """A field whose word is one of those in the table: who shows the page looks it up."""
    return ValueField[str | None](
        key=key,
        default=None,
        of=DATA,
        lasts="files",
        parse=lambda word, link: word if 0 < len(word) <= _LONGEST else None,
        format=str,
    )


def _one_of(key: str, words: Sequence[str]) -> ValueField[str | None]:
    return ValueField[str | None](
        key=key, default=None, lasts="files", parse=lambda word, link: word if word in words else None, format=str
    )


#: The folder of attended clips.
DATA = FileField(
    key="data",
    noun="Data set",
    opening=(SAMPLES,),
    known=lambda: list(offered()),
    ask=partial(ask_for, "Data set"),
    prefers_uploads=False,
)
MODEL, LABEL, SAID = _word("model"), _word("class"), _word("said")
SUBJECT, SEEN, LENGTH = _word("subject"), _word("view"), _word("length")
SPLIT = _word("split")
OUTCOME = _one_of("outcome", OUTCOMES)
SORT = _one_of("sort", ("unsure", "disputed", "name", "alike"))
#: The clip to which others are alike.
LIKE = _word("like")
#: Between whom a spread is taken, and whether it is drawn in the place of the mean.
OVER = _one_of("between", ("networks",))
SPREAD = _one_of("show", ("spread",))
#: Which page of the list, from 1.
LEAF = ValueField[int](
    key="page", default=1, lasts="files", parse=lambda word, link: whole_number(word) or None, format=str
)
DATASET = Address(
    "dataset",
    (DATA, MODEL, LABEL, SAID, OUTCOME, SUBJECT, SEEN, SPLIT, LENGTH, SORT, LIKE, LEAF, OVER, SPREAD),
)

_TITLES: dict[str, tuple[str, ValueField[str | None], str]] = {
    "label": ("True class", LABEL, "every class"),
    "predicted": ("Answer", SAID, "every answer"),
    "outcome": ("Right or wrong", OUTCOME, "both"),
    "subject": ("Subject", SUBJECT, "everybody"),
    "view": ("View", SEEN, "every view"),
    "split": ("Seen in training", SPLIT, "all"),
    "length": ("Length", LENGTH, "every length"),
}
_WORDS = {
    "split": {"test": "No", "val": "To choose settings", "train": "Yes"},
    "length": {"short": "Short", "middle": "Middling", "long": "Long"},
    "outcome": {"right": "Right", "wrong": "Wrong", "unread": "Could not be asked"},
}


@dataclass(frozen=True)
class Offer:
    """A folder of attended clips to choose: one that was named at the start, or the samples."""

    name: str
    path: Path

    @property
    def key(self) -> str:
        """Tells it apart from all others."""
        return f"attended:{self.name}"

    @property
    def sample(self) -> str:
        """The name by which an address may ask for it."""
        return self.name


def key_of(field: ValueField[str | None]) -> str:
    """Under this name, the session keeps what is chosen in a field."""
    return f"dataset-{field.key}-{DATASET.n_arrivals}-{DATASET.shown[DATA]}"


def pick_data() -> Offer | None:
    """The list of folders; what is chosen, or None where there is none at all."""
    takes_none(DATA.noun)
    found = offered()
    names, key = list(found), "Data set-choice"
    if not names:
        return None
    wanted = asked_for("Data set")
    st.session_state.pop("Data set-asked", None)
    before = st.session_state.get(key, st.session_state.get("Data set-last"))
    st.session_state[key] = wanted if wanted in names else before if before in names else names[0]
    name = st.selectbox("Data set", names, format_func=title_line, key=key)
    st.session_state["Data set-last"] = name  # Streamlit forgets the choice of a page that is left
    return Offer(name, found[name])


def pick_model(models: Sequence[Model]) -> Model:
    """The list of checkpoints; the one that is chosen, or several of a kind together."""
    names = [model.name for model in models]
    key = key_of(MODEL)
    if st.session_state.get(key) not in names:
        asked = DATASET.shown[MODEL]
        st.session_state[key] = asked if asked in names else names[0]
    name = st.selectbox("Checkpoint", names, format_func=title_line, key=key, on_change=begin_again)
    DATASET.remember({MODEL: None if name == names[0] else name})
    return models[names.index(name)]


def choose_slice(model: Model, words: Mapping[str, Sequence[str]], table: Attended) -> Slice:
    """The fields that cut a slice, a column each that has more than one word; what they come to."""
    chosen: dict[str, str | None] = {}
    usual = _usual_split(words.get("split", ()))
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom", key="dataset-slice"):
        for name, (title, field, every) in _TITLES.items():
            options: list[str] = [*OUTCOMES] if name == "outcome" else list(words[name])
            if name == "outcome" and not slices.unread(table, model.revisions):
                options.remove("unread")
            if len(options) > 1 or (options and DATASET.shown[field] is not None):
                chosen[name] = _choose(name, title, field, every, options, usual if name == "split" else None)
    outcome = chosen.pop("outcome", None)
    kept: Outcome | None = next((each for each in OUTCOMES if each == outcome), None)
    return Slice(model.revisions, outcome=kept, **chosen)


def _choose(
    name: str, title: str, field: ValueField[str | None], every: str, options: list[str], usual: str | None
) -> str | None:
    """One field; the word that is chosen, None where the column is left open.

    Args:
        name: of the column.
        title: of the field.
        field: of the address.
        every: what stands for a column that is left open.
        options: the words of the column.
        usual: the word that is chosen without being told; the column is left open, if left out.
    """
    key = key_of(field)
    known = [_ANY, *options]
    if st.session_state.get(key) not in known:
        asked = DATASET.shown[field]
        wanted = (usual or _ANY) if asked is None else _ANY if asked == ALL else asked
        if wanted not in known:
            told = f"The address asks for “{escaped(wanted, most=60)}”, of which there is no clip here."
            st.info(told, icon=":material/link_off:")
        st.session_state[key] = wanted if wanted in known else _ANY
    said = _WORDS.get(name, {})
    word = st.selectbox(
        title,
        known,
        format_func=lambda each: title_line(said.get(each, each)) if each else capital(every),
        key=key,
        on_change=_choose_elsewhere if field in (LABEL, SAID) else begin_again,
        width=160,
    )
    DATASET.remember({field: None if word == (usual or _ANY) else word or ALL})
    return word or None


def set_cell(label: str | None, said: str | None) -> None:
    """Have the next run show the clips of a cell: a true class and an answer, either of which may be left open."""
    st.session_state[key_of(LABEL)], st.session_state[key_of(SAID)] = label or _ANY, said or _ANY
    begin_again()


def n_chosen() -> int:
    """How often a class was chosen in a field: a figure in which a cell was clicked before then begins anew."""
    return int(st.session_state.get(_CHOSEN, 0))


def _choose_elsewhere() -> None:
    st.session_state[_CHOSEN] = n_chosen() + 1
    begin_again()


def begin_again() -> None:
    """Have the list begin at its first page."""
    DATASET.remember({LEAF: 1})


def _usual_split(splits: Sequence[str]) -> str | None:
    """What the page opens on: clips that the checkpoint has not seen, where some of both are there."""
    return "test" if "test" in splits and len(splits) > 1 else None
