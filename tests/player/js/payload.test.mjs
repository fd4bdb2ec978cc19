// What Python sends is read, and what it never would send is a sentence.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { PayloadError, evidence, readPayload } from "../../../sta_lstm/player/assets/core/payload.js";
import { alphaOf, betaOf, nothingSaid, payloadOf, showOf } from "./made.mjs";

test("the example that Python wrote is read", () => {
  const { clips, panes, frames } = readPayload(JSON.parse(readFileSync(new URL("example.json", import.meta.url), "utf8")));
  const [{ answer, curves, maps, provenance, title }] = panes;
  assert.deepEqual([frames, clips[0].persons, clips[0].joints.length], [4, 2, 15]);
  assert.deepEqual(maps.map(({ name }) => name), ["alpha", "speed"]);
  assert.deepEqual(curves.map(({ symbol }) => symbol), ["β"]);
  assert.deepEqual([title, provenance.checkpoint], ["example-sta", "example-sta"]);
  assert.deepEqual(answer.classes, ["wave", "bow"]);
  assert.deepEqual([...clips[0].empty], [0, 0, 0, 1]);
});

test("what was not sent is uniform over all that was read", () => {
  const [{ curves, maps, uniform }] = showOf({ frames: 4, persons: 2, absent: [1] }, { maps: [alphaOf(null)], curves: [betaOf(null)] }).panes;
  const n = maps[0].values.length / 4;
  assert.deepEqual([...maps[0].values].map((v, i) => v === (Math.floor(i / n) === 1 ? 0 : 1)).every(Boolean), true);
  assert.deepEqual([...curves[0].values].map((v) => v.toFixed(4)), ["0.3333", "0.0000", "0.3333", "0.3333"]);
  assert.deepEqual([...uniform].map((v) => v.toFixed(4)), ["0.0556", "0.0000", "0.0556", "0.0556"]);
});

test("contributions sum to the answer, and the leader is who has most so far", () => {
  const [pane] = showOf({ frames: 60 }).panes;
  assert.ok(Math.abs(evidence(pane, 15, 1) - pane.curves[0].values[15] * 9) < 1e-6);
  assert.deepEqual([pane.leader[0], pane.leader[59], pane.summed], [1, 0, true]);
});

test("an answer that is kept back names no class, and says that there is one", () => {
  const [pane] = showOf({ frames: 10 }, { answer: null, withheld: true }).panes;
  assert.deepEqual([pane.withheld, pane.summed, Math.max(...pane.leader)], [true, false, -1]);
});

test("a result without classes, and a clip by itself, have no leader and no evidence", () => {
  for (const change of [{ answer: null }, nothingSaid]) {
    const [pane] = showOf({ frames: 10 }, change).panes;
    assert.deepEqual([pane.summed, Math.max(...pane.leader), evidence(pane, 3, 0)], [false, -1, 0]);
  }
});

test("a caption is what somebody chose, or else who said it, or else the clip", () => {
  const titles = (change) => showOf({ frames: 3 }, change).panes.map(({ title, titled }) => [title, titled])[0];
  assert.deepEqual(titles({ title: "mine" }), ["mine", true]);
  assert.deepEqual(titles({}), ["made-sta", false]);
  assert.deepEqual(titles(nothingSaid), ["made", false]);
});

test("keyframes that are none are left out", () => {
  const [pane] = showOf({ frames: 20 }, { keyframes: [12, 99, -1, 3] }).panes;
  assert.deepEqual([[...pane.keyframes], [...pane.rank]], [[3, 12], [[12, 1], [3, 2]]]);
});

test("a clip that does not know its rate plays at a usual one", () => {
  const payload = payloadOf({ frames: 3 });
  payload.clips[0].fps = null;
  assert.equal(readPayload(payload).fps, 30);
});

const DAMAGES = {
  "another version": [(payload) => (payload.version = 99), /reads payloads of version 2; it was given version 99/],
  "an older version": [(payload) => (payload.version = 0), /it was given version 0/],
  "no frames": [(payload) => Object.assign(payload, payloadOf({ frames: 0 }, nothingSaid)), /no frame to show/],
  "no panes": [(payload) => (payload.panes = []), /no frame to show/],
  "a cut array": [(payload) => (payload.clips[0].positions = payload.clips[0].positions.slice(0, 400)), /damaged/],
  "a damaged map": [(payload) => (payload.panes[0].maps = [{ ...alphaOf([1]) }]), /damaged/],
  "maps that are no list": [(payload) => (payload.panes[0].maps = { name: "m" }), /damaged/],
  "a clip that is not there": [(payload) => (payload.panes[0].clip = 7), /damaged/],
  "no layout": [(payload) => delete payload.clips[0].layout, /damaged/],
};
for (const [name, [damage, sentence]] of Object.entries(DAMAGES)) {
  test(`${name} is a sentence`, () => {
    const payload = payloadOf({ frames: 20 });
    damage(payload);
    assert.throws(() => readPayload(payload), (error) => error instanceof PayloadError && sentence.test(error.message));
  });
}

for (const nothing of [null, undefined, "text", 3]) {
  test(`${nothing} is nothing to show`, () => assert.throws(() => readPayload(nothing), /given nothing to show/));
}

test("values that are not numbers take nothing else with them", () => {
  const [pane] = showOf({ frames: 20 }, { curves: [betaOf(new Array(20).fill(NaN))] }).panes;
  assert.deepEqual([...pane.curves[0].values], new Array(20).fill(0));
  assert.deepEqual([pane.curves[0].max, pane.curves[0].mean], [0, 0]);
});
