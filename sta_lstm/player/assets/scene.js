// The stage: every pane on one canvas, each with floor, bodies, legend and captions.

import { drawFigure, drawShadows, jointSprite, makeFigure, placeFigure } from "./bodies.js";
import { fitView, makeView, project } from "./camera.js";
import { css } from "./colour.js";
import { jointColour, personLetter } from "./theme.js";
import { opacity, radius, weight } from "./weights.js";

/** @typedef {import("./payload.js").Pane} Pane */
/** @typedef {import("./camera.js").Camera} Camera */
/** @typedef {import("./camera.js").Box} Box */
/** @typedef {import("./theme.js").Theme} Theme */
/** @typedef {{person: number, joint: number}} JointRef */
/**
 * @typedef {object} Look what the person watching has chosen
 * @property {import("./weights.js").Drive} drive
 * @property {import("./weights.js").Scale} scale
 * @property {boolean} labels
 * @property {JointRef | null} pinned
 */

const GAP = 10;
const TRAIL_SECONDS = 0.9;
const LABELLED = 3;

export class Scene {
  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    this.canvas = canvas;
    this.ctx = canvas.getContext("2d");
    this.backdrop = document.createElement("canvas");
    this.backdropKey = "";
    /** @type {Pane[]} */ this.panes = [];
    /** @type {import("./bodies.js").Figure[]} */ this.figures = [];
    /** @type {Box[]} */ this.boxes = [];
    /** @type {import("./camera.js").Fit[]} */ this.fits = [];
    /** @type {import("./camera.js").View[]} */ this.views = [];
    this.width = 0;
    this.height = 0;
    this.ratio = 1;
    this.fitted = { yaw: 0, pitch: 0 };
  }

  /** @param {Pane[]} panes */
  show(panes) {
    this.panes = panes;
    this.figures = panes.map(makeFigure);
    this.layOut();
  }

  /**
   * @param {number} width CSS pixels
   * @param {number} height
   * @param {number} ratio device pixels a CSS pixel
   */
  resize(width, height, ratio) {
    if (width === this.width && height === this.height && ratio === this.ratio) return;
    [this.width, this.height, this.ratio] = [width, height, ratio];
    for (const canvas of [this.canvas, this.backdrop]) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
    }
    this.layOut();
  }

  /** Boxes of the panes: the grid whose cells are nearest to a good shape for a body. */
  layOut() {
    const n = this.panes.length;
    if (n === 0 || this.width === 0) return;
    const columns = gridColumns(n, this.width, this.height);
    const rows = Math.ceil(n / columns);
    const w = (this.width - GAP * (columns - 1)) / columns;
    const h = (this.height - GAP * (rows - 1)) / rows;
    this.boxes = this.panes.map((_, i) => ({
      x: (i % columns) * (w + GAP),
      y: Math.floor(i / columns) * (h + GAP),
      width: w,
      height: h,
    }));
    this.refit(this.fitted.yaw, this.fitted.pitch);
  }

  /**
   * Fits all bodies of the whole clip, as seen from here.
   * @param {number} yaw
   * @param {number} pitch
   */
  refit(yaw, pitch) {
    this.fitted = { yaw, pitch };
    this.fits = this.panes.map((pane, i) => {
      const { points, centre } = pane.clip.geometry;
      return fitView(points, centre, yaw, pitch, inner(this.boxes[i]));
    });
    this.backdropKey = "";
  }

  /**
   * @param {number} position
   * @param {Camera} camera
   * @param {Theme} theme
   * @param {Look} look
   * @param {JointRef & {pane: number} | null} hovered
   */
  draw(position, camera, theme, look, hovered) {
    const { ctx } = this;
    if (!ctx || this.boxes.length === 0) return;
    this.views = this.panes.map((_, i) => makeView(camera, this.fits[i], inner(this.boxes[i])));
    this.drawBackdrop(camera, theme, look);
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    ctx.clearRect(0, 0, this.canvas.width, this.canvas.height);
    ctx.drawImage(this.backdrop, 0, 0);
    ctx.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    this.panes.forEach((pane, p) => {
      const box = this.boxes[p];
      ctx.save();
      roundedBox(ctx, box);
      ctx.clip();
      const figure = this.figures[p];
      placeFigure(figure, pane, position, this.views[p], look);
      drawShadows(ctx, figure, pane, this.views[p], theme);
      if (look.pinned) this.drawTrail(pane, this.views[p], theme, Math.floor(position), look.pinned);
      drawFigure(ctx, figure, pane, theme);
      this.drawNames(p, Math.floor(position), theme, look, hovered?.pane === p ? hovered : null);
      ctx.restore();
    });
  }

  /**
   * Panel, floor and legend, painted anew only when the camera, the size or the theme changed.
   * @param {Camera} camera
   * @param {Theme} theme
   * @param {Look} look
   */
  drawBackdrop(camera, theme, look) {
    const key = [...Object.values(camera), theme.key, look.drive, look.scale, this.width, this.height, this.ratio].join();
    if (key === this.backdropKey) return;
    this.backdropKey = key;
    const ctx = this.backdrop.getContext("2d");
    if (!ctx) return;
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    ctx.clearRect(0, 0, this.backdrop.width, this.backdrop.height);
    ctx.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    this.panes.forEach((pane, p) => {
      ctx.save();
      roundedBox(ctx, this.boxes[p]);
      ctx.clip();
      ctx.fillStyle = css(theme.surface);
      ctx.fill();
      drawFloor(ctx, pane, this.views[p], theme);
      drawLegend(ctx, pane, this.boxes[p], theme, look);
      drawPersons(ctx, pane, this.boxes[p], theme);
      ctx.restore();
    });
  }

  /**
   * Where the pinned joint has been, and will be.
   * @param {Pane} pane
   * @param {import("./camera.js").View} view
   * @param {Theme} theme
   * @param {number} t
   * @param {JointRef} pinned
   */
  drawTrail(pane, view, theme, t, pinned) {
    const { ctx } = this;
    const { clip } = pane;
    if (!ctx || pinned.person >= clip.persons || pinned.joint >= clip.joints.length) return;
    const reach = Math.max(2, Math.round(clip.fps * TRAIL_SECONDS));
    const i = pinned.person * clip.joints.length + pinned.joint;
    const colour = jointColour(theme, pinned.person, clip.sides[pinned.joint]);
    const [from, to] = [[0, 0, 0, 0], [0, 0, 0, 0]];
    ctx.lineCap = "round";
    for (let s = Math.max(1, t - reach); s <= Math.min(clip.frames - 1, t + reach); s++) {
      if (!placed(clip, s - 1, i, view, from) || !placed(clip, s, i, view, to)) continue;
      const age = Math.abs(s - t) / reach;
      ctx.globalAlpha = (s <= t ? 0.75 : 0.3) * (1 - age);
      ctx.strokeStyle = css(colour);
      ctx.lineWidth = s <= t ? 2.5 : 1.5;
      ctx.beginPath();
      ctx.moveTo(from[0], from[1]);
      ctx.lineTo(to[0], to[1]);
      ctx.stroke();
    }
    ctx.globalAlpha = 1;
  }

  /**
   * Names: the letter of each person, the strongest joints where asked, the joint under the pointer and the pinned one.
   * @param {number} p
   * @param {number} t
   * @param {Theme} theme
   * @param {Look} look
   * @param {JointRef | null} hovered
   */
  drawNames(p, t, theme, look, hovered) {
    const pane = this.panes[p];
    const figure = this.figures[p];
    const J = pane.clip.joints.length;
    const frame = Math.max(0, Math.min(t, pane.clip.frames - 1));
    if (pane.clip.persons > 1) {
      for (let m = 0; m < pane.clip.persons; m++) this.drawLetter(figure, J, m, theme);
    }
    /** @type {Set<number>} */ const named = new Set();
    for (const ref of [look.pinned, hovered]) {
      if (ref && ref.person < pane.clip.persons && ref.joint < J) named.add(ref.person * J + ref.joint);
    }
    for (const i of named) this.drawRing(figure, i, theme);
    if (look.labels) {
      const strongest = Array.from(figure.strength.keys()).filter((i) => figure.seen[i] && figure.strength[i] > 0.3);
      strongest.sort((a, b) => figure.strength[b] - figure.strength[a]);
      strongest.slice(0, LABELLED).forEach((i) => named.add(i));
    }
    /** @type {Box[]} */ const taken = [];
    for (const i of named) {
      const value = weight(pane, look.drive, frame, i);
      const who = pane.clip.persons > 1 ? `${personLetter(Math.floor(i / J))} ` : "";
      if (figure.seen[i]) this.drawLabel(this.boxes[p], figure, i, `${who}${pane.clip.joints[i % J]}  ${value.toFixed(1)}×`, theme, taken);
    }
  }

  /**
   * @param {import("./bodies.js").Figure} figure
   * @param {number} J
   * @param {number} m
   * @param {Theme} theme
   */
  drawLetter(figure, J, m, theme) {
    const { ctx } = this;
    let top = -1;
    for (let i = m * J; i < (m + 1) * J; i++) {
      if (figure.seen[i] && (top < 0 || figure.world[i * 3 + 1] > figure.world[top * 3 + 1])) top = i;
    }
    if (!ctx || top < 0) return;
    ctx.font = `600 12px ${theme.font}`;
    ctx.textAlign = "center";
    ctx.textBaseline = "alphabetic";
    ctx.fillStyle = css(jointColour(theme, m, "M"));
    ctx.fillText(personLetter(m), figure.screen[top * 4], figure.screen[top * 4 + 1] - figure.radius[top] - 7);
  }

  /**
   * @param {import("./bodies.js").Figure} figure
   * @param {number} i
   * @param {Theme} theme
   */
  drawRing(figure, i, theme) {
    const { ctx } = this;
    if (!ctx || !figure.seen[i]) return;
    ctx.strokeStyle = css(theme.text, 0.85);
    ctx.lineWidth = 1.5;
    ctx.beginPath();
    ctx.arc(figure.screen[i * 4], figure.screen[i * 4 + 1], figure.radius[i] + 4, 0, 2 * Math.PI);
    ctx.stroke();
  }

  /**
   * @param {Box} box
   * @param {import("./bodies.js").Figure} figure
   * @param {number} i
   * @param {string} text
   * @param {Theme} theme
   * @param {Box[]} taken places of earlier labels
   */
  drawLabel(box, figure, i, text, theme, taken) {
    const { ctx } = this;
    if (!ctx) return;
    ctx.font = `500 11.5px ${theme.font}`;
    const width = ctx.measureText(text).width + 12;
    const [jx, jy, r] = [figure.screen[i * 4], figure.screen[i * 4 + 1], figure.radius[i]];
    const rightwards = jx + r + 10 + width < box.x + box.width;
    const place = { x: rightwards ? jx + r + 10 : jx - r - 10 - width, y: jy - 9, width, height: 18 };
    for (let tries = 0; tries < 8 && taken.some((other) => overlap(place, other)); tries++) place.y += 20;
    taken.push(place);
    ctx.strokeStyle = css(theme.text, 0.35);
    ctx.lineWidth = 1;
    ctx.beginPath();
    ctx.moveTo(jx + (rightwards ? r : -r), jy);
    ctx.lineTo(rightwards ? place.x : place.x + width, place.y + 9);
    ctx.stroke();
    ctx.fillStyle = css(theme.background, 0.88);
    ctx.beginPath();
    ctx.roundRect(place.x, place.y, width, 18, 5);
    ctx.fill();
    ctx.strokeStyle = css(theme.text, 0.16);
    ctx.stroke();
    ctx.fillStyle = css(theme.text);
    ctx.textAlign = "left";
    ctx.textBaseline = "middle";
    ctx.fillText(text, place.x + 6, place.y + 9.5);
  }

  /**
   * The joint under a point, nearest to the eye first.
   * @param {number} x
   * @param {number} y
   * @returns {JointRef & {pane: number} | null}
   */
  jointAt(x, y) {
    let [found, best] = [/** @type {JointRef & {pane: number} | null} */ (null), Infinity];
    this.figures.forEach((figure, pane) => {
      const J = this.panes[pane].clip.joints.length;
      figure.seen.forEach((seen, i) => {
        const off = Math.hypot(figure.screen[i * 4] - x, figure.screen[i * 4 + 1] - y) - figure.radius[i];
        const rank = off + figure.screen[i * 4 + 2] * 0.01;
        if (seen && off < 6 && rank < best) [found, best] = [{ pane, person: Math.floor(i / J), joint: i % J }, rank];
      });
    });
    return found;
  }

  /**
   * @param {number} x
   * @param {number} y
   */
  paneAt(x, y) {
    return this.boxes.findIndex((b) => x >= b.x && x <= b.x + b.width && y >= b.y && y <= b.y + b.height);
  }
}

/**
 * @param {number} n
 * @param {number} width
 * @param {number} height
 */
export function gridColumns(n, width, height) {
  let [columns, worst] = [1, Infinity];
  for (let c = 1; c <= n; c++) {
    const shape = width / c / (height / Math.ceil(n / c));
    const strain = Math.abs(Math.log(shape / 1.15)) + 0.1 * (c * Math.ceil(n / c) - n);
    if (strain < worst) [columns, worst] = [c, strain];
  }
  return columns;
}

/** The part of a pane that bodies are fitted into: above the legend. @param {Box} box */
function inner(box) {
  const side = Math.min(36, box.width * 0.08);
  const top = Math.min(34, box.height * 0.09);
  const bottom = Math.min(64, box.height * 0.17);
  return { x: box.x + side, y: box.y + top, width: box.width - 2 * side, height: box.height - top - bottom };
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Box} box
 */
function roundedBox(ctx, box) {
  ctx.beginPath();
  ctx.roundRect(box.x, box.y, box.width, box.height, 10);
}

/**
 * @param {Box} a
 * @param {Box} b
 */
function overlap(a, b) {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/**
 * @param {import("./payload.js").ClipData} clip
 * @param {number} t
 * @param {number} i
 * @param {import("./camera.js").View} view
 * @param {number[]} out
 */
function placed(clip, t, i, view, out) {
  const J = clip.joints.length;
  if (!clip.present[t * clip.persons + Math.floor(i / J)]) return false;
  const at = (t * clip.persons * J + i) * 3;
  const [x, y, z] = clip.positions.subarray(at, at + 3);
  return Number.isFinite(x + y + z) && project(view, x, y, z, out);
}

/**
 * A floor of squares that fades out away from the bodies.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Pane} pane
 * @param {import("./camera.js").View} view
 * @param {Theme} theme
 */
function drawFloor(ctx, pane, view, theme) {
  const { floor, size, centre, points } = pane.clip.geometry;
  let spread = 0;
  for (let i = 0; i < points.length; i += 3) spread = Math.max(spread, Math.hypot(points[i] - centre[0], points[i + 2] - centre[2]));
  const reach = spread + 1.5 * size;
  const step = 10 ** Math.floor(Math.log10(reach)) / (reach / 10 ** Math.floor(Math.log10(reach)) < 4 ? 2 : 1);
  const lines = Math.ceil(reach / step);
  const pieces = 28;
  const [from, to] = [[0, 0, 0, 0], [0, 0, 0, 0]];
  ctx.strokeStyle = css(theme.line);
  ctx.lineWidth = 1;
  const origin = [Math.round(centre[0] / step) * step, Math.round(centre[2] / step) * step];
  for (let n = -lines; n <= lines; n++) {
    for (const along of [0, 1]) {
      for (let s = 0; s < pieces; s++) {
        const [u, v] = [(2 * s) / pieces - 1, (2 * (s + 1)) / pieces - 1].map((w) => w * reach);
        const away = Math.hypot(n * step, (u + v) / 2) / reach;
        if (away >= 1) continue;
        const at = (/** @type {number} */ w) => (along ? [origin[0] + n * step, origin[1] + w] : [origin[0] + w, origin[1] + n * step]);
        const [p, q] = [at(u), at(v)];
        if (!project(view, p[0], floor, p[1], from) || !project(view, q[0], floor, q[1], to)) continue;
        ctx.globalAlpha = (1 - away) ** 1.3;
        ctx.beginPath();
        ctx.moveTo(from[0], from[1]);
        ctx.lineTo(to[0], to[1]);
        ctx.stroke();
      }
    }
  }
  ctx.globalAlpha = 1;
}

/**
 * What opacity and size mean.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Pane} pane
 * @param {Box} box
 * @param {Theme} theme
 * @param {Look} look
 */
function drawLegend(ctx, pane, box, theme, look) {
  const y = box.y + box.height - 30;
  const dots = 7;
  const gap = box.width > 290 ? 22 : 18;
  const x0 = box.x + 22;
  for (let d = 0; d < dots; d++) {
    const strength = d / (dots - 1);
    const r = radius(strength) * 300;
    ctx.globalAlpha = opacity(strength);
    ctx.drawImage(jointSprite(theme, 0, "M"), x0 + d * gap - r * 1.12, y - r * 1.12, 2.24 * r, 2.24 * r);
  }
  ctx.globalAlpha = 1;
  ctx.font = `10.5px ${theme.font}`;
  ctx.fillStyle = css(theme.muted);
  ctx.textBaseline = "alphabetic";
  ctx.textAlign = "center";
  const marks = legendMarks(look, box.width > 290);
  for (const [share, text] of marks) ctx.fillText(text, x0 + share * gap * (dots - 1), y + 21);
  ctx.textAlign = "left";
  const name = !pane.spatial && look.drive === "alpha"
    ? "this model has no spatial attention: all joints 1×"
    : look.drive === "alpha" ? "spatial attention α" : "spatial × temporal attention α·β";
  ctx.fillText(name, x0 - 6, y - 17);
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
function drawPersons(ctx, pane, box, theme) {
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
