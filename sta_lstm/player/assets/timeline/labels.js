// The names of the lanes: beside them where there is room, above them on a narrow screen.

import { css } from "../core/colour.js";
import { button, element, select } from "../core/dom.js";
import { measureOf } from "../core/measures.js";
import { GUTTER } from "./lanes.js";
import { jointColour, personLetter } from "../core/theme.js";

/** @typedef {import("./timeline.js").Timeline} Timeline */
/** @typedef {import("./timeline.js").Lane} Lane */

const MARGIN = 10;
const ABOVE = 18;
const SMALLEST_NAME = 9;
/** Letters of a map's symbol that have room beside the names of the limbs. */
const LONGEST_SYMBOL = 3;
/** Height that a name and a note below it need. */
const TWO_LINES = 30;

/** @param {Timeline} timeline */
export function placeLabels(timeline) {
  const { narrow } = timeline;
  timeline.movement.forget();
  /** @type {Node[]} */ const made = [];
  for (const lane of timeline.lanes) {
    if (lane.kind === "ruler") continue;
    const short = lane.kind === "strip" && !narrow;
    const label = element("div", { class: `sta-label sta-label-${lane.kind}` }, labelOf(timeline, lane));
    label.style.top = `${lane.labelY}px`;
    label.style.height = `${narrow ? ABOVE : short ? 22 : lane.height}px`;
    label.style.width = `${narrow ? timeline.width : short ? 28 : GUTTER - MARGIN}px`;
    made.push(label);
    if (lane.kind === "measure") made.push(...timeline.movement.endsOf(lane));
    const missing = missingAttention(timeline, lane);
    if (missing) made.push(noteIn(timeline, lane, missing));
  }
  const strip = timeline.lanes[timeline.lanes.length - 1];
  if (!narrow && strip.kind === "strip") for (const part of rowNames(timeline)) if (part.height * strip.height >= SMALLEST_NAME) made.push(tick(timeline, strip, part));
  timeline.labels.replaceChildren(...made);
}

/**
 * @param {Timeline} timeline
 * @param {Lane} lane
 */
function missingAttention(timeline, lane) {
  const { drive, show } = timeline.player.store.state;
  const pane = show.panes[lane.pane];
  const measure = measureOf(pane, drive);
  if (lane.kind === "strip" && !measure) return "this pane has no such map";
  const shown = lane.kind === "curve" ? pane.curves[lane.curve] : lane.kind === "strip" ? measure : null;
  return shown?.relative && !shown.learned ? `${shown.symbol} was not learned by this model: uniform` : "";
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
  if (timeline.player.store.state.expanded) return timeline.strip.rows.map((row) => ({ ...row, text: joints[row.joint] }));
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
  const { store } = timeline.player;
  const { drive, evidenceClass, expanded, show: { panes } } = store.state;
  const pane = panes[lane.pane];
  const name = (/** @type {string} */ text) => element("span", { class: "sta-name" }, [text]);
  const note = (/** @type {string} */ text) => element("span", { class: "sta-note" }, [text]);
  switch (lane.kind) {
    case "curve": {
      const { symbol, title } = pane.curves[lane.curve];
      const says = panes.length > 1 ? pane.title : title.replace(symbol, "").trim();
      return says ? [name(symbol), note(says)] : [name(symbol)];
    }
    case "film": {
      const of = pane.curves.length ? pane.curves[0].symbol : "";
      return [name("keyframes"), note(!pane.keyframes.length ? `${of} has no peak` : of ? `peaks of ${of}` : "")];
    }
    case "evidence": {
      const classes = (pane.answer?.classes ?? []).map((text, c) => /** @type {[string, string]} */ ([String(c), text]));
      const chooser = select("Evidence for the class", classes, (value) => store.set({ evidenceClass: Number(value) }));
      chooser.value = String(evidenceClass);
      return [name("evidence"), chooser];
    }
    case "bodies":
      return lane.height < TWO_LINES && !timeline.narrow ? [name("bodies")] : [name("bodies"), note("who is in the frame")];
    case "segments": {
      const { name: called, note: says } = timeline.player.store.state.show.tracks[lane.curve];
      return says && timeline.narrow ? [name(called), note(says)] : [name(called)];
    }
    case "measure":
      return timeline.movement.labelOf(lane.curve);
    case "leads":
      return [name("leads")];
    case "warnings":
      return [name("warnings")];
    default: {
      const { symbol } = measureOf(pane, drive) ?? pane.maps[0];
      const text = timeline.narrow || symbol.length <= LONGEST_SYMBOL ? symbol : "map";
      const does = expanded ? `${symbol}: fold the joints` : `${symbol}: unfold the joints`;
      const arrow = element("span", { "aria-hidden": "true" }, [expanded ? " ▾" : " ▸"]);
      const fold = button(does, "sta-fold", [text, arrow], () => store.set({ expanded: !store.state.expanded }));
      fold.setAttribute("aria-expanded", String(expanded));
      return timeline.narrow ? [fold, note("joints × frames")] : [fold];
    }
  }
}
