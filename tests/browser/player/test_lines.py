"""The playhead and the line under the pointer run through no words, whatever lane they are on."""

import pytest
from browser.player.playing import COMMAND, FRAMES, PLAYER, frame_x, lane_box, rest

from sta_lstm.player import player_payload
from sta_lstm.player.segments import with_tracks
from sta_lstm.player.tracks import SegmentData, TrackData

pytestmark = pytest.mark.browser

#: How many pixels of the lines are inked within each text of the lanes, and how many in all.
CROSSED = """() => {
    const { timeline } = document.querySelector('.sta-player').staPlayer;
    const { ratio, texts, overlay } = timeline;
    const inked = (x, y, w, h) => {
        const area = [x, y, Math.max(1, w), Math.max(1, h)].map((v) => Math.round(v * ratio));
        const { data } = overlay.getContext('2d').getImageData(...area);
        return data.filter((v, i) => i % 4 === 3 && v > 0).length;
    };
    const crossed = texts.filter((box) => inked(box.x, box.y, box.width, box.height));
    return [crossed.length, texts.length, inked(0, 0, timeline.width, timeline.height)];
}"""
MOVEMENT = """(movement) => {
    document.querySelector('.sta-player').staPlayer.store.set({ movement });
}"""


def measure_lane():
    values = [40 + t for t in range(FRAMES)]
    line = {"person": 0, "side": "R", "values": values}
    return {
        "key": "k",
        "lanes": [{"name": "elbow angle", "unit": "°", "low": 30, "high": 180, "digits": 0, "lines": [line]}],
    }


@pytest.fixture
def full(show_still, made_prediction):
    """A player with every kind of lane, at a given width."""

    def open_player(width):
        shown = [
            made_prediction(frames=FRAMES, persons=2, absent=(30,)),
            made_prediction(frames=FRAMES, temporal=False),
        ]
        stretches = (SegmentData(0, 20, "wave", "wave", 1.0, 0), SegmentData(20, 60, "drink", "drink", 0.5, 1))
        payload = with_tracks(
            player_payload(shown, titles=("one", "two")), [TrackData("answers", "", False, stretches)]
        )
        page = show_still(payload, width=width)
        page.evaluate(MOVEMENT, measure_lane())
        rest(page)
        return page

    return open_player


@pytest.mark.parametrize("width", [1000, 390])
def test_the_playhead_runs_through_no_words(full, width):
    page = full(width)
    for frame in (*range(8), 14, 15, 20, 21, 29, 30, 31, FRAMES - 2, FRAMES - 1):
        page.evaluate(COMMAND, ["goTo", frame])
        rest(page)
        crossed, n_texts, ink = page.evaluate(CROSSED)
        assert (frame, crossed) == (frame, 0)
        assert n_texts > 10
        assert ink > 300  # and yet it is there


def test_the_line_under_the_pointer_runs_through_none_either(full):
    page = full(1000)
    page.evaluate(COMMAND, ["goTo", 40])
    _, top, _, _ = lane_box(page)
    for frame in (0, 1, 2, 29, 30):
        page.mouse.move(frame_x(page, frame), top + 12)
        rest(page)
        assert page.evaluate(CROSSED)[0] == 0


@pytest.mark.parametrize("frame", [0, FRAMES - 1])
def test_all_of_the_playheads_head_is_to_be_seen_at_both_ends(full, frame):
    page = full(390)
    page.evaluate(COMMAND, ["goTo", frame])
    rest(page)
    widths = page.evaluate(
        f"""() => {{
            const {{ lanes, overlay, ratio, width }} = {PLAYER}.timeline;
            const foot = (lanes[0].y + lanes[0].height - 8) * ratio;
            const {{ data }} = overlay.getContext('2d').getImageData(0, foot, width * ratio, 1);
            return data.filter((v, i) => i % 4 === 3 && v > 128).length / ratio;
        }}"""
    )
    assert widths >= 8
