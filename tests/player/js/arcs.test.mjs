// What a pinned joint attends to: which arcs are drawn, how strongly, and what is said of them.

import assert from "node:assert/strict";
import { test } from "node:test";

import { readPayload } from "../../../sta_lstm/player/assets/core/payload.js";
import { drawArcs, linksText, strongestLinks } from "../../../sta_lstm/player/assets/stage/arcs.js";
import { JOINTS, packed, rawClip, rawPane } from "./made.mjs";

const J = JOINTS.length;
const theme = /** @type {any} */ ({ text: [0, 0, 0], unit: 1 });

/** A pane of two persons whose joint 4 of the first attends to others by these shares. */
function paneOf(/** @type {number[]} */ shares, persons = 2) {
  const clip = rawClip({ frames: 4, persons });
  const links = new Array((persons * J) ** 2).fill(0);
  shares.forEach((share, i) => (links[4 * persons * J + i] = share));
  const raw = { version: 2, revision: "r", clips: [clip], panes: [rawPane(clip, 0, { links: packed(links) })], tracks: [], parts: false };
  return readPayload(raw).panes[0];
}

const hand = { person: 0, joint: 4 };

test("the six strongest others, the strongest first, without itself and without the faintest", () => {
  const found = strongestLinks(paneOf([0.1, 0.12, 0.01, 0.11, 0.3, 0.09, 0.08, 0.07, 0.06, 0.02]), hand);
  assert.deepEqual(found.map(({ joint }) => joint), [1, 3, 0, 5, 6, 7]);
  assert.deepEqual(strongestLinks(paneOf([0.5, 0.04]), hand).map(({ joint }) => joint), [0]);
});

test("a joint of another person is one, too", () => {
  const found = strongestLinks(paneOf([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]), hand);
  assert.deepEqual(found, [{ person: 1, joint: 2, share: 1 }]);
});

test("none where joints do not attend, or where the chosen one is not among them", () => {
  assert.deepEqual(strongestLinks({ ...paneOf([1]), links: null }, hand), []);
  assert.deepEqual(strongestLinks(paneOf([1]), { person: 3, joint: 0 }), []);
  assert.equal(linksText({ ...paneOf([1]), links: null }, hand, String), "");
});

test("arcs lead from the joint to those that are seen, the strongest boldest", () => {
  const pane = paneOf([0.4, 0.2, 0.1]);
  const figure = /** @type {any} */ ({ seen: new Array(2 * J).fill(1), screen: Array.from({ length: 8 * J }, (_, i) => i) });
  figure.seen[1] = 0;
  /** @type {any[]} */ const drawn = [];
  const ctx = /** @type {any} */ ({
    beginPath() {},
    moveTo: (/** @type {number} */ x, /** @type {number} */ y) => drawn.push([x, y]),
    quadraticCurveTo: (/** @type {number[]} */ ...to) => drawn.push(to.slice(2)),
    stroke: () => drawn.push([ctx.globalAlpha, ctx.lineWidth]),
  });
  drawArcs(ctx, pane, figure, theme, hand);
  assert.deepEqual(drawn[0], [16, 17]);
  assert.deepEqual(drawn[1], [0, 1]);
  assert.deepEqual(drawn[4], [8, 9]);
  assert.equal(drawn.length, 6);
  assert.ok(drawn[2][0] > drawn[5][0] && drawn[2][1] > drawn[5][1]);
  assert.equal(ctx.globalAlpha, 1);
});

test("in words: whom it attends to, and how much", () => {
  assert.equal(linksText(paneOf([0.4, 0.2]), hand, ({ joint }) => JOINTS[joint]), "attends most to head (40 %), neck (20 %)");
});
