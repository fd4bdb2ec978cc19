// What opacity and size of a joint mean, on the scale that all pictures share.

import { css } from "../core/colour.js";
import { FULL, TICKS } from "../core/look.js";
import { measureOf, valueText } from "../core/measures.js";
import { fontOf, jointColour } from "../core/theme.js";
import { alikeText } from "../core/values.js";
import { fullValue, opacity, placeOf, radius, scaleOf } from "../core/weights.js";
import { jointSprite } from "./sprites.js";

/** @typedef {import("../core/payload.js").Pane} Pane */
/** @typedef {import("../core/measures.js").Measure} Measure */
/** @typedef {import("../core/camera.js").Box} Box */
/** @typedef {import("../core/theme.js").Theme} Theme */
/** @typedef {import("./figure.js").Reading} Reading */
/**
 * @typedef {object} Legend
 * @property {string} title
 * @property {boolean} signed
 * @property {[number, string][]} marks places from 0 to 1, and what stands there; none where every joint looks alike
 */

/** Widths of a box, in pixels at a desk, from which the legend writes words out, and numbers too. */
const ROOMY = 330;
const WIDE = 400;
/** As many as there are ticks, so that each tick has its joint. */
const DOTS = TICKS.length;
/** Height of the body whose joints the legend shows, pixels at a desk. */
const LEGEND_BODY_PX = 300;
/** Ticks of a measure with a sign, which has half the room for each side. */
const SIGNED_TICKS = [0, 3, FULL];

/**
 * The legend of one pane; null where joints show nothing.
 * @param {Pane} pane
 * @param {Reading} look
 * @param {number} width of its box, pixels at a desk
 * @returns {Legend | null}
 */
export function legendOf(pane, look, width) {
  const measure = measureOf(pane, look.drive);
  if (!measure) return pane.maps.length ? { title: "this pane has no such map", signed: false, marks: [] } : null;
  const { relative, signed, title } = measure;
  if (relative && !measure.learned) return { title: alikeText(measure.symbol, "joints", width < WIDE), signed, marks: [] };
  const named = relative && width > ROOMY ? `${title}, times an equal share` : title;
  return { title: named, signed, marks: scaleOf(measure, look.scale) === "uniform" ? ticksOf(measure) : endsOf(measure, look, width) };
}

/**
 * The ticks of attention's scale; "≥" stands at its end only where a value lies beyond it.
 * @param {Measure} measure
 * @returns {[number, string][]}
 */
function ticksOf(measure) {
  const { max, signed } = measure;
  const beyond = max > FULL;
  if (!signed) return TICKS.map((tick) => [placeOf(measure, FULL, tick), tick === 0 ? "0" : `${tick === FULL && beyond ? "≥ " : ""}${tick}×`]);
  const more = SIGNED_TICKS.map((tick) => /** @type {[number, string]} */ ([(1 + placeOf(measure, FULL, tick)) / 2, tick ? `${tick === FULL && beyond ? "≥ " : ""}+${tick}×` : "0"]));
  const less = SIGNED_TICKS.slice(1).map((tick) => /** @type {[number, string]} */ ([(1 - placeOf(measure, FULL, tick)) / 2, `${tick === FULL && beyond ? "≤ " : ""}−${tick}×`]));
  return [...less.reverse(), ...more];
}

/**
 * The ends of a scale that ends at the most of the clip or of the frame, and an equal share in between.
 * @param {Measure} measure
 * @param {Reading} look
 * @param {number} width of its box, pixels at a desk
 * @returns {[number, string][]}
 */
function endsOf(measure, look, width) {
  const scale = scaleOf(measure, look.scale);
  const number = width > WIDE && scale === "clip" ? ` ${valueText({ ...measure, signed: false }, measure.max)}` : "";
  const most = `${scale}’s max${number}`;
  if (measure.signed) return [[0, "less"], [0.5, "0"], [1, width > ROOMY ? `more: to ${most}` : most]];
  const full = fullValue(measure, look.scale, 0);
  const uniform = measure.relative && scale === "clip" && full > 1 ? /** @type {[number, string][]} */ ([[placeOf(measure, full, 1), "1×"]]) : [];
  return [[0, "0"], ...uniform, [1, most]];
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Legend} legend
 * @param {Box} box
 * @param {Theme} theme
 * @param {number} floor strength below which only the ghost shows
 */
export function drawLegend(ctx, legend, box, theme, floor) {
  const { title, signed, marks } = legend;
  const { unit } = theme;
  const x0 = box.x + 22 * unit;
  const y = box.y + box.height - 30 * unit;
  const step = (box.width > ROOMY * unit ? 33 : 27) * unit;
  ctx.font = fontOf(theme, "small");
  ctx.fillStyle = css(theme.muted);
  ctx.textBaseline = "alphabetic";
  ctx.textAlign = "left";
  ctx.fillText(shortened(ctx, title, box.width - 28 * unit), x0 - 6 * unit, marks.length ? y - 17 * unit : y + 20 * unit);
  for (const [share, text] of marks) {
    // Long text at an end of the dots keeps to the box on the left, and may run on to the right.
    const long = share === 0 ? text.length > 3 : text.length > 12;
    ctx.textAlign = long ? "left" : "center";
    ctx.fillText(text, x0 + share * step * (DOTS - 1) - (long ? (share === 0 ? 8 : 16) * unit : 0), y + 21 * unit);
  }
  for (let d = 0; marks.length > 0 && d < DOTS; d++) {
    const share = d / (DOTS - 1);
    const place = signed ? 2 * share - 1 : share;
    const strength = Math.abs(place);
    const [x, r] = [x0 + d * step, radius(strength) * LEGEND_BODY_PX * unit];
    if (strength < floor) {
      ctx.fillRect(x - 4, y - 0.5, 8, 1);
      continue;
    }
    const sign = signed ? Math.sign(place) : 0;
    const colour = sign ? (sign > 0 ? theme.more : theme.less) : jointColour(theme, 0, "M");
    ctx.globalAlpha = opacity(strength);
    ctx.drawImage(jointSprite(theme, colour, sign), x - r * 1.12, y - r * 1.12, 2.24 * r, 2.24 * r);
    ctx.globalAlpha = 1;
  }
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
