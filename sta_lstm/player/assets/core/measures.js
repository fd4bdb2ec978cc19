// What the joints can show: each measure has a value for every joint in every frame.

import { isolated } from "./dom.js";

/** @typedef {import("./payload.js").Pane} Pane */
/** @typedef {import("./payload.js").Show} Show */
/**
 * @typedef {string} Drive which measure: "alpha", "alphaBeta" (α times β), "difference" (α less that of the first model's
 *   pane), or MAP and the name of a map that came with the payload
 */
/**
 * @typedef {object} Measure
 * @property {string} title
 * @property {string} unit stands behind a value
 * @property {boolean} signed whether less than nothing means something
 * @property {boolean} relative whether values are multiples of uniform attention
 * @property {Float32Array} values T × M × J; NaN where there is none
 * @property {Float32Array} frameMax T, the greatest magnitude in each frame
 * @property {number} max the greatest of all
 */

export const MAP = "map:";

/** @type {WeakMap<Pane, Map<Drive, Measure | null>>} */
const known = new WeakMap();

/**
 * What a pane shows under this drive; null where it has no such measure. The pane that others are compared with, and one
 * that cannot be compared, show α.
 * @param {Pane} pane
 * @param {Drive} drive
 * @returns {Measure | null}
 */
export function measureOf(pane, drive) {
  const made = known.get(pane) ?? new Map();
  known.set(pane, made);
  if (!made.has(drive)) made.set(drive, make(pane, drive));
  return made.get(drive);
}

/**
 * @param {Pane} pane
 * @param {Drive} drive
 * @returns {Measure | null}
 */
function make(pane, drive) {
  if (drive.startsWith(MAP)) {
    const map = pane.maps.find(({ name }) => MAP + name === drive);
    return map ? measured({ title: isolated(map.title), unit: map.unit, signed: map.signed, relative: false }, map.values, pane) : null;
  }
  if (pane.bare) return null;
  const multiple = { unit: "×", signed: false, relative: true };
  if (drive === "difference" && pane.reference) {
    const title = `α: this − “${isolated(pane.reference.title)}”`;
    return measured({ ...multiple, title, signed: true }, differences(pane, pane.reference), pane);
  }
  if (drive === "alphaBeta") return measured({ ...multiple, title: "spatial × temporal attention α·β" }, products(pane), pane);
  return measured({ ...multiple, title: "spatial attention α" }, pane.alpha, pane);
}

/**
 * @param {{title: string, unit: string, signed: boolean, relative: boolean}} kind
 * @param {Float32Array} values
 * @param {Pane} pane
 * @returns {Measure}
 */
function measured(kind, values, { clip }) {
  const n = clip.persons * clip.joints.length;
  const frameMax = new Float32Array(clip.frames);
  for (let i = 0; i < values.length; i++) {
    const magnitude = Math.abs(values[i]);
    const t = Math.floor(i / n);
    if (magnitude > frameMax[t]) frameMax[t] = magnitude;
  }
  return { ...kind, values, frameMax, max: frameMax.reduce((max, v) => Math.max(max, v), 0) };
}

/** α times β, with β in multiples of its mean. @param {Pane} pane */
function products(pane) {
  const n = pane.clip.persons * pane.clip.joints.length;
  return pane.alpha.map((a, i) => (pane.betaMean > 0 ? (a * pane.beta[Math.floor(i / n)]) / pane.betaMean : 0));
}

/**
 * Relative α of `pane` less that of `reference`, joint by joint in the same frame; none where one of them did not read
 * the person.
 * @param {Pane} pane
 * @param {Pane} reference
 */
function differences(pane, reference) {
  const { frames, persons, joints } = pane.clip;
  const J = joints.length;
  const values = new Float32Array(frames * persons * J).fill(NaN);
  const [T, M] = [Math.min(frames, reference.clip.frames), Math.min(persons, reference.clip.persons)];
  for (let t = 0; t < T; t++) {
    for (let m = 0; m < M; m++) {
      const [at, there] = [t * persons + m, t * reference.clip.persons + m];
      if (!pane.read[at] || !reference.read[there]) continue;
      for (let j = 0; j < J; j++) values[at * J + j] = pane.alpha[at * J + j] - reference.alpha[there * J + j];
    }
  }
  return values;
}

/**
 * What a person can choose from, with its name.
 * @param {Show} show
 * @returns {[Drive, string][]}
 */
export function drivesOf({ panes }) {
  /** @type {[Drive, string][]} */
  const drives = panes.every((pane) => pane.bare) ? [["alpha", "body alone"]] : [["alpha", "α"], ["alphaBeta", "α·β"]];
  const reference = panes.map((pane) => pane.reference).find(Boolean);
  if (reference) drives.push(["difference", `α − “${isolated(reference.title)}”`]);
  const maps = new Map(panes.flatMap((pane) => pane.maps.map(({ name, title }) => /** @type {const} */ ([MAP + name, isolated(title)]))));
  return [...drives, ...maps];
}

/**
 * A value as text, with its sign where that means something, and its unit.
 * @param {Measure} measure
 * @param {number} value
 */
export function valueText({ relative, signed, unit }, value) {
  if (!Number.isFinite(value)) return "no value";
  const size = Math.abs(value);
  const digits = relative ? size.toFixed(1) : String(Number(size.toPrecision(3)));
  const sign = Number(digits) === 0 ? "" : value < 0 ? "−" : signed ? "+" : "";
  return `${sign}${digits}${relative || !unit ? unit : ` ${unit}`}`;
}
