// What moves over the lanes: the playhead, the line under the pointer, the loop range, the rows of chosen joints.

import { css } from "../core/colour.js";
import { edge } from "./lanes.js";

/** @typedef {import("./timeline.js").Timeline} Timeline */
/** @typedef {import("./lanes.js").Area} Area */

/** Where the lanes begin, below the ruler. */
const TOP = 20;

/**
 * @param {Timeline} timeline
 * @param {Area} area all lanes together
 */
export function drawMarks(timeline, area) {
  const { clock } = timeline.player;
  if (clock.range) drawRange(area, clock.range);
  drawRows(timeline, area);
  if (timeline.pointer && !timeline.drag && timeline.pointer.x >= area.left) {
    area.ctx.fillStyle = css(area.theme.text, 0.28);
    area.ctx.fillRect(edge(area, timeline.frameAt(timeline.pointer.x) + 0.5) - 0.5, TOP, 1, area.height - TOP);
  }
  const x = edge(area, Math.min(clock.position, clock.frames - 1) + 0.5);
  if (x >= area.left - 1 && x <= area.left + area.width + 1) drawPlayhead(area, x);
}

/**
 * @param {Area} area
 * @param {number} x
 */
export function drawPlayhead({ ctx, theme, height }, x) {
  ctx.fillStyle = css(theme.background, 0.7);
  ctx.fillRect(x - 2, 16, 4, height - 16);
  ctx.fillStyle = css(theme.text);
  ctx.fillRect(x - 0.75, 14, 1.5, height - 14);
  ctx.beginPath();
  ctx.moveTo(x - 6, 8);
  ctx.lineTo(x + 6, 8);
  ctx.lineTo(x + 6, 13);
  ctx.lineTo(x, TOP);
  ctx.lineTo(x - 6, 13);
  ctx.closePath();
  ctx.fill();
}

/**
 * @param {Area} area
 * @param {[number, number]} range
 */
function drawRange(area, range) {
  const { ctx, theme, left, width, height } = area;
  const [x0, x1] = [edge(area, range[0]), edge(area, range[1] + 1)].map((x) => Math.max(left, Math.min(left + width, x)));
  ctx.fillStyle = css(theme.background, 0.55);
  ctx.fillRect(left, TOP, x0 - left, height - TOP);
  ctx.fillRect(x1, TOP, left + width - x1, height - TOP);
  ctx.fillStyle = css(theme.accent);
  ctx.fillRect(x0, TOP - 3, x1 - x0, 3);
}

/**
 * Marks the rows of the joint under the pointer and of the pinned one.
 * @param {Timeline} timeline
 * @param {Area} area
 */
function drawRows(timeline, { ctx, theme, left, width }) {
  const lane = timeline.lanes[timeline.lanes.length - 1];
  if (lane.kind !== "alpha") return;
  const { look, pins: { hovered } } = timeline.player;
  for (const [ref, strength] of /** @type {const} */ ([[look.pinned, 0.9], [hovered, 0.5]])) {
    const row = ref && timeline.strip.rows.find(({ person, joint }) => person === ref.person && joint === ref.joint);
    if (!row) continue;
    ctx.strokeStyle = css(theme.text, strength);
    ctx.lineWidth = 1;
    const y = Math.floor(lane.y + row.y * lane.height);
    ctx.strokeRect(left + 0.5, y - 0.5, width - 1, Math.ceil(row.height * lane.height) + 1);
  }
}
