"""Curves of a training: what a header holds comes back, and what cannot be such curves is none."""

import math

import pytest

from sta_lstm.evaluation.curves import CURVES, TrainingCurves

LINES = [
    {
        "accuracy": 0.5,
        "cross_entropy": 1.25,
        "validation_accuracy": 0.25,
        "validation_cross_entropy": 2.0,
        "stage": "a",
    },
    {"accuracy": 0.75, "cross_entropy": 0.123456, "validation_accuracy": 1.0, "validation_cross_entropy": 0.5},
]


def test_curves_of_a_log_come_back_from_a_header_rounded():
    curves = TrainingCurves.of_log(LINES)
    assert (curves.n_epochs, curves.validation_accuracy) == (2, (0.25, 1.0))
    back = TrainingCurves.of_training({CURVES: curves.to_json()})
    assert back.cross_entropy == (1.25, 0.1235)
    assert back.validation_cross_entropy == curves.validation_cross_entropy


def test_what_was_not_measured_in_every_epoch_is_no_curve():
    curves = TrainingCurves.of_log([LINES[0], {"accuracy": 0.75, "cross_entropy": 0.5}])
    assert curves.to_json() == {"accuracy": [0.5, 0.75], "cross_entropy": [1.25, 0.5]}
    assert TrainingCurves.of_log([]).to_json() == {}


@pytest.mark.parametrize(
    "told",
    [
        None,
        [],
        "x",
        {},
        {"accuracy": "0.5"},
        {"accuracy": [0.5]},
        {"accuracy": [0.5], "cross_entropy": [-1]},
        {"accuracy": [1.5], "cross_entropy": [1]},
        {"accuracy": [math.nan], "cross_entropy": [1]},
        {"accuracy": [10**400], "cross_entropy": [1]},
        {"accuracy": [[]], "cross_entropy": [1]},
        {"accuracy": [0.5] * 100_001, "cross_entropy": [1] * 100_001},
        {"accuracy": [0.5, 0.5], "cross_entropy": [1, 1], "validation_accuracy": [1]},
    ],
)
def test_a_header_may_hold_anything(told):
    assert TrainingCurves.of_training({CURVES: told}) is None
