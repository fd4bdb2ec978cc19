"""Other people's tables: every form, mark and name in use gives the same clip, and what is wrong is named."""

import numpy as np
import pytest
from formats.tables.foreign_tables import PLAIN, SBU, bodies, camel, load, long_table, wide_table

from sta_lstm.errors import ClipError, ColumnsError
from sta_lstm.skeletons import LAYOUTS


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        "\ufeff" + PLAIN,
        PLAIN.replace("\n", "\r\n") + "\r\n\r\n",
        PLAIN.replace(",", "\t"),
        PLAIN.replace(",", ";"),
        PLAIN.replace(",", ";").replace(".", ","),
        "sep=;\n" + PLAIN.replace(",", ";").replace(".", ","),
        PLAIN.replace(",", "|"),
        PLAIN.replace(",", " , "),
        "# by hand\n#\n" + PLAIN,
        "\n".join(",".join(f'"{cell}"' for cell in line.split(",")) for line in PLAIN.split("\n")),
        long_table(bodies(), "Frame Number,PersonID,Joint Name,X,Y,Z"),
        long_table(bodies(), "frame_idx,track_id,keypoint,pos_x,pos_y,pos_z"),
        long_table(bodies(), "FRAME,BodyIndex,jointType,x (m),y (m),z (m)"),
        long_table(bodies(), "frame,id,landmark,world_x,world_y,world_z"),
        long_table(bodies(), frame=lambda t: str(t + 1)),
        long_table(bodies(), frame=lambda t: f"{5 * t}.0"),
        long_table(bodies(), joint=camel),
        long_table(bodies(), joint=lambda joint: joint.replace("left ", "l_").replace("right ", "r_")),
        long_table(bodies(), joint=lambda joint: joint.upper()),
        wide_table(bodies()),
        wide_table(bodies(), "{joint}.{axis}"),
        wide_table(bodies(), "{axis}_{joint}"),
        wide_table(bodies(), "{joint} {axis} (m)", mark=";"),
        wide_table(bodies(), "{joint}_pos_{axis}"),
        wide_table(bodies().round(3), first="").replace("\n0,", "\n0,", 1),
    ],
)
def test_one_clip_in_many_clothes(text):
    clip = load(text)
    assert clip.layout == SBU
    assert clip.up_axis == "y"
    assert clip.fps == 30.0
    assert clip.present.all()
    assert np.allclose(clip.positions, bodies(), atol=6e-4)
    assert any("frame rate" in note for note in clip.notes)


def test_names_in_one_word():
    text = wide_table(bodies(), "{joint}{axis}").split("\n", 1)
    header = ["frame", *(camel(joint) + axis for joint in SBU.joints for axis in "XYZ")]
    assert np.array_equal(load(",".join(header) + "\n" + text[1]).positions, np.float32(bodies()))


def test_positions_are_those_of_the_file_to_the_last_bit():
    assert np.array_equal(load(PLAIN).positions, np.float32(bodies()))
    assert np.array_equal(load(wide_table(bodies())).positions, np.float32(bodies()))


def test_rows_may_come_in_any_order():
    header, *rows = long_table(bodies(n_persons=2)).split("\n")
    np.random.default_rng(2).shuffle(rows)
    assert np.array_equal(load("\n".join((header, *rows))).positions, np.float32(bodies(n_persons=2)))


def test_persons_of_the_wide_form():
    both = bodies(n_persons=2)
    in_rows = "\n".join(
        ["frame,person," + ",".join(f"{joint}_{axis}" for joint in SBU.joints for axis in "xyz")]
        + [f"{t},{'AB'[m]}," + ",".join(map(str, both[t, m].ravel())) for t in range(6) for m in (0, 1)]
    )
    in_columns = "\n".join(
        ["frame," + ",".join(f"person{m}_{joint}_{axis}" for m in (1, 2) for joint in SBU.joints for axis in "xyz")]
        + [f"{t}," + ",".join(map(str, both[t].ravel())) for t in range(6)]
    )
    for text in (in_rows, in_columns):
        assert np.array_equal(load(text).positions, np.float32(both))


@pytest.mark.parametrize(("unit", "factor"), [("mm", 1000), ("cm", 100), ("m", 1), ("inch", 1 / 0.0254)])
def test_unit_in_the_names_of_columns(unit, factor):
    text = wide_table(bodies() * factor, "{joint}_{axis}_" + unit)
    assert np.allclose(load(text).positions, bodies(), atol=1e-6)
    assert any("columns' names say that a unit is" in note for note in load(text).notes) == (unit != "x")
    assert np.allclose(load(text, metres_per_unit=0.001).positions, bodies() * factor * 0.001, atol=1e-5)


def test_unit_by_height_and_by_hand():
    assert np.allclose(load(long_table(bodies() * 1000)).positions, bodies(), atol=1e-6)
    assert np.allclose(load(long_table(bodies() * 1000), metres_per_unit=0.002).positions, 2 * bodies(), atol=1e-6)


@pytest.mark.parametrize(
    ("first", "clock", "fps"),
    [
        ("time", lambda t: f"{t / 25:.6f}", 25.0),
        ("timestamp_ms", lambda t: str(round(1000 * t / 30)), 30.0),
        ("Timestamp", lambda t: str(1_700_000_000_000_000 + t * 33_333), 30.0),
        ("time (s)", lambda t: f"{100 + t * 0.0333667:.7f}", 29.97),
        ("t", lambda t: f"{t * 0.5}", 2.0),
        ("datetime", lambda t: f"2024-05-31T12:00:{t / 8:09.6f}", 8.0),
    ],
)
def test_frame_rate_of_a_column_of_times(first, clock, fps):
    clip = load(wide_table(bodies(n_frames=40), first=first, clock=clock))
    assert clip.fps == pytest.approx(fps, rel=2e-3)
    assert np.array_equal(clip.positions, np.float32(bodies(n_frames=40)))


def test_uneven_times_are_said():
    clip = load(wide_table(bodies(), first="time", clock=lambda t: f"{t / 10 + (t > 3):.1f}"))
    assert clip.fps == 10
    assert any("Times step by 0.1 to 1.1 s" in note for note in clip.notes)


def test_missing_frame_numbers_are_frames_without_bodies():
    clip = load(long_table(bodies(), frame=lambda t: str(t + 3 * (t > 2))))
    assert clip.present[:, 0].tolist() == [True] * 3 + [False] * 3 + [True] * 3
    assert any("3 of 9 frame numbers are missing" in note for note in clip.notes)


@pytest.mark.parametrize("missing", ["", "NaN", "NA", "null"])
def test_single_joints_that_are_missing_are_filled_and_said(missing):
    lines = PLAIN.split("\n")
    at = next(i for i, line in enumerate(lines) if line.startswith("2,0,left hand,"))
    lines[at] = ",".join(("2,0,left hand", missing, missing, missing))
    clip = load("\n".join(lines))
    hand = SBU.index("left hand")
    assert np.allclose(clip.positions[2, 0, hand], bodies()[[1, 3], 0, hand].mean(axis=0), atol=1e-6)
    assert any("1 joint was missing in 1 of 6 frames" in note for note in clip.notes)
    del lines[at]
    assert np.array_equal(load("\n".join(lines)).positions, clip.positions)


def test_confidence_of_zero_is_a_joint_that_was_not_seen():
    names = ",".join(f"{joint}.{part}" for joint in SBU.joints for part in ("x", "y", "z", "score"))
    scored = np.concatenate((bodies(), np.ones((6, 1, 15, 1))), axis=-1)
    scored[2, 0, 5] = (50.0, 50.0, 50.0, 0.0)
    clip = load("\n".join((names, *(",".join(map(str, pose.ravel())) for pose in scored))))
    assert np.allclose(clip.positions[2, 0, 5], bodies()[[1, 3], 0, 5].mean(axis=0), atol=1e-6)


@pytest.mark.parametrize(
    ("axes", "signs", "up_axis", "back"),
    [
        ((0, 1, 2), (1, 1, 1), "y", ((0, 1, 2), (1, 1, 1))),
        ((0, 1, 2), (1, -1, -1), "y", ((0, 1, 2), (1, 1, 1))),
        ((2, 0, 1), (1, 1, 1), "z", ((1, 2, 0), (1, 1, 1))),
        ((2, 0, 1), (1, -1, -1), "z", ((1, 2, 0), (1, 1, 1))),
    ],
)
def test_up_is_found_out_and_never_mirrored(axes, signs, up_axis, back):
    clip = load(wide_table(bodies()[..., list(axes)] * signs))
    assert clip.up_axis == up_axis
    assert np.allclose(clip.positions[..., list(back[0])] * back[1], bodies(), atol=1e-6)


def test_up_by_hand():
    clip = load(wide_table(bodies() * (1, -1, -1)), up_axis="z")
    assert clip.up_axis == "z"
    assert np.allclose(clip.positions, bodies() * (1, -1, -1), atol=1e-6)


@pytest.mark.parametrize("sign", [1, -1])
def test_a_table_in_a_picture_stands_upright_and_flat(sign):
    clip = load(wide_table(bodies() * (100, sign * 100, 1), axes="xy"))
    assert clip.up_axis == "y"
    assert not clip.positions[..., 2].any()
    assert (clip.positions[:, 0, SBU.index("head"), 1] > clip.positions[:, 0, SBU.index("left foot"), 1] + 1).all()
    assert any("depth is unknown" in note for note in clip.notes)


def test_deeplabcut():
    parts = ("nose", "left_ear", "right_ear", "tail")
    head = [
        "scorer" + ",DLC_resnet" * 12,
        "bodyparts," + ",".join(part for part in parts for _ in range(3)),
        "coords," + ",".join(("x", "y", "likelihood") * 4),
    ]
    rows = [f"{t}," + ",".join(f"{10 * k + t},{5 * k},0.9" for k in range(4)) for t in range(5)]
    clip = load("\n".join((*head, *rows)))
    assert clip.layout.joints == ("nose", "left ear", "right ear", "tail")
    assert clip.layout.mirror_pairs == (("left ear", "right ear"),)
    assert clip.positions.shape == (5, 1, 4, 3)
    individuals = "individuals," + ",".join("mouse1" for _ in range(6)) + "," + ",".join("mouse2" for _ in range(6))
    head[1] = "bodyparts," + ",".join(part for part in (*parts[:2], *parts[:2]) for _ in range(3))
    assert load("\n".join((head[0], individuals, *head[1:], *rows))).positions.shape == (5, 2, 2, 3)


def test_joints_of_no_known_layout_become_one_of_the_files_own():
    names = ("head", "horn", "left shoulder", "right shoulder", "spine base")
    places = np.array(((0, 1.6, 0), (0, 1.9, 0.1), (0.2, 1.4, 0), (-0.2, 1.4, 0), (0, 1, 0)))
    text = "frame,joint,x,y,z\n" + "\n".join(
        f"{t},{name},{x},{y + 0.01 * t},{z}" for t in range(3) for name, (x, y, z) in zip(names, places, strict=True)
    )
    clip = load(text)
    layout = clip.layout
    assert (layout.name, layout.joints, layout.root) == ("table-5", names, "spine base")
    assert len(layout.bones) == 4  # a tree
    assert {"head", "horn"} in [set(bone) for bone in layout.bones]
    assert any("bones were guessed" in note for note in clip.notes)


def test_numbered_joints_are_those_of_a_layout_that_is_named_or_sure():
    text = long_table(bodies(), joint=lambda joint: str(SBU.index(joint)))
    assert np.array_equal(load(text, layout=SBU).positions, np.float32(bodies()))
    assert any("numbered" in note for note in load(text, layout=SBU).notes)
    with pytest.raises(ClipError, match=r"'walk\.csv' has bodies of 15 joints; the layout 'ntu-25'"):
        load(text, layout=LAYOUTS["ntu-25"])


def test_label_of_all_rows_is_the_clips():
    lines = PLAIN.split("\n")
    labelled = "\n".join((lines[0] + ",action", *(f"{line},wave" for line in lines[1:])))
    assert load(labelled).label == "wave"
    assert load(labelled.replace("wave", "bow", 1)).label is None


def test_columns_by_hand():
    text = long_table(bodies(), "when,who,what,east,height,north")
    with pytest.raises(ColumnsError, match="which columns hold the joints is not recognised") as caught:
        load(text)
    assert caught.value.columns == ("when", "who", "what", "east", "height", "north")
    said = dict(zip(("frame", "person", "joint", "x", "y", "z"), caught.value.columns, strict=True))
    assert np.array_equal(load(text, columns=said).positions, np.float32(bodies()))


def test_columns_of_the_wide_form_by_hand():
    names = [f"c{i}" for i in range(45)]
    text = ",".join(["n", *names]) + "\n" + wide_table(bodies()).split("\n", 1)[1]
    said = {f"{joint}.{axis}": names[3 * j + a] for j, joint in enumerate(SBU.joints) for a, axis in enumerate("xyz")}
    assert np.array_equal(load(text, columns=said | {"frame": "n"}).positions, np.float32(bodies()))
    with pytest.raises(ClipError, match=r"has no column 'c99' for 'head\.x'; it has n, c0"):
        load(text, columns=said | {"head.x": "c99"})
    with pytest.raises(ClipError, match="a column cannot be said to hold 'colour'"):
        load(text, columns={"colour": "c1"})


@pytest.mark.parametrize("number", ["frame", "x", "confidence"])
@pytest.mark.parametrize("text", ["person", "label"])
def test_one_column_is_not_a_text_and_a_number(text, number):
    table = "frame;who;joint;x;y;z\n" + "".join(f"{t};ann;{each};1;2;{t}\n" for t in range(3) for each in SBU.joints)
    with pytest.raises(ClipError, match=f"the column that was given for '({text}|{number})' was given for something"):
        load(table, columns={text: "who", number: "who"})
