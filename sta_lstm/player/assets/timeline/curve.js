// A curve over the frames, with its keyframes as diamonds.

import { css } from "../core/colour.js";
import { fontOf } from "../core/theme.js";
import { columns, edge, inscribe, line, peak } from "./lanes.js";

/** @typedef {import("../core/payload.js").Pane} Pane */
/** @typedef {import("../core/theme.js").Theme} Theme */
/** @typedef {import("./lanes.js").Area} Area */

/** @typedef {{top: number, unit: number}} Scale what the top of a lane stands for, in units; and a unit, in what the curve counts */

/** Where all weigh alike, their line still has a lane above it. */
const LEAST_TOP = 2;
/** Pixels between two words that stand above each other. */
const APART = 14;

/**
 * The scale of a curve, the same in all panes that have one of its name: weights are counted as multiples of an equal
 * share, each model's own, so that lanes can be compared.
 * @param {Pane[]} panes
 * @param {import("../core/unpacking.js").Curve} curve
 * @returns {Scale}
 */
export function curveScale(panes, curve) {
  const { name, relative, mean } = curve;
  const alike = panes.flatMap(({ curves }) => curves.filter((each) => each.name === name && each.relative === relative));
  if (!relative) return { top: Math.max(...alike.map(({ max }) => max)), unit: 1 };
  const tops = alike.map((each) => (each.mean > 0 ? each.max / each.mean : 0));
  return { top: Math.max(LEAST_TOP, ...tops), unit: mean || 1 };
}

/**
 * @param {Area} area
 * @param {Pane} pane whose frames without a body are left out, and whose keyframes are marked on the first curve
 * @param {import("../core/unpacking.js").Curve} curve
 * @param {Scale} scale
 */
export function drawCurve(area, pane, curve, scale) {
  const { learned, relative, signed, values } = curve;
  const { ctx, theme } = area;
  const top = area.y + 13 * theme.unit;
  const bottom = area.y + area.height - 5;
  const base = signed ? (top + bottom) / 2 : bottom;
  const y = (/** @type {number} */ v) => base - (scale.top > 0 ? v / scale.unit / scale.top : 0) * (base - top);
  ctx.strokeStyle = css(theme.line);
  ctx.lineWidth = 1;
  for (const at of [top, base]) line(ctx, area.left, Math.round(at) + 0.5, area.left + area.width, Math.round(at) + 0.5);
  if (relative) drawEqualShare(area, y(scale.unit));
  // Weights that nobody learned are a line: filled, they would look like much attention everywhere.
  drawLine(area, pane.clip.frames, values, y, relative && !learned ? null : { top, base });
  if (values === pane.curves[0].values) for (const t of pane.keyframes) drawDiamond(ctx, theme, edge(area, t + 0.5), y(values[t]), 5);
  ctx.font = fontOf(theme, "small");
  ctx.fillStyle = css(theme.muted);
  ctx.textAlign = "left";
  ctx.textBaseline = "alphabetic";
  inscribe(area, relative ? `${scale.top.toPrecision(2)}×` : `max ${scale.top.toPrecision(2)}`, area.left + 6, area.y + 10 * theme.unit);
  if (relative && y(scale.unit) - top > APART * theme.unit) inscribe(area, "1×", area.left + 6, y(scale.unit) - 3);
}

/**
 * A dashed line where every frame would weigh the same.
 * @param {Area} area
 * @param {number} at
 */
function drawEqualShare({ ctx, left, theme, width }, at) {
  ctx.strokeStyle = css(theme.muted, 0.7);
  ctx.setLineDash([4, 3]);
  line(ctx, left, Math.round(at) + 0.5, left + width, Math.round(at) + 0.5);
  ctx.setLineDash([]);
}

/**
 * The curve itself, and its area where it has one.
 * @param {Area} area
 * @param {number} frames
 * @param {Float32Array} values
 * @param {(value: number) => number} y how high a value lies
 * @param {{top: number, base: number} | null} filled
 */
function drawLine(area, frames, values, y, filled) {
  const { ctx, theme } = area;
  /** @type {[number, number][]} */ const curve = [];
  columns(area, frames, (first, end) => {
    curve.push([edge(area, (first + end) / 2), y(peak((t) => values[t], first, end))]);
  });
  if (curve.length === 0) return;
  const half = (edge(area, 1) - edge(area, 0)) / 2;
  curve.unshift([curve[0][0] - half, curve[0][1]]);
  curve.push([curve[curve.length - 1][0] + half, curve[curve.length - 1][1]]);
  ctx.beginPath();
  curve.forEach(([x, v], i) => (i ? ctx.lineTo(x, v) : ctx.moveTo(x, v)));
  ctx.strokeStyle = css(theme.accent);
  ctx.lineWidth = 1.75;
  ctx.lineJoin = "round";
  ctx.stroke();
  if (!filled) return;
  ctx.lineTo(curve[curve.length - 1][0], filled.base);
  ctx.lineTo(curve[0][0], filled.base);
  const fill = ctx.createLinearGradient(0, filled.top, 0, filled.base);
  fill.addColorStop(0, css(theme.accent, 0.38));
  fill.addColorStop(1, css(theme.accent, 0.1));
  ctx.fillStyle = fill;
  ctx.fill();
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Theme} theme
 * @param {number} x
 * @param {number} y
 * @param {number} r
 */
export function drawDiamond(ctx, theme, x, y, r) {
  ctx.beginPath();
  ctx.moveTo(x, y - r);
  ctx.lineTo(x + r, y);
  ctx.lineTo(x, y + r);
  ctx.lineTo(x - r, y);
  ctx.closePath();
  ctx.fillStyle = css(theme.accent);
  ctx.fill();
  ctx.strokeStyle = css(theme.background);
  ctx.lineWidth = 1.5;
  ctx.stroke();
}
