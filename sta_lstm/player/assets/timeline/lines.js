// Measures of movement: lanes of lines that share a scale, left beside right.

import { floats } from "../core/unpacking.js";
import { personLetter } from "../core/theme.js";

/**
 * @typedef {object} Line
 * @property {number} person
 * @property {string} side "L", "R" or "M"
 * @property {Float32Array} values T, NaN where there is none
 */
/** @typedef {{name: string, unit: string, low: number, high: number, digits: number, lines: Line[]}} MeasureLane */
/** @typedef {{key: string, lanes: MeasureLane[]}} Movement */

const SIDES = ["L", "R", "M"];

/**
 * @param {any} raw as `measure_lanes` makes it, or nothing
 * @param {number} frames of what is shown: lanes of another clip are none of its
 * @returns {Movement}
 */
export function readMovement(raw, frames) {
  if (!raw || Number(raw.frames) !== frames) return { key: "", lanes: [] };
  return { key: String(raw.key), lanes: raw.lanes.map((/** @type {any} */ lane) => readLane(lane, frames)) };
}

/**
 * @param {any} raw
 * @param {number} frames
 * @returns {MeasureLane}
 */
function readLane({ digits, high, lines, low, name, unit }, frames) {
  const read = lines.map((/** @type {any} */ { person, side, values }) => ({ person: Number(person), side: SIDES.includes(side) ? side : "M", values: floats(values, frames) }));
  return { name: String(name), unit: String(unit), low: Number(low), high: Number(high), digits: Number(digits), lines: read };
}

/**
 * A value in words, with its unit.
 * @param {MeasureLane} lane
 * @param {number} value
 */
export function measureText(lane, value) {
  if (!Number.isFinite(value)) return "no value";
  return lane.unit === "°" ? readingText(lane, value) : `${readingText(lane, value)} ${lane.unit}`;
}

/**
 * The same where there is little room: degrees have their sign, and the ends of the scale tell another unit.
 * @param {MeasureLane} lane
 * @param {number} value
 */
export function readingText({ digits, unit }, value) {
  if (!Number.isFinite(value)) return "–";
  return `${value.toFixed(digits)}${unit === "°" ? unit : ""}`;
}

/** The persons of a lane, in their order. @param {MeasureLane} lane */
export function personsOf({ lines }) {
  return [...new Set(lines.map(({ person }) => person))];
}

/**
 * Whose line it is: a side, and a person where there are several.
 * @param {MeasureLane} lane
 * @param {Line} line
 */
export function lineName(lane, { person, side }) {
  const who = personsOf(lane).length > 1 ? personLetter(person) : "";
  const where = side === "L" ? "left" : side === "R" ? "right" : "";
  return [who, where].filter(Boolean).join(" ");
}

/**
 * The round value at an end of a lane, with its unit.
 * @param {MeasureLane} lane
 * @param {number} value
 */
export function endText({ unit }, value) {
  return `${+value.toFixed(3)}${unit === "°" ? unit : ` ${unit}`}`;
}

/**
 * How high a value stands in its lane: 0 at the foot, 1 at the top.
 * @param {MeasureLane} lane
 * @param {number} value
 */
export function shareOf({ high, low }, value) {
  return high > low ? Math.max(0, Math.min(1, (value - low) / (high - low))) : 0;
}
