"""What a reader of somebody else's gives is checked, and whatever it raises becomes a ClipError."""

from dataclasses import replace

import pytest

from sta_lstm.errors import ClipError
from sta_lstm.formats import ClipFormat
from sta_lstm.formats.guard import guarded
from sta_lstm.formats.rules.read_options import AS_STORED


def leave(*args):
    raise SystemExit(3)


#: Each test replaces the function that it is about.
DOTS = ClipFormat(
    name="Dots",
    endings=(".dots",),
    sniff=lambda head: True,
    read=leave,
    write=leave,
    description="A format of somebody else's.",
    joints="25",
    persons="1",
)


@pytest.mark.parametrize(
    ("entries", "says"),
    [
        (lambda data, name: None, "gave NoneType for the names of the recordings in it; expected a tuple of texts"),
        (lambda data, name: (1, 2), "gave tuple of int for the names"),
        (lambda data, name: "ab", "gave str for the names"),
        (leave, "the reader of 'Dots' failed .SystemExit: 3."),
    ],
)
def test_a_listing_that_is_none_is_said(entries, says):
    known = guarded(replace(DOTS, entries=entries))
    with pytest.raises(ClipError, match=says):
        known.entries(b"", "a.dots")


def test_a_list_of_names_is_taken_and_a_writer_gives_bytes(small_clip):
    assert guarded(replace(DOTS, entries=lambda data, name: ["a"])).entries(b"", "x") == ("a",)
    with pytest.raises(ClipError, match="the writer of 'Dots' gave str; expected bytes"):
        guarded(replace(DOTS, write=lambda clip: "text")).write(small_clip())
    with pytest.raises(ClipError, match="the reader of 'Dots' failed"):
        guarded(replace(DOTS, read=leave)).read(b"", "a.dots", AS_STORED)
