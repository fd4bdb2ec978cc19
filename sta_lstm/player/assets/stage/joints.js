// Single joints and bones: shaded discs, hollow rings, tapered bones, in the colours of their person and side, or of a sign.

import { css, faded } from "../core/colour.js";
import { DASHED_RING, DASHES, RING, TUBE } from "../core/look.js";
import { jointColour } from "../core/theme.js";
import { opacity } from "../core/weights.js";
import { jointSprite } from "./sprites.js";

/** @typedef {import("../core/payload.js").Pane} Pane */
/** @typedef {import("../core/theme.js").Theme} Theme */
/** @typedef {import("./figure.js").Figure} Figure */

/** How much of what is behind it the hole of a ring hides. */
const HOLE_OPACITY = 0.9;

/**
 * A bone from the rim of one joint to the rim of the other, as wide and as opaque at each end as that joint.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Figure} figure
 * @param {Pane} pane
 * @param {Theme} theme
 * @param {number} i
 * @param {number} k
 */
export function drawBone(ctx, figure, pane, theme, i, k) {
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
  traceBone(ctx, ax, ay, bx, by, wa, wb, ux, uy);
  if (pane.clip.sides[k % pane.clip.joints.length] !== "L") {
    ctx.fill();
    return;
  }
  traceBone(ctx, ax, ay, bx, by, TUBE * wa, TUBE * wb, ux, uy);
  ctx.fill("evenodd");
}

/**
 * The outline of a bone, or of what a tube leaves open.
 * @param {CanvasRenderingContext2D} ctx
 * @param {number} ax
 * @param {number} ay
 * @param {number} bx
 * @param {number} by
 * @param {number} wa half its width at each end
 * @param {number} wb
 * @param {number} ux unit vector from the first end to the second
 * @param {number} uy
 */
export function traceBone(ctx, ax, ay, bx, by, wa, wb, ux, uy) {
  ctx.moveTo(ax - uy * wa, ay + ux * wa);
  ctx.lineTo(bx - uy * wb, by + ux * wb);
  ctx.lineTo(bx + uy * wb, by - ux * wb);
  ctx.lineTo(ax + uy * wa, ay - ux * wa);
  ctx.closePath();
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
export function drawJoint(ctx, figure, pane, theme, i) {
  const r = figure.radius[i] * 1.12; // the sprite has a thin rim that parts discs that overlap
  ctx.globalAlpha = opacity(figure.strength[i]);
  ctx.drawImage(jointSprite(theme, colourOf(figure, pane, theme, i), figure.sign[i]), figure.screen[i * 4] - r, figure.screen[i * 4 + 1] - r, 2 * r, 2 * r);
}

/**
 * A joint that was inferred, as a ring, or on which several networks do not agree, as a dashed one; one that is both has
 * the width of the first and the dashes of the second. In the hole stands its sign where the measure has one.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Figure} figure
 * @param {Pane} pane
 * @param {Theme} theme
 * @param {number} i
 */
export function drawHollow(ctx, figure, pane, theme, i) {
  const [x, y, r] = [figure.screen[i * 4], figure.screen[i * 4 + 1], figure.radius[i]];
  const colour = colourOf(figure, pane, theme, i);
  const inferred = pane.clip.hollow?.[i % pane.clip.joints.length];
  drawRing(ctx, x, y, r, colour, figure.strength[i], theme, { width: inferred ? RING : DASHED_RING, dashed: figure.disputed[i] === 1 });
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
 * @param {import("../core/colour.js").Rgb} colour
 * @param {number} strength 0 to 1
 * @param {Theme} theme
 * @param {{width: number, dashed: boolean}} kind its width in radii, and whether it has gaps
 */
export function drawRing(ctx, x, y, r, colour, strength, theme, kind) {
  const width = Math.max(1, kind.width * r);
  ctx.globalAlpha = HOLE_OPACITY;
  ctx.fillStyle = css(theme.surface);
  ctx.beginPath();
  ctx.arc(x, y, 1.12 * r, 0, 2 * Math.PI);
  ctx.fill();
  ctx.globalAlpha = opacity(strength);
  ctx.strokeStyle = css(colour);
  ctx.lineWidth = width;
  ctx.lineCap = "butt";
  const dash = ((r - width / 2) * 2 * Math.PI) / DASHES;
  ctx.setLineDash(kind.dashed ? [0.62 * dash, 0.38 * dash] : []);
  ctx.beginPath();
  ctx.arc(x, y, r - width / 2, 0, 2 * Math.PI);
  ctx.stroke();
  ctx.setLineDash([]);
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
