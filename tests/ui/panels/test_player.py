"""What the page makes of the player's reports: they come from a browser, so anything may be in them."""

import pytest

from sta_lstm.ui.panels.player import PlayerState, player_state

CAMERA = {"yaw": 0.5, "pitch": 0.2, "zoom": 1, "panX": 0, "panY": 0}
REPORT = {"revision": "r", "frame": 12, "pinned": {"person": 1, "joint": 7}, "range": [3, 9], "camera": CAMERA}


def test_a_report_is_read():
    assert player_state(REPORT, revision="r", frames=20) == PlayerState(12, (1, 7), (3, 9), CAMERA)
    assert player_state(REPORT | {"pinned": None, "range": None}, revision="r", frames=20) == PlayerState(
        12, None, None, CAMERA
    )
    own = player_state(REPORT | {"others": [CAMERA | {"yaw": 1.5}] * 3}, revision="r", frames=20)
    assert own == PlayerState(12, (1, 7), (3, 9), CAMERA, others=(CAMERA | {"yaw": 1.5},) * 3)


@pytest.mark.parametrize(
    "report",
    [
        *(None, [], "text", 3, {}),
        {"revision": "of another clip", **{k: v for k, v in REPORT.items() if k != "revision"}},
        *(REPORT | {"frame": wrong} for wrong in (None, "x", [1], float("nan"), float("inf"))),
        *(REPORT | {"pinned": wrong} for wrong in (3, {}, {"person": 0}, [])),
        *(REPORT | {"range": wrong} for wrong in (3, [], [1], ["a", "b"])),
        *(REPORT | {"camera": wrong} for wrong in (None, [], {"yaw": "x"})),
        *(REPORT | {"others": wrong} for wrong in (3, {"yaw": 1}, [None], [{"yaw": 1}], [CAMERA | {"zoom": "x"}])),
    ],
)
def test_what_is_no_report_counts_as_none(report):
    assert player_state(report, revision="r", frames=20) == PlayerState()


@pytest.mark.parametrize(("reported", "frame"), [(-1, 0), (0, 0), (19, 19), (20, 19), (10**9, 19)])
def test_the_frame_is_one_of_the_clips(reported, frame):
    assert player_state(REPORT | {"frame": reported}, revision="r", frames=20).frame == frame
