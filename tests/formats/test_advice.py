"""Advice that works: what a refusal says is done, and leads to a clip."""

import io
import pickle
import zipfile

import numpy as np
import pytest
from formats.mocap.mocap_files import acclaim
from made import person

from sta_lstm.errors import ClipError, ColumnsError, JointsError, TooLongError
from sta_lstm.formats import ReadOptions, load_clip
from sta_lstm.formats.arrays.npz import write_npz
from sta_lstm.formats.names.joints_file import read_joints_file, write_joints_file
from sta_lstm.skeletons import LAYOUTS, Clip

COCO = LAYOUTS["coco-17"]
POSES = person("coco-17", 20)


class Mine:
    """No array."""


def refused(data, name, says, options=None, error=ClipError):
    with pytest.raises(error, match=says) as caught:
        load_clip(data, name, options=options or ReadOptions())
    return caught.value


def opens(data, name, **options):
    clip = load_clip(data, name, options=ReadOptions(**options))
    assert clip.n_frames > 1
    return clip


def saved(**arrays):
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    return buffer.getvalue()


def table(columns, rows):
    return "\n".join([",".join(columns), *(",".join(f"{value:.4f}" for value in row) for row in rows)]).encode()


def names_of(joints):
    return [f"{joint.replace(' ', '_')}_{axis}" for joint in joints for axis in "xyz"]


def test_choose_one_of_the_layouts():
    data = saved(joints=POSES)
    error = refused(data, "walk.npz", "several layouts have so many: .* Choose one", error=JointsError)
    assert opens(data, "walk.npz", layout=LAYOUTS[error.fitting[0]]).layout.name in error.fitting


def test_save_the_positions_of_the_joints():
    rotations = saved(poses=np.zeros((20, 156)), trans=np.zeros((20, 3)), betas=np.zeros(16))
    refused(rotations, "amass.npz", r"Save the positions of the joints \(frames × joints × 3\)")
    opens(saved(joints=person("smpl-22", 20)), "amass.npz")


def test_say_which_column_holds_what():
    columns = ("a", "b", "c", "d", "e")
    rows = [(t, j, *POSES[t, j]) for t in range(20) for j in range(17)]
    data = table(columns, rows)
    error = refused(data, "walk.csv", "which columns hold the joints is not recognised", error=ColumnsError)
    assert error.columns == columns
    said = dict(zip(("frame", "joint", "x", "y", "z"), columns, strict=True))
    opens(data, "walk.csv", columns=said, layout=COCO)


def test_a_line_above_the_numbers_names_each_column():
    rows, names = person("kinect-20", 20).reshape(20, -1), names_of(LAYOUTS["kinect-20"].joints)
    bare = "\n".join(" ".join(f"{value:.4f}" for value in row) for row in rows).encode()
    refused(bare, "walk.txt", "name the columns in a line above the numbers|names each column", error=JointsError)
    assert opens(table(names, rows), "walk.csv").layout.name == "kinect-20"


def test_a_part_of_what_is_too_long_is_kept():
    poses = np.tile(POSES, (1_001, 1, 1))
    present = np.ones((len(poses), 1), bool)
    data = write_npz(Clip(poses[:, None].astype("f4"), 30.0, COCO, "y", present, "long.npz"))
    error = refused(data, "long.npz", "Keep a part of it", error=TooLongError)
    assert error.n_frames == len(poses)
    assert opens(data, "long.npz", frames=(20_000, None)).n_frames == 20
    assert opens(data, "long.npz", frames=(10, 110)).n_frames == 100
    assert opens(data, "long.npz", is_cut_later=True).n_frames == len(poses)


def test_a_motion_and_its_skeleton_are_brought_in_one_archive():
    both = acclaim(12)
    with zipfile.ZipFile(io.BytesIO(both)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    for name, data in files.items():
        refused(data, name, "Bring both|one zip archive|one folder")
    opens(both, "walk.zip")


def test_numbers_that_are_velocities_give_way_to_positions():
    names = names_of(COCO.joints)
    refused(table(names, np.gradient(POSES, axis=0).reshape(20, -1) + 1e-3), "walk.csv", "no positions of a body")
    opens(table(names, POSES.reshape(20, -1)), "walk.csv")


def test_a_layout_that_is_named_is_believed_where_the_order_is_doubted():
    shuffled = POSES[:, np.random.default_rng(0).permutation(17)]
    opens(saved(joints=shuffled), "walk.npz", layout=COCO)


def test_joints_that_nobody_knows_are_named_by_a_table():
    theirs = [f"q{j}z" for j in range(17)]
    data = table(names_of(theirs), POSES.reshape(20, -1))
    assert opens(data, "walk.csv").layout.name == "table-17"
    said = write_joints_file(dict(zip(theirs, COCO.joints, strict=True)))
    assert opens(data, "walk.csv", joints=read_joints_file(said.encode(), "joints.csv")).layout == COCO
    data = table([*names_of(theirs), *names_of(["ball"])], np.concatenate([POSES, 9 + POSES[:, :1]], 1).reshape(20, -1))
    assert opens(data, "walk.csv", joints=dict(zip(theirs, COCO.joints, strict=True)) | {"ball": ""}).layout == COCO


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", r"line 1: expected the header file,joint, found ''"),
        ("a,b\n", r"line 1: expected the header file,joint, found 'a,b'"),
        ("file,joint\nq1\n", r"line 2: expected two values"),
        ("file,joint\nq1,left knee\nq1,right knee\n", r"line 3: 'q1' stands in the table twice"),
        ("file,joint\n", r"lists 0 joints"),
    ],
)
def test_a_bad_table_of_joints(text, says):
    with pytest.raises(ClipError, match=says):
        read_joints_file(text.encode(), "joints.csv")


def test_a_pickle_is_saved_as_plain_arrays():
    refused(pickle.dumps(np.array([Mine(), Mine()], dtype=object)), "a.pkl", r"never|plain|numbers")
    opens(pickle.dumps({"joints": person("smpl-22", 20)}), "a.pkl")
