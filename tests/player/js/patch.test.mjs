// An edit changes what it names, and leaves the rest, down to the same objects.

import assert from "node:assert/strict";
import { test } from "node:test";

import { isPatch, patched } from "../../../sta_lstm/player/assets/core/patch.js";
import { PayloadError, readPayload } from "../../../sta_lstm/player/assets/core/payload.js";
import { alphaOf, alphaValues, floatsOf, packed, packedBytes, payloadOf, rawClip, rawPane, rawPayload } from "./made.mjs";

const FRAMES = 20;
const J = rawClip().layout.joints.length;
const payload = payloadOf({ frames: FRAMES }, {}, { title: "second" });
const show = readPayload(payload);

function patchOf(changes = {}) {
  return { version: 2, base: "r", revision: "r2", clips: [], panes: [], ...changes };
}

function lifted(first, frames, by) {
  const places = Array.from(show.clips[0].positions.slice(first * J * 3, (first + frames) * J * 3), (v, i) => (i % 3 === 1 ? v + by : v));
  return { clip: 0, first, frames, positions: packed(places), present: packedBytes(new Array(frames).fill(1)), inferred: [] };
}

test("a payload is no edit", () => {
  assert.deepEqual([isPatch(payload), isPatch(null), isPatch("text"), isPatch(patchOf())], [false, false, false, true]);
});

test("edited frames move, others stay, and so does the old show", () => {
  const after = patched(show, patchOf({ clips: [lifted(5, 2, 0.5)] }));
  const heights = ({ clips }) => Array.from({ length: FRAMES }, (_, t) => clips[0].positions[t * J * 3 + 1]);
  assert.deepEqual(heights(after).map((y, t) => (y - heights(show)[t]).toFixed(3)), heights(show).map((_, t) => (t === 5 || t === 6 ? "0.500" : "0.000")));
  assert.equal(after.revision, "r2");
  assert.equal(show.clips[0].positions[5 * J * 3 + 1], show.clips[0].positions[1]);
});

test("the recording stays the recording: fingerprint and geometry, so that no camera moves", () => {
  const after = patched(show, patchOf({ clips: [lifted(0, FRAMES, 3)] }));
  assert.equal(after.clips[0].fingerprint, show.clips[0].fingerprint);
  assert.equal(after.clips[0].geometry, show.clips[0].geometry);
});

test("every pane of an edited clip shows the edit, and a pane without news says what it said", () => {
  const after = patched(show, patchOf({ clips: [lifted(5, 2, 0.5)] }));
  assert.ok(after.panes.every(({ clip }) => clip === after.clips[0]));
  assert.equal(after.panes[0].maps, show.panes[0].maps);
});

test("what is said anew takes the place of what was, and the caption stays", () => {
  const clip = payload.clips[0];
  const { answer, curves, keyframes, read } = rawPane(clip);
  const maps = [alphaOf(alphaValues(FRAMES, 1, 3))];
  const after = patched(show, patchOf({ panes: [{ pane: 1, maps, curves, read, answer: { ...answer, predicted: 2 }, keyframes }] }));
  assert.deepEqual(after.panes.map(({ title, titled }) => [title, titled]), [["made-sta", false], ["second", true]]);
  assert.deepEqual(after.panes.map((pane) => pane.answer.predicted), [0, 2]);
  assert.notDeepEqual(after.panes[1].maps[0].values, show.panes[1].maps[0].values);
  assert.equal(after.panes[1].reference, after.panes[0]);
});

test("a person who is taken out of frames is out of them", () => {
  const edit = { ...lifted(5, 2, 0), present: packedBytes([0, 0]) };
  const [clip] = patched(show, patchOf({ clips: [edit] })).clips;
  assert.deepEqual([...clip.empty].flatMap((empty, t) => (empty ? [t] : [])), [5, 6]);
});

test("what does not fit is a sentence", () => {
  const edit = lifted(5, 2, 0);
  for (const wrong of [{ frames: 3 }, { first: -1 }, { first: FRAMES - 1 }, { positions: "AAAA" }, { present: "" }]) {
    assert.throws(() => patched(show, patchOf({ clips: [{ ...edit, ...wrong }] })), PayloadError);
  }
  assert.throws(() => patched(show, patchOf({ version: 1 })), /version 1/);
});

test("an edit is the same as its payload sent whole", () => {
  const after = patched(show, patchOf({ clips: [lifted(5, 2, 0.5)] }));
  const places = floatsOf(payload.clips[0].positions).map((v, i) => {
    const t = Math.floor(i / (J * 3));
    return (t === 5 || t === 6) && i % 3 === 1 ? v + 0.5 : v;
  });
  const whole = readPayload(rawPayload([{ ...payload.clips[0], positions: packed(places) }], payload.panes, "r2"));
  assert.deepEqual(after.clips[0].positions, whole.clips[0].positions);
  assert.deepEqual(after.panes.map(({ maps }) => maps), whole.panes.map(({ maps }) => maps));
});
