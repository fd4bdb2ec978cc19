"""A map that somebody else computed is drawn in every picture and video, without a word of uniform attention."""

from dataclasses import replace

import numpy as np
import pytest
from made import small_clip

matplotlib = pytest.importorskip("matplotlib", reason="matplotlib is not installed: the extra [export]")

from matplotlib.collections import PatchCollection  # noqa: E402
from matplotlib.colors import to_hex  # noqa: E402

from sta_lstm.export import body_map, filmstrip, picture_bytes, still, video_bytes  # noqa: E402
from sta_lstm.figures import skeleton_figure  # noqa: E402
from sta_lstm.figures.style import palette, person_colour  # noqa: E402
from sta_lstm.prediction import JointMap, Prediction  # noqa: E402
from sta_lstm.prediction.maps import AGREEMENT  # noqa: E402
from sta_lstm.prediction.strength import signs, strengths  # noqa: E402


@pytest.fixture(params=[True, False], ids=["with a sign", "without"])
def prediction(request):
    clip = small_clip(n_frames=6, n_persons=2)
    values = np.random.default_rng(0).normal(size=(6, 2, 25))
    values[2, 1, 3] = np.nan
    signed = request.param
    drop = JointMap("drop", values if signed else np.abs(values), "drop of the logit", "nat", signed=signed)
    return Prediction.of_maps(clip, [drop], made_by="my network")


def shapes(figure):
    """(hue, has a rim, number of corners) of every joint, bone and stroke of the bodies."""
    bodies = [each for axes in figure.axes for each in axes.collections if isinstance(each, PatchCollection)]
    return [
        (to_hex(colour), width > 0, len(path.vertices) - 1)
        for body in bodies
        for colour, width, path in zip(body.get_facecolor(), body.get_linewidth(), body.get_paths(), strict=True)
    ]


def joints(figure):
    """The hue of every joint: they alone have a rim."""
    return [hue for hue, rimmed, _ in shapes(figure) if rimmed]


def strokes(figure):
    """How many strokes of signs there are on joints: no bone is white, and the hole of a joint is round."""
    return sum(hue == "#ffffff" and not rimmed and corners == 4 for hue, rimmed, corners in shapes(figure))


def bars(figure):
    """How many bones and strokes of signs there are."""
    return sum(not rimmed and corners == 4 for _, rimmed, corners in shapes(figure))


@pytest.mark.parametrize("draw", [body_map, filmstrip, still])
def test_it_is_in_every_picture(prediction, draw):
    svg = picture_bytes(draw(prediction), ".svg", prediction.provenance).decode()
    assert "drop of the logit" in svg
    assert "uniform" not in svg
    assert "my network" in svg


def test_it_is_in_videos_and_in_plotly(prediction):
    assert len(video_bytes(prediction, ".gif")) > 10_000
    text = skeleton_figure(prediction, frame=1).to_json()
    assert "nat" in text
    assert "\u00d7" not in text


def test_strength_is_a_share_of_the_greatest_magnitude(prediction):
    found = strengths(prediction, prediction.maps[0])
    assert found.max() == pytest.approx(1)
    assert found[2, 1, 3] == 0
    size = np.abs(np.nan_to_num(prediction.maps[0].values))
    np.testing.assert_allclose(found, size / size.max(), rtol=1e-6)


def test_a_sign_has_the_two_hues_of_the_player_and_stands_on_the_joint(prediction):
    (drop,) = prediction.maps
    figure = still(prediction, frame=2)
    if not drop.signed:
        assert set(joints(figure)) == {person_colour(m, dark=False) for m in (0, 1)}
        assert strokes(figure) == 0
        return
    colours, found = palette(dark=False), joints(figure)
    above, below = int((drop.values[2] > 0).sum()), int((drop.values[2] < 0).sum())
    assert (found.count(colours.more), found.count(colours.less)) == (above, below)
    assert above + below == len(found) - 1  # the joint without a value keeps the hue of its person
    assert found.count(person_colour(1, dark=False)) == 1
    assert strokes(figure) == 2 * above + below


@pytest.mark.parametrize("draw", [body_map, filmstrip, still])
def test_every_picture_of_a_sign_has_its_hues_and_says_what_they_mean(prediction, draw):
    (drop,) = prediction.maps
    figure, colours = draw(prediction), palette(dark=False)
    assert (colours.more in joints(figure), colours.less in joints(figure)) == (drop.signed, drop.signed)
    svg = picture_bytes(figure, ".svg").decode()
    most = f"{np.nanmax(np.abs(drop.values)):.3g} nat"
    assert (f">\u2212{most}<" in svg, f">+{most}<" in svg) == (drop.signed, drop.signed)
    assert (f">{most}<" in svg) != drop.signed


def test_persons_whose_hues_say_something_else_have_their_letters(prediction):
    svg = picture_bytes(still(prediction), ".svg").decode()
    signed = prediction.maps[0].signed
    assert (">A<" in svg, ">B<" in svg) == (signed, signed)
    assert ("person A" in svg) != signed


def test_an_inferred_joint_bears_its_sign_in_its_hole(prediction):
    inferred = replace(prediction, clip=replace(prediction.clip, inferred=prediction.clip.layout.joints))
    seen, hollow = still(prediction, frame=2), still(inferred, frame=2)
    assert bars(hollow) == bars(seen)
    assert strokes(hollow) == 0  # they have the hue of the sign, as the joints have
    assert "hollow: inferred" in picture_bytes(hollow, ".svg").decode()


def test_a_joint_that_networks_disagree_on_bears_its_sign_in_its_dashed_ring(prediction):
    (drop,) = prediction.maps
    agreement = JointMap(drop.name + AGREEMENT, np.zeros(drop.values.shape), "agreement")
    dashed = still(prediction.with_maps(agreement), frame=2)
    assert set(joints(dashed)) == {"#ffffff"}  # the discs within the rings
    assert strokes(dashed) == 0  # they have the hue of the sign, as the dashes have
    assert bars(dashed) == bars(still(prediction, frame=2))
    assert "dashed: networks disagree" in picture_bytes(dashed, ".svg").decode()


def test_the_body_in_3d_has_the_hues_too(prediction):
    (drop,) = prediction.maps
    figure, colours = skeleton_figure(prediction, frame=1), palette(dark=False)
    (markers,) = [trace.marker.color for trace in figure.data if trace.name == "person B"]
    expected = [
        (colours.more if value > 0 else colours.less) if drop.signed else person_colour(1, dark=False)
        for value in drop.values[1, 1]
    ]
    assert [to_hex([int(part) / 255 for part in hue[5:-1].split(",")[:3]]) for hue in markers] == expected
    assert ("amber: above 0" in figure.layout.title.text) == drop.signed


def test_signs_are_those_of_values_where_they_mean_something(prediction):
    (drop,) = prediction.maps
    found = signs(drop.values, drop)
    assert found[2, 1, 3] == 0
    np.testing.assert_array_equal(found, np.sign(np.nan_to_num(drop.values)) * drop.signed)
