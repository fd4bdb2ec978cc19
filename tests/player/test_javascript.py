"""The player's own logic, tried in Node: files of its tests, and what both languages must find alike."""

import json
import re
from pathlib import Path

import pytest

import sta_lstm.player
from sta_lstm.evidence.maps.explain import explain
from sta_lstm.evidence.maps.kinds import KINDS
from sta_lstm.formats import load_clip
from sta_lstm.model.checkpoint import load_checkpoint
from sta_lstm.player import player_payload
from sta_lstm.samples import resolve_checkpoint, resolve_clip
from sta_lstm.skeletons.geometry import measure

pytestmark = pytest.mark.node

HERE = Path(__file__).parent / "js"
FILES = sorted(HERE.glob("*.test.mjs"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name.removesuffix(".test.mjs"))
def test_what_a_file_of_tests_says_holds(node, path):
    done = node("--test-reporter=tap", path)  # not --test: it would start a second Node for the file
    assert done.returncode == 0, done.stdout + done.stderr
    assert int(re.search(r"^# pass (\d+)$", done.stdout, re.MULTILINE)[1]) > 0


def test_a_test_that_fails_fails_here(node, tmp_path):
    path = tmp_path / "wrong.test.mjs"
    path.write_text('import { test } from "node:test"; test("no", () => { throw new Error("no"); });', encoding="utf-8")
    done = node("--test-reporter=tap", path)
    assert done.returncode != 0
    assert "# fail 1" in done.stdout


@pytest.mark.parametrize("name", ["shake-hands", "squat"])
def test_python_measures_the_bodies_as_the_player_does(node, name):
    clip = load_clip(resolve_clip(name))
    done = node(HERE / "geometry.mjs", text=json.dumps(player_payload([clip])))
    (found,) = json.loads(done.stdout)
    meant = measure(clip)
    assert found["grounds"] == pytest.approx(meant.grounds, abs=1e-5)
    assert found["centre"] == pytest.approx(meant.centre, abs=1e-5)
    assert (found["size"], found["frontYaw"]) == pytest.approx((meant.size, meant.front_yaw), abs=1e-5)


def test_the_player_says_what_a_map_is_that_was_asked_for_by_name(node):
    """In the words of the table of maps; an upload of the same name has no such words."""
    checkpoint, clip = load_checkpoint(resolve_checkpoint("demo-sta")), load_clip(resolve_clip("squat"))
    payload = player_payload([explain(checkpoint, clip, ["motion-energy"])])
    core = (Path(sta_lstm.player.__file__).parent / "assets" / "core").as_uri()
    done = node(
        "--input-type=module",
        "--eval",
        f'import {{ readPayload }} from "{core}/payload.js"; import {{ whatIsShown }} from "{core}/values.js";'
        'import { readFileSync } from "node:fs"; const show = readPayload(JSON.parse(readFileSync(0, "utf8")));'
        'for (const drive of ["alpha", "motion-energy"]) console.log(whatIsShown(show, drive));',
        text=json.dumps(payload),
    )
    first, second = done.stdout.strip().split("\n")
    assert first == "Balls: how much the model listens to each joint. Violet curve: how much to each moment."
    assert second.startswith(f"Balls: {KINDS['motion-energy'].says}.")
