"""Numbers without a header: whose joints they are is told by their number and the limbs, or asked."""

import numpy as np
import pytest

from sta_lstm.errors import ClipError, JointsError
from sta_lstm.formats import ReadOptions, load_clip
from sta_lstm.formats.guard import UnforeseenError
from sta_lstm.formats.tables.bare import sniff_bare
from sta_lstm.samples import sample_clips
from sta_lstm.skeletons import LAYOUTS
from sta_lstm.skeletons.convert import converted


@pytest.fixture(scope="module")
def moving():
    """T × J × 3 of a sample clip in the joints of a layout."""
    clip = load_clip(next(path for path in sample_clips() if path.stem == "wave-right-hand"))
    return lambda layout="ntu-25": converted(clip, LAYOUTS[layout]).positions[:, 0].astype(np.float64).round(5)


def rows(table, mark=",", end=""):
    return "\n".join(mark.join(f"{value:g}" for value in row) + end for row in table.reshape(len(table), -1))


def load(text, name="a.csv", **said):
    return load_clip(text.encode(), name, options=ReadOptions(**said))


@pytest.mark.parametrize("mark", [",", " ", "\t", ";"])
@pytest.mark.parametrize("name", ["a.csv", "0002-L.txt", "whatever.dat"])
def test_one_body_between_any_marks(moving, mark, name):
    clip = load(rows(moving(), mark), name)
    assert clip.layout.name == "ntu-25"
    assert np.allclose(clip.positions[:, 0], moving(), atol=1e-4)
    assert any("its 75 were taken for 1 person × 25 joints × (x, y, z) of 'ntu-25'" in note for note in clip.notes)


def test_two_bodies_of_which_one_is_never_there(moving):
    flat = moving().reshape(len(moving()), -1)
    assert load(rows(np.hstack((flat, flat + 1)), " "), "a.txt").positions.shape[1:] == (2, 25, 3)
    clip = load(rows(np.hstack((flat, 0 * flat)), " "), "a.txt")
    assert clip.positions.shape[1:] == (1, 25, 3)
    assert any("Of 2 persons in the table 1 person is seen in no frame" in note for note in clip.notes)


def test_states_behind_each_joint_and_empty_lines_above(moving):
    states = np.concatenate((moving(), np.full((*moving().shape[:2], 1), 2.0)), axis=-1)
    states[3, 7, 3] = 0
    for text in ("\n" * 24 + rows(states, end=","), rows(states, "\t")):
        clip = load(text)
        assert clip.layout.name == "ntu-25"
        assert any("1 joint was missing in 1 of" in note for note in clip.notes)


@pytest.mark.parametrize(("step", "fps"), [(1, 30.0), (0.04, 25.0), (40, 25.0), (333_333, 30.0)])
def test_a_frame_number_or_a_time_before_the_joints(moving, step, fps):
    times = step * np.arange(len(moving()))[:, None] + 5
    clip = load(
        "\n".join(f"{t!r},{row}" for t, row in zip(times[:, 0].tolist(), rows(moving()).split("\n"), strict=True))
    )
    assert clip.layout.name == "ntu-25"
    assert clip.fps == fps


def test_several_layouts_are_asked_about_and_the_answer_is_followed(moving):
    with pytest.raises(JointsError, match="60 columns without names, and it is not certain whose") as caught:
        load(rows(moving("kinect-20")))
    assert "kinect-20" in caught.value.fitting
    clip = load(rows(moving("kinect-20")), layout=LAYOUTS["kinect-20"])
    assert np.allclose(clip.positions[:, 0], moving("kinect-20"), atol=1e-4)


def test_numbers_that_are_no_body_are_asked_about():
    noise = np.random.default_rng(0).normal(size=(50, 75))
    with pytest.raises(JointsError, match="limbs keep their lengths under none of them") as caught:
        load(rows(noise))
    assert caught.value.fitting == ("ntu-25", "openpose-25")
    with pytest.raises(JointsError, match="three or four values each of no known number of joints"):
        load(rows(noise[:, :71]))


def test_places_in_axes_of_parents_are_refused():
    steps = np.zeros((20, 22, 3))
    steps[:, :, 1] = np.arange(1, 23)
    steps[:, 0] = np.random.default_rng(0).normal(size=(20, 3))
    for name in ("m01_s01_e01_positions.txt", "a.csv"):
        with pytest.raises(ClipError, match="tells each joint from its parent, in axes that turn with the body"):
            load(rows(steps), name)


@pytest.mark.parametrize("text", ["1,2,3\n4,5,6\n", "a b c\n", "", "1 " * 58 + "\n", "{1,2}" * 50])
def test_what_is_no_such_table(text):
    assert not sniff_bare(text.encode())


@pytest.mark.parametrize(("file", "layout"), [("ntu/S001C001P001R001A001.skeleton", "ntu-25")])
def test_real_bodies(data_folder, file, layout):
    clip = load_clip(data_folder / file)
    again = load(rows(clip.positions[:, 0]))
    assert again.layout.name == layout
    assert np.allclose(again.positions, clip.positions, atol=1e-4)


def test_a_real_file_of_ui_prmd(data_folder):
    with pytest.raises(ClipError, match="as UI-PRMD's positions do"):
        load_clip(data_folder / "field" / "uiprmd_m01_s01_e01_positions.txt")


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("where", ["everywhere", "in the first column", "in all others", "in the last row"])
def test_numbers_beyond_all_numbers_are_no_places(moving, where):
    flat = moving().reshape(len(moving()), -1)
    if where == "everywhere":
        flat[:] = np.inf
    elif where == "in the first column":
        flat[:, 0] = np.inf
    elif where == "in all others":
        flat[:, 1:] = np.inf
    else:
        flat[-1] = np.inf
    text = rows(flat).replace("inf", "1e999")
    try:
        clip = load(text)
    except UnforeseenError:
        raise
    except ClipError:  # a sentence of the reader's own
        return
    assert not np.isinf(clip.positions).any()


@pytest.mark.parametrize("layout", ["ntu-25", "kinect-20", "sbu-15", "coco-17"])
@pytest.mark.parametrize("value", [0, -1, 7])
def test_bodies_without_a_height_are_no_bodies(layout, value):
    with pytest.raises(ClipError) as caught:
        load(rows(np.full((6, LAYOUTS[layout].n_joints * 3), float(value))))
    assert not isinstance(caught.value, UnforeseenError)
