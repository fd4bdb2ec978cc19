"""Curves of a training as figures: their numbers are the curves'."""

from sta_lstm.evaluation.curves import TrainingCurves
from sta_lstm.figures import accuracy_curves, loss_curves

CURVES = TrainingCurves((0.25, 0.5, 1.0), (2.0, 1.0, 0.5), (0.0, 0.5, 0.25), (2.5, 1.5, 1.75))


def test_lines_are_the_curves_and_begin_with_the_first_epoch():
    training, aside = accuracy_curves(CURVES).data
    assert (training.x, training.y) == ((1, 2, 3), CURVES.accuracy)
    assert aside.y == CURVES.validation_accuracy
    assert aside.customdata[1] == "50\N{NO-BREAK SPACE}%"
    assert [line.y for line in loss_curves(CURVES, dark=True).data] == [
        CURVES.cross_entropy,
        CURVES.validation_cross_entropy,
    ]


def test_without_validation_there_is_one_line_and_one_epoch_is_a_mark():
    (line,) = accuracy_curves(TrainingCurves((0.5,), (1.0,))).data
    assert line.mode == "lines+markers"
