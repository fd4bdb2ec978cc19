"""Data set in Chromium: from a cell of the confusion matrix to a wrong clip in the player, in two clicks."""

import pytest
from browsing import APP, PLAYER, WAIT, settled, state, until, words

from sta_lstm.datasets import open_dataset
from sta_lstm.evidence.attended.rows import attend
from sta_lstm.evidence.attended.store import AttendedFolder, about_clips
from sta_lstm.model.checkpoint import load_checkpoint
from sta_lstm.samples import ATTENDED_VARIABLE, CLIPS_VARIABLE, resolve_checkpoint

pytestmark = pytest.mark.browser

ROWS = ".st-key-dataset-rows"
MATRIX = "[class*=st-key-dataset-confusion] .js-plotly-plot"
#: Where a cell of the matrix is on the screen.
CELL = """(figure, [row, column]) => {
    const { xaxis, yaxis } = figure._fullLayout, { x, y } = figure.getBoundingClientRect();
    return [x + xaxis._offset + xaxis.l2p(column), y + yaxis._offset + yaxis.l2p(row)];
}"""


@pytest.fixture(scope="module")
def sbu(data_folder, tmp_path_factory):
    """What the sample checkpoint says of the clips of one pair of actors, whom it has not met."""
    checkpoint = load_checkpoint(resolve_checkpoint("sbu-sta"))
    dataset = open_dataset(data_folder / "sbu")
    clips = [clip for clip in dataset.clips if clip.subject == "s01s02"]
    folder = tmp_path_factory.mktemp("attended")
    about = about_clips("sbu", clips, [checkpoint], dataset.class_names)
    with AttendedFolder(folder, (), about) as out:
        for row in attend(checkpoint, clips):
            out.add(row)
    return folder


def test_two_clicks_lead_from_a_cell_to_a_wrong_clip_in_the_player(new_page, streamlit_app, sbu, data_folder):
    environment = {ATTENDED_VARIABLE: str(sbu), CLIPS_VARIABLE: str(data_folder / "sbu")}
    page = new_page(width=1440, reduced_motion="reduce")
    page.goto(f"{streamlit_app(APP, **environment)}/")
    page.get_by_test_id("stSidebarNav").get_by_text("Data set", exact=True).click(timeout=WAIT)
    page.get_by_role("heading", name="sbu-sta is right on").wait_for(timeout=WAIT)
    page.locator(f"{MATRIX} .heatmaplayer image").first.wait_for(timeout=WAIT)
    settled(page)
    names = page.locator(MATRIX).evaluate("figure => figure._fullLayout.xaxis.ticktext")
    place = page.locator(MATRIX).evaluate(CELL, [names.index("pushing"), names.index("hugging")])
    page.mouse.move(*place)
    page.mouse.click(*place)  # the first
    page.get_by_role("heading", name="1 clip of pushing taken for hugging").wait_for(timeout=WAIT)
    until(page, lambda: words(page).get("said") == "hugging")
    page.locator(f"{ROWS} button").first.click()  # and the second
    page.locator(PLAYER).wait_for(timeout=WAIT)
    page.get_by_role("heading", name="Hugging").wait_for(timeout=WAIT)
    page.get_by_text("labelled “pushing”").first.wait_for(timeout=WAIT)
    assert state(page)["frame"] == 0
    assert words(page)["clip"] == "s01s02/04/001/skeleton_pos.txt"
    page.go_back()
    page.get_by_role("heading", name="1 clip of pushing taken for hugging").wait_for(timeout=WAIT)


def test_the_keyboard_alone_gets_there_too(visit_app):
    page = visit_app("/dataset?class=punch right", width=1200)
    page.locator(ROWS).wait_for(timeout=WAIT)
    settled(page)
    row = page.locator(f"{ROWS} button").first
    page.get_by_role("combobox", name="Order").focus()
    for _ in range(3):
        page.keyboard.press("Tab")
        if row.evaluate("each => each === document.activeElement"):
            break
    assert row.evaluate("each => each === document.activeElement")
    page.keyboard.press("Enter")
    page.locator(PLAYER).wait_for(timeout=WAIT)
    until(page, lambda: words(page).get("clip") == "mistaken-punch-right")
