// The sentence above the scene: what balls and curve are, whatever map is chosen.

import assert from "node:assert/strict";
import { test } from "node:test";

import { DIFFERENCE, PRODUCT } from "../../../sta_lstm/player/assets/core/measures.js";
import { whatIsShown } from "../../../sta_lstm/player/assets/core/values.js";
import { alphaOf, betaOf, nothingSaid, ramp, showOf } from "./made.mjs";

const LISTENS = "Balls: how much the model listens to each joint.";
const MOMENTS = "Violet curve: how much the model listens to each moment.";
const even = (made) => ({ ...made, learned: false, values: null });

test("attention is told in one breath", () => {
  assert.equal(whatIsShown(showOf(), "alpha"), `${LISTENS} Violet curve: how much to each moment.`);
});

test("a model without attention to joints, or to moments, is told to have none", () => {
  const alike = "Balls: all alike, this model tells no attention to joints.";
  assert.equal(whatIsShown(showOf({}, { maps: [even(alphaOf(null))] }), "alpha"), `${alike} ${MOMENTS}`);
  const flat = "Violet curve: flat, this model tells no attention to moments.";
  assert.equal(whatIsShown(showOf({}, { curves: [even(betaOf(null))] }), "alpha"), `${LISTENS} ${flat}`);
});

test("another map says what it is, or is called by its title", () => {
  const withMap = (changes) => showOf({}, (clip) => ({ maps: [alphaOf(null), ramp(clip, changes)] }));
  assert.equal(whatIsShown(withMap({ says: "how fast each joint moves" }), "ramp"), `Balls: how fast each joint moves. ${MOMENTS}`);
  assert.equal(whatIsShown(withMap({}), "ramp"), `Balls: “a ramp” of each joint. ${MOMENTS}`);
  assert.match(whatIsShown(withMap({}), PRODUCT), /^Balls: how much the model listens to each joint, times how much to the moment\./);
});

test("of several panes that one speaks which has what is chosen", () => {
  const show = showOf({}, { title: "one", maps: [even(alphaOf(null))] }, { title: "two" });
  assert.match(whatIsShown(show, "alpha"), /^Balls: how much the model listens to each joint\./);
  assert.match(whatIsShown(show, DIFFERENCE), /^Balls: how much more or less .*α.* each joint has than in “.*one.*”\./);
});

test("bodies alone need no sentence", () => {
  assert.equal(whatIsShown(showOf({}, nothingSaid), "alpha"), "");
  assert.equal(whatIsShown(showOf({}, (clip) => ({ ...nothingSaid, maps: [ramp(clip)] })), "ramp"), "Balls: “a ramp” of each joint.");
});
