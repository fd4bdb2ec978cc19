// Bodies of one frame: soft shadows, a ghost of the whole body, bones and joints, painted back to front.

import { project } from "../core/camera.js";
import { css, mix } from "../core/colour.js";
import { GHOST_BONE, GHOST_HEAD, TUBE } from "../core/look.js";
import { jointColour } from "../core/theme.js";
import { drawBone, drawHollow, drawJoint } from "./joints.js";
import { shadowSprite } from "./sprites.js";

/** @typedef {import("../core/payload.js").Pane} Pane */
/** @typedef {import("../core/camera.js").View} View */
/** @typedef {import("../core/theme.js").Theme} Theme */
/** @typedef {import("./figure.js").Figure} Figure */

/** Soft discs that make the shadow of one bone. */
const SHADOW_DISCS = 2;
/** x, y, depth and pixels a metre of the point that is being drawn. */
const out = new Float32Array(4);

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
      if (figure.disputed[item.joint] || (hollow && hollow[item.joint % J])) drawHollow(ctx, figure, pane, theme, item.joint);
      else drawJoint(ctx, figure, pane, theme, item.joint);
    } else {
      const bone = pane.clip.bones[item.bone];
      drawBone(ctx, figure, pane, theme, item.joint * J + bone[0], item.joint * J + bone[1]);
    }
  }
  ctx.globalAlpha = 1;
}

/**
 * Where the bodies of a frame are expected next, as broken lines of their bones.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Figure} figure
 * @param {Pane} pane
 * @param {View} view
 * @param {Theme} theme
 * @param {number} t
 */
export function drawForetold(ctx, { seen, world }, { ahead, clip }, view, theme, t) {
  if (!ahead) return;
  const n = clip.persons * clip.joints.length;
  const next = { screen: new Float32Array(n * 4), seen: new Uint8Array(n) };
  for (let i = 0; i < n; i++) {
    const [x, y, z] = [0, 1, 2].map((k) => world[i * 3 + k] + ahead[(t * n + i) * 3 + k]);
    next.seen[i] = seen[i] && project(view, x, y, z, next.screen, i * 4) ? 1 : 0;
  }
  ctx.lineCap = "round";
  ctx.setLineDash([4 * theme.unit, 5 * theme.unit]);
  ctx.globalAlpha = 0.6;
  for (let m = 0; m < clip.persons; m++) {
    if (traceBones(ctx, next, clip.bones, m * clip.joints.length) === 0) continue;
    ctx.lineWidth = 1.75 * theme.unit * theme.thick;
    ctx.strokeStyle = css(jointColour(theme, m, "M"));
    ctx.stroke();
  }
  ctx.setLineDash([]);
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
 * All bones of one person as one stroke, and a head: where they meet, nothing grows darker. Those of the left side are
 * tubes, so that the sides are told apart however faint they are.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Figure} figure
 * @param {Pane} pane
 * @param {Theme} theme
 * @param {number} m
 */
function drawGhost(ctx, figure, pane, theme, m) {
  const J = pane.clip.joints.length;
  const scale = traceBones(ctx, figure, pane.clip.bones, m * J);
  if (scale === 0) return;
  ctx.lineCap = "round";
  ctx.lineJoin = "round";
  ctx.lineWidth = Math.max(1.5, GHOST_BONE * pane.clip.geometry.size * scale * theme.thick);
  const colour = css(mix(theme.surface, jointColour(theme, m, "M"), (theme.dark ? 0.36 : 0.3) * theme.thick));
  ctx.strokeStyle = colour;
  ctx.stroke();
  if (traceBones(ctx, figure, pane.clip.tubes, m * J) > 0) {
    ctx.lineCap = "butt";
    ctx.lineWidth *= TUBE;
    ctx.strokeStyle = css(theme.surface);
    ctx.stroke();
  }
  figure.headRadius[m] = 0;
  const head = m * J + pane.clip.joints.indexOf("head");
  if (head < m * J || !figure.seen[head]) return;
  figure.headRadius[m] = GHOST_HEAD * pane.clip.geometry.size * figure.screen[head * 4 + 3];
  ctx.fillStyle = colour;
  ctx.beginPath();
  ctx.arc(figure.screen[head * 4], figure.screen[head * 4 + 1], figure.headRadius[m], 0, 2 * Math.PI);
  ctx.fill();
}

/**
 * A path along the bones that are on the screen; returns the most pixels a metre among them, 0 where there is none.
 * @param {CanvasRenderingContext2D} ctx
 * @param {{screen: Float32Array, seen: Uint8Array}} figure
 * @param {[number, number][]} bones
 * @param {number} first column of the person's first joint
 */
function traceBones(ctx, { screen, seen }, bones, first) {
  let scale = 0;
  ctx.beginPath();
  for (const bone of bones) {
    const i = first + bone[0];
    const k = first + bone[1];
    if (!seen[i] || !seen[k]) continue;
    ctx.moveTo(screen[i * 4], screen[i * 4 + 1]);
    ctx.lineTo(screen[k * 4], screen[k * 4 + 1]);
    scale = Math.max(scale, screen[i * 4 + 3]);
  }
  return scale;
}
