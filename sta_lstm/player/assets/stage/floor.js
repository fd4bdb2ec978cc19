// The panel that a pane stands on: a soft light, and a floor of squares that fades away from the bodies.

import { project } from "../core/camera.js";
import { css, mix } from "../core/colour.js";

/** @typedef {import("../core/payload.js").Pane} Pane */
/** @typedef {import("../core/theme.js").Theme} Theme */

const PIECES = 24;
const SHADES = 10;

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {import("../core/camera.js").Box} box
 * @param {Theme} theme
 */
export function drawPanel(ctx, box, theme) {
  const [x, y] = [box.x + box.width / 2, box.y + box.height * 0.42];
  const light = ctx.createRadialGradient(x, y, 0, x, y, Math.max(box.width, box.height) * 0.6);
  light.addColorStop(0, css(mix(theme.surface, theme.dark ? theme.text : theme.background, theme.dark ? 0.035 : 0.75)));
  light.addColorStop(1, css(theme.surface));
  ctx.fillStyle = light;
  ctx.fill();
}

/**
 * How far the floor reaches from the middle of the bodies, and the side of its squares, metres.
 * @param {Pane} pane
 */
export function floorOf({ clip }) {
  const { size, centre, points } = clip.geometry;
  let spread = 0;
  for (let i = 0; i < points.length; i += 3) spread = Math.max(spread, Math.hypot(points[i] - centre[0], points[i + 2] - centre[2]));
  const reach = spread + 1.5 * size;
  const tens = 10 ** Math.floor(Math.log10(reach));
  return { reach, step: tens / (reach / tens < 4 ? 2 : 1) };
}

/**
 * How large the squares are, in words; that this is a guess where the recording does not say its unit.
 * @param {Pane} pane
 */
export function squaresText(pane) {
  const { step } = floorOf(pane);
  const side = step < 0.1 ? `${Number((100 * step).toPrecision(1))} cm` : `${Number(step.toPrecision(1))} m`;
  return `squares of ${side}${pane.clip.unitAssumed ? " (assumed)" : ""}`;
}

/**
 * A floor of squares that fades out away from the bodies.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Pane} pane
 * @param {import("../core/camera.js").View} view
 * @param {Theme} theme
 */
export function drawFloor(ctx, pane, view, theme) {
  const { floor, centre } = pane.clip.geometry;
  const { reach, step } = floorOf(pane);
  const origin = [Math.round(centre[0] / step) * step, Math.round(centre[2] / step) * step];
  // Pieces of equal faintness are one path: a stroke for each piece would cost more than the bodies.
  const shades = Array.from({ length: SHADES }, () => /** @type {number[]} */ ([]));
  const [from, to] = [[0, 0, 0, 0], [0, 0, 0, 0]];
  const lines = Math.ceil(reach / step);
  for (let n = -lines; n <= lines; n++) {
    for (let s = 0; s < PIECES; s++) {
      const [u, v] = [((2 * s) / PIECES - 1) * reach, ((2 * (s + 1)) / PIECES - 1) * reach];
      const near = 1 - Math.hypot(n * step, (u + v) / 2) / reach;
      if (near <= 0) continue;
      const shade = shades[Math.min(SHADES - 1, Math.floor(near ** 1.3 * SHADES))];
      for (const along of [0, 1]) {
        const place = (/** @type {number} */ w, /** @type {number[]} */ out) =>
          along
            ? project(view, origin[0] + n * step, floor, origin[1] + w, out)
            : project(view, origin[0] + w, floor, origin[1] + n * step, out);
        if (place(u, from) && place(v, to)) shade.push(from[0], from[1], to[0], to[1]);
      }
    }
  }
  ctx.strokeStyle = css(theme.line);
  ctx.lineWidth = 1;
  shades.forEach((ends, shade) => {
    ctx.globalAlpha = (shade + 0.5) / SHADES;
    ctx.beginPath();
    for (let i = 0; i < ends.length; i += 4) {
      ctx.moveTo(ends[i], ends[i + 1]);
      ctx.lineTo(ends[i + 2], ends[i + 3]);
    }
    ctx.stroke();
  });
  ctx.globalAlpha = 1;
}
