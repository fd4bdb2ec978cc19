"""NTU RGB+D files that are damaged, lie, or lack joints: each fault is named, and what can be mended is."""

import numpy as np
import pytest

from sta_lstm.errors import ClipError
from sta_lstm.formats import load_clip
from sta_lstm.formats.datasets import ntu
from sta_lstm.formats.datasets.ntu import read_ntu


def test_truncation_anywhere_is_told(pose, ntu_file):
    whole = ntu_file([[("a", pose()), ("b", pose(x=1))]] * 3)
    for cut in np.linspace(4, len(whole) - 3, 150, dtype=int):
        with pytest.raises(ClipError, match=r"'cut\.skeleton'"):
            load_clip(whole[:cut], "cut.skeleton")


def _lines(pose, ntu_file):
    return ntu_file([[("7", pose())]] * 4, line_end="\n").decode().split("\n")


@pytest.mark.parametrize(
    ("line", "text", "says"),
    [
        (1, "3", "goes on at line 86, after the 3 frames that line 1 announces. Correct line 1"),
        (1, "5", "ends after line 113, where the number of bodies in frame 5 of 5 should follow: it is cut short"),
        (1, "360000", "announces 360,000 frames (200 minutes); at most 200,000 are read. Export the recording"),
        (1, "0", "goes on at line 2"),
        (1, "-4", "line 1: expected the number of frames, found '-4'"),
        (2, "2", "line 30: expected the 10 values of body 2 of 2 in frame 1, found 1"),
        (2, "0", "line 3: expected the number of bodies in frame 2 of 4, found '7 0 1 1"),
        (2, "99", "line 2: frame 1 claims 99 bodies; a Kinect tracks at most 6"),
        (2, "9" * 30, "line 2: expected the number of bodies in frame 1 of 4"),
        (4, "20", "line 4: body 1 of 1 in frame 1 has 20 joints; NTU RGB+D has 25. If it comes from another sensor"),
        (4, "twenty", "line 4: expected the number of joints"),
        (10, "1 2 3", "line 10: expected 12 numbers, found 3. The file is cut short or damaged there"),
        (10, "", "line 10: expected 12 numbers, found 0"),
        (10, "1 0,5 3 1 2 3 4 0 0 0 1 2", "line 10, value 2: expected a number, found '0,5'. Mend that line"),
        (10, "1 1e99 3 1 2 3 4 0 0 0 1 2", "the joint 'left elbow' is not a number (1, inf, 3)"),
        (10, "1 2500 3 1 2 3 4 0 0 0 1 2", "the joint 'left elbow' is too far away (1, 2500, 3)"),
    ],
)
def test_damaged_line_is_named(pose, ntu_file, line, text, says):
    lines = _lines(pose, ntu_file)
    lines[line - 1] = text
    with pytest.raises(ClipError) as caught:
        load_clip("\n".join(lines).encode(), "a.skeleton")
    assert says in str(caught.value)
    assert "'a.skeleton'" in str(caught.value)


def test_more_bodies_than_are_followed_are_refused_before_they_are_read(monkeypatch, pose, ntu_file):
    data = ntu_file([[("7", pose()), ("8", pose(1.0))]] * 6)
    monkeypatch.setattr(ntu, "_MAX_BODIES_IN_ALL", 12)
    assert read_ntu(data, "a.skeleton").n_frames == 6
    monkeypatch.setattr(ntu, "_MAX_BODIES_IN_ALL", 9)
    with pytest.raises(
        ClipError, match=r"'a\.skeleton', line 276: over 9 bodies in 5 frames; no more are read at once"
    ):
        read_ntu(data, "a.skeleton")


def test_no_body_at_all(ntu_file):
    with pytest.raises(ClipError, match=r"'a\.skeleton' shows no body in any of its 30 frames"):
        load_clip(ntu_file([[]] * 30), "a.skeleton")


def test_no_frames():
    with pytest.raises(ClipError, match=r"'a\.skeleton' has no frames"):
        load_clip(b"0\r\n", "a.skeleton")


def test_line_ends_blanks_and_byte_order_mark_do_not_matter(pose, ntu_file, same):
    frames = [[("7", pose())]] * 12
    plain = read_ntu(ntu_file(frames, line_end="\n"), "a")
    crlf = ntu_file(frames, line_end="\r\n")
    for data in (crlf, ntu_file(frames, line_end="\r"), crlf + b"\r\n \r\n\t", b"\xef\xbb\xbf" + crlf):
        same(plain, load_clip(data, "a"))
    same(plain, load_clip(crlf.replace(b" ", b"\t"), "a"))


@pytest.mark.parametrize(
    "line",
    ["NaN NaN NaN", "nan 0.2 3", "-1.#IND 1.#QNAN 1.#QNAN00", "-nan(ind) -nan(ind) -nan(ind)", "0 0 0"],
)
def test_joints_that_the_sensor_lost_are_gaps(pose, ntu_file, line):
    frames = [[("7", pose(sway=0.1 * t))] for t in range(4)]
    lines = ntu_file(frames, "\n").decode().split("\n")
    at = 5 + 28 + 9  # the tenth joint in the second frame
    lines[at - 1] = f"{line} 0 0 0 0 0 0 0 0 0"
    clip = read_ntu("\n".join(lines).encode(), "a.skeleton")
    middle = clip.positions[[0, 2], 0, 9].mean(axis=0)
    assert np.allclose(clip.positions[1, 0, 9], middle, atol=1e-6)
    assert any(note.startswith("1 joint was missing in 1 of 4 frames") for note in clip.notes)
    assert any("at exactly zero" in note for note in clip.notes) == (line == "0 0 0")


def test_a_joint_that_is_never_seen_is_inferred(pose, ntu_file):
    lines = ntu_file([[("7", pose())]] * 3, "\n").decode().split("\n")
    for frame in range(3):
        lines[1 + 28 * frame + 3 + 22] = "NaN NaN NaN 0 0 0 0 0 0 0 0 0"
    assert read_ntu("\n".join(lines).encode(), "a.skeleton").inferred == (ntu._LAYOUT.joints[22],)
