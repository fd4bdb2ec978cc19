// What the page does and the player asks for: a stretch run by itself, or kept under a name; an answer that was held back.

import { nextSegment } from "../core/tracks.js";

/** @typedef {import("../host/player.js").Player} Player */
/** @typedef {import("../core/tracks.js").Track} Track */
/** @typedef {import("../core/tracks.js").Segment} Segment */

const SAID = {
  run: (/** @type {number} */ first, /** @type {number} */ last) => `The model runs on the frames ${first} to ${last}.`,
  mark: (/** @type {number} */ first, /** @type {number} */ last) => `The frames ${first} to ${last} are marked.`,
  answer: () => "The answer comes.",
};
const HOW = "Choose a part first: I where it begins, O where it ends, or drag along the timeline with Shift.";

/**
 * Goes to a stretch: its frames are the loop. Where the lane says so, the page runs the model on it.
 * @param {Player} player
 * @param {Track} track
 * @param {Segment} segment
 */
export function chooseSegment(player, track, { end, start, text }) {
  const { frames } = player.clock;
  const whole = start === 0 && end === frames;
  player.clock.pause();
  player.clock.seek(start);
  if (track.runs && isHeard(player) && !whole) {
    ask(player, "run", start, end - 1, text);
    return;
  }
  player.playback.chooseRange(start, end - 1, true);
}

/** Goes to the stretch before or behind this frame, in the first lane of them. @param {Player} player @param {-1 | 1} direction */
export function walkSegments(player, direction) {
  const [track] = player.store.state.show.tracks;
  const segment = track && nextSegment(track, player.clock.frame, direction);
  if (segment) chooseSegment(player, { ...track, runs: false }, segment);
}

/** Has the model run on the chosen frames alone. @param {Player} player */
export function runPart(player) {
  askOfRange(player, "run");
}

/** Has the page keep the chosen frames, to be named. @param {Player} player */
export function markSpan(player) {
  askOfRange(player, "mark");
}

/** Has the page show the answer that it holds back. @param {Player} player */
export function askForAnswer(player) {
  ask(player, "answer", 0, player.clock.frames - 1, "");
}

/** Whether there is a page that does what is asked: a file from disk has none. @param {Player} player */
function isHeard({ options, store }) {
  return store.state.show.parts && options.onCommit !== undefined;
}

/**
 * @param {Player} player
 * @param {"run" | "mark"} what
 */
function askOfRange(player, what) {
  const { range } = player.store.state;
  if (!isHeard(player)) player.tell("This page keeps no parts of a recording; the page Inspect does.");
  else if (!range) player.tell(HOW);
  else ask(player, what, range[0], range[1], "");
}

/**
 * @param {Player} player
 * @param {"run" | "mark" | "answer"} what
 * @param {number} first
 * @param {number} last
 * @param {string} text
 */
function ask(player, what, first, last, text) {
  player.store.set({ ask: { id: `${performance.timeOrigin + performance.now()}`, what, first, last, text } });
  player.settled(SAID[what](first, last));
}
