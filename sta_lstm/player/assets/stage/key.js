// Who has which colour, how the two sides of a body are told apart, what rings are, and how large the floor's squares are.

import { css } from "../core/colour.js";
import { DASHED_RING, RING, TUBE } from "../core/look.js";
import { measureOf } from "../core/measures.js";
import { fontOf, jointColour, personInk, personLetter } from "../core/theme.js";
import { drawRing, traceBone } from "./joints.js";
import { jointSprite } from "./sprites.js";

/** @typedef {import("../core/payload.js").Pane} Pane */
/** @typedef {import("../core/camera.js").Box} Box */
/** @typedef {import("../core/theme.js").Theme} Theme */
/** @typedef {import("./figure.js").Reading} Reading */

/** A box less wide than this has no room for it beside the legend, pixels at a desk. */
const LEAST_PX = 300;
/** Height of a line, distance from the edges, and lengths of the bone and the joint that stand for a side. */
const LINE_PX = 18;
const EDGE_PX = 14;
const BONE_PX = 15;
const JOINT_PX = 4.5;
/** What rings say. */
const RINGS = /** @type {const} */ ({
  inferred: { text: "hollow: inferred", kind: { width: RING, dashed: false } },
  disputed: { text: "dashed: the networks disagree", kind: { width: DASHED_RING, dashed: true } },
});
/** @typedef {keyof typeof RINGS} Ring */

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
 * @param {CanvasRenderingContext2D} ctx
 * @param {Pane} pane
 * @param {Box} box
 * @param {Theme} theme
 * @param {Ring[]} rings that joints may be
 * @param {string[]} lines what lines beside the bodies are
 * @param {string} squares how large those of the floor are; empty where it is said already
 */
export function drawKey(ctx, pane, box, theme, rings, lines, squares) {
  const { unit } = theme;
  if (box.width < LEAST_PX * unit) return;
  const { persons, sides } = pane.clip;
  const sided = sides.includes("L") && sides.includes("R");
  ctx.textBaseline = "middle";
  ctx.textAlign = "right";
  const right = box.x + box.width - EDGE_PX * unit;
  let y = box.y + box.height - EDGE_PX * unit;
  let x = right;
  const next = () => ([x, y] = [right, y - LINE_PX * unit]);
  /** Writes from the right, and goes on before it. @param {string} text @param {import("../core/colour.js").Rgb} [ink] */
  const say = (text, ink = theme.muted, weight = 400) => {
    ctx.font = fontOf(theme, "small", weight);
    ctx.fillStyle = css(ink);
    ctx.fillText(text, x, y + 0.5);
    x -= ctx.measureText(text).width + 8 * unit;
  };
  const room = Math.floor((box.height - 60 * unit) / (LINE_PX * unit));
  const shown = persons === 1 && !sided ? 0 : Math.max(0, Math.min(persons, room));
  for (let m = shown - 1; m >= 0; m--) {
    for (const [text, side] of sided ? [["right", "R"], ["left", "L"]] : [[personLetter(m), "M"]]) {
      say(text);
      x = drawPiece(ctx, theme, m, side, x, y) - 12 * unit;
    }
    if (sided && persons > 1) say(personLetter(m), personInk(theme, m), 600);
    next();
  }
  for (const ring of rings) {
    const { kind, text } = RINGS[ring];
    say(text);
    drawRing(ctx, x - 2 * unit, y, JOINT_PX * unit, theme.muted, 1, theme, kind);
    ctx.globalAlpha = 1;
    next();
  }
  for (const line of lines) {
    say(line);
    next();
  }
  if (squares) say(squares);
}

/**
 * A joint with the beginning of its bone, as that side has it; returns where it begins.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Theme} theme
 * @param {number} person
 * @param {string} side
 * @param {number} x its right end
 * @param {number} y
 */
function drawPiece(ctx, theme, person, side, x, y) {
  const [r, length] = [JOINT_PX * theme.unit, side === "M" ? 0 : BONE_PX * theme.unit];
  const colour = jointColour(theme, person, side);
  if (length) {
    ctx.fillStyle = css(colour);
    ctx.beginPath();
    for (const share of side === "L" ? [1, TUBE] : [1]) traceBone(ctx, x - length, y, x, y, 0.62 * share * r, 0.62 * share * r, 1, 0);
    ctx.fill("evenodd");
  }
  ctx.drawImage(jointSprite(theme, colour), x - length - 2 * r, y - r, 2 * r, 2 * r);
  return x - length - 2 * r;
}
