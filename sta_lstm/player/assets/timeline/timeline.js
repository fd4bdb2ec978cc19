// The timeline: lanes that stand still on one canvas, playhead and hover on another above it, keyframe pictures as buttons.

import { css } from "../core/colour.js";
import { drawWarnings } from "./warnings.js";
import { element } from "../core/dom.js";
import { TIE, drawThumb, makeThumb, thumbPlaces, thumbWidth } from "./filmstrip.js";
import { curveScale, drawCurve } from "./curve.js";
import { drawEvidence, drawLeaders } from "./evidence.js";
import { drawEmpty, drawLaneGround, drawPresence, drawRuler, drawShares, edge } from "./lanes.js";
import { placeLabels } from "./labels.js";
import { LANE_GAP, layOutLanes } from "./layout.js";
import { MovementLanes } from "./movement.js";
import { drawMarks, wordsOn } from "./playhead.js";
import { listenToTimeline } from "./scrub.js";
import { SegmentLanes } from "./segments.js";
import { drawStrip, stripRows } from "./strip.js";

/** @typedef {import("../host/player.js").Player} Player */
/** @typedef {import("../core/payload.js").Pane} Pane */
/** @typedef {import("./layout.js").Lane} Lane */

/** Width of the names beside the lanes, and the width below which they stand above them; pixels at a desk. */
const GUTTER = 118;
const NARROW = 560;
const FEWEST_FRAMES = 8;

export class Timeline {
  /** @param {Player} player */
  constructor(player) {
    this.player = player;
    this.base = element("canvas", { class: "sta-lanes", "aria-hidden": "true" });
    this.overlay = element("canvas", { class: "sta-playhead", "aria-hidden": "true" });
    this.labels = element("div", { class: "sta-labels" });
    this.thumbLayer = element("div", { class: "sta-thumbs", role: "group", "aria-label": "Keyframes" });
    this.scrubber = element("input", { type: "range", class: "sta-scrubber", min: 0, max: 0, step: 1, "aria-label": "Frame" });
    // The playhead crosses everything, so it is on top, and lets the pointer through.
    this.movement = new MovementLanes(this);
    this.segments = new SegmentLanes(this);
    this.element = element("div", { class: "sta-timeline" }, [this.scrubber, this.base, this.labels, this.thumbLayer, this.segments.element, this.overlay]);
    /** @type {Lane[]} */ this.lanes = [];
    /** @type {ReturnType<typeof makeThumb>[]} */ this.thumbs = [];
    this.strip = stripRows(this.pane, true);
    /** Where words stand on the lanes. @type {import("../core/camera.js").Box[]} */ this.texts = [];
    this.from = 0;
    this.to = 1;
    this.width = 0;
    this.height = 0;
    this.ratio = 1;
    /** Whether the lanes wait to be painted with another stretch of time. */
    this.stale = false;
    /** The frame that was last brought into view, so that the view can be moved away from it. */
    this.followed = 0;
    /** The frame that the scrubber and the keyframes' pictures mark; none after they were made anew. */
    this.marked = -1;
    /** @type {"scrub" | "range" | null} */ this.drag = null;
    this.dragStart = 0;
    player.store.subscribe(["floor"], () => this.paintThumbs());
    player.store.subscribe(["drive", "scale", "agreement"], () => this.layOut());
    player.store.subscribe(["evidenceFor"], () => this.showEvidence());
    player.store.subscribe(["evidenceClass"], () => this.layOut());
    player.store.subscribe(["expanded"], () => this.layOut());
    listenToTimeline(this);
  }

  /** The pane whose lanes are shown in full. @returns {Pane} */
  get pane() {
    return this.player.store.state.show.panes[this.player.store.state.active];
  }

  /** Whether names stand above the lanes instead of beside them. */
  get narrow() {
    return this.width < NARROW * this.player.theme.unit;
  }

  get left() {
    return this.narrow ? 0 : GUTTER * this.player.theme.unit;
  }

  show() {
    [this.from, this.to] = [0, this.player.store.state.show.frames];
    this.scrubber.max = String(Math.max(0, this.player.store.state.show.frames - 1));
    this.marked = -1;
    [this.lanes, this.thumbs] = [[], []];
    this.showEvidence();
    this.layOut();
  }

  /** Evidence for the class that is wanted; for the predicted one where the pane's model has none of that name. */
  showEvidence() {
    const { answer } = this.pane;
    const wanted = answer?.classes.indexOf(this.player.store.state.evidenceFor ?? "") ?? -1;
    this.player.store.set({ evidenceClass: wanted >= 0 ? wanted : Math.max(0, answer?.predicted ?? 0) });
  }

  /**
   * @param {number} width
   * @param {number} ratio
   */
  resize(width, ratio) {
    if (width === this.width && ratio === this.ratio) return;
    [this.width, this.ratio] = [width, ratio];
    this.layOut();
  }

  /** Places lanes and their names, and paints all that stands still. */
  layOut() {
    if (this.width === 0) return;
    const { narrow } = this;
    this.strip = stripRows(this.pane, !this.player.store.state.expanded);
    const { lanes, height } = layOutLanes(this);
    this.lanes = lanes;
    this.height = height;
    this.element.style.height = `${this.height}px`;
    this.element.classList.toggle("sta-narrow", narrow);
    this.scrubber.style.width = `${this.width - this.left}px`;
    for (const canvas of [this.base, this.overlay]) {
      canvas.width = Math.round(this.width * this.ratio);
      canvas.height = Math.round(this.height * this.ratio);
      canvas.style.width = `${this.width}px`;
      canvas.style.height = `${this.height}px`;
    }
    placeLabels(this);
    this.paint(true);
  }

  /**
   * @param {Lane} lane
   * @param {CanvasRenderingContext2D} ctx
   * @returns {import("./lanes.js").Area}
   */
  area(lane, ctx) {
    const { from, left, player: { theme }, texts, to, width } = this;
    return { ctx, theme, left, width: width - left, y: lane.y, height: lane.height, from, to, texts };
  }

  /**
   * Everything that does not depend on the frame.
   * @param {boolean} [fresh] whether the pictures of known keyframes are painted anew as well
   */
  paint(fresh = false) {
    this.stale = false;
    this.texts = [];
    const ctx = this.base.getContext("2d");
    if (!ctx || this.width === 0) return;
    ctx.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    ctx.clearRect(0, 0, this.width, this.height);
    for (const lane of this.lanes) {
      const area = this.area(lane, ctx);
      const { fps, frames, panes, timed } = this.player.store.state.show;
      const pane = panes[lane.pane];
      if (lane.kind === "ruler" && timed) drawRuler(area, fps);
      if (lane.kind === "ruler" && !timed) drawShares(area, frames);
      if (lane.kind === "ruler" || lane.kind === "whose") continue;
      drawLaneGround(area);
      ctx.save();
      ctx.beginPath();
      ctx.roundRect(area.left, area.y, area.width, area.height, 6);
      ctx.clip();
      if (lane.kind === "warnings") drawWarnings(area, pane.clip.warnings);
      if (lane.kind === "curve") drawCurve(area, pane, pane.curves[lane.curve], curveScale(panes, pane.curves[lane.curve]));
      if (lane.kind === "evidence" && !pane.withheld) drawEvidence(area, pane, this.player.store.state.evidenceClass);
      if (lane.kind === "leads" && !pane.withheld) drawLeaders(area, pane);
      if (lane.kind === "measure") this.movement.draw(area, lane.curve, pane.clip.frames);
      if (lane.kind === "strip") drawStrip(area, pane, this.strip, this.player.store.state);
      if (lane.kind === "bodies") drawPresence(area, pane);
      if (lane.kind !== "keyframes") drawEmpty(area, pane);
      ctx.restore();
    }
    this.placeThumbs(ctx, fresh);
    this.segments.place(ctx);
    this.texts.push(...wordsOn(this.element));
    this.drawOverlay();
  }

  /**
   * @param {CanvasRenderingContext2D} ctx
   * @param {boolean} fresh
   */
  placeThumbs(ctx, fresh) {
    const lane = this.lanes.find(({ kind }) => kind === "keyframes");
    if (!lane) {
      this.thumbLayer.replaceChildren();
      return;
    }
    const area = this.area(lane, ctx);
    const width = this.thumbWidth;
    const places = thumbPlaces(this.pane, (t) => edge(area, t + 0.5), area.left, area.width, width);
    const known = new Map(this.thumbs.map((thumb) => [thumb.frame, thumb]));
    this.thumbs = places.map(({ frame }) => known.get(frame) ?? makeThumb(this.pane, frame, (t) => this.player.playback.goTo(t)));
    ctx.strokeStyle = css(area.theme.accent, 0.6);
    ctx.lineWidth = 1.25;
    places.forEach(({ frame, x }, i) => {
      const { button: made } = this.thumbs[i];
      made.style.width = `${width}px`;
      made.style.transform = `translate(${x}px, ${lane.y + TIE}px)`;
      ctx.beginPath();
      ctx.moveTo(edge(area, frame + 0.5), lane.y - LANE_GAP + 1);
      ctx.lineTo(edge(area, frame + 0.5), lane.y);
      ctx.lineTo(x + width / 2, lane.y + TIE);
      ctx.stroke();
    });
    this.thumbLayer.replaceChildren(...this.thumbs.map((thumb) => thumb.button));
    this.marked = -1;
    this.paintThumbs(this.thumbs.filter(({ frame }) => fresh || !known.has(frame)));
  }

  get thumbWidth() {
    return thumbWidth(this.pane.clip.persons, this.narrow);
  }

  /** The pictures follow the camera, once it rests. */
  paintThumbs(thumbs = this.thumbs) {
    const { cameras, store, theme } = this.player;
    const { active } = store.state;
    for (const { canvas, frame } of thumbs) drawThumb(canvas, this.pane, frame, cameras.of(active), theme, store.state, this.thumbWidth, this.ratio);
  }

  /** What changes with the frame; costs nothing that grows with the length of the clip. */
  tick() {
    const { clock } = this.player;
    const { direction, playing, show } = this.player.store.state;
    const span = this.to - this.from;
    const moved = clock.frame !== this.followed && this.drag === null;
    this.followed = clock.frame;
    if (span < show.frames && moved && (clock.frame < this.from || clock.frame + 1 > this.to)) {
      const before = playing && direction > 0 ? 0.05 : playing ? 0.95 : 0.5;
      const from = Math.max(0, Math.min(show.frames - span, clock.frame - span * before));
      [this.from, this.to] = [from, from + span];
      this.stale = true;
    }
    if (this.stale) this.paint();
    else this.drawOverlay();
  }

  drawOverlay() {
    const ctx = this.overlay.getContext("2d");
    if (!ctx || this.lanes.length === 0) return;
    const { clock } = this.player;
    const { show } = this.player.store.state;
    ctx.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    ctx.clearRect(0, 0, this.width, this.height);
    drawMarks(this, { ...this.area(this.lanes[0], ctx), y: 0, height: this.height - LANE_GAP });
    this.movement.tick();
    if (clock.frame === this.marked) return;
    this.marked = clock.frame;
    this.scrubber.value = String(Math.min(clock.frame, show.frames - 1));
    for (const { button: made, frame } of this.thumbs) made.classList.toggle("sta-here", frame === clock.frame);
  }

  /** @param {number} x */
  frameAt(x) {
    const t = Math.floor(this.from + ((x - this.left) / (this.width - this.left)) * (this.to - this.from));
    return Math.max(0, Math.min(this.player.store.state.show.frames - 1, t));
  }

  /** @param {number} y */
  laneAt(y) {
    return this.lanes.find((lane) => y >= lane.y && y < lane.y + lane.height);
  }

  /**
   * Brings these frames into view.
   * @param {number} from
   * @param {number} span
   */
  lookAt(from, span) {
    this.from = Math.max(0, Math.min(this.player.store.state.show.frames - span, from));
    this.to = this.from + span;
    this.stale = true;
    this.player.requestDraw();
  }

  /**
   * Brings `factor` times as many frames into view.
   * @param {number} factor
   * @param {number} [share] the place of the view that stays, 0 to 1; by default the playhead's, where that is in view
   */
  zoom(factor, share) {
    const span = this.to - this.from;
    const { frames } = this.player.store.state.show;
    const wanted = Math.min(frames, Math.max(FEWEST_FRAMES, span * factor));
    const head = (this.player.clock.frame + 0.5 - this.from) / span;
    this.lookAt(this.from + (share ?? (head >= 0 && head <= 1 ? head : 0.5)) * (span - wanted), wanted);
  }

  /**
   * The joint whose row of the heat strip is there.
   * @param {number} y
   */
  rowAt(y) {
    const lane = this.lanes[this.lanes.length - 1];
    if (lane.kind !== "strip") return null;
    const share = (y - lane.y) / lane.height;
    return this.strip.rows.find((row) => share >= row.y && share < row.y + row.height) ?? null;
  }
}
