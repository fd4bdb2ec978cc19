// Keys and what each does: the help lists this table, so that it cannot lie.

import { markSpan, runPart, walkSegments } from "./parts.js";

/** @typedef {import("../host/player.js").Player} Player */
/** @typedef {{keys: string[], shown: string, says: string, act: (player: Player, event: KeyboardEvent) => void}} Binding */

const LEAP = 10;
/** How many times more or fewer frames a key brings into view. */
const ZOOM = 1.5;

/** @type {Binding[]} */
export const BINDINGS = [
  { keys: [" "], shown: "Space", says: "play or pause", act: (player) => player.playback.toggle() },
  { keys: ["ArrowLeft"], shown: "←", says: `frame back (with Shift: ${LEAP})`, act: (p, e) => p.playback.step(e.shiftKey ? -LEAP : -1) },
  { keys: ["ArrowRight"], shown: "→", says: `frame forward (with Shift: ${LEAP})`, act: (p, e) => p.playback.step(e.shiftKey ? LEAP : 1) },
  { keys: ["["], shown: "[", says: "previous keyframe", act: (player) => player.playback.jumpKeyframe(-1) },
  { keys: ["]"], shown: "]", says: "next keyframe", act: (player) => player.playback.jumpKeyframe(1) },
  { keys: ["d", "D"], shown: "D", says: "play keyframes only: dwell on them", act: (player) => player.playback.toggleKeyframesOnly() },
  { keys: ["Home"], shown: "Home", says: "first frame", act: (player) => player.playback.goTo(0) },
  { keys: ["End"], shown: "End", says: "last frame", act: (player) => player.playback.goTo(player.clock.frames - 1) },
  { keys: ["j", "J"], shown: "J", says: "play backwards", act: (player) => player.playback.shuttle(-1) },
  { keys: ["k", "K"], shown: "K", says: "pause", act: (player) => player.playback.pause() },
  { keys: ["l", "L"], shown: "L", says: "play; again: faster", act: (player) => player.playback.shuttle(1) },
  { keys: ["1"], shown: "1", says: "front view", act: (player) => player.turning.to("front") },
  { keys: ["2"], shown: "2", says: "side view", act: (player) => player.turning.to("side") },
  { keys: ["3"], shown: "3", says: "top view", act: (player) => player.turning.to("top") },
  { keys: ["4"], shown: "4", says: "reset the view", act: (player) => player.turning.to("reset") },
  { keys: ["c", "C"], shown: "C", says: "cameras: one for all panes, or one each", act: (player) => player.turning.lockOrFree() },
  { keys: ["n", "N"], shown: "N", says: "names of the strongest joints", act: (player) => player.store.set({ labels: !player.store.state.labels }) },
  { keys: ["i", "I"], shown: "I", says: "loop from here", act: (player) => player.playback.markRange("start") },
  { keys: ["o", "O"], shown: "O", says: "loop to here", act: (player) => player.playback.markRange("end") },
  { keys: ["r", "R"], shown: "R", says: "loop: off, whole clip, chosen range", act: (player) => player.playback.turnLoop() },
  { keys: ["Enter"], shown: "Enter", says: "run the model on the chosen part", act: (player) => runPart(player) },
  { keys: ["m", "M"], shown: "M", says: "mark the chosen part, to name and keep it", act: (player) => markSpan(player) },
  { keys: [","], shown: ",", says: "previous stretch of the first such lane", act: (player) => walkSegments(player, -1) },
  { keys: ["."], shown: ".", says: "next stretch of the first such lane", act: (player) => walkSegments(player, 1) },
  { keys: ["+", "="], shown: "+", says: "timeline: fewer frames", act: (player) => player.timeline.zoom(1 / ZOOM) },
  { keys: ["-"], shown: "−", says: "timeline: more frames", act: (player) => player.timeline.zoom(ZOOM) },
  { keys: ["s", "S"], shown: "S", says: "save a picture", act: (player) => player.saving.savePicture() },
  { keys: ["v", "V"], shown: "V", says: "save a video: one pass", act: (player) => player.saving.saveVideo() },
  { keys: ["f", "F"], shown: "F", says: "full screen", act: (player) => player.screen.toggleFull() },
  { keys: ["p", "P"], shown: "P", says: "projection: large letters for a room", act: (player) => player.screen.toggleProjection() },
  { keys: ["?"], shown: "?", says: "this help", act: (player) => player.help.toggle() },
  { keys: ["Escape"], shown: "Esc", says: "close the help, end the projection, unpin the joint, clear the loop range", act: (player) => player.dismiss() },
];

/** Keys that a focused control needs for itself. */
const OWN_KEYS = {
  BUTTON: [" ", "Enter"],
  SELECT: [" ", "Enter", "ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Home", "End"],
  INPUT: ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Home", "End"],
};

/**
 * @param {Player} player
 * @param {KeyboardEvent} event
 */
export function handleKey(player, event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (player.saving.recording) {
    if (event.key === "Escape") player.saving.cancel("Recording cancelled.");
    return;
  }
  const target = /** @type {HTMLElement} */ (event.composedPath()[0]);
  const scrubber = target === player.timeline.scrubber;
  const own = OWN_KEYS[/** @type {keyof typeof OWN_KEYS} */ (target.tagName)] ?? [];
  const types = target.tagName === "SELECT" && event.key.length === 1;
  if (!scrubber && (own.includes(event.key) || types)) return;
  const binding = BINDINGS.find(({ keys }) => keys.includes(event.key));
  if (!binding || (event.key === "Escape" && !player.canDismiss())) return;
  event.preventDefault();
  event.stopPropagation();
  binding.act(player, event);
}
