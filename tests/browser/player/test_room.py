"""Full screen and projection, large enough targets, and letters of three sizes, in a real Chromium."""

from dataclasses import replace

import pytest
from browser.player.playing import MOUNT, PLAYER, STATE, wait_for

from sta_lstm.player import player_payload
from sta_lstm.scene.look import DESK, ROOM

pytestmark = pytest.mark.browser

#: Sizes of all letters that are to be seen, of the page and of what is written on the canvases, smallest first.
SIZES = """() => {
    const player = document.querySelector('.sta-player').staPlayer;
    const sizes = new Set();
    const note = CanvasRenderingContext2D.prototype.fillText;
    CanvasRenderingContext2D.prototype.fillText = function (...args) {
        sizes.add(parseFloat(/(\\d[\\d.]*)px/.exec(this.font)[1]));
        return note.apply(this, args);
    };
    player.scene.backdropKey = '';
    player.command('look', { labels: true });
    player.draw();
    player.timeline.paint(true);
    CanvasRenderingContext2D.prototype.fillText = note;
    for (const element of player.root.querySelectorAll('*')) {
        const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
        if (own && element.checkVisibility()) sizes.add(parseFloat(getComputedStyle(element).fontSize));
    }
    return [...sizes].sort((a, b) => a - b);
}"""
#: Controls, with the words that belong to them, less than 24 pixels wide or high.
SMALL = """() => [...document.querySelectorAll(':is(button, select, input, summary)')]
    .filter((each) => each.checkVisibility({ opacityProperty: true }))
    .map((each) => [each.ariaLabel ?? each.textContent, (each.closest('label') ?? each).getBoundingClientRect()])
    .filter(([, box]) => Math.min(box.width, box.height) < 24).map(([name, box]) => [name, box.width, box.height])"""
#: Whether one element lies within another.
INSIDE = """([inner, outer]) => {
    const [a, b] = [inner, outer].map((words) => document.querySelector(words).getBoundingClientRect());
    return a.left >= b.left && a.right <= b.right && a.top >= b.top && a.bottom <= b.bottom;
}"""


@pytest.fixture(scope="module")
def payload(made_prediction):
    made = made_prediction(persons=2)
    labelled = replace(made, clip=replace(made.clip, label="drink"))
    return player_payload([labelled], cautions=[["never met a real person"]])


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1000, 900)], ids=["phone", "desk"])
def test_letters_have_three_sizes_and_every_control_is_large_enough(show_still, payload, width, height):
    page = show_still(payload, width=width, height=height)
    assert set(page.evaluate(SIZES)) <= {DESK.small, DESK.body, DESK.large}
    assert page.evaluate(SMALL) == []
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("width", [320, 390, 1000])
@pytest.mark.parametrize("opener", ["Save a picture", "View options", "Keys and help", "about this recording"])
def test_so_is_every_control_of_a_menu(show_still, made_prediction, width, opener):
    page = show_still(player_payload([made_prediction(absent=(30,))]), width=width)
    before = page.locator(".sta-player button:visible").count()
    page.get_by_role("button", name=opener).click()
    assert page.locator(".sta-player :is(button, input):visible, .sta-doubts:visible").count() > before
    assert page.evaluate(SMALL) == []


def test_a_joint_is_as_large_as_a_control_however_small_it_is_drawn(show_still, made_prediction):
    page = show_still(player_payload([made_prediction()]), width=390)
    found = page.evaluate(
        f"""() => {{
            const {{ scene }} = {PLAYER};
            const {{ x, y, radius }} = {PLAYER}.command('joint', {{ joint: 3 }});
            const above = (away) => scene.jointAt(x, y - away)?.joint ?? null;
            return [radius < 6, above(0), above(11.5), above(13 + radius)];
        }}"""
    )
    assert found == [True, 3, 3, None]


def test_a_room_reads_the_answer_and_every_letter(show_still, payload):
    page = show_still(payload, width=1280, height=720)
    heading = page.locator(".sta-heading")
    assert heading.is_hidden()
    page.locator(".sta-player").focus()
    page.keyboard.press("p")
    wait_for(page, f"() => {PLAYER}.state().fullScreen")
    assert heading.locator("strong").inner_text() == "Wave"
    assert "made" in heading.inner_text()
    assert page.locator(".sta-check").inner_text().startswith("✗ wrong: labelled “drink”")
    assert page.locator(".sta-cautions").inner_text() == "⚠ never met a real person"
    assert heading.locator("strong").evaluate("e => parseFloat(getComputedStyle(e).fontSize)") == ROOM.large
    assert min(page.evaluate(SIZES)) >= ROOM.small
    for part in (".sta-heading", ".sta-views", ".sta-stage", ".sta-transport", ".sta-timeline"):
        assert page.evaluate(INSIDE, [part, ".sta-player"]), part
    assert page.locator(".sta-stage").bounding_box()["height"] > 300
    page.get_by_role("button", name="Projection").click()
    wait_for(page, f"() => !{PLAYER}.state().fullScreen")
    assert heading.is_hidden()


def test_full_screen_has_the_answer_and_ends_a_projection(show_still, payload):
    page = show_still(payload, width=1280, height=720)
    page.locator(".sta-player").focus()
    page.keyboard.press("f")
    wait_for(page, f"() => {PLAYER}.state().fullScreen")
    assert page.locator(".sta-verdict").inner_text() == "Wave"
    assert page.locator(".sta-check").is_visible()
    assert page.locator(".sta-cautions").is_visible()
    assert page.evaluate(INSIDE, [".sta-views", ".sta-player"])
    page.keyboard.press("f")
    wait_for(page, f"() => !{PLAYER}.state().fullScreen")
    page.keyboard.press("p")
    wait_for(page, f"() => {PLAYER}.state().fullScreen")
    page.keyboard.press("f")
    wait_for(page, f"() => !{PLAYER}.state().projected")
    # A link opens it as well, without the whole screen, which no page may take unasked.
    state = page.evaluate(MOUNT, [{"token": "room", "projected": True}, False])
    assert (state["projected"], state["fullScreen"]) == (True, False)
    assert page.locator(".sta-verdict").is_visible()
    # Escape ends it wherever the focus is, and closes first what lies over it.
    page.locator(".sta-player").focus()
    page.keyboard.press("?")
    page.keyboard.press("Escape")
    assert page.evaluate(STATE)["projected"] is True
    page.evaluate("() => document.activeElement.blur()")
    page.keyboard.press("Escape")
    assert page.locator(".sta-verdict").is_hidden()
    assert page.evaluate(STATE)["projected"] is False
