// Where a player begins when a link says so: a frame, a loop, a camera and a reading, all of which may be damaged.

import { MAX_PITCH } from "./camera.js";

/** @typedef {import("./player.js").Player} Player */
/** @typedef {import("./status.js").Initial} Initial */

/** The least and most that each number of a camera may be; angles may be any. @type {Record<string, [number, number]>} */
const LIMITS = { yaw: [-1e3, 1e3], pitch: [-0.35, MAX_PITCH], zoom: [0.25, 12], panX: [-3, 3], panY: [-3, 3] };

/**
 * Brings the player to where `initial` says, once for each of its tokens; what cannot be understood stays as it was.
 * @param {Player} player
 * @param {Initial | null | undefined} initial
 * @returns {boolean} whether it now stands at a frame that was named
 */
export function arrive(player, initial) {
  if (!initial || typeof initial !== "object" || String(initial.token) === player.arrivedBy) return false;
  player.arrivedBy = String(initial.token);
  const last = player.clock.frames - 1;
  const inClip = (/** @type {unknown} */ t) => (typeof t === "number" && Number.isFinite(t) ? Math.max(0, Math.min(last, Math.round(t))) : null);
  if (initial.camera) arriveAtCamera(player, initial.camera);
  if (typeof initial.reading === "string") arriveAtReading(player, initial.reading);
  if (Array.isArray(initial.range)) {
    const [a = null, b = null] = initial.range.map(inClip);
    if (a !== null && b !== null && a !== b) player.playback.chooseRange(a, b, false);
  }
  const frame = inClip(initial.frame);
  if (frame !== null) player.playback.goTo(frame);
  player.transport.update();
  player.requestDraw();
  return frame !== null;
}

/**
 * @param {Player} player
 * @param {Record<string, number>} wanted
 */
function arriveAtCamera(player, wanted) {
  const number = (/** @type {string} */ key, /** @type {number} */ otherwise) => {
    const [least, most] = LIMITS[key];
    const value = wanted[key];
    return typeof value === "number" && Number.isFinite(value) ? Math.max(least, Math.min(most, value)) : otherwise;
  };
  player.turning.stop();
  for (const key of /** @type {(keyof typeof player.camera)[]} */ (Object.keys(player.camera))) player.camera[key] = number(key, player.camera[key]);
  const { fitYaw, fitPitch } = wanted;
  const fitted = Number.isFinite(fitYaw) && Number.isFinite(fitPitch) ? [fitYaw, fitPitch] : [player.camera.yaw, player.camera.pitch];
  player.scene.refit(fitted[0], fitted[1]);
  player.timeline.paintThumbs();
}

/**
 * @param {Player} player
 * @param {string} wanted
 */
function arriveAtReading(player, wanted) {
  const { reading } = player.transport;
  if (![...reading.options].some(({ value }) => value === wanted)) return;
  reading.value = wanted;
  reading.dispatchEvent(new Event("change"));
}
