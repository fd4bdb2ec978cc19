// What the page is told: the state that a person settled on, once for each that differs.

import { committed } from "./status.js";

/** @typedef {import("./player.js").Player} Player */

/** A setting that has stayed for so long is reported. */
const SETTLE_MS = 300;
/** Settings that a person may change once more at once. @type {(keyof import("../core/state.js").State)[]} */
const SETTINGS = ["active", "drive", "evidenceFor", "scale", "projected", "speed"];

export class Report {
  /** @param {Player} player */
  constructor(player) {
    this.player = player;
    this.last = "";
    /** @type {ReturnType<typeof setTimeout> | undefined} */ this.waiting = undefined;
    player.store.subscribe(SETTINGS, () => this.soon(SETTLE_MS));
    // Who was told of a frame hears that the body has moved on.
    player.store.subscribe(["playing"], ({ playing }) => playing && this.last && this.soon(SETTLE_MS));
  }

  /**
   * Reports after a while without another change.
   * @param {number} delay milliseconds
   * @param {() => void} [first] what is done before
   */
  soon(delay, first) {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => {
      first?.();
      this.now();
    }, delay);
  }

  now() {
    const state = committed(this.player);
    const text = JSON.stringify(state);
    if (text === this.last || this.player.destroyed) return;
    this.last = text;
    this.player.options.onCommit?.(state);
  }

  /** The next report is made whatever was reported before. */
  forget() {
    this.last = "";
  }

  stop() {
    clearTimeout(this.waiting);
  }
}
