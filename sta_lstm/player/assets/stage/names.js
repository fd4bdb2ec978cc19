// Marks on single joints: names with values, the ring around a chosen joint, and the letter of each person.

import { css } from "../core/colour.js";
import { isolated } from "../core/dom.js";
import { measureOf, valueText } from "../core/measures.js";
import { fontOf, personInk, personLetter } from "../core/theme.js";

/** @typedef {import("../core/payload.js").Pane} Pane */
/** @typedef {import("../core/camera.js").Box} Box */
/** @typedef {import("./figure.js").Figure} Figure */
/** @typedef {import("../core/theme.js").Theme} Theme */
/** @typedef {import("../core/state.js").State} Look */

const LABELLED = 3;
/** Strength below which a joint is not named unasked: attention of an equal share. */
const LEAST = 0.24;
/** Pixels at a desk. */
const LABEL_HEIGHT = 18;
/** How far the ring of a marked joint is from its rim, and that of a selected one, pixels. */
const RING_PX = 4;
const SELECTED_PX = 6.5;

/**
 * The letter of each person, the strongest joints where asked, the joint under the pointer and the pinned one.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Pane} pane
 * @param {Figure} figure
 * @param {Box} box
 * @param {number} t
 * @param {Theme} theme
 * @param {Look} look
 * @param {import("../core/state.js").Hovered | null} hovered
 */
export function drawNames(ctx, pane, figure, box, t, theme, look, hovered) {
  const { joints, persons } = pane.clip;
  const J = joints.length;
  if (persons > 1) for (let m = 0; m < persons; m++) drawLetter(ctx, figure, J, m, joints.indexOf("head"), theme);
  /** @type {Set<number>} */ const named = new Set();
  for (const ref of [look.pinned, ...look.followed, hovered]) {
    if (ref && ref.person < persons && ref.joint < J && figure.seen[ref.person * J + ref.joint]) named.add(ref.person * J + ref.joint);
  }
  for (const i of named) markJoint(ctx, figure, i, css(theme.text, 0.85), RING_PX);
  for (const ref of look.selected) {
    const i = ref.person * J + ref.joint;
    if (ref.person < persons && ref.joint < J && figure.seen[i]) markJoint(ctx, figure, i, css(theme.accent), SELECTED_PX);
  }
  // Under the pointer on the stage the tip says it already.
  if (hovered?.tipped) named.delete(hovered.person * J + hovered.joint);
  if (look.labels) for (const i of strongest(figure)) named.add(i);
  if (named.size === 0) return;
  const middle = meanX(figure);
  const measure = measureOf(pane, look.drive);
  /** @type {Box[]} */ const taken = [];
  for (const i of named) {
    const who = persons > 1 ? `${personLetter(Math.floor(i / J))} ` : "";
    const value = measure ? `  ${valueText(measure, measure.values[t * persons * J + i])}` : "";
    const text = `${who}${isolated(joints[i % J])}${value}`;
    drawLabel(ctx, box, figure, i, text, figure.screen[i * 4] >= middle, theme, taken);
  }
}

/** @param {Figure} figure */
function strongest(figure) {
  const joints = Array.from(figure.strength.keys()).filter((i) => figure.seen[i] && figure.strength[i] > LEAST);
  return joints.sort((a, b) => figure.strength[b] - figure.strength[a]).slice(0, LABELLED);
}

/** @param {Figure} figure */
function meanX(figure) {
  let [sum, n] = [0, 0];
  figure.seen.forEach((seen, i) => {
    if (seen) [sum, n] = [sum + figure.screen[i * 4], n + 1];
  });
  return n ? sum / n : 0;
}

/**
 * Above the head, or the highest joint of a body without one: raised hands of two persons may meet.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Figure} figure
 * @param {number} J
 * @param {number} m
 * @param {number} head its number among a person's joints; -1 where there is none
 * @param {Theme} theme
 */
function drawLetter(ctx, figure, J, m, head, theme) {
  const hasHead = head >= 0 && Boolean(figure.seen[m * J + head]);
  let top = hasHead ? m * J + head : -1;
  for (let i = m * J; !hasHead && i < (m + 1) * J; i++) {
    if (figure.seen[i] && (top < 0 || figure.world[i * 3 + 1] > figure.world[top * 3 + 1])) top = i;
  }
  if (top < 0) return;
  ctx.font = fontOf(theme, "body", 600);
  ctx.textAlign = "center";
  ctx.textBaseline = "alphabetic";
  ctx.fillStyle = css(personInk(theme, m));
  ctx.fillText(personLetter(m), figure.screen[top * 4], figure.screen[top * 4 + 1] - Math.max(figure.radius[top], figure.headRadius[m]) - 6);
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Figure} figure
 * @param {number} i
 * @param {string} colour
 * @param {number} away from the joint's rim, pixels
 */
function markJoint(ctx, figure, i, colour, away) {
  ctx.strokeStyle = colour;
  ctx.lineWidth = 1.5;
  ctx.beginPath();
  ctx.arc(figure.screen[i * 4], figure.screen[i * 4 + 1], figure.radius[i] + away, 0, 2 * Math.PI);
  ctx.stroke();
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Box} box
 * @param {Figure} figure
 * @param {number} i
 * @param {string} text
 * @param {boolean} outwards to the right, where the joint is on the right of the bodies
 * @param {Theme} theme
 * @param {Box[]} taken places of earlier labels
 */
function drawLabel(ctx, box, figure, i, text, outwards, theme, taken) {
  ctx.font = fontOf(theme, "small", 500);
  const tall = LABEL_HEIGHT * theme.unit;
  const width = ctx.measureText(text).width + 12;
  const [jx, jy, r] = [figure.screen[i * 4], figure.screen[i * 4 + 1], figure.radius[i]];
  const away = r + 12;
  const right = outwards ? jx + away + width < box.x + box.width : jx - away - width < box.x;
  const place = { x: right ? jx + away : jx - away - width, y: jy - tall / 2, width, height: tall };
  for (let tries = 0; tries < 8 && taken.some((other) => overlap(place, other)); tries++) place.y += tall + 2;
  taken.push(place);
  ctx.strokeStyle = css(theme.text, 0.35);
  ctx.lineWidth = 1;
  ctx.beginPath();
  ctx.moveTo(jx + (right ? r : -r), jy);
  ctx.lineTo(right ? place.x : place.x + width, place.y + tall / 2);
  ctx.stroke();
  ctx.fillStyle = css(theme.background, 0.88);
  ctx.beginPath();
  ctx.roundRect(place.x, place.y, width, tall, 5);
  ctx.fill();
  ctx.strokeStyle = css(theme.text, 0.16);
  ctx.stroke();
  ctx.fillStyle = css(theme.text);
  ctx.textAlign = "left";
  ctx.textBaseline = "middle";
  ctx.fillText(text, place.x + 6, place.y + tall / 2 + 0.5);
}

/**
 * @param {Box} a
 * @param {Box} b
 */
function overlap(a, b) {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}
