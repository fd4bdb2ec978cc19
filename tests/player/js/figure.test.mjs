// Bodies on the screen: how strongly each joint shows, and where it is between frames.

import assert from "node:assert/strict";
import { test } from "node:test";

import { fitView, makeView, preset } from "../../../sta_lstm/player/assets/core/camera.js";
import { LIGHT } from "../../../sta_lstm/player/assets/core/look.js";
import { readPayload } from "../../../sta_lstm/player/assets/core/payload.js";
import { drawFigure } from "../../../sta_lstm/player/assets/stage/bodies.js";
import { makeFigure, placeFigure } from "../../../sta_lstm/player/assets/stage/figure.js";
import { ringsOf } from "../../../sta_lstm/player/assets/stage/key.js";
import { legendOf } from "../../../sta_lstm/player/assets/stage/legend.js";
import { drawTrail, trailed } from "../../../sta_lstm/player/assets/stage/trails.js";
import { coloursOf } from "../../../sta_lstm/player/assets/core/theme.js";
import { firstState } from "../../../sta_lstm/player/assets/core/state.js";
import { HAND, HEAD, ELBOW, alphaOf, alphaValues, each, floatsOf, nothingSaid, packed, packedBytes, payloadOf, ramp, rawPane, showOf } from "./made.mjs";

const FRAMES = 60;
const BOX = { x: 0, y: 0, width: 400, height: 400 };
const withRamp = (clip) => ({ maps: [...rawPane(clip).maps, ramp(clip)] });

function viewOf({ clip }) {
  const camera = preset("reset", clip.geometry.frontYaw);
  return makeView(camera, fitView(clip.geometry.points, clip.geometry.centre, camera.yaw, camera.pitch, BOX), BOX);
}

function placed(pane, position, look = {}) {
  const figure = makeFigure(pane);
  placeFigure(figure, pane, position, viewOf(pane), { drive: pane.maps[0]?.name ?? "alpha", scale: "uniform", floor: 0, ...look });
  return figure;
}

test("attention is seen and nobody vanishes", () => {
  const [pane] = showOf({ frames: FRAMES }).panes;
  const { radius, strength } = placed(pane, 0);
  // 12 times the share of each of the 8 others is 5.4 × an equal one.
  assert.ok(Math.abs(strength[HAND] - Math.log2(6.4) / 4) < 1e-6);
  assert.ok(strength[HEAD] > 0 && strength[HEAD] < 1 / 4);
  assert.ok(radius[HAND] > 1.5 * radius[HEAD] && radius[HEAD] > 2);
});

for (const drive of ["alpha", "alpha-beta"]) {
  for (const scale of ["clip", "frame"]) {
    test(`full strength is reached where the legend says, ${drive} by ${scale}`, () => {
      const [pane] = showOf({ frames: FRAMES }).panes;
      const strongest = Array.from({ length: FRAMES }, (_, t) => Math.max(...placed(pane, t, { drive, scale }).strength));
      assert.ok(Math.abs(Math.max(...strongest) - 1) < 1e-6);
      if (scale === "frame") assert.ok(strongest.every((strength) => Math.abs(strength - 1) < 1e-6));
    });
  }
}

test("a map is measured against its own maximum", () => {
  const [pane] = showOf({ frames: FRAMES, persons: 2 }, withRamp).panes;
  const [J, last] = [pane.clip.joints.length, pane.clip.joints.length - 1];
  const most = 2 * (FRAMES - 1 + last);
  for (const person of [0, 1]) {
    const value = (1 + person) * (20 + HAND);
    assert.ok(Math.abs(placed(pane, 20, { drive: "ramp", scale: "clip" }).strength[person * J + HAND] - value / most) < 1e-6);
    assert.ok(Math.abs(placed(pane, 20, { drive: "ramp", scale: "frame" }).strength[person * J + HAND] - value / (2 * (20 + last))) < 1e-6);
  }
  const { marks, title } = legendOf(pane, { drive: "ramp", scale: "clip", floor: 0 }, 500);
  assert.deepEqual([title, marks[marks.length - 1]], ["a ramp", [1, `clip’s max ${most} m/s`]]);
});

test("a joint is disputed where networks agree by less than half, while the map is shown that they disagree on", () => {
  const values = each(FRAMES, 1, (_, __, j) => ({ [HAND]: 0.2, [HEAD]: 0.5, [ELBOW]: NaN })[j] ?? 1);
  const agreement = (clip) => ramp(clip, { name: "alpha-agreement", values: packed(values) });
  const [pane] = showOf({ frames: FRAMES }, (clip) => ({ maps: [...rawPane(clip).maps, agreement(clip), ramp(clip)] })).panes;
  const disputed = (/** @type {object} */ look) => {
    const { disputed } = placed(pane, 3, { agreement: true, ...look });
    return Array.from(disputed.keys()).filter((i) => disputed[i]);
  };
  assert.deepEqual(disputed({}), [HAND]);
  assert.deepEqual(disputed({ agreement: false }), []);
  assert.deepEqual(disputed({ drive: "ramp" }), []);
  const look = { drive: "alpha", scale: "uniform", floor: 0, agreement: true };
  assert.deepEqual(ringsOf([pane], look), ["disputed"]);
  assert.deepEqual(ringsOf([{ ...pane, clip: { ...pane.clip, hollow: new Uint8Array(1) } }], look), ["inferred", "disputed"]);
  for (const other of [{ agreement: false }, { drive: "ramp" }]) assert.deepEqual(ringsOf([pane], { ...look, ...other }), []);
});

test("a map with a sign has two hues and says so", () => {
  const values = each(FRAMES, 1, (_, __, j) => ({ [HAND]: -0.5, [HEAD]: 0.25, [ELBOW]: NaN })[j] ?? 0);
  const [pane] = showOf({ frames: FRAMES }, (clip) => ({ maps: [...rawPane(clip).maps, ramp(clip, { values: packed(values), signed: true })] })).panes;
  const look = { drive: "ramp", scale: "clip", floor: 0 };
  const { seen, sign, strength } = placed(pane, 0, look);
  assert.deepEqual([sign[HAND], strength[HAND], sign[HEAD], strength[HEAD]], [-1, 1, 1, 0.5]);
  assert.deepEqual([seen[ELBOW], strength[ELBOW]], [1, 0]);
  const { marks, signed } = legendOf(pane, look, 500);
  assert.deepEqual([signed, marks.map(([, text]) => text)], [true, ["less", "0", "more: to clip’s max 0.5 m/s"]]);
});

test("the legends of a difference and of what it is measured from", () => {
  const { panes } = showOf({ frames: FRAMES }, { title: "first" }, { title: "second", maps: [alphaOf(alphaValues(FRAMES, 1, 2))] });
  const look = { drive: "difference", scale: "uniform", floor: 0 };
  const [own, other] = panes.map((pane) => legendOf(pane, look, 500));
  assert.equal(own.title, "spatial attention α, times an equal share");
  assert.deepEqual(own.marks, [[0, "0"], [0.25, "1×"], [0.5, "3×"], [0.75, "7×"], [1, "15×"]]);
  assert.ok(other.title.includes("first"));
  assert.deepEqual(other.marks.map(([, text]) => text), ["−15×", "−3×", "0", "+3×", "+15×"]);
  const reference = placed(panes[0], 10, look);
  assert.deepEqual([reference.sign[HAND], reference.strength[HAND]], [0, placed(panes[0], 10, { drive: "alpha" }).strength[HAND]]);
});

test("more than the end of the scale is said only where there is more", () => {
  const [pane] = showOf({ frames: 2 }, { maps: [alphaOf(each(2, 1, (_, __, j) => (j === HAND ? 15.5 : 0.4)))] }).panes;
  const { marks } = legendOf(pane, { drive: "alpha", scale: "uniform", floor: 0 }, 500);
  assert.deepEqual(marks[marks.length - 1], [1, "≥ 15×"]);
});

test("equal panes differ nowhere at any scale", () => {
  const { panes } = showOf({ frames: FRAMES }, {}, { maps: [alphaOf(alphaValues(FRAMES, 1).map((v) => v * (1 + 1e-6)))] });
  for (const scale of ["uniform", "clip", "frame"]) {
    assert.ok(placed(panes[1], 0, { drive: "difference", scale }).strength[HAND] < 0.02);
  }
});

test("without any map the body shows evenly; without this one, faintly", () => {
  const { panes } = showOf({ frames: 5 }, withRamp, {}, nothingSaid);
  const [, lacking, bare] = panes.map((pane) => placed(pane, 0, { drive: "ramp", scale: "clip" }).strength);
  assert.deepEqual([Math.max(...lacking), new Set(bare).size], [0, 1]);
  assert.ok(bare[0] > 0);
  const look = { drive: "ramp", scale: "clip", floor: 0 };
  assert.equal(legendOf(panes[1], look, 500).title, "this pane has no such map");
  assert.equal(legendOf(panes[2], look, 500), null);
});

test("attention that was not learned is said to be all alike", () => {
  const [pane] = showOf({ frames: 5 }, { maps: [{ ...alphaOf(null), learned: false }] }).panes;
  const { marks, title } = legendOf(pane, { drive: "alpha", scale: "uniform", floor: 0 }, 500);
  assert.deepEqual([marks, title], [[], "α: all alike, this model tells no attention to joints"]);
  assert.equal(legendOf(pane, { drive: "alpha", scale: "uniform", floor: 0 }, 300).title, "α: all alike");
});

test("bodies move between frames and attention does not", () => {
  const values = each(FRAMES, 1, (t, _, j) => (j === HAND && t % 2 === 0 ? 2 : 0.5));
  const [pane] = showOf({ frames: FRAMES }, { maps: [alphaOf(values)] }).panes;
  const seen = [10, 10.25, 10.75, 10.9999999, 11].map((position) => placed(pane, position));
  const ys = seen.map(({ screen }) => screen[HAND * 4 + 1]);
  const shares = ys.map((y) => (y - ys[0]) / (ys[4] - ys[0]));
  [0, 0.25, 0.75, 1, 1].forEach((share, i) => assert.ok(Math.abs(shares[i] - share) < 0.01, `${shares}`));
  const strengths = seen.map(({ strength }) => strength[HAND]);
  assert.ok(strengths[0] === strengths[1] && strengths[1] === strengths[2] && strengths[2] !== strengths[4]);
  // What the clock calls the next frame is drawn as the next frame.
  assert.equal(strengths[3], strengths[4]);
});

test("a joint that jumps is not carried along the way", () => {
  const payload = payloadOf({ frames: FRAMES });
  const [clip] = payload.clips;
  const J = clip.layout.joints.length;
  const places = floatsOf(clip.positions);
  for (let t = 11; t < FRAMES; t++) places[(t * J + HAND) * 3 + 1] += 5;
  clip.positions = packed(places);
  const [pane] = readPayload(payload).panes;
  const [before, between] = [10, 10.5].map((position) => placed(pane, position).screen[HAND * 4 + 1]);
  assert.equal(before, between);
});

test("the floor leaves weak joints to the faint body and moves no other", () => {
  const [pane] = showOf({ frames: FRAMES }).panes;
  const [all, some] = [0, 0.4].map((floor) => placed(pane, 0, { floor }));
  assert.deepEqual([all.below[HEAD], all.below[HAND], some.below[HEAD], some.below[HAND]], [0, 0, 1, 0]);
  assert.deepEqual([some.seen[HEAD], some.strength[HAND], some.radius[HAND]], [1, all.strength[HAND], all.radius[HAND]]);
});

test("a place that is none is not drawn, and takes no other with it", () => {
  const payload = payloadOf({ frames: 30 });
  const [clip] = payload.clips;
  const J = clip.layout.joints.length;
  const places = floatsOf(clip.positions);
  for (let t = 0; t < 30; t++) places[(t * J + HAND) * 3] = NaN;
  places.fill(Infinity, 20 * J * 3, 21 * J * 3);
  clip.positions = packed(places);
  const [pane] = readPayload(payload).panes;
  assert.deepEqual([placed(pane, 0).seen[HAND], placed(pane, 0).seen[HEAD], placed(pane, 20).seen[HEAD]], [0, 1, 0]);
});

/** Takes every stroke, and notes how faint each is. */
function paper() {
  const shades = [];
  const gradient = { addColorStop: () => {} };
  const ctx = new Proxy({ globalAlpha: 1 }, {
    get: (target, key) => {
      if (key === "stroke") return () => shades.push(target.globalAlpha);
      if (key === "createLinearGradient" || key === "createRadialGradient") return () => gradient;
      return target[key] ?? (() => {});
    },
    set: (target, key, value) => {
      target[key] = value;
      return true;
    },
  });
  return { ctx, shades };
}
const theme = { ...coloursOf(LIGHT), surface: [250, 250, 250], background: [255, 255, 255], text: [0, 0, 0] };
// Pictures that are stamped are not painted here.
globalThis.OffscreenCanvas = class {
  getContext() {
    return paper().ctx;
  }
  transferToImageBitmap() {
    return {};
  }
};

test("a path fades with age and keeps to its length", () => {
  const [pane] = showOf({ frames: FRAMES }).panes;
  const { ctx, shades } = paper();
  drawTrail(ctx, pane, placed(pane, 30), viewOf(pane), theme, 30, { person: 0, joint: HAND }, 6);
  const [past, future] = [shades.slice(0, 7), shades.slice(7, 13)];
  assert.equal(shades.length, 14); // 7 steps up to this frame, 6 after it, and the one that the body is on
  assert.deepEqual(past, [...past].sort((a, b) => a - b));
  assert.deepEqual(future, [...future].sort((a, b) => b - a));
  assert.ok(Math.min(...shades) > 0);
});

test("paths are of chosen joints, of the strongest too, or of none", () => {
  const show = showOf({ frames: FRAMES });
  const joints = (change) => trailed(show.panes[0], 30, { ...firstState(show), ...change }).map(({ joint }) => joint);
  const chosen = { pinned: { person: 0, joint: HEAD }, followed: [{ person: 0, joint: ELBOW }] };
  assert.deepEqual(joints({}), []);
  assert.deepEqual(joints(chosen), [HEAD, ELBOW]);
  assert.deepEqual(joints({ ...chosen, trails: "strongest" }).slice(0, 3), [HEAD, ELBOW, HAND]);
  assert.deepEqual(joints({ ...chosen, trails: "off" }), []);
  assert.deepEqual(joints({ pinned: { person: 7, joint: HEAD }, followed: [{ person: 0, joint: 99 }] }), []);
});

for (const value of [NaN, Infinity, -Infinity]) {
  for (const where of ["positions", "alpha", "beta", "scores", "maps"]) {
    test(`${value} in ${where} breaks nothing`, () => {
      const payload = payloadOf({ frames: FRAMES }, withRamp, withRamp);
      const [{ answer, curves: [beta], maps: [alpha, extra] }] = payload.panes;
      const [holder, key] = { positions: [payload.clips[0], "positions"], scores: [answer, "scores"], alpha: [alpha, "values"], beta: [beta, "values"], maps: [extra, "values"] }[where];
      const values = floatsOf(holder[key]);
      holder[key] = packed(values.fill(value, 0, values.length / 2));
      const show = readPayload(payload);
      for (const [drive, scale] of [["alpha", "uniform"], ["alpha-beta", "clip"], ["difference", "frame"], ["ramp", "clip"], ["ramp", "frame"]]) {
        for (const pane of show.panes) {
          for (const t of [0, FRAMES / 2, FRAMES - 1]) {
            const figure = placed(pane, t + 0.5, { drive, scale, floor: 0.2 });
            assert.ok(figure.strength.every((strength) => strength >= 0 && strength <= 1));
            drawFigure(paper().ctx, figure, pane, theme);
            legendOf(pane, { drive, scale, floor: 0.2 }, 500);
          }
        }
      }
    });
  }
}

test("nobody, and no columns of persons, are drawn as nothing", () => {
  const payload = payloadOf({ frames: 5 }, nothingSaid);
  payload.clips[0].present = packedBytes(new Array(5).fill(0));
  Object.assign(payload.clips[0], { persons: 0, positions: "", present: "" });
  const [pane] = readPayload(payload).panes;
  assert.equal(placed(pane, 0).seen.length, 0);
});
