// Lanes of stretches: what is read of them, and which stretch comes next.

import assert from "node:assert/strict";
import { test } from "node:test";

import { patched } from "../../../sta_lstm/player/assets/core/patch.js";
import { readPayload } from "../../../sta_lstm/player/assets/core/payload.js";
import { nextSegment } from "../../../sta_lstm/player/assets/core/tracks.js";
import { payloadOf } from "./made.mjs";

const stretch = (start, end, changes = {}) => ({ start, end, text: "walk", says: "walk, 90 %", strength: 0.9, hue: 2, ...changes });
const track = (...segments) => ({ name: "answers", note: "", runs: false, segments });
const show = (...tracks) => readPayload({ ...payloadOf({ frames: 60 }), tracks, parts: true });

test("a payload without lanes has none, and hears nothing", () => {
  const { parts, tracks } = readPayload(payloadOf());
  assert.deepEqual([parts, tracks], [false, []]);
});

test("stretches outside the clip are left out, and what is no number counts as none", () => {
  const sent = track(stretch(0, 20), stretch(-1, 5), stretch(20, 20), stretch(50, 61), stretch(20, 60, { strength: "x", hue: 1.5 }));
  const [{ segments }] = show(sent).tracks;
  assert.deepEqual(segments.map(({ end, hue, start, strength }) => [start, end, strength, hue]), [[0, 20, 0.9, 2], [20, 60, null, null]]);
});

test("the next stretch begins after the frame, the one before begins before it, and both go round", () => {
  const one = track(stretch(5, 20), stretch(20, 30), stretch(40, 60));
  const walked = (frame, direction) => nextSegment(one, frame, direction)?.start;
  assert.deepEqual([0, 5, 19, 20, 45].map((frame) => walked(frame, 1)), [5, 20, 20, 40, 5]);
  assert.deepEqual([0, 5, 19, 20, 45].map((frame) => walked(frame, -1)), [40, 40, 5, 5, 40]);
  assert.equal(nextSegment(track(), 3, 1), undefined);
});

test("an edit brings its own lanes, and the page still hears", () => {
  const before = show(track(stretch(0, 20)));
  const after = patched(before, { version: 2, base: "r", revision: "r2", clips: [], panes: [], tracks: [track(stretch(0, 9))] });
  assert.deepEqual([after.tracks[0].segments[0].end, after.parts], [9, true]);
  assert.equal(before.tracks[0].segments[0].end, 20);
});
