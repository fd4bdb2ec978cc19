"""An explained clip's file: what it says becomes a result, and what is wrong with it is one sentence."""

import io
import zipfile

import numpy as np
import pytest
from made import made_prediction, small_clip

from sta_lstm.errors import PredictionError
from sta_lstm.prediction.explained import explained_facts, is_explained, read_explained
from sta_lstm.prediction.show import show

CLIP = small_clip(n_frames=6, n_persons=2)
ALPHA = made_prediction(CLIP).alpha


def packed(**arrays):
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **arrays)
    return buffer.getvalue()


def test_a_file_says_what_its_arrays_say(tmp_path):
    rng = np.random.default_rng(0)
    cam, energy, beta = rng.random((3, 2, 25)), rng.random(6), rng.random(6)
    order = rng.permutation(25)
    joints = [CLIP.layout.joints[column] for column in order]
    words = {"class_names": ["kick", "clap"], "probabilities": [0.9, 0.1]}
    path = tmp_path / "mine.npz"
    arrays = {"alpha": ALPHA[:, :, order], "beta": beta, "cam": cam[:, :, order], "energy": energy}
    np.savez(path, **arrays, joints=joints, made_by="me", **words)
    found = read_explained(path, CLIP)
    told = show(CLIP, alpha=ALPHA, beta=beta, maps={"cam": cam}, curves={"energy": energy}, made_by="me", **words)
    assert [each.name for each in found.maps] == ["alpha", "cam"]
    for mine, yours in zip((*found.maps, *found.curves), (*told.maps, *told.curves), strict=True):
        np.testing.assert_array_equal(mine.values, yours.values)
    assert (found.label, found.class_names) == ("kick", ("kick", "clap"))
    assert found.provenance == told.provenance


def test_a_flood_is_not_unpacked():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("a", "b"):
            archive.writestr(f"{name}.npy", bytes(300_000_000))
    with pytest.raises(PredictionError, match=r"'f\.npz' unpacks to 600,000,000 bytes; at most"):
        read_explained(buffer.getvalue(), CLIP, file_name="f.npz")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "'f.npz' is no .npz of arrays. Write one with numpy.savez"),
        (b"\x93NUMPY", "'f.npz' is no .npz"),
        (packed(alpha=ALPHA)[:-90], "'f.npz'.*damaged or cut short"),
        (packed(alpha=ALPHA * 2), "'f.npz': 'alpha' sums to 2 over the joints of row 0"),
        (packed(alpha=ALPHA, joints=np.arange(25)), "'joints' holds int64; expected texts"),
        (packed(alpha=ALPHA, joints=["a"] * 25), "'f.npz': 'joints' names 'a' twice"),
        (packed(alpha=ALPHA, made_by="x" * 900_000), "'made_by' holds a text of 900,000 letters"),
        (packed(other=np.float64(3)), "'f.npz': there is nothing to show"),
        (packed(cam=np.full((6, 2, 25), "x")), "'f.npz': 'cam' holds something else than numbers"),
        (packed(alpha=ALPHA, probabilities=[2.0]), "'f.npz': 'probabilities' is a list of numbers from 0 to 1"),
    ],
)
def test_what_is_wrong_is_one_sentence_that_names_the_file(data, sentence):
    with pytest.raises(PredictionError, match=sentence):
        read_explained(data, CLIP, file_name="f.npz")


def test_python_objects_are_never_opened():
    buffer = io.BytesIO()
    np.savez(buffer, alpha=np.full((6, 2, 25), None))
    with pytest.raises(PredictionError, match="Python objects"):
        read_explained(buffer.getvalue(), CLIP, file_name="f.npz")


def test_a_sound_file_is_told_without_its_clip(tmp_path):
    path = tmp_path / "mine.npz"
    words = {"class_names": ["kick", "clap"], "probabilities": [0.9, 0.1]}
    np.savez(path, alpha=ALPHA, cam=-ALPHA, joints=CLIP.layout.joints, made_by="me", **words)
    assert is_explained(path.read_bytes(), path.name)
    assert explained_facts(path) == {
        "kind": "explained clip",
        "name": "mine.npz",
        "made_by": "me",
        "rows": 6,
        "persons": 2,
        "joints": 25,
        "joints_are_named": True,
        "maps": ["alpha", "cam"],
        "curves": [],
        "classes": ["kick", "clap"],
        "label": "kick",
    }
    assert explained_facts(packed(beta=np.ones(9)))["rows"] == 9


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (packed(alpha=ALPHA * 2), "'f.npz': 'alpha' sums to 2"),
        (packed(alpha=ALPHA, cam=np.ones((6, 2, 24))), "'f.npz': 'cam' has 24 joints; expected 25"),
        (packed(alpha=ALPHA, joints=["a", "b"]), "'f.npz': 'joints' names"),
        (packed(alpha=ALPHA, joints=["a"] * 25), "'f.npz': .*twice"),
        (packed(alpha=np.ones((6, 2, 0))), "'f.npz'"),
        (packed(cam=np.ones((6, 2, 2000))), "'f.npz'"),
    ],
)
def test_what_contradicts_itself_is_found_without_its_clip(data, sentence):
    with pytest.raises(PredictionError, match=sentence):
        explained_facts(data, file_name="f.npz")


def test_a_recording_is_no_explained_clip():
    recordings = [
        packed(positions=np.ones((3, 1, 25, 3)), alpha=np.ones(3)),
        packed(keypoint=np.random.default_rng(0).normal(size=(2, 30, 17, 3))),
        packed(x_train=np.random.default_rng(0).normal(size=(4, 30, 150)), y_train=np.eye(4)),
        packed(beta=np.ones(3))[:-90],
        packed(words=np.array(["a", "b"])),
        packed(fps=np.float64(30)),
        packed(poses=np.ones((97, 156)), trans=np.ones((97, 3)), betas=np.ones(16), mocap_framerate=np.float64(120)),
        packed(skeleton=np.random.default_rng(0).normal(size=(30, 20, 3)), made_by="mmpose"),
        packed(markers=np.ones((30, 41, 3)), made_by="me"),
        packed(rot=np.ones((30, 25, 4))),
        packed(x=np.ones((30, 25)), y=np.ones((30, 25)), z=np.ones((30, 25))),
        packed(keypoint=np.random.default_rng(0).normal(size=(30, 25, 3)), beta=np.float64(0.1), alpha=np.float64(0.2)),
        packed(scores=np.ones((30, 17)), keypoints=np.ones((30, 17, 2))),
        b"PK damaged",
        b"",
    ]
    assert [is_explained(data, "x.npz") for data in recordings] == [False] * len(recordings)
    assert not is_explained(packed(beta=np.ones(9)), "x.zip")


MAPS_ALONE = [
    {"cam": np.ones((6, 2, 25))},
    {"cam": np.ones((6, 25))},
    {"alpha": np.full((6, 2, 3), 1 / 6), "cam": np.ones((6, 75))},
    {"cam": np.ones((6, 2, 25)), "probabilities": np.ones(1), "class_names": ["kick"], "made_by": "me"},
    {"occlusion": np.ones((6, 2, 15)), "gradient": np.ones((6, 2, 15)), "joints": ["a"] * 15},
    {"energy": np.ones(9)},
]


@pytest.mark.parametrize("arrays", MAPS_ALONE, ids=lambda arrays: "-".join(arrays))
def test_maps_alone_are_an_explained_clip(arrays):
    assert is_explained(packed(**arrays), "maps.npz")


def test_arrays_of_another_form_are_left_out_and_said():
    found = read_explained(packed(cam=ALPHA, energy=np.ones(6), loss=np.ones(100), w=np.ones((2, 2, 2, 2))), CLIP)
    assert [each.name for each in found.curves] == ["energy"]
    assert found.provenance.changes[-1] == "Arrays of another form were left out: loss, w."
