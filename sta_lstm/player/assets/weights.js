// From attention to what the eye sees: one strength from 0 to 1 for each joint, then its opacity and its size.

/** @typedef {import("./payload.js").Pane} Pane */
/** @typedef {"alpha" | "alphaBeta"} Drive what a joint shows */
/** @typedef {"uniform" | "clip" | "frame"} Scale what counts as full strength */

/** Multiples of uniform attention at which a joint is drawn in full. */
export const FULL = 3;
/** Strength of every joint where no model is shown. */
export const BARE_STRENGTH = 1 / FULL;
/** Opacity of a joint without any attention: nobody vanishes. */
export const FLOOR = 0.16;

/**
 * What the joint shows, as a multiple of uniform: α, or α times β (β relative to its mean).
 * @param {Pane} pane
 * @param {Drive} drive
 * @param {number} t
 * @param {number} i column of the joint among persons × joints
 */
export function weight(pane, drive, t, i) {
  const alpha = pane.alpha[t * pane.clip.persons * pane.clip.joints.length + i];
  return drive === "alpha" ? alpha : overMean(pane, alpha * pane.beta[t]);
}

/**
 * A product with β, in multiples of β's mean.
 * @param {Pane} pane
 * @param {number} product
 */
function overMean(pane, product) {
  return pane.betaMean > 0 ? product / pane.betaMean : 0;
}

/**
 * The weight that counts as full strength in this frame.
 * @param {Pane} pane
 * @param {Drive} drive
 * @param {Scale} scale
 * @param {number} t
 */
export function fullWeight(pane, drive, scale, t) {
  if (scale === "uniform") return FULL;
  const both = drive === "alphaBeta";
  const most =
    scale === "frame"
      ? both ? overMean(pane, pane.alphaFrameMax[t] * pane.beta[t]) : pane.alphaFrameMax[t]
      : both ? overMean(pane, pane.bothMax) : pane.alphaMax;
  return most || 1;
}

/** @param {number} strength 0 to 1 */
export function opacity(strength) {
  return FLOOR + (1 - FLOOR) * strength;
}

/** Radius of a joint as a share of a body's height. @param {number} strength 0 to 1 */
export function radius(strength) {
  return 0.0115 + 0.0195 * strength;
}
