"""Where models looked by class: means and spreads as a loop works them out, and which clips are alike."""

import numpy as np
import pytest
from made import CLASSES, attended_folder, attended_row

from sta_lstm.evidence.attended.looking import looking, most_alike
from sta_lstm.evidence.attended.slices import Slice, models_of, rows_of
from sta_lstm.evidence.attended.table import open_attended

RNG = np.random.default_rng(3)


def row(n, **more):
    """Of one person or two."""
    return attended_row(
        f"{n:02}",
        label=CLASSES[n % 3],
        subject=None if n == 7 else f"s{n % 4}",
        joint_attention=RNG.gamma(1, 1, 25 * (1 + n % 2)).astype(np.float32).tolist(),
        phase_attention=RNG.gamma(1, 1, 20).astype(np.float32).tolist(),
        **more,
    )


ROWS = [row(n) for n in range(24)]


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    return open_attended(attended_folder(tmp_path_factory.mktemp("attended"), ROWS))


@pytest.fixture(scope="module")
def model(table):
    return models_of(table)[-1]


def test_means_and_spreads_are_those_of_a_loop(table, model):
    found = looking(table, model, Slice(("aaaa",)), "subjects")
    assert found.class_names == CLASSES
    for i, name in enumerate((*CLASSES, None)):
        own = [each for each in ROWS if name in (None, each["label"])]
        assert found.n_clips[i] == len(own)
        np.testing.assert_allclose(found.phases[i], np.mean([each["phase_attention"] for each in own], 0), rtol=1e-5)
        of = {each["subject"] for each in own} - {None}
        means = [np.mean([e["phase_attention"] for e in own if e["subject"] == who], 0) for who in of]
        np.testing.assert_allclose(found.phases_spread[i], np.std(means, 0, ddof=1), rtol=1e-4)
        assert found.n_groups[i] == len(of)
        for m in range(2):
            there = [e["joint_attention"][25 * m : 25 * m + 25] for e in own if len(e["joint_attention"]) > 25 * m]
            np.testing.assert_allclose(found.joints[i, m], np.mean(there, 0), rtol=1e-5)


def test_one_network_has_no_spread_and_no_clip_no_mean(table, model):
    found = looking(table, model, Slice(("aaaa",)), "networks")
    assert np.isnan(found.joints_spread).all()
    assert found.n_groups.tolist() == [1, 1, 1, 1]
    nothing = looking(table, model, Slice(("aaaa",), subject="nobody"), "subjects")
    assert nothing.class_names == ()
    assert np.isnan(nothing.phases).all()


def test_a_model_without_attention_has_none(tmp_path):
    rows = [attended_row("a", joint_attention=None, phase_attention=None), attended_row("b", joint_attention=None)]
    found = open_attended(attended_folder(tmp_path, rows))
    told = looking(found, models_of(found)[0], Slice(("aaaa",)), "subjects")
    assert np.isnan(told.joints).all()
    np.testing.assert_allclose(told.phases[0], 1)
    assert [clip for clip, _ in most_alike(found, 1, Slice(("aaaa",)))] == [0]
    assert most_alike(found, 0, Slice(("aaaa",))) == []


@pytest.mark.parametrize("other", [{"n_joints": 15, "joint_attention": [1.0] * 15}, {"layout": "another"}])
def test_joints_of_another_layout_are_left_out_and_their_moments_are_not(tmp_path, other):
    rows = [attended_row("a"), attended_row("b", **other)]
    found = open_attended(attended_folder(tmp_path, rows))
    both = looking(found, models_of(found)[0], Slice(("aaaa",)), "subjects")
    assert (both.n_clips.tolist(), both.n_of_layout) == ([2, 2], 1)
    one = open_attended(attended_folder(tmp_path / "alone", rows[:1]))
    alone = looking(one, models_of(found)[0], Slice(("aaaa",)), "subjects")
    np.testing.assert_array_equal(both.joints, alone.joints)
    assert most_alike(found, 0, Slice(("aaaa",))) == []


def test_the_most_alike_is_the_same_and_never_the_clip_itself(tmp_path):
    same = ROWS[4] | {"clip": "twin", "fingerprint": "twin"}
    found = open_attended(attended_folder(tmp_path, [*ROWS, same]))
    alike = most_alike(found, 4, Slice(("aaaa",)), most=30)
    assert rows_of(found, [alike[0][0]])[0]["clip"] == "twin"
    assert alike[0][1] == pytest.approx(1, abs=1e-5)
    assert len(alike) == 24
    degrees = [degree for _, degree in alike]
    assert degrees == sorted(degrees, reverse=True)
    assert 4 not in dict(alike)
