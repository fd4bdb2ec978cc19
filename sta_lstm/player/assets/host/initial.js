// Where a player begins when a link says so: a frame, a loop, a camera and a reading, all of which may be damaged.

import { LIMITS, within } from "../core/camera.js";

/** @typedef {import("./player.js").Player} Player */
/** @typedef {import("../core/messages.d.ts").Initial} Initial */

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
  if (typeof initial.reading === "string") player.looks.ask(initial.reading);
  else player.looks.awaited = "";
  if (typeof initial.projected === "boolean") player.store.set({ projected: initial.projected });
  if (Array.isArray(initial.range)) {
    const [a = null, b = null] = initial.range.map(inClip);
    if (a !== null && b !== null && a !== b) player.playback.chooseRange(a, b, false);
  }
  player.store.set({ evidenceFor: typeof initial.evidence === "string" ? initial.evidence : null });
  if (initial.selection) arriveAtSelection(player, initial.selection, inClip);
  const frame = inClip(initial.frame);
  if (frame !== null) player.playback.goTo(frame);
  return frame !== null;
}

/**
 * @param {Player} player
 * @param {Record<string, number>[]} wanted of the first pane, and of others where each has its own
 */
function arriveAtCameras(player, wanted) {
  const { cameras, timeline, turning } = player;
  turning.stop();
  cameras.set(false);
  const [first, ...others] = wanted.slice(0, cameras.count).map((each) => placed(each, cameras.of(0)));
  cameras.put([first.camera]);
  const places = cameras.all();
  const fits = places.map((_, p) => cameras.seenAs(first.fit, 0, p));
  if (others.length > 0) {
    others.forEach(({ camera, fit }, i) => ([places[i + 1], fits[i + 1]] = [camera, fit]));
    cameras.set(true);
  }
  cameras.put(places, fits);
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
    const value = wanted?.[key];
    if (typeof value === "number" && Number.isFinite(value)) camera[key] = within(value, LIMITS[key]);
  }
  const { fitYaw: yaw, fitPitch: pitch } = wanted ?? {};
  const fitted = Number.isFinite(yaw) && Number.isFinite(pitch);
  return { camera, fit: fitted ? { yaw, pitch } : { yaw: camera.yaw, pitch: camera.pitch } };
}

/**
 * @param {Player} player
 * @param {any} wanted joints, those that no pane has left aside, and perhaps the frames
 * @param {(t: unknown) => number | null} inClip
 */
function arriveAtSelection({ playback, store }, { frames, joints }, inClip) {
  const { panes } = store.state.show;
  const known = (/** @type {any} */ ref) =>
    panes.some(({ clip }) => Number.isInteger(ref?.person) && Number.isInteger(ref?.joint) && ref.person >= 0 && ref.joint >= 0 && ref.person < clip.persons && ref.joint < clip.joints.length);
  const kept = Array.isArray(joints) ? joints.filter(known).map(({ person, joint }) => ({ person, joint })) : [];
  store.set({ selected: kept });
  const [a, b] = Array.isArray(frames) ? frames.map(inClip) : [];
  if (a != null && b != null && a !== b && kept.length) playback.chooseRange(a, b, false);
}

/**
 * Whether a player can go on where it stands.
 * @param {import("../core/payload.js").Show} before
 * @param {import("./player.js").Options} optionsBefore
 * @param {import("../core/payload.js").Show} show
 * @param {import("./player.js").Options} options
 */
export function sameRecording(before, optionsBefore, show, options) {
  if (before.frames !== show.frames) return false;
  if (options.recording && optionsBefore.recording) return options.recording === optionsBefore.recording;
  return before.panes[0].clip.fingerprint === show.panes[0].clip.fingerprint;
}
