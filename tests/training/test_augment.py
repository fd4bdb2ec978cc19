"""Each transform keeps what an action is made of, and repeats itself exactly."""

import math

import pytest
import torch
from training.augment_poses import SBU, dice, poses

from sta_lstm.model.features import FeatureRecipe
from sta_lstm.model.poses import Poses
from sta_lstm.scene.limbs import body_parts
from sta_lstm.training.augment import (
    crop,
    drop_joints,
    exchange,
    mirror,
    noise,
    pace,
    scale,
    still_limbs,
    tilt,
    turn,
)

PLAIN = FeatureRecipe(centre="none")


def bones(positions):
    parents, children = zip(*SBU.bone_indices, strict=True)
    return (positions[..., list(children), :] - positions[..., list(parents), :]).norm(dim=-1)


TRANSFORMS = {
    "crop": lambda p, g: crop(p, 0.5, g),
    "pace": lambda p, g: pace(p, 0.5, None, g),
    "mirror": lambda p, g: mirror(p, SBU, 0.5, g),
    "exchange": lambda p, g: exchange(p, 0.5, g),
    "turn": lambda p, g: turn(p, 90.0, g),
    "tilt": lambda p, g: tilt(p, 20.0, g),
    "scale": lambda p, g: scale(p, 0.3, g),
    "noise": lambda p, g: p._replace(positions=noise(p.positions, 0.1, g)),
}


@pytest.mark.parametrize("name", TRANSFORMS)
def test_a_transform_changes_its_batch_repeats_itself_and_leaves_what_it_was_given(name):
    given = poses()
    kept = [part.clone() for part in given]
    first, again, other = (TRANSFORMS[name](given, dice(seed)) for seed in (1, 1, 2))
    for part, same in zip(first, again, strict=True):
        torch.testing.assert_close(part, same, rtol=0, atol=0)
    assert first.positions.shape != other.positions.shape or not torch.equal(first.positions, other.positions)
    for part, before in zip(given, kept, strict=True):
        assert torch.equal(part, before)


@pytest.mark.parametrize("name", TRANSFORMS)
def test_padding_stays_padding(name):
    out = TRANSFORMS[name](poses(), dice(3))
    T = out.positions.shape[1]
    assert out.lengths.max() == T
    padding = torch.arange(T) >= out.lengths[:, None]
    assert not out.present[padding].any()
    assert out.present[:-1].all(-1).sum(1).tolist() == out.lengths[:-1].tolist()


def test_a_mirror_image_of_a_mirror_image_is_the_clip():
    given = poses()
    image = mirror(given, SBU, 1.0, dice())
    assert not torch.equal(image.positions, given.positions)
    assert torch.equal(mirror(image, SBU, 1.0, dice()).positions, given.positions)


def test_in_a_mirror_the_left_hand_is_where_the_right_one_was():
    given = poses()
    image = mirror(given, SBU, 1.0, dice())
    left, right = SBU.index("left hand"), SBU.index("right hand")
    expected = given.positions[..., right, :] * torch.tensor([-1.0, 1.0, 1.0])
    assert torch.equal(image.positions[..., left, :], expected)


def test_persons_exchanged_twice_are_where_they_were_and_one_alone_stays():
    given = poses()
    swapped = exchange(given, 1.0, dice())
    assert torch.equal(swapped.positions[:-1, :, 0], given.positions[:-1, :, 1])
    assert torch.equal(swapped.positions[-1], given.positions[-1])
    back = exchange(swapped, 1.0, dice())
    assert torch.equal(back.positions, given.positions)
    assert torch.equal(back.present, given.present)


def test_a_third_person_takes_no_part_in_the_exchange():
    given = poses(n_persons=3)
    swapped = exchange(given, 1.0, dice())
    assert torch.equal(swapped.positions[:-1, :, [1, 0, 2]], given.positions[:-1])


@pytest.mark.parametrize(("transform", "degrees"), [(turn, 170.0), (tilt, 30.0)])
def test_a_rotation_keeps_bones_and_handedness(transform, degrees):
    given = poses()
    rotated = transform(given, degrees, dice())
    torch.testing.assert_close(bones(rotated.positions), bones(given.positions), rtol=1e-4, atol=1e-5)
    volumes = [torch.linalg.det(p[0, :, 0, 1:4] - p[0, :, 0, :1]) for p in (given.positions, rotated.positions)]
    torch.testing.assert_close(*volumes, rtol=1e-3, atol=1e-4)
    assert not torch.allclose(rotated.positions, given.positions, atol=0.01)


def test_a_turn_keeps_heights_and_reaches_at_most_its_angle():
    given = poses(n=200)
    rotated = turn(given, 30.0, dice())
    torch.testing.assert_close(rotated.positions[..., 1], given.positions[..., 1])
    a, b = (p[:, 0, 0, 0, [0, 2]] for p in (given.positions, rotated.positions))
    angles = torch.rad2deg(torch.atan2(a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0], (a * b).sum(-1)))
    assert 25 < angles.max() <= 30.01
    assert -30.01 <= angles.min() < -25


def test_a_tilt_leans_by_no_more_than_both_its_angles():
    up = poses(n=200)._replace(positions=torch.tensor([0.0, 1.0, 0.0]).expand(200, 20, 2, 15, 3))
    leaning = tilt(up, 10.0, dice()).positions[:, 0, 0, 0]
    cosine = leaning[:, 1].min().item()
    assert math.cos(math.radians(10)) > cosine > math.cos(math.radians(15))


def test_scale_is_one_factor_for_all_of_a_clip():
    given = poses(n=100)
    ratio = scale(given, 0.2, dice()).positions / given.positions
    torch.testing.assert_close(ratio, ratio[:, :1, :1, :1, :1].expand_as(ratio), rtol=1e-3, atol=1e-3)
    assert ratio.min() + 1e-4 >= 0.8
    assert ratio.max() <= 1.2 + 1e-4


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_crop_is_a_stretch_of_its_clip(share):
    given = poses(n=100)
    cut = crop(given, share, dice())
    assert (cut.lengths >= torch.ceil(given.lengths * (1 - share)).clamp(min=2) - 1e-3).all()
    assert (cut.lengths <= given.lengths).all()
    for i, n in enumerate(cut.lengths.tolist()):
        first = round(cut.times[i, 0].item() * 15)
        assert 0 <= first <= given.lengths[i] - n
        assert torch.equal(cut.positions[i, :n], given.positions[i, first : first + n])


def test_a_crop_of_a_single_frame_is_that_frame():
    given = Poses(
        torch.ones(3, 1, 1, 15, 3), torch.ones(3, 1, 1).bool(), torch.zeros(3, 1).double(), torch.ones(3).long()
    )
    assert crop(given, 0.9, dice()).lengths.tolist() == [1, 1, 1]


def test_pace_changes_lengths_or_times_and_ends_meet_ends():
    given = poses(n=100)
    own = pace(given, 0.5, None, dice())
    ratio = own.lengths / given.lengths
    assert 0.6 < ratio.min() < 0.8
    assert 1.25 < ratio.max() < 1.6
    for i in range(100):
        torch.testing.assert_close(own.positions[i, 0], given.positions[i, 0])
        torch.testing.assert_close(own.positions[i, own.lengths[i] - 1], given.positions[i, given.lengths[i] - 1])
    even = pace(given, 0.5, 12, dice())
    assert even.lengths.unique().tolist() == [12]
    seconds = even.times[:, 11] / (given.lengths - 1) * 15
    assert 1 / 1.51 < seconds.min() < 0.8
    assert 1.25 < seconds.max() < 1.51


def test_noise_is_of_the_size_that_was_asked_for():
    values = torch.zeros(100, 10, 2, 15, 3)
    assert noise(values, 0.02, dice()).std().item() == pytest.approx(0.02, rel=0.02)


def test_lost_joints_are_lost_for_a_whole_clip_and_the_root_never_is():
    mask = torch.ones(400, 3, 30, dtype=torch.bool)
    left = drop_joints(mask, SBU, 0.25, dice())
    assert (left == left[:, :1]).all()
    roots = [SBU.index(SBU.root), 15 + SBU.index(SBU.root)]
    assert left[..., roots].all()
    others = [k for k in range(30) if k not in roots]
    assert (~left[..., others]).float().mean().item() == pytest.approx(0.25, abs=0.02)


def test_still_limbs_stand_at_their_mean_place_or_where_they_begin_and_the_rest_moves_on():
    x = torch.randn(300, 8, 30, 6, generator=dice(1))
    mask = torch.ones(300, 8, 30, dtype=torch.bool)
    mask[:, 5:, 15:] = False
    x = x * mask[..., None]
    held = still_limbs(x, mask, SBU, 0.2, dice())
    moves = (held[:, :5, :, :3] != held[:, :1, :, :3]).any(-1).any(1)  # N × K
    for person in range(2):
        for part in body_parts(SBU):
            of_part = moves[:, [15 * person + j for j in part.joints]]
            assert (of_part == of_part[:, :1]).all()  # a part goes together
    assert (~moves).float().mean().item() == pytest.approx(0.2, abs=0.03)
    assert torch.equal(held[moves[:, None].expand(-1, 8, -1)], x[moves[:, None].expand(-1, 8, -1)])
    still = ~moves[:, None] & mask
    at_mean = torch.isclose(held[..., :3].sum(1), x[..., :3].sum(1), atol=1e-4).all(-1)  # while it is there
    at_first = (held[:, 0, :, :3] == x[:, 0, :, :3]).all(-1)
    assert (at_mean | at_first | moves).all()
    # A clip's parts all stand in one way, and each way is taken by half of the clips.
    begins = (at_first & ~at_mean)[~moves.all(1)].any(1)
    assert begins.float().mean().item() == pytest.approx(0.5, abs=0.08)
    assert not ((at_first & ~at_mean).any(1) & (at_mean & ~at_first).any(1)).any()
    assert (held[still][:, 3:] == 0).all()
    assert (held[~mask] == 0).all()
    assert still_limbs(x, mask, SBU, 0.0, dice()) is x
