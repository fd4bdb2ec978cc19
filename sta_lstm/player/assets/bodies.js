// Bodies of one frame: soft shadows, a ghost of the whole body, tapered bones and shaded joints, painted back to front.

import { project } from "./camera.js";
import { css, faded, mix } from "./colour.js";
import { moves } from "./geometry.js";
import { jointSprite, shadowSprite } from "./sprites.js";
import { measureOf } from "./measures.js";
import { jointColour } from "./theme.js";
import { BARE_STRENGTH, fullValue, opacity, radius, strengthAt } from "./weights.js";

/** @typedef {import("./payload.js").Pane} Pane */
/** @typedef {import("./camera.js").View} View */
/** @typedef {import("./theme.js").Theme} Theme */
/**
 * @typedef {object} Reading how a measure becomes opacity
 * @property {import("./measures.js").Drive} drive
 * @property {import("./weights.js").Scale} scale
 * @property {number} floor strength, 0 to 1, below which only the ghost shows
 */
/**
 * @typedef {object} Figure one frame of a pane on the screen, and the memory that later frames use again
 * @property {Float32Array} screen M × J × (x, y, depth, pixels a metre)
 * @property {Float32Array} world M × J × 3
 * @property {Float32Array} strength M × J, 0 to 1
 * @property {Int8Array} sign M × J; 0 where the measure has none
 * @property {Uint8Array} below M × J, whether the joint is left to the ghost
 * @property {Float32Array} radius M × J, pixels
 * @property {Uint8Array} seen M × J, whether the joint is on the screen
 * @property {Float32Array} headRadius M, pixels; 0 where no head is drawn
 * @property {{depth: number, joint: number, bone: number}[]} order back to front
 */

/** Soft discs that make the shadow of one bone. */
const SHADOW_DISCS = 2;
/** x, y, depth and pixels a metre of the point that is being drawn. */
const out = new Float32Array(4);
/** Radius of the ghost's head, in body heights. */
const HEAD = 0.046;
/** Width of an inferred joint's ring, in its radii. */
const RING = 0.42;
/** How much of what is behind it the hole of a ring hides. */
const HOLE_OPACITY = 0.9;

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
 * @param {number} [boost] joints larger by this, for small pictures
 */
export function placeFigure(figure, pane, position, view, reading, boost = 1) {
  const { clip } = pane;
  const J = clip.joints.length;
  const M = clip.persons;
  const t = frameOf(position, clip.frames);
  const share = t + 1 < clip.frames ? Math.max(0, position - t) : 0;
  const measure = measureOf(pane, reading.drive);
  const full = measure ? fullValue(measure, reading.scale, t) : 1;
  // Without a model the body shows evenly; without this map, in a pane whose neighbour has it, faintly.
  const bare = pane.bare && reading.drive === "alpha" ? BARE_STRENGTH : 0;
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
      const strength = measure ? strengthAt(measure, full, t * M * J + i) : bare;
      figure.seen[i] = 1;
      figure.sign[i] = measure?.signed ? Math.sign(strength) : 0;
      figure.below[i] = measure && Math.abs(strength) < reading.floor ? 1 : 0;
      figure.strength[i] = figure.below[i] ? 0 : Math.abs(strength);
      figure.radius[i] = Math.max(1.4, radius(figure.strength[i]) * clip.geometry.size * figure.screen[i * 4 + 3] * boost);
    }
  }
}

/**
 * @param {Float32Array} world
 * @param {import("./payload.js").ClipData} clip
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

/**
 * Soft shadows on the ground, darker where a joint is low.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Figure} figure
 * @param {Pane} pane
 * @param {View} view
 * @param {Theme} theme
 */
export function drawShadows(ctx, figure, pane, view, theme) {
  const { clip } = pane;
  const { grounds, size } = clip.geometry;
  const J = clip.joints.length;
  const blob = shadowSprite();
  const tilt = Math.max(0.05, Math.abs(view.forward[1]));
  const { seen, world } = figure;
  for (let m = 0; m < clip.persons; m++) {
    for (const bone of clip.bones) {
      const i = m * J + bone[0];
      const k = m * J + bone[1];
      if (!seen[i] || !seen[k]) continue;
      for (let s = 0; s < SHADOW_DISCS; s++) {
        const u = (s + 0.5) / SHADOW_DISCS;
        const x = world[i * 3] * (1 - u) + world[k * 3] * u;
        const y = world[i * 3 + 1] * (1 - u) + world[k * 3 + 1] * u;
        const z = world[i * 3 + 2] * (1 - u) + world[k * 3 + 2] * u;
        if (!project(view, x, grounds[m], z, out)) continue;
        const height = Math.max(0, y - grounds[m]) / size;
        const reach = size * (0.055 + 0.09 * height) * out[3];
        ctx.globalAlpha = (theme.dark ? 0.36 : 0.12) * (1 - 0.62 * Math.min(1, height));
        ctx.drawImage(blob, out[0] - reach, out[1] - reach * tilt, 2 * reach, 2 * reach * tilt);
      }
    }
  }
  ctx.globalAlpha = 1;
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Figure} figure
 * @param {Pane} pane
 * @param {Theme} theme
 */
export function drawFigure(ctx, figure, pane, theme) {
  const { hollow } = pane.clip;
  const J = pane.clip.joints.length;
  for (let m = 0; m < pane.clip.persons; m++) drawGhost(ctx, figure, pane, theme, m);
  for (const item of figure.order) item.depth = depthOf(figure, pane, item);
  figure.order.sort((p, q) => q.depth - p.depth);
  for (const item of figure.order) {
    if (item.depth < 0) continue;
    if (item.bone < 0) {
      if (figure.below[item.joint]) continue;
      if (hollow && hollow[item.joint % J]) drawHollow(ctx, figure, pane, theme, item.joint);
      else drawJoint(ctx, figure, pane, theme, item.joint);
    } else {
      const bone = pane.clip.bones[item.bone];
      drawBone(ctx, figure, pane, theme, item.joint * J + bone[0], item.joint * J + bone[1]);
    }
  }
  ctx.globalAlpha = 1;
}

/**
 * Depth of a joint or of a bone's middle; −1 where it is not on the screen.
 * @param {Figure} figure
 * @param {Pane} pane
 * @param {{joint: number, bone: number}} item
 */
function depthOf(figure, pane, item) {
  if (item.bone < 0) return figure.seen[item.joint] ? figure.screen[item.joint * 4 + 2] : -1;
  const J = pane.clip.joints.length;
  const bone = pane.clip.bones[item.bone];
  const a = item.joint * J + bone[0];
  const b = item.joint * J + bone[1];
  // A hair behind its nearer joint, so that bones meet their joints from below.
  return figure.seen[a] && figure.seen[b] ? (figure.screen[a * 4 + 2] + figure.screen[b * 4 + 2]) / 2 + 1e-3 : -1;
}

/**
 * All bones of one person as one stroke, and a head: where they meet, nothing grows darker.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Figure} figure
 * @param {Pane} pane
 * @param {Theme} theme
 * @param {number} m
 */
function drawGhost(ctx, figure, pane, theme, m) {
  const J = pane.clip.joints.length;
  let scale = 0;
  ctx.beginPath();
  for (const bone of pane.clip.bones) {
    const i = m * J + bone[0];
    const k = m * J + bone[1];
    if (!figure.seen[i] || !figure.seen[k]) continue;
    ctx.moveTo(figure.screen[i * 4], figure.screen[i * 4 + 1]);
    ctx.lineTo(figure.screen[k * 4], figure.screen[k * 4 + 1]);
    scale = Math.max(scale, figure.screen[i * 4 + 3]);
  }
  if (scale === 0) return;
  ctx.lineCap = "round";
  ctx.lineJoin = "round";
  ctx.lineWidth = Math.max(1.5, 0.017 * pane.clip.geometry.size * scale);
  const colour = css(mix(theme.surface, jointColour(theme, m, "M"), theme.dark ? 0.36 : 0.3));
  ctx.strokeStyle = colour;
  ctx.stroke();
  figure.headRadius[m] = 0;
  const head = m * J + pane.clip.joints.indexOf("head");
  if (head < m * J || !figure.seen[head]) return;
  figure.headRadius[m] = HEAD * pane.clip.geometry.size * figure.screen[head * 4 + 3];
  ctx.fillStyle = colour;
  ctx.beginPath();
  ctx.arc(figure.screen[head * 4], figure.screen[head * 4 + 1], figure.headRadius[m], 0, 2 * Math.PI);
  ctx.fill();
}

/**
 * A bone from the rim of one joint to the rim of the other, as wide and as opaque at each end as that joint.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Figure} figure
 * @param {Pane} pane
 * @param {Theme} theme
 * @param {number} i
 * @param {number} k
 */
function drawBone(ctx, figure, pane, theme, i, k) {
  if (figure.strength[i] + figure.strength[k] < 0.02) return; // the ghost shows it already
  const { screen } = figure;
  const dx = screen[k * 4] - screen[i * 4];
  const dy = screen[k * 4 + 1] - screen[i * 4 + 1];
  const length = Math.hypot(dx, dy);
  const from = figure.radius[i] * 0.92;
  const to = figure.radius[k] * 0.92;
  if (length <= from + to) return;
  const ux = dx / length;
  const uy = dy / length;
  const ax = screen[i * 4] + ux * from;
  const ay = screen[i * 4 + 1] + uy * from;
  const bx = screen[k * 4] - ux * to;
  const by = screen[k * 4 + 1] - uy * to;
  const wa = figure.radius[i] * 0.5;
  const wb = figure.radius[k] * 0.5;
  const fill = ctx.createLinearGradient(ax, ay, bx, by);
  fill.addColorStop(0, boneColour(figure, pane, theme, i));
  fill.addColorStop(1, boneColour(figure, pane, theme, k));
  ctx.globalAlpha = 1;
  ctx.fillStyle = fill;
  ctx.beginPath();
  ctx.moveTo(ax - uy * wa, ay + ux * wa);
  ctx.lineTo(bx - uy * wb, by + ux * wb);
  ctx.lineTo(bx + uy * wb, by - ux * wb);
  ctx.lineTo(ax + uy * wa, ay - ux * wa);
  ctx.closePath();
  ctx.fill();
}

/**
 * The colour of a bone where it meets this joint.
 * @param {Figure} figure
 * @param {Pane} pane
 * @param {Theme} theme
 * @param {number} n
 */
function boneColour(figure, pane, theme, n) {
  return faded(colourOf(figure, pane, theme, n), 0.92 * Math.pow(figure.strength[n], 0.8));
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Figure} figure
 * @param {Pane} pane
 * @param {Theme} theme
 * @param {number} i
 */
function drawJoint(ctx, figure, pane, theme, i) {
  const r = figure.radius[i] * 1.12; // the sprite has a thin rim that parts discs that overlap
  ctx.globalAlpha = opacity(figure.strength[i]);
  ctx.drawImage(jointSprite(theme, colourOf(figure, pane, theme, i), figure.sign[i]), figure.screen[i * 4] - r, figure.screen[i * 4 + 1] - r, 2 * r, 2 * r);
}

/**
 * A joint that was inferred: a ring, with its sign in the hole where the measure has one.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Figure} figure
 * @param {Pane} pane
 * @param {Theme} theme
 * @param {number} i
 */
function drawHollow(ctx, figure, pane, theme, i) {
  const [x, y, r] = [figure.screen[i * 4], figure.screen[i * 4 + 1], figure.radius[i]];
  const colour = colourOf(figure, pane, theme, i);
  drawRing(ctx, x, y, r, colour, figure.strength[i], theme);
  if (!figure.sign[i]) return;
  const [long, thick] = [r * 0.36, r * 0.11];
  ctx.fillStyle = css(colour);
  ctx.fillRect(x - long, y - thick, 2 * long, 2 * thick);
  if (figure.sign[i] > 0) ctx.fillRect(x - thick, y - long, 2 * thick, 2 * long);
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {number} x
 * @param {number} y
 * @param {number} r
 * @param {import("./colour.js").Rgb} colour
 * @param {number} strength 0 to 1
 * @param {Theme} theme
 */
export function drawRing(ctx, x, y, r, colour, strength, theme) {
  const width = Math.max(1, RING * r);
  ctx.globalAlpha = HOLE_OPACITY;
  ctx.fillStyle = css(theme.surface);
  ctx.beginPath();
  ctx.arc(x, y, 1.12 * r, 0, 2 * Math.PI);
  ctx.fill();
  ctx.globalAlpha = opacity(strength);
  ctx.strokeStyle = css(colour);
  ctx.lineWidth = width;
  ctx.beginPath();
  ctx.arc(x, y, r - width / 2, 0, 2 * Math.PI);
  ctx.stroke();
}

/**
 * By person and side, or by sign where the measure has one.
 * @param {Figure} figure
 * @param {Pane} pane
 * @param {Theme} theme
 * @param {number} i
 */
function colourOf(figure, pane, theme, i) {
  if (figure.sign[i]) return figure.sign[i] > 0 ? theme.more : theme.less;
  const J = pane.clip.joints.length;
  return jointColour(theme, Math.floor(i / J), pane.clip.sides[i % J]);
}
