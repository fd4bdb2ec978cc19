// Pointer and wheel on the stage: orbit, move, zoom, pinch, and a click that pins or selects a joint.

import { LIMITS, within } from "../core/camera.js";

/** @typedef {import("../host/player.js").Player} Player */
/** @typedef {import("../core/camera.js").Camera} Camera */

const CLICK = 4;
const TURN = 0.0085;

/**
 * @param {Player} player
 * @param {HTMLCanvasElement} canvas
 */
export function listenToStage(player, canvas) {
  /** @type {Map<number, {x: number, y: number}>} */ const fingers = new Map();
  let travelled = 0;
  let moving = false;
  /** Whose camera is moved. */
  let pane = 0;

  const place = (/** @type {MouseEvent} */ event) => {
    const box = canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const paneUnder = (/** @type {{x: number, y: number}} */ at) => Math.max(0, player.scene.paneAt(at.x, at.y));
  canvas.addEventListener("contextmenu", (event) => event.preventDefault());
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    player.focus();
    player.turning.stop();
    fingers.set(event.pointerId, place(event));
    if (fingers.size === 1) pane = paneUnder(place(event));
    travelled = 0;
    moving = event.shiftKey || event.button !== 0;
  });
  canvas.addEventListener("pointermove", (event) => {
    const now = place(event);
    const before = fingers.get(event.pointerId);
    if (!before) {
      hoverJoint(player, event, now);
      return;
    }
    const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
    const [dx, dy] = [now.x - before.x, now.y - before.y];
    travelled += Math.hypot(dx, dy);
    fingers.set(event.pointerId, now);
    if (travelled < CLICK && !other) return;
    if (other) {
      const spread = Math.hypot(now.x - other.x, now.y - other.y) / Math.max(1, Math.hypot(before.x - other.x, before.y - other.y));
      player.cameras.move(pane, (camera) => zoomed(camera, spread));
      player.cameras.move(pane, (camera) => panned(camera, canvas, dx / 2, dy / 2));
    } else if (moving) player.cameras.move(pane, (camera) => panned(camera, canvas, dx, dy));
    else player.cameras.move(pane, (camera) => turned(camera, dx, dy));
    player.tip.hide();
  });
  const end = (/** @type {PointerEvent} */ event) => {
    if (!fingers.delete(event.pointerId) || fingers.size > 0) return;
    if (travelled >= CLICK) player.cameraRests();
    else if (event.type === "pointerup" && event.button === 0) player.pins.click(place(event), event.ctrlKey || event.metaKey ? "follow" : event.shiftKey ? "select" : "pin");
  };
  canvas.addEventListener("pointerup", end);
  canvas.addEventListener("pointercancel", end);
  canvas.addEventListener("pointerleave", () => {
    player.pins.hover(null);
    player.tip.hide();
  });
  canvas.addEventListener("dblclick", (event) => player.turning.reset(paneUnder(place(event))));
  canvas.addEventListener(
    "wheel",
    (event) => {
      // The page keeps its scroll wheel until somebody clicks into the player.
      if (!event.ctrlKey && !player.hasFocus()) return;
      event.preventDefault();
      player.turning.stop();
      const factor = Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0013));
      player.cameras.move(paneUnder(place(event)), (camera) => zoomed(camera, factor));
      player.cameraRests(300);
    },
    { passive: false },
  );
}

/**
 * @param {Camera} camera
 * @param {number} dx
 * @param {number} dy
 */
function turned({ pitch, yaw }, dx, dy) {
  return { yaw: yaw - dx * TURN, pitch: within(pitch + dy * TURN, LIMITS.pitch) };
}

/**
 * @param {Camera} camera
 * @param {HTMLCanvasElement} canvas
 * @param {number} dx
 * @param {number} dy
 */
function panned({ panX, panY, zoom }, canvas, dx, dy) {
  const scale = 0.5 / canvas.clientHeight / zoom;
  return { panX: within(panX - dx * scale, LIMITS.panX), panY: within(panY + dy * scale, LIMITS.panY) };
}

/**
 * @param {Camera} camera
 * @param {number} factor
 */
function zoomed({ zoom }, factor) {
  return { zoom: within(zoom * factor, LIMITS.zoom) };
}

/**
 * @param {Player} player
 * @param {PointerEvent} event
 * @param {{x: number, y: number}} at
 */
function hoverJoint(player, event, at) {
  const joint = event.pointerType === "touch" ? null : player.scene.jointAt(at.x, at.y);
  player.pins.hover(joint && { ...joint, tipped: true });
  if (joint) player.tip.show(event, player.pins.values(joint));
  else player.tip.hide();
}
