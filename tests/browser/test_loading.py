"""The room of a player that has not come yet: a quiet line from the first moment on, and nothing moves when it goes."""

import pytest
from browsing import PLAYER, WAIT, settled

pytestmark = pytest.mark.browser

#: What stands in the room of a player before there is anything of it.
BEFORE = """() => {
    const room = document.querySelector('[class*="st-key-room-stage-"]');
    const { content, display } = getComputedStyle(room, '::before');
    return [content.replaceAll('"', ''), display, room.getBoundingClientRect().height];
}"""
#: Notes, before a page's own scripts, what its rooms have said until their players came.
WATCH = f"""
(() => {{
  const before = {BEFORE};
  window.said = new Set();
  const look = () => {{
    const room = document.querySelector('[class*="st-key-room-stage-"]');
    // Until its style is there, the page is cut to nothing.
    const page = document.querySelector('.st-key-page')?.getBoundingClientRect().height ?? 0;
    const isSeen = page > 50 && room?.checkVisibility({{ visibilityProperty: true }});
    if (isSeen && !room.querySelector('.st-key-player')) window.said.add(before().slice(0, 2).join(' '));
    requestAnimationFrame(look);
  }};
  requestAnimationFrame(look);
}})();
"""


def places(page):
    """Where heading, player and what stands beside it are; a player that outgrows its room does so below the window."""
    parts = ("[class*='st-key-room-head-']", ".st-key-player", ".st-key-joints")
    found = [page.locator(part).first.bounding_box() for part in parts]
    return [(round(box["x"]), round(box["y"]), round(box["width"])) for box in found]


@pytest.fixture
def held(visit_app, context):
    """Inspect whose player's modules do not come, and what lets them come."""
    waiting = []
    context.route("**/streamlit-*.js*", lambda route: waiting.append(route))
    page = visit_app(width=1440, script=WATCH)
    page.locator(".sta-loading").wait_for(timeout=WAIT)
    yield page, lambda: [route.continue_() for route in waiting]
    context.unroute("**/streamlit-*.js*")


def test_a_line_stands_in_the_room_until_the_player_draws_and_nothing_moves(held):
    page, come = held
    page.get_by_role("button", name="Save and share").wait_for(timeout=WAIT)
    settled(page)
    before = places(page)
    said = page.get_by_role("status").filter(has_text="The player is loading.")
    assert said.is_visible()
    assert page.get_by_text("Reload the page").is_hidden()
    held = page.locator(".sta-loading").bounding_box()
    come()
    page.locator(".sta-scene").wait_for(timeout=WAIT)
    body = page.locator(".sta-scene").bounding_box()  # comes where the line stood, and as large
    assert [abs(held[side] - body[side]) <= 24 for side in ("x", "y", "width", "height")] == [True] * 4
    assert page.locator(".sta-loading").count() == 0
    assert set(page.evaluate("() => [...window.said]")) <= {"The player is loading. grid"}
    assert page.evaluate(BEFORE)[0] == "none"
    assert places(page) == before
    page.evaluate("() => document.querySelector('.st-key-player').remove()")  # as before it came
    assert page.evaluate(BEFORE)[:2] == ["The player is loading.", "grid"]


def test_after_twenty_seconds_it_says_what_to_do(held):
    page, _ = held
    late = page.get_by_text("Reload the page")
    for milliseconds, is_told in ((19_900, False), (20_100, True)):
        late.evaluate("(line, now) => { line.getAnimations()[0].currentTime = now; }", milliseconds)
        assert late.is_visible() is is_told


def test_it_is_not_said_where_a_button_comes(visit_app):
    page = visit_app()
    page.locator(PLAYER).wait_for(timeout=WAIT)
    page.get_by_role("button", name="Save and share").click(timeout=WAIT)
    page.get_by_role("button", name="Save a video").wait_for(timeout=WAIT)
    hidden = page.locator("[class*='st-key-save-video-']").first
    assert hidden.evaluate("(place) => getComputedStyle(place).getPropertyValue('--sta-loading').trim()") == "none"
