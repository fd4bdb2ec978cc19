// From a measure to what the eye sees: one strength from 0 to 1 for each joint, then its opacity and its size.

import { FAINTEST, FULL, RADIUS, RADIUS_GAIN } from "./look.js";

/** @typedef {import("./measures.js").Measure} Measure */
/** @typedef {"uniform" | "clip" | "frame"} Scale what counts as full strength */

/** What strength is measured against. @type {[Scale, string][]} */
export const SCALES = [
  ["uniform", "uniform"],
  ["clip", "clip’s max"],
  ["frame", "frame’s max"],
];
/** Strength of every joint where no model is shown. */
export const BARE_STRENGTH = 1 / FULL;
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
 * Strength from 0 to 1, or from −1 where the measure has a sign; 0 where there is no value.
 * @param {Measure} measure
 * @param {number} full
 * @param {number} at index of frame × persons × joints
 */
export function strengthAt({ values, signed }, full, at) {
  const share = values[at] / full;
  return Number.isFinite(share) ? Math.max(signed ? -1 : 0, Math.min(1, share)) : 0;
}

/** @param {number} strength 0 to 1 */
export function opacity(strength) {
  return FAINTEST + (1 - FAINTEST) * strength;
}

/** Radius of a joint as a share of a body's height. @param {number} strength 0 to 1 */
export function radius(strength) {
  return RADIUS + RADIUS_GAIN * strength;
}
