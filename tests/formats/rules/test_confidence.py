"""Joints of which their estimator was not sure."""

import numpy as np
import pytest

from sta_lstm.formats.rules.confidence import unsure_note, without_unsure
from sta_lstm.formats.rules.read_options import AS_STORED, ReadOptions


@pytest.mark.parametrize(
    ("confidence", "missing", "said"),
    [(None, [0, 1, 2], 1), (0.0, [0, 1], 0), (0.6, [0, 1, 2, 3], 2), (1.0, [0, 1, 2, 3], 2)],
)
def test_what_counts_as_missing(confidence, missing, said):
    places, sure = np.ones((5, 2)), np.array([0, np.nan, 0.09, 0.5, 1])
    notes = without_unsure(places, sure, AS_STORED if confidence is None else ReadOptions(confidence=confidence))
    assert np.flatnonzero(np.isnan(places).all(axis=1)).tolist() == missing
    assert (notes[0].startswith(f"{said} joint") if said else notes == ()) is True


def test_joints_that_are_missing_already_are_not_counted():
    assert without_unsure(np.full((2, 2), np.nan), np.array([0.01, 0.02]), AS_STORED) == ()
    assert unsure_note(0, 0.1) == ()
