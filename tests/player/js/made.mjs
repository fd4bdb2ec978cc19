// Payloads by rule, as Python would send them: persons who stand and wave their right hands, α on the waving hand.

import { readPayload } from "../../../sta_lstm/player/assets/core/payload.js";

export const [HEAD, ELBOW, HAND] = [0, 3, 4];
export const JOINTS = ["head", "neck", "hip", "right elbow", "right hand", "left elbow", "left hand", "right foot", "left foot"];
const PLACES = [[0, 1.7], [0, 1.5], [0, 0.95], [-0.25, 1.2], [-0.3, 1.5], [0.25, 1.2], [0.3, 0.9], [-0.1, 0], [0.1, 0]];
const J = JOINTS.length;

export const packed = (values) => Buffer.from(new Uint8Array(Float32Array.from(values).buffer)).toString("base64");
export const packedBytes = (values) => Buffer.from(Uint8Array.from(values)).toString("base64");
export const floatsOf = (text) => new Float32Array(new Uint8Array(Buffer.from(text, "base64")).buffer);

/** Values of frame × person × joint, in a row. */
export function each(frames, persons, value) {
  const values = [];
  for (let t = 0; t < frames; t++) for (let m = 0; m < persons; m++) for (let j = 0; j < J; j++) values.push(value(t, m, j));
  return values;
}

export function rawClip({ frames = 60, persons = 1, name = "made", absent = [] } = {}) {
  const positions = each(frames, persons, (t, m, j) => [PLACES[j][0] + 0.9 * m, PLACES[j][1] + (j === HAND ? 0.2 * Math.sin(t / 4) : 0), 0]);
  const present = [];
  for (let t = 0; t < frames; t++) for (let m = 0; m < persons; m++) present.push(absent.includes(t) ? 0 : 1);
  return {
    ...{ name, fingerprint: name, fps: 30, frames, persons },
    layout: {
      name: "made",
      joints: JOINTS,
      bones: [[0, 1], [1, 2], [1, 3], [3, 4], [1, 5], [5, 6], [2, 7], [2, 8]],
      sides: "MMMRRLLRL",
      limbs: [{ name: "trunk", joints: [0, 1, 2] }, { name: "left arm", joints: [5, 6] }, { name: "right arm", joints: [3, 4] }],
    },
    ...{ positions: packed(positions.flat()), present: packedBytes(present), inferred: [], warnings: [], notes: [] },
  };
}

export const attention = { unit: "", signed: false, relative: true, learned: true };
export const alphaOf = (values) => ({ name: "alpha", title: "spatial attention α", symbol: "α", ...attention, values: values && packed(values) });
export const betaOf = (values) => ({ name: "beta", title: "temporal attention β", symbol: "β", ...attention, values: values && packed(values) });

/** A map that is t + j in frame t at joint j, for the first person, and twice that for the second. */
export function ramp({ frames, persons }, changes = {}) {
  const values = each(frames, persons, (t, m, j) => (1 + m) * (t + j));
  return { name: "ramp", title: "a ramp", symbol: "a ramp", unit: "m/s", signed: false, relative: false, learned: false, values: packed(values), ...changes };
}

/** α ÷ uniform: the waving hand of the first person has twelve times the share of any other joint. */
export function alphaValues(frames, persons, hand = 12) {
  const total = persons * J - 1 + hand;
  return each(frames, persons, (_, m, j) => ((m === 0 && j === HAND ? hand : 1) / total) * persons * J);
}

export function rawPane(clip, place = 0, changes = {}) {
  const { frames, persons } = clip;
  const peaks = [Math.floor(frames / 4), Math.floor(frames / 2)];
  const beta = Array.from({ length: frames }, (_, t) => 0.01 + peaks.reduce((sum, peak) => sum + 0.05 * Math.exp(-(((t - peak) / 2) ** 2)), 0));
  const scores = beta.flatMap((_, t) => [6, t < frames / 3 ? 9 : 0, 0]);
  return {
    ...{ clip: place, title: null, maps: [alphaOf(alphaValues(frames, persons))], curves: [betaOf(beta)], read: clip.present },
    answer: { classes: ["wave", "drink", "sit down"], predicted: 0, probabilities: [0.9, 0.1, 0], mark: "", scores: packed(scores) },
    ...{ keyframes: frames > 8 ? peaks : [], recorded: null, provenance: { checkpoint: "made-sta" } },
    ...changes,
  };
}

/** A clip in a pane of its own, with nothing said of it. */
export const nothingSaid = { maps: [], curves: [], read: null, answer: null, keyframes: [], provenance: null };

export function rawPayload(clips, panes, revision = "r") {
  return { version: 2, revision, clips, panes };
}

/** One clip, and a pane for each change of what is said of it. */
export function payloadOf(how = {}, ...changes) {
  const clip = rawClip(how);
  return rawPayload([clip], (changes.length ? changes : [{}]).map((change) => rawPane(clip, 0, typeof change === "function" ? change(clip) : change)));
}

export function showOf(how, ...changes) {
  return readPayload(payloadOf(how, ...changes));
}
