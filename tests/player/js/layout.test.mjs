// Which lanes the timeline has: several maps of one answer share the weights of frames, and two models do not.

import assert from "node:assert/strict";
import { test } from "node:test";

import { sharedFrom } from "../../../sta_lstm/player/assets/timeline/layout.js";
import { betaOf, nothingSaid, ramp, showOf } from "./made.mjs";

const who = (checkpoint) => ({ provenance: { checkpoint } });
const lanesOf = ({ panes }) => panes.map((_, p) => sharedFrom(panes, p));

test("panes with the maps of one answer have its curve once, as that of the first of them", () => {
  assert.deepEqual(lanesOf(showOf({ frames: 5 }, who("one"), who("one"), who("one"))), [0, 0, 0]);
});

test("models that weigh alike, or a curve of other values, have lanes of their own", () => {
  assert.deepEqual(lanesOf(showOf({ frames: 5 }, who("one"), who("two"))), [0, 1]);
  const other = { ...who("one"), curves: [betaOf([1, 0, 0, 0, 0])] };
  assert.deepEqual(lanesOf(showOf({ frames: 5 }, who("one"), other)), [0, 1]);
  assert.deepEqual(lanesOf(showOf({ frames: 5 }, (clip) => ({ ...nothingSaid, maps: [ramp(clip)] }), who("one"))), [0, 1]);
});
