"""The names of measures in an address: each once, bounded, and whatever a clip may call its joints."""

import pytest

from sta_lstm.ui.movement.field import COLUMNS, MEASURES, MOST_MEASURES
from sta_lstm.ui.session.link import Link


@pytest.mark.parametrize(
    ("word", "names", "wrong"),
    [
        ("knee angle,head speed", ("knee angle", "head speed"), []),
        ("knee angle,knee angle", ("knee angle",), []),
        ("a,b,c,d,e,f", ("a", "b", "c", "d"), ["e,f"]),
        ("", None, [""]),
        ("x" * 61, None, ["x" * 61]),
        ("a\nb", None, ["a\nb"]),
    ],
)
def test_names_are_taken_and_the_rest_is_wrong(word, names, wrong):
    assert MEASURES.read(word, Link()) == (names, wrong)


def test_what_is_written_is_read_again():
    names = ("knee angle", "pinned joint", "left  Knie speed")
    assert MEASURES.read(MEASURES.write(names), Link()) == (names, [])
    assert MEASURES.write(("a,b", "c")) == "c"  # a comma parts names, so this one cannot stand in an address
    assert MEASURES.write(("a,b",)) is None
    assert len(COLUMNS.default) <= MOST_MEASURES
