"""What the sample checkpoints read is known without opening them."""

import pytest

from sta_lstm.model.headers import samples_that_read
from sta_lstm.skeletons.layouts import KINECT_20, NTU_25, SBU_15


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
    monkeypatch.setattr("sta_lstm.model.headers.sample_checkpoints", lambda: tuple(tmp_path.iterdir()))
    assert samples_that_read(NTU_25.joints, 1) == ()
