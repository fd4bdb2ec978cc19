// A camera a pane. Locked, one way of looking serves all: each body is seen from the same side of itself. Free, each pane has its own.

import { preset } from "./camera.js";

/** @typedef {import("./camera.js").Camera} Camera */
/** @typedef {{yaw: number, pitch: number}} Direction */
/** @typedef {"reset" | "front" | "side" | "top"} ViewName */
/** @typedef {Pick<import("./state.js").State, "fronts" | "named" | "free" | "lead" | "each" | "fitted">} CameraState */

export class Cameras {
  /** @param {import("./store.js").Store<any>} store whose state is a `CameraState`, and may be more */
  constructor(store) {
    this.store = store;
  }

  /** @returns {CameraState} */
  get state() {
    return this.store.state;
  }

  get count() {
    return this.state.fronts.length;
  }

  /** @param {number} p @returns {Camera} */
  of(p) {
    const { each, free } = this.state;
    return free ? each[p] : this.seenAs(each[0], 0, p);
  }

  all() {
    return this.state.fronts.map((_, p) => this.of(p));
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
    const { fronts } = this.state;
    return { ...direction, yaw: direction.yaw + fronts[to] - fronts[from] };
  }

  /** A named view of every pane. @param {ViewName} name */
  preset(name) {
    const { fronts, named } = this.state;
    return fronts.map((front, p) => (name === "front" || name === "side" ? { ...preset(name, front), yaw: named[p][name] } : preset(name, front)));
  }

  /**
   * A direction for every pane, from that of the pane that was turned last.
   * @template {Direction} D
   * @param {D} direction
   */
  asLead(direction) {
    return this.state.fronts.map((_, p) => this.seenAs(direction, this.state.lead, p));
  }

  /**
   * A gesture on this pane changes its camera; that of all, where they are locked.
   * @param {number} p
   * @param {(camera: Camera) => Partial<Camera>} change
   */
  move(p, change) {
    const { each, free } = this.state;
    const moved = free ? p : 0;
    this.store.set({ lead: p, each: each.map((camera, i) => (i === moved ? { ...camera, ...change(camera) } : camera)) });
  }

  /**
   * Puts every pane where it is told, its bodies fitted for these directions.
   * @param {Camera[]} places
   * @param {Direction[]} [fits] the same as before, if left out
   */
  put(places, fits = this.state.fitted) {
    this.store.set({ each: this.state.free ? places : [places[0]], fitted: fits.map(({ yaw, pitch }) => ({ yaw, pitch })) });
  }

  /** Bodies are fitted for the directions from which they are seen now. */
  refit() {
    this.put(this.all(), this.all());
  }

  /** @param {boolean} free */
  set(free) {
    const places = this.all();
    const own = free && this.count > 1;
    this.store.set({ free: own, each: own ? places : [places[0]] });
  }

  /**
   * What changes where other panes come. Those that stay keep their cameras; a new one looks at its bodies as the first
   * pane does.
   * @param {{fronts: number[], named: import("./views.js").NamedYaws[]}} yaws
   * @param {number[]} stays for each pane which one it was before; -1 for a new one
   */
  taken({ fronts, named }, stays) {
    const before = this.all();
    const first = { ...before[0], yaw: before[0].yaw - this.state.fronts[0] };
    const places = stays.map((old, p) => (old >= 0 ? before[old] : { ...first, yaw: first.yaw + fronts[p] }));
    const free = this.state.free && fronts.length > 1;
    return { fronts, named, free, lead: 0, each: free ? places : [places[0]] };
  }
}
