// The way from one view to another, which takes a moment so that the eye can follow.

import { preset } from "./camera.js";

/** @typedef {import("./player.js").Player} Player */
/** @typedef {import("./camera.js").Camera} Camera */

const TURN_MS = 280;

export class Turning {
  /** @param {Player} player */
  constructor(player) {
    this.player = player;
    /** @type {{from: Camera, to: Camera, start: number} | null} */ this.way = null;
  }

  /** Whether the camera is on its way. */
  get busy() {
    return this.way !== null;
  }

  /** @param {"reset" | "front" | "side" | "top"} name */
  to(name) {
    const { camera, frontYaw, still } = this.player;
    const to = preset(name, frontYaw);
    to.yaw += 2 * Math.PI * Math.round((camera.yaw - to.yaw) / (2 * Math.PI));
    const start = still ? -Infinity : performance.now();
    this.way = { from: { ...camera }, to, start };
    this.player.requestDraw();
  }

  /** @param {number} now milliseconds */
  advance(now) {
    if (!this.way) return;
    const { camera, scene } = this.player;
    const { from, to, start } = this.way;
    const share = Math.min(1, Math.max(0, (now - start) / TURN_MS));
    const eased = share * share * (3 - 2 * share);
    for (const key of /** @type {(keyof typeof to)[]} */ (Object.keys(to))) camera[key] = from[key] + (to[key] - from[key]) * eased;
    scene.refit(camera.yaw, camera.pitch);
    if (share === 1) {
      this.stop();
      this.player.cameraRests();
    }
  }

  stop() {
    this.way = null;
  }
}
