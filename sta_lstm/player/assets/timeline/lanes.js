// What all lanes of the timeline share, and the plain ones: they stand still, so they are painted once and kept.

import { css, mix } from "../core/colour.js";
import { fontOf, jointColour } from "../core/theme.js";
import { percentText } from "../core/values.js";

/** @typedef {import("../core/payload.js").Pane} Pane */
/** @typedef {import("../core/theme.js").Theme} Theme */

/**
 * @typedef {object} Area where a lane is, and how frames fall on it
 * @property {CanvasRenderingContext2D} ctx
 * @property {Theme} theme
 * @property {number} left
 * @property {number} width
 * @property {number} y
 * @property {number} height
 * @property {number} from first frame in view (may be a fraction)
 * @property {number} to end of the view
 * @property {import("../core/camera.js").Box[]} texts where words stand in it
 */

/** Left edge of frame t. @param {Area} area @param {number} t */
export function edge(area, t) {
  return area.left + ((t - area.from) / (area.to - area.from)) * area.width;
}

/**
 * Frames in view, gathered into columns no finer than a pixel.
 * @param {Area} area
 * @param {number} frames
 * @param {(first: number, end: number) => void} visit
 */
export function columns(area, frames, visit) {
  const first = Math.max(0, Math.floor(area.from));
  const end = Math.min(frames, Math.ceil(area.to));
  const step = Math.max(1, Math.floor((area.to - area.from) / area.width));
  for (let t = first; t < end; t += step) visit(t, Math.min(end, t + step));
}

/**
 * The value farthest from zero among frames first to end − 1: a spike of one frame stays visible when zoomed out.
 * @param {(t: number) => number} value
 * @param {number} first
 * @param {number} end
 */
export function peak(value, first, end) {
  let best = 0;
  for (let t = first; t < end; t++) if (Math.abs(value(t)) > Math.abs(best)) best = value(t);
  return best;
}

/** @param {Area} area */
export function drawLaneGround(area) {
  area.ctx.fillStyle = css(area.theme.surface);
  area.ctx.beginPath();
  area.ctx.roundRect(area.left, area.y, area.width, area.height, 6);
  area.ctx.fill();
}

/**
 * The text, cut with an ellipsis to fit, or nothing where not even a beginning fits.
 * @param {CanvasRenderingContext2D} ctx
 * @param {string} text
 * @param {number} room
 */
export function fitText(ctx, text, room) {
  if (ctx.measureText(text).width <= room) return text;
  for (let n = Math.min(text.length - 1, 60); n >= 3; n--) {
    const cut = `${text.slice(0, n)}…`;
    if (ctx.measureText(cut).width <= room) return cut;
  }
  return "";
}

/**
 * Writes into a lane, and notes where, so that no line runs through it.
 * @param {Area} area
 * @param {string} text
 * @param {number} x
 * @param {number} y
 */
export function inscribe({ ctx, texts }, text, x, y) {
  ctx.fillText(text, x, y);
  const { actualBoundingBoxAscent: above, actualBoundingBoxDescent: below, actualBoundingBoxLeft: left, actualBoundingBoxRight: right } = ctx.measureText(text);
  texts.push({ x: x - left, y: y - above, width: left + right, height: above + below });
}

/**
 * Who is there when, where no model has more to say.
 * @param {Area} area
 * @param {Pane} pane
 */
export function drawPresence(area, pane) {
  const { ctx, theme } = area;
  const { frames, persons, present } = pane.clip;
  const row = (area.height - 8) / persons;
  for (let m = 0; m < persons; m++) {
    ctx.fillStyle = css(mix(theme.surface, jointColour(theme, m, "M"), 0.75));
    for (const [start, end] of stretches(frames, (t) => present[t * persons + m] === 1)) {
      const x0 = Math.max(area.left, edge(area, start));
      const x1 = Math.min(area.left + area.width, edge(area, end));
      if (x1 > x0) ctx.fillRect(x0, area.y + 6 + m * row, x1 - x0, row - 4);
    }
  }
}

/**
 * Runs of frames for which something holds: first frame, and the one after the last.
 * @param {number} frames
 * @param {(t: number) => boolean} holds
 * @returns {[number, number][]}
 */
function stretches(frames, holds) {
  /** @type {[number, number][]} */ const found = [];
  for (let start = 0; start < frames; start++) {
    if (!holds(start)) continue;
    let end = start + 1;
    while (end < frames && holds(end)) end++;
    found.push([start, end]);
    start = end;
  }
  return found;
}

/**
 * Hatches the frames in which nobody was tracked.
 * @param {Area} area
 * @param {Pane} pane
 */
export function drawEmpty(area, pane) {
  const { empty, frames } = pane.clip;
  const { ctx, theme } = area;
  for (const [start, end] of stretches(frames, (t) => empty[t] === 1)) {
    const x0 = Math.max(area.left, edge(area, start));
    const x1 = Math.min(area.left + area.width, edge(area, end));
    if (x1 <= x0) continue;
    ctx.save();
    ctx.beginPath();
    ctx.rect(x0, area.y, x1 - x0, area.height);
    ctx.clip();
    ctx.strokeStyle = css(theme.muted, 0.4);
    ctx.lineWidth = 1;
    for (let x = x0 - area.height - (x0 % 6); x < x1; x += 6) line(ctx, x, area.y + area.height, x + area.height, area.y);
    ctx.restore();
  }
}

/**
 * Seconds along the top.
 * @param {Area} area
 * @param {number} fps
 */
export function drawRuler(area, fps) {
  const steps = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1200];
  const text = (/** @type {number} */ s) => (s >= 60 ? `${Math.floor(s / 60)}:${String(Math.round(s % 60)).padStart(2, "0")}` : `${+s.toFixed(2)} s`);
  drawTicks(area, fps, steps, text);
}

/**
 * How far a clock has come that several recordings share, in per cent: its seconds would be nobody's.
 * @param {Area} area
 * @param {number} frames of the clock
 */
export function drawShares(area, frames) {
  drawTicks(area, (frames - 1) / 100, [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 25, 50, 100], (share) => percentText(share / 100, share % 1 ? 1 : 0));
}

/**
 * Ticks at even distances with a word each, no more than have room.
 * @param {Area} area
 * @param {number} unit frames that one is long
 * @param {number[]} steps from tick to tick, of which the least is taken that leaves the words room
 * @param {(at: number) => string} text
 */
function drawTicks(area, unit, steps, text) {
  const { ctx, theme } = area;
  if (area.to - area.from < 2) return; // of one frame there is no time to tell
  const wanted = (area.to - area.from) / unit / Math.max(1, area.width / (80 * theme.unit));
  const usual = steps.find((step) => step >= wanted) ?? steps[steps.length - 1];
  const step = Math.max(usual, 1 / unit); // between two frames there is no time to tell
  ctx.font = fontOf(theme, "small");
  ctx.textBaseline = "alphabetic";
  ctx.fillStyle = css(theme.muted);
  ctx.strokeStyle = css(theme.line);
  ctx.lineWidth = 1;
  for (let at = Math.ceil(area.from / unit / step) * step; at * unit < area.to - 1 + 1e-6; at += step) {
    const x = edge(area, at * unit + 0.5);
    if (x > area.left + area.width) break;
    line(ctx, Math.round(x) + 0.5, area.y + area.height - 10 * theme.unit, Math.round(x) + 0.5, area.y + area.height);
    ctx.textAlign = x < area.left + 12 ? "left" : x > area.left + area.width - 16 ? "right" : "center";
    ctx.fillText(text(at), x, area.y + area.height - 13 * theme.unit);
  }
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {number} x0
 * @param {number} y0
 * @param {number} x1
 * @param {number} y1
 */
export function line(ctx, x0, y0, x1, y1) {
  ctx.beginPath();
  ctx.moveTo(x0, y0);
  ctx.lineTo(x1, y1);
  ctx.stroke();
}
