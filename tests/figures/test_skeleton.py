"""The body in 3D is the body of the clip, not its mirror image, and α is on it."""

import json
from dataclasses import replace

import numpy as np
import pytest

from sta_lstm.errors import SettingsError
from sta_lstm.figures import skeleton_animation, skeleton_figure
from sta_lstm.figures.skeleton import MAX_ANIMATED

EVIL = "<img src=x onerror=alert(1)>"


def trace(figure, name):
    (found,) = [trace for trace in figure.data if trace.name == name]
    return found


@pytest.fixture(scope="module")
def animation(prediction):
    return skeleton_animation(prediction)


def opacity(colour):
    return float(colour.removesuffix(")").rsplit(",", 1)[1])


def test_places_are_those_of_the_frame_turned_and_not_mirrored(prediction):
    joints = trace(skeleton_figure(prediction, frame=30), "person A")
    x, y, z = prediction.clip.positions[30, 0].T
    np.testing.assert_allclose([joints.x, joints.y, joints.z], [x, -z, y], atol=5e-4)


def test_size_and_opacity_grow_with_attention(prediction):
    joints = trace(skeleton_figure(prediction, frame=30), "person A")
    order = np.argsort(prediction.relative_alpha[30, 0])
    assert (np.diff(np.array(joints.marker.size)[order]) >= 0).all()
    assert (np.diff([opacity(joints.marker.color[j]) for j in order]) >= 0).all()
    assert joints.marker.size[order[-1]] > joints.marker.size[order[0]]


def test_a_clip_by_itself_shows_its_joints_alike(prediction):
    joints = trace(skeleton_figure(prediction.clip), "person A")
    assert len(set(joints.marker.size)) == len(set(joints.marker.color)) == 1


def test_one_person_needs_no_name(prediction, make_prediction):
    alone = make_prediction(present=np.ones((90, 1), bool))
    assert trace(skeleton_figure(alone), "person A").hovertemplate == "%{text}<extra></extra>"
    assert trace(skeleton_figure(prediction), "person A").hovertemplate == "person A: %{text}<extra></extra>"


def test_inferred_joints_are_hollow_in_a_picture_and_in_motion_and_the_title_says_so(make_prediction):
    seen = make_prediction(n_frames=4, present=np.ones((4, 2), bool))
    inferred = replace(seen, clip=replace(seen.clip, inferred=("neck", "left thumb")))
    for make in (skeleton_figure, skeleton_animation):
        assert "hollow" not in make(seen).layout.title.text
        assert trace(make(seen), "person A").marker.symbol == "circle"
        for shown in (inferred, inferred.clip):
            figure = make(shown)
            assert figure.layout.title.text.count("hollow: inferred") == 1
            for person in ("person A", "person B"):
                joints = trace(figure, person)
                hollow = [symbol == "circle-open" for symbol in joints.marker.symbol]
                assert hollow == [joint in inferred.clip.inferred for joint in seen.clip.layout.joints]
                assert hollow == ["(inferred)" in words for words in joints.text]


def test_who_is_absent_is_not_drawn(prediction):
    assert set(trace(skeleton_figure(prediction, frame=5), "person B").x) == {None}


def test_the_highest_keyframe_is_shown_first(prediction):
    assert f"frame {prediction.keyframes[0]} " in skeleton_figure(prediction).layout.title.text


@pytest.mark.parametrize("frame", [-1, 90])
def test_a_frame_that_is_not_there_is_named(prediction, frame):
    with pytest.raises(SettingsError, match=f"no frame {frame}; it has the frames 0 to 89"):
        skeleton_figure(prediction, frame=frame)


def test_one_metre_is_as_long_on_each_axis(prediction, animation):
    for figure in (skeleton_figure(prediction), animation):
        scene = figure.layout.scene
        assert scene.aspectmode == "data"
        assert all(axis.range is not None for axis in (scene.xaxis, scene.yaxis, scene.zaxis))


def test_an_animation_has_every_frame_and_a_stop_for_each(prediction, animation):
    figure = animation
    assert [frame.name for frame in figure.frames] == [str(t) for t in range(90)]
    assert [step.value for step in figure.layout.sliders[0].steps] == [str(t) for t in range(90)]
    assert figure.layout.updatemenus[0].buttons[0].args[1]["frame"]["duration"] == pytest.approx(1000 / 30)
    for moving, still in zip(figure.frames[30].data, skeleton_figure(prediction, frame=30).data, strict=True):
        assert moving.x == still.x


def test_an_animation_stores_only_what_moves(animation):
    frames = json.loads(animation.to_json())["frames"]
    bones, joints = frames[10]["data"][:2]
    assert set(bones) == {"type", "x", "y", "z"}
    assert set(joints) == {"type", "x", "y", "z", "marker", "text"}
    assert len(json.dumps(frames, separators=(",", ":"))) < 90 * 2 * 5_000


def test_a_long_clip_is_thinned(make_prediction):
    figure = skeleton_animation(
        make_prediction(n_frames=MAX_ANIMATED + 1, present=np.ones((MAX_ANIMATED + 1, 1), bool))
    )
    assert len(figure.frames) == 151


@pytest.mark.parametrize("make", [skeleton_figure, skeleton_animation])
def test_names_are_only_text(make_prediction, make):
    figure = make(
        make_prediction(
            n_frames=3, present=np.ones((3, 1), bool), name=EVIL, class_names=[EVIL + " " * n for n in range(10)]
        )
    )
    assert "<img" not in figure.to_json().replace("\\u003c", "<")
