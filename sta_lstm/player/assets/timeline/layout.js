// Which lanes the timeline has, and where each is.

import { THUMB_HEIGHT, TIE } from "./filmstrip.js";

/** @typedef {import("./timeline.js").Timeline} Timeline */
/** @typedef {"ruler" | "doubts" | "beta" | "film" | "evidence" | "leads" | "alpha" | "bodies"} Kind */
/** @typedef {{kind: Kind, pane: number, y: number, height: number, labelY: number}} Lane */

export const LANE_GAP = 6;
/** Height that a name above its lane takes on a narrow screen. */
const ABOVE = 18;
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
  const lanes = wantedLanes(timeline).map(([kind, pane, height]) => {
    const labelY = y;
    if (timeline.narrow && kind !== "ruler") y += ABOVE;
    const lane = { kind, pane, y, height, labelY };
    y += height + (kind === "ruler" ? 2 : LANE_GAP);
    return lane;
  });
  return { lanes, height: y };
}

/**
 * @param {Timeline} timeline
 * @returns {[Kind, number, number][]} kind, pane and height
 */
function wantedLanes({ expanded, pane, player, strip }) {
  const { active, show } = player;
  const rows = strip.rows.length;
  /** @type {[Kind, number, number][]} */
  const wanted = [["ruler", 0, 20]];
  if (pane.clip.doubts.length) wanted.push(["doubts", active, 14]);
  show.panes.forEach((each, p) => {
    if (!each.bare) wanted.push(["beta", p, 62]);
  });
  if (pane.bare) return [...wanted, ["bodies", active, 8 + 12 * pane.clip.persons]];
  const stripHeight = expanded ? rows * UNFOLDED_ROW : Math.min(190, Math.max(56, rows * FOLDED_ROW));
  return [...wanted, ["film", active, THUMB_HEIGHT + TIE + 3], ["evidence", active, 50], ["leads", active, 20], ["alpha", active, stripHeight]];
}
