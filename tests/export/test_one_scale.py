"""The same attention has the same place in the player, in bars, in heat maps and in print."""

import json
from pathlib import Path

import numpy as np
import pytest
from made import made_prediction, small_clip

from sta_lstm.figures.joints import joint_ranking, map_heatmap
from sta_lstm.prediction.strength import strengths
from sta_lstm.scene.scale import FULL, place

LOOK = Path(__file__).parents[1] / "player" / "js" / "look.json"


@pytest.fixture(scope="module")
def prediction():
    """Two frames of one person: in the first a joint has 20 × an equal share, in the second all have the same."""
    clip = small_clip(2)
    alpha = np.full((2, 1, 25), 1 / 25)
    alpha[0] = 0.2 / 24
    alpha[0, 0, 7] = 0.8
    return made_prediction(clip, alpha=alpha)


def bars(figure):
    return {name: x for trace in figure.data for (name, _), x in zip(trace.customdata or (), trace.x, strict=False)}


def test_a_value_has_one_place_in_all_pictures(prediction):
    clip, map_ = prediction.clip, prediction.maps[0]
    drawn = strengths(prediction, map_)
    heat = map_heatmap(prediction, joint_order=list(clip.layout.joints)).data[0].z.T  # T × J
    assert heat == pytest.approx(drawn[:, 0], abs=1e-6)
    for frame in (0, 1):
        found = bars(joint_ranking(prediction, frame=frame, top=25))
        assert [found[joint] for joint in clip.layout.joints] == pytest.approx(drawn[frame, 0].tolist(), abs=1e-6)
    assert (drawn[0, 0, 7], drawn[1, 0, 7]) == (1, 0.25)


def test_the_axis_of_bars_is_the_same_in_every_frame(prediction):
    first, second = (joint_ranking(prediction, frame=frame).layout.xaxis for frame in (0, 1))
    assert (first.range, first.tickvals, first.ticktext) == (second.range, second.tickvals, second.ticktext)
    assert (first.tickvals[-1], first.ticktext[-1]) == (1, f"≥ {FULL:g}×")


def test_the_player_is_told_the_same_places():
    """`tests/player/js/colour.test.mjs` holds the player to this table, which `make look` writes."""
    table = json.loads(LOOK.read_text(encoding="utf-8"))
    assert table["places"] == pytest.approx(place(table["multiples"]).tolist())
