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
  const { clock, store } = timeline.player;
  const { pointer, position, range } = store.state;
  if (range) drawRange(area, range);
  drawRows(timeline, area);
  if (pointer && !timeline.drag && pointer.x >= area.left) {
    area.ctx.fillStyle = css(area.theme.text, 0.28);
    area.ctx.fillRect(edge(area, timeline.frameAt(pointer.x) + 0.5) - 0.5, TOP, 1, area.height - TOP);
  }
  const x = edge(area, Math.min(position, clock.frames - 1) + 0.5);
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
 * Marks the rows of selected joints, of the pinned one and of the one under the pointer.
 * @param {Timeline} timeline
 * @param {Area} area
 */
function drawRows(timeline, { ctx, theme, left, width }) {
  const lane = timeline.lanes[timeline.lanes.length - 1];
  if (lane.kind !== "strip") return;
  const { hovered, pinned, selected } = timeline.player.store.state;
  const marked = [...selected.map((ref) => /** @type {const} */ ([ref, theme.accent, 0.9])), /** @type {const} */ ([pinned, theme.text, 0.9]), /** @type {const} */ ([hovered, theme.text, 0.5])];
  for (const [ref, colour, strength] of marked) {
    const row = ref && timeline.strip.rows.find(({ person, joint }) => person === ref.person && joint === ref.joint);
    if (!row) continue;
    ctx.strokeStyle = css(colour, strength);
    ctx.lineWidth = 1;
    const y = Math.floor(lane.y + row.y * lane.height);
    ctx.strokeRect(left + 0.5, y - 0.5, width - 1, Math.ceil(row.height * lane.height) + 1);
  }
}
