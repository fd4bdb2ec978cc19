// What the player knows: plain data, from which every view draws.

import { preset } from "./camera.js";
import { firstDrive } from "./measures.js";
import { namedYaws } from "./views.js";

/** @typedef {import("./messages.d.ts").JointRef} JointRef */
/** @typedef {JointRef & {pane: number, tipped: boolean}} Hovered joint under the pointer, and whether a tip tells its name */
/** @typedef {"off" | "all" | "range"} Loop */
/**
 * @typedef {object} State
 * @property {import("./payload.js").Show} show
 * @property {number} active the pane whose lanes are shown in full
 *
 * @property {number} position in frames, with a fraction while playing
 * @property {boolean} playing
 * @property {number} speed 1 is the clip's own
 * @property {1 | -1} direction
 * @property {Loop} loop
 * @property {[number, number] | null} range first and last frame of the loop, both included
 * @property {boolean} once whether play ends after one pass, whatever the loop says
 * @property {boolean} keyframesOnly whether play dwells on keyframes and hurries between
 *
 * @property {import("./measures.js").Drive} drive what opacity shows
 * @property {import("./weights.js").Scale} scale against what
 * @property {number} floor strength, 0 to 1, below which only the faint body shows
 * @property {boolean} agreement whether joints are dashed rings on which several networks do not agree
 * @property {boolean} foretold whether bodies are drawn too where the model expects them next
 * @property {boolean} labels whether the strongest joints are named
 * @property {boolean} projected whether all is drawn for a room that looks at a wall
 * @property {import("../stage/trails.js").Trails} trails whose paths are drawn
 * @property {number} trailFrames length of a path
 *
 * @property {JointRef | null} pinned
 * @property {JointRef[]} followed further joints whose paths are drawn
 * @property {JointRef[]} selected what an edit is to change
 * @property {Hovered | null} hovered
 * @property {{x: number, y: number} | null} pointer on the timeline, pixels
 *
 * @property {number[]} fronts for each pane, the yaw that looks its bodies in the face
 * @property {import("./views.js").NamedYaws[]} named for each pane, the yaws of its named views
 * @property {boolean} free whether each pane has its own camera
 * @property {number} lead the pane that was turned last
 * @property {import("./camera.js").Camera[]} each the camera of the first pane; where cameras are free, of each
 * @property {import("./cameras.js").Direction[]} fitted for each pane, the direction for which its bodies are fitted
 *
 * @property {import("./messages.d.ts").AskData | null} ask what was asked of the page last
 * @property {number | null} recorded the share of a video that is recorded, 0 to 1; null while there is none
 *
 * @property {import("../timeline/lines.js").Movement} movement lanes of angles and speeds
 * @property {string | null} evidenceFor name of the class whose evidence is wanted; null: the predicted one
 * @property {number} evidenceClass the class whose evidence is shown: the predicted one where none is called as is wanted
 * @property {boolean} expanded whether the heat strip has a row for each joint that can be read
 */

/** How long the paths of chosen joints are. */
const TRAIL_SECONDS = 0.9;

/**
 * The state in which a player begins.
 * @param {import("./payload.js").Show} show
 * @returns {State}
 */
export function firstState(show) {
  const { fronts, named } = yawsOf(show);
  return {
    ...{ show, active: show.opens },
    ...{ position: 0, playing: false, speed: 1, direction: 1, loop: "all", range: null, once: false, keyframesOnly: false },
    ...{ drive: firstDrive(show), scale: "uniform", floor: 0, agreement: true, foretold: false, labels: false, projected: false },
    ...{ trails: "chosen", trailFrames: Math.max(2, Math.round(show.fps * TRAIL_SECONDS)) },
    ...{ pinned: null, followed: [], selected: [], hovered: null, pointer: null },
    ...{ fronts, named, free: false, lead: 0, each: [preset("reset", fronts[0])], fitted: fronts.map((front) => preset("reset", front)) },
    ...{ movement: { key: "", lanes: [] }, evidenceFor: null, evidenceClass: 0, expanded: false, ask: null, recorded: null },
  };
}

/** For each pane, the yaw that looks its bodies in the face, and those of its named views. @param {import("./payload.js").Show} show */
export function yawsOf({ panes }) {
  return { fronts: panes.map(({ clip }) => clip.geometry.frontYaw), named: panes.map(({ clip }) => namedYaws(clip)) };
}

/**
 * @param {JointRef} one
 * @param {JointRef | null} other
 */
export function sameJoint(one, other) {
  return other !== null && one.person === other.person && one.joint === other.joint;
}

/**
 * The joints without this one, or with it behind the others.
 * @param {JointRef[]} joints
 * @param {JointRef} joint
 */
export function toggled(joints, { person, joint }) {
  const others = joints.filter((ref) => !sameJoint(ref, { person, joint }));
  return others.length < joints.length ? others : [...others, { person, joint }];
}
