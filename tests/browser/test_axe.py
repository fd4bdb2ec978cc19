"""Accessibility: axe-core finds nothing serious in our pages, and the keyboard alone reaches everything."""

import pytest
from browsing import PLAYER, WAIT, settled, sharing, until, upload

from sta_lstm.player import player_html, player_payload
from sta_lstm.player.segments import with_tracks
from sta_lstm.player.tracks import SegmentData, TrackData
from sta_lstm.samples import resolve_clip
from sta_lstm.scene.look import LIGHT

pytestmark = pytest.mark.browser

GRAVE = {"serious", "critical"}
MOST_TABS = 150
NOTHING = {"light": [], "dark": []}
DEEPEST = """
const deepest = () => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    return element;
};
"""
# What has the focus: its name as a screen reader says it, whether it belongs to the player, and what shows the focus.
FOCUSED = f"""() => {{
    {DEEPEST}
    const element = deepest();
    if (!element || element === document.body) return null;
    const style = getComputedStyle(element);
    const header = document.querySelector('[data-testid=stHeader]')?.getBoundingClientRect().bottom ?? 0;
    const covered = ({{ bottom, height, top }}) => height < 200 && bottom > 0 && top < header;
    const others = (element.getAttribute('aria-labelledby') ?? '').split(' ').map((id) => document.getElementById(id));
    const names = [
        element.getAttribute('aria-label'), ...others.map((label) => label?.innerText),
        ...[...(element.labels ?? [])].map((label) => label.innerText), element.innerText, element.title,
    ];
    return {{
        name: names.find((name) => name?.trim())?.trim() ?? '',
        html: element.outerHTML.slice(0, 200),
        ours: element.closest('.sta-player, .sta-beside, .sta-recorder') !== null,
        // The header is above the page alone, and what stands in it is not beneath it.
        hidden: (element.getRootNode().host ?? element).closest('[data-testid=stMain]') !== null
            && covered(element.getBoundingClientRect()),
        ring: (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none',
    }};
}}"""
# Every control of the player that can be used now, in the words of the same screen reader.
CONTROLS = """root => [...root.querySelectorAll('button, input, select, a[href], [tabindex="0"]')]
    .filter((control) => control.checkVisibility() && !control.disabled && control.tabIndex >= 0)
    .map((control) => control.getAttribute('aria-label') ?? control.innerText.trim())"""

#: A lane of stretches in every colour, as faint and as solid as they come, and one that is not sure.
HUES = len(LIGHT.classes)
LANE = TrackData(
    "answers",
    "windows of 1 s",
    runs=False,
    segments=tuple(
        SegmentData(4 * i, 4 * i + 4, "wave", "wave, 50 %", i % 2 / 2 + 0.5, i if i < HUES else None)
        for i in range(HUES + 1)
    ),
)

# How light, of 255, are the grounds of the app, if the page is one of it, and of the player, if there is one.
GROUNDS = """() => [...document.querySelectorAll('.stApp, .sta-player')].map((one) => {
    const [r, g, b] = getComputedStyle(one).backgroundColor.match(/[\\d.]+/g).map(Number);
    return (r + g + b) / 3;
})"""


@pytest.fixture(scope="session")
def axe_script():
    """The text of axe-core, from the package that brings it; nothing is fetched."""
    return pytest.importorskip("axe_playwright_python.base", reason="axe-playwright-python is not installed").AXE_SCRIPT


@pytest.fixture
def faults(axe_script):
    """What axe-core finds grave on a page, in shadow trees and Streamlit's own parts too: nothing is excused."""

    def found(page):
        page.evaluate(axe_script)
        result = page.evaluate("() => axe.run(document, { resultTypes: ['violations'] })")
        return [
            f"{rule['id']} ({rule['impact']}): {rule['help']}: {node['target']} {node['html'][:200]}"
            for rule in result["violations"]
            if rule["impact"] in GRAVE
            for node in rule["nodes"]
        ]

    return found


def opened(visit_app, **size):
    """The app's first page, once nothing on it moves."""
    page = visit_app(color_scheme="light", **size)
    page.get_by_role("heading", name="High five").wait_for(timeout=WAIT)
    page.wait_for_selector(PLAYER, timeout=WAIT)
    page.get_by_text("Figures for a paper").wait_for(timeout=WAIT)
    settled(page)
    return page


@pytest.fixture(scope="module")
def wide(visit_for_all):
    """One page for all tests that want a wide window; the keyboard's come first, on a page that nobody has clicked."""
    return opened(visit_for_all, width=1400)


def in_both_schemes(page, found):
    """What is found on a page in light colours, and then in dark ones."""
    return {scheme: found(in_colours(page, scheme)) for scheme in ("light", "dark")}


def in_colours(page, scheme):
    """The same page, once Streamlit and the player have taken on the colours that the visitor's system now has."""
    page.emulate_media(reduced_motion="reduce", color_scheme=scheme)
    dark = scheme == "dark"
    until(page, lambda: all((lightness < 128) == dark for lightness in page.evaluate(GROUNDS)))
    settled(page)
    return page


@pytest.mark.parametrize("panes", [1, 4])
def test_axe_finds_nothing_grave_in_the_player_alone(new_page, faults, made_prediction, tmp_path, panes):
    path = tmp_path / "player.html"
    payload = with_tracks(player_payload([made_prediction(persons=2)] * panes, titles=list("WXYZ")[:panes]), [LANE])
    path.write_text(player_html(payload, title="test"), encoding="utf-8")
    page = new_page(color_scheme="light", reduced_motion="reduce")
    page.goto(path.as_uri())
    page.wait_for_selector(".sta-scene")
    assert in_both_schemes(page, faults) == NOTHING
    page.locator(PLAYER).press("?")
    page.get_by_role("dialog", name="Keys and help").wait_for()
    assert in_both_schemes(page, faults) == NOTHING


def test_the_keyboard_alone_reaches_everything(wide):
    page = wide
    page.locator("body").press("Tab")
    reached = []
    for _ in range(MOST_TABS):
        focused = page.evaluate(FOCUSED)
        if focused is None:  # past the last one
            break
        reached.append(focused)
        page.keyboard.press("Tab")
    else:
        pytest.fail(f"the focus never left the page: {[one['name'] for one in reached]}")
    assert [one["html"] for one in reached if not one["name"]] == []
    assert [one["name"] for one in reached if not one["ring"]] == []
    assert [one["name"] for one in reached if one["hidden"]] == []
    names = [one["name"] for one in reached]
    controls = page.locator(PLAYER).evaluate(CONTROLS)
    assert len(controls) > 15
    assert [control for control in controls if control not in names] == []
    for name in ("Guide", "Clip", "Checkpoint", "Upload", "Save and share"):
        assert any(name in one for one in names), name


def test_whoever_tabs_into_the_player_can_work_it_and_leave_it_again(wide):
    page = wide
    page.locator(PLAYER).focus()
    page.keyboard.press("End")
    state = page.locator(PLAYER).evaluate("root => root.staPlayer.state()")
    assert state["frame"] == state["frames"] - 1
    page.keyboard.press("Shift+Tab")
    focused = page.evaluate(FOCUSED)
    assert not focused["ours"]


def test_axe_finds_nothing_grave_in_what_a_page_opens(wide, faults):
    page = wide
    with sharing(page):
        assert in_both_schemes(page, faults) == NOTHING
    page.get_by_text("What is this?").click()
    page.get_by_role("link", name="More in the guide").wait_for(timeout=WAIT)
    assert in_both_schemes(page, faults) == NOTHING


def test_axe_finds_nothing_grave_in_an_edit_that_cannot_be_made(visit_app, faults):
    page = visit_app("?clip=kick-right&checkpoint=demo-sta&edit=hold:wing", width=1400)
    page.wait_for_selector(PLAYER, timeout=WAIT)
    page.get_by_role("button", name="Try it").wait_for(timeout=WAIT)
    page.get_by_text("Figures for a paper").wait_for(timeout=WAIT)
    assert in_both_schemes(page, faults) == NOTHING


def test_axe_finds_nothing_grave_in_a_table_of_many_clips(visit_app, faults):
    page = visit_app("/many", width=1400)
    upload(page, "Upload recordings", ("squat.npz", resolve_clip("squat").read_bytes()))
    page.get_by_role("button", name="Make the table of 1 clip").click()
    page.get_by_role("button", name="Table as CSV").wait_for(timeout=WAIT)
    assert faults(in_colours(page, "dark")) == []
    page.get_by_role("button", name="Open in Inspect").click()
    page.get_by_role("heading", name="Squat").wait_for(timeout=WAIT)
