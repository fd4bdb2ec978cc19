"""Northwestern-UCLA's JSON: the real samples, and damaged files."""

import json
import re

import numpy as np
import pytest

from sta_lstm.errors import ClipError
from sta_lstm.formats import load_clip
from sta_lstm.formats.load import format_of
from sta_lstm.formats.rules.read_options import ReadOptions

pytestmark = pytest.mark.filterwarnings("error")
NAME = "a03_s01_e00_v01.json"


def body(n_frames=4):
    joints = np.random.default_rng(6).uniform((-0.4, -0.9, 2.4), (0.4, 0.7, 2.8), size=(20, 3))
    return joints + np.linspace(0, 0.1, n_frames)[:, None, None]


def json_file(skeletons=None, **fields):
    values = {"file_name": "a03_s01_e00_v01", "skeletons": body().tolist() if skeletons is None else skeletons}
    return json.dumps(values | {"label": 3} | fields).encode()


def changed(frame, joint, place):
    skeletons = body().tolist()
    skeletons[frame][joint] = place
    return json_file(skeletons)


@pytest.mark.parametrize(
    ("file", "n_frames", "label"),
    [
        ("a01_s01_e00_v01", 44, "pick up with one hand"),
        ("a02_s09_e04_v02", 1, "pick up with two hands"),
        ("a12_s06_e04_v03", 16, "carry"),
    ],
)
def test_the_real_samples(data_folder, file, n_frames, label):
    path = data_folder / "nw-ucla" / f"{file}.json"
    clip = load_clip(path)
    assert (clip.name, clip.n_frames, clip.label, clip.layout.name) == (file, n_frames, label, "kinect-20")
    assert clip.notes == ("The file does not say its frame rate; 30 frames a second were assumed.",)
    expected = np.array(json.loads(path.read_text())["skeletons"]).astype(np.float32)
    assert np.array_equal(clip.positions[:, 0], expected)


def test_y_points_up_and_z_away_from_the_sensor(data_folder):
    """By the geometry: bodies stand along y, are a body's height tall in metres, and lie ahead of the sensor."""
    for path in (data_folder / "nw-ucla").glob("*.json"):
        clip = load_clip(path)
        at = dict(zip(clip.layout.joints, np.median(clip.positions[:, 0], axis=0), strict=True))
        feet = (at["left foot"] + at["right foot"]) / 2
        assert int(np.abs(at["head"] - feet).argmax()) == 1
        assert 1.2 < at["head"][1] - feet[1] < 1.8
        assert clip.positions[..., 2].min() > 1


def test_a_rate_may_be_said():
    clip = load_clip(json_file(), NAME, options=ReadOptions(fps=15.0))
    assert clip.fps == 15.0
    assert clip.notes == ("The file does not say its frame rate; 15 frames a second were set by hand.",)


def test_null_and_nan_are_joints_that_were_lost():
    expected = load_clip(json_file(), NAME).positions
    for place in ([None, None, None], [float("nan")] * 3, [0.5, None, 1]):
        clip = load_clip(changed(1, 5, place), NAME)
        assert np.allclose(clip.positions, expected, atol=1e-6)
        assert "1 joint was missing in 1 of 4 frames" in " ".join(clip.notes)


@pytest.mark.parametrize(
    ("fields", "label", "name"),
    [
        ({"label": 10}, "carry", "a03_s01_e00_v01"),
        ({"label": 77}, "action 77", "a03_s01_e00_v01"),
        ({"label": None}, None, "a03_s01_e00_v01"),
        ({"file_name": 5}, "drop trash", NAME),
        ({"file_name": ""}, "drop trash", NAME),
    ],
)
def test_label_and_name(fields, label, name):
    clip = load_clip(json_file(**fields), NAME)
    assert (clip.label, clip.name) == (label, name)


def test_it_is_known_by_its_keys_in_any_order_and_dress(same):
    plain = json_file()
    values = json.loads(plain)
    pretty = json.dumps({key: values[key] for key in ("label", "skeletons", "file_name")}, indent=2).encode()
    for data in (pretty, b"\xef\xbb\xbf" + pretty.replace(b"\n", b"\r\n"), b"\n " + plain + b"\n"):
        assert format_of(data, "walk.txt").name == "Northwestern-UCLA"
        same(load_clip(plain, NAME), load_clip(data, NAME))


BAD = [
    (json_file()[:-30], r"line 1, character [\d,]+: this is not JSON"),
    (json_file([]), r"has no frames"),
    (json_file([[]]), r"frame 0: expected a list of 20 joints, found a list of 0"),
    (json_file([5]), r"frame 0: expected a list of 20 joints, found 5"),
    (json_file(body()[:, :19].tolist()), r"frame 0: expected a list of 20 joints, found a list of 19"),
    (changed(2, 3, [1, 2]), r"frame 2, 'head': expected a list of x, y and z, found a list of 2"),
    (changed(2, 3, 7), r"frame 2, 'head': expected a list of x, y and z, found 7"),
    (changed(2, 3, ["1,5", 1, 2]), r"frame 2, 'head': expected a number, found '1,5'"),
    (changed(2, 3, [[1], 1, 2]), r"frame 2, 'head': expected a number, found a list of 1"),
    (changed(2, 3, [10**400, 1, 2]), r"frame 2: a number is too large"),
    (changed(2, 3, [1e300, 1, 2]), r"frame 2, person 0: the joint 'head' is"),
    (changed(2, 3, [float("inf"), 1, 2]), r"frame 2, person 0: the joint 'head' is"),
    (
        json_file(np.zeros((3, 20, 3)).tolist()),
        r"zero or missing in every one of its 3 frames, so no frame shows a body",
    ),
    (json_file(np.ones((3, 20, 3)).tolist()), r"every joint lies in one point"),
    (json_file(label="three"), r"the label is 'three'; expected a whole number"),
    (b'{"skeletons": [' + b"[]," * 200_001 + b"[]]}", r"has 200,002 frames; at most 200,000"),
    (b'{"skeletons": [' + b"[" * 100_000, r"is JSON with lists nested too deep|this is not JSON"),
    (
        b'{"a": {"skeletons": [1]}}',
        r"expected an object with a list under 'skeletons' .*, found an object with the keys a",
    ),
    (b'{"a": 1}', r"is JSON, but no recording in a form that is known: it is an object with the keys a\. Expected"),
    (b"[]", r"is JSON, but no recording in a form that is known: it is a list of 0"),
    (json_file().decode().encode("utf-16"), r"is text in UTF-16|is no skeleton recording"),
]


@pytest.mark.parametrize(("data", "says"), BAD, ids=range(len(BAD)))
def test_bad_input(data, says):
    with pytest.raises(ClipError, match=says) as caught:
        load_clip(data, NAME)
    assert re.search(re.escape(NAME), str(caught.value))
    assert "\n" not in str(caught.value)
