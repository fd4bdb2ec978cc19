"""Where a model looked over a data set, as figures: the numbers that were found stand in them."""

import numpy as np
import pytest

from sta_lstm.evidence.attended.looking import Looking
from sta_lstm.evidence.attended.slices import Model
from sta_lstm.figures.attended.joints import class_body, class_joint_heatmap, strongest
from sta_lstm.figures.attended.phases import class_phase_heatmap, phase_curve
from sta_lstm.scene.limbs import joint_columns
from sta_lstm.scene.scale import place
from sta_lstm.skeletons.layouts import NTU_25

RNG = np.random.default_rng(0)
NAMES = ("wave", "<b>kick</b>", "bow")
MODEL = Model("net", ("aaaa",), "ntu-25", NTU_25.joints)
FOUND = Looking(
    class_names=NAMES,
    n_clips=np.array([3, 2, 1, 6]),
    joints=RNG.gamma(1, 1, (4, 2, 25)),
    phases=RNG.gamma(1, 1, (4, 20)),
    joints_spread=RNG.gamma(1, 0.1, (4, 2, 25)),
    phases_spread=RNG.gamma(1, 0.1, (4, 20)),
    n_groups=np.array([2, 2, 1, 3]),
    n_of_layout=6,
    over="subjects",
)
POSE = RNG.random((25, 2))


@pytest.mark.parametrize("dark", [False, True])
def test_a_panel_a_person_has_every_class_and_joint(dark):
    figure = class_joint_heatmap(FOUND, MODEL, dark=dark)
    rows = joint_columns(NTU_25, None)
    for m, trace in enumerate(figure.data):
        np.testing.assert_allclose(trace.z, place(FOUND.joints[:-1, m, rows]).T)
        assert trace.customdata[4, 1] == FOUND.joints[1, m, rows[4]]
        assert trace.text[4][1] == f"<b>{NTU_25.joints[rows[4]]}</b><br>&lt;b&gt;kick&lt;/b&gt;"
    spread = class_joint_heatmap(FOUND, MODEL, spread=True, dark=dark)
    np.testing.assert_allclose(spread.data[1].z, FOUND.joints_spread[:-1, 1, rows].T)
    assert spread.layout.coloraxis.cmax == pytest.approx(FOUND.joints_spread[:-1].max())


def test_joints_of_an_unknown_layout_stand_as_they_are():
    odd = Model("net", ("aaaa",), "mine", tuple(f"j{i}" for i in range(25)))
    assert class_joint_heatmap(FOUND, odd).layout.yaxis.ticktext == odd.joints
    assert [len(trace.x) for trace in class_body(FOUND, odd, POSE).data] == [0, 25, 0, 25]


@pytest.mark.parametrize(("name", "row"), [("bow", 2), (None, 3), ("nothing", 3)])
def test_a_body_has_the_attention_of_its_class(name, row):
    figure = class_body(FOUND, MODEL, POSE, class_name=name)
    balls = [trace for trace in figure.data if trace.mode == "markers"]
    for m, trace in enumerate(balls):
        np.testing.assert_allclose(trace.marker.color, place(FOUND.joints[row, m]))
        assert f"{FOUND.joints[row, m, 3]:.2f}× an equal share" in trace.text[3]
    person, joint, value = strongest(FOUND, MODEL, class_name=name)[0]
    assert value == FOUND.joints[row].max() == FOUND.joints[row, person, NTU_25.joints.index(joint)]


def test_phases_are_drawn_by_class_and_as_a_curve_in_its_band():
    np.testing.assert_allclose(class_phase_heatmap(FOUND).data[0].z, place(FOUND.phases[:-1]))
    np.testing.assert_allclose(class_phase_heatmap(FOUND, spread=True).data[0].z, FOUND.phases_spread[:-1])
    band, curve = phase_curve(FOUND, class_name="bow").data
    np.testing.assert_allclose(curve.y, FOUND.phases[2])
    np.testing.assert_allclose(band.y[:20], FOUND.phases[2] + FOUND.phases_spread[2])


def test_nothing_known_is_drawn_without_a_word():
    phases, joints = np.full((1, 20), np.nan), np.zeros((1, 0, 25))
    empty = Looking((), np.zeros(1, int), joints, phases, joints, phases, np.zeros(1, int), 0, "networks")
    for figure in (class_joint_heatmap(empty, MODEL), class_phase_heatmap(empty), class_body(empty, MODEL, POSE)):
        assert figure.layout.height > 0
    assert len(phase_curve(empty).data) == 1
