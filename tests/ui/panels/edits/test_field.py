"""Edits in an address: they come from anyone, so they name samples alone."""

import pytest

from sta_lstm.errors import ClipError
from sta_lstm.evidence.edits import parse_edits
from sta_lstm.ui.panels.edits.field import EDIT, open_sample
from sta_lstm.ui.pickers.clip_files import CLIP
from sta_lstm.ui.session.link import Link, check_link, format_link, parse_link

FIELDS = (CLIP, EDIT)


@pytest.mark.parametrize("word", ["hold:right arm@10-40", "hide:B/all;swap:left leg=bow", "shift:head=0,-2.5,1"])
def test_a_link_is_read_as_it_was_written(word):
    link, notice = parse_link(FIELDS, {"clip": "bow", "edit": word})
    assert notice == ""
    assert link[EDIT] == parse_edits(word)
    assert format_link(FIELDS, link) == {"clip": "bow", "edit": word}


@pytest.mark.parametrize("word", ["hold", "swap:head=/etc/passwd", "swap:head=../bow", "swap:head=bow.npz", "x" * 9000])
def test_other_words_are_refused(word):
    link, notice = parse_link(FIELDS, {"clip": "bow", "edit": word})
    assert link[EDIT] == ()
    assert "edit" in notice


def test_frames_that_the_clip_lacks_are_refused():
    link = Link().replaced({CLIP: ("bow",), EDIT: parse_edits("hold:all@10-40")})
    assert check_link(FIELDS, link, 41) == (link, "")
    kept, notice = check_link(FIELDS, link, 40)
    assert kept[EDIT] == ()
    assert "of 40 frames" in notice


def test_only_samples_are_opened():
    assert open_sample("bow").n_frames > 1
    with pytest.raises(ClipError, match="there is no sample clip"):
        open_sample("/etc/passwd")
