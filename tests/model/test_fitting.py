"""Where a clip meets a checkpoint: what would make it fit, and that it does."""

import re
from dataclasses import replace

import pytest
from made import small_clip, tiny_checkpoint

from sta_lstm.errors import MismatchError
from sta_lstm.model.fitting import find_misfit, fitted, samples_that_read
from sta_lstm.skeletons import layout_named
from sta_lstm.skeletons.layouts import KINECT_20, NTU_25, SBU_15


def checkpoint_for(layout, least, most):
    return tiny_checkpoint(layout=layout, min_persons=least, n_persons=most, class_names=("wave", "bow"))


def clip_of(layout, n_persons):
    return small_clip(4, n_persons, layout, name="c")


@pytest.mark.parametrize(
    ("clip", "checkpoint", "asked", "says"),
    [
        (
            clip_of(KINECT_20, 1),
            checkpoint_for(NTU_25, 1, 2),
            {"convert": True},
            "Convert the clip to 'ntu-25' .*copies 18 of 25 joints and infers 7. Of the samples, utkinect-sta reads it",
        ),
        (
            clip_of(NTU_25, 1),
            checkpoint_for(SBU_15, 2, 2),
            {"convert": True, "double": True},
            "Convert the clip to 'sbu-15' .* Have its person doubled .* Of the samples, demo-lstm, .* read it as it is",
        ),
        (
            clip_of(NTU_25, 2),
            checkpoint_for(KINECT_20, 1, 1),
            {"convert": True, "person": 1},
            "Convert the clip to 'kinect-20'.* Keep one person",
        ),
        (clip_of(SBU_15, 2), checkpoint_for(SBU_15, 1, 1), {"person": 0}, r"\(sbu-15\). Keep one person \(--person A"),
        (clip_of(SBU_15, 1), checkpoint_for(SBU_15, 2, 2), {"double": True}, r"\(sbu-15\). Have its person doubled"),
    ],
)
def test_what_is_advised_helps(clip, checkpoint, asked, says):
    misfit = checkpoint.misfit(clip)
    assert misfit is not None
    assert re.search(says, misfit)
    assert checkpoint.misfit(fitted(clip, checkpoint, **asked)) is None
    assert fitted(clip, checkpoint) is clip


def test_what_is_not_needed_is_not_done():
    clip, checkpoint = clip_of(NTU_25, 1), checkpoint_for(NTU_25, 1, 2)
    assert find_misfit(clip, checkpoint) is None
    assert fitted(clip, checkpoint, convert=True, double=True) is clip


def test_joints_of_another_order_are_another_layout():
    order = layout_named("utd-mhad-20")
    clip = clip_of(order, 1)
    misfit = find_misfit(clip, checkpoint_for(KINECT_20, 1, 1))
    assert misfit.can_be_converted
    assert misfit.conversion.inferred == ()


def test_a_body_that_lacks_too_much_is_said_to():
    joints = ("head", "spine shoulder", "left shoulder", "right shoulder")
    bust = replace(KINECT_20, name="bust", joints=joints, bones=(), mirror_pairs=(), root="head", torso=joints[:2])
    checkpoint = checkpoint_for(NTU_25, 1, 2)
    misfit = find_misfit(clip_of(bust, 1), checkpoint)
    assert not misfit.can_be_converted
    assert "It cannot be converted to 'ntu-25' (no " in checkpoint.misfit(clip_of(bust, 1))
    with pytest.raises(MismatchError, match="cannot be converted"):
        fitted(clip_of(bust, 1), checkpoint, convert=True)


@pytest.mark.parametrize(
    ("layout", "n_persons", "names"),
    [
        (NTU_25, 1, ("demo-lstm", "demo-sa", "demo-sta", "demo-ta")),
        (SBU_15, 2, ("sbu-lstm", "sbu-sa", "sbu-sta", "sbu-ta")),
        (KINECT_20, 1, ("utkinect-sta",)),
        (KINECT_20, 2, ()),
    ],
)
def test_samples_that_read_a_clip(layout, n_persons, names):
    assert set(samples_that_read(layout.joints, n_persons)) >= set(names)
    assert bool(names) == bool(samples_that_read(layout.joints, n_persons))


def test_damaged_samples_read_nothing(tmp_path, monkeypatch):
    for name, content in (("a", b""), ("b", b"\xff" * 40), ("c", (2).to_bytes(8, "little") + b"{}")):
        (tmp_path / f"{name}.safetensors").write_bytes(content)
    monkeypatch.setattr("sta_lstm.model.fitting.sample_checkpoints", lambda: tuple(tmp_path.iterdir()))
    assert samples_that_read(NTU_25.joints, 1) == ()
