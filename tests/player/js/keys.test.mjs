// Keys: one table for the help and for what they do.

import assert from "node:assert/strict";
import { test } from "node:test";

import { BINDINGS, handleKey } from "../../../sta_lstm/player/assets/controls/keyboard.js";

function pressed(key, { tag = "DIV", canDismiss = true, recording = null, ...modifiers } = {}) {
  const done = [];
  const noted = (name) => new Proxy({}, { get: (_, method) => (...given) => done.push([name, method, ...given]) });
  const scrubber = { tagName: "INPUT" };
  const player = { saving: { recording, cancel: () => done.push(["saving", "cancel"]) }, timeline: { scrubber }, canDismiss: () => canDismiss, playback: noted("playback"), turning: noted("turning"), dismiss: () => done.push(["dismiss"]) };
  const target = tag === "SCRUBBER" ? scrubber : { tagName: tag };
  const event = { key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...modifiers, composedPath: () => [target], preventDefault: () => done.push("kept"), stopPropagation: () => {} };
  handleKey(player, event);
  return done;
}

test("no two bindings share a key, and each says what it does", () => {
  const keys = BINDINGS.flatMap((binding) => binding.keys);
  assert.equal(new Set(keys).size, keys.length);
  assert.ok(BINDINGS.every(({ shown, says }) => shown && says));
});

test("a key does what its line says, and keeps it from the page", () => {
  assert.deepEqual(pressed("ArrowRight"), ["kept", ["playback", "step", 1]]);
  assert.deepEqual(pressed("ArrowLeft", { shiftKey: true }), ["kept", ["playback", "step", -10]]);
  assert.deepEqual(pressed("1"), ["kept", ["turning", "to", "front"]]);
});

test("keys of the browser are the browser's", () => {
  for (const key of ["ctrlKey", "metaKey", "altKey"]) assert.deepEqual(pressed("ArrowRight", { [key]: true }), []);
  assert.deepEqual(pressed("x"), []);
});

test("a focused control keeps its own keys, but for the scrubber", () => {
  assert.deepEqual(pressed("ArrowRight", { tag: "INPUT" }), []);
  assert.deepEqual(pressed(" ", { tag: "BUTTON" }), []);
  assert.deepEqual(pressed("l", { tag: "SELECT" }), []);
  assert.deepEqual(pressed("ArrowRight", { tag: "SCRUBBER" }), ["kept", ["playback", "step", 1]]);
  assert.deepEqual(pressed("1", { tag: "BUTTON" }), ["kept", ["turning", "to", "front"]]);
});

test("Escape is the page's where there is nothing to close", () => {
  assert.deepEqual(pressed("Escape", { canDismiss: false }), []);
  assert.deepEqual(pressed("Escape"), ["kept", ["dismiss"]]);
});

test("while a video is recorded Escape alone counts", () => {
  assert.deepEqual(pressed("ArrowRight", { recording: {} }), []);
  assert.deepEqual(pressed("Escape", { recording: {} }), [["saving", "cancel"]]);
});
