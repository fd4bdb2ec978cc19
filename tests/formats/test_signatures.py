"""Files of other programs: each is named, and what opens instead."""

import io
import zipfile

import pytest

from sta_lstm.errors import ClipError
from sta_lstm.formats import load_clip, recordings

POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 153173634\n"
HDF5 = b"\x89HDF\r\n\x1a\n" + bytes(500)


def workbook(folder="xl"):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in ("[Content_Types].xml", "_rels/.rels", f"{folder}/main.xml"):
            archive.writestr(name, "<a/>")
    return buffer.getvalue()


@pytest.mark.parametrize("name", ["a.npz", "a.npy", "a.skeleton", "a.csv", "a.json", "a.bvh", "a.mat", "a.pkl", "a"])
@pytest.mark.parametrize(
    ("data", "says"),
    [
        (POINTER, r"is a Git LFS pointer, .*\. Run 'git lfs pull'"),
        (b"<!DOCTYPE html>\n<html lang='en'>", "is a web page"),
        (b"\xef\xbb\xbf\n  <HTML><head><title>x</title>", "is a web page"),
        (b"<!-- saved -->\n<!doctype HTML>", "is a web page"),
    ],
)
def test_what_lies_in_the_place_of_a_file(name, data, says):
    with pytest.raises(ClipError, match=says) as caught:
        load_clip(data, name)
    assert str(caught.value).startswith(f"'{name}' is not the file that it should be: it is ")
    (listed,) = recordings(data, name)
    assert listed.reason


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("walk.h5", HDF5, "Of DeepLabCut, open the CSV beside it"),
        ("labels.slp", HDF5, "HDF5 file of SLEAP. Export it as CSV"),
        ("walk.hdf5", HDF5, "save the positions with numpy.save"),
        ("walk.fbx", b"Kaydara FBX Binary  \x00\x1a\x00" + bytes(99), "is an FBX file. Export the animation as BVH"),
        ("walk.fbx", b"; FBX 7.4.0 project file\n", "is an FBX file. Export the animation as BVH"),
        ("walk.mp4", b"\x00\x00\x00\x20ftypisom" + bytes(99), "is a video. Run a pose estimator"),
        ("walk.mov", b"\x00\x00\x00\x14ftypqt  " + bytes(99), "is a video"),
        ("walk.avi", b"RIFF\x00\x01\x02\x03AVI LIST" + bytes(99), "is a video"),
        ("walk.webm", b"\x1aE\xdf\xa3" + bytes(99), "is a video"),
        ("walk.xlsx", workbook(), "is an Excel workbook. Save its sheet as CSV"),
        ("walk.docx", workbook("word"), "is a Word document"),
        ("walk.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99), "older Excel or Word. Save its sheet as CSV"),
        ("walk.rar", b"Rar!\x1a\x07\x01\x00" + bytes(99), "is a RAR archive. Unpack it"),
        ("walk.glb", b"glTF\x02\x00\x00\x00" + bytes(99), "is a glTF model"),
        ("walk.gif", b"GIF89a" + bytes(99), "is a picture"),
    ],
)
def test_other_programs_files_are_named(name, data, says):
    with pytest.raises(ClipError, match=says):
        load_clip(data, name)
    (listed,) = recordings(data, name)
    assert says.partition(".")[0] in listed.reason


SLEAP = "track,frame_idx,instance.score,{}\n".format(
    ",".join(f"{joint}.{part}" for joint in ("nose", "neck", "left_hip", "tail") for part in ("x", "y", "score"))
) + "".join(
    f"track_0,{t},0.9,{','.join(f'{100 + 9 * j + t},{200 + 20 * j},0.9' for j in range(4))}\n" for t in range(9)
)
DEEPLABCUT = (
    "scorer" + ",net" * 12 + "\n"
    "bodyparts," + ",".join(part for part in ("nose", "neck", "left_hip", "tail") for _ in range(3)) + "\n"
    "coords"
    + ",x,y,likelihood" * 4
    + "\n"
    + "".join(f"{t},{','.join(f'{100 + 9 * j + t},{200 + 20 * j},0.9' for j in range(4))}\n" for t in range(9))
)


@pytest.mark.parametrize(("name", "text"), [("labels.analysis.csv", SLEAP), ("walkDLC.csv", DEEPLABCUT)])
def test_what_is_advised_opens(name, text):
    clip = load_clip(text.encode(), name)
    assert (clip.n_frames, clip.n_persons, clip.n_joints) == (9, 1, 4)
