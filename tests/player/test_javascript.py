"""The player's own logic, tried in Node: files of its tests, and what both languages must find alike."""

import json
import re
from pathlib import Path

import pytest
from made import made_prediction

import sta_lstm.player
from sta_lstm.formats import load_clip
from sta_lstm.player import player_payload
from sta_lstm.samples import resolve_clip
from sta_lstm.skeletons.geometry import measure
from sta_lstm.ui.panels.heading import what_is_shown

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


def test_of_a_model_without_attention_the_player_says_what_the_page_says(node):
    values = (Path(sta_lstm.player.__file__).parent / "assets" / "core" / "values.js").as_uri()
    told = 'console.log(`Balls${alikeText("", "joints")}. Violet curve${alikeText("", "moments")}.`)'
    done = node("--input-type=module", "--eval", f'import {{ alikeText }} from "{values}"; {told}')
    assert done.stdout.strip() == what_is_shown(made_prediction(spatial=False, temporal=False))
