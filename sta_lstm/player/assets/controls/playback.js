// What the transport, the keys and the timeline do to the clock.

import { Clock, SPEEDS } from "../core/clock.js";

/** @typedef {import("../host/player.js").Player} Player */

/** What each kind of loop is called. */
export const LOOP_NAMES = { off: "Loop: off", all: "Loop: whole clip", range: "Loop: chosen range" };

export class Playback {
  /**
   * @param {Player} player
   * @param {import("../core/payload.js").Show} show
   */
  constructor(player, show) {
    this.player = player;
    this.clock = new Clock(show.frames, show.fps);
    this.resumeAfterScrub = false;
    this.keyframesOnly = false;
  }

  /** The keyframes to dwell on, if any, are those of the pane whose lanes show. */
  followPane() {
    const { panes } = this.player.show;
    this.clock.stops = this.keyframesOnly ? panes[this.player.active].keyframes : null;
  }

  /**
   * Another clip, or another length of the same.
   * @param {import("../core/payload.js").Show} show
   * @param {boolean} afresh whether to begin at the first frame
   */
  take(show, afresh) {
    const { clock } = this;
    [clock.frames, clock.fps] = [show.frames, show.fps];
    if (!afresh) return;
    this.clearRange();
    clock.seek(0);
  }

  toggle() {
    if (this.clock.playing) this.pause();
    else this.play();
  }

  play() {
    this.clock.play();
    this.player.transport.update();
    this.player.requestDraw();
    const what = this.keyframesOnly ? "Playing keyframes only," : "Playing";
    if (this.clock.playing) this.player.say(`${what} at ${this.clock.speed} times`);
  }

  pause() {
    this.clock.pause();
    this.player.afterChange("Paused.");
  }

  /** @param {-1 | 1} direction */
  shuttle(direction) {
    const { clock } = this;
    if (clock.playing && clock.direction === direction) this.setSpeed(SPEEDS[Math.min(SPEEDS.length - 1, SPEEDS.indexOf(clock.speed) + 1)]);
    clock.direction = direction;
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
    this.player.afterChange("");
  }

  /** @param {-1 | 1} direction */
  jumpKeyframe(direction) {
    const { keyframes } = this.player.show.panes[this.player.active];
    if (keyframes.length === 0) return;
    const here = this.clock.frame;
    const ahead = Array.from(keyframes).filter((t) => (direction > 0 ? t > here : t < here));
    const next = direction > 0 ? ahead[0] ?? keyframes[0] : ahead[ahead.length - 1] ?? keyframes[keyframes.length - 1];
    this.goTo(next);
  }

  /** @param {number} speed */
  setSpeed(speed) {
    this.clock.speed = speed;
    this.player.transport.update();
    this.player.reportSoon();
  }

  /** Off, the whole clip, the chosen range if there is one, and off again. */
  turnLoop() {
    const { clock } = this;
    clock.loop = clock.loop === "off" ? "all" : clock.loop === "all" && clock.range ? "range" : "off";
    this.player.afterChange(`${LOOP_NAMES[clock.loop]}.`);
  }

  /** Dwells on keyframes and hurries between them, or gives every frame its time again. */
  toggleKeyframesOnly() {
    if (this.player.show.panes.every((pane) => pane.keyframes.length === 0)) return;
    this.keyframesOnly = !this.keyframesOnly;
    this.followPane();
    this.player.afterChange(this.keyframesOnly ? "Keyframes only: play dwells on them and hurries between." : "All frames.");
  }

  /** @param {number} frame */
  scrub(frame) {
    if (this.clock.playing) this.resumeAfterScrub = true;
    this.clock.pause();
    this.clock.seek(frame);
    this.player.transport.update();
    this.player.requestDraw();
  }

  endScrub() {
    if (this.resumeAfterScrub) this.clock.play();
    this.resumeAfterScrub = false;
    this.player.afterChange("");
  }

  /**
   * @param {number} a
   * @param {number} b
   * @param {boolean} done
   */
  chooseRange(a, b, done) {
    const { clock } = this;
    clock.range = a === b ? null : [Math.min(a, b), Math.max(a, b)];
    clock.loop = clock.range ? "range" : "all";
    if (clock.range && (clock.frame < clock.range[0] || clock.frame > clock.range[1])) clock.seek(clock.range[0]);
    this.player.requestDraw();
    if (done) this.player.afterChange(clock.range ? `Loop from frame ${clock.range[0]} to ${clock.range[1]}.` : "Loop range cleared.");
  }

  /**
   * The loop begins or ends at the frame on the screen; its other end stays where that is possible.
   * @param {"start" | "end"} which
   */
  markRange(which) {
    const { frame: here, frames, range } = this.clock;
    const [first, last] = range ?? [0, frames - 1];
    if (which === "start") this.chooseRange(here, here < last ? last : frames - 1, true);
    else this.chooseRange(here > first ? first : 0, here, true);
  }

  clearRange() {
    this.clock.range = null;
    if (this.clock.loop === "range") this.clock.loop = "all";
  }
}
