// What the transport, the keys and the timeline do to the clock.

import { SPEEDS } from "../core/clock.js";
import { chooseSegment } from "./parts.js";

/** @typedef {import("../host/player.js").Player} Player */

/** What each kind of loop is called. */
export const LOOP_NAMES = { off: "Loop: off", all: "Loop: whole clip", range: "Loop: chosen range" };

export class Playback {
  /** @param {Player} player */
  constructor(player) {
    this.player = player;
    this.clock = player.clock;
    this.resumeAfterScrub = false;
  }

  get state() {
    return this.player.store.state;
  }

  toggle() {
    if (this.state.playing) this.pause();
    else this.play();
  }

  play() {
    this.clock.play();
    const { keyframesOnly, playing, speed } = this.state;
    if (playing) this.player.say(`${keyframesOnly ? "Playing keyframes only," : "Playing"} at ${speed} times`);
  }

  pause() {
    this.clock.pause();
    this.player.settled("Paused.");
  }

  /** @param {-1 | 1} direction */
  shuttle(direction) {
    const { direction: before, playing, speed } = this.state;
    if (playing && before === direction) this.setSpeed(SPEEDS[Math.min(SPEEDS.length - 1, SPEEDS.indexOf(speed) + 1)]);
    this.player.store.set({ direction });
    this.play();
  }

  /** @param {number} frames */
  step(frames) {
    this.goTo(this.clock.frame + frames);
  }

  /** @param {number} frame */
  goTo(frame) {
    this.clock.pause();
    this.clock.seek(frame);
    this.player.settled("");
  }

  /** @param {-1 | 1} direction */
  jumpKeyframe(direction) {
    const { active, show } = this.state;
    const { keyframes } = show.panes[active];
    if (keyframes.length === 0) return;
    const here = this.clock.frame;
    const ahead = Array.from(keyframes).filter((t) => (direction > 0 ? t > here : t < here));
    const next = direction > 0 ? ahead[0] ?? keyframes[0] : ahead[ahead.length - 1] ?? keyframes[keyframes.length - 1];
    this.goTo(next);
  }

  /** @param {number} speed */
  setSpeed(speed) {
    this.player.store.set({ speed });
  }

  /** Off, the whole clip, the chosen range if there is one, and off again. */
  turnLoop() {
    const { loop: before, range } = this.state;
    const loop = before === "off" ? "all" : before === "all" && range ? "range" : "off";
    this.player.store.set({ loop });
    this.player.settled(`${LOOP_NAMES[loop]}.`);
  }

  /** Dwells on keyframes and hurries between them, or gives every frame its time again. */
  toggleKeyframesOnly() {
    if (this.state.show.panes.every((pane) => pane.keyframes.length === 0)) return;
    const keyframesOnly = !this.state.keyframesOnly;
    this.player.store.set({ keyframesOnly });
    this.player.settled(keyframesOnly ? "Keyframes only: play dwells on them and hurries between." : "All frames.");
  }

  /** @param {number} frame */
  scrub(frame) {
    if (this.state.playing) this.resumeAfterScrub = true;
    this.clock.pause();
    this.clock.seek(frame);
  }

  endScrub() {
    if (this.resumeAfterScrub) this.clock.play();
    this.resumeAfterScrub = false;
    this.player.settled("");
  }

  /**
   * @param {number} a
   * @param {number} b
   * @param {boolean} done
   */
  chooseRange(a, b, done) {
    const { clock } = this;
    /** @type {[number, number] | null} */ const range = a === b ? null : [Math.min(a, b), Math.max(a, b)];
    this.player.store.set({ range, loop: range ? "range" : "all" });
    if (range && (clock.frame < range[0] || clock.frame > range[1])) clock.seek(range[0]);
    if (done) this.player.settled(range ? `Loop from frame ${range[0]} to ${range[1]}.` : "Loop range cleared.");
  }

  /**
   * The loop begins or ends at the frame on the screen; its other end stays where that is possible.
   * @param {"start" | "end"} which
   */
  markRange(which) {
    const { frame: here, frames } = this.clock;
    const [first, last] = this.state.range ?? [0, frames - 1];
    if (which === "start") this.chooseRange(here, here < last ? last : frames - 1, true);
    else this.chooseRange(here > first ? first : 0, here, true);
  }

  /**
   * Goes to a stretch of the recording.
   * @param {import("../core/tracks.js").Track} track
   * @param {import("../core/tracks.js").Segment} segment
   */
  chooseSegment(track, segment) {
    chooseSegment(this.player, track, segment);
  }

  clearRange() {
    const { loop } = this.state;
    this.player.store.set({ range: null, loop: loop === "range" ? "all" : loop });
  }
}
