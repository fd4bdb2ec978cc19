"""Lines before the header, and headers of several lines: the same body out of the export of every system."""

import numpy as np
import pytest
from formats.tables import capture_tables as made
from formats.tables.foreign_tables import SBU, bodies, load, wide_table

from sta_lstm.errors import ClipError
from sta_lstm.formats import load_clip
from sta_lstm.formats.tables.foreign import sniff_foreign_table

DEVICES = "Devices\n1000\n,,Plate,,\nFrame,Sub Frame,Fx,Fy,Fz\n,,N,N,N\n1,0,1,2,3\n1,1,1,2,3\n\n"
OUTPUTS = [[], ["Model Outputs"], [250], ["", "", "a:b"], ["Frame", "Sub Frame", "X"], ["", "", "deg"], [1, 0, 3.0]]
BEHIND = [
    ("Bone", "S 1:head", "Rotation", "XYZW"),
    ("Bone Marker", "S 1:HeadTop", "Position", "XYZ"),
    ("Rigid Body", "Racket", "Rotation", "XYZW"),
    ("Rigid Body", "Racket", "Position", "XYZ"),
]
JOINT_FIRST = "\n".join(
    ["Recorded by hand", "on a Tuesday", "joint,frame,x,y,z"]
    + [f"{joint},{t},{','.join(map(str, bodies()[t, 0, j]))}" for t in range(6) for j, joint in enumerate(SBU.joints)]
)
NUMPY = "# fps 25\n# " + wide_table(bodies())

EXPORTS = {
    "motive": (made.motive(), 120),
    "motive, centimetres": (made.motive(unit="Centimeters", fps=29.97), 29.97),
    "motive, a skeleton": (made.motive(kinds="Bone", prefix="S 1:", more=BEHIND), 120),
    "motive, unlabelled": (made.motive(more=[("Marker", "Unlabeled 7", "Position", "XYZ")]), 120),
    "nexus": (made.nexus(), 250),
    "nexus, sections before": (DEVICES + made.nexus(), 250),
    "nexus, sections behind": (made.nexus(after=OUTPUTS), 250),
    "qualisys": (made.qualisys(), 200),
    "qualisys, named columns": (made.qualisys(columns="yes"), 200),
    "qualisys, no frame and time": (made.qualisys(before=""), 200),
    "a logger": (made.logger(), 50),
    "a logger's remarks": (made.logger("# "), 50),
    "other remarks": (made.logger("// ", blank=0), 50),
    "NumPy": (NUMPY, 25),
    "words before the long form": (JOINT_FIRST, 30),
    "empty lines": ("\n" * 24 + wide_table(bodies()), 30),
    "semicolons": (made.motive().replace(",", ";"), 120),
    "TRC": (made.trc(), 60),
    "TRC, millimetres": (made.trc(unit="mm", scale=1000), 60),
    "TRC, ragged": (made.trc(blank=False, trim=True), 60),
}


@pytest.mark.parametrize("text", EXPORTS.values(), ids=EXPORTS)
def test_one_body_out_of_every_export(text):
    text, fps = text
    clip = load_clip(text.encode(), "take.csv")
    assert clip.layout == SBU
    assert clip.fps == pytest.approx(fps, rel=1e-3)
    assert clip.up_axis == "y"
    assert np.allclose(clip.positions, bodies(), atol=1e-5)


@pytest.mark.parametrize("text", [EXPORTS[name] for name in ("motive", "nexus", "qualisys", "a logger")])
def test_exports_are_known_by_content(text):
    assert sniff_foreign_table(text[0].encode()[:4096])


def test_what_was_left_out_is_said():
    notes = " ".join(load(EXPORTS["motive, a skeleton"][0]).notes)
    assert "only those of type 'bone' were read; left out are 1 of type bone marker, 1 of type rigid body" in notes
    assert "8 columns are no positions, and left out: S 1:head X" in notes
    assert "1 point without a label left out" in " ".join(load(EXPORTS["motive, unlabelled"][0]).notes)
    assert "no body were left out: box (3)" in " ".join(load(EXPORTS["nexus"][0]).notes)
    assert "lengths are in millimetres" in " ".join(load(EXPORTS["nexus"][0]).notes)


def test_two_subjects_are_two_persons():
    names = tuple(f"{who}:{name}" for who in ("Ann", "Bob") for name in made.NAMES)
    header, body = made.nexus(names[:15], subject=""), made.nexus(names, subject="").split("\n")
    assert header
    rows = [line.split(",") for line in body]
    for t, row in enumerate(rows[5:11]):
        row[11:] = [*row[11:56], *(f"{float(x) + 500:g}" for x in row[11:56])]
        assert t < 6
    clip = load("\n".join(",".join(row) for row in rows))
    assert clip.positions.shape == (6, 2, 15, 3)
    assert np.allclose(clip.positions[:, 1] - clip.positions[:, 0], 0.5, atol=1e-4)


def test_a_marker_at_the_origin_was_not_seen():
    lines = made.motive().split("\n")
    cells = lines[9].split(",")
    cells[2 + 3 * 5 : 5 + 3 * 5] = ["0.0", "0.0", "0.0"]
    lines[9] = ",".join(cells)
    clip = load("\n".join(lines))
    assert np.allclose(clip.positions[2, 0, 5], bodies()[[1, 3], 0, 5].mean(axis=0), atol=1e-5)
    assert "1 joint counts as missing, because they lie exactly at the origin" in " ".join(clip.notes)


def test_the_times_count_where_the_header_is_at_odds():
    text = made.motive(fps=120).replace("120.000000", "240.000000")
    clip = load(text)
    assert clip.fps == 120
    assert "The column of times counts, not the header." in clip.notes


def test_angles_are_refused_in_words():
    for unit in ("Units: deg", "# units = degrees", "Units,rad"):
        with pytest.raises(ClipError, match="holds angles of joints"):
            load(f"{unit}\n{wide_table(bodies())}")
    text = "Coordinates\nversion=1\nnRows=2\nnColumns=4\ninDegrees=yes\nendheader\n"
    text += "time\tpelvis_tilt\tknee_angle_r\thip_flexion_r\n0\t1\t2\t3\n0.1\t1\t2\t3\n"
    for name in ("a.mot", "a.sto", "a.csv"):
        with pytest.raises(ClipError, match="joint angles or forces over time"):
            load_clip(text.encode(), name)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "Trajectories\n100\n,,a:b\nFrame,Sub Frame,X,Y,Z\n,,mm,mm,mm\n1,0,1,2,3\n",
            "not recognised",
        ),
        (made.motive().replace("Position", "Rotation"), "name no two points with positions"),
        (made.nexus().replace("mm", "deg"), "name no two points with positions"),
        (made.qualisys().replace("head\t", ""), "not recognised"),
    ],
)
def test_headers_that_tell_no_positions(text, says):
    with pytest.raises(ClipError, match=says):
        load(text)


def test_a_real_export_of_nexus(data_folder):
    clip = load_clip(data_folder / "field" / "vicon_trajectories.csv")
    assert clip.positions.shape == (580, 1, 43, 3)
    assert clip.fps == 100
    assert any("boite (8)" in note for note in clip.notes)
