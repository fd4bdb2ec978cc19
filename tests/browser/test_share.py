"""Save and share in Chromium: the player's own video is begun, watched and cancelled there."""

import pytest
from browsing import PLAYER, WAIT, sharing, state, until

pytestmark = pytest.mark.browser


@pytest.fixture
def page(visit_app):
    page = visit_app("/?clip=bow&checkpoint=demo-sta", width=1200)
    page.set_default_timeout(WAIT)
    page.locator(PLAYER).wait_for()
    return page


def play_at(page, speed):
    page.locator(PLAYER).evaluate("(root, speed) => root.staPlayer.command('speed', speed)", speed)


def test_the_video_is_the_players_own_and_says_how_long_it_takes(page):
    with sharing(page) as place:
        place.get_by_text("Video of frames 0 to 119 at 1×").wait_for()
        place.get_by_text("It takes 4.0 s, as long as it plays.").wait_for()
        play_at(page, 4)
        place.get_by_text("It takes 1.0 s").wait_for()
        page.locator(PLAYER).evaluate("root => root.staPlayer.command('loop', [30, 89])")
        place.get_by_text("Video of frames 30 to 89 at 4×").wait_for()
        place.get_by_text("It takes 0.5 s").wait_for()
        with page.expect_download() as started:
            place.get_by_role("button", name="Save a video").click()
        name = started.value.suggested_filename
        assert name.rsplit(".", 1)[0] == "bow-npz-frames-30-89"
        assert started.value.path().stat().st_size > 1000
        place.get_by_text(f"Saved {name}").wait_for()


def test_a_video_is_watched_and_cancelled_where_it_was_begun(page):
    downloads = []
    page.on("download", lambda download: downloads.append(download))
    play_at(page, 0.1)
    with sharing(page) as place:
        place.get_by_role("button", name="Save a video").press("Enter")
        bar = place.get_by_role("progressbar", name="Recorded")
        until(page, lambda: bar.evaluate("bar => bar.value") > 0)
        place.get_by_text("% of 40 s").wait_for()
        assert state(page)["recording"]
        cancel = place.get_by_role("button", name="Cancel the video")
        assert cancel.evaluate("button => button.matches(':focus')")
    with sharing(page) as place:  # the place was closed meanwhile, and the video went on
        assert state(page)["recording"]
        place.get_by_role("button", name="Cancel the video").press("Enter")
        place.get_by_text("Recording cancelled.").wait_for()
        assert place.get_by_role("button", name="Save a video").evaluate("button => button.matches(':focus')")
    assert (state(page)["recording"], downloads) == (False, [])
