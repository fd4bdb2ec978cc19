"""Lanes of stretches: each is called by its name, or by a legend, and no two names have one look."""

import pytest
from browser.player.playing import FRAMES, PLAYER, rest

from sta_lstm.player import player_payload
from sta_lstm.player.segments import with_tracks
from sta_lstm.player.tracks import SegmentData, TrackData
from sta_lstm.scene.look import LIGHT

pytestmark = pytest.mark.browser

NAMES = [f"action number {i}" for i in range(FRAMES // 3)]
LANE = TrackData(
    "labels",
    "",
    runs=False,
    segments=tuple(SegmentData(3 * i, 3 * i + 3, name, f"{name}, all", None, i) for i, name in enumerate(NAMES)),
)
LOOKS = "all => all.map((each) => each.style.background)"
#: Stretches whose names are shown, with as much of them as there is room for.
NAMED = """all => all.filter((each) => each.querySelector('span').checkVisibility())
    .map((each) => each.textContent)"""


@pytest.fixture
def lanes(show_still, made_prediction):
    def opened(width, lane=LANE, **more):
        payload = with_tracks(player_payload([made_prediction(frames=FRAMES)]), [lane])
        return show_still(payload, width=width, **more)

    return opened


@pytest.mark.parametrize("width", [390, 1000, 1440])
def test_each_stretch_has_its_name_or_is_in_the_legend(lanes, width):
    page = lanes(width)
    stretches, legend = page.locator(".sta-segment"), page.locator(".sta-segments-legend li")
    named = stretches.evaluate_all(NAMED)
    told = legend.all_inner_texts()
    assert sorted({*named, *told}) == sorted(NAMES)
    assert (width < 500) == (len(told) == len(NAMES))
    for i, name in enumerate(NAMES):
        assert stretches.nth(i).get_attribute("title").startswith(name)
        assert name in stretches.nth(i).get_attribute("aria-label")
    if told:
        box, room = legend.last.bounding_box(), page.locator(".sta-player").bounding_box()
        assert box["x"] + box["width"] <= room["x"] + room["width"] + 1


def test_a_wide_lane_needs_no_legend_and_a_zoom_moves_nothing(lanes):
    few = TrackData("labels", "", runs=False, segments=LANE.segments[::10])
    page = lanes(1440, few)
    assert page.locator(".sta-segments-legend").is_hidden()
    narrow = lanes(390)
    top = narrow.locator(".sta-lanes").bounding_box()["y"]
    narrow.evaluate(f"() => {PLAYER}.timeline.lookAt(0, 9)")
    rest(narrow)
    assert narrow.locator(".sta-lanes").bounding_box()["y"] == top


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_two_names_have_one_look(lanes, scheme):
    page = lanes(1440, color_scheme=scheme)
    looks = page.locator(".sta-segment").evaluate_all(LOOKS)
    assert len(set(looks)) == len(NAMES)
    plain = looks[: len(LIGHT.classes)]
    assert not any("gradient" in each for each in plain)
    assert all("gradient" in each for each in looks[len(plain) :])
