// Which lanes the timeline has, and where each is.

import { THUMB_HEIGHT, TIE } from "./filmstrip.js";
import { MEASURE_HEIGHT } from "./movement.js";
import { SEGMENTS_HEIGHT } from "./segments.js";

/** @typedef {import("../core/payload.js").Pane} Pane */
/** @typedef {import("./timeline.js").Timeline} Timeline */
/** @typedef {"ruler" | "segments" | "warnings" | "whose" | "curve" | "keyframes" | "evidence" | "leads" | "measure" | "strip" | "bodies"} Kind */
/** @typedef {{kind: Kind, pane: number, curve: number, y: number, height: number, labelY: number}} Lane with the place of its curve among the pane's, or of its lane among those of stretches */

export const LANE_GAP = 6;
/** Heights at a desk, pixels: of the ruler, and of a name above its lane, which is a target for fingers. */
export const RULER = 26;
export const ABOVE = 24;
/** What a wall shows of the lanes: those that can be read from afar; and from which height on, in pixels, pictures too. */
const PROJECTED = ["ruler", "warnings", "curve", "whose", "keyframes", "leads", "bodies"];
const TALL = 900;
/** Lanes whose height is that of what they show, and not of letters. */
const DRAWN = ["curve", "keyframes"];
/** Of a curve, and of each where more than two models have theirs. */
const CURVE = 62;
const ONE_OF_MANY = 46;
/** Height of the line that says whose the lanes beneath it are. */
const WHOSE = 26;
/** Heights of a row of the heat strip: unfolded, and folded together with all others. */
const UNFOLDED_ROW = 13;
const FOLDED_ROW = 3.1;

/**
 * The lanes from the top, and the height of all.
 * @param {Timeline} timeline
 * @returns {{lanes: Lane[], height: number}}
 */
export function layOutLanes(timeline) {
  const { unit } = timeline.player.theme;
  const { projected } = timeline.player.store.state;
  let y = 0;
  const isShown = (/** @type {Kind} */ kind) => !projected || (PROJECTED.includes(kind) && (kind !== "keyframes" || window.innerHeight >= TALL));
  const shown = wantedLanes(timeline).filter(([kind]) => isShown(kind));
  const lanes = shown.map(([kind, pane, desk, curve = 0]) => {
    const labelY = y;
    // Beside the joints of the heat strip stand their limbs, so its name stands above it everywhere.
    if ((timeline.narrow && kind !== "ruler" && kind !== "whose") || kind === "strip") y += ABOVE * unit;
    const height = DRAWN.includes(kind) ? desk : desk * unit;
    const lane = { kind, pane, curve, y, height, labelY };
    y += height + (kind === "ruler" ? 2 : LANE_GAP);
    return lane;
  });
  return { lanes, height: y };
}

/**
 * The first pane that has the first curve of this one: several maps of one answer have the same weights of frames.
 * @param {Pane[]} panes
 * @param {number} p
 */
export function sharedFrom(panes, p) {
  const { clip, curves: [curve], provenance } = panes[p];
  const same = (/** @type {Pane} */ other) =>
    other.clip === clip &&
    other.provenance?.checkpoint === provenance?.checkpoint &&
    other.curves[0]?.values.every((value, t) => Object.is(value, curve?.values[t]));
  return panes.findIndex((other, at) => at === p || same(other));
}

/**
 * @param {Timeline} timeline
 * @returns {[Kind, number, number, number?][]} kind, pane, height, and which curve
 */
function wantedLanes({ pane, player, strip }) {
  const { active, expanded, show } = player.store.state;
  const curve = show.panes.filter((each, p) => each.curves.length && sharedFrom(show.panes, p) === p).length > 2 ? ONE_OF_MANY : CURVE;
  /** @type {[Kind, number, number, number?][]} */
  const wanted = [["ruler", 0, RULER]];
  show.tracks.forEach((_, i) => wanted.push(["segments", active, SEGMENTS_HEIGHT, i]));
  if (pane.clip.warnings.some(({ frames }) => frames.length)) wanted.push(["warnings", active, 14]);
  show.panes.forEach((each, p) => each.curves.forEach((_, c) => {
    // The first curve of every pane, once where it is that of a pane before, and all of the one shown in full.
    if ((c === 0 && sharedFrom(show.panes, p) === p) || (c > 0 && p === active)) wanted.push(["curve", p, curve, c]);
  }));
  if (show.panes.length > 1) wanted.push(["whose", active, WHOSE]);
  if (pane.curves.length) wanted.push(["keyframes", active, THUMB_HEIGHT + TIE + 3]);
  if (pane.summed || pane.withheld) wanted.push(["evidence", active, 50], ["leads", active, 20]);
  player.store.state.movement.lanes.forEach((_, i) => wanted.push(["measure", active, MEASURE_HEIGHT, i]));
  const stripHeight = expanded ? strip.rows.length * UNFOLDED_ROW : Math.min(300, Math.max(56, strip.height * FOLDED_ROW));
  wanted.push(pane.maps.length ? ["strip", active, stripHeight] : ["bodies", active, 8 + 12 * pane.clip.persons]);
  return wanted;
}
