"""JSON of strangers: a value, or one sentence that names the file and the place."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sta_lstm.errors import ClipError
from sta_lstm.formats.rules.json_values import MAX_JSON_BYTES, as_number, as_numbers, parsed, shown

BAD = [
    (b'{"a": [1, 2', "line 1, character 12: this is not JSON"),
    (b'{\n"a": 1,5x}', "line 2, character 8: this is not JSON"),
    (b"", "line 1, character 1: this is not JSON"),
    (b"[" * 200_000, "JSON with lists nested too deep"),
    (b"[" * 200_000 + b"]" * 200_000, "JSON with lists nested too deep"),
    (b'{"a":' * 100_000, "JSON with lists nested too deep"),
    (b"[" + b"1" * 5000 + b"]", "a number with too many digits"),
    ('{"a": 1}'.encode("utf-16"), "is text in UTF-16"),
    (b'{"a": "\xff"}', "another encoding than UTF-8"),
    (b"\x00\x01", "is binary"),
    (b"[" + b"{}," * 2_000_000 + b"{}]", "2,000,001 JSON objects; no clip that can be shown has over 1,500,000"),
    (b"[" + b"[]," * 3_000_000 + b"[]]", "3,000,002 JSON lists; no clip that can be shown has over 2,000,000"),
    (b"[" + b"1," * 9_000_000 + b"1]", "9,000,000 JSON values; no clip that can be shown has over 8,000,000"),
    (bytes(MAX_JSON_BYTES + 1), "is 48 MiB of JSON; at most 48 MiB are read"),
]


@pytest.mark.parametrize(("data", "says"), BAD, ids=[says[:30] for _, says in BAD])
def test_what_is_no_json_is_refused(data, says):
    with pytest.raises(ClipError) as caught:
        parsed(data, "a.json")
    assert says in str(caught.value)
    assert "'a.json'" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("data", [b'{"a": [1.5, null]}', b'\xef\xbb\xbf{"a":\r\n[1.5,\tnull] } \r\n\r\n'])
def test_marks_and_blanks_do_not_matter(data):
    assert parsed(data, "a.json") == {"a": [1.5, None]}


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(value=VALUES, are_ascii=st.booleans())
def test_any_value_is_read_as_python_reads_it(value, are_ascii):
    text = json.dumps(value, ensure_ascii=are_ascii)
    data = text.encode(errors="replace")  # a lone surrogate is no character
    assert repr(parsed(data, "a.json")) == repr(json.loads(data))


def test_nan_is_a_number():
    assert np.isnan(parsed(b"[NaN]", "a.json")[0])


@pytest.mark.parametrize(("value", "number"), [(1, 1.0), (-2.5, -2.5), (10**400, np.inf), (-(10**400), -np.inf)])
def test_numbers(value, number):
    assert as_number(value) == number


@pytest.mark.parametrize("value", [True, "1.5", [1], {}])
def test_what_is_no_number(value):
    with pytest.raises(TypeError):
        as_number(value)
    assert np.isnan(as_number(None))


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ({}, "an empty object"),
        ({"a": 1, "b\n": 2}, "an object with the keys a, b"),
        ([1] * 3000, "a list of 3,000"),
        ("x\ny", "'x\\ny'"),
        (None, "null"),
        (True, "true"),
        (1.5, "1.5"),
    ],
)
def test_values_in_messages_are_short_and_on_one_line(value, says):
    assert shown(value) == says
    assert len(shown({"k" * 5000: 1})) < 200


@given(st.lists(st.none() | st.integers() | st.floats(allow_nan=False)))
def test_a_list_of_numbers_is_read_as_each_of_them_is(values):
    assert np.array_equal(as_numbers(values), np.array([as_number(value) for value in values]), equal_nan=True)


@pytest.mark.parametrize("odd", [[1, [2]], [[1], [2]], [{}, 1], ["a", 1], [[1, 2], [3]]])
def test_what_is_no_list_of_numbers_is_refused_in_our_words(odd):
    with pytest.raises(TypeError, match="is not a number"):
        as_numbers(odd)
