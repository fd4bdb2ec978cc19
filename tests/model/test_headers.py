"""What checkpoints read and say of themselves is known from the first bytes of their files."""

import pytest
from made import small_clip, tiny_checkpoint

from sta_lstm.model.checkpoint import load_checkpoint, save_checkpoint
from sta_lstm.model.headers import header_of, samples_that_read
from sta_lstm.model.onnx.write import to_onnx
from sta_lstm.samples import sample_checkpoints
from sta_lstm.skeletons import layout_named
from sta_lstm.skeletons.layouts import KINECT_20, NTU_25, SBU_15


@pytest.mark.parametrize(
    ("layout", "n_persons", "names"),
    [
        (NTU_25, 1, ("demo-lstm", "demo-sa", "demo-sta", "demo-ta")),
        (SBU_15, 2, ("sbu-lstm", "sbu-sa", "sbu-sta", "sbu-ta")),
        (KINECT_20, 1, ("utkinect-sta", "demo-grid")),
        (KINECT_20, 2, ("demo-grid",)),  # which learned from these joints among others
        (layout_named("coco-17"), 1, ()),  # it reads those too, and never met them
    ],
)
def test_samples_that_read_a_clip(layout, n_persons, names):
    assert set(samples_that_read(layout.joints, n_persons)) >= set(names)
    assert bool(names) == bool(samples_that_read(layout.joints, n_persons))


@pytest.mark.parametrize("path", sample_checkpoints(), ids=lambda path: path.stem)
def test_a_header_says_what_the_checkpoint_says(path):
    header, checkpoint = header_of(path), load_checkpoint(path, device="cpu")
    assert (header.joints, header.least, header.most) == (
        checkpoint.layout.joints,
        checkpoint.reads.least,
        checkpoint.reads.most,
    )
    assert (header.training, header.accuracy) == (checkpoint.training, checkpoint.accuracy)
    clip = small_clip(layout=checkpoint.layout, n_persons=checkpoint.reads.most)
    assert header.fits(clip)
    assert not header.fits(small_clip(layout=checkpoint.layout, n_persons=3))
    other = small_clip(layout=layout_named("coco-17"), n_persons=checkpoint.reads.most)
    assert header.fits(other) == checkpoint.reads.any_layout


def test_a_file_that_is_written_anew_is_read_anew(tmp_path):
    path = tmp_path / "mine.safetensors"
    assert header_of(path) is None
    save_checkpoint(tiny_checkpoint(accuracy={"accuracy": 0.5}), path)
    assert header_of(path).accuracy == {"accuracy": 0.5}
    save_checkpoint(tiny_checkpoint(accuracy={"accuracy": 0.25, "of": "more clips"}), path)
    assert header_of(path).accuracy["accuracy"] == 0.25


def test_damaged_samples_read_nothing(tmp_path, monkeypatch):
    for name, content in (("a", b""), ("b", b"\xff" * 40), ("c", (2).to_bytes(8, "little") + b"{}")):
        (tmp_path / f"{name}.safetensors").write_bytes(content)
    monkeypatch.setattr("sta_lstm.model.headers.sample_checkpoints", lambda: tuple(tmp_path.iterdir()))
    assert samples_that_read(NTU_25.joints, 1) == ()


def test_an_onnx_file_says_the_same_as_the_checkpoint_that_was_exported(tmp_path):
    checkpoint = tiny_checkpoint(training={"dataset": "mine"}, accuracy={"accuracy": 0.5})
    path = to_onnx(checkpoint, tmp_path / "x.onnx")
    header = header_of(path)
    assert header.joints == checkpoint.layout.joints
    assert (header.training, header.accuracy) == (checkpoint.training, checkpoint.accuracy)
    assert header.fits(small_clip(n_persons=2))
    path.write_bytes(path.read_bytes()[:-40])
    assert header_of(path) is None
