// Where bodies are expected next: broken lines between the joints that are seen, moved by what was foretold.

import assert from "node:assert/strict";
import { test } from "node:test";

import { fitView, makeView, preset, project } from "../../../sta_lstm/player/assets/core/camera.js";
import { readPayload } from "../../../sta_lstm/player/assets/core/payload.js";
import { coloursOf } from "../../../sta_lstm/player/assets/core/theme.js";
import { LIGHT } from "../../../sta_lstm/player/assets/core/look.js";
import { drawForetold } from "../../../sta_lstm/player/assets/stage/bodies.js";
import { JOINTS, each, packed, rawClip, rawPane } from "./made.mjs";

const frames = 4;
const box = { x: 0, y: 0, width: 400, height: 400 };

function paneOf(/** @type {string | null} */ ahead) {
  const raw = { version: 2, revision: "r", clips: [rawClip({ frames })], panes: [rawPane(rawClip({ frames }), 0, { ahead })], tracks: [], parts: false };
  return readPayload(raw).panes[0];
}

function drawn(/** @type {import("../../../sta_lstm/player/assets/core/payload.js").Pane} */ pane) {
  /** @type {number[][]} */ const lines = [];
  const camera = preset("front", 0);
  const fit = fitView(pane.clip.geometry.points, pane.clip.geometry.centre, camera.yaw, camera.pitch, box);
  const view = makeView(camera, fit, box);
  const n = JOINTS.length;
  const figure = /** @type {any} */ ({ seen: new Uint8Array(n).fill(1), world: pane.clip.positions.slice(0, n * 3) });
  const ctx = /** @type {any} */ ({ beginPath() {}, stroke() {}, setLineDash() {}, moveTo: (/** @type {number[]} */ ...at) => lines.push(at), lineTo() {} });
  drawForetold(ctx, figure, pane, view, /** @type {any} */ ({ ...coloursOf(LIGHT), unit: 1, thick: 1 }), 0);
  return { lines, view, world: figure.world };
}

test("every bone begins where its joint is expected", () => {
  const pane = paneOf(packed(each(frames, 1, (_t, _m, j) => [0.1 * j, 0.2, 0]).flat()));
  const { lines, view, world } = drawn(pane);
  assert.equal(lines.length, pane.clip.bones.length);
  const out = [0, 0, 0, 0];
  pane.clip.bones.forEach(([parent], b) => {
    project(view, world[parent * 3] + 0.1 * parent, world[parent * 3 + 1] + 0.2, world[parent * 3 + 2], out);
    assert.ok(Math.hypot(lines[b][0] - out[0], lines[b][1] - out[1]) < 0.01);
  });
});

test("nothing is drawn where nothing is foretold", () => {
  assert.deepEqual(drawn(paneOf(null)).lines, []);
});
