"""The names of maps in an address: those there are, each once, and a sentence on the rest."""

import pytest

from sta_lstm.evidence.maps import KINDS
from sta_lstm.ui.panels.explain_field import EXPLAIN, MOST_MAPS, MOST_PANES, SIDE_BY_SIDE
from sta_lstm.ui.session.link import Link


@pytest.mark.parametrize(
    ("word", "names", "wrong"),
    [
        ("ablation-limb,alpha-beta", ("ablation-limb", "alpha-beta"), []),
        ("random,random", ("random",), []),
        ("random,alpha-beto,contributions", ("random", "contributions"), ["alpha-beto"]),
        ("alpha", None, ["alpha"]),
        ("", None, [""]),
        (",", None, [""]),
        ("random, alpha-beta", ("random",), [" alpha-beta"]),
        ("<img src=x>", None, ["<img src=x>"]),
    ],
)
def test_what_is_a_map_is_taken_and_the_rest_is_wrong(word, names, wrong):
    assert EXPLAIN.read(word, Link()) == (names, wrong)


def test_too_many_are_wrong_and_the_first_are_taken():
    found, wrong = EXPLAIN.read(",".join(KINDS), Link())
    assert found == tuple(KINDS)[:MOST_MAPS]
    assert wrong == [",".join(list(KINDS)[MOST_MAPS:])]


def test_what_is_written_is_read_again():
    names = tuple(KINDS)[:MOST_MAPS]
    assert EXPLAIN.read(EXPLAIN.write(names), Link()) == (names, [])
    assert EXPLAIN.write(()) is None


def test_panes_are_fewer_and_may_show_the_models_own_map():
    names = ("alpha", *KINDS)
    found, wrong = SIDE_BY_SIDE.read(",".join(names), Link())
    assert (found, wrong) == (names[:MOST_PANES], [",".join(names[MOST_PANES:])])
