"""Maps of a visitor's own on the page Inspect: an uploaded array is drawn, a bad one is said."""

import io

import driving
import numpy as np
import pytest
from driving import upload

from sta_lstm.formats import load_clip
from sta_lstm.samples import resolve_clip
from sta_lstm.skeletons import LAYOUTS

FIELD = "own-maps"


@pytest.fixture(scope="module")
def shape():
    clip = load_clip(resolve_clip("high-five"))
    return clip.n_frames, clip.n_persons, clip.n_joints


@pytest.fixture(scope="module")
def visit():
    return driving.unfold(driving.opened())


def notices(app):
    return [notice.value.replace("\\", "") for notice in app.info]


def test_a_link_to_a_map_that_is_not_there_says_so_until_it_is(shape):
    visit = driving.opened(view="my cam-clip")
    (said,) = notices(visit)
    assert "the map “my cam”, which is not here; spatial attention α is shown" in said
    assert "Maps of your own" in said
    upload(visit, FIELD, ("mine.npz", packed(**{"my cam": np.ones(shape)})))
    assert not visit.error
    assert notices(visit) == []


@pytest.mark.parametrize("view", ["alpha-clip", "alpha-beta-frame"])
def test_a_link_to_what_every_answer_has_says_nothing(view):
    assert notices(driving.opened(view=view)) == []


def headers(app):
    return [header.value.replace("\\", "") for header in app.header]


def chosen(app):
    return driving.keyed(app, "multiselect", "explain-")[0]


def test_an_address_adds_maps_by_name_and_what_it_names_in_vain_is_one_sentence():
    app = driving.opened(clip="kick-right", explain="ablation-limb,nonsense,contributions")
    assert notices(app) == ["Part of this address cannot be opened (explain “nonsense”); the default is shown instead."]
    assert chosen(app).value == ["ablation-limb", "contributions"]
    driving.unfold(app)
    assert "without the part of the body: drop of the score of the answer" in headers(app)
    chosen(app).set_value(["motion-energy"])
    driving.run(app)
    assert "motion energy" in headers(app)
    assert not any(title.startswith("without") for title in headers(app))
    assert not app.error


def test_a_map_that_this_model_has_not_is_said_and_the_others_are_shown():
    app = driving.opened(clip="kick-right", checkpoint="demo-lstm", explain="alpha-beta,motion-energy")
    (said,) = notices(app)
    assert "not to be had here: alpha-beta: checkpoint 'demo-lstm' (LSTM) learned no attention" in said
    assert chosen(app).value == ["motion-energy"]
    assert "alpha-beta" not in chosen(app).options


def packed(**arrays):
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **arrays)
    return buffer.getvalue()


def test_an_uploaded_map_is_drawn(visit, shape):
    rng = np.random.default_rng(0)
    upload(visit, FIELD, ("explained.npz", packed(cam=rng.random(shape), other=np.ones(4))))
    assert not visit.error
    assert "cam" in [header.value for header in visit.header]


@pytest.mark.parametrize(
    ("name", "arrays", "sentence"),
    [
        ("short.npz", {"cam": np.ones((3, 2, 24))}, "'short.npz': 'cam' has 24 joints; expected 25"),
        ("none.npz", {"weights": np.ones((3, 3, 3, 3))}, "'none.npz': there is nothing to show"),
        ("sum.npz", {"alpha": None}, "sums to 50 over the joints of row 0"),
    ],
)
def test_what_is_no_map_of_the_clip_is_said_and_the_page_goes_on(visit, shape, name, arrays, sentence):
    content = packed(**{key: np.ones(shape) if value is None else value for key, value in arrays.items()})
    upload(visit, FIELD, (name, content))
    assert sentence in " ".join(error.value.replace("\\", "") for error in visit.error)
    assert visit.title[0].value == "High five"


def test_rows_and_joints_of_another_model_are_brought_to_the_clip_and_it_is_said(visit, shape):
    joints = list(reversed(LAYOUTS["ntu-25"].joints))
    upload(visit, FIELD, ("cam.npz", packed(cam=np.ones((30, *shape[1:])), joints=joints, energy=np.ones(30))))
    assert not visit.error
    said = [caption.value.replace("\\", "") for caption in visit.caption]
    assert f"cam.npz: The arrays have 30 rows in time, told of {shape[0]} frames." in said


def test_maps_of_one_name_are_told_apart(visit, shape):
    uniform = np.full(shape, 1 / (shape[1] * shape[2]))
    upload(visit, FIELD, ("a.npz", packed(alpha=uniform)), ("b.npz", packed(alpha=uniform, cam=np.ones(shape))))
    assert not visit.error
    headers = [header.value.replace("\\", "") for header in visit.header]
    assert {"a-alpha", "b-alpha", "cam"} <= set(headers)
