// Pointer and wheel on the timeline: scrub, loop range, zoom in time, and exact values under the pointer.

import { warningsAt } from "./warnings.js";
import { edge } from "./lanes.js";
import { curveText, frameText, leaderText, valuesText } from "../core/values.js";
import { evidence } from "../core/payload.js";
import { personLetter } from "../core/theme.js";

/** @typedef {import("./timeline.js").Timeline} Timeline */

const NEAR_MARK = 7;

/** @param {Timeline} timeline */
export function listenToTimeline(timeline) {
  const { base, player } = timeline;
  const place = (/** @type {MouseEvent} */ event) => {
    const box = base.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  base.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    const at = place(event);
    base.setPointerCapture(event.pointerId);
    player.focus();
    timeline.drag = event.shiftKey ? "range" : "scrub";
    timeline.dragStart = timeline.frameAt(at.x);
    if (timeline.drag === "scrub") player.playback.scrub(markAt(timeline, at) ?? timeline.frameAt(at.x));
  });
  base.addEventListener("pointermove", (event) => {
    const at = place(event);
    player.store.set({ pointer: at });
    if (timeline.drag === "scrub") player.playback.scrub(timeline.frameAt(at.x));
    if (timeline.drag === "range") player.playback.chooseRange(timeline.dragStart, timeline.frameAt(at.x), false);
    const inside = at.x >= timeline.left;
    const row = inside ? timeline.rowAt(at.y) : null;
    player.pins.hover(row ? { pane: player.store.state.active, person: row.person, joint: row.joint, tipped: false } : null);
    if (inside) player.tip.show(event, valuesAt(timeline, at));
    else player.tip.hide();
  });
  const end = (/** @type {PointerEvent} */ event) => {
    if (timeline.drag === "range") player.playback.chooseRange(timeline.dragStart, timeline.frameAt(place(event).x), true);
    if (timeline.drag === "scrub") player.playback.endScrub();
    timeline.drag = null;
  };
  base.addEventListener("pointerup", end);
  base.addEventListener("pointercancel", end);
  base.addEventListener("pointerleave", () => {
    player.store.set({ pointer: null });
    player.pins.hover(null);
    player.tip.hide();
  });
  timeline.element.addEventListener("wheel", (event) => zoom(timeline, event, place(event).x), { passive: false });
  timeline.scrubber.addEventListener("input", () => player.playback.goTo(Number(timeline.scrubber.value)));
}

/**
 * The keyframe whose mark on β is there.
 * @param {Timeline} timeline
 * @param {{x: number, y: number}} at
 */
function markAt(timeline, at) {
  const lane = timeline.laneAt(at.y);
  const ctx = timeline.base.getContext("2d");
  if (!ctx || lane?.kind !== "curve" || lane.curve > 0) return undefined;
  const area = timeline.area(lane, ctx);
  return timeline.player.store.state.show.panes[lane.pane].keyframes.find((t) => Math.abs(edge(area, t + 0.5) - at.x) < NEAR_MARK);
}

/**
 * @param {Timeline} timeline
 * @param {WheelEvent} event
 * @param {number} x
 */
function zoom(timeline, event, x) {
  // The page keeps its scroll wheel until somebody clicks into the player.
  if (!event.ctrlKey && !timeline.player.hasFocus()) return;
  event.preventDefault();
  const span = timeline.to - timeline.from;
  const width = timeline.width - timeline.left;
  if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
    timeline.lookAt(timeline.from + (event.deltaX / width) * span, span);
    return;
  }
  timeline.zoom(Math.exp(event.deltaY * 0.0015), (x - timeline.left) / width);
}

/**
 * @param {Timeline} timeline
 * @param {{x: number, y: number}} at
 * @returns {string[]}
 */
function valuesAt(timeline, at) {
  const lane = timeline.laneAt(at.y);
  const pane = lane?.kind === "curve" ? timeline.player.store.state.show.panes[lane.pane] : timeline.pane;
  const t = Math.min(timeline.frameAt(at.x), pane.clip.frames - 1);
  const lines = [frameText(pane, t)];
  if (lane?.kind === "warnings") return [...lines, ...warningsAt(pane.clip.warnings, t)];
  if (lane?.kind === "measure") return [...lines, ...timeline.movement.textsAt(lane.curve, t)];
  if (pane.clip.empty[t]) return [...lines, "no body in this frame"];
  const row = timeline.rowAt(at.y);
  if (row) {
    const who = pane.clip.persons > 1 ? `${personLetter(row.person)} · ` : "";
    return [...lines, `${who}${pane.clip.joints[row.joint]}`, ...valuesText(pane, timeline.player.store.state.drive, t, row.person, row.joint)];
  }
  if (lane?.kind === "curve") return [...lines, curveText(pane.curves[lane.curve], t, 4)];
  if (pane.curves.length === 0) {
    const there = Array.from({ length: pane.clip.persons }, (_, m) => m).filter((m) => pane.clip.present[t * pane.clip.persons + m]);
    return pane.clip.persons > 1 ? [...lines, `in the frame: ${there.map(personLetter).join(", ")}`] : lines;
  }
  lines.push(curveText(pane.curves[0], t, 4));
  if (!pane.answer || !pane.summed) return lines;
  const c = timeline.player.store.state.evidenceClass;
  const e = evidence(pane, t, c);
  return [...lines, `evidence ${e < 0 ? "−" : "+"}${Math.abs(e).toPrecision(3)} for ${pane.answer.classes[c]}`, leaderText(pane, t)];
}
