// A camera a pane. Locked, one way of looking serves all: each body is seen from the same side of itself. Free, each pane has its own.

import { preset } from "./camera.js";

/** @typedef {import("./camera.js").Camera} Camera */
/** @typedef {{yaw: number, pitch: number}} Direction */
/** @typedef {"reset" | "front" | "side" | "top"} ViewName */

export class Cameras {
  /** @param {number[]} fronts of each pane, the yaw that looks its bodies in the face */
  constructor(fronts) {
    this.fronts = fronts;
    this.free = false;
    /** The pane that was turned last. */
    this.lead = 0;
    /** What the first pane looks like; where cameras are free, what each does. */
    this.each = [preset("reset", fronts[0])];
  }

  get count() {
    return this.fronts.length;
  }

  /** @param {number} p @returns {Camera} */
  of(p) {
    return this.free ? this.each[p] : this.seenAs(this.each[0], 0, p);
  }

  all() {
    return this.fronts.map((_, p) => this.of(p));
  }

  /**
   * A direction on the bodies of one pane, as one on the bodies of another.
   * @template {Direction} D
   * @param {D} direction
   * @param {number} from
   * @param {number} to
   * @returns {D}
   */
  seenAs(direction, from, to) {
    return { ...direction, yaw: direction.yaw + this.fronts[to] - this.fronts[from] };
  }

  /** A named view of every pane. @param {ViewName} name */
  preset(name) {
    return this.fronts.map((front) => preset(name, front));
  }

  /**
   * A direction for every pane, from that of the pane that was turned last.
   * @template {Direction} D
   * @param {D} direction
   */
  asLead(direction) {
    return this.fronts.map((_, p) => this.seenAs(direction, this.lead, p));
  }

  /**
   * The camera that a gesture on this pane moves; it may be changed.
   * @param {number} p
   */
  grab(p) {
    this.lead = p;
    return this.each[this.free ? p : 0];
  }

  /** Puts every pane where it is told. @param {Camera[]} places */
  put(places) {
    this.each = this.free ? places : [places[0]];
  }

  /** @param {boolean} free */
  set(free) {
    const places = this.all();
    this.free = free && this.count > 1;
    this.put(places);
  }

  /**
   * Other panes came. Those that stay keep their cameras; a new one looks at its bodies as the first pane does.
   * @param {number[]} fronts
   * @param {number[]} stays for each pane which one it was before; -1 for a new one
   */
  take(fronts, stays) {
    const before = this.all();
    const first = { ...before[0], yaw: before[0].yaw - this.fronts[0] };
    this.fronts = fronts;
    this.lead = 0;
    this.free = this.free && fronts.length > 1;
    this.put(stays.map((old, p) => (old >= 0 ? before[old] : { ...first, yaw: first.yaw + fronts[p] })));
  }
}

/** For each pane, the yaw that looks its bodies in the face. @param {import("./payload.js").Show} show */
export function frontsOf(show) {
  return show.panes.map(({ clip }) => clip.geometry.frontYaw);
}
