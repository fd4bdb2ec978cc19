"""What captions say of the answer: no surer than the page's title, and with its number in every size of pane."""

from dataclasses import replace

import pytest
from browser.player.playing import COMMAND

from sta_lstm.player import player_payload
from sta_lstm.player.withheld import without_answer
from sta_lstm.prediction.answer import answer_title

pytestmark = pytest.mark.browser

NAMES = ("first of several long names of checkpoints", "second", "third", "fourth")
NUMBER = ".sta-answer > :last-child"
#: Parts of captions that are cut, or stand outside of their pane's box.
CUT = """(parts) => parts.filter((part) => {
    const box = part.getBoundingClientRect();
    const pane = part.closest('.sta-caption').getBoundingClientRect();
    return part.scrollWidth > part.clientWidth + 1 || !box.width || box.right > pane.right || box.bottom > pane.bottom;
}).map((part) => part.textContent)"""
#: How far below its caption the highest joint of each pane is, in pixels.
BELOW = """() => {
    const { scene, captions } = document.querySelector('.sta-player').staPlayer;
    const stage = captions.getBoundingClientRect();
    return [...captions.children].map((caption, p) => {
        const { screen, seen, headRadius } = scene.figures[p];
        const heights = [...seen.keys()].filter((i) => seen[i]).map((i) => screen[4 * i + 1]);
        return Math.min(...heights) - Math.max(...headRadius) - (caption.getBoundingClientRect().bottom - stage.top);
    });
}"""
#: All that is written on a picture that is saved.
WRITTEN = """() => {
    const texts = [];
    const note = CanvasRenderingContext2D.prototype.fillText;
    CanvasRenderingContext2D.prototype.fillText = function (...args) {
        texts.push(args[0]);
        return note.apply(this, args);
    };
    document.querySelector('.sta-player').staPlayer.command('save', 'picture');
    CanvasRenderingContext2D.prototype.fillText = note;
    return texts;
}"""


def never_seen(prediction):
    return replace(prediction, provenance=replace(prediction.provenance, unlike=("never met a real person",)))


@pytest.fixture
def new(made_prediction):
    """An answer to a clip of a kind that its model never saw."""
    return never_seen(made_prediction(classes=("kick right with the left arm raised", "drink")))


def test_a_caption_doubts_what_the_title_doubts(show_still, made_prediction, new):
    page = show_still(player_payload([made_prediction(), new], titles=NAMES[:2]))
    names = page.locator(".sta-answer > :first-child").all_inner_texts()
    assert names == ["wave", "kick right with the left arm raised?"]
    assert "? It never saw" in answer_title(new)
    assert page.locator(NUMBER).all_text_contents() == ["91\N{NO-BREAK SPACE}%"] * 2


def test_so_do_lanes_readings_and_pictures(show_still, new):
    page = show_still(player_payload([new]))
    page.evaluate(COMMAND, ["goTo", 59])
    assert page.get_by_role("status").inner_text().endswith("answer so far kick right with the left arm raised?")
    written = page.evaluate(WRITTEN)
    assert "kick right with the left arm raised? (91\N{NO-BREAK SPACE}%)" in written
    (far,) = [text for text in written if text.startswith("answer so far")]
    assert far.startswith("answer so far: kick right with the left arm raised?, ")
    assert any(text.startswith("kick right") and text.endswith(("?", "…")) for text in _lanes(page))


def _lanes(page):
    """What is written on the lanes."""
    return page.evaluate(
        WRITTEN.replace(
            "document.querySelector('.sta-player').staPlayer.command('save', 'picture')",
            "document.querySelector('.sta-player').staPlayer.timeline.paint()",
        )
    )


def test_an_answer_that_is_kept_back_is_in_no_caption(show_still, new):
    page = show_still(without_answer(player_payload([new, new], titles=NAMES[:2]), called="Clip"))
    assert page.locator(".sta-answer").count() == 0
    assert not any("kick" in text for text in page.evaluate(WRITTEN))


@pytest.mark.parametrize("width", [280, 390, 640, 1000])
def test_no_pane_is_too_small_for_the_number(show_still, made_prediction, new, width):
    page = show_still(player_payload([new, *[made_prediction()] * 3], titles=NAMES), width=width)
    assert page.locator(NUMBER).count() == 4
    assert page.locator(NUMBER).evaluate_all(CUT) == []
    assert min(page.evaluate(BELOW)) > 0


def test_a_saved_picture_has_the_numbers_of_small_panes(show_still, new):
    page = show_still(player_payload([new] * 4, titles=NAMES), width=390)
    assert page.evaluate(WRITTEN).count("91\N{NO-BREAK SPACE}%") == 4
