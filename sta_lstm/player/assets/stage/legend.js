// What the looks of a joint mean: opacity and size, the colours of persons and of the sides of a body.

import { drawRing } from "./joints.js";
import { css } from "../core/colour.js";
import { DASHED_RING, FULL, RING } from "../core/look.js";
import { measureOf, valueText } from "../core/measures.js";
import { jointSprite } from "./sprites.js";
import { jointColour, personLetter } from "../core/theme.js";
import { opacity, radius, scaleOf } from "../core/weights.js";

/** @typedef {import("../core/payload.js").Pane} Pane */
/** @typedef {import("../core/camera.js").Box} Box */
/** @typedef {import("../core/theme.js").Theme} Theme */
/** @typedef {import("./figure.js").Reading} Reading */
/**
 * @typedef {object} Legend
 * @property {string} title
 * @property {boolean} signed
 * @property {[number, string][]} marks places from 0 to 1, and what stands there; none where every joint looks alike
 */

/** Widths of a box, in pixels, from which the legend writes words out, and numbers too. */
const ROOMY = 290;
const WIDE = 400;
const DOTS = 7;
/** What rings say. */
const RINGS = /** @type {const} */ ({
  inferred: { text: "hollow: inferred", kind: { width: RING, dashed: false } },
  disputed: { text: "dashed: the networks disagree", kind: { width: DASHED_RING, dashed: true } },
});
/** @typedef {keyof typeof RINGS} Ring */
/** Height of the body whose joints the legend shows, pixels. */
const LEGEND_BODY_PX = 300;

/**
 * The legend of one pane; null where joints show nothing.
 * @param {Pane} pane
 * @param {Reading} look
 * @param {number} width of its box
 * @returns {Legend | null}
 */
export function legendOf(pane, look, width) {
  const measure = measureOf(pane, look.drive);
  if (!measure) return pane.maps.length ? { title: "this pane has no such map", signed: false, marks: [] } : null;
  const { signed, title } = measure;
  if (measure.relative && !measure.learned) {
    // Beside it stands who has which colour.
    return { title: `${measure.symbol} was not learned${width > WIDE ? " by this model" : ""}: uniform`, signed, marks: [] };
  }
  const scale = scaleOf(measure, look.scale);
  /** @type {[string, string]} */ let ends;
  if (scale === "uniform") ends = signed ? [`≤ −${FULL}×`, `≥ +${FULL}×`] : ["0", `≥ ${FULL}×`];
  else {
    const number = width > WIDE && scale === "clip" ? ` ${valueText({ ...measure, signed: false }, measure.max)}` : "";
    const most = `${scale}’s max${number}`;
    ends = signed ? ["less", width > ROOMY ? `more: to ${most}` : most] : ["0", most];
  }
  if (signed) return { title, signed, marks: [[0, ends[0]], [0.5, "0"], [1, ends[1]]] };
  const uniform = /** @type {[number, string]} */ ([1 / FULL, width > ROOMY ? "1× uniform" : "1×"]);
  return { title, signed, marks: [[0, ends[0]], ...(scale === "uniform" ? [uniform] : []), [1, ends[1]]] };
}

/**
 * What opacity and size mean.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Legend} legend
 * @param {Box} box
 * @param {Theme} theme
 * @param {number} floor strength below which only the ghost shows
 */
export function drawLegend(ctx, legend, box, theme, floor) {
  const { title, signed, marks } = legend;
  const x0 = box.x + 22;
  const y = box.y + box.height - 30;
  const step = box.width > ROOMY ? 22 : 18;
  ctx.font = `10.5px ${theme.font}`;
  ctx.fillStyle = css(theme.muted);
  ctx.textBaseline = "alphabetic";
  ctx.textAlign = "left";
  ctx.fillText(shortened(ctx, title, box.width - 28), x0 - 6, marks.length ? y - 17 : y + 20);
  for (const [share, text] of marks) {
    // Long text at an end of the dots keeps to the box on the left, and may run on to the right.
    const long = share === 0 ? text.length > 3 : text.length > 12;
    ctx.textAlign = long ? "left" : "center";
    ctx.fillText(text, x0 + share * step * (DOTS - 1) - (long ? (share === 0 ? 8 : 16) : 0), y + 21);
  }
  for (let d = 0; marks.length > 0 && d < DOTS; d++) {
    const share = d / (DOTS - 1);
    const value = signed ? 2 * share - 1 : share;
    const strength = Math.abs(value);
    const [x, r] = [x0 + d * step, radius(strength) * LEGEND_BODY_PX];
    if (strength < floor) {
      ctx.fillRect(x - 4, y - 0.5, 8, 1);
      continue;
    }
    const sign = signed ? Math.sign(Math.round(value * 1e6)) : 0;
    const colour = sign ? (sign > 0 ? theme.more : theme.less) : jointColour(theme, 0, "M");
    ctx.globalAlpha = opacity(strength);
    ctx.drawImage(jointSprite(theme, colour, sign), x - r * 1.12, y - r * 1.12, 2.24 * r, 2.24 * r);
    ctx.globalAlpha = 1;
  }
}

/**
 * What rings the joints of these panes may be.
 * @param {Pane[]} panes
 * @param {Reading} look
 * @returns {Ring[]}
 */
export function ringsOf(panes, look) {
  /** @type {Ring[]} */ const rings = panes.some(({ clip }) => clip.hollow !== null) ? ["inferred"] : [];
  return look.agreement && panes.some((pane) => measureOf(pane, look.drive)?.agreement) ? [...rings, "disputed"] : rings;
}

/**
 * As much of the text as fits.
 * @param {CanvasRenderingContext2D} ctx
 * @param {string} text
 * @param {number} width
 */
function shortened(ctx, text, width) {
  if (ctx.measureText(text).width <= width) return text;
  let [fits, most] = [0, text.length];
  while (fits < most) {
    const middle = Math.ceil((fits + most) / 2);
    if (ctx.measureText(`${text.slice(0, middle)}…`).width <= width) fits = middle;
    else most = middle - 1;
  }
  return `${text.slice(0, fits)}…`;
}

/**
 * Who has which colour, and which side of the body; and what rings are.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Pane} pane
 * @param {Box} box
 * @param {Theme} theme
 * @param {Ring[]} rings that joints may be
 */
export function drawPersons(ctx, pane, box, theme, rings) {
  const { persons, sides } = pane.clip;
  const sided = sides.includes("L") && sides.includes("R");
  if (box.width < 300) return;
  ctx.font = `10.5px ${theme.font}`;
  ctx.textBaseline = "middle";
  const shown = persons === 1 && !sided ? 0 : Math.min(persons, Math.floor((box.height - 60) / 18));
  rings.forEach((ring, above) => {
    const { kind, text } = RINGS[ring];
    const [x, y] = [box.x + box.width - 14, box.y + box.height - 14 - (shown + above) * 18];
    ctx.textAlign = "right";
    ctx.fillStyle = css(theme.muted);
    ctx.fillText(text, x, y + 0.5);
    drawRing(ctx, x - ctx.measureText(text).width - 10, y, 4.5, theme.muted, 1, theme, kind);
    ctx.globalAlpha = 1;
  });
  for (let m = 0; m < shown; m++) {
    const y = box.y + box.height - 14 - (shown - 1 - m) * 18;
    let x = box.x + box.width - 14;
    const put = (/** @type {string} */ text, /** @type {string} */ side) => {
      ctx.textAlign = "right";
      ctx.fillStyle = css(theme.muted);
      ctx.fillText(text, x, y + 0.5);
      x -= ctx.measureText(text).width + 10;
      ctx.drawImage(jointSprite(theme, jointColour(theme, m, side)), x - 4.5, y - 4.5, 9, 9);
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
