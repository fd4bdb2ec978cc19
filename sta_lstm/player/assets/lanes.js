// What each lane of the timeline draws. All of it stands still, so it is painted once and kept.

import { css, mix } from "./colour.js";
import { evidence } from "./payload.js";
import { jointColour } from "./theme.js";

/** @typedef {import("./payload.js").Pane} Pane */
/** @typedef {import("./theme.js").Theme} Theme */
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
 */

/** Width of the names beside the lanes, pixels. */
export const GUTTER = 118;

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
function columns(area, frames, visit) {
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
function peak(value, first, end) {
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
 * @param {Area} area
 * @param {Pane} pane
 */
export function drawBeta(area, pane) {
  const { ctx, theme } = area;
  const top = area.y + 13;
  const base = area.y + area.height - 5;
  const y = (/** @type {number} */ b) => base - (pane.betaMax > 0 ? b / pane.betaMax : 0) * (base - top);
  ctx.strokeStyle = css(theme.line);
  ctx.lineWidth = 1;
  for (const at of [top, base]) line(ctx, area.left, Math.round(at) + 0.5, area.left + area.width, Math.round(at) + 0.5);
  /** @type {[number, number][]} */ const curve = [];
  columns(area, pane.clip.frames, (first, end) => {
    curve.push([edge(area, (first + end) / 2), y(peak((t) => pane.beta[t], first, end))]);
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
  for (const t of pane.keyframes) drawDiamond(ctx, theme, edge(area, t + 0.5), y(pane.beta[t]), 5);
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

/**
 * Bars of β_t z_{t,c}: above the line for the class, below it against.
 * @param {Area} area
 * @param {Pane} pane
 * @param {number} c
 */
export function drawEvidence(area, pane, c) {
  const { ctx, theme } = area;
  let [high, low] = [0, 0];
  for (let t = 0; t < pane.clip.frames; t++) {
    const e = evidence(pane, t, c);
    [high, low] = [Math.max(high, e), Math.min(low, e)];
  }
  const span = high - low || 1;
  const inside = area.height - 10;
  const zero = area.y + 5 + (high - low > 0 ? (high / span) * inside : inside / 2);
  columns(area, pane.clip.frames, (first, end) => {
    const e = peak((t) => evidence(pane, t, c), first, end);
    const [x0, x1] = [edge(area, first), edge(area, end)];
    const gap = x1 - x0 > 4 ? 0.5 : 0;
    ctx.fillStyle = css(e >= 0 ? theme.support : theme.against);
    const h = (Math.abs(e) / span) * inside;
    ctx.fillRect(x0 + gap, e >= 0 ? zero - h : zero, Math.max(0.75, x1 - x0 - 2 * gap), h);
  });
  ctx.strokeStyle = css(theme.muted, 0.7);
  ctx.lineWidth = 1;
  line(ctx, area.left, Math.round(zero) + 0.5, area.left + area.width, Math.round(zero) + 0.5);
}

/**
 * The colour of a class in the lane of leaders: the predicted one has the colour of support.
 * @param {Theme} theme
 * @param {Pane} pane
 * @param {number} c
 */
export function classColour(theme, pane, c) {
  if (c < 0) return mix(theme.surface, theme.text, 0.14);
  if (c === pane.predicted) return theme.support;
  return theme.classes[c % theme.classes.length];
}

/**
 * @param {Area} area
 * @param {Pane} pane
 */
export function drawLeaders(area, pane) {
  const { ctx, theme } = area;
  const { leader, clip } = pane;
  ctx.font = `500 10.5px ${theme.font}`;
  ctx.textBaseline = "middle";
  ctx.textAlign = "left";
  for (let start = 0; start < clip.frames; ) {
    let end = start + 1;
    while (end < clip.frames && leader[end] === leader[start]) end++;
    if (end > area.from && start < area.to) {
      const x0 = Math.max(area.left, edge(area, start));
      const x1 = Math.min(area.left + area.width, edge(area, end));
      const colour = classColour(theme, pane, leader[start]);
      ctx.fillStyle = css(colour);
      ctx.beginPath();
      ctx.roundRect(x0 + 0.5, area.y, Math.max(0.75, x1 - x0 - 1), area.height, Math.min(4, (x1 - x0) / 3));
      ctx.fill();
      const name = leader[start] < 0 ? "no evidence yet" : pane.classes[leader[start]];
      const fitting = fitText(ctx, name, x1 - x0 - 12);
      ctx.fillStyle = leader[start] < 0 ? css(theme.muted) : theme.dark ? "rgba(8, 12, 18, 0.92)" : leader[start] === pane.predicted ? "#fff" : "rgba(16, 20, 28, 0.9)";
      if (fitting) ctx.fillText(fitting, x0 + 6, area.y + area.height / 2 + 0.5);
    }
    start = end;
  }
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
 * Seconds and frames along the top.
 * @param {Area} area
 * @param {number} fps
 */
export function drawRuler(area, fps) {
  const { ctx, theme } = area;
  const seconds = (area.to - area.from) / fps;
  const wanted = seconds / Math.max(1, area.width / 80);
  const step = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600].find((s) => s >= wanted) ?? 1200;
  ctx.font = `10px ${theme.font}`;
  ctx.textBaseline = "alphabetic";
  ctx.fillStyle = css(theme.muted);
  ctx.strokeStyle = css(theme.line);
  ctx.lineWidth = 1;
  for (let s = Math.ceil(area.from / fps / step) * step; s * fps <= area.to - 0.5; s += step) {
    const x = edge(area, s * fps + 0.5);
    if (x > area.left + area.width) break;
    line(ctx, Math.round(x) + 0.5, area.y + area.height - 4, Math.round(x) + 0.5, area.y + area.height);
    const text = s >= 60 ? `${Math.floor(s / 60)}:${String(Math.round(s % 60)).padStart(2, "0")}` : `${+s.toFixed(2)} s`;
    ctx.textAlign = x < area.left + 12 ? "left" : x > area.left + area.width - 16 ? "right" : "center";
    ctx.fillText(text, x, area.y + area.height - 6);
  }
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {number} x0
 * @param {number} y0
 * @param {number} x1
 * @param {number} y1
 */
function line(ctx, x0, y0, x1, y1) {
  ctx.beginPath();
  ctx.moveTo(x0, y0);
  ctx.lineTo(x1, y1);
  ctx.stroke();
}
