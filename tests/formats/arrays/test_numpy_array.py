"""Other people's NumPy arrays: which axis is what, which joints they are, and what is found out."""

import numpy as np
import pytest
from formats.arrays.array_files import npy, npz

from sta_lstm.errors import ClipError
from sta_lstm.formats import load_clip
from sta_lstm.formats.arrays.axes import axes_of
from sta_lstm.formats.arrays.npz import npz_entries, write_npz
from sta_lstm.formats.arrays.numpy_array import npy_entries, read_npy
from sta_lstm.formats.rules.read_options import ReadOptions
from sta_lstm.samples import sample_clips
from sta_lstm.skeletons import LAYOUTS, mirrored
from sta_lstm.skeletons.convert import converted
from sta_lstm.skeletons.layouts import BODIES

COUNTS = {layout.n_joints for layout in LAYOUTS.values()}
NTU, MEDIAPIPE, COCO, H36M = (LAYOUTS[name] for name in ("ntu-25", "mediapipe-33", "coco-17", "h36m-17"))


@pytest.fixture(scope="module")
def sample():
    """A sample clip in the joints of any layout, y up, metres: T × 1 × J × 3."""
    clip = load_clip(next(path for path in sample_clips() if path.stem == "wave-right-hand"))
    return lambda layout: converted(clip, layout).positions.astype(np.float64)


#: From T × M × J × C to the orders of axes that people write.
ORDERS = {
    "T M J C": lambda p: p,
    "C T J M": lambda p: p.transpose(3, 0, 2, 1),
    "N C T J M": lambda p: p.transpose(3, 0, 2, 1)[None],
    "N M T J C": lambda p: p.transpose(1, 0, 2, 3)[None],
    "T K": lambda p: p.reshape(len(p), -1),
}
ONE_PERSON = {
    "T J C": lambda p: p[:, 0],
    "C T J": lambda p: p[:, 0].transpose(2, 0, 1),
    "J C T": lambda p: p[:, 0].transpose(1, 2, 0),
    "T K": lambda p: p.reshape(len(p), -1),
}


@pytest.mark.parametrize("order", ORDERS.values(), ids=ORDERS)
@pytest.mark.parametrize("dtype", ["<f4", ">f8"])
def test_two_persons_in_any_order_of_axes(sample, order, dtype):
    one = sample(NTU)
    both = np.concatenate((one, one + np.array((1, 0, 0))), axis=1)
    data = npy(np.asarray(order(both), dtype=dtype))
    clip = load_clip(data, "walk.npy", options=ReadOptions(layout=NTU))
    assert np.allclose(clip.positions, both, atol=1e-6)
    assert clip.up_axis == "y"


@pytest.mark.parametrize("order", ONE_PERSON.values(), ids=ONE_PERSON)
@pytest.mark.parametrize("fortran", [False, True])
def test_one_person_in_any_order_of_axes(sample, order, fortran):
    """Only MediaPipe has 33 joints, so nothing need be said."""
    body = sample(MEDIAPIPE)
    array = order(body)
    clip = load_clip(npy(np.asfortranarray(array) if fortran else array), "walk.npy")
    assert clip.layout == MEDIAPIPE
    assert np.allclose(clip.positions, body, atol=1e-6)
    assert any("was taken for metres" in note for note in clip.notes)
    assert any("frame rate" in note for note in clip.notes)


@pytest.mark.parametrize("layout", BODIES.values(), ids=BODIES)
def test_a_layout_that_is_chosen_is_believed(sample, layout):
    body = sample(layout) * 1000
    clip = load_clip(npy(body[:, 0]), "walk.npy", options=ReadOptions(layout=layout, fps=50))
    assert clip.layout == layout
    assert clip.fps == 50
    assert np.allclose(clip.positions, body / 1000, atol=1e-5)


@pytest.mark.parametrize("n_joints", [17, 20, 25])
def test_a_number_of_joints_that_several_layouts_have_is_not_guessed(n_joints):
    with pytest.raises(ClipError) as caught:
        load_clip(npy(np.random.default_rng(0).normal(size=(9, n_joints, 3))), "walk.npy")
    names = [layout.name for layout in LAYOUTS.values() if layout.n_joints == n_joints]
    assert f"several layouts have so many: {', '.join(names)}. Choose one." in str(caught.value)
    assert "'walk.npy'" in str(caught.value)


@pytest.mark.parametrize(
    ("turn", "up"),
    [
        ((0, 1, 2), (1, 1, 1)),
        ((2, 0, 1), (1, 1, 1)),
        ((0, 1, 2), (1, -1, -1)),
    ],
    ids=["y up", "z up", "y down, as in a camera"],
)
def test_up_is_found_out(sample, turn, up):
    """Human3.6M has z up in the world, and y down in its cameras."""
    body = sample(H36M)
    clip = load_clip(npy((body * up)[:, 0][..., turn]), "walk.npy", options=ReadOptions(layout=H36M))
    assert clip.up_axis == ("z" if turn == (2, 0, 1) else "y")
    upwards = clip.positions[..., "xyz".index(clip.up_axis)]
    assert np.allclose(np.diff(upwards), np.diff(body[..., 1]), atol=1e-5)


def test_two_coordinates_are_a_pictures(sample):
    pixels = sample(COCO)[:, 0, :, :2] * (300, -300) + (960, 700)
    clip = load_clip(npy(pixels), "walk.npy", options=ReadOptions(layout=COCO))
    assert (clip.positions[..., 2] == 0).all()
    assert clip.notes[0] == "2D: depth is unknown and drawn flat."
    flipped = ((1920, 0) + pixels * (-1, 1))[:, list(COCO.mirror_indices)]
    other = load_clip(npy(flipped), "walk.npy", options=ReadOptions(layout=COCO))
    assert np.allclose(mirrored(other).positions, clip.positions, atol=1e-5)


def test_a_third_value_that_is_a_confidence(sample):
    pixels = sample(COCO)[:, 0, :, :2] * (300, -300) + (960, 700)
    confidence = np.full((*pixels.shape[:2], 1), 0.8)
    confidence[4, 9] = 0
    scored = npy(np.concatenate((pixels, confidence), axis=-1))
    clip = load_clip(scored, "walk.npy", options=ReadOptions(layout=COCO))
    plain = load_clip(npy(pixels), "walk.npy", options=ReadOptions(layout=COCO))
    assert np.allclose(np.delete(clip.positions, 4, axis=0), np.delete(plain.positions, 4, axis=0), atol=1e-3)
    assert clip.notes[0].startswith("The third value of each joint was taken for its confidence")
    deep = load_clip(npy(sample(COCO)[:, 0]), "walk.npy", options=ReadOptions(layout=COCO))
    assert np.ptp(deep.positions[..., 2]) > 0


def test_a_fourth_value_is_a_confidence(sample):
    body = sample(MEDIAPIPE)
    seen = np.ones((*body.shape[:3], 1))
    seen[3, 0, 15] = 0
    clip = load_clip(npy(np.concatenate((body, seen), axis=-1)), "walk.npy")
    assert np.allclose(clip.positions[3, 0, 15], clip.positions[[2, 4], 0, 15].mean(axis=0), atol=1e-6)


def test_a_joint_at_zero_is_missing_in_a_picture_but_not_in_space(sample):
    body = sample(H36M)[:, 0]
    body = body - body[:, :1]  # root-relative, as lifters write
    clip = load_clip(npy(body), "walk.npy", options=ReadOptions(layout=H36M))
    assert not any("missing" in note for note in clip.notes)
    pixels = sample(COCO)[:, 0, :, :2] * 300 + 900
    pixels[5, 9] = 0
    clip = load_clip(npy(pixels), "walk.npy", options=ReadOptions(layout=COCO))
    assert any("1 joint was missing in 1 of" in note for note in clip.notes)


def test_persons_exchanged_are_persons_exchanged(sample):
    one = sample(NTU)
    both = np.concatenate((one, one + np.array((1, 0, 0))), axis=1)
    clip, other = (load_clip(npy(p), "a.npy", options=ReadOptions(layout=NTU)) for p in (both, both[:, ::-1]))
    assert np.array_equal(clip.positions[:, ::-1], other.positions)


def test_several_recordings_in_an_array(sample):
    one = sample(NTU).transpose(3, 0, 2, 1)
    data = npy(np.stack((one, one + 1, one + 2)))
    assert npy_entries(data, "train.npy") == ("0", "1", "2")
    assert npy_entries(npy(one), "train.npy") == ("train.npy",)
    first = read_npy(data, "train.npy", ReadOptions(layout=NTU))
    third = read_npy(data, "train.npy", ReadOptions(layout=NTU, entry="2"))
    assert np.allclose(third.positions - first.positions, 2, atol=1e-6)
    assert first.notes[0] == "The array holds 3 recordings; this is number 0. Choose another by its number."
    for number in ("3", "-1", "x", "9" * 99):
        with pytest.raises(ClipError, match=r"'train\.npy' holds no recording .*; it holds numbers 0 to 2"):
            read_npy(data, "train.npy", ReadOptions(layout=NTU, entry=number))


def test_lengths_tell_the_axes_apart():
    assert axes_of((40, 25, 3), COUNTS).order == "TJC"
    assert axes_of((3, 40, 25), COUNTS).order == "CTJ"
    assert axes_of((25, 3, 40), COUNTS).order == "JCT"
    assert axes_of((3, 300, 25, 2), COUNTS).order == "CTJM"
    assert axes_of((2, 5, 25, 3), COUNTS).order == "NTJC"
    assert axes_of((2, 5, 25, 3), COUNTS).as_persons.order == "MTJC"
    assert axes_of((3, 12, 17, 3), COUNTS).order == "NTJC"
    assert axes_of((3, 12, 17, 2), COUNTS).is_ambiguous
    assert axes_of((1, 12, 17, 3), COUNTS).order == "1TJC"
    assert axes_of((12, 1, 17, 3), COUNTS).order == "TMJC"
    assert axes_of((12, 17, 3, 1), COUNTS).order == "TJC1"
    assert axes_of((12, 1, 1, 17, 3), COUNTS).order == "T11JC"
    assert axes_of((9, 3, 40, 25), COUNTS).order == "NCTJ"
    assert axes_of((4, 300, 2, 25, 3), COUNTS).order == "NTMJC"
    assert axes_of((4, 2, 300, 25, 3), COUNTS).order == "NMTJC"
    assert axes_of((4, 3, 300, 25, 2), COUNTS).order == "NCTJM"
    assert axes_of((5, 40, 150), COUNTS).order == "NTK"
    assert axes_of((40, 9, 25, 3), COUNTS).order == "NTJC"
    assert axes_of((5, 2, 25, 3), COUNTS).order == "TMJC"
    assert axes_of((40, 150), COUNTS).sizes == {"T": 40, "M": 2, "J": 25, "C": 3}
    assert axes_of((17, 17, 3), COUNTS).order == "TJC"
    for shape in ((), (75,), (40, 7), (40, 25, 5), (0, 25, 3), (40, 9, 9, 25, 3), (2, 2, 2, 2, 2, 2), (40, 23, 3)):
        assert axes_of(shape, COUNTS) is None


# Archives ------------------------------------------------------------------------------------------------------------


def test_the_one_array_of_positions_in_an_archive(sample):
    body = sample(MEDIAPIPE)
    data = npz(names=np.array(["a"]), arr_0=body[:, 0], scores=np.ones((2, len(body), 33)), fps=np.array(24.0))
    clip = load_clip(data, "walk.npz")
    assert np.allclose(clip.positions, body, atol=1e-6)
    assert clip.fps == 24
    assert npz_entries(data, "walk.npz") == ("arr_0",)


def test_of_several_arrays_one_is_chosen(sample):
    body = sample(MEDIAPIPE)[:, 0]
    data = npz(a=body, poses=body * (1, 1, 2), z=body * 1000, objects=np.array([None]))
    assert npz_entries(data, "walk.npz") == ("poses", "a", "z")
    clip = load_clip(data, "walk.npz")
    assert np.allclose(clip.positions[:, 0], body * (1, 1, 2), atol=1e-6)
    assert clip.notes[0] == "The positions are those of the array 'poses'; a, z could be positions too."
    clip = load_clip(data, "walk.npz", options=ReadOptions(entry="a"))
    assert np.allclose(clip.positions[:, 0], body, atol=1e-6)


def test_an_archive_of_ours_is_read_as_ever(small_clip, same):
    data = write_npz(small_clip("coco-17"))
    same(small_clip("coco-17"), load_clip(data, "small.npz"))
    assert npz_entries(data, "small.npz") == ("small.npz",)


def test_an_archive_of_ours_without_its_layout_and_rate(sample):
    clip = load_clip(npz(positions=sample(MEDIAPIPE)), "walk.npz")
    assert clip.layout == MEDIAPIPE


# Bad input -----------------------------------------------------------------------------------------------------------
