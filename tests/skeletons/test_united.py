"""Several layouts as one: every joint once, each where it was, and bodies put into it."""

import numpy as np
import pytest

from sta_lstm.errors import SettingsError
from sta_lstm.skeletons.body_grid import body_cells
from sta_lstm.skeletons.layouts import HAND_21, KINECT_20, NTU_25, SBU_15
from sta_lstm.skeletons.united import in_order, placed_in, places_in, united

ALL = (NTU_25, SBU_15, KINECT_20)


def test_one_layout_stays_what_it_is():
    assert united([NTU_25, NTU_25]) is NTU_25
    assert places_in(NTU_25, NTU_25) == tuple(range(25))


def test_it_has_every_joint_once_and_each_keeps_its_cell_and_side():
    whole = united(ALL)
    assert set(NTU_25.joints) < set(whole.joints)
    cells = body_cells(whole)
    for layout in ALL:
        places = places_in(layout, whole)
        assert len(set(places)) == layout.n_joints
        assert [cells[j] for j in places] == list(body_cells(layout))
        assert [whole.sides[j] for j in places] == list(layout.sides)
        mirrored = [whole.mirror_indices[j] for j in places]
        assert mirrored == [places[j] for j in layout.mirror_indices]


def test_bodies_stand_in_their_columns():
    whole = united(ALL)
    body = np.random.default_rng(0).normal(size=(4, 2, 15, 3)).astype(np.float32)
    places = places_in(SBU_15, whole)
    put = placed_in(body, places, whole)
    np.testing.assert_array_equal(put[:, :, list(places)], body)
    assert not np.delete(put, places, axis=2).any()
    assert placed_in(body, range(15), SBU_15) is body


def test_the_order_is_that_of_the_table():
    assert in_order([KINECT_20, SBU_15, KINECT_20, NTU_25]) == (NTU_25, SBU_15, KINECT_20)


def test_what_is_no_body_is_refused():
    with pytest.raises(SettingsError, match="'hand-21' is no layout of a whole body"):
        united([NTU_25, HAND_21])
    with pytest.raises(SettingsError, match="no layout to unite"):
        united([])
