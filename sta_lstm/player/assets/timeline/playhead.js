// What moves over the lanes: the playhead, the line under the pointer, the loop range, the rows of chosen joints.

import { css } from "../core/colour.js";
import { edge } from "./lanes.js";

/** @typedef {import("./timeline.js").Timeline} Timeline */
/** @typedef {import("./lanes.js").Area} Area */

/** Height and half the width of the playhead's head, which stands at the foot of the ruler, below its times; pixels. */
export const HEAD = 9;
const HALF = 5;

/**
 * @param {Timeline} timeline
 * @param {Area} area all lanes together
 */
export function drawMarks(timeline, area) {
  const { clock, store } = timeline.player;
  const { loop, pointer, position, range } = store.state;
  const [ruler, ...lanes] = timeline.lanes;
  const top = ruler.y + ruler.height;
  if (range) drawRange(area, range, top, loop === "range");
  drawRows(timeline, area);
  if (pointer && !timeline.drag && pointer.x >= area.left) {
    area.ctx.fillStyle = css(area.theme.text, 0.28);
    area.ctx.fillRect(edge(area, timeline.frameAt(pointer.x) + 0.5) - 0.5, top, 1, area.height - top);
  }
  const x = edge(area, Math.min(position, clock.frames - 1) + 0.5);
  if (x >= area.left - 1 && x <= area.left + area.width + 1) drawPlayhead(area, x, top, lanes);
}

/**
 * A head whose tip is at `top`, and a line through the lanes, but not through names that stand above them.
 * @param {Pick<Area, "ctx" | "theme">} area
 * @param {number} x
 * @param {number} top
 * @param {{y: number, height: number}[]} lanes
 */
export function drawPlayhead({ ctx, theme }, x, top, lanes) {
  ctx.fillStyle = css(theme.background, 0.7);
  for (const { height, y } of lanes) ctx.fillRect(x - 2, y, 4, height);
  ctx.fillStyle = css(theme.text);
  for (const { height, y } of lanes) ctx.fillRect(x - 0.75, y, 1.5, height);
  const [half, high] = [HALF * theme.unit, HEAD * theme.unit];
  ctx.beginPath();
  ctx.moveTo(x - half, top - high);
  ctx.lineTo(x + half, top - high);
  ctx.lineTo(x, top);
  ctx.closePath();
  ctx.fill();
}

/**
 * The chosen range as a bar; while play keeps to it, all else is dimmed.
 * @param {Area} area
 * @param {[number, number]} range
 * @param {number} top where the lanes begin
 * @param {boolean} kept
 */
function drawRange(area, range, top, kept) {
  const { ctx, theme, left, width, height } = area;
  const [x0, x1] = [edge(area, range[0]), edge(area, range[1] + 1)].map((x) => Math.max(left, Math.min(left + width, x)));
  if (kept) {
    ctx.fillStyle = css(theme.background, 0.55);
    ctx.fillRect(left, top, x0 - left, height - top);
    ctx.fillRect(x1, top, left + width - x1, height - top);
  }
  ctx.fillStyle = css(theme.accent, kept ? 1 : 0.5);
  ctx.fillRect(x0, top - 3, x1 - x0, 3);
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
