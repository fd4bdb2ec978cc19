"""Maps by name in a real Chromium: chosen on Evidence, played on Inspect, opened from the address by somebody else."""

import pytest
from browsing import PLAYER, WAIT, settled, state, until, upload, words
from made import tiny_checkpoint

from sta_lstm.model.checkpoint import save_checkpoint
from sta_lstm.model.joining import joined

pytestmark = pytest.mark.browser


def maps_of(page):
    """Names of the maps in the player's menu."""
    options = page.get_by_label("Opacity shows").locator("option")
    values = options.evaluate_all("all => all.map((one) => one.value)")
    return list(dict.fromkeys(value.rpartition(" ")[0] for value in values))


def press_until_inspect_opens(page):
    """A button that is drawn anew under the pointer can lose its click."""
    for _ in range(6):
        page.get_by_role("button", name="Open in Inspect").click()
        for _ in range(100):
            if "/evidence" not in page.url:
                return
            page.wait_for_timeout(50)
    pytest.fail(f"Inspect does not open; the address: {page.url}")


def test_what_is_chosen_on_evidence_plays_in_inspect_and_its_address_opens_the_same(visit_app):
    page = visit_app("/evidence?clip=kick-right&checkpoint=demo-sta")
    page.get_by_role("button", name="Open in Inspect").wait_for(timeout=WAIT)
    page.get_by_role("button", name="Maps side by side").click()
    page.get_by_test_id("stButtonGroup").get_by_text("spatial attention α", exact=True).click()
    until(page, lambda: state(page)["panes"] == 1)
    page.keyboard.press("Escape")
    settled(page)
    press_until_inspect_opens(page)
    page.get_by_role("heading", name="Kick right").wait_for(timeout=WAIT)
    page.wait_for_selector(PLAYER, timeout=WAIT)
    until(page, lambda: state(page)["reading"] == "ablation-limb clip")
    assert maps_of(page) == ["alpha", "alpha-beta", "ablation-limb"]
    until(page, lambda: words(page).get("view") == "ablation-limb-clip")
    told = words(page)
    assert told | {"explain": "ablation-limb", "clip": "kick-right", "checkpoint": "demo-sta"} == told

    other = visit_app(f"?{page.url.partition('?')[2]}")
    other.wait_for_selector(PLAYER, timeout=WAIT)
    until(other, lambda: state(other)["reading"] == "ablation-limb clip")
    assert maps_of(other) == maps_of(page)
    assert state(other)["revision"] == state(page)["revision"]


def test_a_committee_shows_unasked_where_its_networks_disagree(visit_app, tmp_path):
    committee = joined([tiny_checkpoint(seed=seed) for seed in range(3)], "three")
    content = save_checkpoint(committee, tmp_path / "three.safetensors").read_bytes()
    page = visit_app("?clip=kick-right&frame=20")
    page.wait_for_selector(PLAYER, timeout=WAIT)
    upload(page, "or upload your own checkpoint", ("three.safetensors", content))
    until(page, lambda: "alpha-agreement" in maps_of(page))
    asked = "root => Array.from({ length: 25 }, (_, joint) => root.staPlayer.command('joint', { joint }).disputed)"
    disputed = page.locator(PLAYER).evaluate(asked)
    assert set(disputed) == {0, 1}
    page.get_by_role("button", name="View options").click()
    page.get_by_label("Dash joints that networks disagree on").uncheck()
    until(page, lambda: not any(page.locator(PLAYER).evaluate(asked)))
