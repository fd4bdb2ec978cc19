"""MATLAB files: the real samples against SciPy's reader, anybody's arrays, damaged and hostile files."""

import io
import struct
import tracemalloc
import zlib

import numpy as np
import pytest
import scipy.io
from made import person

from sta_lstm.errors import ClipError
from sta_lstm.formats import load_clip
from sta_lstm.formats.arrays.mat_arrays import mat_arrays
from sta_lstm.formats.rules.read_options import ReadOptions
from sta_lstm.skeletons import LAYOUTS, bone_lengths

pytestmark = pytest.mark.filterwarnings("error")
NAME = "a27_s4_t2_skeleton.mat"


def mat_file(*, compressed=True, **arrays):
    buffer = io.BytesIO()
    scipy.io.savemat(buffer, arrays, do_compression=compressed)
    return buffer.getvalue()


def body(n_frames=5, n_joints=20):
    """Frames × joints × 3 of one body that sways."""
    joints = np.random.default_rng(4).uniform((-0.4, -0.9, 2.4), (0.4, 0.7, 2.8), size=(n_joints, 3))
    return joints + np.linspace(0, 0.1, n_frames)[:, None, None]


UTD = mat_file(d_skel=body().transpose(1, 2, 0))


@pytest.mark.parametrize(
    ("file", "n_frames", "label"),
    [("a1_s1_t1_skeleton.mat", 48, "swipe left"), ("a9_s5_t2_skeleton.mat", 69, "draw circle clockwise")],
)
def test_the_real_samples_equal_scipys(data_folder, file, n_frames, label):
    path = data_folder / "utd-mhad" / file
    clip = load_clip(path)
    expected = scipy.io.loadmat(path)["d_skel"].transpose(2, 0, 1)[:, None].astype(np.float32)
    assert np.array_equal(clip.positions, expected)
    assert (clip.n_frames, clip.label, clip.fps, clip.layout.name) == (n_frames, label, 30.0, "utd-mhad-20")
    assert (clip.notes, clip.up_axis, clip.inferred) == ((), "y", ())
    lengths = bone_lengths(clip)
    assert np.median(np.std(lengths, axis=0) / np.median(lengths, axis=0)) < 0.05


@pytest.mark.parametrize("compressed", [True, False])
@pytest.mark.parametrize("dtype", ["f8", "f4", "i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8"])
def test_every_kind_of_number_equals_scipys(compressed, dtype):
    array = np.arange(2 * 3 * 4).reshape(2, 3, 4).astype(dtype)
    data = mat_file(compressed=compressed, before="text", a=array, b=np.float64(1), c=array[:0], last={"x": 1.0})
    arrays = {each.name: each for each in mat_arrays(data, NAME)}
    assert [(each.name, each.kind) for each in arrays.values()] == [
        *(("before", "char"), ("a", "numbers"), ("b", "numbers"), ("c", "numbers"), ("last", "struct"))
    ]
    assert np.array_equal(arrays["a"].unpacked(data, NAME), array)
    assert arrays["b"].unpacked(data, NAME) == 1
    assert arrays["c"].unpacked(data, NAME).shape == (0, 3, 4)


def standing(layout, n_frames=5):
    """Frames × joints × 3 of a body in a layout that stands along y."""
    joints = body(n_frames, LAYOUTS[layout].n_joints)
    for part, height in (("head", 0.8), ("nose", 0.8), ("foot", -0.95), ("ankle", -0.9)):
        of_part = [j for j, joint in enumerate(LAYOUTS[layout].joints) if joint.split()[-1] == part]
        joints[:, of_part, 1] = height
    return joints


@pytest.mark.parametrize(
    ("layout", "n_frames", "arranged", "n_persons", "chosen"),
    [
        ("kinect-20", 5, lambda one: one.transpose(1, 2, 0), 1, True),
        ("msr-20", 5, lambda one: one, 1, True),
        ("kinect-20", 5, lambda one: np.stack([one, one + np.array((1, 0, 0))], axis=1), 2, True),
        ("sbu-15", 5, lambda one: one, 1, False),
        ("mediapipe-33", 5, lambda one: one.transpose(1, 2, 0), 1, False),
        ("kinect-20", 3, lambda one: one.transpose(1, 2, 0), 1, True),
        ("kinect-20", 20, lambda one: one, 1, True),
        ("kinect-20", 1, lambda one: one.transpose(1, 2, 0), 1, True),
    ],
)
def test_the_one_array_of_positions_is_found(layout, n_frames, arranged, n_persons, chosen):
    expected = standing(layout, n_frames) if chosen else person(layout, n_frames)
    data = mat_file(note="by hand", fs=30.0, joints=arranged(expected), times=np.arange(5.0))
    clip = load_clip(data, "mine.mat", options=ReadOptions(layout=LAYOUTS[layout] if chosen else None))
    assert (clip.layout.name, clip.n_persons, clip.fps, clip.label) == (layout, n_persons, 30.0, None)
    assert np.allclose(clip.positions[:, 0], expected, atol=1e-6)
    first, *guessed, up, unit, rate = clip.notes
    assert first == "The positions are those of the variable 'joints'."
    assert up == "y was taken to point up: along it heads are above feet."
    assert rate == "The file does not say its frame rate; 30 frames a second were assumed."
    assert "taken for metres" in unit
    persons = ["The axis of length 2 before the joints was taken for persons."] * (n_persons - 1)
    names = f"The joints have no names; they were taken for those of '{layout}', because of their number alone."
    assert guessed == [*persons, *([] if chosen else [names])]


@pytest.mark.parametrize(("axes", "up_axis"), [((0, 1, 2), "y")])
@pytest.mark.parametrize("sign", [1, -1])
def test_up_is_found_out_or_said(axes, up_axis, sign):
    skeleton = sign * standing("kinect-20")[..., axes]
    skeleton[2:4] = 0  # a body that is lost for longer than half the time says nothing
    data, layout = mat_file(joints=skeleton[:4]), LAYOUTS["kinect-20"]
    clip = load_clip(data, "mine.mat", options=ReadOptions(layout=layout))
    up = "xyz".index(up_axis)
    head, foot = clip.positions[0, 0, layout.index("head")], clip.positions[0, 0, layout.index("left foot")]
    assert clip.up_axis == up_axis
    assert head[up] - foot[up] > 1.5
    assert np.isclose(np.linalg.det(np.linalg.lstsq(skeleton[0], clip.positions[0, 0], rcond=None)[0]), 1, atol=1e-3)
    said = load_clip(data, "mine.mat", options=ReadOptions(layout=layout, up_axis="z"))
    assert said.up_axis == "z"
    assert np.allclose(said.positions[:, 0], skeleton[:4], atol=1e-6)


def test_millimetres_are_found_out_or_said():
    data = mat_file(joints=1000 * standing("kinect-20"))
    layout = LAYOUTS["kinect-20"]
    for options in (ReadOptions(layout=layout), ReadOptions(layout=layout, metres_per_unit=0.001, fps=25.0)):
        clip = load_clip(data, "mine.mat", options=options)
        assert np.allclose(clip.positions[:, 0], standing("kinect-20"), atol=1e-5)
        assert clip.fps == (options.fps or 30.0)
    assert "by hand" in " ".join(clip.notes)


def test_a_lost_body_and_a_lost_joint():
    skeleton = body(6).transpose(1, 2, 0)
    skeleton[:, :, 2] = 0
    skeleton[:, :, 3] = np.nan
    skeleton[7, :, 5] = np.nan
    clip = load_clip(mat_file(d_skel=skeleton), NAME)
    assert clip.present[:, 0].tolist() == [True, True, False, False, True, True]
    assert clip.label == "squat"
    assert "2 poses were all zeros or all NaN" in clip.notes[0]
    assert "1 joint was missing in 1 of 6 frames" in clip.notes[1]


def test_a_signalling_nan_is_a_lost_joint():
    skeleton = body(4).transpose(1, 2, 0).astype(np.float32)
    skeleton[5, :, 1] = np.array([0x7F800001] * 3, dtype=np.uint32).view(np.float32)
    assert "1 joint was missing in 1 of 4 frames" in " ".join(load_clip(mat_file(d_skel=skeleton), NAME).notes)


def element(kind, contents, order="<"):
    return struct.pack(order + "II", kind, len(contents)) + contents + b"\x00" * (-len(contents) % 8)


def by_hand(shape=(20, 3, 2), numbers=None, *, name=b"d_skel", cls=6, packed=False, claim=None, order="<"):
    """A file with one array of doubles, whose header may lie."""
    numbers = np.arange(120.0).astype(order + "f8").tobytes() if numbers is None else numbers
    inside = (
        element(6, struct.pack(order + "II", cls, 0), order)
        + element(5, struct.pack(f"{order}{len(shape)}i", *shape), order)
        + element(1, name, order)
        + struct.pack(order + "II", 9, len(numbers) if claim is None else claim)
        + numbers
    )
    array = struct.pack(order + "II", 14, len(inside) if claim is None else max(claim + 200, len(inside))) + inside
    if packed:
        array = zlib.compress(array)
        array = struct.pack(order + "II", 15, len(array)) + array
    mark = struct.pack(order + "H", 0x4D49)
    return b"MATLAB 5.0 MAT-file".ljust(124) + struct.pack(order + "H", 0x0100) + mark + array


def test_the_builder_is_sound_in_both_byte_orders():
    expected = np.arange(120.0).reshape((20, 3, 2), order="F").transpose(2, 0, 1)
    for order in "<>":
        for packed in (False, True):
            clip = load_clip(by_hand(packed=packed, order=order), NAME)
            assert np.array_equal(clip.positions[:, 0], expected)


BAD = [
    (b"MATLAB 7.3 MAT-file".ljust(512) + b"\x89HDF\r\n\x1a\n", r"is a MATLAB file of version 7\.3 .*'-v7'\)"),
    (b"\x00\x00\x00\x00\x14\x00\x00\x00", r"does not begin like a MATLAB file of version 5 to 7"),
    (UTD[:60], r"cut short or damaged in its first 128 bytes"),
    (UTD[:-20], r"is cut short: its last variable is longer than what is left"),
    (UTD[:131], r"is cut short"),
    (UTD[:128], r"holds no array that can be positions; it holds nothing"),
    (
        UTD[:128] + struct.pack("<II", 99, 8) + bytes(8),
        r"at byte 128 a variable should begin \(type 14 or 15\), found 99",
    ),
    (UTD[:400] + b"!!!!" + UTD[404:], r"the variable at byte 128 is damaged\. Copy"),
    (UTD[:136] + b"\x00" * 20 + UTD[156:], r"the variable at byte 128 is damaged"),
    (
        mat_file(a="text", b={"c": 1.0}),
        r"it holds 'a' \(1(?: × 4)?, char\), 'b' \(1 × 1, struct\)\. Expected joints × 3",
    ),
    (
        mat_file(a=body(), b=body()),
        r"holds 2 arrays that can be positions: 'a' \(5 × 20 × 3\), 'b' \(5 × 20 × 3\)\. Save",
    ),
    (mat_file(a=body()), r"several layouts have so many: kinect-20, utd-mhad-20, msr-20\. Choose one"),
    (mat_file(poses=body(5, 15), betas=np.ones((1, 10))), r"rotations of a body model, not positions \(poses\)"),
    (mat_file(body_pose=body(5, 15), label=np.eye(5)), r"rotations of a body model, not positions \(body_pose\)"),
    (mat_file(a=body(5, 19)), r"holds no array that can be positions; it holds 'a' \(5 × 19 × 3\)"),
    (mat_file(a=body() + 1j), r"'a' \(5 × 20 × 3, complex numbers\)"),
    (mat_file(d_skel=np.zeros((20, 3, 4))), r"zero or missing in every one of its 4 frames, so no frame shows a body"),
    (mat_file(d_skel=np.ones((20, 3, 4))), r"every joint lies in one point in all frames"),
    (mat_file(d_skel=np.full((20, 3, 4), 1e300)), r"frame 0, person 0: the joint 'head' is"),
    (mat_file(d_skel=np.zeros((20, 3, 0))), r"has no frames"),
    (by_hand((20, 3, 200_001)), r"has 200,001 frames; at most 200,000"),
    (by_hand((20, 3, 3)), r"'d_skel' claims 20 × 3 × 3 numbers, which do not fit its 960 bytes"),
    (by_hand((20, 3, 2**31 - 1)), r"has 2,147,483,647 frames"),
    (by_hand((-20, 3, 2)), r"its axes have the lengths \(-20, 3, 2\)"),
    (by_hand((20,)), r"its axes have the lengths \(20,\)"),
    (by_hand(claim=2**31), r"is cut short|is damaged"),
    (by_hand(packed=True, claim=2**31), r"claims 20 × 3 × 2 numbers, which do not fit its 2,147,483,648 bytes"),
    (by_hand(name=b"x" * 5000, packed=True), r"is damaged \(its header is too long\)"),
    (by_hand(cls=77), r"it holds 'd_skel' \(20 × 3 × 2, of class 77\)"),
    (UTD[:128] + (struct.pack("<II", 14, 0)) * 300, r"is damaged"),
    (UTD + UTD[128:] * 300, r"holds over 200 variables"),
]


@pytest.mark.parametrize(("data", "says"), BAD, ids=range(len(BAD)))
def test_bad_input(data, says):
    with pytest.raises(ClipError, match=says) as caught:
        load_clip(data, NAME)
    assert NAME in str(caught.value)
    assert len(str(caught.value)) < 600


def test_a_layout_of_another_count_finds_nothing():
    with pytest.raises(ClipError, match="with 25 joints; choose a layout"):
        load_clip(UTD, NAME, options=ReadOptions(layout=LAYOUTS["ntu-25"]))


def test_a_small_file_that_unpacks_to_gigabytes_is_refused_cheaply():
    """Neither as the skeleton nor beside it is a variable unpacked that claims 2 GB, and goes on for 60 MB."""
    bomb = by_hand((20, 3, 4_000_000), b"", claim=20 * 3 * 4_000_000 * 8)[128:]
    packed = zlib.compress(bomb + bytes(60 * 2**20), 1)
    packed = struct.pack("<II", 15, len(packed)) + packed
    tracemalloc.start()
    with pytest.raises(ClipError, match="has 4,000,000 frames"):
        load_clip(UTD[:128] + packed, NAME)
    assert load_clip(UTD + packed, NAME).n_frames == 5
    assert tracemalloc.get_traced_memory()[1] < 50 * 2**20
    tracemalloc.stop()


def test_what_goes_on_after_its_numbers_is_not_unpacked():
    packed = zlib.compress(by_hand(claim=960)[128:] + bytes(60 * 2**20), 1)
    tracemalloc.start()
    with pytest.raises(ClipError, match="has another length than its header says"):
        load_clip(UTD[:128] + struct.pack("<II", 15, len(packed)) + packed, NAME)
    assert tracemalloc.get_traced_memory()[1] < 10 * 2**20
    tracemalloc.stop()


def test_accidents_give_a_clip_or_a_sentence(data_folder):
    sound = (data_folder / "utd-mhad" / "a1_s1_t1_skeleton.mat").read_bytes()
    random = np.random.default_rng(5)
    for data in (UTD, mat_file(compressed=False, d_skel=body().transpose(1, 2, 0)), sound):
        for _ in range(150):
            damaged = bytearray(data)
            for _ in range(int(random.integers(1, 4))):
                damaged[int(random.integers(100, min(len(data), 400)))] = int(random.integers(256))
            try:
                load_clip(bytes(damaged[: int(random.integers(150, 2 * len(data)))]), NAME)
            except ClipError as error:
                assert "\n" not in str(error)  # noqa: PT017
