// The clock and its pace: positions, loops, ends, and keyframes to dwell on.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Clock, SPEEDS } from "../../../sta_lstm/player/assets/core/clock.js";
import { makePace, positionAt, timeAt } from "../../../sta_lstm/player/assets/core/pace.js";
import { firstState } from "../../../sta_lstm/player/assets/core/state.js";
import { Store } from "../../../sta_lstm/player/assets/core/store.js";
import { showOf } from "./made.mjs";

const FRAMES = 60;
const [FIRST_PEAK, SECOND_PEAK] = [FRAMES / 4, FRAMES / 2];

function clockOf(changes = {}, frames = FRAMES) {
  const store = new Store(firstState(showOf({ frames })));
  store.set(changes);
  return new Clock(store);
}

for (const speed of SPEEDS) {
  test(`frames advance at the clip's own rate, at ${speed}×`, () => {
    const clock = clockOf({ speed }, 6000);
    clock.play();
    for (let i = 0; i < 90; i++) clock.advance(1 / 60);
    assert.ok(Math.abs(clock.state.position - 1.5 * 30 * speed) < 1e-6);
  });
}

test("keyframes only dwells on them and hurries between", () => {
  const clock = clockOf({ keyframesOnly: true, once: true });
  const seconds = new Array(FRAMES).fill(0);
  clock.play();
  for (let left = 1e5; clock.state.playing && left > 0; left--) {
    seconds[clock.frame] += 0.001;
    clock.advance(0.001);
  }
  for (const peak of [FIRST_PEAK, SECOND_PEAK]) assert.ok(Math.abs(seconds[peak] - 0.9) <= 0.01, String(seconds[peak]));
  const between = seconds.filter((_, t) => t !== FIRST_PEAK && t !== SECOND_PEAK);
  assert.ok(Math.max(...between) > 0 && Math.max(...between) < 1 / 30 / 3);
});

test("time and position are each other's inverse along any pace", () => {
  for (const stops of [[], [3], [0, 9], [4, 5, 6], [20]]) {
    const pace = makePace([0, 9], 30, stops);
    const total = pace[pace.length - 1][1];
    for (let i = 0; i < 40; i++) {
      const time = (total * i) / 40;
      assert.ok(Math.abs(timeAt(pace, positionAt(pace, time)) - time) < 1e-9);
    }
  }
});

test("play loops, or ends where no loop is wanted", () => {
  const looping = clockOf({ position: 58.5 });
  looping.play();
  assert.equal(looping.advance(0.1), false);
  assert.ok(looping.state.position < 3);
  const ending = clockOf({ position: 58.5, loop: "off" });
  ending.play();
  assert.equal(ending.advance(0.1), true);
  assert.deepEqual([ending.frame, ending.state.playing], [59, false]);
  ending.play();
  assert.deepEqual([ending.frame, ending.state.playing], [0, true]);
});

test("a chosen range is kept to, in both directions", () => {
  const range = /** @type {[number, number]} */ ([20, 24]);
  for (const direction of /** @type {const} */ ([1, -1])) {
    const clock = clockOf({ range, loop: "range", direction });
    clock.play();
    const seen = new Set();
    for (let i = 0; i < 60; i++) {
      seen.add(clock.frame);
      clock.advance(1 / 60);
    }
    assert.deepEqual([...seen].sort(), [20, 21, 22, 23, 24]);
  }
});

test("a computer that slept does not leap", () => {
  const clock = clockOf({}, 6000);
  clock.play();
  clock.advance(3600);
  assert.equal(clock.state.position, 150);
});

test("frames are those of the clip, and one frame does not play", () => {
  const clock = clockOf();
  for (const [wanted, found] of [[-3, 0], [7.4, 7], [1e9, 59]]) {
    clock.seek(wanted);
    assert.equal(clock.frame, found);
  }
  const still = clockOf({}, 1);
  still.play();
  assert.equal(still.state.playing, false);
});
