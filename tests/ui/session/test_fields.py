"""Fields of addresses, whatever they hold: a page adds its own, and what is written is read again."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from sta_lstm.ui.panels.player_fields import FRAME, PLAYER_FIELDS
from sta_lstm.ui.pickers import clip_files
from sta_lstm.ui.session.link import Link, ValueField, check_link, format_link, parse_link, whole_number

CLIP = replace(clip_files.CLIP, known=lambda: ("kick-right", "bow"))
FIELDS = (CLIP, *PLAYER_FIELDS)


def test_a_page_adds_a_field_of_its_own():
    parts = ValueField(
        key="parts",
        default=0,
        of=CLIP,
        parse=lambda word, link: whole_number(word),
        format=str,
        fault=lambda n, n_frames: f"{n} parts of {n_frames} frames" if n > n_frames else "",
    )
    fields = (*FIELDS, parts)
    link = Link().replaced({CLIP: ("bow",), FRAME: 3}).replaced({parts: 7})
    words = format_link(fields, link)
    assert words == {"clip": "bow", "frame": "3", "parts": "7"}
    assert parse_link(fields, words) == (link, "")
    assert parse_link(fields, {"clip": "bow", "parts": "<b>"}) == (
        Link().replaced({CLIP: ("bow",)}),
        "Part of this address cannot be opened (parts “<b>”); the default is shown instead.",
    )
    assert "7 parts of 5 frames" in check_link(fields, link, 5)[1]
    assert check_link(fields, link, 5)[0] == Link().replaced({CLIP: ("bow",), FRAME: 3})


@given(
    st.lists(
        st.tuples(st.from_regex(r"[a-z]{1,8}", fullmatch=True), st.integers(0, 9_999_999), st.booleans()),
        unique_by=lambda each: each[0],
        max_size=6,
    )
)
def test_any_fields_of_a_page_come_back_from_its_address(made):
    fields, values = [], {}
    for key, value, belongs in made:
        of = fields[-1] if belongs and fields and values[fields[-1]] else None
        field = ValueField(key=key, default=0, of=of, parse=lambda word, link: whole_number(word), format=str)
        fields.append(field)
        values[field] = value
    link = Link().replaced(values)
    assert parse_link(fields, format_link(fields, link)) == (link, "")
