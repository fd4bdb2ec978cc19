// What the player says of answers, shares and frames: as Python says it, and no surer than the model may be.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { answerName, answerShare, curveText, frameText, leaderText, percentText, placeOfFrame, probabilityText, timeText } from "../../../sta_lstm/player/assets/core/values.js";
import { frameInWords } from "../../../sta_lstm/player/assets/host/status.js";
import { readPayload } from "../../../sta_lstm/player/assets/core/payload.js";
import { payloadOf, rawPane, showOf } from "./made.mjs";

const meant = JSON.parse(readFileSync(new URL("look.json", import.meta.url), "utf8"));
const unfamiliar = () => ({ answer: { ...ANSWER, mark: "?" } });
const ANSWER = { classes: ["kick left", "bow"], predicted: 0, probabilities: [0.834, 0.166], title: "", line: "", scores: null };
const paneOf = (frames, change = {}) => showOf({ frames }, change).panes[0];
const spoken = (pane, frame) => frameInWords({ clock: { frame, frames: pane.clip.frames, fps: 30 }, store: { state: { active: 0, show: { panes: [pane], frames: pane.clip.frames, fps: 30, timed: pane.timed } } } });

test("probabilities are written as Python writes them", () => {
  for (const [p, text] of Object.entries(meant.probabilities)) assert.equal(probabilityText(Number(p)), text);
});

test("no line breaks before a sign of per cent", () => {
  assert.deepEqual([percentText(0.25), percentText(0.0034, 1)], ["25\u00a0%", "0.3\u00a0%"]);
});

test("an answer to a clip of a kind that the model never saw has a question mark", () => {
  const { answer } = paneOf(9, unfamiliar);
  assert.deepEqual([answerName(answer, 0), answerName(answer, 1), answerShare(answer)], ["kick left?", "bow?", "83\u00a0%"]);
  assert.equal(answerName(paneOf(9).answer, 0), "wave");
});

test("so has what leads on the way to it, to eyes and to ears", () => {
  const pane = paneOf(12, (clip) => ({ answer: { ...rawPane(clip).answer, mark: "?" } }));
  assert.match(leaderText(pane, 11), /^answer so far: (wave|drink)\?, \d+\u00a0%$/);
  assert.match(spoken(pane, 11), /^Frame 11 of 11, 0\.37 seconds, answer so far (wave|drink)\?$/);
  assert.equal(leaderText({ ...pane, leader: new Int16Array(12).fill(-1) }, 3), "no evidence yet");
  assert.equal(leaderText(paneOf(12, unfamiliar), 11), "");
});

test("few frames are counted as people count them", () => {
  assert.equal(placeOfFrame({ frames: 60, timed: true }, 3), "frame 3 of 0–59");
  assert.equal(placeOfFrame({ frames: 2, timed: true }, 1), "frame 1 of 0 and 1");
  assert.equal(placeOfFrame({ frames: 1, timed: true }, 0), "the only frame");
  assert.equal(frameText(paneOf(1), 0), "the only frame");
  assert.equal(frameText(paneOf(2), 1), "frame 1 · 0.03 s");
  assert.deepEqual([1, 2, 60].map((frames) => spoken(paneOf(frames, { answer: null }), 0)), ["The only frame", "Frame 0 of 0 and 1, 0.00 seconds", "Frame 0 of 59, 0.00 seconds"]);
});

test("a clock that recordings share has steps and no seconds, and each recording its own frames", () => {
  const clock = { frames: 101, fps: 30, timed: false };
  assert.equal(placeOfFrame(clock, 25), "step 25 of 0–100");
  assert.equal(timeText(clock, 25), "25\u00a0% of the way");
  const recorded = Array.from({ length: 101 }, (_, t) => Math.floor(t / 2));
  assert.equal(frameText({ ...paneOf(101, { recorded, keyframes: [] }), timed: false }, 25), "frame 12 · 25\u00a0% of the way");
  const show = readPayload({ ...payloadOf({ frames: 9 }), timed: false });
  assert.deepEqual([show.timed, show.panes[0].timed, showOf().timed], [false, false, true]);
});

test("the weight of a frame is told in equal shares", () => {
  const [curve] = paneOf(9).curves;
  assert.match(curveText(curve, 0, 3), /^β 0\.\d+ = \d\.\d\d× an equal share$/);
});
