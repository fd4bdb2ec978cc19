// The camera meets the golden table, and so does Python's; cameras of several panes.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { LIMITS, fitView, makeView, preset, project, within } from "../../../sta_lstm/player/assets/core/camera.js";
import { Cameras } from "../../../sta_lstm/player/assets/core/cameras.js";
import { Store } from "../../../sta_lstm/player/assets/core/store.js";

const golden = JSON.parse(readFileSync(new URL("../../scene/golden_projection.json", import.meta.url), "utf8"));

function assertNear(found, meant, where) {
  if (meant === null || typeof meant !== "object") {
    if (meant === null) assert.equal(found, null, where);
    else assert.ok(Math.abs(found - meant) <= 1e-9 * Math.max(1, Math.abs(meant)), `${where}: ${found} for ${meant}`);
    return;
  }
  assert.deepEqual(Object.keys(found), Object.keys(meant), where);
  for (const [key, value] of Object.entries(meant)) assertNear(found[key], value, `${where} ${key}`);
}

for (const { name, camera, fit, viewport, expected } of golden.cases) {
  test(`points fall where the table says, ${name}`, () => {
    const view = makeView(camera, fit, viewport);
    const found = golden.points.map((point) => {
      const out = [];
      return project(view, ...point, out) ? out : null;
    });
    assertNear(found, expected, name);
  });
}

for (const { name, points, centre, yaw, pitch, viewport, expected } of golden.fits) {
  test(`a fit is as near as the table says, ${name}`, () => assertNear(fitView(points.flat(), centre, yaw, pitch, viewport), expected, name));
}

for (const { name, frontYaw, expected } of golden.presets) {
  test(`the view ${name} of bodies that face ${frontYaw}`, () => assertNear(preset(name, frontYaw), expected, name));
}

test("a number of a camera stays within its limits", () => {
  assert.equal(within(99, LIMITS.zoom), 12);
  assert.equal(within(0, LIMITS.zoom), 0.25);
  assert.equal(within(-9, LIMITS.pitch), -0.35);
});

const camera = { yaw: 0, pitch: 0.2, zoom: 1, panX: 0, panY: 0 };
function camerasOf(fronts) {
  return new Cameras(new Store({ fronts, free: false, lead: 0, each: [{ ...camera }], fitted: [] }));
}

test("locked cameras look at each body from the same side of itself", () => {
  const cameras = camerasOf([0, Math.PI / 2]);
  cameras.move(1, () => ({ yaw: 0.5, zoom: 2 }));
  assert.deepEqual(cameras.all().map(({ yaw, zoom }) => [yaw, zoom]), [[0.5, 2], [0.5 + Math.PI / 2, 2]]);
});

test("a free camera leaves the other as it was", () => {
  const cameras = camerasOf([0, 0]);
  cameras.set(true);
  cameras.move(1, ({ zoom }) => ({ zoom: 3 * zoom }));
  assert.deepEqual(cameras.all().map(({ zoom }) => zoom), [1, 3]);
  assert.equal(cameras.state.lead, 1);
});

test("one pane has no cameras to free", () => {
  const cameras = camerasOf([0]);
  cameras.set(true);
  assert.equal(cameras.state.free, false);
});

test("panes that stay keep their cameras, and a new one looks as the first", () => {
  const cameras = camerasOf([0, 0]);
  cameras.set(true);
  cameras.move(1, () => ({ yaw: 0.7 }));
  const { each, free } = cameras.taken({ fronts: [0, 1, 0], named: [] }, [1, -1, 0]);
  assert.equal(free, true);
  assert.deepEqual(each.map(({ yaw }) => yaw), [0.7, 1, 0]);
});
