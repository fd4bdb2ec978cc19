// From a measure to what the eye sees: one strength from 0 to 1 for each joint, then its opacity and its size.

import { FAINTEST, FULL, RADIUS, RADIUS_GAIN } from "./look.js";

/** @typedef {import("./measures.js").Measure} Measure */
/** @typedef {"uniform" | "clip" | "frame"} Scale what counts as full strength */

/** What strength is measured against, in words that follow the measure's. @type {[Scale, string][]} */
export const SCALES = [
  ["uniform", "times an equal share"],
  ["clip", "up to the clip’s max"],
  ["frame", "up to the frame’s max"],
];
/** A greatest multiple of uniform below which differences are rounding, and are not blown up. */
const ROUNDING = 1e-3;

/**
 * The scale that a measure can have: only attention has a uniform.
 * @param {Measure} measure
 * @param {Scale} scale
 * @returns {Scale}
 */
export function scaleOf({ relative }, scale) {
  return scale === "uniform" && !relative ? "clip" : scale;
}

/**
 * The magnitude that counts as full strength in this frame.
 * @param {Measure} measure
 * @param {Scale} scale
 * @param {number} t
 */
export function fullValue(measure, scale, t) {
  const kept = scaleOf(measure, scale);
  if (kept === "uniform") return FULL;
  const most = kept === "frame" ? measure.frameMax[t] : measure.max;
  return Math.max(most, measure.relative ? ROUNDING : 0) || 1;
}

/**
 * Where a value stands on the scale, from 0 to 1, or from −1 where the measure has a sign; 0 where there is no value.
 * Attention by the rule of Python's `sta_lstm.scene.scale.place`, another measure by its share of full.
 * @param {Measure} measure
 * @param {number} full
 * @param {number} value
 */
export function placeOf({ relative, signed }, full, value) {
  const size = Math.abs(value);
  if (!Number.isFinite(size) || (value < 0 && !signed)) return 0;
  const place = Math.min(1, relative ? Math.log1p(size) / Math.log1p(full) : size / full);
  return value < 0 ? -place : place;
}

/**
 * The value at a place from 0 to 1.
 * @param {Measure} measure
 * @param {number} full
 * @param {number} place
 */
export function valueAt({ relative }, full, place) {
  return relative ? Math.expm1(place * Math.log1p(full)) : place * full;
}

/** @param {number} strength 0 to 1 */
export function opacity(strength) {
  return FAINTEST + (1 - FAINTEST) * strength;
}

/** Radius of a joint as a share of a body's height. @param {number} strength 0 to 1 */
export function radius(strength) {
  return RADIUS + RADIUS_GAIN * strength;
}
