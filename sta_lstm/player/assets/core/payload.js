// What Python sent, unpacked and completed. `sta_lstm/player/payload.py` is the other side of this contract.

import { measure } from "./geometry.js";

/**
 * @typedef {object} ClipData
 * @property {string} name
 * @property {number} fps
 * @property {number} frames T
 * @property {number} persons M
 * @property {string[]} joints J names
 * @property {[number, number][]} bones (parent, child)
 * @property {string} sides one of L, R, M for each joint
 * @property {{name: string, joints: number[]}[]} limbs
 * @property {Float32Array} positions T × M × J × 3, metres, y up
 * @property {Uint8Array} present T × M
 * @property {Uint8Array | null} hollow J, 1 for a joint that was inferred and not seen; null where all were seen
 * @property {Uint8Array} empty T, 1 where no body is in the frame
 * @property {import("../timeline/warnings.js").Doubt[]} doubts what is odd about the recording
 * @property {import("./geometry.js").Geometry} geometry
 */
/**
 * @typedef {object} Pane
 * @property {ClipData} clip
 * @property {boolean} bare whether the clip is shown by itself, without a model
 * @property {string} title
 * @property {boolean} titled whether somebody chose the title
 * @property {string[]} classes L names
 * @property {number} predicted
 * @property {number[]} probabilities
 * @property {boolean} spatial
 * @property {boolean} temporal
 * @property {Uint8Array} read T × M
 * @property {Float32Array} alpha T × M × J, α ÷ uniform
 * @property {Float32Array} uniform T, the α of uniform attention
 * @property {Float32Array} beta T
 * @property {Float32Array} scores T × L
 * @property {Int32Array} keyframes in order of time
 * @property {Map<number, number>} rank keyframe → 1 for the highest peak
 * @property {Int16Array} leader T, class that leads up to and including the frame; −1 before any evidence
 * @property {Float32Array} lead T, its probability
 * @property {number} betaMax
 * @property {number} betaMean over frames with a body
 * @property {JointMap[]} maps
 * @property {number[] | null} recorded T, the frame of the recording that each frame is; null where it is that frame
 * @property {Pane | null} reference the first model's pane, where the joints of both are the same; null for itself
 */
/** @typedef {{name: string, title: string, unit: string, signed: boolean, values: Float32Array}} JointMap T × M × J; NaN where there is no value */
/**
 * @typedef {object} Show
 * @property {string} revision
 * @property {Pane[]} panes
 * @property {number} frames of the longest clip
 * @property {number} fps
 */

export const PAYLOAD_VERSION = 1;

/** A payload that cannot be shown; the message is for people. */
export class PayloadError extends Error {}

/**
 * @param {any} raw
 * @returns {Show}
 */
export function readPayload(raw) {
  if (!raw || typeof raw !== "object") throw new PayloadError("The player was given nothing to show.");
  if (raw.version !== PAYLOAD_VERSION) {
    throw new PayloadError(
      `This player reads payloads of version ${PAYLOAD_VERSION}; it was given version ${String(raw.version)}. ` +
        "Reload the page; if that does not help, bring the package and the page to the same version.",
    );
  }
  /** @type {Show} */
  let show;
  try {
    const clips = raw.clips.map(readClip);
    const panes = raw.panes.map((/** @type {any} */ pane) => readPane(pane, clips[pane.clip]));
    refer(panes);
    const frames = Math.max(0, ...panes.map((/** @type {Pane} */ pane) => pane.clip.frames));
    show = { revision: String(raw.revision), panes, frames, fps: panes.length ? panes[0].clip.fps : 30 };
  } catch (error) {
    throw new PayloadError(`The data for the player is damaged (${error instanceof Error ? error.message : error}).`);
  }
  if (show.panes.length === 0 || show.frames === 0) throw new PayloadError("There is no frame to show in this clip.");
  return show;
}

/**
 * @param {any} raw
 * @returns {ClipData}
 */
function readClip(raw) {
  const { frames, persons, layout } = raw;
  const present = bytes(raw.present, frames * persons);
  const empty = new Uint8Array(frames);
  for (let t = 0; t < frames; t++) empty[t] = present.subarray(t * persons, (t + 1) * persons).some(Boolean) ? 0 : 1;
  const clip = {
    name: String(raw.name),
    fps: raw.fps > 0 ? Number(raw.fps) : 30,
    frames,
    persons,
    joints: layout.joints.map(String),
    bones: layout.bones,
    sides: layout.sides,
    limbs: layout.limbs,
    positions: floats(raw.positions, frames * persons * layout.joints.length * 3),
    present,
    hollow: hollowOf(raw.inferred ?? [], layout.joints.length),
    empty,
    doubts: (raw.doubts ?? []).map((/** @type {any} */ doubt) => ({
      text: String(doubt.text),
      frames: doubt.frames.map((/** @type {any} */ stretch) => [Number(stretch[0]), Number(stretch[1])]),
    })),
  };
  return { ...clip, geometry: measure(/** @type {any} */ (clip)) };
}

/**
 * @param {number[]} columns
 * @param {number} J
 */
function hollowOf(columns, J) {
  if (columns.length === 0) return null;
  const hollow = new Uint8Array(J);
  for (const j of columns) hollow[j] = 1;
  return hollow;
}

/**
 * @param {any} raw
 * @param {ClipData} clip
 * @returns {Pane}
 */
function readPane(raw, clip) {
  const { frames, persons } = clip;
  const J = clip.joints.length;
  const model = raw.model ?? NO_MODEL;
  const classes = model.classes.map(String);
  const read = raw.model ? bytes(model.read, frames * persons) : new Uint8Array(frames * persons);
  const beta = raw.model ? cleaned(floats(model.beta, frames)) : new Float32Array(frames);
  const scores = raw.model ? cleaned(floats(model.scores, frames * classes.length)) : new Float32Array(0);
  const alpha = model.alpha === null ? uniformAlpha(read, J) : cleaned(floats(model.alpha, frames * persons * J));
  const uniform = new Float32Array(frames);
  for (let t = 0; t < frames; t++) {
    const n = read.subarray(t * persons, (t + 1) * persons).reduce((sum, seen) => sum + seen, 0);
    uniform[t] = n ? 1 / (n * J) : 0;
  }
  const kept = model.keyframes.filter((/** @type {number} */ t) => t >= 0 && t < frames);
  const seen = frames - clip.empty.reduce((sum, e) => sum + e, 0);
  return {
    clip,
    bare: !raw.model,
    title: String(raw.title ?? model.checkpoint ?? clip.name),
    titled: raw.title !== null && raw.title !== undefined,
    classes,
    predicted: model.predicted,
    probabilities: model.probabilities,
    spatial: model.spatial,
    temporal: model.temporal,
    read,
    alpha,
    uniform,
    beta,
    scores,
    keyframes: Int32Array.from(kept).sort(),
    rank: new Map(kept.map((/** @type {number} */ t, /** @type {number} */ i) => [t, i + 1])),
    ...leaders(beta, scores, classes.length),
    betaMax: beta.reduce((max, b) => Math.max(max, b), 0),
    betaMean: beta.reduce((sum, b) => sum + b, 0) / Math.max(1, seen),
    maps: (raw.maps ?? []).map((/** @type {any} */ map) => readMap(map, frames * persons * J)),
    recorded: raw.recorded ?? null,
    reference: null,
  };
}

/**
 * @param {any} raw
 * @param {number} length
 * @returns {JointMap}
 */
function readMap(raw, length) {
  const values = floats(raw.values, length).map((v) => (Number.isFinite(v) ? v : NaN));
  return { name: String(raw.name), title: String(raw.title), unit: String(raw.unit ?? ""), signed: Boolean(raw.signed), values };
}

/**
 * Which pane each other is compared with.
 * @param {Pane[]} panes
 */
function refer(panes) {
  const first = panes.find((pane) => !pane.bare);
  for (const pane of panes) {
    const same = first && pane !== first && !pane.bare && pane.clip.joints.join("\n") === first.clip.joints.join("\n");
    pane.reference = same ? first : null;
  }
}

/** What stands for the model where a clip is shown by itself. @type {any} */
const NO_MODEL = {
  checkpoint: null,
  classes: [],
  predicted: -1,
  probabilities: [],
  spatial: false,
  temporal: false,
  alpha: null,
  keyframes: [],
};

/**
 * What frame t adds to the score of class c: β_t z_{t,c}.
 * @param {Pane} pane
 * @param {number} t
 * @param {number} c
 */
export function evidence(pane, t, c) {
  return pane.beta[t] * pane.scores[t * pane.classes.length + c];
}

/**
 * The class with the highest Σ_{τ≤t} β_τ z_τ, and its softmax probability.
 * @param {Float32Array} beta
 * @param {Float32Array} scores
 * @param {number} L
 */
function leaders(beta, scores, L) {
  const leader = new Int16Array(beta.length);
  const lead = new Float32Array(beta.length);
  const sums = new Float64Array(L);
  let begun = false;
  for (let t = 0; t < beta.length; t++) {
    let best = 0;
    begun ||= beta[t] > 0;
    for (let c = 0; c < L; c++) {
      sums[c] += beta[t] * scores[t * L + c];
      if (sums[c] > sums[best]) best = c;
    }
    let total = 0;
    for (let c = 0; c < L; c++) total += Math.exp(sums[c] - sums[best]);
    leader[t] = begun ? best : -1;
    lead[t] = 1 / total;
  }
  return { leader, lead };
}

/**
 * @param {Uint8Array} read
 * @param {number} J
 */
function uniformAlpha(read, J) {
  const alpha = new Float32Array(read.length * J);
  read.forEach((seen, i) => alpha.fill(seen, i * J, (i + 1) * J));
  return alpha;
}

/** Zero for what is not a number: a damaged value must not take the rest of the picture with it. @param {Float32Array} values */
function cleaned(values) {
  return values.map((v) => (Number.isFinite(v) ? v : 0));
}

/**
 * @param {string} packed
 * @param {number} length
 */
function bytes(packed, length) {
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
function floats(packed, length) {
  return new Float32Array(bytes(packed, length * 4).buffer);
}
