"""Parts of a recording in Chromium: labels dropped beside it are a lane; stretches are walked, clicked, run and marked.

One visitor does it all on one page: each test begins where the one before it ended.
"""

import pytest
from browsing import PLAYER, WAIT, state, until, upload, words

from sta_lstm.samples import resolve_clip

pytestmark = pytest.mark.browser

LABELS = b"start,end,label\n126,178,squat\n201,259,<b>drink</b>\n"
LANES = """root => root.staPlayer.show.tracks.map(({ name, segments }) => [name, segments.map(({ text }) => text)])"""
#: Whether every stretch is as high as a finger needs.
HIGH = """root => [...root.querySelectorAll('.sta-segment')].filter((made) => !made.hidden)
    .every((made) => made.getBoundingClientRect().height >= 24)"""


@pytest.fixture(scope="module")
def page(visit_for_all):
    page = visit_for_all("/?clip=bow&checkpoint=demo-sta", width=1200)
    page.set_default_timeout(WAIT)
    page.locator(PLAYER).wait_for()
    return page


def lanes(page):
    return dict(page.locator(PLAYER).evaluate(LANES))


def shows(page, n_frames):
    until(page, lambda: page.locator(PLAYER).count() == 1 and state(page)["frames"] == n_frames)


def stretch(page, name):
    return page.locator(PLAYER).get_by_role("button", name=name)


def press(page, key):
    page.locator(PLAYER).focus()
    page.keyboard.press(key)


def test_a_file_of_labels_dropped_with_its_recording_is_a_lane(page):
    recording = resolve_clip("long-seven-actions").read_bytes()
    upload(page, "your own recording", ("take.npz", recording), ("what happens.txt", LABELS))
    shows(page, 593)
    until(page, lambda: len(lanes(page)) == 2)
    assert lanes(page)["labels"] == ["squat", "<b>drink</b>"]
    assert [name for name in lanes(page)["answers"] if name != "unsure"][:3] == ["wave right hand", "squat", "drink"]
    assert page.locator(PLAYER).evaluate(HIGH)
    assert page.get_by_test_id("stAlert").count() == 0
    page.get_by_text("is 20 s long, and demo-sta was trained on clips of 1.7 to 4 s").wait_for()


def test_stretches_are_walked_with_two_keys_and_an_answer_is_chosen_by_a_click(page):
    press(page, ".")
    press(page, ".")
    assert (state(page)["frame"], state(page)["range"]) == (201, [201, 258])
    press(page, ",")
    assert (state(page)["frame"], state(page)["range"]) == (126, [126, 177])
    answer = stretch(page, "answers: kick left")
    answer.click()
    first, last = state(page)["range"]
    assert state(page)["frame"] == first
    assert answer.get_attribute("aria-pressed") == "true"
    seconds = f"Chosen: {first / 30:.2f} to {(last + 1) / 30:.2f} s"
    page.get_by_text(seconds).wait_for()
    assert page.get_by_role("button", name="Run on this part").is_enabled()


def test_a_label_is_run_by_a_click_and_the_next_by_a_button(page):
    stretch(page, "labels: squat").click()
    shows(page, 52)
    page.get_by_role("heading", name="Squat", exact=True).wait_for()
    page.get_by_test_id("stMain").get_by_role("button", name="Next", exact=True).last.click()
    shows(page, 58)
    page.get_by_role("button", name="All of it").click()
    shows(page, 593)


def test_a_span_is_marked_with_a_key_named_and_run_with_another(page):
    press(page, "Home")
    for key in ("i", *["ArrowRight"] * 3, "o", "m"):
        press(page, key)
    until(page, lambda: "marked" in lanes(page))
    assert state(page)["range"] == [0, 3]
    field = page.get_by_role("textbox", name="Name of the span")
    field.fill("<i>still</i>")
    field.press("Enter")
    until(page, lambda: lanes(page)["marked"] == ["<i>still</i>"])
    assert page.locator(f"{PLAYER} .sta-segment i").count() == 0
    until(page, lambda: state(page)["range"] == [0, 3])
    press(page, "Enter")
    shows(page, 4)
    assert "part" not in words(page)  # an upload has no address


def test_escape_in_the_list_of_parts_keeps_the_part(page):
    page.get_by_role("button", name="All of it").click()
    shows(page, 593)
    page.get_by_test_id("stMain").get_by_role("button", name="Next", exact=True).last.click()
    shows(page, 4)  # the span that is marked
    box = page.get_by_role("combobox", name="Part", exact=False).last
    box.focus()
    page.keyboard.press("Escape")
    page.wait_for_timeout(1500)
    shows(page, 4)
    page.get_by_role("button", name="All of it").click()
    shows(page, 593)


def test_compare_reads_a_long_recording_in_windows_and_runs_a_label_by_a_click(visit_app):
    page = visit_app("/compare?clip=long-seven-actions&checkpoint=demo-sta..demo-sa", width=1200)
    page.set_default_timeout(WAIT)
    shows(page, 593)
    page.get_by_role("heading", name="Both say “wave right hand, squat, drink, kick left, …”").wait_for()
    assert list(lanes(page)) == ["labels", "answers, demo-sta", "answers, demo-sa"]
    assert page.get_by_text("Joints in common").count() == 0
    stretch(page, "labels: squat").click()
    shows(page, 52)
    page.get_by_role("heading", name="Both say “squat”").wait_for()
    page.get_by_text("Joints in common").wait_for()
    until(page, lambda: words(page).get("part") == "126-177")
    page.get_by_role("button", name="All of it").click()
    shows(page, 593)
    until(page, lambda: "part" not in words(page))
