// One state, and those who are told of it.

import assert from "node:assert/strict";
import { test } from "node:test";

import { sameJoint, toggled } from "../../../sta_lstm/player/assets/core/state.js";
import { Store } from "../../../sta_lstm/player/assets/core/store.js";

test("who listens to a key is told of that key alone, with the new state", () => {
  const store = new Store({ speed: 1, loop: "all", frame: 0 });
  const heard = [];
  store.subscribe(["speed", "loop"], ({ speed, loop }) => heard.push([speed, loop]));
  store.set({ frame: 3 });
  store.set({ speed: 2, frame: 4 });
  assert.deepEqual(heard, [[2, "all"]]);
});

test("one change of several keys is heard once", () => {
  const store = new Store({ speed: 1, loop: "all" });
  let heard = 0;
  store.subscribe(["speed", "loop"], () => heard++);
  store.set({ speed: 2, loop: "off" });
  assert.equal(heard, 1);
});

test("the same value again is no change", () => {
  const range = [1, 2];
  const store = new Store({ range, nothing: NaN });
  store.subscribe(null, () => assert.fail("told of nothing"));
  store.set({ range, nothing: NaN });
});

test("who listens to anything hears everything, in the order in which they came", () => {
  const store = new Store({ a: 0, b: 0 });
  const heard = [];
  store.subscribe(null, () => heard.push("any"));
  const end = store.subscribe(["b"], () => heard.push("b"));
  store.set({ b: 1 });
  end();
  store.set({ b: 2 });
  assert.deepEqual(heard, ["any", "b", "any"]);
});

test("a change within a view is heard by all", () => {
  const store = new Store({ a: 0, double: 0 });
  const seen = [];
  store.subscribe(["a"], ({ a }) => store.set({ double: 2 * a }));
  store.subscribe(["double"], ({ double }) => seen.push(double));
  store.set({ a: 4 });
  assert.deepEqual(seen, [8]);
});

test("a selection takes joints in and gives them back", () => {
  const [hand, head] = [{ person: 0, joint: 4 }, { person: 1, joint: 0 }];
  assert.deepEqual(toggled([], { ...hand, pane: 2 }), [hand]);
  assert.deepEqual(toggled([hand], head), [hand, head]);
  assert.deepEqual(toggled([hand, head], { ...hand }), [head]);
  assert.equal(sameJoint(hand, null), false);
});
