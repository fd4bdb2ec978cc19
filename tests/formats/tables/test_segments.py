"""Lists of where in a recording its actions lie: tables, and UTKinect's own."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made import small_clip as clip_of

from sta_lstm.errors import ClipError
from sta_lstm.formats import load_clip
from sta_lstm.formats.format import HEAD_BYTES
from sta_lstm.formats.tables.segments import (
    MAX_LETTERS,
    names_recordings,
    read_segments,
    segments_csv,
    sniff_segments,
    utkinect_frames,
)
from sta_lstm.samples import sample_clips
from sta_lstm.skeletons.cut import Segment, segments_of
from sta_lstm.words import label_line

CLIP = clip_of(60, fps=20.0)
LIST = b"s01_e01\nwalk: 4 20\ncarry: NaN NaN\nstandUp: 24 40\ns01_e02 \nwalk: 1 2\n"


@pytest.fixture
def clip(small_clip):
    return small_clip(n_frames=60, fps=20.0)


def read(data, clip, recording="joints_s01_e01.txt"):
    return read_segments(data if isinstance(data, bytes) else data.encode(), "parts.csv", clip, recording=recording)


@pytest.mark.parametrize(
    "text",
    [
        "start,end,label\n0,10,walk\n10,,sit\n",
        "Start;End;Action\n0;10;walk\n10;;sit\n",
        "\ufefflabel\tstart\tend\r\nwalk\t0\t10\r\nsit\t10\t\r\n",
        "start_s,end_s,label\n0,0.5,walk\n0.51,,sit\n",
        "start (sec);end (sec);label\n0;0,5;walk\n0,49;;sit\n",
        "id,start,end,label\n7,0,10,walk\n8,10,, sit \n",
    ],
)
def test_table(text, clip):
    assert read(text, clip) == (Segment(0, 10, "walk"), Segment(10, None, "sit"))


def test_labels_and_ends_may_be_missing(clip):
    assert read("start\n0\n20\n", clip) == (Segment(0), Segment(20))
    assert read("start,end,label\n0,5,\n", clip) == (Segment(0, 5, None),)


def test_list_of_utkinect(clip):
    assert read(LIST, clip) == (Segment(4, 21, "walk"), Segment(24, 41, "standUp"))
    assert read(LIST, clip, "s01_e02.npz") == (Segment(1, 3, "walk"),)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "expected the names of the columns"),
        ("from,to\n1,2\n", "has the columns from, to; expected start and end"),
        ("start,end\n", "has no rows"),
        ("start,end\n1,x\n", "line 2, column 'end': expected a number, found 'x'"),
        ("start,end\n-1,5\n", "line 2: -1 is not a frame of a recording"),
        ("start,end\n1e12,5\n", "line 2: 1e+12 is not a frame"),
        ("start,end\n0,1\n1\n", "line 3: expected 2 values, found 1"),
        ("s09_e01\nwalk: 1 2\n", "names no segments of 'joints_s01_e01.txt'"),
        ("s01_e01\nwalk 1 2\n", "line 2: expected an action with its first and last frame (walk: 252 390), found"),
        ("start\n" + "0\n" * 10_001, "names 10,001 segments; at most 10,000"),
    ],
)
def test_damaged_list(text, says, clip):
    with pytest.raises(ClipError) as caught:
        read(text, clip)
    assert says in str(caught.value)
    assert "'parts.csv'" in str(caught.value)


def test_segment_outside_the_recording(clip):
    with pytest.raises(ClipError, match="it cannot be cut from 50 to 61"):
        segments_of(clip, read("start,end\n50,61\n", clip))


def test_frame_numbers_of_a_joint_file():
    line = b" 0.1 0.2 0.3" * 20
    joints = b"".join(b"%d%s\n" % (number, line) for number in (148, 152, 156, 164))
    numbers = utkinect_frames(joints, "joints_s01_e01.txt")
    assert [numbers(number) for number in (100, 148, 149, 152, 164)] == [0, 0, 1, 1, 4]
    assert utkinect_frames(b"anything else", "a.csv")(7) == 7


def test_real_recordings_are_cut_as_their_data_set_is(data_folder):
    folder = data_folder / "utkinect"
    listed = (folder / "actionLabel_modified.txt").read_bytes()
    count = 0
    for path in sorted(folder.glob("joints_s0[1-2]*.txt")):
        clip = load_clip(path)
        numbers = utkinect_frames(path.read_bytes(), path.name)
        segments = read_segments(listed, "actionLabel.txt", clip, recording=path.name, numbers=numbers)
        count += len(segments_of(clip, segments))
    assert count == 40


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("start,end,label\n0,10,walk\n", True),
        ("label;end_s;start_s\nwalk;1,5;0\n", True),
        ("# my labels\nStart\tEnd\tAction\n0\t10\twalk\n", True),
        ("s01_e01\nwalk: 4 20\n", True),
        ("start,label\n0,walk\n", False),
        ("start,end,nose_x,nose_y\n0,1,2,3\n", False),
        ("frame,person,joint,x,y,z\n0,0,head,1,2,3\n", False),
        ("0 1 2 3\n4 5 6 7\n", False),
        ("", False),
        ('{"start": 1, "end": 2}', False),
        ("It was a dark and stormy night.\n", False),
    ],
)
def test_a_file_of_segments_is_known_by_what_is_in_it(text, is_one):
    assert sniff_segments(text.encode()) == is_one
    assert sniff_segments(text.encode() + b"17,2") == (is_one and text != "")  # the head of a file ends anywhere
    assert names_recordings(text.encode()) == text.startswith("s01")


def test_no_recording_is_taken_for_a_file_of_segments():
    for path in sample_clips():
        assert not sniff_segments(path.read_bytes()[:HEAD_BYTES]), path.name
    assert not sniff_segments(b"\x89PNG\x00\xff")
    assert not sniff_segments(b"\xff\xfe\x00s")


@settings(max_examples=25)
@given(
    st.lists(
        st.tuples(st.integers(0, 59), st.none() | st.integers(60, 99), st.text(max_size=30), st.text(max_size=300)),
        min_size=1,
        max_size=20,
    )
)
def test_segments_that_are_written_are_read_again(found):
    segments = tuple(
        Segment(start, end, label_line(text, 80) or None, label_line(note, MAX_LETTERS) or None)
        for start, end, text, note in found
    )
    written = segments_csv(segments)
    assert sniff_segments(written.encode())
    assert read_segments(written.encode(), "spans.csv", CLIP, recording="a.npz") == segments


def test_a_name_that_a_spreadsheet_would_run_is_written_as_text():
    written = segments_csv((Segment(0, None, "=1+1"), Segment(3, 4, "a,b")))
    assert written == 'start,end,label\n0,,\'=1+1\n3,4,"a,b"\n'
    noted = segments_csv((Segment(0, None, "a", "=1+1"), Segment(3, 4, "b")))
    assert noted == "start,end,label,note\n0,,a,'=1+1\n3,4,b,\n"


def test_a_note_is_one_bounded_line_and_may_stand_anywhere(clip):
    long = "x" * 999
    segments = read(f'note;start;end;label\n"{long}";0;9;walk\n=1+1;9;20;\n;20;30;sit\n', clip)
    assert [each.note for each in segments] == ["x" * (MAX_LETTERS - 1) + "…", "=1+1", None]
    assert [each.label for each in segments] == ["walk", None, "sit"]
