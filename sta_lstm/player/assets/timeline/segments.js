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
/** Width from which on a name can be read. */
const NAMED_PX = 34;

export class SegmentLanes {
  /** @param {Timeline} timeline */
  constructor(timeline) {
    this.timeline = timeline;
    this.element = element("div", { class: "sta-segments" });
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
    made.classList.toggle("sta-nameless", x1 - x0 < NAMED_PX);
    const { classes, surface, text } = area.theme;
    const solid = FAINTEST + (FULL - FAINTEST) * (segment.strength ?? 1);
    const ground = segment.hue === null ? surface : mix(surface, classes[segment.hue % classes.length], solid);
    made.style.background = css(ground);
    made.style.color = css(text);
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
