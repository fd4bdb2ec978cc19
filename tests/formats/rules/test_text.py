"""Tables of numbers in text: parsed all at once or line by line, they are Python's numbers, and faults are named."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sta_lstm.errors import ClipError
from sta_lstm.formats.rules.text import decoded, number_table

#: So many lines that they are parsed all at once.
MANY = 400


def table(lines, n_columns=3, keep=2, separator=None):
    numbers = range(1, len(lines) + 1)
    return number_table(lines, numbers, name="a.txt", n_columns=n_columns, keep=keep, separator=separator)


numbers = st.one_of(
    st.floats(width=64).map(repr),
    st.floats(-1000, 1000).map(lambda value: f"{value:.6f}"),
    st.integers(-(10**25), 10**25).map(str),
    st.sampled_from(["nan", "NaN", "-inf", "Infinity", "1e400", "-0", "+1.5", ".5", "5.", "1E-3", "1_0"]),
)
gaps = st.sampled_from([" ", " ", "\t", "  ", " \t "])
edges = st.sampled_from(["", "", " ", "\t"])


@given(rows=st.lists(st.tuples(numbers, numbers, numbers, gaps, gaps, edges, edges), min_size=1, max_size=8))
@settings(max_examples=60)
def test_numbers_are_pythons(rows):
    lines = [f"{before}{x}{one}{y}{two}{z}{after}" for x, y, z, one, two, before, after in rows] * MANY
    expected = np.array([[float(x), float(y)] for x, y, *_ in rows] * MANY)
    assert table(lines).tobytes() == expected.tobytes()
    commas = [f"{before}{x},{y} ,{z}{after}" for x, y, z, _, _, before, after in rows] * MANY
    assert table(commas, separator=",").tobytes() == expected.tobytes()


@pytest.mark.parametrize("many", [1, MANY], ids=["line by line", "all at once"])
@pytest.mark.parametrize(
    ("separator", "line", "says"),
    [
        (None, "1 2", "expected 3 numbers, found 2."),
        (None, "", "expected 3 numbers, found 0."),
        (None, "1 2 3 4", "expected 3 numbers, found 4."),
        (None, "1 2\x0b3\x1c4", "expected 3 numbers, found 4."),
        (None, "1 2\x013 4", "value 2: expected a number, found '2\\x013'"),
        (None, "1 2\xa03 4", "expected 3 numbers, found 4."),
        (None, "1 2 3 " + "4 " * 100_000, "expected 3 numbers, found over 3."),
        (
            None,
            "0,5 2 3",
            "value 1: expected a number, found '0,5'. Mend that line, or copy or download the file again",
        ),
        (None, "0,5 2 3", "Decimals need a point, not a comma."),
        (None, "1 0x10 3", "value 2: expected a number, found '0x10'"),
        (",", "1,2", "expected 3 numbers, found 2."),
        (",", "1,,2,3", "expected 3 numbers, found 4."),
        (",", ",1,2", "value 1: expected a number, found ''"),
        (",", "1;2,3,4", "value 1: expected a number, found '1;2'"),
        (",", "1 2,3,4", "value 1: expected a number, found '1 2'"),
    ],
)
def test_wrong_line_is_named(many, separator, line, says):
    sound = (separator or " ").join("123")
    with pytest.raises(ClipError) as caught:
        table([sound] * many + [line] + [sound] * many, separator=separator)
    assert says in str(caught.value)
    assert f"'a.txt', line {many + 1}" in str(caught.value)


def test_value_that_moved_to_the_next_line_is_found():
    lines = ["1 2 3"] * MANY
    lines[7:9] = ["1 2", "3 1 2 3"]
    with pytest.raises(ClipError, match="line 8: expected 3 numbers, found 2"):
        table(lines)


def test_line_ends_of_every_system():
    assert decoded(b"\xef\xbb\xbf1\r\n2\r3\n4\r\r\n", "a") == "1\n2\n3\n4\n\n"
