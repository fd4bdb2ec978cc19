// The named views: nobody hides behind another, and the front is what people call so.

import assert from "node:assert/strict";
import { test } from "node:test";

import { namedYaws } from "../../../sta_lstm/player/assets/core/views.js";
import { showOf } from "./made.mjs";

/** Two persons at these places, one frame each, who face the way that `inProfile` and `frontYaw` say. */
function clipOf(places, geometry) {
  const [clip] = showOf({ frames: 2, persons: places.length }).clips;
  const J = clip.joints.length;
  const positions = Float32Array.from(clip.positions);
  for (let i = 0; i < positions.length / 3; i++) {
    const person = Math.floor(i / J) % places.length;
    [positions[i * 3], positions[i * 3 + 2]] = places[person];
  }
  return { ...clip, positions, geometry: { ...clip.geometry, size: 1.7, ...geometry } };
}

/** How far apart the two stand on the screen, metres. */
const apart = (yaw, [[x0, z0], [x1, z1]]) => Math.abs((x1 - x0) * Math.cos(yaw) - (z1 - z0) * Math.sin(yaw));

test("one person is seen from the front and from the side", () => {
  assert.deepEqual(namedYaws(clipOf([[0, 0]], { frontYaw: 0.3, inProfile: false })), { front: 0.3, side: 0.3 + Math.PI / 2 });
});

test("of two side by side neither hides behind the other", () => {
  const places = [[-0.5, 0], [0.5, 0]];
  const { front, side } = namedYaws(clipOf(places, { frontYaw: 0, inProfile: false }));
  assert.equal(front, 0);
  assert.ok(Math.abs(side - Math.PI / 2) > 0.2 && Math.abs(side - Math.PI / 2) < 0.75);
  assert.ok(apart(side, places) > 0.5);
});

test("the side of two who face each other is where both stand in profile", () => {
  const places = [[-0.6, 0], [0.6, 0]];
  const { front, side } = namedYaws(clipOf(places, { frontYaw: 0, inProfile: true }));
  assert.equal(side, 0);
  assert.ok(Math.abs(front + Math.PI / 2) < 0.75);
  assert.ok(apart(front, places) > 0.5);
});

test("two in one place are seen from where the view is", () => {
  assert.deepEqual(namedYaws(clipOf([[0, 0], [0, 0]], { frontYaw: 0, inProfile: false })), { front: 0, side: Math.PI / 2 });
});
