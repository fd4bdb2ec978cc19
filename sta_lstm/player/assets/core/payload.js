// What Python sent, unpacked and completed. `sta_lstm/player/messages.py` says what that is.

import { measure } from "./geometry.js";
import { readTracks } from "./tracks.js";
import { bytes, floats, hollowOf, readCurve, readMap, sumTo } from "./unpacking.js";

/** @typedef {import("./unpacking.js").JointMap} JointMap */
/** @typedef {import("./unpacking.js").Curve} Curve */
/**
 * @typedef {object} Clip
 * @property {string} name
 * @property {string} fingerprint
 * @property {number} fps
 * @property {number} frames T
 * @property {number} persons M
 * @property {string[]} joints J names
 * @property {[number, number][]} bones (parent, child)
 * @property {[number, number][]} tubes those of them that lead to joints of the left side
 * @property {string} sides one of L, R, M for each joint
 * @property {{name: string, joints: number[]}[]} limbs
 * @property {Float32Array} positions T × M × J × 3, metres, y up
 * @property {Uint8Array} present T × M
 * @property {Uint8Array | null} hollow J, 1 for a joint that was inferred and not seen; null where all were seen
 * @property {Uint8Array} empty T, 1 where no body is in the frame
 * @property {import("./messages.d.ts").WarningData[]} warnings what is odd about the recording
 * @property {string[]} notes what was assumed of it and done to it
 * @property {boolean} unitAssumed whether its size in metres is a guess
 * @property {import("./geometry.js").Geometry} geometry
 */
/**
 * @typedef {object} Answer
 * @property {string[]} classes L names
 * @property {number} predicted
 * @property {(number | null)[]} probabilities
 * @property {string} mark what stands behind the name of a class where it is the answer
 * @property {string} title the answer as a heading
 * @property {string} line how sure it is, and what comes next
 * @property {string} check how it stands to the clip's own label, behind a sign; empty where it has none
 * @property {Float32Array | null} scores T × L
 */
/**
 * @typedef {object} Pane
 * @property {Clip} clip
 * @property {string} title
 * @property {boolean} titled whether somebody chose the title
 * @property {JointMap[]} maps the first is shown at first
 * @property {Curve[]} curves the first weighs the frames
 * @property {Uint8Array | null} read T × M; null where nobody was asked
 * @property {Float32Array} uniform T, the share of uniform attention
 * @property {Answer | null} answer
 * @property {boolean} summed whether it is known what each frame adds to the answer
 * @property {string[]} cautions why to trust the answer less than others of the model
 * @property {boolean} withheld whether there is an answer that is not told
 * @property {Int32Array} keyframes in order of time
 * @property {Map<number, number>} rank keyframe → 1 for the highest peak
 * @property {Int16Array} leader T, class that leads up to and including the frame; −1 before any evidence
 * @property {Float32Array} lead T, its probability
 * @property {boolean} timed whether frames are moments of a recording, and no steps of a clock that several share
 * @property {number[] | null} recorded T, the frame of the recording that each frame is; null where it is that frame
 * @property {Record<string, string> | null} provenance
 * @property {Float32Array | null} links (M × J) × (M × J), how much each joint attends to each other
 * @property {Float32Array | null} ahead T × M × J × 3, how far each joint is expected to move
 * @property {Pane | null} reference the first pane with a map, where the joints of both are the same; null for itself
 */
/**
 * @typedef {object} Show
 * @property {string} revision
 * @property {Clip[]} clips
 * @property {Pane[]} panes
 * @property {number} frames of the longest clip
 * @property {number} fps
 * @property {import("./tracks.js").Track[]} tracks lanes of stretches
 * @property {boolean} timed whether its frames are moments of a recording; else there are no seconds to tell
 * @property {boolean} parts whether the page runs parts of the recording, and keeps spans that are marked
 * @property {number} opens the pane whose lanes are shown in full at first
 */

export const PAYLOAD_VERSION = 2;
/** Frames a second of a clip that does not know its own. */
const USUAL_FPS = 30;

/** A payload that cannot be shown; the message is for people. */
export class PayloadError extends Error {}

/**
 * @param {any} raw
 * @returns {Show}
 */
export function readPayload(raw) {
  checkVersion(raw);
  const show = unpacked(() => {
    const clips = raw.clips.map(readClip);
    const panes = raw.panes.map((/** @type {any} */ pane) => readPane(pane, clips[pane.clip]));
    return completed(String(raw.revision), clips, panes, raw.tracks, { timed: raw.timed !== false, parts: Boolean(raw.parts), opens: Math.min(raw.opens ?? 0, panes.length - 1) });
  });
  if (show.panes.length === 0 || show.frames === 0) throw new PayloadError("There is no frame to show in this clip.");
  return show;
}

/** @param {any} raw */
export function checkVersion(raw) {
  if (!raw || typeof raw !== "object") throw new PayloadError("The player was given nothing to show.");
  if (raw.version === PAYLOAD_VERSION) return;
  throw new PayloadError(
    `This player reads payloads of version ${PAYLOAD_VERSION}; it was given version ${String(raw.version)}. ` +
      "Reload the page; if that does not help, bring the package and the page to the same version.",
  );
}

/**
 * What `read` makes; a sentence for people where it stumbles over the data.
 * @template T
 * @param {() => T} read
 * @returns {T}
 */
export function unpacked(read) {
  try {
    return read();
  } catch (error) {
    throw new PayloadError(`The data for the player is damaged (${error instanceof Error ? error.message : error}).`);
  }
}

/**
 * A show of these panes, each with the one that it is compared with.
 * @param {string} revision
 * @param {Clip[]} clips
 * @param {Pane[]} panes
 * @param {any} tracks lanes of stretches, as they were sent
 * @param {{timed: boolean, parts: boolean, opens: number}} more
 * @returns {Show}
 */
export function completed(revision, clips, panes, tracks, { timed, parts, opens }) {
  const first = panes.find(({ maps }) => maps.length > 0);
  for (const pane of panes) {
    const same = first && pane !== first && pane.maps.length > 0 && pane.clip.joints.join("\n") === first.clip.joints.join("\n");
    pane.reference = same ? first : null;
    pane.timed = timed;
  }
  const frames = Math.max(0, ...panes.map(({ clip }) => clip.frames));
  return { revision, clips, panes, frames, fps: panes.length ? panes[0].clip.fps : USUAL_FPS, tracks: readTracks(tracks, frames), timed, parts, opens };
}

/**
 * @param {any} raw
 * @returns {Clip}
 */
function readClip(raw) {
  const { frames, persons, layout } = raw;
  const present = bytes(raw.present, frames * persons);
  const clip = {
    name: String(raw.name),
    fingerprint: String(raw.fingerprint),
    fps: raw.fps > 0 ? Number(raw.fps) : USUAL_FPS,
    frames,
    persons,
    joints: layout.joints.map(String),
    bones: layout.bones,
    tubes: layout.bones.filter((/** @type {[number, number]} */ [, end]) => layout.sides[end] === "L"),
    sides: layout.sides,
    limbs: layout.limbs,
    positions: floats(raw.positions, frames * persons * layout.joints.length * 3),
    present,
    hollow: hollowOf(raw.inferred, layout.joints.length),
    empty: emptyFrames(present, frames),
    warnings: raw.warnings.map((/** @type {any} */ warning) => ({
      text: String(warning.text),
      frames: warning.frames.map((/** @type {any} */ stretch) => [Number(stretch[0]), Number(stretch[1])]),
    })),
    notes: (raw.notes ?? []).map(String),
    unitAssumed: raw.unitAssumed === true,
  };
  return { ...clip, geometry: measure(/** @type {any} */ (clip)) };
}

/**
 * @param {Uint8Array} present T × M
 * @param {number} frames
 */
export function emptyFrames(present, frames) {
  const persons = frames ? present.length / frames : 0;
  const empty = new Uint8Array(frames);
  for (let t = 0; t < frames; t++) empty[t] = present.subarray(t * persons, (t + 1) * persons).some(Boolean) ? 0 : 1;
  return empty;
}

/**
 * @param {any} raw a pane, or what of it an edit changed together with what stays
 * @param {Clip} clip
 * @returns {Pane}
 */
export function readPane(raw, clip) {
  const { frames, persons } = clip;
  const J = clip.joints.length;
  const read = raw.read === null ? null : bytes(raw.read, frames * persons);
  const asked = read ?? clip.present;
  const maps = raw.maps.map((/** @type {any} */ map) => readMap(map, asked, J));
  const curves = raw.curves.map((/** @type {any} */ curve) => readCurve(curve, asked, frames));
  const answer = raw.answer && readAnswer(raw.answer, frames);
  const kept = raw.keyframes.filter((/** @type {number} */ t) => t >= 0 && t < frames);
  const summed = Boolean(answer?.scores && curves.length);
  return {
    clip,
    title: String(raw.title ?? raw.provenance?.checkpoint ?? clip.name),
    titled: raw.title !== null && raw.title !== undefined,
    maps,
    curves,
    read,
    uniform: Float32Array.from({ length: frames }, (_, t) => 1 / (J * sumTo(asked, t * persons, (t + 1) * persons) || Infinity)),
    answer,
    summed,
    cautions: (raw.cautions ?? []).map(String),
    withheld: raw.withheld === true,
    keyframes: Int32Array.from(kept).sort(),
    rank: new Map(kept.map((/** @type {number} */ t, /** @type {number} */ i) => [t, i + 1])),
    ...(summed ? leaders(curves[0].values, answer.scores, answer.classes.length) : noLeaders(frames)),
    timed: true,
    recorded: raw.recorded ?? null,
    provenance: raw.provenance,
    ahead: raw.ahead ? floats(raw.ahead, frames * persons * J * 3) : null,
    links: raw.links ? floats(raw.links, (persons * J) ** 2) : null,
    reference: null,
  };
}

/**
 * @param {any} raw
 * @param {number} frames
 * @returns {Answer}
 */
function readAnswer(raw, frames) {
  const classes = raw.classes.map(String);
  const scores = raw.scores === null ? null : floats(raw.scores, frames * classes.length).map((v) => (Number.isFinite(v) ? v : 0));
  return { classes, predicted: raw.predicted, probabilities: raw.probabilities, mark: String(raw.mark), title: String(raw.title), line: String(raw.line), check: String(raw.check ?? ""), scores };
}

/**
 * What frame t adds to the score of class c: β_t z_{t,c}; 0 where that is not known.
 * @param {Pane} pane
 * @param {number} t
 * @param {number} c
 */
export function evidence({ answer, curves, summed }, t, c) {
  if (!summed || !answer?.scores) return 0;
  return curves[0].values[t] * answer.scores[t * answer.classes.length + c];
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

/** @param {number} frames */
function noLeaders(frames) {
  return { leader: new Int16Array(frames).fill(-1), lead: new Float32Array(frames) };
}
