"""Laws of every page, with all that unfolds unfolded: axe-core finds nothing, text has three sizes and can be read."""

import re

import pytest
from browsing import PLAYER, WAIT, settled, until
from steadiness import ROOM

from sta_lstm.scene.look import DESK

pytestmark = pytest.mark.browser

#: The pages, each with something in it, what comes first, and the figure that comes last once all is unfolded.
PAGES = {
    "Inspect": ("?clip=kick-right&checkpoint=demo-sta&edit=hold:right leg&measures=knee angle", PLAYER, "evidence"),
    "Evidence": ("/evidence?clip=kick-right&checkpoint=demo-sta", PLAYER, "walks"),
    "Compare": ("/compare?clip=bow&checkpoint=demo-sa..demo-sta", PLAYER, "delta-beta"),
    "Two clips": ("/clips?clip=kick-right&second=bow", PLAYER, "links"),
    "Many clips": ("/many", "[data-testid=stFileUploader]", ""),
    "Data set": ("/dataset", ".st-key-dataset-rows", "dataset-class-phases"),
    "Over training": ("/training", PLAYER, "beta-history"),
    "Guide": ("/guide", PLAYER, ""),
    "Guess first": ("?clip=real-jump&checkpoint=demo-sta&guess=first", PLAYER, "joints"),
    "Projection": ("?clip=kick-right&checkpoint=demo-sta&frame=40&show=room", PLAYER, "joints"),
}
#: Those with figures whose words depend on the width.
FIGURES = ("Inspect", "Evidence", "Over training")
AT_REST = "[data-testid=stApp][data-test-script-state=notRunning]"
UNFOLD = """() => {
    const folded = document.querySelectorAll('[data-testid=stExpander] details:not([open]) > summary');
    folded.forEach((each) => each.click());
    return folded.length;
}"""
#: Streamlit's own field of files says two things of itself; nothing but Streamlit can mend that.
NOT_OURS = "presentation-role-conflict"
#: Sizes of all text that is seen, in shadow trees too, with some of what has each; formulas have sizes of their own.
SIZES = """() => {
    const found = {};
    const look = (tree) => tree.querySelectorAll('*').forEach((each) => {
        if (each.shadowRoot) look(each.shadowRoot);
        const own = [...each.childNodes].filter(({ nodeType, data }) => nodeType === 3 && data.trim());
        const text = own.map(({ data }) => data).join(' ') || (each.matches('input[type=text]') && each.value);
        if (!text || each.matches('style, script, title, option') || each.closest('.katex, .sta-projected')) return;
        const { fontFamily, fontSize } = getComputedStyle(each);
        const { width, height } = each.getBoundingClientRect();
        const isSeen = each.checkVisibility({ opacityProperty: true, visibilityProperty: true });
        if (!isSeen || Math.min(width, height) < 2 || /Material/.test(fontFamily)) return;
        (found[parseFloat(fontSize)] ??= []).push(text.slice(0, 40));
    });
    look(document);
    return found;
}"""
#: Marks of help and switches that are less than 24 pixels wide or high; axe-core looks at what else can be pressed.
SMALL = """() => [...document.querySelectorAll('[aria-label^="Help for"], input[type=checkbox]')]
    .map((each) => [each.ariaLabel, (each.closest('label') ?? each).getBoundingClientRect()])
    .filter(([, { right, width, height }]) => right > 0 && width > 0 && Math.min(width, height) < 23.5)
    .map(([name, { width, height }]) => [name, width, height])"""
#: Texts of figures on the page's own ground whose contrast with it is below 4.5.
FAINT = """() => {
    const linear = (v) => ((v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    const light = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
    const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
    const ground = numbers(getComputedStyle(document.querySelector('.stApp')).backgroundColor);
    const found = [];
    for (const each of document.querySelectorAll('.js-plotly-plot text')) {
        // Numbers in the cells of a heat map stand on the colours of those.
        if (!each.textContent.trim() || each.closest('.heatmap-label, .hm') || !each.checkVisibility()) continue;
        const { fill, fillOpacity } = getComputedStyle(each);
        const [r, g, b, alpha = 1] = numbers(fill);
        const solid = alpha * parseFloat(fillOpacity);
        if (solid === 0) continue;
        const ink = [r, g, b].map((v, i) => v * solid + ground[i] * (1 - solid));
        const [low, high] = [light(ink), light(ground)].sort((a, b) => a - b);
        const contrast = (high + 0.05) / (low + 0.05);
        if (contrast < 4.5) found.push([each.textContent, fill, contrast]);
    }
    return found;
}"""
#: Ticks of figures that are turned, and words along a horizontal axis that overlap.
CROWDED = """() => [...document.querySelectorAll('.js-plotly-plot')].flatMap((figure) => {
    const words = [...figure.querySelectorAll('[class$=tick] > text, .legendtext, .g-xtitle text')];
    const turned = words.filter((each) => /rotate\\((?!0[, )])/.test(each.getAttribute('transform') ?? ''));
    const across = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1;
    const down = (a, b) => Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 3;
    const along = words.filter((each) => !each.closest('.ytick, .y2tick'))
        .map((each) => [each.textContent, each.getBoundingClientRect()]);
    const crossed = along.flatMap(([one, a], i) => along.slice(i + 1)
        .filter(([, b]) => across(a, b) && down(a, b)).map(([other]) => `${one} | ${other}`));
    return [...turned.map((each) => `turned: ${each.textContent}`), ...crossed];
})"""


@pytest.fixture(scope="module")
def axe():
    """Everything that axe-core finds, grave or not, and targets that are too small for a finger."""
    package = pytest.importorskip("axe_playwright_python.base", reason="axe-playwright-python is not installed")

    def found(page):
        page.evaluate(package.AXE_SCRIPT)
        rules = "{ 'target-size': { enabled: true } }"
        result = page.evaluate(f"() => axe.run(document, {{ resultTypes: ['violations'], rules: {rules} }})")
        return [
            f"{rule['id']}: {node['target']} {node['html'][:200]}"
            for rule in result["violations"]
            if rule["id"] != NOT_OURS
            for node in rule["nodes"]
        ]

    return found


def opened(visit, address, first, last):
    """A page on which all is unfolded and nothing moves."""
    page = visit(address, width=1440, color_scheme="light")
    page.locator(first).first.wait_for(timeout=WAIT)
    page.locator(AT_REST).wait_for(timeout=WAIT)
    while page.evaluate(UNFOLD):
        page.wait_for_timeout(500)
        page.locator(AT_REST).wait_for(timeout=WAIT)
    if last:
        page.locator(f".st-key-{last} :is(.js-plotly-plot, .sta-bars)").first.wait_for(timeout=WAIT)
    settled(page)
    return page


def in_colours(page, scheme):
    """The same page in a light theme or a dark one, once its figures are drawn for that."""
    page.emulate_media(reduced_motion="reduce", color_scheme=scheme)
    if page.locator(f"{PLAYER}:not(.sta-picture)").count():
        until(page, lambda: page.evaluate(FAINT) == [])
    page.locator(AT_REST).wait_for(timeout=WAIT)
    settled(page)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_can_be_read_and_used_by_everyone(visit_app, axe, name):
    page = opened(visit_app, *PAGES[name])
    for width, scheme in ((1440, "light"), (390, "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        in_colours(page, scheme)
        where = (name, width, scheme)
        assert (where, axe(page)) == (where, [])
        assert (where, page.evaluate(SMALL)) == (where, [])
        sizes = page.evaluate(SIZES)
        allowed = {str(size) for size in (DESK.small, DESK.body, DESK.large)}
        assert (where, {size: texts[:5] for size, texts in sizes.items() if size not in allowed}) == (where, {})
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), where
    if name in FIGURES:
        words_stand_free(page)


def words_stand_free(page):
    """However wide the page, words along an axis are never turned and never overlap."""
    for width in (360, 1241, 1920):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(300)
        until(page, lambda: page.evaluate("() => document.querySelectorAll('.js-plotly-plot .xtick').length > 0"))
        found = page.evaluate(CROWDED)
        if found:  # it was perhaps being drawn anew
            page.wait_for_timeout(1500)
            found = page.evaluate(CROWDED)
        assert (width, found) == (width, [])


@pytest.mark.parametrize("address", ["?clip=kick-right", "/compare", "/training"])
def test_a_telephone_holds_the_room_that_the_player_takes(visit_app, address):
    page = visit_app(address, width=390, height=844)
    page.locator(PLAYER).wait_for(timeout=WAIT)
    page.locator(".sta-lanes").wait_for(timeout=WAIT)
    settled(page)
    taken, held = page.evaluate(ROOM)
    assert abs(taken - held) <= 100, (held, taken)  # lanes of one person are lower than those of two


def test_what_stands_beside_a_player_begins_as_high_as_it(visit_app):
    page = visit_app("?clip=kick-right", width=1440)
    page.locator(PLAYER).wait_for(timeout=WAIT)
    heading = page.get_by_role("heading", name=re.compile("^Prediction"))
    heading.wait_for(timeout=WAIT)
    settled(page)
    tops = [each.bounding_box()["y"] for each in (page.locator(PLAYER), heading)]
    assert abs(tops[0] - tops[1]) <= 4, tops
