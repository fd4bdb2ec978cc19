// What the mark of a doubtful recording tells: doubts before notes, each once, and with whose it is.

import assert from "node:assert/strict";
import { test } from "node:test";

import { remarksOf } from "../../../sta_lstm/player/assets/controls/doubts.js";
import { layOutLanes } from "../../../sta_lstm/player/assets/timeline/layout.js";
import { rawClip, rawPane } from "./made.mjs";
import { readPayload } from "../../../sta_lstm/player/assets/core/payload.js";

const odd = (text, frames = []) => ({ text, frames });

function shown(...clips) {
  return readPayload({ version: 2, revision: "r", clips, panes: clips.map((clip, place) => rawPane(clip, place)) });
}

test("a clean recording has nothing to tell", () => {
  assert.deepEqual(remarksOf(shown(rawClip())), { doubts: [], notes: [] });
});

test("doubts about frames and about the whole are told, and notes", () => {
  const clip = { ...rawClip(), warnings: [odd("It trembles."), odd("A gap.", [[1, 2]])], notes: ["Turned."] };
  assert.deepEqual(remarksOf(shown(clip)), { doubts: ["It trembles.", "A gap."], notes: ["Turned."] });
});

test("of several recordings each says whose it is, and of one in several panes it is told once", () => {
  const [a, b] = ["a", "b"].map((name) => ({ ...rawClip({ name }), warnings: [odd("It trembles.")] }));
  assert.deepEqual(remarksOf(shown(a, b)).doubts, ["a: It trembles.", "b: It trembles."]);
  assert.deepEqual(remarksOf(shown(a, a)).doubts, ["It trembles."]);
});

test("a payload that knows of no notes is read", () => {
  const { notes, ...clip } = rawClip();
  assert.deepEqual(remarksOf(shown(clip)), { doubts: [], notes: [] });
});

test("what is odd about the whole recording has no lane, and what is odd about frames has one", () => {
  const kinds = (warnings) => {
    const show = shown({ ...rawClip(), warnings });
    const state = { active: 0, expanded: false, movement: { lanes: [] }, show };
    return layOutLanes({ narrow: false, pane: show.panes[0], player: { store: { state }, theme: { unit: 1 } }, strip: { rows: [] } }).lanes.map(({ kind }) => kind);
  };
  assert.ok(!kinds([odd("It trembles.")]).includes("warnings"));
  assert.ok(kinds([odd("A gap.", [[1, 2]])]).includes("warnings"));
});
