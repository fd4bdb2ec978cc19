// Exact values in words.

import { measureOf, valueText } from "./measures.js";

/** @typedef {import("./payload.js").Pane} Pane */

/**
 * @param {Pane} pane
 * @param {number} t
 */
export function frameText(pane, t) {
  const keyframe = pane.rank.has(t) ? ` · keyframe ${pane.rank.get(t)}` : "";
  return `frame ${t} · ${(t / pane.clip.fps).toFixed(2)} s${keyframe}`;
}

/**
 * @param {Pane} pane
 * @param {number} t
 * @param {number} person
 * @param {number} joint
 */
export function alphaText(pane, t, person, joint) {
  const { persons, joints } = pane.clip;
  if (pane.bare) return placeText(pane, t, person, joint);
  if (!pane.read[t * persons + person]) return "the model did not read this person here";
  const relative = pane.alpha[(t * persons + person) * joints.length + joint];
  return `α ${(relative * pane.uniform[t]).toPrecision(3)} = ${relative.toFixed(2)}× uniform`;
}

/**
 * Attention on a joint, and what else its opacity shows.
 * @param {Pane} pane
 * @param {import("./measures.js").Drive} drive
 * @param {number} t
 * @param {number} person
 * @param {number} joint
 * @returns {string[]}
 */
export function valuesText(pane, drive, t, person, joint) {
  const measure = measureOf(pane, drive);
  const first = alphaText(pane, t, person, joint);
  if (!measure || measure.values === pane.alpha) return [first];
  const value = measure.values[(t * pane.clip.persons + person) * pane.clip.joints.length + joint];
  return [first, `${measure.title}: ${valueText(measure, value)}`];
}

/**
 * @param {Pane} pane
 * @param {number} t
 * @param {number} person
 * @param {number} joint
 */
function placeText(pane, t, person, joint) {
  const at = ((t * pane.clip.persons + person) * pane.clip.joints.length + joint) * 3;
  const [x, y, z] = Array.from(pane.clip.positions.subarray(at, at + 3), (v) => v.toFixed(2).replace("-", "−"));
  return `x ${x}  y ${y}  z ${z} m`;
}
