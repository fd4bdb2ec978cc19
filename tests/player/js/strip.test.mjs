// The rows of the heat strip: every limb has the room of its name, however few joints it has.

import assert from "node:assert/strict";
import { test } from "node:test";

import { stripRows } from "../../../sta_lstm/player/assets/timeline/strip.js";
import { showOf } from "./made.mjs";

test("folded, a limb of two joints is as high as a name, and one of many is no higher than it was", () => {
  const [pane] = showOf({ persons: 2 }).panes;
  const { groups, height, rows } = stripRows(pane, true);
  assert.equal(groups.length, 2 * pane.clip.limbs.length);
  for (const group of groups) assert.ok(group.height * height >= 4 - 1e-9, group.name);
  assert.ok(rows.every((row, r) => r === 0 || row.y >= rows[r - 1].y + rows[r - 1].height - 1e-9));
  const long = { ...pane, clip: { ...pane.clip, persons: 1, limbs: [{ name: "arm", joints: [0, 1, 2, 3, 4, 5] }] } };
  assert.equal(stripRows(long, true).height, 6);
});

test("unfolded, all rows are alike", () => {
  const { height, rows } = stripRows(showOf().panes[0], false);
  assert.ok(rows.every((row) => Math.abs(row.height * height - 1) < 1e-9));
});
