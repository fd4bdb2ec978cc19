// What moves over the lanes: the playhead, the line under the pointer, the loop range, the rows of chosen joints.

import { css } from "../core/colour.js";
import { edge } from "./lanes.js";

/** @typedef {import("./timeline.js").Timeline} Timeline */
/** @typedef {import("./lanes.js").Area} Area */
/** @typedef {import("../core/camera.js").Box} Box */

/** Height and half the width of the playhead's head, which stands at the foot of the ruler, below its times; pixels. */
export const HEAD = 9;
const HALF = 5;
/** How far a line keeps away from words, pixels. */
const AWAY = 3;
/** Words on the lanes that are elements of the page. */
const WORDS = ".sta-above > *, .sta-whose > *, .sta-lane-note > span, .sta-end, .sta-segment:not(.sta-nameless) > span, .sta-thumb > span";

/**
 * @param {Timeline} timeline
 * @param {Area} area all lanes together
 */
export function drawMarks(timeline, area) {
  const { clock, store } = timeline.player;
  const { loop, pointer, position, range } = store.state;
  const [ruler, ...below] = timeline.lanes;
  const lanes = below.filter(({ kind }) => kind !== "whose"); // a line of words, without time
  const top = ruler.y + ruler.height;
  if (range) drawRange(area, range, top, loop === "range");
  drawRows(timeline, area);
  if (pointer && !timeline.drag && pointer.x >= area.left) {
    area.ctx.fillStyle = css(area.theme.text, 0.28);
    const x = edge(area, timeline.frameAt(pointer.x) + 0.5);
    for (const [from, to] of piecesOf(x, { y: top, height: area.height - top }, area.texts)) area.ctx.fillRect(x - 0.5, from, 1, to - from);
  }
  const x = edge(area, Math.min(position, clock.frames - 1) + 0.5);
  if (x >= area.left - 1 && x <= area.left + area.width + 1) drawPlayhead(area, x, top, lanes);
}

/**
 * Where words stand that are elements of the page, on the lanes as they are laid out now.
 * @param {HTMLElement} element the timeline
 * @returns {Box[]}
 */
export function wordsOn(element) {
  const { left, top } = element.getBoundingClientRect();
  return Array.from(element.querySelectorAll(WORDS), (words) => {
    const [own, cut] = [words, words.closest(".sta-segment") ?? words].map((each) => each.getBoundingClientRect());
    const width = Math.min(own.right, cut.right) - own.left;
    return { x: own.left - left, y: own.top - top, width, height: own.height };
  }).filter(({ width }) => width > 0);
}

/**
 * The pieces of an upright line that runs through no words: from where to where each goes.
 * @param {number} x
 * @param {{y: number, height: number}} line
 * @param {Box[]} texts
 * @returns {[number, number][]}
 */
export function piecesOf(x, { height, y }, texts) {
  const crossed = texts.filter((box) => x >= box.x - AWAY && x <= box.x + box.width + AWAY).sort((a, b) => a.y - b.y);
  /** @type {[number, number][]} */ const pieces = [];
  let from = y;
  for (const box of crossed) {
    if (box.y - AWAY > from) pieces.push([from, Math.min(y + height, box.y - AWAY)]);
    from = Math.max(from, box.y + box.height + AWAY);
  }
  return [...pieces, /** @type {[number, number]} */ ([from, y + height])].filter(([start, end]) => start < end);
}

/**
 * A head whose tip is at `top`, and a line through the lanes, but neither through words nor through names above lanes.
 * @param {Pick<Area, "ctx" | "theme" | "left" | "width" | "texts">} area
 * @param {number} x
 * @param {number} top
 * @param {{y: number, height: number}[]} lanes
 */
function drawPlayhead({ ctx, left, texts, theme, width }, x, top, lanes) {
  const pieces = lanes.flatMap((lane) => piecesOf(x, lane, texts));
  ctx.fillStyle = css(theme.background, 0.7);
  for (const [from, to] of pieces) ctx.fillRect(x - 2, from, 4, to - from);
  ctx.fillStyle = css(theme.text);
  for (const [from, to] of pieces) ctx.fillRect(x - 0.75, from, 1.5, to - from);
  const [half, high] = [HALF * theme.unit, HEAD * theme.unit];
  // At both ends all of the head is to be seen; its tip is where the moment is.
  const middle = Math.max(half, Math.min(left + width - half, x));
  ctx.beginPath();
  ctx.moveTo(middle - half, top - high);
  ctx.lineTo(middle + half, top - high);
  ctx.lineTo(x, top);
  ctx.closePath();
  ctx.fill();
}

/**
 * The chosen range as a bar, grey while no loop keeps to it; while one does, all else is dimmed.
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
  ctx.fillStyle = kept ? css(theme.accent) : css(theme.muted, 0.4);
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
