// Lanes of angles and speeds: what is read of them, and how values are said.

import assert from "node:assert/strict";
import { test } from "node:test";

import { endText, lineName, measureText, readMovement, readingText, shareOf } from "../../../sta_lstm/player/assets/timeline/lines.js";

const packed = (...values) => Buffer.from(new Float32Array(values).buffer).toString("base64");
const line = (person, side, ...values) => ({ person, side, values: packed(...values) });
const lane = (changes = {}) => ({ name: "elbow angle", unit: "°", low: 30, high: 180, digits: 0, lines: [line(0, "L", 31, NaN), line(0, "R", 120, 158)], ...changes });
const told = (...lanes) => ({ key: "k", frames: 2, lanes });

test("lines are unpacked, and keep their gaps", () => {
  const { key, lanes } = readMovement(told(lane()), 2);
  assert.equal(key, "k");
  assert.deepEqual(lanes[0].lines.map(({ side, values }) => [side, ...values]), [["L", 31, NaN], ["R", 120, 158]]);
});

test("lanes of another clip, and none, are no lanes", () => {
  for (const raw of [undefined, null, told(lane())]) assert.deepEqual(readMovement(raw, 3), { key: "", lanes: [] });
});

test("values are said with their unit, and a gap as what it is", () => {
  const speed = lane({ unit: "m/s", digits: 2 });
  assert.equal(measureText(lane(), 31.4), "31°");
  assert.equal(measureText(speed, 0.456), "0.46 m/s");
  assert.equal(measureText(speed, NaN), "no value");
  assert.deepEqual([readingText(lane(), 31.4), readingText(speed, 0.456), readingText(speed, NaN)], ["31°", "0.46", "–"]);
  assert.deepEqual([endText(lane(), 180), endText(speed, 2.5), endText(speed, 0)], ["180°", "2.5 m/s", "0 m/s"]);
});

test("a line is called by its side, and by its person where there are several", () => {
  const [alone] = readMovement(told(lane()), 2).lanes;
  const [both] = readMovement(told(lane({ lines: [line(0, "L", 1, 2), line(1, "R", 1, 2), line(1, "?", 1, 2)] })), 2).lanes;
  assert.deepEqual(alone.lines.map((each) => lineName(alone, each)), ["left", "right"]);
  assert.deepEqual(both.lines.map((each) => lineName(both, each)), ["A left", "B right", "B"]);
});

test("a value stands between the ends of its lane, and never outside", () => {
  assert.deepEqual([30, 105, 180, 500, -5].map((value) => shareOf(lane(), value)), [0, 0.5, 1, 1, 0]);
  assert.equal(shareOf(lane({ low: 3, high: 3 }), 3), 0);
});
