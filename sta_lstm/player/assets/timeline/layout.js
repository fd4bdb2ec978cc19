// Which lanes the timeline has, and where each is.

import { THUMB_HEIGHT, TIE } from "./filmstrip.js";
import { MEASURE_HEIGHT } from "./movement.js";
import { SEGMENTS_HEIGHT } from "./segments.js";

/** @typedef {import("./timeline.js").Timeline} Timeline */
/** @typedef {"ruler" | "segments" | "warnings" | "curve" | "film" | "evidence" | "leads" | "measure" | "strip" | "bodies"} Kind */
/** @typedef {{kind: Kind, pane: number, curve: number, y: number, height: number, labelY: number}} Lane with the place of its curve among the pane's, or of its lane among those of stretches */

export const LANE_GAP = 6;
/** Height that a name above its lane takes on a narrow screen. */
const ABOVE = 18;
const CURVE = 62;
/** Heights of a row of the heat strip: unfolded, and folded together with all others. */
const UNFOLDED_ROW = 13;
const FOLDED_ROW = 3.1;

/**
 * The lanes from the top, and the height of all.
 * @param {Timeline} timeline
 * @returns {{lanes: Lane[], height: number}}
 */
export function layOutLanes(timeline) {
  let y = 0;
  const lanes = wantedLanes(timeline).map(([kind, pane, height, curve = 0]) => {
    const labelY = y;
    if (timeline.narrow && kind !== "ruler") y += ABOVE;
    const lane = { kind, pane, curve, y, height, labelY };
    y += height + (kind === "ruler" ? 2 : LANE_GAP);
    return lane;
  });
  return { lanes, height: y };
}

/**
 * @param {Timeline} timeline
 * @returns {[Kind, number, number, number?][]} kind, pane, height, and which curve
 */
function wantedLanes({ pane, player, strip }) {
  const { active, expanded, show } = player.store.state;
  const rows = strip.rows.length;
  /** @type {[Kind, number, number, number?][]} */
  const wanted = [["ruler", 0, 20]];
  show.tracks.forEach((_, i) => wanted.push(["segments", active, SEGMENTS_HEIGHT, i]));
  if (pane.clip.warnings.some(({ frames }) => frames.length)) wanted.push(["warnings", active, 14]);
  show.panes.forEach((each, p) => each.curves.forEach((_, c) => {
    // The first curve of every pane, and all of the one whose lanes are shown in full.
    if (c === 0 || p === active) wanted.push(["curve", p, CURVE, c]);
  }));
  if (pane.curves.length) wanted.push(["film", active, THUMB_HEIGHT + TIE + 3]);
  if (pane.summed) wanted.push(["evidence", active, 50], ["leads", active, 20]);
  player.store.state.movement.lanes.forEach((_, i) => wanted.push(["measure", active, MEASURE_HEIGHT, i]));
  const stripHeight = expanded ? rows * UNFOLDED_ROW : Math.min(190, Math.max(56, rows * FOLDED_ROW));
  wanted.push(pane.maps.length ? ["strip", active, stripHeight] : ["bodies", active, 8 + 12 * pane.clip.persons]);
  return wanted;
}
