"""Lanes of stretches: what stands in them, how they are coloured, and that they travel with a payload."""

from dataclasses import replace

import numpy as np
import pytest
from made import made_prediction, small_clip

from sta_lstm.player import player_patch, player_payload
from sta_lstm.player.segments import MOST_SEGMENTS, answers_track, labels_track, with_tracks
from sta_lstm.prediction.windows import Windows
from sta_lstm.skeletons.cut import Segment

CLASSES = ("sit down", "shake hands", "wave")
ROWS = [[0.9, 0.05, 0.05], [0.8, 0.1, 0.1], [0.4, 0.3, 0.3], [np.nan] * 3, [0.1, 0.1, 0.8]]
WINDOWS = Windows(CLASSES, tuple((4 * w, 4 * w + 8) for w in range(5)), np.array(ROWS, np.float32), 24, 0.8, 0.4)


def track(*segments, n_frames=100, **more):
    return labels_track("labels", segments, CLASSES, n_frames=n_frames, fps=10.0, **({"hues": {}} | more))


def test_answers_have_their_class_and_are_as_solid_as_they_are_sure():
    lane = answers_track(WINDOWS, 10.0, {"wave": 0})
    assert (lane.name, lane.note, lane.runs) == ("answers", "windows of 0.8 s", False)
    told = [(each.start, each.end, each.text, each.hue, each.strength) for each in lane.segments]
    assert told == [
        (0, 10, "sit down", 1, pytest.approx(0.85)),
        (10, 18, "unsure", None, 0.0),
        (18, 24, "wave", 0, pytest.approx(0.8)),
    ]
    assert lane.segments[0].says == "sit down, 85 %, 0.00 to 1.00 s"
    assert lane.segments[1].says == "unsure: no answer above 50 % in two windows or more, 1.00 to 1.80 s"


def test_answers_to_a_kind_of_recording_that_was_never_seen_have_a_question_mark_and_the_same_colours():
    alike, new = (answers_track(windows, 10.0, {}) for windows in (WINDOWS, replace(WINDOWS, unlike=("never met",))))
    assert [each.text for each in new.segments] == ["sit down?", "unsure", "wave?"]
    assert new.segments[0].says == "sit down?, 85\N{NO-BREAK SPACE}%, 0.00 to 1.00 s"
    assert [each.hue for each in new.segments] == [each.hue for each in alike.segments]


def test_what_has_one_name_has_one_colour_in_all_lanes_and_names_are_compared_as_people_do():
    hues = {}
    lane = track(
        *(Segment(10 * t, 10 * t + 9, name) for t, name in enumerate(("sitDown", "shaking hands", "dance"))),
        Segment(30, 40),
        hues=hues,
    )
    again = track(Segment(0, 9, "sing"), Segment(10, 19, "dance"), Segment(20, 30, "Sit_down"), hues=hues)
    assert [each.hue for each in lane.segments] == [0, 1, 2, None]
    assert [each.hue for each in again.segments] == [3, 2, 0]
    assert hues == {"sit down": 0, "shake hands": 1, "dance": 2, "sing": 3}
    assert [each.says for each in lane.segments][2:] == ["dance, 2.00 to 2.90 s", "no name, 3.00 to 4.00 s"]


def test_stretches_outside_what_is_shown_are_left_out_and_others_cut_at_its_edge():
    segments = (Segment(90, None, "wave"), Segment(-20, 5, "wave"), Segment(-9, 0), Segment(100, 120))
    assert [(each.start, each.end) for each in track(*segments).segments] == [(0, 5), (90, 100)]


def test_names_are_bounded_and_on_one_line_and_so_are_lanes():
    lane = track(*(Segment(t, t + 1, "a\nb\u202e" + "x" * 300) for t in range(2000)), n_frames=2000)
    assert len(lane.segments) == MOST_SEGMENTS
    assert {len(each.text) for each in lane.segments} == {80}
    assert "\n" not in lane.segments[0].text
    assert "\u202e" not in lane.segments[0].says


def test_lanes_travel_with_a_payload_and_alone_are_a_small_edit_of_it():
    payload = player_payload([made_prediction(small_clip(100))])
    lane = track(Segment(0, 9, "wave"))
    with_one, with_two = (with_tracks(payload, [lane] * n, parts=True) for n in (1, 2))
    assert with_one["tracks"][0]["segments"] == [
        {"start": 0, "end": 9, "text": "wave", "says": "wave, 0.00 to 0.90 s", "strength": None, "hue": 0}
    ]
    assert len({each["revision"] for each in (payload, with_one, with_two)}) == 3
    assert with_tracks(payload, []) == payload
    assert with_tracks(payload, [lane], parts=True) == with_one
    patch = player_patch(with_one, with_two)
    assert (patch["clips"], patch["panes"], len(patch["tracks"])) == ([], [], 2)
    assert player_patch(payload, with_one) is None  # whether the page hears is no edit


def test_what_is_read_in_windows_has_a_lane_for_each_model_and_no_answer():
    rows = np.array([[0.9, 0.1], [0.9, 0.1], [0.2, 0.8]], np.float32)
    windows = Windows(("bow", "clap"), ((0, 6), (3, 9), (6, 12)), rows, 12, 0.2, 0.1)
    one, other = (replace(made_prediction(small_clip(12), seed=seed), scores=None, windows=windows) for seed in (0, 1))
    other = replace(other, windows=replace(windows, seconds=0.2))
    alone, both = player_payload([one]), player_payload([one, other], titles=["this", "that"])
    assert [pane["answer"] for pane in both["panes"]] == [None, None]
    assert [lane["name"] for lane in alone["tracks"]] == ["answers"]
    assert [each["text"] for each in alone["tracks"][0]["segments"]] == ["bow", "clap"]
    assert [lane["name"] for lane in both["tracks"]] == ["answers, this", "answers, that"]
    assert len(player_payload([one, replace(one, maps=one.maps)])["tracks"]) == 1  # one result in two panes
