// Lanes of angles and speeds: a line a side, the left one dashed, the scale at the lane's ends, values at the playhead.

import { css } from "../core/colour.js";
import { element } from "../core/dom.js";
import { endText, lineName, measureText, personsOf, readMovement, shareOf, readingText } from "./lines.js";
import { columns, edge, line } from "./lanes.js";
import { jointColour, personLetter } from "../core/theme.js";

/** @typedef {import("./timeline.js").Timeline} Timeline */
/** @typedef {import("./lanes.js").Area} Area */
/** @typedef {import("./lines.js").Line} Line */
/** @typedef {import("./lines.js").MeasureLane} MeasureLane */

export const MEASURE_HEIGHT = 62;
/** Pixels between a lane's edge and the ends of its scale: above the top one stands what it is. */
const [ABOVE, BELOW] = [15, 5];
const DASHES = { L: [5, 3], R: [], M: [] };

/**
 * Takes lanes beside the payload, or the same again, which changes nothing.
 * @param {import("../host/player.js").Player} player
 * @param {any} raw
 */
export function takeMovement(player, raw) {
  const { movement, show } = player.store.state;
  const taken = readMovement(raw, show.frames);
  if (taken.key !== movement.key) player.store.set({ movement: taken });
}

export class MovementLanes {
  /** @param {Timeline} timeline */
  constructor(timeline) {
    this.timeline = timeline;
    /** @type {{lane: MeasureLane, line: Line, value: HTMLElement}[]} */ this.readouts = [];
    this.told = -1;
    timeline.player.store.subscribe(["movement"], () => timeline.layOut());
  }

  get lanes() {
    return this.timeline.player.store.state.movement.lanes;
  }

  /** Forgets what was told of lanes whose names are about to be made anew. */
  forget() {
    [this.readouts, this.told] = [[], -1];
  }

  /**
   * The name of a lane, and beneath it the value of each line at the playhead.
   * @param {number} i
   * @returns {Node[]}
   */
  labelOf(i) {
    const lane = this.lanes[i];
    const { theme } = this.timeline.player;
    const persons = personsOf(lane);
    const reading = (/** @type {Line} */ each) => {
      const value = element("span", {}, []);
      this.readouts.push({ lane, line: each, value });
      const mark = element("span", { class: `sta-line sta-line-${each.side}`, "aria-hidden": "true" });
      mark.style.color = css(jointColour(theme, each.person, each.side));
      return element("span", { class: "sta-reading", title: lineName(lane, each) }, persons.length > 1 || each.side === "M" ? [mark, value] : [`${each.side} `, mark, value]);
    };
    const rows = persons.map((person) => {
      const own = lane.lines.filter((each) => each.person === person).map(reading);
      return element("span", { class: "sta-note sta-readings" }, persons.length > 1 ? [`${personLetter(person)} `, ...own] : own);
    });
    return [element("span", { class: "sta-name" }, [lane.name]), ...rows];
  }

  /**
   * What the ends of a lane's scale stand for.
   * @param {import("./layout.js").Lane} lane
   * @returns {Node[]}
   */
  endsOf({ curve, height, y }) {
    const { left } = this.timeline;
    const measure = this.lanes[curve];
    return [measure.high, measure.low].map((value, i) => {
      const made = element("span", { class: "sta-end sta-note" }, [endText(measure, value)]);
      Object.assign(made.style, { left: `${left + 6}px`, top: `${i ? y + height - BELOW - 13 : y + 1}px` });
      return made;
    });
  }

  /** Tells the values at the frame that is shown. */
  tick() {
    const { frame } = this.timeline.player.clock;
    if (frame === this.told) return;
    this.told = frame;
    for (const { lane, line: { values }, value } of this.readouts) value.textContent = readingText(lane, values[frame]);
  }

  /**
   * The values of a lane at a frame, in words.
   * @param {number} i
   * @param {number} t
   */
  textsAt(i, t) {
    const lane = this.lanes[i];
    return [lane.name, ...lane.lines.map((each) => `${lineName(lane, each)} ${measureText(lane, each.values[t])}`.trim())];
  }

  /**
   * @param {Area} area
   * @param {number} i
   * @param {number} frames
   */
  draw(area, i, frames) {
    const { ctx, theme } = area;
    const [top, foot] = [area.y + ABOVE, area.y + area.height - BELOW];
    ctx.strokeStyle = css(theme.line);
    ctx.lineWidth = 1;
    for (const y of [top, foot]) line(ctx, area.left, Math.round(y) + 0.5, area.left + area.width, Math.round(y) + 0.5);
    const lane = this.lanes[i];
    const yOf = (/** @type {number} */ value) => foot - shareOf(lane, value) * (foot - top);
    for (const each of lane.lines) {
      ctx.strokeStyle = css(jointColour(theme, each.person, each.side));
      ctx.setLineDash(DASHES[/** @type {"L" | "R" | "M"} */ (each.side)]);
      ctx.lineWidth = 1.75;
      ctx.lineJoin = "round";
      drawLine(area, each.values, frames, yOf);
    }
    ctx.setLineDash([]);
  }
}

/**
 * The least and the greatest value of what falls on one pixel; nothing where there is none.
 * @param {Area} area
 * @param {Float32Array} values
 * @param {number} frames
 * @param {(value: number) => number} yOf
 */
function drawLine(area, values, frames, yOf) {
  const { ctx } = area;
  let drawing = false;
  ctx.beginPath();
  columns(area, frames, (first, end) => {
    let [low, high] = [Infinity, -Infinity];
    for (let t = first; t < end; t++) if (Number.isFinite(values[t])) [low, high] = [Math.min(low, values[t]), Math.max(high, values[t])];
    const x = edge(area, (first + end) / 2);
    if (high < low) drawing = false;
    else {
      if (drawing) ctx.lineTo(x, yOf(low));
      else ctx.moveTo(x, yOf(low));
      if (high > low) ctx.lineTo(x, yOf(high));
      drawing = true;
    }
  });
  ctx.stroke();
}
