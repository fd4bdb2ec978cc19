// What every frame adds to the score of a class, and which class leads.

import { css, mix } from "../core/colour.js";
import { evidence } from "../core/payload.js";
import { fontOf } from "../core/theme.js";
import { leaderName } from "../core/values.js";
import { columns, edge, fitText, inscribe, line, peak } from "./lanes.js";

/** @typedef {import("../core/payload.js").Pane} Pane */
/** @typedef {import("../core/theme.js").Theme} Theme */
/** @typedef {import("./lanes.js").Area} Area */

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
  if (c === pane.answer?.predicted) return theme.support;
  return theme.classes[leadersOf(pane).indexOf(c) % theme.classes.length] ?? theme.classes[0];
}

/** @type {WeakMap<Pane, number[]>} */
const leaders = new WeakMap();

/**
 * The classes that lead at some time, but for the predicted one, in the order in which they come.
 * @param {Pane} pane
 */
function leadersOf(pane) {
  const known = leaders.get(pane);
  if (known) return known;
  const found = [...new Set(pane.leader)].filter((c) => c >= 0 && c !== pane.answer?.predicted);
  leaders.set(pane, found);
  return found;
}

/** Opacity of a class that is certain: text stays readable on it. */
const CERTAIN = 0.55;

/**
 * The class that leads up to each frame, as opaque as it is probable there.
 * @param {Area} area
 * @param {Pane} pane
 */
export function drawLeaders(area, pane) {
  const { ctx, theme } = area;
  const { lead, leader, clip } = pane;
  ctx.font = fontOf(theme, "small", 500);
  ctx.textBaseline = "middle";
  ctx.textAlign = "left";
  columns(area, clip.frames, (first, end) => {
    const [x0, x1] = [edge(area, first), edge(area, end)];
    const colour = classColour(theme, pane, leader[first]);
    ctx.fillStyle = css(leader[first] < 0 ? colour : mix(theme.surface, colour, CERTAIN * lead[first]));
    ctx.fillRect(x0, area.y, x1 - x0 + 0.6, area.height); // a little over the next one, so that no seam shows
  });
  for (let start = 0; start < clip.frames; ) {
    let end = start + 1;
    while (end < clip.frames && leader[end] === leader[start]) end++;
    if (end > area.from && start < area.to) {
      const x0 = Math.max(area.left, edge(area, start));
      const x1 = Math.min(area.left + area.width, edge(area, end));
      ctx.fillStyle = css(theme.background);
      ctx.fillRect(x1 - 0.5, area.y, 1, area.height);
      const fitting = fitText(ctx, leaderName(pane, start), x1 - x0 - 12);
      ctx.fillStyle = css(theme.text);
      if (fitting) inscribe(area, fitting, x0 + 6, area.y + area.height / 2 + 0.5);
    }
    start = end;
  }
}
