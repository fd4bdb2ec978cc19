// A curve over the frames, with its keyframes as diamonds.

import { css } from "../core/colour.js";
import { fontOf } from "../core/theme.js";
import { columns, edge, line, peak } from "./lanes.js";

/** @typedef {import("../core/payload.js").Pane} Pane */
/** @typedef {import("../core/theme.js").Theme} Theme */
/** @typedef {import("./lanes.js").Area} Area */

/**
 * @param {Area} area
 * @param {Pane} pane whose frames without a body are left out, and whose keyframes are marked on the first curve
 * @param {import("../core/unpacking.js").Curve} curve
 */
export function drawCurve(area, pane, { max, signed, values }) {
  const { ctx, theme } = area;
  const top = area.y + 13 * theme.unit;
  const bottom = area.y + area.height - 5;
  const base = signed ? (top + bottom) / 2 : bottom;
  const y = (/** @type {number} */ v) => base - (max > 0 ? v / max : 0) * (base - top);
  ctx.strokeStyle = css(theme.line);
  ctx.lineWidth = 1;
  for (const at of [top, base]) line(ctx, area.left, Math.round(at) + 0.5, area.left + area.width, Math.round(at) + 0.5);
  /** @type {[number, number][]} */ const curve = [];
  columns(area, pane.clip.frames, (first, end) => {
    curve.push([edge(area, (first + end) / 2), y(peak((t) => values[t], first, end))]);
  });
  if (curve.length > 0) {
    const half = (edge(area, 1) - edge(area, 0)) / 2;
    curve.unshift([curve[0][0] - half, curve[0][1]]);
    curve.push([curve[curve.length - 1][0] + half, curve[curve.length - 1][1]]);
    ctx.beginPath();
    curve.forEach(([x, v], i) => (i ? ctx.lineTo(x, v) : ctx.moveTo(x, v)));
    ctx.strokeStyle = css(theme.accent);
    ctx.lineWidth = 1.75;
    ctx.lineJoin = "round";
    ctx.stroke();
    ctx.lineTo(curve[curve.length - 1][0], base);
    ctx.lineTo(curve[0][0], base);
    const fill = ctx.createLinearGradient(0, top, 0, base);
    fill.addColorStop(0, css(theme.accent, 0.38));
    fill.addColorStop(1, css(theme.accent, 0.1));
    ctx.fillStyle = fill;
    ctx.fill();
  }
  if (values === pane.curves[0].values) for (const t of pane.keyframes) drawDiamond(ctx, theme, edge(area, t + 0.5), y(values[t]), 5);
  ctx.font = fontOf(theme, "small");
  ctx.fillStyle = css(theme.muted);
  ctx.textAlign = "left";
  ctx.textBaseline = "alphabetic";
  ctx.fillText(`max ${max.toPrecision(2)}`, area.left + 6, area.y + 10 * theme.unit);
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
