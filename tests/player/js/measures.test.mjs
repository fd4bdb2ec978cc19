// What joints can show: the payload's maps, the product with a curve, the difference to another pane.

import assert from "node:assert/strict";
import { test } from "node:test";

import { offered, readingsOf } from "../../../sta_lstm/player/assets/controls/looks.js";
import { drivesOf, firstDrive, hasAgreement, measureOf, valueText } from "../../../sta_lstm/player/assets/core/measures.js";
import { readPayload } from "../../../sta_lstm/player/assets/core/payload.js";
import { firstText, frameText, sourcesText, valuesText } from "../../../sta_lstm/player/assets/core/values.js";
import { HAND, HEAD, alphaOf, alphaValues, betaOf, each, nothingSaid, packed, ramp, rawClip, rawPane, rawPayload, showOf } from "./made.mjs";

const FRAMES = 60;
const withRamp = (clip) => ({ maps: [...rawPane(clip).maps, ramp(clip)] });
const drives = (show) => drivesOf(show).map(([drive]) => drive);

test("the first map is what is shown at first", () => {
  assert.equal(firstDrive(showOf({ frames: 5 })), "alpha");
  assert.equal(firstDrive(showOf({ frames: 5 }, (clip) => ({ ...nothingSaid, maps: [ramp(clip)] }))), "ramp");
  assert.equal(firstDrive(showOf({ frames: 5 }, nothingSaid)), "alpha");
});

test("on offer are the payload's maps, and what can be made of them", () => {
  assert.deepEqual(drives(showOf({ frames: 5 }, withRamp)), ["alpha", "alpha-beta", "ramp"]);
  assert.deepEqual(drives(showOf({ frames: 5 }, {}, withRamp)), ["alpha", "alpha-beta", "difference", "ramp"]);
  assert.deepEqual(drives(showOf({ frames: 5 }, (clip) => ({ maps: [ramp(clip)] }))), ["ramp"]);
  assert.deepEqual(drivesOf(showOf({ frames: 5 }, nothingSaid)), [["alpha", "body alone"]]);
});

test("only scales that a measure has are offered, in words that a link also has", () => {
  const offered = readingsOf(showOf({ frames: 5 }, withRamp)).map(({ value }) => value);
  const attention = ["alpha", "alpha-beta"].flatMap((drive) => ["uniform", "clip", "frame"].map((scale) => `${drive} ${scale}`));
  assert.deepEqual(offered, [...attention, "ramp clip", "ramp frame"]);
  const [first] = readingsOf(showOf({ frames: 5 }));
  assert.equal(first.text, "α, times an equal share");
});

test("a link's measure is found at another scale where it has not that one", () => {
  const readings = readingsOf(showOf({ frames: 5 }, (clip) => ({ maps: [...rawPane(clip).maps, { ...ramp(clip), name: "Wärme je Gelenk" }] })));
  assert.equal(offered(readings, "alpha frame"), "alpha frame");
  assert.equal(offered(readings, "Wärme je Gelenk frame"), "Wärme je Gelenk frame");
  assert.equal(offered(readings, "Wärme je Gelenk uniform"), "Wärme je Gelenk clip");
  assert.equal(offered(readings, "cam uniform"), undefined);
});

test("who said it stands in one line, each once", () => {
  const provenance = { checkpoint: "demo-sta", revision: "1a2b", recipe: "demo", package: "0.1.0", device: "CPU", changes: "cut" };
  const { panes } = showOf({ frames: 5 }, { provenance }, { provenance }, {}, nothingSaid);
  assert.equal(sourcesText(panes), "demo-sta 1a2b · recipe demo · sta-lstm 0.1.0 · CPU | made-sta");
  assert.equal(sourcesText(showOf({ frames: 5 }, nothingSaid).panes), "");
});

test("no difference is offered where there is nothing to compare", () => {
  for (const changes of [[{}], [nothingSaid, {}], [{}, nothingSaid], [{}, (clip) => ({ maps: [ramp(clip)] })]]) {
    assert.ok(!drives(showOf({ frames: 5 }, ...changes)).includes("difference"));
  }
});

test("the difference between two panes", () => {
  const { panes } = showOf({ frames: FRAMES }, { title: "first" }, { title: "second", maps: [alphaOf(alphaValues(FRAMES, 1, 2))] });
  const [own, other] = panes.map((pane) => measureOf(pane, "difference"));
  assert.equal(own, measureOf(panes[0], "alpha"));
  assert.deepEqual([other.signed, other.relative, other.title], [true, true, "α: this − “first”"]);
  const n = panes[0].clip.joints.length;
  for (const joint of [HEAD, HAND]) {
    const at = 10 * n + joint;
    assert.ok(Math.abs(other.values[at] - (panes[1].maps[0].values[at] - panes[0].maps[0].values[at])) < 1e-6);
  }
  assert.ok(other.values[10 * n + HAND] < 0 && other.values[10 * n + HEAD] > 0);
});

test("panes of different length and persons are compared where both are", () => {
  const clips = [rawClip({ frames: 10 }), rawClip({ frames: FRAMES, persons: 2 })];
  const { panes } = readPayload(rawPayload(clips, [rawPane(clips[0]), rawPane(clips[1], 1)]));
  const { values } = measureOf(panes[1], "difference");
  const J = clips[0].layout.joints.length;
  const at = (t, m) => values[(t * 2 + m) * J + HAND];
  assert.ok(at(5, 0) > 0);
  assert.deepEqual([at(5, 1), at(30, 0)].map(Number.isNaN), [true, true]);
});

test("who was not read differs from nobody", () => {
  const { panes } = showOf({ frames: 6, absent: [3] }, {}, {});
  const { values } = measureOf(panes[1], "difference");
  const J = panes[0].clip.joints.length;
  assert.ok(Number.isNaN(values[3 * J]) && values[2 * J] === 0);
});

test("α·β weighs frames in multiples of the mean of β", () => {
  const beta = [0.1, 0.3, 0, 0.2];
  const [pane] = showOf({ frames: 4 }, { curves: [betaOf(beta)], maps: [alphaOf(null)], keyframes: [] }).panes;
  const { relative, symbol, values } = measureOf(pane, "alpha-beta");
  const J = pane.clip.joints.length;
  const found = beta.map((_, t) => values[t * J].toFixed(3));
  assert.deepEqual(found, beta.map((b) => (b / 0.15).toFixed(3)));
  assert.deepEqual([relative, symbol], [true, "α·β"]);
});

test("a map that is called as one of ours is itself", () => {
  const show = showOf({ frames: 4 }, (clip) => ({ maps: [...rawPane(clip).maps, ramp(clip, { name: "difference" })] }), {});
  assert.equal(measureOf(show.panes[0], "difference").unit, "m/s");
  assert.equal(drives(show).filter((drive) => drive === "difference").length, 1);
});

test("a map called as another, with -agreement behind it, says how far networks agree on that one", () => {
  const agreement = (clip, name, value) => ramp(clip, { name, title: name, values: packed(each(4, 1, () => value)), unit: "" });
  const show = showOf({ frames: 4 }, (clip) => ({ maps: [...rawPane(clip).maps, agreement(clip, "alpha-agreement", 0.25), agreement(clip, "alpha-beta-agreement", 0.75)] }));
  const [pane] = show.panes;
  for (const [drive, value] of [["alpha", 0.25], ["alpha-beta", 0.75]]) assert.equal(measureOf(pane, drive).agreement[0], value);
  assert.equal(measureOf(pane, "alpha-agreement").agreement, null);
  assert.deepEqual(valuesText(pane, "alpha-beta", 0, 0, HAND).slice(2), ["the networks agree to 0.75"]);
  assert.deepEqual(valuesText(pane, "alpha", 0, 0, HAND).slice(1), ["the networks agree to 0.25"]);
  assert.ok(hasAgreement(show));
  assert.ok(!hasAgreement(showOf({ frames: 4 }, withRamp)));
});

test("a map that is called alpha-beta takes the place of the player's own", () => {
  const show = showOf({ frames: 4 }, (clip) => ({ maps: [...rawPane(clip).maps, ramp(clip, { name: "alpha-beta" })] }));
  assert.deepEqual(drives(show), ["alpha", "alpha-beta"]);
  assert.equal(measureOf(show.panes[0], "alpha-beta").unit, "m/s");
});

test("a map is measured against its own maximum", () => {
  const [pane] = showOf({ frames: FRAMES, persons: 2 }, withRamp).panes;
  const { frameMax, max } = measureOf(pane, "ramp");
  const last = pane.clip.joints.length - 1;
  assert.deepEqual([max, frameMax[20]], [2 * (FRAMES - 1 + last), 2 * (20 + last)]);
});

test("values in words", () => {
  const [pane] = showOf({ frames: FRAMES }, withRamp).panes;
  const relative = pane.maps[0].values[20 * pane.clip.joints.length + HAND];
  assert.equal(firstText(pane, 20, 0, HAND), `α ${(relative / pane.clip.joints.length).toPrecision(3)} = ${relative.toFixed(2)}× an equal share`);
  assert.deepEqual(valuesText(pane, "ramp", 20, 0, HAND)[1], `a ramp: ${20 + HAND} m/s`);
  assert.equal(valuesText(pane, "alpha", 20, 0, HAND).length, 1);
  assert.equal(frameText(pane, 15), "frame 15 · 0.50 s · keyframe 1");
  assert.equal(valueText({ relative: false, signed: true, unit: "nat" }, -0.5), "−0.5 nat");
  assert.equal(valueText({ relative: true, signed: false, unit: "×" }, 2), "2.0×");
  assert.equal(valueText({ relative: false, signed: false, unit: "" }, NaN), "no value");
});

test("nothing said is a place, and nobody read is said", () => {
  const [bare] = showOf({ frames: 3 }, nothingSaid).panes;
  assert.equal(firstText(bare, 0, 0, HEAD), "x 0.00  y 1.70  z 0.00 m");
  const [pane] = showOf({ frames: 4, absent: [2] }).panes;
  assert.equal(firstText(pane, 2, 0, HEAD), "the model did not read this person here");
});

test("a name from right to left keeps its direction to itself", () => {
  const title = "\u0645\u0631\u062d\u0628\u0627";
  const [pane] = showOf({ frames: 4 }, (clip) => ({ maps: [ramp(clip, { title, symbol: title })] })).panes;
  assert.equal(measureOf(pane, "ramp").title, `\u2068${title}\u2069`);
});
