// Where the letters of persons stand.

import assert from "node:assert/strict";
import { test } from "node:test";

import { drawNames } from "../../../sta_lstm/player/assets/stage/names.js";

const theme = /** @type {any} */ ({ inks: [[0, 0, 200], [200, 90, 0]], sizes: { body: 14 }, font: "sans-serif", text: [0, 0, 0] });
const look = /** @type {any} */ ({ pinned: null, followed: [], selected: [], labels: false });

/** Two persons of a trunk, a head at 1.6 and a hand that is raised to 2: what is written, and where.
 * @param {string[]} joints
 * @param {number[]} seen
 */
function written(joints, seen = [1, 1, 1, 1, 1, 1]) {
  const heights = [1, 1.6, 2, 1, 1.6, 2];
  const x = [10, 10, 50, 90, 90, 51];
  const figure = /** @type {any} */ ({
    seen,
    world: heights.flatMap((y) => [0, y, 0]),
    screen: heights.flatMap((y, i) => [x[i], 300 - 100 * y, 0, 1]),
    radius: [4, 4, 4, 4, 4, 4],
    headRadius: [12, 12],
    strength: new Float32Array(6),
  });
  /** @type {[string, number, number][]} */ const texts = [];
  const ctx = /** @type {any} */ ({ fillText: (/** @type {string} */ text, /** @type {number} */ left, /** @type {number} */ y) => texts.push([text, left, y]) });
  const pane = /** @type {any} */ ({ clip: { joints, persons: 2 } });
  drawNames(ctx, pane, figure, { x: 0, y: 0, width: 100, height: 300 }, 0, theme, look, null);
  return texts;
}

test("letters stand over heads, also where raised hands meet", () => {
  assert.deepEqual(written(["spine", "head", "hand"]), [["A", 10, 122], ["B", 90, 122]]);
});

test("a body without a head, or whose head is not seen, has its letter over its highest joint", () => {
  const [[, a], [, b]] = written(["spine", "nose", "hand"]);
  assert.deepEqual([a, b], [50, 51]);
  assert.equal(written(["spine", "head", "hand"], [1, 0, 1, 1, 1, 1])[0][1], 50);
});
