// The bodies of one frame on the screen: where each joint is, how strongly it shows, and in which order all are painted.

import { project } from "../core/camera.js";
import { moves } from "../core/geometry.js";
import { AGREED, BARE } from "../core/look.js";
import { measureOf } from "../core/measures.js";
import { fullValue, placeOf, radius } from "../core/weights.js";

/** @typedef {import("../core/payload.js").Pane} Pane */
/** @typedef {import("../core/camera.js").View} View */
/**
 * @typedef {object} Reading how a measure becomes opacity
 * @property {import("../core/measures.js").Drive} drive
 * @property {import("../core/weights.js").Scale} scale
 * @property {number} floor strength, 0 to 1, below which only the ghost shows
 * @property {boolean} agreement whether joints are dashed rings on which several networks do not agree
 */

/**
 * @typedef {object} Figure one frame of a pane on the screen, and the memory that later frames use again
 * @property {Float32Array} screen M × J × (x, y, depth, pixels a metre)
 * @property {Float32Array} world M × J × 3
 * @property {Float32Array} strength M × J, 0 to 1
 * @property {Int8Array} sign M × J; 0 where the measure has none
 * @property {Uint8Array} below M × J, whether the joint is left to the ghost
 * @property {Uint8Array} disputed M × J, whether several networks do not agree on the joint
 * @property {Float32Array} radius M × J, pixels
 * @property {Uint8Array} seen M × J, whether the joint is on the screen
 * @property {Float32Array} headRadius M, pixels; 0 where no head is drawn
 * @property {{depth: number, joint: number, bone: number}[]} order back to front
 */

/**
 * @param {Pane} pane
 * @returns {Figure}
 */
export function makeFigure(pane) {
  const n = pane.clip.persons * pane.clip.joints.length;
  const order = [];
  for (let m = 0; m < pane.clip.persons; m++) {
    for (let j = 0; j < pane.clip.joints.length; j++) order.push({ depth: 0, joint: m * pane.clip.joints.length + j, bone: -1 });
    for (let b = 0; b < pane.clip.bones.length; b++) order.push({ depth: 0, joint: m, bone: b });
  }
  return {
    screen: new Float32Array(n * 4),
    world: new Float32Array(n * 3),
    strength: new Float32Array(n),
    sign: new Int8Array(n),
    below: new Uint8Array(n),
    disputed: new Uint8Array(n),
    radius: new Float32Array(n),
    seen: new Uint8Array(n),
    headRadius: new Float32Array(pane.clip.persons),
    order,
  };
}

/**
 * The frame on the screen: the last that was reached, as the clock counts it.
 * @param {number} position
 * @param {number} frames
 */
export function frameOf(position, frames) {
  return Math.max(0, Math.min(Math.floor(position + 1e-6), frames - 1));
}

/**
 * Puts the bodies at `position` into `figure`. Places move smoothly between frames; attention stays that of the frame.
 * @param {Figure} figure
 * @param {Pane} pane
 * @param {number} position frame, with a fraction while playing
 * @param {View} view
 * @param {Reading} reading
 * @param {number} [boost] joints larger by this, for small pictures and for a wall
 */
export function placeFigure(figure, pane, position, view, reading, boost = 1) {
  const { clip } = pane;
  const J = clip.joints.length;
  const M = clip.persons;
  const t = frameOf(position, clip.frames);
  const share = t + 1 < clip.frames ? Math.max(0, position - t) : 0;
  const measure = measureOf(pane, reading.drive);
  const agreement = reading.agreement ? measure?.agreement : null;
  const full = measure ? fullValue(measure, reading.scale, t) : 1;
  // Without any map the body shows evenly; without this one, in a pane whose neighbour has it, faintly.
  const bare = pane.maps.length === 0 ? BARE : 0;
  for (let m = 0; m < M; m++) {
    const here = clip.present[t * M + m] === 1;
    const onward = share > 0 && clip.present[(t + 1) * M + m] === 1;
    for (let j = 0; j < J; j++) {
      const i = m * J + j;
      figure.seen[i] = 0;
      if (!here) continue;
      placeJoint(figure.world, clip, t, i, onward ? share : 0);
      const x = figure.world[i * 3];
      const y = figure.world[i * 3 + 1];
      const z = figure.world[i * 3 + 2];
      if (!Number.isFinite(x + y + z) || !project(view, x, y, z, figure.screen, i * 4)) continue;
      const strength = measure ? placeOf(measure, full, measure.values[t * M * J + i]) : bare;
      figure.seen[i] = 1;
      figure.sign[i] = measure?.signed ? Math.sign(strength) : 0;
      figure.below[i] = measure && Math.abs(strength) < reading.floor ? 1 : 0;
      figure.disputed[i] = agreement && agreement[t * M * J + i] < AGREED ? 1 : 0;
      figure.strength[i] = figure.below[i] ? 0 : Math.abs(strength);
      figure.radius[i] = Math.max(1.4, radius(figure.strength[i]) * clip.geometry.size * figure.screen[i * 4 + 3] * boost);
    }
  }
}

/**
 * @param {Float32Array} world
 * @param {import("../core/payload.js").Clip} clip
 * @param {number} t
 * @param {number} i
 * @param {number} share
 */
function placeJoint(world, clip, t, i, share) {
  const stride = clip.persons * clip.joints.length * 3;
  const at = t * stride + i * 3;
  const p = clip.positions;
  const moved = share > 0 && moves(clip, t, i) ? share : 0;
  for (let k = 0; k < 3; k++) {
    world[i * 3 + k] = moved > 0 ? p[at + k] + moved * (p[at + stride + k] - p[at + k]) : p[at + k];
  }
}
