// Exact values in words.

import { firstMeasure, measureOf, valueText } from "./measures.js";

/** @typedef {import("./payload.js").Pane} Pane */
/** @typedef {import("./payload.js").Show} Show */
/** @typedef {import("./payload.js").Answer} Answer */
/** @typedef {import("./unpacking.js").Curve} Curve */

/** What a frame is called that has no other beside it, and so no time. */
export const ONLY_FRAME = "the only frame";
/** The sign behind a number, on the same line as it. */
const PERCENT = "\u00a0%";
/** What attention says, where nobody says more of it. */
const LISTENS = "how much the model listens to each";

/**
 * A share in per cent, as Python's `percent_text` writes it.
 * @param {number} share
 * @param {number} [digits] behind the point
 */
export function percentText(share, digits = 0) {
  return `${(100 * share).toFixed(digits)}${PERCENT}`;
}

/**
 * A probability in per cent, as Python's `probability_text` writes it: none that was not quite 0 or 1 is called so.
 * @param {number} p
 */
export function probabilityText(p) {
  if (p > 0 && p < 0.0005) return `under ${percentText(0.001, 1)}`;
  if (p >= 0.995 && p < 1) return `over ${percentText(0.99)}`;
  return percentText(p, p > 0 && p < 0.0095 ? 1 : 0);
}

/**
 * A class as an answer: with a question mark, where the clip is of a kind that the model never saw.
 * @param {Answer} answer
 * @param {number} c
 */
export function answerName({ classes, mark }, c) {
  return `${classes[c]}${mark}`;
}

/** How probable the answer is. @param {Answer} answer */
export function answerShare({ predicted, probabilities }) {
  return probabilityText(probabilities[predicted] ?? 0);
}

/**
 * The class that leads up to and including a frame; empty where no model tells.
 * @param {Pane} pane
 * @param {number} t
 */
export function leaderName({ answer, leader, summed }, t) {
  if (!answer || !summed) return "";
  return leader[t] < 0 ? "no evidence yet" : answerName(answer, leader[t]);
}

/**
 * The same with how probable it is there.
 * @param {Pane} pane
 * @param {number} t
 */
export function leaderText(pane, t) {
  const name = leaderName(pane, t);
  return pane.leader[t] < 0 ? name : `answer so far: ${name}, ${probabilityText(pane.lead[t])}`;
}

/**
 * A frame among all, as people count few of them: "frame 3 of 0–59"; a step, where a clock counts that several share.
 * @param {{frames: number, timed: boolean}} show
 * @param {number} t
 * @param {string} [from] what stands before the last frame
 */
export function placeOfFrame({ frames, timed }, t, from = "0–") {
  if (frames === 1) return ONLY_FRAME;
  return `${timed ? "frame" : "step"} ${t} of ${frames === 2 ? "0 and 1" : `${from}${frames - 1}`}`;
}

/**
 * When that is: seconds of the recording; of a clock that several share, and that is nobody's, how far it has come.
 * @param {{frames: number, fps: number, timed: boolean}} show
 * @param {number} t
 * @param {string} [unit] of seconds
 */
export function timeText({ frames, fps, timed }, t, unit = "s") {
  return timed ? `${(t / fps).toFixed(2)} ${unit}` : `${percentText(frames > 1 ? t / (frames - 1) : 0)} of the way`;
}

/**
 * A frame and its time: that of the recording, where the player's own count is another.
 * @param {Pane} pane
 * @param {number} t
 */
export function frameText({ clip, rank, recorded, timed }, t) {
  if (clip.frames === 1) return ONLY_FRAME;
  const keyframe = rank.has(t) ? ` · keyframe ${rank.get(t)}` : "";
  return `frame ${recorded ? recorded[t] : t} · ${timeText({ ...clip, timed }, t)}${keyframe}`;
}

/**
 * What is said where a model has no attention of a kind.
 * @param {string} symbol of that attention
 * @param {string} among "joints" or "moments"
 * @param {boolean} [brief] where there is little room
 */
export function alikeText(symbol, among, brief = false) {
  const text = `${symbol}: ${among === "joints" ? "all alike" : "flat"}`;
  return brief ? text : `${text}, this model tells no attention to ${among}`;
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
  const share = relative && mean > 0 ? ` = ${(values[t] / mean).toFixed(2)}× an equal share` : "";
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

/**
 * "Balls: how much the model listens to each joint. Violet curve: how much to each moment."; empty of bodies alone.
 * @param {Show} show
 * @param {import("./measures.js").Drive} drive
 */
export function whatIsShown({ panes }, drive) {
  // Of several panes, that which has something of its own to show; one that only lends itself to be compared with has not.
  const shown = panes.flatMap((pane) => {
    const measure = measureOf(pane, drive);
    return measure ? [{ measure, own: measure !== firstMeasure(pane) }] : [];
  });
  const { measure } = shown.find(({ own }) => own) ?? shown.find((each) => each.measure.learned) ?? shown[0] ?? {};
  if (!measure) return "";
  const balls = ofEach(measure, "Balls", "joint");
  const curves = panes.flatMap((pane) => pane.curves.slice(0, 1));
  const curve = curves.find(({ learned }) => learned) ?? curves[0];
  if (!curve) return balls;
  const told = ofEach(curve, "Violet curve", "moment");
  return `${balls} ${balls.includes(LISTENS) ? told.replace("the model listens ", "") : told}`;
}

/**
 * @param {{title: string, says: string, relative: boolean, learned: boolean}} kind
 * @param {string} who
 * @param {"joint" | "moment"} each
 */
function ofEach({ learned, relative, says, title }, who, each) {
  if (relative && !learned) return `${alikeText(who, `${each}s`)}.`;
  return `${who}: ${says || (relative ? `${LISTENS} ${each}` : `“${title}” of each ${each}`)}.`;
}
