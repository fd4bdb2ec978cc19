// The names of the lanes: beside them where there is room, above them on a narrow screen.

import { css } from "../core/colour.js";
import { button, element, select } from "../core/dom.js";
import { GUTTER } from "./lanes.js";
import { jointColour, personLetter } from "../core/theme.js";

/** @typedef {import("./timeline.js").Timeline} Timeline */
/** @typedef {import("./timeline.js").Lane} Lane */

const MARGIN = 10;
const ABOVE = 18;
const SMALLEST_NAME = 9;
/** Height that a name and a note below it need. */
const TWO_LINES = 30;

/** @param {Timeline} timeline */
export function placeLabels(timeline) {
  const { narrow } = timeline;
  /** @type {Node[]} */ const made = [];
  for (const lane of timeline.lanes) {
    if (lane.kind === "ruler") continue;
    const short = lane.kind === "alpha" && !narrow;
    const label = element("div", { class: `sta-label sta-label-${lane.kind}` }, labelOf(timeline, lane));
    label.style.top = `${lane.labelY}px`;
    label.style.height = `${narrow ? ABOVE : short ? 22 : lane.height}px`;
    label.style.width = `${narrow ? timeline.width : short ? 28 : GUTTER - MARGIN}px`;
    made.push(label);
    const missing = missingAttention(timeline, lane);
    if (missing) made.push(noteIn(timeline, lane, missing));
  }
  const alpha = timeline.lanes[timeline.lanes.length - 1];
  if (!narrow && alpha.kind === "alpha") for (const part of rowNames(timeline)) if (part.height * alpha.height >= SMALLEST_NAME) made.push(tick(timeline, alpha, part));
  timeline.labels.replaceChildren(...made);
}

/**
 * @param {Timeline} timeline
 * @param {Lane} lane
 */
function missingAttention(timeline, lane) {
  const pane = timeline.player.show.panes[lane.pane];
  if (lane.kind === "beta" && !pane.temporal) return "this model has no temporal attention: uniform";
  if (lane.kind === "alpha" && !pane.spatial) return "this model has no spatial attention: uniform";
  return "";
}

/**
 * @param {Timeline} timeline
 * @param {Lane} lane
 * @param {string} text
 */
function noteIn(timeline, lane, text) {
  const note = element("div", { class: "sta-lane-note" }, [element("span", {}, [text])]);
  Object.assign(note.style, {
    left: `${timeline.left}px`,
    width: `${timeline.width - timeline.left}px`,
    top: `${lane.y}px`,
    height: `${lane.height}px`,
  });
  return note;
}

/**
 * Limbs, or single joints where the strip is unfolded.
 * @param {Timeline} timeline
 * @returns {{text: string, person: number, y: number, height: number}[]}
 */
function rowNames(timeline) {
  const { joints } = timeline.pane.clip;
  if (timeline.expanded) return timeline.strip.rows.map((row) => ({ ...row, text: joints[row.joint] }));
  return timeline.strip.groups.map((group) => ({ ...group, text: group.name }));
}

/**
 * @param {Timeline} timeline
 * @param {Lane} lane
 * @param {{text: string, person: number, y: number, height: number}} part
 */
function tick(timeline, lane, { text, person, y, height }) {
  const who = timeline.pane.clip.persons > 1 ? `${personLetter(person)} ` : "";
  const made = element("div", { class: "sta-limb" }, [`${who}${text}`]);
  made.style.top = `${lane.y + y * lane.height}px`;
  made.style.height = `${height * lane.height}px`;
  made.style.width = `${GUTTER - MARGIN}px`;
  made.style.color = css(jointColour(timeline.player.theme, person, "M"));
  return made;
}

/**
 * @param {Timeline} timeline
 * @param {Lane} lane
 * @returns {Node[]}
 */
function labelOf(timeline, lane) {
  const { panes } = timeline.player.show;
  const pane = panes[lane.pane];
  const name = (/** @type {string} */ text) => element("span", { class: "sta-name" }, [text]);
  const note = (/** @type {string} */ text) => element("span", { class: "sta-note" }, [text]);
  switch (lane.kind) {
    case "beta":
      return [name("β"), note(panes.length > 1 ? pane.title : "frame attention")];
    case "film":
      return [name("keyframes"), note(pane.keyframes.length ? "peaks of β" : "β has no peak")];
    case "evidence": {
      const classes = pane.classes.map((text, c) => /** @type {[string, string]} */ ([String(c), text]));
      const chooser = select("Evidence for the class", classes, (value) => timeline.setClass(Number(value)));
      chooser.value = String(timeline.evidenceClass);
      return [name("evidence"), chooser];
    }
    case "bodies":
      return lane.height < TWO_LINES && !timeline.narrow ? [name("bodies")] : [name("bodies"), note("who is in the frame")];
    case "leads":
      return [name("leads")];
    case "doubts":
      return [name("doubts")];
    default: {
      const does = timeline.expanded ? "α: fold the joints" : "α: unfold the joints";
      const arrow = element("span", { "aria-hidden": "true" }, [timeline.expanded ? " ▾" : " ▸"]);
      const fold = button(does, "sta-fold", ["α", arrow], () => timeline.toggleRows());
      fold.setAttribute("aria-expanded", String(timeline.expanded));
      return timeline.narrow ? [fold, note("joints × frames")] : [fold];
    }
  }
}
