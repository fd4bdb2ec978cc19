// The names of the lanes: beside them where there is room, above them on a narrow screen.

import { css } from "../core/colour.js";
import { button, element, icon, select } from "../core/dom.js";
import { measureOf } from "../core/measures.js";
import { alikeText } from "../core/values.js";
import { ABOVE, sharedFrom } from "./layout.js";
import { paneButton, swatch } from "../stage/panes.js";
import { personInk, personLetter } from "../core/theme.js";

/** @typedef {import("./timeline.js").Timeline} Timeline */
/** @typedef {import("./timeline.js").Lane} Lane */

const MARGIN = 10;
/** Height of the least row that has its name beside it, and what a name and a note below it need; pixels at a desk. */
const SMALLEST_NAME = 11;
const TWO_LINES = 30;
/** Lanes that name classes. */
const ANSWERING = ["evidence", "leads"];

/** @param {Timeline} timeline */
export function placeLabels(timeline) {
  const { narrow } = timeline;
  const { unit } = timeline.player.theme;
  timeline.movement.forget();
  /** @type {Node[]} */ const made = [];
  for (const lane of timeline.lanes) {
    if (lane.kind === "ruler") continue;
    if (lane.kind === "whose") {
      made.push(whoseLanes(timeline, lane));
      continue;
    }
    const above = narrow || lane.kind === "strip";
    const label = element("div", { class: `sta-label sta-label-${lane.kind}${above ? " sta-above" : ""}` }, labelOf(timeline, lane));
    label.style.top = `${lane.labelY}px`;
    label.style.left = `${above ? timeline.left : 0}px`;
    label.style.height = `${above ? ABOVE * unit : lane.height}px`;
    label.style.width = `${above ? timeline.width - timeline.left : timeline.left - MARGIN}px`;
    made.push(label);
    if (lane.kind === "measure") made.push(...timeline.movement.endsOf(lane));
    const missing = missingAttention(timeline, lane);
    if (missing) made.push(noteIn(timeline, lane, missing));
  }
  const strip = timeline.lanes[timeline.lanes.length - 1];
  if (strip.kind === "strip") for (const part of rowNames(timeline)) if (part.height * strip.height >= SMALLEST_NAME * unit) made.push(tick(timeline, strip, part));
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
  if (pane.withheld && ANSWERING.includes(lane.kind)) return "hidden until you ask for the answer";
  if (lane.kind === "strip" && !measure) return "this pane has no such map";
  const shown = lane.kind === "curve" ? pane.curves[lane.curve] : lane.kind === "strip" ? measure : null;
  return shown?.relative && !shown.learned ? alikeText(shown.symbol, lane.kind === "curve" ? "moments" : "joints") : "";
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
 * Whose the lanes beneath it are, where panes beside each other share the timeline.
 * @param {Timeline} timeline
 * @param {Lane} lane
 */
function whoseLanes(timeline, lane) {
  const { player, left, width } = timeline;
  const { title } = player.store.state.show.panes[lane.pane];
  const made = element("div", { class: "sta-whose" }, [
    element("span", {}, ["Below: "]),
    swatch(player.theme, lane.pane),
    element("strong", {}, [title]),
    element("span", { class: "sta-note" }, ["choose another by its name"]),
  ]);
  Object.assign(made.style, { left: `${left}px`, width: `${width - left}px`, top: `${lane.y}px`, height: `${lane.height}px` });
  return made;
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
  // Where names stand above their lanes, those of the rows stand in them, with what is behind them seen.
  made.classList.toggle("sta-inside", timeline.narrow);
  if (!timeline.narrow) made.style.width = `${timeline.left - MARGIN}px`;
  made.style.color = css(personInk(timeline.player.theme, person));
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
      const isShared = panes.some((_, p) => p !== lane.pane && sharedFrom(panes, p) === lane.pane);
      if (panes.length > 1 && !isShared) return [name(symbol), paneButton(timeline.player, lane.pane)];
      const says = title.replace(symbol, "").trim();
      return says ? [name(symbol), note(says)] : [name(symbol)];
    }
    case "keyframes": {
      const of = pane.curves.length ? pane.curves[0].symbol : "";
      return [name("keyframes"), note(!pane.keyframes.length ? `${of} has no peak` : of ? "weighed most" : "")];
    }
    case "evidence": {
      if (pane.withheld) return [name("evidence")];
      const classes = (pane.answer?.classes ?? []).map((text, c) => /** @type {[string, string]} */ ([String(c), text]));
      const chooser = select("Evidence for the class", classes, (value) => {
        store.set({ evidenceFor: Number(value) === pane.answer?.predicted ? null : pane.answer?.classes[Number(value)] ?? null });
      });
      chooser.value = String(evidenceClass);
      return [name("evidence"), chooser];
    }
    case "bodies":
      return lane.height < TWO_LINES * timeline.player.theme.unit && !timeline.narrow ? [name("bodies")] : [name("bodies"), note("who is in the frame")];
    case "segments": {
      const { name: called, note: says } = timeline.player.store.state.show.tracks[lane.curve];
      return says && timeline.narrow ? [name(called), note(says)] : [name(called)];
    }
    case "measure":
      return timeline.movement.labelOf(lane.curve);
    case "leads":
      return [name("answer so far")];
    case "warnings":
      return [name("warnings")];
    default: {
      const { symbol } = measureOf(pane, drive) ?? pane.maps[0];
      const does = expanded ? `${symbol}: fold the joints` : `${symbol}: unfold the joints`;
      const fold = button(does, "sta-fold", [icon(expanded ? "unfolded" : "folded"), symbol], () => store.set({ expanded: !store.state.expanded }));
      fold.setAttribute("aria-expanded", String(expanded));
      return [fold, note(expanded ? "of each joint in every frame" : "of the joints in every frame; unfold for their names")];
    }
  }
}
