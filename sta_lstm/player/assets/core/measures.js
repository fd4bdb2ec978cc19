// What the joints can show: each measure has a value for every joint in every frame.

import { isolated } from "./dom.js";

/** @typedef {import("./payload.js").Pane} Pane */
/** @typedef {import("./payload.js").Show} Show */
/** @typedef {import("./unpacking.js").JointMap} JointMap */
/**
 * @typedef {string} Drive which measure: the name of a map, PRODUCT (the first map times the first curve) or DIFFERENCE
 *   (the first map less that of the pane that others are compared with)
 */
/**
 * @typedef {object} Measure
 * @property {string} title
 * @property {string} symbol the title in a letter or two
 * @property {string} unit stands behind a value
 * @property {boolean} signed whether less than nothing means something
 * @property {boolean} relative whether values are multiples of uniform attention
 * @property {boolean} learned
 * @property {string} says what a joint has of it, in a few words; may be empty
 * @property {Float32Array} values T × M × J; NaN where there is none
 * @property {Float32Array} frameMax T, the greatest magnitude in each frame
 * @property {number} max the greatest of all
 * @property {Float32Array | null} agreement T × M × J, from 0 to 1, how far several networks agree on it; null where
 *   nobody says so
 */

export const PRODUCT = "alpha-beta";
export const DIFFERENCE = "difference";
/** What stands behind the name of a map in the name of the one that tells how far several networks agree on it. */
export const AGREEMENT = "-agreement";
/** What a show without any map is said to show. */
export const BODY_ALONE = "alpha";

/** @type {WeakMap<Pane, Map<Drive, Measure | null>>} */
const known = new WeakMap();

/**
 * What a pane shows under this drive; null where it has no such measure. The pane that others are compared with, and one
 * that cannot be compared, show their first map.
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

/** The first map of a pane, if it has any. @param {Pane} pane */
export function firstMeasure(pane) {
  return pane.maps.length ? measureOf(pane, pane.maps[0].name) : null;
}

/**
 * @param {Pane} pane
 * @param {Drive} drive
 * @returns {Measure | null}
 */
function make(pane, drive) {
  const [first] = pane.maps;
  const map = pane.maps.find(({ name }) => name === drive);
  if (map) return measured({ ...map, title: isolated(map.title), symbol: isolated(map.symbol) }, map.values, pane, drive);
  if (drive === PRODUCT && canMultiply(pane)) {
    const [curve] = pane.curves;
    const named = { title: isolated(`${first.title} × ${curve.title}`), symbol: isolated(`${first.symbol}·${curve.symbol}`) };
    return measured({ ...named, unit: "×", signed: false, relative: true, learned: first.learned || curve.learned, says: "how much the model listens to each joint, times how much to the moment" }, products(pane), pane, drive);
  }
  if (drive !== DIFFERENCE || !first) return null;
  const { reference } = pane;
  if (!reference || !canCompare(pane, reference)) return firstMeasure(pane);
  const title = `${isolated(first.symbol)}: this − “${isolated(reference.title)}”`;
  const says = `how much more or less ${isolated(first.symbol)} each joint has than in “${isolated(reference.title)}”`;
  return measured({ ...first, title, symbol: title, signed: true, learned: true, says }, differences(pane, reference), pane, drive);
}

/**
 * Multiples of uniform attention times multiples of the mean are again such multiples.
 * @param {Pane} pane
 */
function canMultiply({ curves, maps }) {
  return Boolean(maps[0]?.relative && curves[0]?.relative);
}

/**
 * @param {Pane} pane
 * @param {Pane} reference
 */
function canCompare({ maps: [one] }, { maps: [other] }) {
  return one.name === other.name && one.relative === other.relative && one.unit === other.unit;
}

/**
 * @param {{title: string, symbol: string, unit: string, signed: boolean, relative: boolean, learned: boolean, says: string}} kind
 * @param {Float32Array} values
 * @param {Pane} pane
 * @param {Drive} drive
 * @returns {Measure}
 */
function measured({ title, symbol, unit, signed, relative, learned, says }, values, { clip, maps }, drive) {
  const n = clip.persons * clip.joints.length;
  const frameMax = new Float32Array(clip.frames);
  for (let i = 0; i < values.length; i++) {
    const magnitude = Math.abs(values[i]);
    const t = Math.floor(i / n);
    if (magnitude > frameMax[t]) frameMax[t] = magnitude;
  }
  const max = frameMax.reduce((most, v) => Math.max(most, v), 0);
  const agreement = maps.find(({ name }) => name === drive + AGREEMENT)?.values ?? null;
  return { title, symbol, unit: relative ? "×" : unit, signed, relative, learned, says, values, frameMax, max, agreement };
}

/** The first map times the first curve, that in multiples of its mean. @param {Pane} pane */
function products({ clip, curves: [curve], maps: [map] }) {
  const n = clip.persons * clip.joints.length;
  return map.values.map((a, i) => (curve.mean > 0 ? (a * curve.values[Math.floor(i / n)]) / curve.mean : 0));
}

/**
 * The first map of `pane` less that of `reference`, joint by joint in the same frame; none where one of them did not
 * read the person.
 * @param {Pane} pane
 * @param {Pane} reference
 */
function differences(pane, reference) {
  const { frames, persons, joints } = pane.clip;
  const J = joints.length;
  const [own, other] = [pane.maps[0].values, reference.maps[0].values];
  const values = new Float32Array(frames * persons * J).fill(NaN);
  const [T, M] = [Math.min(frames, reference.clip.frames), Math.min(persons, reference.clip.persons)];
  for (let t = 0; t < T; t++) {
    for (let m = 0; m < M; m++) {
      const [at, there] = [t * persons + m, t * reference.clip.persons + m];
      if (!wasRead(pane, at) || !wasRead(reference, there)) continue;
      for (let j = 0; j < J; j++) values[at * J + j] = own[at * J + j] - other[there * J + j];
    }
  }
  return values;
}

/**
 * @param {Pane} pane
 * @param {number} at column of frames × persons
 */
function wasRead({ clip, read }, at) {
  return (read ?? clip.present)[at] === 1;
}

/** What a show shows at first. @param {Show} show @returns {Drive} */
export function firstDrive({ panes }) {
  return panes.flatMap(({ maps }) => maps)[0]?.name ?? BODY_ALONE;
}

/**
 * What a person can choose from, with its name.
 * @param {Show} show
 * @returns {[Drive, string][]}
 */
export function drivesOf({ panes }) {
  const maps = new Map(panes.flatMap((pane) => pane.maps.map(({ name, symbol }) => /** @type {[Drive, string]} */ ([name, isolated(symbol)]))));
  if (maps.size === 0) return [[BODY_ALONE, "body alone"]];
  const [first, ...more] = maps;
  /** @type {[Drive, string][]} */
  const drives = [first];
  const product = panes.find(canMultiply);
  if (product && !maps.has(PRODUCT)) drives.push([PRODUCT, /** @type {Measure} */ (measureOf(product, PRODUCT)).symbol]);
  const compared = panes.find((pane) => pane.reference && canCompare(pane, pane.reference));
  if (compared?.reference && !maps.has(DIFFERENCE)) drives.push([DIFFERENCE, `${isolated(compared.maps[0].symbol)} − “${isolated(compared.reference.title)}”`]);
  return [...drives, ...more];
}

/**
 * Whether something is known of how far several networks agree on what a show can show.
 * @param {Show} show
 */
export function hasAgreement(show) {
  return show.panes.some((pane) => drivesOf(show).some(([drive]) => measureOf(pane, drive)?.agreement));
}

/**
 * A value as text, with its sign where that means something, and its unit.
 * @param {{relative: boolean, signed: boolean, unit: string}} measure
 * @param {number} value
 */
export function valueText({ relative, signed, unit }, value) {
  if (!Number.isFinite(value)) return "no value";
  const size = Math.abs(value);
  const digits = relative ? size.toFixed(1) : String(Number(size.toPrecision(3)));
  const sign = Number(digits) === 0 ? "" : value < 0 ? "−" : signed ? "+" : "";
  return `${sign}${digits}${relative || !unit ? unit : ` ${unit}`}`;
}
