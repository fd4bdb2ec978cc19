"""Two clips on one clock: laws of an alignment, and a movement at another speed that has to be found again."""

from dataclasses import replace

import numpy as np
import pytest

from sta_lstm import load_clip
from sta_lstm.comparison import alignment as module
from sta_lstm.comparison.alignment import KINDS, align, exchanged
from sta_lstm.comparison.postures import nearest, postures
from sta_lstm.errors import MismatchError, SettingsError
from sta_lstm.samples import resolve_clip
from sta_lstm.skeletons import Clip, layout_named
from sta_lstm.skeletons.clip import MAX_FRAMES

NTU = layout_named("ntu-25")


def sample(name):
    return load_clip(resolve_clip(name))


SHAKE, FIVE = sample("shake-hands"), sample("high-five")


def played(clip, at):
    """``clip`` at other frames, which may lie between its own."""
    at = np.asarray(at)
    low = np.floor(at).astype(int).clip(max=clip.n_frames - 2)
    weight = (at - low)[:, None, None, None]
    positions = (1 - weight) * clip.positions[low] + weight * clip.positions[low + 1]
    return replace(clip, positions=positions, present=clip.present[np.rint(at).astype(int)])


def moved(clip, degrees=70, scale=1.3, by=(2.0, 0.5, -1.0)):
    """``clip`` (y up) turned about the vertical, scaled and moved."""
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    positions = clip.positions @ np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]]).T * scale + by
    return replace(clip, positions=positions)


def random_clip(frames, persons=1, layout=NTU, seed=0, present=None, fps=30.0, name="random"):
    """Joints that drift about."""
    rng = np.random.default_rng(seed)
    steps = rng.normal(size=(frames, persons, layout.n_joints, 3)) * 0.02
    body = rng.normal(size=(persons, layout.n_joints, 3)) * 0.4
    there = np.ones((frames, persons), bool) if present is None else np.asarray(present)
    return Clip(body + np.cumsum(steps, 0), fps, layout, "y", there, name)


def smooth_clip(frames):
    """Joints on slow waves of their own: never still, and never twice in the same pose."""
    rng = np.random.default_rng(5)
    waves = rng.uniform(0.5, 2, size=(2, 25, 3)), rng.uniform(0, 2 * np.pi, size=(2, 25, 3))
    phase = 2 * np.pi * np.linspace(0, 1, frames)[:, None, None, None] * waves[0] + waves[1]
    positions = rng.normal(size=(2, 25, 3)) * 0.4 + 0.2 * np.sin(phase)
    return Clip(positions, 30.0, NTU, "y", np.ones((frames, 2), bool), "smooth")


CLIPS = {
    "two samples": (SHAKE, FIVE),
    "one frame": (random_clip(1), random_clip(40, seed=1)),
    "one frame each": (random_clip(1), random_clip(1, seed=1)),
    "a hundred times longer": (random_clip(9), random_clip(900, seed=1)),
    "other frame rates": (random_clip(50, fps=12.5), random_clip(61, seed=1, fps=30)),
    "nobody in some frames": (
        random_clip(30, present=[[t < 10 or t > 16] for t in range(30)]),
        random_clip(25, seed=1, present=[[4 < t < 20] for t in range(25)]),
    ),
    "other persons": (random_clip(20, persons=1), random_clip(25, persons=2, seed=1)),
    "other layouts": (random_clip(20, layout=layout_named("sbu-15")), random_clip(25, seed=1)),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("case", CLIPS)
def test_no_clip_goes_back_none_of_its_frames_is_lost_and_the_ends_are_tied(case, kind):
    first, second = CLIPS[case]
    found = align(first, second, kind)
    for clip, frames in ((first, found.first), (second, found.second)):
        assert frames[0] == 0
        assert frames[-1] == clip.n_frames - 1
        assert set(np.diff(frames)) <= {0, 1}
    assert found.distance.shape == found.first.shape == found.second.shape
    assert np.isfinite(found.distance).all()
    assert np.isfinite(found.matrix).all()
    assert 0 < found.fps <= 1000


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("case", CLIPS)
def test_in_the_other_order_it_is_the_same(case, kind):
    first, second = CLIPS[case]
    there, back = align(first, second, kind), exchanged(align(second, first, kind))
    np.testing.assert_array_equal(there.first, back.first)
    np.testing.assert_array_equal(there.second, back.second)
    np.testing.assert_allclose(there.matrix, back.matrix, atol=1e-6)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("clip", [SHAKE, random_clip(1), CLIPS["nobody in some frames"][0]])
def test_a_clip_and_itself_stay_side_by_side(clip, kind):
    found = align(clip, clip, kind)
    np.testing.assert_array_equal(found.first, np.arange(clip.n_frames))
    np.testing.assert_array_equal(found.first, found.second)
    assert found.mean_distance == 0
    assert found.longest_stand() == (1, 1)
    assert found.fps == pytest.approx(clip.fps, rel=0.01)


def test_where_heading_place_and_size_differ_nothing_differs():
    plain, other = align(SHAKE, FIVE), align(moved(SHAKE), moved(FIVE, degrees=-120, scale=0.7))
    np.testing.assert_array_equal(plain.first, other.first)
    np.testing.assert_array_equal(plain.second, other.second)
    np.testing.assert_allclose(plain.distance, other.distance, atol=1e-4)
    assert align(SHAKE, moved(SHAKE)).mean_distance == pytest.approx(0, abs=1e-5)


def test_another_axis_is_up_and_nothing_differs():
    turned = replace(SHAKE, positions=SHAKE.positions[..., [2, 0, 1]], up_axis="z")
    assert align(SHAKE, turned).mean_distance == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize(
    "pace",
    [
        lambda u: u,
        lambda u: u**2,
        lambda u: 1 - (1 - u) ** 1.7,
        lambda u: np.where(u < 0.5, 0.6 * u, 0.3 + 1.4 * (u - 0.5)),
    ],
    ids=["steady", "ever faster", "ever slower", "slow, then fast"],
)
@pytest.mark.parametrize("n_frames", [40, 74, 150])
def test_a_clip_at_another_speed_is_aligned_back_within_a_frame(pace, n_frames):
    clip = smooth_clip(74)
    at = pace(np.linspace(0, 1, n_frames)) * (clip.n_frames - 1)
    found = align(clip, moved(played(clip, at)))
    steps = np.abs(np.diff(at)).max()  # what lies between two frames of the faster one has no partner
    assert np.abs(found.first - at[found.second]).max() <= max(1, steps)


@pytest.mark.parametrize("case", CLIPS)
def test_no_other_clock_brings_the_poses_closer_together(case):
    warped, relative, timed = (align(*CLIPS[case], kind) for kind in ("dtw", "relative", "time"))
    cost = (warped.distance.astype(float) ** 2).sum()
    for other in (relative, timed):
        assert cost <= (other.distance.astype(float) ** 2).sum() * (1 + 1e-6)


@pytest.mark.real_data
def test_recordings_of_one_action_come_closer_when_they_are_warped(data_folder):
    paths = [data_folder / "sbu" / f"s0{pair}" / "02" / "001" / "skeleton_pos.txt" for pair in ("1s02", "1s03", "3s04")]
    clips = [load_clip(path) for path in paths if path.exists()]
    assert len(clips) >= 2
    for other in clips[1:]:
        warped, relative = (align(clips[0], other, kind) for kind in ("dtw", "relative"))
        assert (warped.distance**2).sum() < (relative.distance**2).sum()
        assert (warped.first[-1], warped.second[-1]) == (clips[0].n_frames - 1, other.n_frames - 1)


def test_by_time_the_shorter_clip_waits_on_its_last_frame():
    short, long = random_clip(4, fps=10), random_clip(13, fps=20, seed=1)
    found = align(short, long, "time")
    np.testing.assert_array_equal(found.second, np.arange(13))
    np.testing.assert_array_equal(found.first, [0, 0, 1, 1, 2, 2, 3, 3, 3, 3, 3, 3, 3])
    assert found.fps == 20


def test_by_share_both_take_equally_long():
    found = align(random_clip(3), random_clip(5, seed=1), "relative")
    np.testing.assert_array_equal(found.second, np.arange(5))
    np.testing.assert_array_equal(found.first, [0, 0, 1, 2, 2])


def test_long_clips_are_warped_at_some_frames_and_say_so(monkeypatch):
    monkeypatch.setattr(module, "_MOST_POSES", 60)
    clip = random_clip(240, seed=2)
    at = np.linspace(0, 1, 300) ** 1.5 * 239
    found = align(clip, played(clip, at))
    assert sum("60 evenly spaced" in note for note in found.notes) == 2
    assert set(np.diff(found.first)) | set(np.diff(found.second)) <= {0, 1}
    assert np.abs(found.first - at[found.second]).max() < 8


@pytest.mark.parametrize(
    ("first", "second", "kind"),
    [
        (random_clip(15_000), random_clip(15_000, seed=1), "dtw"),
        (random_clip(2, fps=1000), random_clip(100, seed=1, fps=0.5), "time"),
    ],
)
def test_a_clock_has_no_more_steps_than_a_clip_has_frames(first, second, kind):
    found = align(first, second, kind)
    assert found.n_steps <= MAX_FRAMES
    assert (found.first[0], found.second[0]) == (0, 0)
    assert (found.first[-1], found.second[-1]) == (first.n_frames - 1, second.n_frames - 1)
    assert len(found.rows) <= 240


def test_what_is_not_compared_is_said():
    said = " ".join(align(*CLIPS["other persons"]).notes)
    assert "Person B of 'random', whom the other clip does not show." in said
    layouts = align(*CLIPS["other layouts"])
    assert set(layouts.joints) == set(layout_named("sbu-15").joints) & set(NTU.joints)
    assert "that the other clip does not have: " in " ".join(layouts.notes)
    assert "absent from 7 of the 30 frames" in " ".join(align(*CLIPS["nobody in some frames"]).notes)


def test_what_cannot_be_aligned_is_refused():
    only_second = random_clip(20, persons=2, present=[[False, True]] * 20, name="other")
    with pytest.raises(MismatchError, match=r"shows person A and 'other' shows person B: no person"):
        align(random_clip(20), only_second)
    strange = replace(
        NTU, name="strange", joints=("a", "b"), bones=(), mirror_pairs=(), root="a", torso=("a", "b"), source=""
    )
    with pytest.raises(MismatchError, match=r"\(.* joints.*\) share no joint by name"):
        align(random_clip(5), random_clip(5, layout=strange))
    with pytest.raises(SettingsError, match="no alignment 'music'"):
        align(SHAKE, FIVE, "music")


def test_a_distance_is_the_mean_over_joints_in_trunks():
    """One hand a trunk's length away, of 25 joints."""
    positions = SHAKE.positions.copy()
    trunk = np.linalg.norm(positions[:, 0, NTU.index(NTU.torso[1])] - positions[:, 0, NTU.index(NTU.torso[0])], axis=-1)
    alone = replace(SHAKE, positions=positions[:, :1], present=SHAKE.present[:, :1])
    positions[:, 0, NTU.index("right hand tip"), 1] += np.median(trunk)
    other = replace(alone, positions=positions[:, :1])
    np.testing.assert_allclose(align(alone, other, "time").distance, 1 / 5, rtol=1e-4)
    assert postures(alone, other).unit == "trunk lengths"


def test_the_nearest_known_place_and_of_two_the_earlier():
    known = np.array([False, True, False, False, False, True, False])
    np.testing.assert_array_equal(nearest(known), [0, 0, 0, 0, 1, 1, 1])
