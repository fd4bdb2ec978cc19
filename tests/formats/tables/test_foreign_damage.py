"""Tables of others that are damaged, and which files are such tables at all."""

import tracemalloc

import numpy as np
import pytest
from formats.tables.foreign_tables import (
    PLAIN,
    bodies,
    camel,
    load,
    wide_table,
)

from sta_lstm.errors import ClipError
from sta_lstm.formats.rules import bodies as limits
from sta_lstm.formats.tables.foreign import read_foreign_table, sniff_foreign_table
from sta_lstm.formats.tables.foreign_text import opened
from sta_lstm.skeletons import LAYOUTS


def changed(line, text, table=PLAIN):
    lines = table.split("\n")
    lines[line - 1] = text
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("spam", "which columns hold the joints is not recognised; it has spam"),
        ("a,b,c\n1,2,3\n", "it has a, b, c. Expected frame, person, joint, x, y, z"),
        ("path,label,start,end\na.csv,wave,0,3\n", "Say which is which, or rename them"),
        ("1,2,3\n4,5,6\n", "line 1: expected the names of the columns, found '1,2,3'"),
        (",,,\n1,2,3,4\n", "line 1: expected the names of the columns"),
        ("# nothing but a remark", "not recognised"),
        ("frame,joint,x,y,z", "names its columns, but has no rows"),
        ("joint,x,y,z\nhead,1,2,3\nneck,1,2,4\n", "no column of frame numbers or times"),
        (changed(4, "0,0,torso,0.2,2"), "line 4: expected 6 values, found 5"),
        (changed(4, "0,0,torso,0,2,2,0,1,0"), "decimal commas between commas; write 1.5"),
        (changed(4, "0,0,torso,0.2,2m,2.0"), "line 4, column 'y': expected a number, found '2m'"),
        (changed(4, "one,0,torso,0.2,2,2.0"), "line 4, column 'frame': expected a number, found 'one'"),
        (changed(4, "0.5,0,torso,0.2,2,2.0"), "line 4: expected a frame number, a whole one, found 0.5"),
        (changed(4, ""), "line 4: "),
        (changed(4, "1e300,0,torso,0.2,2,2.0"), "line 4: expected a frame number"),
        (changed(4, "0,,torso,0.2,2,2.0"), "line 4: the person is missing. Fill it in"),
        (changed(4, "0,0,,0.2,2,2.0"), "line 4: the joint is missing"),
        (changed(4, "0,0,head,0.2,2,2.0"), "line 2 and line 4 are of the same frame, person and joint. Keep one"),
        (changed(4, "0,0,torso,inf,2,2.0"), "the joint 'torso' is not a number"),
        (changed(4, "0,0,torso,1e300,2,2.0"), "the joint 'torso' "),
        (
            "frame,a_x,a_y,b_x,b_y\n" + "".join(f"{t},0,1,1,0\n" for t in (*range(12_000), 200_000)),
            "has 200,001 frames; at most 200,000 are read",
        ),
        ("\n".join([PLAIN, *(f"0,{m},head,1,1,1" for m in range(1, 9))]), "has 9 persons; at most 8"),
        (wide_table(bodies(), clock=lambda t: "3"), "are of the same frame and person"),
        (wide_table(bodies(), first="time", clock=lambda t: "noon"), "neither numbers nor dates"),
        ("frame,a_x,A_x,a_y,b_x,b_y\n0,1,2,3,4,5", "the columns 'a_x' and 'A_x' both hold x of 'a'. Keep one"),
        ("frame,a_x,a_y,b_x,b_y\n0,0,0,0,0\n", "the recording holds no body"),
        ("frame,a_x,a_y,a_z,b_x,b_y,b_z\n0,,,,,,\n1,0,0,0,0,0,0\n", "shows a body"),
        ("scorer,a,a\nx,y\n", "it begins like a table of DeepLabCut, but"),
        ("frame," + ",".join(f"j{i}_x,j{i}_y" for i in range(600)) + "\n" + "0,1," * 600 + "0", "600 different joints"),
        ("x," * 20_000, "columns; at most 10,000 are read"),
    ],
)
def test_damaged_table(text, says):
    with pytest.raises(ClipError) as caught:
        load(text)
    assert says in str(caught.value)
    assert "'walk.csv'" in str(caught.value)
    assert len(str(caught.value)) < 700


def test_misfit_of_a_layout_that_was_named():
    with pytest.raises(ClipError, match=r"does not have the joints of 'ntu-25': it lacks spine base"):
        load(PLAIN, layout=LAYOUTS["ntu-25"])


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (PLAIN[:400], True),
        (wide_table(bodies()), True),
        (wide_table(bodies())[:300], True),
        ("\ufeff" + PLAIN, True),
        ("scorer,a,a,a,a\nbodyparts,n,n,m,m\ncoords,x,y,x,y\n0,1,2,3,4", True),
        ("# sta-lstm clip 1\n" + PLAIN, False),
        ('[{"x":1,"y":1},{"x":1,"y":1},{"x":1,"y":1}]', False),
        ("path,label\na,b\n", False),
        ("1,0.3,0.4,1\n", False),
        ("It was a dark and stormy night, x and y met z.\n", False),
        ("", False),
        ("\x00\x01", False),
    ],
)
def test_signature(head, expected):
    assert sniff_foreign_table(head.encode()) is expected


def test_columns_that_are_not_positions_are_left_alone():
    header, *rows = wide_table(bodies()).split("\n")
    header += ",head_rot_x,head_rot_y,head_velocity_x,remark,neck_depth_x"
    assert np.array_equal(
        load("\n".join((header, *(f"{row},9,9,9,a b,9" for row in rows)))).positions, np.float32(bodies())
    )


def test_blanks_between_values():
    table = wide_table(bodies(), camel("{joint}") + "_{axis}").replace("left ", "Left").replace("right ", "Right")
    assert opened(table.replace(",", "   "), "").delimiter == " "
    assert np.array_equal(load(table.replace(",", "   ")).positions, np.float32(bodies()))


@pytest.mark.slow
def test_pathological_tables_are_refused_within_bounded_memory():
    hostile = {
        "header.csv": b"x_" * 20_000_000,
        "commas.csv": b"," * 20_000_000,
        "lines.csv": b"frame,joint,x,y,z\n" + b"\n" * 20_000_000 + b"1",
        "remarks.csv": b"#\n" * 100_000,
        "quotes.csv": b'frame,joint,x,y,z\n0,"' + b"a" * 20_000_000,
        "joints.csv": b"frame,joint,x,y,z\n" + b"".join(b"0,j%d,1,1,1\n" % j for j in range(50_000)),
        "scorer.csv": b"scorer,a\n" * 100_000,
    }
    for name, data in hostile.items():
        tracemalloc.start()
        with pytest.raises(ClipError, match=f"'{name}'"):
            read_foreign_table(data, name)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < 500 * 1024**2, name


def test_more_values_than_a_recording_has_are_refused_before_they_are_read(monkeypatch):
    monkeypatch.setattr(limits, "MAX_VALUES", 500)
    data = b"frame,head_x,head_y,neck_x,neck_y\n" + b"".join(b"%d,1,3,1,2\n" % t for t in range(101))
    with pytest.raises(ClipError, match=r"'a.csv' has 101 rows × 5 columns of joints; at most 500 values are read"):
        read_foreign_table(data, "a.csv")
    assert read_foreign_table(data.rpartition(b"100,")[0], "a.csv").n_frames == 100
