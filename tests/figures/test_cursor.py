"""What figures tell the player beside them: which axis is time, which row is which joint."""

import pytest
from made import made_prediction

from sta_lstm import figures
from sta_lstm.figures.cursor import META


@pytest.fixture(scope="module")
def prediction():
    return made_prediction()


def told(figure):
    return figure.layout.meta[META]


@pytest.mark.parametrize(
    "draw", [figures.beta_curve, figures.evidence_bars, figures.running_prediction, figures.map_heatmap]
)
def test_figures_along_time_say_so(prediction, draw):
    assert told(draw(prediction)) == {"x": "frame"}


def test_rows_of_a_ranking_are_called_by_the_columns_of_their_joints(prediction):
    figure = figures.joint_ranking(prediction, frame=1, top=3)
    says, clip = told(figure), prediction.clip
    assert says["frame"] == 1
    assert "frame" not in told(figures.joint_ranking(prediction, top=3))
    names = [text.rpartition(" · ")[2] for text in figure.layout.yaxis.ticktext]
    assert [clip.layout.joints[joint] for _, joint in says["joints"]] == names
