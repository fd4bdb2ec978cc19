"""Lanes of angles and speeds in a real Chromium: values at the playhead, and the joint that is pinned in the player."""

import pytest
from browsing import PLAYER, WAIT, until, words

pytestmark = pytest.mark.browser

#: Of each lane of measures its name, and the values that stand beside it.
READINGS = """root => [...root.querySelectorAll('.sta-label-measure')].map((label) => [
    label.querySelector('.sta-name').innerText,
    [...label.querySelectorAll('.sta-reading')].map((each) => `${each.title}: ${each.innerText.trim()}`),
])"""
ENDS = "root => [...root.querySelectorAll('.sta-end')].map((end) => end.innerText)"


def readings(page):
    return dict(page.locator(PLAYER).evaluate(READINGS))


def test_lanes_follow_the_playhead_the_pinned_joint_and_the_address(visit_app):
    page = visit_app("?clip=kick-right&measures=knee%20angle,pinned%20joint&frame=10", width=1400)
    player = page.locator(PLAYER)
    player.wait_for(timeout=WAIT)
    until(page, lambda: list(readings(page)) == ["knee angle"])
    before = readings(page)["knee angle"]
    assert [text.split(":")[0] for text in before] == ["left", "right"]
    assert all(text.endswith("°") for text in before)
    assert player.evaluate(ENDS) == ["180°", "70°"]

    player.evaluate("root => root.staPlayer.command('goTo', 50)")
    until(page, lambda: readings(page)["knee angle"] != before)

    # The left elbow: its angle and its speed join the lane that was chosen.
    player.evaluate("root => root.staPlayer.command('pin', {person: 0, joint: 5})")
    until(page, lambda: list(readings(page)) == ["knee angle", "elbow angle", "elbow speed"])
    assert player.evaluate(ENDS)[-2].endswith(" m/s")
    assert words(page)["measures"] == "knee angle,pinned joint"
