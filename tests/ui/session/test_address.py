"""The address of a page goes all the way with a field that the page adds: asked for, shown, kept, told again."""

import pytest
from streamlit.testing.v1 import AppTest

from sta_lstm.ui.session.address import Address
from sta_lstm.ui.session.link import FileField, ValueField, whole_number


def script():
    """A page of one list and a field of its own; it shows what it was asked for, and keeps what somebody chooses."""
    from types import SimpleNamespace

    import streamlit as st

    from sta_lstm.ui.session.address import Address
    from sta_lstm.ui.session.link import FileField, ValueField, whole_number

    def ask(names):
        st.session_state["asked"] = names

    song = FileField(
        key="song", noun="Song", opening=("first",), known=lambda: ("first", "other"), ask=ask, is_clip=True
    )
    parts = ValueField(
        key="parts",
        default=0,
        of=song,
        parse=lambda word, link: whole_number(word),
        format=str,
        fault=lambda n, n_frames: f"{n} parts of {n_frames}" if n > n_frames else "",
    )
    address = Address("test", (song, parts))
    request = address.requested()
    if request is not None:
        names = st.session_state.pop("asked", ()) or song.opening
        st.session_state["song"] = names[0]
        st.session_state["parts"] = None
    name = st.text_input("Song", key="song")
    sample = None if name == "mine" else name
    address.update(request, {song: [SimpleNamespace(key=name, sample=sample)]}, 9)
    if request is not None:
        st.session_state["parts"] = address.shown[parts]
    address.remember({parts: int(st.number_input("Parts", step=1, key="parts"))})
    address.keep()
    st.caption("all of it" if address.is_complete else "not all of it")


def words(app):
    """What the browser is told to write into the address, and whether that says all."""
    import json

    (keeper,) = [json.loads(part.proto.json) for part in app.get("bidi_component") if part.proto.json]
    return keeper["words"], app.caption[0].value == "all of it"


def opened(**query):
    app = AppTest.from_function(script, default_timeout=60)
    for key, word in query.items():
        app.query_params[key] = word
    return run(app)


def run(app):
    app.run()
    assert not app.exception, app.exception[0].value
    return app


@pytest.fixture(autouse=True)
def one_page(monkeypatch):
    monkeypatch.setattr("sta_lstm.ui.session.address.is_just_opened", lambda noun: False)


def test_what_is_asked_for_is_shown_and_told_again():
    app = opened(song="other", parts="4")
    assert app.number_input[0].value == 4
    assert words(app) == ({"song": "other", "parts": "4"}, True)
    app.number_input[0].set_value(5)
    assert words(run(app)) == ({"song": "other", "parts": "5"}, True)
    assert not app.info


def test_what_the_page_opens_on_needs_no_words():
    assert words(opened()) == ({}, True)
    assert words(opened(song="first", parts="0")) == ({}, True)


def test_another_song_begins_without_parts_and_an_upload_is_not_told():
    app = opened(song="other", parts="4")
    app.number_input[0].set_value(0)
    app.text_input[0].set_value("first")
    assert words(run(app)) == ({}, True)
    app.text_input[0].set_value("mine")
    assert words(run(app)) == ({}, False)


@pytest.mark.parametrize(
    ("query", "complaint"),
    [({"song": "<b>"}, "song"), ({"parts": "-1"}, "parts"), ({"parts": "10"}, "10 parts of 9"), ({"x": "1"}, None)],
)
def test_what_cannot_be_had_is_said_in_one_sentence(query, complaint):
    app = opened(**query)
    assert words(app) == ({}, True)
    assert len(app.info) == (complaint is not None)
    assert complaint is None or complaint in app.info[0].value


SONG = FileField(key="song", noun="Song", opening=(), known=tuple, ask=print)
PARTS = ValueField(key="parts", default=0, of=SONG, parse=lambda word, link: whole_number(word), format=str)


@pytest.mark.parametrize(
    ("fields", "says"), [((PARTS, SONG), "must stand behind 'song'"), ((SONG, SONG), "two fields")]
)
def test_fields_that_cannot_be_read_in_order_are_no_address(fields, says):
    with pytest.raises(ValueError, match=says):
        Address("test", fields)
