"""NetCDF with named dimensions says the same as the arrays in it, in whatever order the dimensions stand."""

import numpy as np
import pytest
from made import made_prediction, small_clip

from sta_lstm.errors import PredictionError
from sta_lstm.prediction.explained import explained_facts, read_explained
from sta_lstm.prediction.show import show

xarray = pytest.importorskip("xarray")
CLIP = small_clip(n_frames=6, n_persons=2)
ALPHA = made_prediction(CLIP).alpha


def written(path, **changes):
    rng = np.random.default_rng(0)
    dims = ("individuals", "keypoints", "time")
    values = {
        "alpha": (dims, ALPHA.transpose(1, 2, 0)),
        "cam": (("time", "individuals", "keypoints"), rng.random(ALPHA.shape)),
        "energy": (("time",), rng.random(6)),
        "position": (("time", "space", "keypoints", "individuals"), rng.random((6, 3, 25, 2))),
        "softmax": (("class",), np.array([0.9, 0.1])),
    }
    coords = {"keypoints": list(CLIP.layout.joints), "class": ["kick", "clap"], "time": np.arange(6) / CLIP.fps}
    dataset = xarray.Dataset(values, coords, attrs={"made_by": "my network", "source_software": "mine"})
    changed = changes.get("change", lambda each: each)(dataset)
    changed.to_netcdf(path, engine="h5netcdf")
    return changed


def test_named_dimensions_are_taken_in_any_order(tmp_path):
    dataset = written(tmp_path / "mine.nc")
    found = read_explained(tmp_path / "mine.nc", CLIP)
    told = show(
        CLIP,
        alpha=ALPHA,
        maps={"cam": dataset["cam"].values},
        curves={"energy": dataset["energy"].values},
        probabilities=[0.9, 0.1],
        class_names=["kick", "clap"],
        frames=range(6),
        made_by="my network",
    )
    assert [each.name for each in found.maps] == ["alpha", "cam"]
    for mine, yours in zip((*found.maps, *found.curves), (*told.maps, *told.curves), strict=True):
        np.testing.assert_allclose(mine.values, yours.values, rtol=1e-6)
    assert (found.label, found.checkpoint) == ("kick", "my network")


def test_joints_in_another_order_are_matched_by_name(tmp_path):
    written(tmp_path / "mine.nc", change=lambda each: each.isel(keypoints=slice(None, None, -1)))
    np.testing.assert_allclose(read_explained(tmp_path / "mine.nc", CLIP).alpha, ALPHA, rtol=1e-6)


def test_times_in_frames_are_frames(tmp_path):
    def in_frames(dataset):
        return dataset.assign_coords(time=np.arange(6)).assign_attrs(time_unit="frames")

    written(tmp_path / "a.nc")
    written(tmp_path / "b.nc", change=in_frames)
    one, other = (read_explained(tmp_path / name, CLIP) for name in ("a.nc", "b.nc"))
    np.testing.assert_allclose(one.alpha, other.alpha, rtol=1e-6)


def test_it_is_told_without_its_clip(tmp_path):
    written(tmp_path / "mine.nc")
    facts = explained_facts(tmp_path / "mine.nc")
    assert (facts["maps"], facts["curves"], facts["label"]) == (["alpha", "cam"], ["energy"], "kick")
    assert (facts["rows"], facts["persons"], facts["joints"]) == (6, 2, 25)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda each: each.rename(time="frame"), r"'f\.nc' has no dimension called 'time'; its dimensions are: "),
        (lambda each: each.isel(keypoints=slice(3)), r"'f\.nc': .*joints"),
        (lambda each: each[["position"]], r"'f\.nc': there is nothing to show"),
    ],
)
def test_what_is_wrong_is_one_sentence_that_names_the_file(tmp_path, change, sentence):
    written(tmp_path / "f.nc", change=change)
    with pytest.raises(PredictionError, match=sentence):
        read_explained(tmp_path / "f.nc", CLIP)


def test_a_damaged_file_is_a_sentence(tmp_path):
    written(tmp_path / "f.nc")
    (tmp_path / "f.nc").write_bytes((tmp_path / "f.nc").read_bytes()[:300])
    with pytest.raises(PredictionError, match=r"'f\.nc' cannot be read as NetCDF: it is damaged"):
        read_explained(tmp_path / "f.nc", CLIP)


def test_an_upload_of_it_is_never_opened(tmp_path):
    written(tmp_path / "f.nc")
    with pytest.raises(PredictionError, match="NetCDF is read by 'sta-lstm show' alone"):
        read_explained((tmp_path / "f.nc").read_bytes(), CLIP, file_name="f.nc")
