// The lanes of stretches: each stretch is a button in the colour of what it is called, as solid as it is sure.

import { css, mix } from "../core/colour.js";
import { element } from "../core/dom.js";
import { edge } from "./lanes.js";

/** @typedef {import("./timeline.js").Timeline} Timeline */
/** @typedef {import("../core/tracks.js").Track} Track */
/** @typedef {import("../core/tracks.js").Segment} Segment */

/** Height of a lane: as large as a finger needs. */
export const SEGMENTS_HEIGHT = 24;
/** How solid a stretch is that is not sure at all, and one that is. */
const [FAINTEST, FULL] = [0.22, 0.78];
/** Widths from which on some letters of a name can be read, and a name has room around it; pixels at a desk. */
const NAMED_PX = 28;
const ROOMY_PX = 60;
/** Beyond the palette a hue comes again, in stripes: their directions, degrees. */
const STRIPES = [135, 45, 90];

export class SegmentLanes {
  /** @param {Timeline} timeline */
  constructor(timeline) {
    this.timeline = timeline;
    this.element = element("div", { class: "sta-segments" });
    /** What stretches are called that are too narrow for their names. */
    this.legend = element("ul", { class: "sta-segments-legend", "aria-label": "Names of short stretches" });
    this.told = "";
    /** @type {Track[] | null} */ this.made = null;
    /** @type {HTMLButtonElement[][]} */ this.buttons = [];
    timeline.player.store.subscribe(["range", "position"], () => this.mark());
  }

  /** The lanes of what is shown now. */
  get tracks() {
    return this.timeline.player.store.state.show.tracks;
  }

  /** Brings every stretch to its place; to be called whenever the lanes are painted. @param {CanvasRenderingContext2D} ctx */
  place(ctx) {
    const { timeline, tracks } = this;
    if (this.made !== tracks) this.make();
    for (const lane of timeline.lanes) {
      if (lane.kind !== "segments") continue;
      const area = timeline.area(lane, ctx);
      tracks[lane.curve].segments.forEach((segment, s) => this.paint(this.buttons[lane.curve][s], segment, area));
    }
    this.tell();
    this.mark();
  }

  make() {
    const { player } = this.timeline;
    this.made = this.tracks;
    this.buttons = this.tracks.map((track) => track.segments.map((segment) => segmentButton(track, segment, () => player.playback.chooseSegment(track, segment))));
    const groups = this.tracks.map(({ name }, i) => element("div", { role: "group", "aria-label": name }, this.buttons[i]));
    this.element.replaceChildren(...groups);
  }

  /**
   * @param {HTMLButtonElement} made
   * @param {Segment} segment
   * @param {import("./lanes.js").Area} area
   */
  paint(made, segment, area) {
    const x0 = Math.max(area.left, edge(area, segment.start));
    const x1 = Math.min(area.left + area.width, edge(area, segment.end));
    made.hidden = x1 <= x0;
    if (made.hidden) return;
    Object.assign(made.style, { left: `${x0 + 0.5}px`, width: `${Math.max(2, x1 - x0 - 1)}px`, top: `${area.y}px`, height: `${area.height}px` });
    const { unit } = area.theme;
    made.classList.toggle("sta-nameless", x1 - x0 < NAMED_PX * unit);
    made.classList.toggle("sta-tight", x1 - x0 < ROOMY_PX * unit);
    made.style.background = ground(area.theme, segment.hue, segment.strength ?? 1);
    made.style.color = css(area.theme.text);
  }

  /** Says above the lanes what the stretches are called that have no room for it while all of the time is seen. */
  tell() {
    const { player, width, left } = this.timeline;
    const { frames } = player.store.state.show;
    const { theme } = player;
    const least = (NAMED_PX * theme.unit * frames) / Math.max(1, width - left);
    /** @type {Map<string, number | null>} */ const short = new Map();
    for (const { end, hue, start, text } of this.tracks.flatMap(({ segments }) => segments)) {
      if (end - start < least && text) short.set(text, hue);
    }
    const told = JSON.stringify([[...short], theme.key]);
    if (told === this.told) return;
    this.told = told;
    this.legend.hidden = short.size === 0;
    this.legend.replaceChildren(...[...short].map(([text, hue]) => {
      const patch = element("i", { class: hue === null ? "sta-patch sta-unsure" : "sta-patch", "aria-hidden": "true" });
      patch.style.background = ground(theme, hue, 1);
      return element("li", {}, [patch, text]);
    }));
  }

  /** Marks the stretch that is chosen, and lets Tab reach the one in which the playhead stands. */
  mark() {
    const { clock, store } = this.timeline.player;
    const { range } = store.state;
    const frame = clock.frame;
    this.buttons.forEach((row, i) => {
      const { segments } = this.made?.[i] ?? { segments: [] };
      const here = Math.max(0, segments.findIndex(({ end }) => frame < end));
      row.forEach((made, s) => {
        const { start, end } = segments[s];
        const chosen = range !== null && range[0] === start && range[1] === end - 1;
        if (made.getAttribute("aria-pressed") !== String(chosen)) made.setAttribute("aria-pressed", String(chosen));
        if (made.tabIndex !== (s === here ? 0 : -1)) made.tabIndex = s === here ? 0 : -1;
      });
    });
  }
}

/**
 * What a stretch is filled with, as CSS.
 * @param {import("../core/theme.js").Theme} theme
 * @param {number | null} hue its number; null for none
 * @param {number} strength 0 to 1
 */
function ground({ classes, surface }, hue, strength) {
  if (hue === null) return css(surface);
  const solid = FAINTEST + (FULL - FAINTEST) * strength;
  const colour = css(mix(surface, classes[hue % classes.length], solid));
  const turn = Math.floor(hue / classes.length);
  if (turn === 0) return colour;
  const stripe = css(mix(surface, classes[hue % classes.length], solid * 0.45));
  return `repeating-linear-gradient(${STRIPES[(turn - 1) % STRIPES.length]}deg, ${colour} 0 5px, ${stripe} 5px 9px)`;
}

/**
 * @param {Track} track
 * @param {Segment} segment
 * @param {() => void} action
 */
function segmentButton(track, segment, action) {
  const kind = segment.hue === null ? "sta-segment sta-unsure" : "sta-segment";
  const made = element("button", { type: "button", class: kind, title: segment.says, "aria-label": `${track.name}: ${segment.says}`, "aria-pressed": "false" }, [
    element("span", {}, [segment.text]),
  ]);
  made.addEventListener("click", action);
  return made;
}
