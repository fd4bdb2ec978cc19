// The view as one picture that explains itself: the answer, the scene with its captions and legend, the frame, the first
// curve with the moment, and who said so.

import { css } from "../core/colour.js";
import { edge, drawEmpty, drawLaneGround, fitText } from "../timeline/lanes.js";
import { curveScale, drawCurve } from "../timeline/curve.js";
import { piecesOf } from "../timeline/playhead.js";
import { fontOf } from "../core/theme.js";
import { alikeText, answerName, answerShare, frameText, leaderText, sourcesText } from "../core/values.js";
import { withText } from "./png.js";

/** @typedef {import("../host/player.js").Player} Player */

const MARGIN = 10;
/** Heights of the title, of the line of text below the scene, of the curve's title below that, and of its lane, pixels. */
const TITLE = 30;
const LINE = 26;
const HEAD = 16;
const LANE = 54;
/** Height of the line that says where the picture comes from, pixels. */
const SOURCE = 18;
/** Pixels of a picture, at most: browsers make no larger ones. */
const MOST = 64e6;

/**
 * Size of the picture in CSS pixels.
 * @param {Player} player
 */
export function pictureSize(player) {
  const { scene, show, timeline } = player;
  const lane = timeline.pane.curves.length ? HEAD + LANE + MARGIN : 0;
  const height = titleHeight(player) + scene.height + LINE + lane + (sourcesText(show.panes) ? SOURCE : 0);
  return { width: scene.width, height };
}

/** Where panes have captions, these say what a title would. @param {Player} player */
function titleHeight({ scene, timeline }) {
  return scene.captioned || !timeline.pane.answer ? 0 : TITLE;
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Player} player
 * @param {number} scale pixels of the picture a CSS pixel
 */
export function drawPicture(ctx, player, scale) {
  const { canvas, scene, theme } = player;
  const { width, height } = pictureSize(player);
  const top = titleHeight(player);
  ctx.setTransform(scale, 0, 0, scale, 0, 0);
  ctx.fillStyle = css(theme.background);
  ctx.fillRect(0, 0, width, height);
  if (top) drawTitle(ctx, player);
  ctx.setTransform(scale, 0, 0, scale, 0, top * scale);
  ctx.drawImage(canvas, 0, 0, scene.width, scene.height);
  drawCaptions(ctx, player);
  drawLine(ctx, player, scene.height + LINE / 2);
  if (player.timeline.pane.curves.length) drawLane(ctx, player, scene.height + LINE + HEAD);
  drawSource(ctx, player, height - top);
}

/**
 * What the model answered, once it had seen the whole clip.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Player} player
 */
function drawTitle(ctx, { scene, theme, timeline }) {
  const { answer } = timeline.pane;
  if (!answer) return;
  ctx.font = fontOf(theme, "body", 700);
  ctx.textAlign = "left";
  ctx.textBaseline = "middle";
  ctx.fillStyle = css(theme.text);
  // As videos and pictures of the Python package have it; a long name gives way to the number.
  const share = ` (${answerShare(answer)})`;
  const room = scene.width - 2 * MARGIN - ctx.measureText(share).width;
  ctx.fillText(`${fitText(ctx, answerName(answer, answer.predicted), room)}${share}`, MARGIN, TITLE / 2);
}

/**
 * Which checkpoint, program and device it comes from.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Player} player
 * @param {number} bottom of the picture
 */
function drawSource(ctx, { scene, show, theme }, bottom) {
  const text = sourcesText(show.panes);
  if (!text) return;
  ctx.font = fontOf(theme, "small");
  ctx.textAlign = "left";
  ctx.textBaseline = "middle";
  ctx.fillStyle = css(theme.muted);
  ctx.fillText(fitText(ctx, text, scene.width - 2 * MARGIN), MARGIN, bottom - SOURCE / 2 - 1);
}

/**
 * The captions stand over the scene as text of the page, so they are set once more.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Player} player
 */
function drawCaptions(ctx, { captions, theme }) {
  ctx.textAlign = "left";
  ctx.textBaseline = "middle";
  const stage = captions.getBoundingClientRect();
  for (const part of captions.querySelectorAll("strong, .sta-recorded, .sta-answer > span")) {
    const strong = part.tagName === "STRONG";
    const { height, left, top, width } = part.getBoundingClientRect();
    ctx.font = fontOf(theme, "body", strong ? 700 : 400);
    ctx.fillStyle = css(strong ? theme.text : theme.muted);
    ctx.fillText(fitText(ctx, part.textContent ?? "", width + 1), left - stage.left, top - stage.top + height / 2);
  }
}

/**
 * Which clip and frame this is, and what leads there.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Player} player
 * @param {number} y
 */
function drawLine(ctx, player, y) {
  const { clock, scene, theme } = player;
  const { pane } = player.timeline;
  const t = Math.min(clock.frame, pane.clip.frames - 1);
  ctx.font = fontOf(theme, "body");
  ctx.textBaseline = "middle";
  ctx.fillStyle = css(theme.muted);
  const room = scene.width - 2 * MARGIN;
  const left = fitText(ctx, `${pane.clip.name} · ${frameText(pane, t)}`, room);
  ctx.textAlign = "left";
  ctx.fillText(left, MARGIN, y);
  if (pane.leader[t] < 0) return;
  ctx.textAlign = "right";
  ctx.fillText(fitText(ctx, leaderText(pane, t), room - ctx.measureText(left).width - 2 * MARGIN), scene.width - MARGIN, y);
}

/**
 * The first curve over the whole clip.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Player} player
 * @param {number} y
 */
function drawLane(ctx, { clock, scene, store, theme, timeline }, y) {
  const { pane } = timeline;
  const [curve] = pane.curves;
  const area = { ctx, theme, left: MARGIN, width: scene.width - 2 * MARGIN, y, height: LANE, from: 0, to: clock.frames, texts: [] };
  drawLaneGround(area);
  drawCurve(area, pane, curve, curveScale(store.state.show.panes, curve));
  drawEmpty(area, pane);
  const title = curve.relative && !curve.learned ? alikeText(curve.symbol, "moments") : curve.title;
  ctx.textAlign = "left";
  ctx.fillText(fitText(ctx, title, area.width), area.left, y - HEAD / 2);
  // The moment is a line alone: a head would stand on the words.
  const x = edge(area, Math.min(store.state.position, clock.frames - 1) + 0.5);
  ctx.fillStyle = css(theme.text);
  for (const [from, to] of piecesOf(x, area, area.texts)) ctx.fillRect(x - 0.75, from, 1.5, to - from);
}

/**
 * The view as a PNG, so many times as sharp as the screen; null where a canvas cannot be had. Where it comes from stands
 * in its description as well.
 * At once: `toBlob` waits until the browser is idle, on a busy machine for seconds.
 * @param {Player} player
 * @param {number} [times]
 * @returns {Blob | null}
 */
export function picture(player, times = 1) {
  const { scene } = player;
  const { height, ratio, unit, width } = scene;
  const scale = pictureScale(player, times);
  const size = pictureSize(player);
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [Math.round(size.width * scale), Math.round(size.height * scale)];
  const ctx = canvas.getContext("2d");
  if (!ctx) return null;
  scene.resize(width, height, scale, unit); // bodies are drawn anew, rather than enlarged
  player.draw();
  drawPicture(ctx, player, scale);
  scene.resize(width, height, ratio, unit);
  player.draw();
  const [, coded] = canvas.toDataURL("image/png").split(",");
  if (!coded) return null;
  const png = Uint8Array.from(atob(coded), (byte) => byte.charCodeAt(0));
  const source = sourcesText(player.show.panes);
  return new Blob([source ? withText(png, "Description", source) : png], { type: "image/png" });
}

/**
 * Pixels of the picture a CSS pixel, fewer where it would be too large for a browser.
 * @param {Player} player
 * @param {number} times as sharp as the screen
 */
export function pictureScale(player, times) {
  const { width, height } = pictureSize(player);
  return Math.min(times * player.scene.ratio, Math.sqrt(MOST / (width * height)));
}
