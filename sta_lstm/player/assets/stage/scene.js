// The stage: every pane on one canvas, each with floor, bodies, legend and captions.

import { drawArcs } from "./arcs.js";
import { drawFigure, drawForetold, drawShadows } from "./bodies.js";
import { fitView, makeView } from "../core/camera.js";
import { frameOf, makeFigure, placeFigure } from "./figure.js";
import { drawFloor, drawPanel, squaresText } from "./floor.js";
import { drawKey, ringsOf } from "./key.js";
import { drawLegend, legendOf } from "./legend.js";
import { drawNames } from "./names.js";
import { drawTrail, trailed } from "./trails.js";

/** @typedef {import("../core/payload.js").Pane} Pane */
/** @typedef {import("../core/camera.js").Camera} Camera */
/** @typedef {import("../core/camera.js").Box} Box */
/** @typedef {import("../core/theme.js").Theme} Theme */
/** @typedef {import("../core/state.js").State} State */
/** @typedef {import("../core/state.js").JointRef} JointRef */

const GAP = 10;
const NARROW = 460;
/** How far from its middle a joint is still meant: a finger needs as much. Pixels. */
const REACH = 12;
/** Height of a caption of one line, pixels at a desk. */
const CAPTION = 28;
/** Width over height of a box that has room for legends beside the bodies. */
const WIDE = 2.2;

export class Scene {
  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    this.canvas = canvas;
    this.ctx = canvas.getContext("2d");
    this.backdrop = document.createElement("canvas");
    this.backdropKey = "";
    /** @type {Pane[]} */ this.panes = [];
    /** @type {import("./figure.js").Figure[]} */ this.figures = [];
    /** @type {Box[]} */ this.boxes = [];
    /** @type {import("../core/camera.js").Fit[]} */ this.fits = [];
    /** @type {import("../core/camera.js").View[]} */ this.views = [];
    this.width = 0;
    this.height = 0;
    this.ratio = 1;
    /** How much larger text is than at a desk. */
    this.unit = 1;
    /** @type {import("../core/cameras.js").Direction[]} for which each pane's bodies are fitted */ this.fitted = [];
    /** Whether captions need room above the bodies. */
    this.captioned = false;
    /** What captions of two lines take beside the room of one, pixels. */
    this.secondLine = 0;
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
   * @param {number} unit how much larger text is than at a desk
   */
  resize(width, height, ratio, unit) {
    if (width === this.width && height === this.height && ratio === this.ratio && unit === this.unit) return;
    [this.width, this.height, this.ratio, this.unit] = [width, height, ratio, unit];
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
    this.refit(this.fitted);
  }

  /**
   * The part of a pane that joints are fitted into: below captions, letters and heads, above the legend.
   * @param {number} p
   * @returns {Box}
   */
  inner(p) {
    const box = this.boxes[p];
    const side = Math.min(36, box.width * 0.08);
    // On a narrow screen the buttons of the views reach to the middle, where heads are.
    const views = box.width < NARROW ? 18 : 0;
    const above = this.unit * ((this.captioned ? 30 : views) + (this.panes[p].clip.persons > 1 ? 44 : 32));
    const top = Math.min(above, box.height * (this.captioned ? 0.26 : 0.2)) + this.secondLine;
    // In a wide box what it says stands beside the bodies, and not below them.
    const bottom = box.width > WIDE * box.height ? 24 : Math.min(62 * this.unit, box.height * 0.21);
    return { x: box.x + side, y: box.y + top, width: box.width - 2 * side, height: box.height - top - bottom };
  }

  /**
   * Lets the bodies stand as far below as the tallest caption asks.
   * @param {number} height of it, pixels
   */
  makeRoom(height) {
    const secondLine = Math.max(0, height - CAPTION * this.unit);
    if (secondLine === this.secondLine) return;
    this.secondLine = secondLine;
    this.refit(this.fitted);
  }

  /**
   * Fits all bodies of the whole clip into each pane, as seen from these directions.
   * @param {import("../core/cameras.js").Direction[]} directions
   */
  refit(directions) {
    this.fitted = directions.map(({ yaw, pitch }) => ({ yaw, pitch }));
    if (this.boxes.length !== this.panes.length || directions.length !== this.panes.length) return; // not on the page yet, or in a hidden tab
    this.fits = this.panes.map((pane, i) => {
      const { points, centre } = pane.clip.geometry;
      return fitView(points, centre, this.fitted[i].yaw, this.fitted[i].pitch, this.inner(i));
    });
    this.backdropKey = "";
  }

  /**
   * @param {State} state
   * @param {Camera[]} cameras of each pane
   * @param {Theme} theme
   */
  draw(state, cameras, theme) {
    const { hovered, position } = state;
    const { ctx } = this;
    if (!ctx || this.boxes.length === 0) return;
    this.views = this.panes.map((_, i) => makeView(cameras[i], this.fits[i], this.inner(i)));
    this.drawBackdrop(cameras, theme, state);
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
      placeFigure(figure, pane, position, this.views[p], state, theme.thick);
      drawShadows(ctx, figure, pane, this.views[p], theme);
      const t = frameOf(position, pane.clip.frames);
      for (const ref of trailed(pane, t, state)) drawTrail(ctx, pane, figure, this.views[p], theme, t, ref, state.trailFrames);
      drawFigure(ctx, figure, pane, theme);
      if (state.foretold) drawForetold(ctx, figure, pane, this.views[p], theme, t);
      if (state.pinned) drawArcs(ctx, pane, figure, theme, state.pinned);
      drawNames(ctx, pane, figure, box, t, theme, state, hovered?.pane === p ? hovered : null);
      ctx.restore();
    });
  }

  /**
   * Panel, floor and legend, painted anew only when a camera, the size or the theme changed.
   * @param {Camera[]} cameras
   * @param {Theme} theme
   * @param {State} look
   */
  drawBackdrop(cameras, theme, look) {
    const key = [...cameras.flatMap(Object.values), theme.key, look.drive, look.scale, look.floor, look.agreement, look.pinned !== null, look.foretold, this.width, this.height, this.ratio].join();
    if (key === this.backdropKey) return;
    this.backdropKey = key;
    const ctx = this.backdrop.getContext("2d");
    if (!ctx) return;
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    ctx.clearRect(0, 0, this.backdrop.width, this.backdrop.height);
    ctx.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    const legends = this.legends(look);
    this.panes.forEach((pane, p) => {
      ctx.save();
      roundedBox(ctx, this.boxes[p]);
      ctx.clip();
      drawPanel(ctx, this.boxes[p], theme);
      drawFloor(ctx, pane, this.views[p], theme);
      const legend = legends[p];
      if (legend) drawLegend(ctx, legend, this.boxes[p], theme, look.floor);
      if (p === 0) drawKey(ctx, pane, this.boxes[p], theme, ringsOf(this.panes, look), this.toldOf(look), squaresText(pane));
      ctx.restore();
    });
  }

  /**
   * What lines beside the bodies are, in words.
   * @param {State} look
   */
  toldOf(look) {
    const arcs = look.pinned !== null && this.panes.some(({ links }) => links);
    const foretold = look.foretold && this.panes.some(({ ahead }) => ahead);
    return [...(foretold ? ["broken lines: where the model expects joints next"] : []), ...(arcs ? ["arcs: what the pinned joint attends to"] : [])];
  }

  /**
   * What each pane must say of its joints' looks; null where an earlier pane says the same.
   * @param {State} look
   */
  legends(look) {
    const said = new Set();
    return this.panes.map((pane, p) => {
      const legend = legendOf(pane, look, this.boxes[p].width / this.unit);
      const text = JSON.stringify(legend);
      if (!legend || (legend.marks.length > 0 && said.has(text))) return null;
      said.add(text);
      return legend;
    });
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
        const away = Math.hypot(figure.screen[i * 4] - x, figure.screen[i * 4 + 1] - y);
        const off = away - figure.radius[i];
        const rank = off + figure.screen[i * 4 + 2] * 0.01;
        if (seen && away < Math.max(figure.radius[i] + 6, REACH) && rank < best) [found, best] = [{ pane, person: Math.floor(i / J), joint: i % J }, rank];
      });
    });
    return found;
  }

  /**
   * Where a joint is, in pixels, and how it looks; nothing where it is not to be seen.
   * @param {number} pane
   * @param {number} person
   * @param {number} joint
   */
  jointPlace(pane, person, joint) {
    const i = person * this.panes[pane].clip.joints.length + joint;
    const { below, disputed, radius, screen, seen, sign, strength } = this.figures[pane];
    if (!seen[i]) return null;
    return { x: screen[i * 4], y: screen[i * 4 + 1], radius: radius[i], strength: strength[i], sign: sign[i], below: below[i], disputed: disputed[i], seen: 1 };
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
function gridColumns(n, width, height) {
  let [columns, worst] = [1, Infinity];
  for (let c = 1; c <= n; c++) {
    const shape = width / c / (height / Math.ceil(n / c));
    const strain = Math.abs(Math.log(shape / 1.15)) + 0.1 * (c * Math.ceil(n / c) - n);
    if (strain < worst) [columns, worst] = [c, strain];
  }
  return columns;
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Box} box
 */
function roundedBox(ctx, box) {
  ctx.beginPath();
  ctx.roundRect(box.x, box.y, box.width, box.height, 10);
}
