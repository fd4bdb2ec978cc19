"""What a file's joints are, asked once in a real Chromium: by a saved table, and kept for the next file of its kind."""

import numpy as np
import pytest
from browsing import PLAYER, WAIT, until, upload
from made import person

from sta_lstm.skeletons import layout_named

pytestmark = pytest.mark.browser

COCO = layout_named("coco-17")
#: Their names for the joints, which nobody knows.
THEIRS = {joint: f"q{j:02d}z" for j, joint in enumerate(COCO.joints)}
TABLE = "file,joint\n" + "".join(f"{theirs},{ours}\n" for ours, theirs in THEIRS.items()) + "spare,\n"


def recording(n_frames):
    """A table of a person, and of one thing more, under their names."""
    values = np.concatenate([person("coco-17", n_frames), np.full((n_frames, 1, 3), 2.0)], axis=1)
    names = [*THEIRS.values(), "spare"]
    header = ",".join(f"{name}_{axis}" for name in names for axis in "xyz")
    rows = [",".join(f"{value:.4f}" for value in frame.reshape(-1)) for frame in values]
    return "\n".join((header, *rows)).encode()


def joints(page):
    return page.locator(PLAYER).evaluate("root => root.staPlayer.show.panes[0].clip.joints")


def test_a_saved_table_names_the_joints_and_the_next_file_of_its_kind_is_not_asked(visit_app):
    page = visit_app("")
    page.wait_for_selector(PLAYER, timeout=WAIT)
    upload(page, "or upload your own recording", ("strange.csv", recording(30)))
    page.get_by_text("strange.csv").first.wait_for(timeout=WAIT)
    until(page, lambda: "spare" in joints(page))
    page.get_by_text("Recording quality:").first.click()
    page.get_by_role("button", name="Which joint is which").click()
    page.get_by_text("Say which joint of the body").wait_for(timeout=WAIT)
    upload(page, "or a saved table", ("joints.csv", TABLE.encode()))
    until(page, lambda: set(joints(page)) == set(COCO.joints))

    upload(page, "or upload your own recording", ("another.csv", recording(40)))
    until(page, lambda: page.locator(PLAYER).evaluate("root => root.staPlayer.show.frames") == 40)
    until(page, lambda: set(joints(page)) == set(COCO.joints))
