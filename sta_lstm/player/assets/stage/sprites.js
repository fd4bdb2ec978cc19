// Discs painted once and stamped many times: shaded joints, soft shadows.

import { css, mix } from "../core/colour.js";
/** @typedef {import("../core/theme.js").Theme} Theme */

const JOINT_SPRITE = 96;
const SHADOW_SPRITE = 32;

/** @typedef {HTMLCanvasElement | ImageBitmap} Sprite */
/** By colour, which belongs to one theme; then by sign. @type {WeakMap<import("../core/colour.js").Rgb, Sprite[]>} */
const joints = new WeakMap();
/** @type {Sprite | undefined} */
let shadow;

/**
 * A picture that is stamped: a bitmap where the browser makes one, because a canvas is looked at anew each time.
 * @param {number} size
 * @param {(ctx: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D) => void} paint
 * @returns {Sprite}
 */
function sprite(size, paint) {
  if (typeof OffscreenCanvas === "function") {
    const canvas = new OffscreenCanvas(size, size);
    const ctx = canvas.getContext("2d");
    if (ctx) {
      paint(ctx);
      return canvas.transferToImageBitmap();
    }
  }
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = size;
  const ctx = canvas.getContext("2d");
  if (ctx) paint(ctx);
  return canvas;
}

/**
 * A shaded disc; where it has a sign, that stands on it, so that its hue need not be told apart.
 * @param {Theme} theme
 * @param {import("../core/colour.js").Rgb} colour
 * @param {number} [sign] of its value; 0 where it has none
 */
export function jointSprite(theme, colour, sign = 0) {
  let known = joints.get(colour);
  if (!known) joints.set(colour, (known = []));
  return (known[sign + 1] ??= sprite(JOINT_SPRITE, (ctx) => {
    const c = JOINT_SPRITE / 2;
    const r = c / 1.12;
    ctx.fillStyle = css(theme.surface);
    ctx.beginPath();
    ctx.arc(c, c, c - 0.5, 0, 2 * Math.PI);
    ctx.fill();
    const light = ctx.createRadialGradient(c - r * 0.34, c - r * 0.38, r * 0.05, c - r * 0.12, c - r * 0.14, r * 1.14);
    light.addColorStop(0, css(mix(colour, [255, 255, 255], 0.62)));
    light.addColorStop(0.3, css(mix(colour, [255, 255, 255], 0.16)));
    light.addColorStop(0.62, css(colour));
    light.addColorStop(1, css(mix(colour, [0, 0, 0], 0.24)));
    ctx.fillStyle = light;
    ctx.beginPath();
    ctx.arc(c, c, r, 0, 2 * Math.PI);
    ctx.fill();
    if (sign === 0) return;
    const [long, thick] = [r * 0.5, r * 0.13];
    ctx.fillStyle = css(theme.dark ? theme.background : [255, 255, 255]);
    ctx.fillRect(c - long, c - thick, 2 * long, 2 * thick);
    if (sign > 0) ctx.fillRect(c - thick, c - long, 2 * thick, 2 * long);
  }));
}

/** A black spot that fades to nothing. */
export function shadowSprite() {
  return (shadow ??= sprite(SHADOW_SPRITE, (ctx) => {
    const c = SHADOW_SPRITE / 2;
    const soft = ctx.createRadialGradient(c, c, 0, c, c, c);
    soft.addColorStop(0, "rgba(0, 0, 0, 1)");
    soft.addColorStop(0.4, "rgba(0, 0, 0, 0.6)");
    soft.addColorStop(0.75, "rgba(0, 0, 0, 0.14)");
    soft.addColorStop(1, "rgba(0, 0, 0, 0)");
    ctx.fillStyle = soft;
    ctx.fillRect(0, 0, SHADOW_SPRITE, SHADOW_SPRITE);
  }));
}
