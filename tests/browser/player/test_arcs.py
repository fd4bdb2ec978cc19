"""Arcs of a joint that is pinned: drawn on the body, told in the key and in words; none where joints do not attend."""

from dataclasses import replace

import numpy as np
import pytest
from browser.player.scenes import ask

from sta_lstm.player import player_payload

pytestmark = pytest.mark.browser

#: Pins a joint: where arcs lead then, what stands in the key, and what is said.
PINNED = """
const { scene } = player;
const arcs = [];
const words = [];
const context = scene.canvas.getContext("2d");
const key = scene.backdrop.getContext("2d");
const curve = context.quadraticCurveTo.bind(context);
context.quadraticCurveTo = (...to) => { arcs.push(to.slice(2)); curve(...to); };
key.fillText = (text) => words.push(text);
player.command("pin", { person: 0, joint: given });
player.command("draw");
const J = scene.panes[0].clip.joints.length;
const { screen } = scene.figures[0];
const near = (i, x, y) => Math.hypot(screen[i * 4] - x, screen[i * 4 + 1] - y) < 1e-3;
const at = (x, y) => Array.from({ length: 2 * J }, (_, i) => i).filter((i) => near(i, x, y));
const said = [...document.querySelectorAll("[aria-live], [role=status]")].map((each) => each.textContent).join(" ");
return { ends: [...new Set(arcs.map(([x, y]) => at(x, y)[0]))], words, said };
"""


def linked(prediction, joint, others):
    """The same result in which a joint attends to others by these shares, and every other to itself."""
    M, J = prediction.clip.n_persons, prediction.clip.n_joints
    links = np.eye(M * J, dtype=np.float32).reshape(M, J, M, J)
    index = prediction.clip.layout.index
    links[0, index(joint)] = 0
    for person, other, share in others:
        links[0, index(joint), person, index(other)] = share
    return replace(prediction, links=links)


def test_a_pinned_joint_shows_and_says_what_it_attends_to(show, made_prediction):
    shown = linked(made_prediction(persons=2), "left hand", [(0, "head", 0.6), (1, "right foot", 0.4)])
    page = show(player_payload([shown]), reduced_motion="reduce")
    index = shown.clip.layout.index
    found = ask(page, PINNED, index("left hand"))
    assert set(found["ends"]) == {index("head"), 25 + index("right foot")}
    assert "arcs: what the pinned joint attends to" in found["words"]
    assert "attends most to A · head (60 %), B · right foot (40 %)" in found["said"]


def test_there_are_none_where_joints_do_not_attend(show, made_prediction):
    page = show(player_payload([made_prediction(persons=2)]), reduced_motion="reduce")
    found = ask(page, PINNED, 7)
    assert found["ends"] == []
    assert not any("arcs" in text for text in found["words"])
    assert "attends" not in found["said"]
