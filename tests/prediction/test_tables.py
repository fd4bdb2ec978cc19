"""A prediction as tables and files: the numbers are the prediction's own, and names cannot do harm."""

import io
import json
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from made import made_prediction, shared_out, small_clip

from sta_lstm import load_clip
from sta_lstm.errors import SettingsError
from sta_lstm.prediction import JointMap, Prediction, Provenance, files, spreadsheet, summary, tables
from sta_lstm.skeletons.layout import SkeletonLayout

EVIL = '=HYPERLINK("http://evil","x")'


def made_up(*, joints=("hip", "head", "hand"), class_names=("wave", "bow"), label=None, name="walk.npz"):
    """Four frames, two persons; B is absent in frame 1, nobody is there in frame 3."""
    layout = SkeletonLayout(
        "tiny-3", "Tiny", tuple(joints), ((joints[0], joints[1]),), (), joints[0], joints[:2], "y", ""
    )
    present = np.array([[1, 1], [1, 0], [1, 1], [0, 0]], bool)
    weights = np.random.default_rng(1).uniform(0.1, 1, (4, 2, 3))
    return made_prediction(
        small_clip(layout=layout, present=present, fps=12.5, name=name, label=label, notes=("Two gaps filled.",)),
        class_names=class_names,
        alpha=shared_out(weights, present),
        beta=[0.2, 0.9, 0.4, 0],
        keyframes=(1, 2),
        device="CPU",
    )


def test_long_table_has_a_row_for_each_frame_person_and_joint():
    prediction = made_up()
    table = tables.prediction_table(prediction)
    assert list(table.columns) == [
        *("frame", "time_s", "person", "joint", "x", "y", "z", "present", "inferred", "alpha", "alpha_over_uniform"),
        *("beta", "keyframe", "label", "provenance"),
    ]
    assert len(table) == 4 * 2 * 3
    row = table[(table.frame == 2) & (table.person == 1) & (table.joint == "hand")].iloc[0]
    assert row.time_s == 2 / 12.5
    assert (row.x, row.y, row.z) == tuple(prediction.clip.positions[2, 1, 2])
    assert row.alpha == prediction.alpha[2, 1, 2]
    assert row.alpha_over_uniform == prediction.relative_alpha[2, 1, 2]
    assert row.beta == prediction.beta[2]
    assert row.keyframe == 2
    assert row.label == prediction.label
    assert table[table.frame == 0].keyframe.isna().all()


def test_absent_persons_have_no_position_and_no_share():
    absent = tables.prediction_table(made_up()).query("frame == 1 and person == 1")
    assert len(absent) == 3
    assert not absent.present.any()
    assert absent[["x", "y", "z", "alpha_over_uniform"]].isna().all(axis=None)
    assert (absent.alpha == 0).all()


def test_a_table_that_no_reader_could_hold_is_refused(monkeypatch):
    monkeypatch.setattr(tables, "MAX_ROWS", 23)
    with pytest.raises(SettingsError, match=r"24 rows .* Save it as \.npz"):
        tables.prediction_table(made_up())


def test_frame_table_adds_up_to_the_logits():
    prediction = made_up()
    table = tables.frame_table(prediction)
    assert len(table) == 4
    assert table.is_keyframe.tolist() == [False, True, True, False]
    np.testing.assert_array_equal(table["score wave"], prediction.frame_scores[:, 0])
    np.testing.assert_allclose(table["contribution bow"].sum(), prediction.logits[1], rtol=1e-5)
    np.testing.assert_allclose(table["running_probability wave"] + table["running_probability bow"], 1, rtol=1e-6)
    assert table.leading_class.iloc[-1] == prediction.label


def test_joints_are_ranked_in_a_frame():
    prediction = made_up()
    table = summary.joint_table(prediction, frame=1)
    assert table.person.tolist() == [0, 0, 0]  # B is not there
    assert table.alpha_over_uniform.is_monotonic_decreasing
    assert table.alpha_over_uniform.mean() == pytest.approx(1)
    assert summary.joint_table(prediction, frame=3).empty


def test_joints_are_ranked_over_the_clip_by_beta():
    prediction = made_up()
    table = summary.joint_table(prediction).set_index(["person", "joint"]).alpha_over_uniform
    relative, beta = prediction.relative_alpha.astype(float), prediction.beta.astype(float)
    for m, frames in ((0, [0, 1, 2]), (1, [0, 2])):
        expected = np.average(relative[frames, m], axis=0, weights=beta[frames])
        np.testing.assert_allclose([table[m, joint] for joint in prediction.clip.layout.joints], expected, rtol=1e-6)


@pytest.mark.parametrize("frame", [-1, 4])
def test_a_frame_that_is_not_there_is_named(frame):
    with pytest.raises(SettingsError, match=f"no frame {frame}; it has the frames 0 to 3"):
        summary.joint_table(made_up(), frame=frame)


def test_json_has_these_keys_and_exact_numbers():
    prediction = made_up()
    values = json.loads(json.dumps(files.prediction_json(prediction), allow_nan=False))
    assert list(values) == [
        *("clip", "checkpoint", "label", "probabilities", "logits", "joints", "inferred", "persons", "fps", "alpha"),
        *("beta", "frame_scores", "keyframes", "maps", "curves", "verdict", "windows", "notes"),
        "doubts",
        "provenance",
    ]
    assert values["probabilities"].keys() == {"wave", "bow"}
    assert values["joints"] == ["hip", "head", "hand"]
    assert (values["persons"], values["fps"], values["keyframes"]) == (2, 12.5, [1, 2])
    for key in ("alpha", "beta", "frame_scores", "logits"):
        np.testing.assert_array_equal(np.array(values[key], np.float32), getattr(prediction, key))
    assert np.argmax(values["logits"]) == list(values["probabilities"]).index(values["label"])


def test_npz_holds_everything_and_needs_no_pickle():
    prediction = made_up(label="wave")
    with np.load(io.BytesIO(files.prediction_bytes(prediction, ".npz")), allow_pickle=False) as archive:
        arrays = dict(archive)
    for key in ("alpha", "beta", "frame_scores", "contributions", "running", "logits", "probabilities", "read"):
        np.testing.assert_array_equal(arrays[key], getattr(prediction, key))
    assert arrays["class_names"].tolist() == ["wave", "bow"]
    assert arrays["joint_names"].tolist() == ["hip", "head", "hand"]
    assert arrays["keyframes"].tolist() == [1, 2]
    assert (str(arrays["clip"]), str(arrays["checkpoint"])) == ("walk.npz", "demo")
    assert str(arrays["predicted"]) == prediction.label


@pytest.mark.parametrize("inferred", [(), ("hand", "hip")])
def test_joints_that_no_sensor_saw_are_told_in_every_kind_of_file(tmp_path, inferred):
    prediction = made_up()
    prediction = replace(prediction, clip=replace(prediction.clip, inferred=inferred))
    for suffix, read in ((".csv", pd.read_csv), (".parquet", pd.read_parquet)):
        table = read(io.BytesIO(files.prediction_bytes(prediction, suffix)))
        assert table.inferred.dtype == bool
        assert (table.inferred == table.joint.isin(inferred)).all()
    assert json.loads(files.prediction_bytes(prediction, ".json"))["inferred"] == list(inferred)
    files.save_prediction(prediction, tmp_path / "out.npz")
    assert np.load(tmp_path / "out.npz", allow_pickle=False)["inferred"].tolist() == list(inferred)
    assert load_clip(tmp_path / "out.npz").inferred == inferred
    ranked = summary.joint_table(prediction)
    assert (ranked.inferred == ranked.joint.isin(inferred)).all()


@pytest.mark.parametrize("label", [None, "wave"])
def test_npz_is_a_clip_too(tmp_path, label):
    prediction = made_up(label=label)
    files.save_prediction(prediction, tmp_path / "out.npz")
    clip = load_clip(tmp_path / "out.npz")
    np.testing.assert_array_equal(clip.positions, prediction.clip.positions)
    np.testing.assert_array_equal(clip.present, prediction.clip.present)
    assert (clip.name, clip.label, clip.fps, clip.layout) == ("walk.npz", label, 12.5, prediction.clip.layout)


def test_csv_and_parquet_hold_the_long_table():
    prediction = made_up()
    table = tables.prediction_table(prediction)
    from_csv = pd.read_csv(io.BytesIO(files.prediction_bytes(prediction, ".CSV")))
    from_parquet = pd.read_parquet(io.BytesIO(files.prediction_bytes(prediction, ".parquet")))
    provenance = json.loads(from_parquet.attrs.pop("provenance"))
    assert provenance == prediction.provenance.to_json()
    assert from_parquet.attrs == {"clip": "walk.npz", "checkpoint": "demo"}
    for column in table.columns:
        for read in (from_csv, from_parquet):
            expected, got = table[column].to_numpy(object), read[column].to_numpy(object)
            missing = pd.isna(expected)
            np.testing.assert_array_equal(missing, pd.isna(got))
            if table[column].dtype == np.float32:
                expected, got = expected.astype(np.float32), got.astype(np.float32)
            assert (expected[~missing] == got[~missing]).all()


@pytest.mark.parametrize("evil", [EVIL, "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "  =1", "a\r=1", "a\n=1"])
def test_names_cannot_be_formulas_in_csv(evil):
    prediction = made_up(joints=("hip", "head", evil), class_names=(evil, f"{evil} 2"))
    for content in (files.prediction_bytes(prediction, ".csv"), spreadsheet.csv_bytes(tables.frame_table(prediction))):
        cells = [cell.strip('"') for cell in re.split(r"[,\r\n]", content.decode())]
        assert not [cell for cell in cells if re.match(r"\s*[=+@]", cell)]
        assert not [cell for cell in cells if re.match(r"\s*-", cell) and not re.fullmatch(r"-[\d.e+-]+", cell)]
        assert re.sub(r"[\t\r\n]", " ", evil) in content.decode().replace('""', '"')  # and the name can still be read
    # Negative numbers stay numbers.
    x = pd.read_csv(io.BytesIO(files.prediction_bytes(prediction, ".csv"))).x.dropna()
    assert (x < 0).any()
    assert x.dtype == float


def test_headings_cannot_be_formulas_in_csv():
    assert spreadsheet.csv_bytes(pd.DataFrame({"=1+1": [1.5]})) == b"'=1+1\n1.5\n"


@pytest.mark.parametrize("suffix", [".npz", ".csv", ".parquet", ".json"])
def test_names_with_half_a_surrogate_can_be_saved(suffix):
    odd = "bow \ud800"
    prediction = made_up(class_names=(odd, f"{odd}2"), joints=("hip", "head", odd), name=f"{odd}.npz")
    assert files.prediction_bytes(prediction, suffix)


@pytest.mark.parametrize("name", ["out.xlsx", "out", "out.npz.pkl"])
def test_an_unknown_suffix_lists_those_there_are(tmp_path, name):
    with pytest.raises(SettingsError, match=r"\.npz, \.csv, \.parquet, \.json"):
        files.save_prediction(made_up(), tmp_path / name)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("suffix", [".npz", ".csv", ".parquet", ".json"])
def test_saving_leaves_the_file_alone_behind(tmp_path, suffix):
    path = tmp_path / f"out{suffix}"
    path.write_text("older")
    files.save_prediction(made_up(), path)
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]
    assert path.read_bytes() == files.prediction_bytes(made_up(), suffix)


def test_a_full_disk_leaves_the_older_file_and_no_half_one(tmp_path, monkeypatch):
    path = tmp_path / "out.csv"
    path.write_text("older")

    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(SettingsError, match="No space left"):
        files.save_prediction(made_up(), path)
    assert [entry.name for entry in tmp_path.iterdir()] == ["out.csv"]
    assert path.read_text() == "older"


def test_a_map_that_is_not_attention_is_not_saved_as_such():
    shape = made_up().alpha.shape
    found = Prediction.of_maps(made_up().clip, [JointMap("cam", np.full(shape, 0.3), "CAM", "nat")])
    with np.load(io.BytesIO(files.prediction_bytes(found, ".npz")), allow_pickle=False) as archive:
        arrays = dict(archive)
    assert "alpha" not in arrays
    np.testing.assert_array_equal(arrays["map cam"], found.alpha)
    (told,) = json.loads(str(arrays["maps"]))
    assert told == {"name": "cam", "title": "CAM", "unit": "nat", "signed": False, "relative": False, "learned": False}


def test_a_map_and_a_curve_of_one_name_are_two_in_every_file():
    prediction = made_up()
    speed = JointMap("beta", np.full(prediction.alpha.shape, 0.3), "a map called so")
    both = prediction.with_maps(speed)
    with np.load(io.BytesIO(files.prediction_bytes(both, ".npz")), allow_pickle=False) as archive:
        np.testing.assert_array_equal(archive["beta"], prediction.beta)
        np.testing.assert_array_equal(archive["map beta"], speed.values)
    assert {"beta", "map beta"} <= set(tables.prediction_table(both).columns)


def test_a_csv_says_which_results_it_comes_from_each_once():
    one, other = Provenance("demo-sta", "1a2b", package="1"), Provenance("=demo", package="1")
    content = spreadsheet.csv_bytes(pd.DataFrame({"a": [1, 2]}), provenance=[one, other, one]).decode()
    assert content.splitlines() == [
        "a,provenance",
        *[f"{n},demo-sta 1a2b · sta-lstm 1 | =demo · sta-lstm 1" for n in (1, 2)],
    ]
    only = spreadsheet.csv_bytes(pd.DataFrame({"a": [1]}), provenance=[other]).decode()
    assert only.splitlines()[1] == "1,'=demo · sta-lstm 1"
    assert spreadsheet.csv_bytes(pd.DataFrame({"a": [1]})) == b"a\n1\n"
    known = [Provenance("demo-sta", package="1", changes=("Turned.",), doubts=("=1+1",)), other]
    lines = spreadsheet.csv_bytes(pd.DataFrame({"a": [1, 2]}), provenance=known).decode().splitlines()
    assert lines[0] == "a,remarks,provenance"
    assert lines[1].startswith("1,note: Turned. | doubt: =1+1,demo-sta")
    assert lines[2].startswith("2,,demo-sta")
    of_that_name = spreadsheet.csv_bytes(pd.DataFrame({"provenance": [1]}), provenance=[other]).decode()
    assert of_that_name.startswith("provenance,provenance\n1,")
