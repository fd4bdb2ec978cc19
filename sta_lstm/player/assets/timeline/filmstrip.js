// Small pictures of the bodies at the keyframes, each a button that goes there.

import { drawFigure, drawShadows } from "../stage/bodies.js";
import { makeFigure, placeFigure } from "../stage/figure.js";
import { fitView, makeView } from "../core/camera.js";
import { css } from "../core/colour.js";
import { curveText, timeText } from "../core/values.js";
import { element } from "../core/dom.js";

/** @typedef {import("../core/payload.js").Pane} Pane */

export const THUMB_HEIGHT = 72;
/** Space above the pictures, for the lines that tie them to their frames. */
export const TIE = 8;
/** Space at both ends of the pictures, and between two. */
const INSET = 2;
const GAP = 4;

/** Two bodies side by side need more width than one. @param {number} persons @param {boolean} narrow */
export function thumbWidth(persons, narrow) {
  return persons > 1 && !narrow ? 92 : 66;
}

/**
 * Places for pictures of these frames: the most important ones that fit, each as near to its own place as the others allow.
 * @param {Pane} pane
 * @param {(t: number) => number} centre x of a frame
 * @param {number} left
 * @param {number} width
 * @param {number} thumb width of a picture
 * @returns {{frame: number, x: number}[]}
 */
export function thumbPlaces(pane, centre, left, width, thumb) {
  const pitch = thumb + GAP;
  const room = Math.max(1, Math.floor((width - 2 * INSET + GAP) / pitch));
  const visible = Array.from(pane.keyframes).filter((t) => centre(t) >= left && centre(t) <= left + width);
  visible.sort((a, b) => (pane.rank.get(a) ?? 0) - (pane.rank.get(b) ?? 0));
  const kept = visible.slice(0, room).sort((a, b) => a - b);
  const places = kept.map((frame) => ({ frame, x: centre(frame) - thumb / 2 }));
  for (let i = 0; i < places.length; i++) {
    const least = i ? places[i - 1].x + pitch : left + INSET;
    places[i].x = Math.max(places[i].x, least);
  }
  for (let i = places.length - 1; i >= 0; i--) {
    const most = i < places.length - 1 ? places[i + 1].x - pitch : left + width - INSET - thumb;
    places[i].x = Math.min(places[i].x, most);
  }
  return places;
}

/**
 * @param {Pane} pane
 * @param {number} frame
 * @param {(frame: number) => void} go
 */
export function makeThumb(pane, frame, go) {
  const rank = pane.rank.get(frame);
  const value = pane.curves.length ? `, ${curveText(pane.curves[0], frame, 3)}` : "";
  const shown = pane.recorded ? pane.recorded[frame] : frame;
  const name = `Keyframe ${rank}: frame ${shown}, ${timeText({ ...pane.clip, timed: pane.timed }, frame)}${value}`;
  const canvas = element("canvas", { "aria-hidden": "true" });
  const made = element("button", { type: "button", class: "sta-thumb", "aria-label": name, title: name }, [
    canvas,
    element("span", {}, [String(shown)]),
  ]);
  made.addEventListener("click", () => go(frame));
  return { frame, button: made, canvas };
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Pane} pane
 * @param {number} frame
 * @param {import("../core/camera.js").Camera} camera
 * @param {import("../core/theme.js").Theme} theme
 * @param {import("../stage/figure.js").Reading} reading
 * @param {number} width
 * @param {number} ratio
 */
export function drawThumb(canvas, pane, frame, camera, theme, reading, width, ratio) {
  const height = THUMB_HEIGHT;
  [canvas.width, canvas.height] = [Math.round(width * ratio), Math.round(height * ratio)];
  const ctx = canvas.getContext("2d");
  if (!ctx) return;
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  ctx.fillStyle = css(theme.surface);
  ctx.fillRect(0, 0, width, height);
  const { clip } = pane;
  const stride = clip.persons * clip.joints.length * 3;
  const here = clip.positions.subarray(frame * stride, (frame + 1) * stride);
  const points = Array.from(here).flatMap((_, i) => {
    const person = Math.floor(i / 3 / clip.joints.length);
    const point = here.subarray(i, i + 3);
    return i % 3 === 0 && clip.present[frame * clip.persons + person] && point.every(Number.isFinite) ? Array.from(point) : [];
  });
  if (points.length === 0) return;
  const centre = [0, 1, 2].map((axis) => points.reduce((sum, v, i) => (i % 3 === axis ? sum + v : sum), 0) / (points.length / 3));
  const box = { x: 6, y: 6, width: width - 12, height: height - 15 };
  const still = { ...camera, zoom: 1, panX: 0, panY: 0 };
  const view = makeView(still, fitView(Float32Array.from(points), centre, camera.yaw, camera.pitch, box), box);
  const figure = makeFigure(pane);
  placeFigure(figure, pane, frame, view, reading, 1.5);
  drawShadows(ctx, figure, pane, view, theme);
  drawFigure(ctx, figure, pane, theme);
}
