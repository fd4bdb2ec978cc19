// One clock for all panes: a position in frames, a speed, a direction, a loop, and perhaps keyframes to dwell on.

import { makePace, positionAt, timeAt } from "./pace.js";

/** @typedef {"off" | "all" | "range"} Loop */

export const SPEEDS = [0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4];
/** Longest step taken at once, in seconds: a computer that slept does not leap. */
const LONGEST_STEP = 5;
export class Clock {
  /**
   * @param {number} frames
   * @param {number} fps
   */
  constructor(frames, fps) {
    this.frames = frames;
    this.fps = fps;
    this.position = 0;
    this.speed = 1;
    /** @type {1 | -1} */ this.direction = 1;
    this.playing = false;
    /** @type {Loop} */ this.loop = "all";
    /** @type {[number, number] | null} first and last frame of the loop, both included */ this.range = null;
    /** Whether play ends after one pass, whatever the loop says. */
    this.once = false;
    /** @type {ArrayLike<number> | null} frames to dwell on, in order; null where every frame takes the same time */ this.stops = null;
  }

  /** The frame on the screen. */
  get frame() {
    return Math.max(0, Math.min(this.frames - 1, Math.floor(this.position + 1e-6)));
  }

  /** First and last frame that play runs through. @returns {[number, number]} */
  get span() {
    return this.loop === "range" && this.range ? this.range : [0, this.frames - 1];
  }

  /** Whether play ends instead of beginning anew. */
  get ends() {
    return this.once || this.loop === "off";
  }

  play() {
    const [first, last] = this.span;
    const outside = this.frame < first || this.frame > last;
    const ended = this.ends && (this.direction > 0 ? this.frame >= last : this.frame <= first);
    if (outside || ended) this.position = this.direction > 0 ? first : last;
    this.playing = this.frames > 1;
  }

  pause() {
    this.playing = false;
    this.position = this.frame;
  }

  /** @param {number} frame */
  seek(frame) {
    this.position = Math.max(0, Math.min(this.frames - 1, Math.round(frame)));
  }

  /**
   * Moves on; true where play came to its end.
   * @param {number} seconds
   */
  advance(seconds) {
    const { span } = this;
    const pace = makePace(span, this.fps, this.stops ?? []);
    const total = pace[pace.length - 1][1];
    const time = timeAt(pace, this.position) + this.direction * Math.min(seconds, LONGEST_STEP) * this.speed;
    if (this.ends && (time < 0 || time >= total)) {
      this.position = this.direction > 0 ? span[1] : span[0];
      this.playing = false;
      return true;
    }
    this.position = positionAt(pace, ((time % total) + total) % total);
    return false;
  }
}
