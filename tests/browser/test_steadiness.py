"""Nothing jumps: the player has its room before it comes, whatever is chosen, and it never fades."""

import time

import pytest
from browsing import PLAYER, WAIT, choose, state, until, upload
from made import leaning
from steadiness import ROOM, WATCH, begin, rest, shifts

from sta_lstm.formats import load_clip
from sta_lstm.formats.load import writer_of
from sta_lstm.samples import resolve_clip

pytestmark = pytest.mark.browser

#: The sum of shifts that is hardly seen.
MOST = 0.05
#: How much higher or lower than its room a player may be: a line of words.
LINE_PX = 24
#: By how much the last curve that is wanted in the first screen ends above the window's lower edge.
FREE = """(player, wanted) => {
    const { lanes, element } = player.staPlayer.timeline;
    const curves = lanes.filter(({ kind }) => kind === 'curve').slice(0, wanted);
    const { y, height } = curves[curves.length - 1];
    return innerHeight - element.getBoundingClientRect().top - y - height;
}"""
#: Of the pages with a player.
ADDRESSES = ("", "/evidence", "/compare", "/clips", "/training")


def opened(visit, address):
    """A page of a laptop's size, watched from the first moment, when its player has come."""
    page = visit(address, width=1440, height=900, script=WATCH)
    page.locator(PLAYER).wait_for(timeout=WAIT)
    return page


@pytest.fixture(scope="module")
def shared(visit_for_all):
    """Inspect at rest: one page for all that is done on it."""
    page = opened(visit_for_all, "")
    rest(page)
    return page


@pytest.mark.usefixtures("shared")  # whose page the browser has fetched and compiled
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_holds_the_room_of_its_player_before_it_comes(visit_app, address):
    page = opened(visit_app, address)
    _, moved, faintest = rest(page)
    assert moved <= MOST, shifts(page)
    assert faintest == 1
    player, held = page.evaluate(ROOM)
    assert abs(player - held) <= LINE_PX
    # Body and curves are in the first screen, on a smaller laptop too.
    assert page.locator(PLAYER).evaluate(FREE, 3) >= 0
    page.set_viewport_size({"width": 1280, "height": 800})
    until(page, lambda: page.locator(PLAYER).evaluate(FREE, 3) >= 0)


def test_a_style_that_comes_late_moves_nothing(context, visit_app):
    """Whatever has come before it waits for it unseen, and is there at once."""

    def hold_back(route):
        time.sleep(1.5)
        route.continue_()

    context.route("**/Html.*.js", hold_back)  # what reads a style
    try:
        page = opened(visit_app, "")
        _, moved, _ = rest(page)
    finally:
        context.unroute("**/Html.*.js")
    assert moved <= MOST, shifts(page)
    assert page.locator(PLAYER).is_visible()


def test_a_page_whose_style_never_comes_is_shown_without_it(context, app_address):
    page = context.new_page()
    page.route("**/Html.*.js", lambda route: route.abort())
    page.goto(app_address)
    page.get_by_role("heading", name="High five").wait_for(timeout=WAIT)
    page.wait_for_function("document.querySelector('.st-key-page').offsetHeight > 500", timeout=WAIT)
    page.close()


def chosen(page):
    """Another clip or checkpoint, an upload, one of a tilted camera, some that do not fit: each something to do."""
    squat = ("mine.csv", resolve_clip("squat").read_bytes())
    yield lambda: choose(page, "Clip", "drink")
    yield lambda: choose(page, "Checkpoint", "demo-ta")
    yield lambda: upload(page, "your own recording", squat)
    _, write = writer_of("down.npz")
    down = write(leaning(load_clip(resolve_clip("shake-hands")), 20))
    yield lambda: upload(page, "your own recording", ("down.npz", down))
    for name in ("sbu-15-push", "kinect-20-throw"):
        file = (f"{name}.npz", resolve_clip(name).read_bytes())
        yield lambda file=file: upload(page, "your own recording", file)


def test_nothing_jumps_or_fades_where_something_else_is_chosen(shared):
    for do in chosen(shared):
        before = state(shared)["revision"]
        begin(shared)
        do()
        until(shared, lambda before=before: state(shared)["revision"] != before)
        _, moved, faintest = rest(shared)
        assert moved <= MOST, shifts(shared)
        assert faintest == 1


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_room_is_held_where_no_player_comes(visit_app, address):
    """What cannot be read is said, and no more than that is there to scroll through."""
    page = opened(visit_app, address)
    rest(page)
    begin(page)
    upload(page, "your own recording", ("broken.csv", b"no skeleton at all"))
    said = page.get_by_test_id("stAlert").first
    said.wait_for(timeout=WAIT)
    _, moved, _ = rest(page)
    assert said.is_visible()
    assert moved <= MOST, shifts(page)
    held = page.locator('[class*="st-key-room-"]').evaluate_all("all => all.map((each) => each.offsetHeight)")
    assert sum(held) < 60, held


def edge(page, name, side):
    """Where on the page a button or an unfolding part of that name begins or ends."""
    found = page.get_by_text(name, exact=True).first
    return found.evaluate(f"each => each.closest('button, summary').getBoundingClientRect().{side}")


def test_no_room_for_lanes_is_held_beneath_a_body_without_a_model(visit_app):
    page = opened(visit_app, "?clip=sbu-15-push&checkpoint=demo-sta")
    page.get_by_text("This clip does not fit this checkpoint as it is").wait_for(timeout=WAIT)
    rest(page)
    lanes = page.locator(".sta-lanes").evaluate("each => each.getBoundingClientRect().bottom")
    assert edge(page, "Run on this part", "top") - lanes < 80
    assert edge(page, "Measures of movement", "top") - edge(page, "Save and share", "bottom") < 80


def test_beside_a_player_little_is_left_blank(visit_app):
    page = opened(visit_app, "")
    rest(page)
    assert abs(edge(page, "Save and share", "bottom") - edge(page, "Run on this part", "bottom")) < 80
