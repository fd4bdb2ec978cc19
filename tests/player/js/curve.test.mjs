// The scale of the lanes of curves: one for all panes, in multiples of each model's own equal share.

import assert from "node:assert/strict";
import { test } from "node:test";

import { curveScale } from "../../../sta_lstm/player/assets/timeline/curve.js";
import { attention, betaOf, packed, showOf } from "./made.mjs";

const withBeta = (values) => ({ curves: [betaOf(values)], keyframes: [] });
const scales = (show) => show.panes.map(({ curves: [curve] }) => curveScale(show.panes, curve));
const near = (found, expected) => assert.ok(Math.abs(found - expected) < 1e-5, `${found} is not ${expected}`);

test("weights of every pane are counted in its own equal share, up to the highest of all", () => {
  const [peaked, blunt] = scales(showOf({ frames: 4 }, withBeta([0.7, 0.1, 0.1, 0.1]), withBeta([2, 1, 0, 1])));
  near(peaked.top, 2.8);
  near(blunt.top, 2.8);
  near(peaked.unit, 0.25);
  near(blunt.unit, 1);
});

test("weights that are all alike lie at half of a lane, and beneath others at their equal share", () => {
  const even = withBeta([0.25, 0.25, 0.25, 0.25]);
  near(scales(showOf({ frames: 4 }, even))[0].top, 2);
  near(scales(showOf({ frames: 4 }, even, withBeta([1, 0, 0, 0])))[0].top, 4);
});

test("a curve that weighs nothing has a scale all the same", () => {
  const [scale] = scales(showOf({ frames: 4 }, withBeta([0, 0, 0, 0])));
  assert.deepEqual(scale, { top: 2, unit: 1 });
});

test("what is no weight is counted as it is, and is compared with its namesakes alone", () => {
  const speed = (values) => ({ curves: [{ name: "speed", title: "speed", symbol: "speed", ...attention, relative: false, values: packed(values) }], keyframes: [] });
  const [slow, fast, other] = scales(showOf({ frames: 3 }, speed([1, 2, 3]), speed([0, 6, 0]), withBeta([9, 0, 0])));
  assert.deepEqual([slow, fast], [{ top: 6, unit: 1 }, { top: 6, unit: 1 }]);
  near(other.top, 3);
});
