"""Faults are planted in clean clips: each is found where it is, and nothing else is; repairs undo what they say."""

from dataclasses import replace

import numpy as np
import pytest

from sta_lstm.errors import SettingsError
from sta_lstm.formats import load_clip
from sta_lstm.samples import resolve_clip
from sta_lstm.skeletons import mirrored
from sta_lstm.skeletons.quality.findings import REPAIRS, quality
from sta_lstm.skeletons.quality.repair import repaired

SAMPLES = ("bow", "drink", "high-five", "kick-right", "push", "shake-hands", "throw", "wave-right-hand")


@pytest.fixture
def clean():
    return load_clip(resolve_clip("kick-right"))


@pytest.fixture
def pair():
    return load_clip(resolve_clip("shake-hands"))


def planted(clip, **changed):
    """``clip`` with positions or presence changed by functions that write into copies."""
    arrays = {name: getattr(clip, name).copy() for name in ("positions", "present")}
    for name, change in changed.items():
        change(arrays[name])
    return replace(clip, **arrays)


def put(*where, value):
    """A change that writes a value to a place."""

    def change(array):
        array[where] = value

    return change


def add(*where, value):
    """A change that moves a place."""

    def change(array):
        array[where] += value

    return change


def swapped(clip, frames):
    """The first two persons exchanged in some frames."""

    def change(array):
        array[frames, :2] = array[frames, 1::-1]

    return planted(clip, positions=change, present=change)


def found(clip):
    return {finding.kind: finding for finding in quality(clip)}


@pytest.mark.parametrize("name", SAMPLES)
def test_a_clean_clip_has_no_findings_and_repairs_leave_all_but_its_tremble(name):
    clip = load_clip(resolve_clip(name))
    assert quality(clip) == ()
    assert repaired(clip, [repair for repair in REPAIRS if repair != "smooth"]) is clip


def test_a_jump_is_found_named_and_put_back(clean):
    hand = clean.layout.index("left hand")
    bad = planted(clean, positions=add(slice(30, 32), 0, hand, value=(0.9, 0.4, 0)))
    assert found(bad).keys() == {"jump"}
    finding = found(bad)["jump"]
    assert finding.frames == ((30, 31),)
    assert "2 frames (most: left hand" in finding.sentence
    mended = repaired(bad, [finding.repair])
    assert np.abs(mended.positions - clean.positions).max() < 0.02
    assert np.array_equal(mended.positions[:30], clean.positions[:30])
    assert "2 places of joints" in mended.notes[-1]
    assert quality(mended) == ()


def test_a_fast_movement_is_no_jump(clean):
    hand = clean.layout.index("left hand")
    assert "jump" not in found(planted(clean, positions=add(slice(30, None), 0, hand, value=(0.9, 0.4, 0))))


def test_a_gap_is_found_and_a_short_one_filled(clean):
    bad = planted(clean, present=put(slice(20, 25), 0, value=False))
    assert found(bad).keys() == {"gap", "empty"}
    assert found(bad)["gap"].frames == ((20, 24),)
    mended = repaired(bad, ["interpolate"])
    assert mended.present.all()
    assert np.abs(mended.positions - clean.positions).max() < 0.08
    long = planted(clean, present=put(slice(20, 60), 0, value=False))
    assert found(long)["gap"].repair is None
    assert repaired(long, ["interpolate"]) is long


def test_frames_with_nobody_at_the_end_are_found_and_left_out(clean):
    bad = planted(clean, present=put(slice(70, None), 0, value=False))
    assert found(bad).keys() == {"empty"}
    assert f"{clean.n_frames - 70} frames of {clean.n_frames}" in found(bad)["empty"].sentence
    assert repaired(bad, ["drop"]).n_frames == 70


@pytest.mark.parametrize(("length", "kind"), [(1, "repeat"), (2, "repeat"), (30, "frozen")])
def test_repeated_frames_are_found_and_left_out(clean, length, kind):
    rows = np.sort(np.concatenate([np.arange(clean.n_frames), np.full(length, 40)]))
    bad = replace(clean, positions=clean.positions[rows], present=clean.present[rows])
    assert found(bad).keys() == {kind}
    mended = repaired(bad, ["drop"])
    assert np.array_equal(mended.positions, clean.positions)
    assert f"{length} frame" in mended.notes[-1]


def test_persons_who_change_places_are_found_and_put_back(pair):
    bad = swapped(pair, np.r_[20:35, 50:60])
    assert found(bad).keys() == {"swap"}
    assert [frames[0] for frames in found(bad)["swap"].frames] == [20, 35, 50, 60]
    mended = repaired(bad, ["swap back"])
    assert np.array_equal(mended.positions, pair.positions)
    assert np.array_equal(mended.present, pair.present)


def test_trembling_joints_are_found_and_smoothing_calms_them(clean):
    noise = np.random.default_rng(0).normal(scale=0.03, size=clean.positions.shape)
    bad = planted(clean, positions=add(..., value=noise.astype(np.float32)))
    assert found(bad)["noise"].repair == "smooth"
    calm = repaired(bad, ["smooth"])
    assert np.linalg.norm(calm.positions - clean.positions) < 0.8 * np.linalg.norm(bad.positions - clean.positions)


def test_limbs_that_change_their_length_are_named(clean):
    elbow = clean.layout.index("right elbow")
    sway = np.sin(np.arange(clean.n_frames) / 9)[:, None] * (0, 0, 1.2)
    bad = planted(clean, positions=add(slice(None), 0, elbow, value=sway.astype(np.float32)))
    assert "right shoulder to right elbow" in found(bad)["limbs"].sentence


@pytest.mark.parametrize(("factor", "tall"), [(0.1, "0.151 m"), (10, "15.1 m")])
def test_a_wrong_unit_is_doubted(clean, factor, tall):
    bad = replace(clean, positions=clean.positions * np.float32(factor))
    assert f"A body is {tall}" in found(bad)["unit"].sentence


def test_another_axis_that_points_up_is_doubted(clean):
    bad = replace(clean, positions=clean.positions[..., [0, 2, 1]] * np.float32([1, -1, 1]))
    assert "The trunk points along z, while y is taken for up" in found(bad)["axis"].sentence
    standing_on_the_head = replace(clean, positions=clean.positions * np.float32([1, -1, -1]))
    assert "points along −y" in found(standing_on_the_head)["axis"].sentence


def test_a_mirrored_recording_is_doubted_and_one_seen_in_a_mirror_is_not(clean):
    left_handed = replace(clean, positions=clean.positions * np.float32([-1, 1, 1]))
    assert "mirror" in found(left_handed)
    assert quality(mirrored(clean)) == ()


def test_a_single_frame_is_too_short(clean):
    one = replace(clean, positions=clean.positions[:1], present=clean.present[:1])
    assert found(one)["short"].sentence == "The clip has 1 frame only: too few for an action."


def test_findings_do_not_depend_on_place_view_or_names(pair):
    bad = swapped(pair, np.r_[20:35])
    c, s = np.cos(1.0), np.sin(1.0)
    turned = replace(
        bad, positions=bad.positions @ np.float32([[c, 0, -s], [0, 1, 0], [s, 0, c]]) + np.float32([1, 0, 2])
    )
    assert [f.sentence for f in quality(turned.renamed("other"))] == [f.sentence for f in quality(bad)]


def test_an_unknown_repair_is_named(clean):
    with pytest.raises(
        SettingsError, match="there is no repair 'mend'; there are: turn over, mirror, level, interpolate, drop"
    ):
        repaired(clean, ["mend"])


@pytest.mark.parametrize(
    ("path", "kinds"),
    [
        ("msraction3d/a20_s02_e01_skeleton3D.txt", {"empty"}),
        ("nw-ucla/a02_s09_e04_v02.json", {"short"}),
        ("utd-mhad/a1_s1_t1_skeleton.mat", set()),
    ],
)
def test_real_recordings(data_folder, path, kinds):
    assert found(load_clip(data_folder / path)).keys() == kinds


def test_a_layout_without_bones_or_trunk_is_judged_by_the_rest():
    clip = load_clip(resolve_clip("bow"))
    bare = replace(clip.layout, name="bare", bones=(), mirror_pairs=(), torso=("head", "head"))
    assert quality(replace(clip, layout=bare)) == ()
