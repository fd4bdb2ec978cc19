// From text to arrays: maps and curves as Python sends them.

/**
 * @typedef {object} JointMap one number for every joint in every frame
 * @property {string} name
 * @property {string} title
 * @property {string} symbol the title in a letter or two
 * @property {string} unit
 * @property {boolean} signed whether less than nothing means something
 * @property {boolean} relative whether values are multiples of uniform attention
 * @property {boolean} learned whether a model was trained to attend so
 * @property {string} says what a joint has of it, in a few words; may be empty
 * @property {Float32Array} values T × M × J; NaN where there is none
 */
/**
 * @typedef {object} Curve one number for every frame
 * @property {string} name
 * @property {string} title
 * @property {string} symbol
 * @property {string} unit
 * @property {boolean} signed
 * @property {boolean} relative whether values are weights of frames
 * @property {boolean} learned
 * @property {string} says what a frame has of it, in a few words; may be empty
 * @property {Float32Array} values T
 * @property {number} max the greatest magnitude
 * @property {number} mean over frames in which somebody was read
 */

/**
 * @param {any} raw
 * @param {Uint8Array} read T × M
 * @param {number} J
 * @returns {JointMap}
 */
export function readMap(raw, read, J) {
  const values = raw.values === null ? everywhere(read, J) : floats(raw.values, read.length * J);
  return { ...kindOf(raw), values: values.map((v) => (Number.isFinite(v) ? v : NaN)) };
}

/**
 * @param {any} raw
 * @param {Uint8Array} read T × M
 * @param {number} frames
 * @returns {Curve}
 */
export function readCurve(raw, read, frames) {
  const persons = frames ? read.length / frames : 0;
  const there = Float32Array.from({ length: frames }, (_, t) => (sumTo(read, t * persons, (t + 1) * persons) ? 1 : 0));
  const n = Math.max(1, there.reduce((sum, one) => sum + one, 0));
  const sent = raw.values === null ? there.map((one) => one / n) : floats(raw.values, frames);
  // Zero for what is no number: a damaged value must not take the rest of the curve with it.
  const values = sent.map((v) => (Number.isFinite(v) ? v : 0));
  return {
    ...kindOf(raw),
    values,
    max: values.reduce((most, v) => Math.max(most, Math.abs(v)), 0),
    mean: values.reduce((sum, v) => sum + v, 0) / n,
  };
}

/** @param {any} raw */
function kindOf(raw) {
  const title = String(raw.title);
  return {
    name: String(raw.name),
    title,
    symbol: String(raw.symbol || title),
    unit: String(raw.unit ?? ""),
    signed: Boolean(raw.signed),
    relative: Boolean(raw.relative),
    learned: Boolean(raw.learned),
    says: String(raw.says ?? ""),
  };
}

/** Uniform attention on all who were read, in multiples of itself. @param {Uint8Array} read @param {number} J */
function everywhere(read, J) {
  const values = new Float32Array(read.length * J);
  read.forEach((seen, i) => values.fill(seen, i * J, (i + 1) * J));
  return values;
}

/**
 * J, 1 for a joint that was inferred; null where all were seen.
 * @param {number[]} columns
 * @param {number} J
 */
export function hollowOf(columns, J) {
  if (columns.length === 0) return null;
  const hollow = new Uint8Array(J);
  for (const j of columns) hollow[j] = 1;
  return hollow;
}

/**
 * @param {Uint8Array} values
 * @param {number} first
 * @param {number} end
 */
export function sumTo(values, first, end) {
  let sum = 0;
  for (let i = first; i < end; i++) sum += values[i];
  return sum;
}

/**
 * @param {string} packed
 * @param {number} length
 */
export function bytes(packed, length) {
  const text = atob(packed);
  if (text.length !== length) throw new Error(`${text.length} bytes where ${length} were expected`);
  const unpacked = new Uint8Array(length);
  for (let i = 0; i < length; i++) unpacked[i] = text.charCodeAt(i);
  return unpacked;
}

/**
 * @param {string} packed
 * @param {number} length
 */
export function floats(packed, length) {
  return new Float32Array(bytes(packed, length * 4).buffer);
}
