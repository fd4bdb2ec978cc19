// What the looks of a joint mean: opacity and size, the colours of persons and of the sides of a body.

import { css } from "./colour.js";
import { jointSprite } from "./sprites.js";
import { jointColour, personLetter } from "./theme.js";
import { opacity, radius } from "./weights.js";

/** @typedef {import("./payload.js").Pane} Pane */
/** @typedef {import("./camera.js").Box} Box */
/** @typedef {import("./theme.js").Theme} Theme */
/** @typedef {import("./scene.js").Look} Look */

const DOTS = 7;
/** Height of the body whose joints the legend shows, pixels. */
const LEGEND_BODY_PX = 300;

/**
 * What opacity and size mean.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Pane} pane
 * @param {Box} box
 * @param {Theme} theme
 * @param {Look} look
 * @param {boolean} repeated whether another pane shows the same legend already
 */
export function drawLegend(ctx, pane, box, theme, look, repeated) {
  if (pane.bare) return;
  const x0 = box.x + 22;
  const y = box.y + box.height - 30;
  ctx.font = `10.5px ${theme.font}`;
  ctx.fillStyle = css(theme.muted);
  ctx.textBaseline = "alphabetic";
  ctx.textAlign = "left";
  const uniform = !pane.spatial && look.drive === "alpha";
  const name = look.drive === "alpha" ? "spatial attention α" : "spatial × temporal attention α·β";
  if (uniform) ctx.fillText("this model has no spatial attention: uniform", x0 - 6, repeated ? y + 20 : y - 17);
  if (repeated) return;
  if (!uniform) ctx.fillText(name, x0 - 6, y - 17);
  const roomy = box.width > 290;
  const step = roomy ? 22 : 18;
  ctx.textAlign = "center";
  for (const [share, text] of legendMarks(look, roomy)) ctx.fillText(text, x0 + share * step * (DOTS - 1), y + 21);
  for (let d = 0; d < DOTS; d++) {
    const strength = d / (DOTS - 1);
    const r = radius(strength) * LEGEND_BODY_PX;
    ctx.globalAlpha = opacity(strength);
    ctx.drawImage(jointSprite(theme, 0, "M"), x0 + d * step - r * 1.12, y - r * 1.12, 2.24 * r, 2.24 * r);
  }
  ctx.globalAlpha = 1;
}

/**
 * Places on the legend, 0 to 1, and what stands there.
 * @param {Look} look
 * @param {boolean} roomy
 * @returns {[number, string][]}
 */
function legendMarks(look, roomy) {
  if (look.scale === "uniform") return [[0, "0"], [1 / 3, roomy ? "1× uniform" : "1×"], [1, "≥ 3×"]];
  return [[0, "0"], [1, look.scale === "clip" ? "clip’s max" : "frame’s max"]];
}

/**
 * Who has which colour, and which side of the body.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Pane} pane
 * @param {Box} box
 * @param {Theme} theme
 */
export function drawPersons(ctx, pane, box, theme) {
  const { persons, sides } = pane.clip;
  const sided = sides.includes("L") && sides.includes("R");
  if (box.width < 300 || (persons === 1 && !sided)) return;
  ctx.font = `10.5px ${theme.font}`;
  ctx.textBaseline = "middle";
  const shown = Math.min(persons, Math.floor((box.height - 60) / 18));
  for (let m = 0; m < shown; m++) {
    const y = box.y + box.height - 14 - (shown - 1 - m) * 18;
    let x = box.x + box.width - 14;
    const put = (/** @type {string} */ text, /** @type {string} */ side) => {
      ctx.textAlign = "right";
      ctx.fillStyle = css(theme.muted);
      ctx.fillText(text, x, y + 0.5);
      x -= ctx.measureText(text).width + 10;
      ctx.drawImage(jointSprite(theme, m, side), x - 4.5, y - 4.5, 9, 9);
      x -= 14;
    };
    if (sided) {
      put("right", "R");
      put("left", "L");
      if (persons > 1) {
        ctx.fillStyle = css(jointColour(theme, m, "M"));
        ctx.font = `600 10.5px ${theme.font}`;
        ctx.fillText(personLetter(m), x, y + 0.5);
        ctx.font = `10.5px ${theme.font}`;
      }
    } else put(personLetter(m), "M");
  }
}
