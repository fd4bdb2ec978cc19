"""A part of a payload: what is left out takes no bytes, and all else stays as it is."""

import json

import pytest
from made import made_prediction

from sta_lstm.player import player_payload
from sta_lstm.player.excerpt import excerpt

WHOLE = player_payload([made_prediction()])


@pytest.mark.parametrize("left", ["maps", "curves", "answer"])
def test_what_is_left_out_is_gone_and_the_rest_is_the_same(left):
    part = excerpt(WHOLE, **{each: each != left for each in ("maps", "curves", "answer")})
    ((pane, whole),) = zip(part["panes"], WHOLE["panes"], strict=True)
    gone = {"maps": ["maps"], "curves": ["curves", "keyframes"], "answer": ["answer"]}[left]
    assert [field for field in whole if pane[field] != whole[field]] == gone
    assert part["clips"] == WHOLE["clips"]
    assert part["revision"] != WHOLE["revision"]
    assert len(json.dumps(part)) < len(json.dumps(WHOLE))


def test_two_parts_are_told_apart():
    one, other = (excerpt(WHOLE, maps=maps, curves=not maps, answer=False) for maps in (True, False))
    assert one["revision"] != other["revision"]
