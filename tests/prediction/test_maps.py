"""A map of the joints is sound or is refused; what goes with what is tested where payloads are made."""

import numpy as np
import pytest

from sta_lstm.errors import PredictionError
from sta_lstm.player import JointMap
from sta_lstm.prediction.maps import shares_of_frames


def test_the_values_of_a_map_are_its_own_and_read_only():
    values = np.ones((2, 1, 3))
    given = JointMap("m", values, "title")
    values[:] = 5
    assert given.values.max() == 1
    with pytest.raises(ValueError, match="read-only"):
        given.values[0] = 2


def changed_at(place, value, shape=(2, 1, 3)):
    values = np.zeros(shape)
    values[place] = value
    return values


@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        ({"name": ""}, "no name or no title"),
        ({"title": ""}, "no name or no title"),
        ({"values": [["a"]]}, "map 'm': its values are not numbers"),
        ({"values": [[1.0], [1.0, 2.0]]}, "map 'm': its values are not numbers"),
        ({"values": np.zeros((2, 3))}, "has 2 axes; it needs 3"),
        ({"values": changed_at((1, 0, 2), np.inf)}, r"infinite at \[1, 0, 2\]"),
        ({"values": changed_at((1, 0, 2), 1e300)}, r"infinite at \[1, 0, 2\]"),
        ({"values": changed_at((0, 0, 1), -0.5)}, r"below 0 at \[0, 0, 1\].*signed=True"),
    ],
)
def test_a_map_that_is_none_is_refused(how, sentence):
    with pytest.raises(PredictionError, match=sentence):
        JointMap(**{"name": "m", "values": np.zeros((2, 1, 3)), "title": "t"} | how)


def test_a_map_in_any_unit_becomes_shares_of_its_frames_among_those_who_were_read():
    values = np.array([[[3, 1, -9], [7, 7, 7]], [[0, np.nan, -1], [2, 2, 0]], [[1, 1, 1], [1, 1, 1]]], np.float32)
    shares = shares_of_frames(values, np.array([[True, False], [True, True], [False, False]]))
    np.testing.assert_allclose(shares[0], [[0.75, 0.25, 0], [0, 0, 0]])
    np.testing.assert_allclose(shares[1], [[0, 0, 0], [0.5, 0.5, 0]])
    assert not shares[2].any()
    still = shares_of_frames(np.zeros((1, 2, 3), np.float32), np.array([[True, False]]))
    np.testing.assert_allclose(still[0], [[1 / 3] * 3, [0] * 3])
