"""What the page makes of the player's reports: they come from a browser, so anything may be in them."""

import pytest

from sta_lstm.player.states import JointRef, Selection
from sta_lstm.ui.panels import player
from sta_lstm.ui.panels.player import Choice, PlayerState, player_state

CAMERA = {"yaw": 0.5, "pitch": 0.2, "zoom": 1, "panX": 0, "panY": 0}
REPORT = {"revision": "r", "frame": 12, "pinned": {"person": 1, "joint": 7}, "range": [3, 9], "camera": CAMERA}


def test_a_report_is_read():
    assert player_state(REPORT, revision="r", frames=20) == PlayerState(12, False, (1, 7), (3, 9), CAMERA, pane=0)
    assert player_state(REPORT | {"pinned": None, "range": None}, revision="r", frames=20) == PlayerState(
        12, False, None, None, CAMERA, pane=0
    )
    own = player_state(REPORT | {"others": [CAMERA | {"yaw": 1.5}] * 3}, revision="r", frames=20)
    assert own == PlayerState(12, False, (1, 7), (3, 9), CAMERA, others=(CAMERA | {"yaw": 1.5},) * 3, pane=0)


@pytest.mark.parametrize(("said", "read"), [(True, True), (False, False), (1, False), ("yes", False), (None, False)])
def test_a_room_is_told_by_a_plain_yes(said, read):
    assert player_state(REPORT | {"projected": said}, revision="r", frames=20).projected is read


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


CHOSEN = {"joints": [{"person": 0, "joint": 3}, {"person": 1, "joint": 7}], "frames": [4, 9]}


def test_a_selection_is_read():
    found = player_state(REPORT | {"selection": CHOSEN}, revision="r", frames=20).selection
    assert found == Selection((JointRef(0, 3), JointRef(1, 7)), (4, 9))
    assert player_state(
        REPORT | {"selection": CHOSEN | {"frames": None}}, revision="r", frames=20
    ).selection == Selection(found.joints, None)
    assert player_state(REPORT | {"selection": None}, revision="r", frames=20).selection is None


@pytest.mark.parametrize(
    "wrong",
    [
        *(3, [], "text", {}, {"joints": []}, {"joints": [], "frames": None}),
        *(
            {**CHOSEN, "joints": joints}
            for joints in ([{}], [3], [{"person": -1, "joint": 0}], [{"person": "x"}], None)
        ),
        *({**CHOSEN, "frames": frames} for frames in ([9, 4], [0, 20], [1], ["a", "b"], 3)),
    ],
)
def test_a_damaged_selection_counts_as_no_report(wrong):
    assert player_state(REPORT | {"selection": wrong}, revision="r", frames=20) == PlayerState()


def test_a_body_in_motion_stands_at_no_moment():
    moving = player_state(REPORT | {"playing": True}, revision="r", frames=20)
    assert (moving.frame, moving.moment) == (12, None)
    assert player_state(REPORT, revision="r", frames=20).moment == 12


@pytest.mark.parametrize(("told", "read"), [(0, 0), (1, 1), (99, 3), (-4, 0)])
def test_the_pane_that_is_outlined_is_read(told, read):
    assert player_state(REPORT | {"active": told}, revision="r", frames=20).pane == read


def test_a_player_stays_at_its_pane_unless_another_payload_opens_with_another(monkeypatch):
    monkeypatch.setattr(player.st, "session_state", {})
    view = REPORT | {"active": 2}

    def pane(revision, opens):
        return player._still_true("key", view, "bow", revision=revision, frames=20, opens=opens).pane

    assert (pane("r", 1), pane("edited once more", 1), pane("edited first", 0)) == (2, 2, None)


@pytest.mark.parametrize(("told", "read"), [("nod", "nod"), (None, None), (3, None), (["nod"], None)])
def test_the_class_of_the_evidence_is_read(told, read):
    assert player_state(REPORT | {"evidence": told}, revision="r", frames=20).evidence == read


def test_what_was_said_of_the_same_recording_stands_until_the_player_says_more(monkeypatch):
    monkeypatch.setattr(player.st, "session_state", {})
    pinned = REPORT | {"selection": CHOSEN}

    def shown(recording, revision, frames=20):
        return player._still_true("key", pinned, recording, revision=revision, frames=frames)

    assert not shown("bow", "r").is_older
    older = shown("bow", "another checkpoint")
    assert (older.frame, older.is_older, older.pinned, older.selection) == (12, True, None, None)
    assert shown("bow", "a third one").frame == 12
    assert shown("throw", "another clip").frame is None
    assert shown("bow", "of other length", frames=30).frame is None
    assert shown(None, "nobody says of what").frame is None


@pytest.mark.parametrize(
    ("told", "heard"),
    [
        ({"cursor": "epoch", "place": 3}, [Choice("epoch", 3)]),
        *((wrong, []) for wrong in (None, 3, {}, {"cursor": "epoch"}, {"cursor": "epoch", "place": -1})),
        *((wrong, []) for wrong in ({"cursor": 3, "place": 1}, {"cursor": "epoch", "place": "x"})),
    ],
)
def test_a_choice_in_a_chart_is_told_where_it_is_one(monkeypatch, told, heard):
    monkeypatch.setattr(player.st, "session_state", {"key": {"choice": told}})
    found = []
    player._tell_choice("key", found.append)
    assert found == heard
