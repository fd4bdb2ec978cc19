// One clock for all panes: a position in frames, a speed, a direction, a loop, and perhaps keyframes to dwell on.

import { makePace, positionAt, timeAt } from "./pace.js";

/** @typedef {import("./state.js").State} State */
/** @typedef {Pick<State, "show" | "active" | "position" | "playing" | "speed" | "direction" | "loop" | "range" | "once" | "keyframesOnly">} ClockState */

export const SPEEDS = [0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4];
/** Longest step taken at once, in seconds: a computer that slept does not leap. */
const LONGEST_STEP = 5;

export class Clock {
  /** @param {import("./store.js").Store<any>} store whose state is a `ClockState`, and may be more */
  constructor(store) {
    this.store = store;
  }

  /** @returns {ClockState} */
  get state() {
    return this.store.state;
  }

  get frames() {
    return this.state.show.frames;
  }

  get fps() {
    return this.state.show.fps;
  }

  /** The frame on the screen. */
  get frame() {
    return Math.max(0, Math.min(this.frames - 1, Math.floor(this.state.position + 1e-6)));
  }

  /** First and last frame that play runs through. @returns {[number, number]} */
  get span() {
    const { loop, range } = this.state;
    return loop === "range" && range ? range : [0, this.frames - 1];
  }

  /** How long one pass takes, in seconds. */
  get passSeconds() {
    const pace = makePace(this.span, this.fps, this.stops);
    return pace[pace.length - 1][1] / this.state.speed;
  }

  /** Whether play ends instead of beginning anew. */
  get ends() {
    return this.state.once || this.state.loop === "off";
  }

  /** Frames to dwell on, in order: the keyframes of the pane whose lanes show. @returns {ArrayLike<number>} */
  get stops() {
    const { active, keyframesOnly, show } = this.state;
    return keyframesOnly ? show.panes[active].keyframes : [];
  }

  play() {
    const { direction } = this.state;
    const [first, last] = this.span;
    const outside = this.frame < first || this.frame > last;
    const ended = this.ends && (direction > 0 ? this.frame >= last : this.frame <= first);
    const from = outside || ended ? { position: direction > 0 ? first : last } : {};
    this.store.set({ ...from, playing: this.frames > 1 });
  }

  pause() {
    this.store.set({ playing: false, position: this.frame });
  }

  /** @param {number} frame */
  seek(frame) {
    this.store.set({ position: Math.max(0, Math.min(this.frames - 1, Math.round(frame))) });
  }

  /**
   * Moves on; true where play came to its end.
   * @param {number} seconds
   */
  advance(seconds) {
    const { span } = this;
    const { direction, position, speed } = this.state;
    const pace = makePace(span, this.fps, this.stops);
    const total = pace[pace.length - 1][1];
    const time = timeAt(pace, position) + direction * Math.min(seconds, LONGEST_STEP) * speed;
    if (this.ends && (time < 0 || time >= total)) {
      this.store.set({ position: direction > 0 ? span[1] : span[0], playing: false });
      return true;
    }
    this.store.set({ position: positionAt(pace, ((time % total) + total) % total) });
    return false;
  }
}
