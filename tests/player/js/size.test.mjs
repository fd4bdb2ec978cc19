// How high the stage is: as its width has it, and no higher than the window has room for with the curves beneath it.

import assert from "node:assert/strict";
import { test } from "node:test";

import { stageHeight } from "../../../sta_lstm/player/assets/host/size.js";

test("a stage is as high as its width has it, where the window has the room", () => {
  assert.equal(stageHeight(1000, 1, 2000), 560);
  assert.equal(stageHeight(900, 3, 2000), 240);
  assert.equal(stageHeight(1200, 2, 2000), 400);
});

test("it shrinks with the window, down to what still shows a body", () => {
  assert.deepEqual([stageHeight(1000, 1, 333.4), stageHeight(900, 2, 250), stageHeight(900, 3, 90), stageHeight(1000, 1, -40)], [333, 250, 210, 210]);
});

test("on a telephone panes stand one below the other, each as high as ever", () => {
  assert.deepEqual([stageHeight(360, 1, 90), stageHeight(360, 3, 90)], [280, 3 * 288]);
});
