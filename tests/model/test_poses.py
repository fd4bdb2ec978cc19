"""Joints that keep still, in the room and on their body."""

import pytest
import torch

from sta_lstm.model.poses import held_on_body, held_still, root_columns
from sta_lstm.skeletons.layouts import SBU_15 as SBU

ROOTS = root_columns(SBU, 2)
POSES = ("mean pose", "first pose")


def walk(n=3, n_frames=12, seed=0):
    """Two persons whose joints go their own ways, the second present from the fourth frame on."""
    x = torch.randn(n, n_frames, 30, 6, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
    mask = torch.ones(n, n_frames, 30, dtype=torch.bool)
    mask[:, :3, 15:] = False
    return x * mask[..., None], mask


def test_roots_are_those_of_each_person():
    root = SBU.index(SBU.root)
    assert ROOTS.tolist() == [root] * 15 + [15 + root] * 15


@pytest.mark.parametrize("pose", POSES)
def test_nothing_held_is_the_clip_and_all_held_is_a_clip_that_stands_still(pose):
    x, mask = walk()
    torch.testing.assert_close(held_on_body(x, mask, torch.zeros_like(mask), ROOTS, pose), x)
    still = held_on_body(x, mask, torch.ones_like(mask), ROOTS, pose)
    torch.testing.assert_close(still, held_still(x, mask, pose))
    assert (still[~mask] == 0).all()


@pytest.mark.parametrize("pose", POSES)
def test_what_is_held_goes_along_with_its_body(pose):
    x, mask = walk()
    held = torch.zeros_like(mask)
    held[..., [5, 20]] = True  # one joint of each person, no root
    found = held_on_body(x, mask, held, ROOTS, pose)
    torch.testing.assert_close(found[~held], x[~held])
    for joint, start in ((5, 0), (20, 3)):
        about = (found[:, start:, joint] - x[:, start:, ROOTS[joint]])[..., :3]
        torch.testing.assert_close(about, about[:, :1].expand_as(about))
        own = (x[:, start:, joint] - x[:, start:, ROOTS[joint]])[..., :3]
        torch.testing.assert_close(about[:, 0], own.mean(1) if pose == "mean pose" else own[:, 0])
        # It has its root's velocity, as anything that is carried.
        torch.testing.assert_close(found[:, start:, joint, 3:], x[:, start:, ROOTS[joint], 3:])


def test_a_root_that_is_held_takes_its_body_along_and_no_other():
    x, mask = walk()
    held = torch.zeros_like(mask)
    held[..., ROOTS[0]] = True
    found = held_on_body(x, mask, held, ROOTS, "first pose")
    torch.testing.assert_close(found[..., 15:, :], x[..., 15:, :])
    root = found[:, :, ROOTS[0], :3]
    torch.testing.assert_close(root, x[:, :1, ROOTS[0], :3].expand_as(root))
    about = found[:, :, :15] - found[:, :, ROOTS[:15]]
    torch.testing.assert_close(about, x[:, :, :15] - x[:, :, ROOTS[:15]])


def test_where_the_root_has_gaps_joints_are_held_in_the_room():
    x, mask = walk()
    mask[:, 5, ROOTS[0]] = False
    x = x * mask[..., None]
    held = torch.zeros_like(mask)
    held[..., 5] = True
    found = held_on_body(x, mask, held, ROOTS, "first pose")
    torch.testing.assert_close(found[:, :, 5], held_still(x, mask, "first pose")[:, :, 5])
    torch.testing.assert_close(found[~held], x[~held])
