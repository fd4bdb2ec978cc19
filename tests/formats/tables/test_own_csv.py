"""The CSV table: what people's own tables may look like, and what is wrong with damaged ones."""

import io

import numpy as np
import pandas as pd
import pytest

from sta_lstm.errors import ClipError
from sta_lstm.formats import load_clip
from sta_lstm.formats.tables.own_csv import write_table

JOINTS = """head,neck,torso,left shoulder,left elbow,left hand,right shoulder,right elbow,right hand,left hip,left knee,
left foot,right hip,right knee,right foot""".replace("\n", "").split(",")
HEAD = "# sta-lstm clip 1\n# layout: sbu-15\n# fps: 15\n"
COLUMNS = "frame,person,joint,x,y,z\n"


def rows(frames=(0, 1, 2), persons=(0,)):
    return "".join(
        f"{t},{m},{joint},{j / 10 + m},{j % 4},2.{t}\n"
        for t in frames
        for m in persons
        for j, joint in enumerate(JOINTS)
    )


def load(text, name="walk.csv"):
    return load_clip(text.encode(), name)


def test_a_table_by_hand():
    clip = load(HEAD + "# Recorded on a Monday: cloudy.\n" + COLUMNS + rows())
    assert clip.positions.shape == (3, 1, 15, 3)
    assert clip.positions[2, 0, 4].tolist() == np.float32([0.4, 0.0, 2.2]).tolist()
    assert (clip.name, clip.label, clip.fps, clip.up_axis, clip.notes) == ("walk.csv", None, 15.0, "y", ())


def test_signature_line_may_be_missing_where_the_name_says_csv():
    assert load("# fps: 15\n# layout: sbu-15\n" + COLUMNS + rows()).n_frames == 3


def test_rows_and_columns_may_come_in_any_order(same):
    plain = HEAD + COLUMNS + rows(persons=(0, 1))
    table = pd.read_csv(io.StringIO(plain), comment="#")
    shuffled = table.sample(frac=1, random_state=4)[["z", "joint", "person", "y", "x", "frame"]]
    same(load(plain), load(HEAD + shuffled.to_csv(index=False)))


def test_columns_of_ones_own_are_ignored(same):
    table = pd.read_csv(io.StringIO(COLUMNS + rows()))
    table.insert(0, "", range(len(table)))
    table["remark"] = 'fine, "really"'
    same(load(HEAD + COLUMNS + rows()), load(HEAD + table.to_csv(index=False)))


def test_spreadsheet_padding_is_ignored(same):
    padded = "".join(f"{line},,,,,\n" for line in HEAD.splitlines())
    same(load(HEAD + COLUMNS + rows()), load(padded + COLUMNS + rows()))


def test_who_has_no_rows_is_absent():
    clip = load(HEAD + "# frames: 6\n# persons: 3\n" + COLUMNS + rows((0, 4)) + rows((4,), (1,)))
    assert clip.positions.shape == (6, 3, 15, 3)
    assert np.argwhere(clip.present).tolist() == [[0, 0], [4, 0], [4, 1]]


@pytest.mark.parametrize("missing", ["", "NaN", "nan", "NA"])
def test_body_of_gaps_is_absent(missing):
    gaps = "".join(f"1,0,{joint},{missing},{missing},{missing}\n" for joint in JOINTS)
    clip = load(HEAD + COLUMNS + rows((0, 2)) + gaps)
    assert clip.present[:, 0].tolist() == [True, False, True]
    assert "1 pose was all zeros or all NaN" in clip.notes[0]


def test_joint_may_be_called_like_a_gap():
    layout = (
        '{"name": "odd", "title": "", "joints": ["NA", "null"], "bones": [["NA", "null"]], "mirror_pairs": [], '
        '"root": "NA", "torso": ["NA", "null"], "up_axis": "z", "source": ""}'
    )
    clip = load(f"# layout: {layout}\n# fps: 10\n{COLUMNS}0,0,NA,0,0,1\n0,0,null,0,0,2\n")
    assert clip.layout.joints == ("NA", "null")
    assert clip.up_axis == "z"


def test_joint_with_a_line_break_is_not_written(small_clip):
    clip = small_clip("sbu-15")
    layout = type(clip.layout).from_json({**clip.layout.to_json(), "joints": ["a\nb", *JOINTS[1:]], "bones": []})
    with pytest.raises(ClipError, match=r"a joint called 'a\\nb'; CSV cannot keep it. Save it as \.npz"):
        write_table(small_clip(layout))


def _line(number, text):
    lines = (HEAD + COLUMNS + rows()).split("\n")
    lines[number - 1] = text
    return "\n".join(line for line in lines if line is not None)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("# sta-lstm clip 1\n", "does not tell its layout"),
        (HEAD, "line 4: expected the columns frame,person,joint,x,y,z; found ''"),
        (HEAD + COLUMNS, "has no frames"),
        (HEAD + "# frames: 9\n" + COLUMNS, "shows no body in any of its 9 frames"),
        ("# fps: 15\n" + COLUMNS + rows(), "does not tell its layout; add a line like '# layout: ntu-25' at the top"),
        ("# layout: sbu-15\n" + COLUMNS + rows(), "does not tell its fps; add a line like '# fps: 30' at the top"),
        (_line(1, "# sta-lstm clip"), "line 1: the version is ''; expected '# sta-lstm clip 1'"),
        (_line(1, "# sta-lstm clip 7"), "is a clip of version 7; this program reads up to 1. Update it"),
        (_line(2, "# layout: ntu-52"), "there is no layout 'ntu-52'; known layouts"),
        (_line(2, "# layout: ntu-25"), "line 7: the layout 'ntu-25' has no joint 'torso'. Write one of its joints"),
        (_line(2, "# layout: {]"), "the layout is not valid JSON"),
        (_line(3, "# fps: fast"), "fps is 'fast'; expected a number, for example 30"),
        (_line(3, "# fps: -2"), "has -2.0 frames a second"),
        (_line(3, "# fps: 1\n# up_axis: north"), "has the up axis 'north'"),
        (_line(3, '# fps: 1\n# name: "half'), "line 4: '\"half' is not a JSON string; leave out the quotes"),
        (_line(3, "# fps: 1\n# frames: many"), "frames is 'many'; expected a whole number"),
        (_line(3, "# fps: 1\n# frames: 108000"), "has 108,000 frames (1800 minutes), too many to be shown at once"),
        (_line(3, "# fps: 1\n# persons: 0"), "person 0 lies outside"),
        (
            _line(3, "# fps: 1\n# frames: 2"),
            "frame 2 lies outside 0 to 1. They count from 0; correct the row, or the line",
        ),
        (
            _line(4, "frame;person;joint;x;y;z"),
            "line 4: expected the columns frame,person,joint,x,y,z; found 'frame;pers",
        ),
        (_line(4, "frame,person,joint,x,y"), "line 4: expected the columns"),
        (_line(4, "frame,person,joint,x,y,z,x"), "Name each once"),
        (_line(7, "0,0,torso,0.2,2"), "line 7: expected 6 values between commas, found 5"),
        (_line(7, "0,0,torso,0.2,2,2.0,9"), "line 7: expected 6 values between commas, found 7"),
        (_line(7, "0,0,torso,0.2,2,2,0"), "has decimal commas; write 1.5, not 1,5"),
        (_line(7, ""), "line 7: expected 6 values between commas, found 0"),
        (_line(7, "0,0,torso,0.2,2m,2.0"), "line 7, column y: expected metres, found '2m'"),
        (_line(7, "0,0,torso,0.2,,2.0"), "frame 0, person 0: the joint 'torso' is not a number"),
        (_line(7, "0,0,torso,0.2,inf,2.0"), "frame 0, person 0: the joint 'torso' is not a number"),
        (_line(7, "0,0,torso,0.2,1e300,2.0"), "frame 0, person 0: the joint 'torso' is not a number"),
        (_line(7, "one,0,torso,0.2,2,2.0"), "line 7, column frame: expected a whole number from 0, found 'one'"),
        (_line(7, "0.5,0,torso,0.2,2,2.0"), "line 7, column frame: expected a whole number from 0, found '0.5'"),
        (_line(7, "-1,0,torso,0.2,2,2.0"), "line 7: frame -1 lies outside 0 to 2"),
        (_line(7, "0,-1,torso,0.2,2,2.0"), "line 7: person -1 lies outside 0 to 0"),
        (_line(7, "0,9,torso,0.2,2,2.0"), "has 10 persons; at most 8"),
        (_line(7, "299999,0,torso,0.2,2,2.0"), "has 300,000 frames; at most 200,000 are read"),
        (_line(7, "9" * 18 + ",0,torso,0.2,2,2.0"), "frames; at most 200,000 are read"),
        (_line(7, "9" * 30 + ",0,torso,0.2,2,2.0"), "line 7, column frame: expected a whole number"),
        (_line(7, "0,0,tors,0.2,2,2.0"), "line 7: the layout 'sbu-15' has no joint 'tors'. Write one of its joints"),
        (_line(7, "0,0,head,0.2,2,2.0"), "lines 5 and 7: frame 0, person 0 has two rows for 'head'. Keep one"),
        (
            _line(7, None),
            "frame 0, person 0 has 14 of 15 joints; missing: torso. Add their rows, or leave the person out there",
        ),
        (_line(7, '0,0,"torso,0.2,2,2.0'), "line 7: expected 6 values"),
        (_line(7, '0,0,"tor\nso",0.2,2,2.0'), "line 7"),
    ],
)
def test_damaged_table(text, says):
    with pytest.raises(ClipError) as caught:
        load(text)
    assert says in str(caught.value)
    assert "'walk.csv'" in str(caught.value)
    assert len(str(caught.value)) < 700


def test_truncation_between_rows_is_told(small_clip):
    lines = write_table(small_clip()).splitlines(keepends=True)
    for count in range(2, len(lines) - 1, 17):
        text = b"".join(lines[:count])
        try:
            clip = load_clip(text, "walk.csv")
        except ClipError as error:
            assert "'walk.csv'" in str(error)  # noqa: PT017
        else:  # cut after a whole body: the header still tells how many frames there were
            assert clip.n_frames == 12
