"""Layouts of 13 to 33 joints fill one grid: a joint lies where it does in every other layout."""

from dataclasses import replace

import pytest

from sta_lstm.skeletons.body_grid import N_CELLS, N_COLUMNS, N_ROWS, body_cells, trunk_of
from sta_lstm.skeletons.layout import SkeletonLayout
from sta_lstm.skeletons.layouts import BODIES, HAND_21, KINECT_20, NTU_25, SBU_15, layout_named
from sta_lstm.skeletons.synonyms import common_names


@pytest.mark.parametrize("layout", BODIES.values(), ids=BODIES)
def test_every_body_fills_the_twelve_cells_of_its_limbs_and_a_mirror_keeps_the_row(layout):
    cells = body_cells(layout)
    assert len(cells) == layout.n_joints
    assert all(0 <= cell < N_CELLS for cell in cells)
    limbs = {cell for cell in cells if cell % N_COLUMNS != N_COLUMNS // 2}
    assert len(limbs) == 12
    for one, other in enumerate(layout.mirror_indices):
        row, column = divmod(cells[one], N_COLUMNS)
        assert divmod(cells[other], N_COLUMNS) == (row, N_COLUMNS - 1 - column)


def test_the_same_joint_lies_in_the_same_cell_of_every_layout():
    found = {}
    for layout in BODIES.values():
        for name, cell in zip(common_names(layout), body_cells(layout), strict=True):
            found.setdefault(name, set()).add(cell)
    assert all(len(cells) == 1 for cells in found.values())


@pytest.mark.parametrize(("layout", "n_cells"), [(SBU_15, 15), (KINECT_20, 16), (NTU_25, 16), (BODIES["coco-17"], 13)])
def test_so_many_cells_hold_joints(layout, n_cells):
    assert len(set(body_cells(layout))) == n_cells


def test_rows_go_down_and_columns_from_left_to_right():
    cells = dict(zip(NTU_25.joints, body_cells(NTU_25), strict=True))
    where = {joint: divmod(cell, N_COLUMNS) for joint, cell in cells.items()}
    assert where["head"] == (0, 2)
    assert where["left foot"] == (N_ROWS - 1, 1)
    assert where["right hand tip"] == (3, 4)
    assert where["left hip"][1] < where["spine base"][1] < where["right hip"][1]


def test_a_joint_that_no_table_knows_lies_with_its_neighbour():
    smpl = layout_named("smpl-22")
    cells = dict(zip(smpl.joints, body_cells(smpl), strict=True))
    assert cells["spine1"] == cells["spine base"]
    extra = replace(
        NTU_25,
        joints=(*NTU_25.joints, "sword", "hilt"),
        bones=(*NTU_25.bones, ("right hand", "hilt"), ("hilt", "sword")),
    )
    assert body_cells(extra)[-2:] == (cells["right wrist"],) * 2
    adrift = replace(NTU_25, joints=(*NTU_25.joints, "ball"))
    assert divmod(body_cells(adrift)[-1], N_COLUMNS) == (2, 2)


def test_what_is_no_body_has_no_cells():
    assert body_cells(HAND_21) is None
    markers = SkeletonLayout("m", "m", ("a", "b"), (("a", "b"),), (), "a", ("a", "b"), "y", "made up")
    assert body_cells(markers) is None


def test_the_trunk_is_hips_and_shoulders_of_every_body():
    for layout in BODIES.values():
        names = [layout.joints[j] for j in trunk_of(layout)]
        assert len(names) == 4, layout.name
    assert trunk_of(HAND_21) == (HAND_21.index(HAND_21.root),)
