"""People's own recordings in a real Chromium: what does not fit is converted, what is unclear asked, what is bad said.

One visitor does it all on one page, as people do: each test uploads to what the tests before it left there.
"""

import io
import json
import re
import zipfile
from pathlib import Path

import numpy as np
import pytest
from browsing import option_named

from sta_lstm.formats import load_clip
from sta_lstm.samples import resolve_clip
from sta_lstm.skeletons import layout_named
from sta_lstm.skeletons.convert import converted

pytestmark = pytest.mark.browser

APP = Path(__file__).parents[2] / "app.py"
PLAYER = ".sta-player"
WAIT = 60_000  # milliseconds for a page that loads torch on a busy machine
FRAMES = 24
#: Of each player: frames, whether there is no model, joints, and those that are hollow.
SHOWN = """roots => roots.map(({ staPlayer }) => staPlayer?.show).filter(Boolean).map((show) => {
    const [{ clip, maps }] = show.panes;
    return [show.frames, maps.length === 0, clip.joints, clip.joints.filter((_, j) => clip.hollow?.[j])];
})"""


@pytest.fixture(scope="module")
def visit(context, streamlit_app):
    """The app as a visitor who wants no motion opens it, and what the page complained of so far."""
    page, complaints = context.new_page(), []
    page.set_viewport_size({"width": 1000, "height": 900})
    page.emulate_media(reduced_motion="reduce")
    page.set_default_timeout(WAIT)
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(streamlit_app(APP))
    yield page, complaints
    page.close()


@pytest.fixture
def page(visit):
    """The same page, test after test; nothing on it may end in an error of the program."""
    page, complaints = visit
    complaints.clear()
    yield page
    assert "Traceback" not in page.content()
    assert complaints == []


@pytest.fixture(scope="module")
def recorded(data_folder):
    """A real recording of motion capture: 2,752 frames."""
    return (data_folder / "bvh" / "01_01.bvh").read_bytes()


def upload(page, name, content):
    field = page.get_by_test_id("stFileUploader").filter(has_text="your own recording")
    file = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    field.locator("input[type=file]").set_input_files([file])


def choose(page, label, option):
    """An option of the list with that label."""
    box = page.get_by_test_id("stSelectbox").filter(has=page.get_by_text(label, exact=True)).locator("input")
    box.fill(option)  # a long list shows a part of itself
    option_named(page, option).click()


def shown(page, n_frames, *, bare):
    """Joints, and hollow ones, of what the player shows once it shows so many frames, with a model or without."""
    for _ in range(WAIT // 100):
        players = page.locator(PLAYER).evaluate_all(SHOWN)  # for a moment two, where another layout of the page comes
        if [player[:2] for player in players] == [[n_frames, bare]]:
            return players[0][2:]
        page.wait_for_timeout(100)
    pytest.fail(f"the page never showed {n_frames} frames; it shows {players}")


def fits_after_a_click(page, clip):
    """Take the offer that stands on the page: joints that the conversion infers are hollow, and it is said."""
    assert shown(page, clip.n_frames, bare=True) == [list(clip.layout.joints), []]
    page.get_by_text("This clip does not fit this checkpoint as it is").wait_for()
    page.get_by_role("button", name="Convert and run").click()
    joints, hollow = shown(page, clip.n_frames, bare=False)
    assert joints == list(layout_named("ntu-25").joints)
    assert set(hollow) == set(converted(clip, layout_named("ntu-25")).inferred) != set()
    page.get_by_text(f"{len(hollow)} joints inferred and drawn hollow").wait_for()
    page.get_by_text(re.compile(r"demo-sta (· |was trained on)")).first.wait_for()  # a long one is read in windows
    assert page.get_by_test_id("stAlert").count() == 0


#: Of parts of a body, centimetres: how far from the middle, how high, and how far they swing.
BODY = {
    "nose": (0, 160, 0),
    "spine shoulder": (0, 145, 0),
    "spine base": (0, 95, 0),
    "eye": (3, 165, 0),
    "ear": (7, 163, 0),
    "shoulder": (18, 145, 0),
    "elbow": (22, 115, 8),
    "wrist": (23, 92, 20),
    "hip": (10, 93, 0),
    "knee": (10, 50, -15),
    "ankle": (10, 10, -25),
    "heel": (10, 3, -25),
    "big toe": (9, 2, -25),
    "small toe": (13, 2, -25),
}


def walk():
    """T × 25 × 2: pixels of somebody who walks past a camera; y down, as OpenPose counts."""
    joints, t = layout_named("openpose-25").joints, np.arange(FRAMES)
    places = np.zeros((FRAMES, len(joints), 2))
    for j, joint in enumerate(joints):
        side = joint.startswith("left") - joint.startswith("right")
        apart, height, swing = BODY[joint.removeprefix("left ").removeprefix("right ")]
        places[:, j, 0] = 300 + 6 * t + 3 * side * (apart + swing * np.sin(t / 3))
        places[:, j, 1] = 700 - 3 * height
    return places


def keypoints(pose):
    """One person in one frame, as OpenPose writes it."""
    values = [value for x, y in pose.round(2).tolist() for value in (x, y, 0.9)]
    return json.dumps({"version": 1.3, "people": [{"person_id": [-1], "pose_keypoints_2d": values}]})


def zipped(files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def openpose():
    return zipped({f"walk_{t:012d}_keypoints.json": keypoints(pose) for t, pose in enumerate(walk())})


def table(header):
    """A sample with its joints numbered, not named, as a European spreadsheet writes it."""
    positions = load_clip(resolve_clip("squat")).positions[:FRAMES, 0]
    rows = [";".join(header)]
    for (t, j), (x, y, z) in zip(np.ndindex(positions.shape[:2]), positions.reshape(-1, 3), strict=True):
        rows.append(f"{t};0;{j};{x:.4f};{y:.4f};{z:.4f}".replace(".", ","))
    return rows


def test_a_bvh_is_offered_a_conversion_and_shown_with_hollow_joints(page, recorded):
    upload(page, "01_01.bvh", recorded)
    fits_after_a_click(page, load_clip(recorded, "01_01.bvh"))


def test_an_openpose_archive_likewise(page):
    upload(page, "walk.zip", openpose())
    fits_after_a_click(page, load_clip(openpose(), "walk.zip"))


def test_a_table_of_unknown_columns_is_asked_about_and_shown(page):
    columns = ("step", "who", "what", "a", "b", "c")
    upload(page, "odd.csv", "\n".join(table(columns)).encode())
    page.get_by_text("Which column holds what?").wait_for()
    asked = ("frame", "person", "joint", *(f"{axis} of the joint" for axis in "xyz"))
    for role, column in zip(asked, columns, strict=True):
        choose(page, role, column)
    page.get_by_role("button", name="Read the table this way").click()
    page.get_by_test_id("stAlert").get_by_text("several layouts have so many").wait_for()
    choose(page, "Which layout do the joints have?", layout_named("ntu-25").title)
    assert shown(page, FRAMES, bare=False) == [list(layout_named("ntu-25").joints), []]
    page.get_by_text(re.compile(r"demo-sta (· |was trained on)")).first.wait_for()  # a long one is read in windows
    assert page.get_by_test_id("stAlert").count() == 0


def leading_out():
    """An archive whose files want to lie elsewhere, and one of them is cut short."""
    folder, frames = "../../../../tmp/", [keypoints(pose) for pose in walk()]
    frames[3] = frames[3][:200]
    return zipped({f"{folder}walk_{t:012d}_keypoints.json": frame for t, frame in enumerate(frames)})


def bad_number():
    rows = table(("frame", "person", "joint", "x", "y", "z"))
    rows[40] = rows[40].rsplit(";", 1)[0] + ";high"
    return "\n".join(rows).encode()


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("half.bvh", lambda bvh: bvh[: len(bvh) // 2], ("2,752 frames are announced", "copy or download it again")),
        (
            "half.zip",
            lambda _: openpose()[: len(openpose()) // 2],
            ("is damaged or cut short", "Copy or download it again"),
        ),
        (
            "out.zip",
            lambda _: leading_out(),
            ("'out.zip/walk_000000000003_keypoints.json'", "copy or download it again"),
        ),
        ("bad.csv", lambda _: bad_number(), ("line 41, column 'z': expected a number, found 'high'", "Mend that line")),
    ],
    ids=["BVH cut short", "zip cut in half", "zip that leads out", "CSV with a word for a number"],
)
def test_a_bad_file_is_one_sentence_and_the_page_goes_on(page, recorded, name, content, says):
    upload(page, name, content(recorded))
    alert = page.get_by_test_id("stAlert")
    alert.filter(has_text=name).wait_for()
    said = alert.inner_text()  # of the one there is
    assert all(part in said for part in says), said
    assert "../" not in said
    choose(page, "Clip", "squat")
    page.get_by_role("heading", name="Squat").wait_for()
    shown(page, load_clip(resolve_clip("squat")).n_frames, bare=False)
    assert page.get_by_test_id("stAlert").count() == 0
