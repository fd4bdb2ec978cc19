"""Maps from files: an array of the clip's shape is found and read, anything else is refused in a sentence."""

import io
import zipfile

import numpy as np
import pytest
from made import made_prediction, small_clip

from sta_lstm.errors import PredictionError
from sta_lstm.prediction.map_files import read_curve, read_map

CLIP = small_clip(n_frames=6, n_persons=2)
VALUES = np.random.default_rng(0).normal(size=(6, 2, 25))


def packed(**arrays):
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **arrays)
    return buffer.getvalue()


def npy(values, **kind):
    buffer = io.BytesIO()
    np.save(buffer, values, **kind)
    return buffer.getvalue()


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_the_only_array_of_the_clips_shape_is_the_map(dtype):
    found = read_map(packed(cam=VALUES.astype(dtype), label=np.array("kick"), weights=np.ones(6)), CLIP)
    assert (found.name, found.signed, found.relative, found.learned) == ("cam", True, False, False)
    np.testing.assert_allclose(found.values, VALUES, rtol=1e-2, atol=1e-2)
    assert read_curve(packed(cam=VALUES, weights=np.ones(6)), CLIP).name == "weights"


def test_a_file_of_one_array_is_called_as_the_file(tmp_path):
    path = tmp_path / "gradcam.npy"
    np.save(path, np.abs(VALUES))
    found = read_map(path, CLIP)
    assert (found.name, found.signed) == ("gradcam", False)


def test_of_one_person_frames_by_joints_are_enough():
    clip = small_clip(n_frames=6)
    np.testing.assert_allclose(read_map(packed(cam=VALUES[:, 0]), clip).values[:, 0], VALUES[:, 0], rtol=1e-6)
    with pytest.raises(PredictionError, match="'cam' of 6 × 25; expected an array of 6 × 2 × 25"):
        read_map(packed(cam=VALUES[:, 0]), CLIP)


def test_alpha_and_beta_are_attention_and_are_held_to_their_sums():
    good = made_prediction(CLIP)
    found = read_map(packed(alpha=good.alpha), CLIP)
    assert found.relative
    assert found.learned
    assert read_curve(packed(beta=good.beta), CLIP).relative
    with pytest.raises(PredictionError, match="sums to 3 over the joints of frame 0"):
        read_map(packed(alpha=good.alpha * 3), CLIP)


@pytest.mark.parametrize(
    ("data", "array", "sentence"),
    [
        (packed(cam=VALUES[:3]), None, r"'f.npz' holds 'cam' of 3 × 2 × 25; expected an array of 6 × 2 × 25 \(frames"),
        (packed(a=VALUES, b=VALUES), None, r"several arrays of 6 × 2 × 25.*: a, b. Name one: f.npz:a"),
        (packed(a=VALUES), "b", "'f.npz' has no array 'b'; it has: 'a' of 6 × 2 × 25"),
        (packed(cam=np.full((6, 2, 25), "x")), None, "holds <U1; expected numbers"),
        (packed(cam=np.full((6, 2, 25), np.inf)), None, r"infinite at \[0, 0, 0\]"),
        (npy(np.full((6, 2, 25), None), allow_pickle=True), None, "Python objects"),
        (packed(a=VALUES)[:-80], None, "damaged or cut short"),
        (b"P6 a picture", None, "'f.npz' is neither .npy nor .npz; save 6 × 2 × 25"),
        (b"", None, "neither .npy nor .npz"),
    ],
)
def test_what_is_no_map_of_the_clip_is_refused(data, array, sentence):
    with pytest.raises(PredictionError, match=sentence):
        read_map(data, CLIP, file_name="f.npz", array=array)


def test_an_array_that_promises_more_than_it_should_is_not_unpacked():
    buffer = io.BytesIO()
    header = npy(np.zeros((6, 2, 25)))[:128]
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("cam.npy", header + bytes(200_000_000))
    assert len(buffer.getvalue()) < 300_000
    with pytest.raises(PredictionError, match="unpacks to 200,000,128 bytes; at most"):
        read_map(buffer.getvalue(), CLIP)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(PredictionError, match=r"there is no file '.*cam.npz'"):
        read_map(tmp_path / "cam.npz", CLIP)
