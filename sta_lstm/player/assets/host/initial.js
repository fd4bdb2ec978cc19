// Where a player begins when a link says so: a frame, a loop, a camera and a reading, all of which may be damaged.

import { MAX_PITCH } from "../core/camera.js";

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
  if (initial.camera) arriveAtCameras(player, [initial.camera, ...(Array.isArray(initial.others) ? initial.others : [])]);
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
 * @param {Record<string, number>[]} wanted of the first pane, and of others where each has its own
 */
function arriveAtCameras(player, wanted) {
  const { cameras, scene, timeline, turning } = player;
  turning.stop();
  cameras.set(false);
  const [first, ...others] = wanted.slice(0, cameras.count).map((each) => placed(each, cameras.of(0)));
  cameras.put([first.camera]);
  const places = cameras.all();
  const fits = places.map((_, p) => cameras.seenAs(first.fit, 0, p));
  if (others.length > 0) {
    others.forEach(({ camera, fit }, i) => ([places[i + 1], fits[i + 1]] = [camera, fit]));
    cameras.set(true);
    cameras.put(places);
  }
  scene.refit(fits);
  timeline.paintThumbs();
}

/**
 * A camera within its limits, and the direction for which bodies are fitted.
 * @param {Record<string, number>} wanted what is missing or no number is as in `otherwise`
 * @param {import("../core/camera.js").Camera} otherwise
 */
function placed(wanted, otherwise) {
  const camera = { ...otherwise };
  for (const key of /** @type {(keyof typeof camera)[]} */ (Object.keys(camera))) {
    const [least, most] = LIMITS[key];
    const value = wanted?.[key];
    if (typeof value === "number" && Number.isFinite(value)) camera[key] = Math.max(least, Math.min(most, value));
  }
  const { fitYaw: yaw, fitPitch: pitch } = wanted ?? {};
  const fitted = Number.isFinite(yaw) && Number.isFinite(pitch);
  return { camera, fit: fitted ? { yaw, pitch } : { yaw: camera.yaw, pitch: camera.pitch } };
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
