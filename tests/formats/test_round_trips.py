"""Write, read, and have the same clip to the last bit: for any clip, in every format of our own."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from sta_lstm.formats import load_clip, save_clip
from sta_lstm.formats.arrays.npz import write_npz
from sta_lstm.formats.datasets.ntu import read_ntu, write_ntu
from sta_lstm.formats.tables.own_csv import write_table
from sta_lstm.formats.tables.parquet import write_parquet
from sta_lstm.skeletons import LAYOUTS, Clip, SkeletonLayout

WRITERS = {"a.npz": write_npz, "a.csv": write_table, "a.parquet": write_parquet}

# Texts that a file can hold: any character but a lone surrogate (no UTF-8) and NUL (which NumPy's text arrays strip).
texts = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=20)
joint_names = st.text(st.characters(codec="ascii", categories=["L", "N", "P", "S", "Zs"]), min_size=1, max_size=8)


@st.composite
def layouts(draw):
    """A known layout, or somebody's own."""
    if draw(st.booleans()):
        return draw(st.sampled_from(sorted(LAYOUTS.values(), key=lambda layout: layout.name)))
    joints = tuple(draw(st.lists(joint_names, min_size=2, max_size=6, unique=True)))
    return SkeletonLayout(
        name=draw(texts.filter(bool)),
        title=draw(texts),
        joints=joints,
        bones=tuple((joints[0], joint) for joint in joints[1:]),
        mirror_pairs=((joints[0], joints[1]),),
        root=joints[0],
        torso=(joints[0], joints[-1]),
        up_axis=draw(st.sampled_from("xyz")),
        source=draw(texts),
    )


@st.composite
def clips(draw, layout=layouts()):  # noqa: B008
    layout = draw(layout)
    shape = (draw(st.integers(1, 5)), draw(st.integers(1, 3)))
    metres = st.floats(-999, 999, width=32, allow_subnormal=False)
    positions = draw(arrays.arrays(np.float32, (*shape, layout.n_joints, 3), elements=metres))
    positions[..., 0, 0], positions[..., 1, 0] = 1.5, -0.1  # a body, whatever else
    present = draw(arrays.arrays(np.bool_, shape))
    present[draw(st.integers(0, shape[0] - 1)), 0] = True
    return Clip(
        positions=positions,
        present=present,
        fps=draw(st.floats(0.01, 1000)),
        layout=layout,
        up_axis=draw(st.sampled_from("xyz")),
        name=draw(texts),
        label=draw(st.none() | texts),
        notes=tuple(draw(st.lists(texts, max_size=3))),
    )


@pytest.mark.parametrize("file_name", WRITERS)
@given(clip=clips())
@settings(max_examples=60)
def test_any_clip_comes_back(clip, file_name, same):
    same(clip, load_clip(WRITERS[file_name](clip), file_name))


@given(clip=clips(layout=st.just(LAYOUTS["ntu-25"])))
@settings(max_examples=30)
def test_ntu_positions_come_back(clip):
    clip = Clip(clip.positions, 30.0, clip.layout, "y", clip.present, "a")
    again = read_ntu(write_ntu(clip), "a")
    seen = clip.positions[clip.present]
    if again.n_persons == clip.n_persons and (again.present == clip.present).all():
        assert np.array_equal(seen, again.positions[again.present])
    # Whoever is followed as whom, every pose of a kept person is one that was written, unchanged.
    written = {joints.tobytes() for joints in seen}
    assert {joints.tobytes() for joints in again.positions[again.present]} <= written


@pytest.mark.parametrize("ending", [".npz", ".csv", ".parquet"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_saved_file_comes_back(small_clip, same, tmp_path, layout, ending):
    clip = small_clip(layout)
    save_clip(clip, tmp_path / f"walk{ending}")
    same(clip, load_clip(tmp_path / f"walk{ending}"))


def test_same_clip_gives_the_same_bytes(small_clip):
    for write in (write_npz, write_table, write_parquet, write_ntu):
        assert write(small_clip()) == write(small_clip())


def test_real_recordings_come_back(data_folder, same):
    files = [*(data_folder / "ntu").glob("*.skeleton"), *(data_folder / "sbu" / "s01s02").rglob("*.txt")]
    assert len(files) > 10
    for file in files:
        clip = load_clip(file)
        for file_name, write in WRITERS.items():
            same(clip, load_clip(write(clip), file_name))
