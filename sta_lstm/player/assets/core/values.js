// Exact values in words.

import { firstMeasure, measureOf, valueText } from "./measures.js";

/** @typedef {import("./payload.js").Pane} Pane */
/** @typedef {import("./unpacking.js").Curve} Curve */

/**
 * @param {Pane} pane
 * @param {number} t
 */
export function frameText(pane, t) {
  const keyframe = pane.rank.has(t) ? ` · keyframe ${pane.rank.get(t)}` : "";
  return `frame ${t} · ${(t / pane.clip.fps).toFixed(2)} s${keyframe}`;
}

/**
 * Who said what the panes show, each once: "demo-sta 1a2b · recipe demo · sta-lstm 0.1.0 · CPU"; empty where nobody was
 * asked. In the words of Python's `Provenance.in_words`.
 * @param {Pane[]} panes
 */
export function sourcesText(panes) {
  const said = panes.flatMap(({ provenance }) => {
    if (!provenance) return [];
    const { checkpoint = "", device = "", package: version = "", recipe = "", revision = "" } = provenance;
    const parts = [`${checkpoint} ${revision}`.trim(), recipe && `recipe ${recipe}`, version && `sta-lstm ${version}`, device];
    return [parts.filter(Boolean).join(" · ")];
  });
  return [...new Set(said)].join(" | ");
}

/**
 * What the first map says of a joint; where there is none, where the joint is.
 * @param {Pane} pane
 * @param {number} t
 * @param {number} person
 * @param {number} joint
 */
export function firstText(pane, t, person, joint) {
  const { persons, joints } = pane.clip;
  const measure = firstMeasure(pane);
  if (!measure) return placeText(pane, t, person, joint);
  if (pane.read && !pane.read[t * persons + person]) return "the model did not read this person here";
  const value = measure.values[(t * persons + person) * joints.length + joint];
  if (!measure.relative) return `${measure.symbol} ${valueText(measure, value)}`;
  return `${measure.symbol} ${(value * pane.uniform[t]).toPrecision(3)} = ${value.toFixed(2)}× an equal share`;
}

/**
 * What the first map says of a joint, what else its opacity shows, and how far several networks agree on that.
 * @param {Pane} pane
 * @param {import("./measures.js").Drive} drive
 * @param {number} t
 * @param {number} person
 * @param {number} joint
 * @returns {string[]}
 */
export function valuesText(pane, drive, t, person, joint) {
  const measure = measureOf(pane, drive);
  const first = firstText(pane, t, person, joint);
  const at = (t * pane.clip.persons + person) * pane.clip.joints.length + joint;
  const agreement = measure?.agreement?.[at] ?? NaN;
  const agreed = Number.isFinite(agreement) ? [`the networks agree to ${agreement.toFixed(2)}`] : [];
  if (!measure || measure === firstMeasure(pane)) return [first, ...agreed];
  return [first, `${measure.title}: ${valueText(measure, measure.values[at])}`, ...agreed];
}

/**
 * A curve in one frame, to so many digits.
 * @param {Curve} curve
 * @param {number} t
 * @param {number} digits
 */
export function curveText({ symbol, unit, relative, mean, values }, t, digits) {
  const share = relative && mean > 0 ? ` = ${(values[t] / mean).toFixed(2)}× uniform` : "";
  return `${symbol} ${values[t].toPrecision(digits)}${unit ? ` ${unit}` : ""}${share}`;
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
