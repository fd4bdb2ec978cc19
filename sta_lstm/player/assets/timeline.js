// The timeline: lanes that stand still on one canvas, playhead and hover on another above it, keyframe pictures as buttons.

import { css } from "./colour.js";
import { button, element, select } from "./dom.js";
import { THUMB_HEIGHT, TIE, drawThumb, makeThumb, thumbPlaces, thumbWidth } from "./filmstrip.js";
import { drawBeta, drawEmpty, drawEvidence, drawLaneGround, drawLeaders, drawRuler, drawStrip, edge, stripRows } from "./lanes.js";
import { evidence } from "./payload.js";
import { jointColour, personLetter } from "./theme.js";

/** @typedef {import("./player.js").Player} Player */
/** @typedef {import("./payload.js").Pane} Pane */
/** @typedef {"ruler" | "beta" | "film" | "evidence" | "leads" | "alpha"} Kind */
/** @typedef {{kind: Kind, pane: number, y: number, height: number, labelY: number}} Lane */

const NARROW = 560;
const GUTTER = 104;
const FEWEST_FRAMES = 8;
const LANE_GAP = 6;

export class Timeline {
  /** @param {Player} player */
  constructor(player) {
    this.player = player;
    this.base = element("canvas", { class: "sta-lanes", "aria-hidden": "true" });
    this.overlay = element("canvas", { class: "sta-playhead", "aria-hidden": "true" });
    this.labels = element("div", { class: "sta-labels" });
    this.thumbLayer = element("div", { class: "sta-thumbs", role: "group", "aria-label": "Keyframes" });
    this.scrubber = element("input", { type: "range", class: "sta-scrubber", min: 0, max: 0, step: 1, "aria-label": "Frame" });
    this.element = element("div", { class: "sta-timeline" }, [this.scrubber, this.base, this.overlay, this.labels, this.thumbLayer]);
    /** @type {Lane[]} */ this.lanes = [];
    /** @type {ReturnType<typeof makeThumb>[]} */ this.thumbs = [];
    /** @type {import("./lanes.js").StripRows} */ this.strip = { rows: [], groups: [] };
    this.from = 0;
    this.to = 1;
    this.width = 0;
    this.height = 0;
    this.ratio = 1;
    this.expanded = false;
    this.evidenceClass = 0;
    /** @type {{x: number, y: number} | null} */ this.pointer = null;
    /** @type {"scrub" | "range" | null} */ this.drag = null;
    this.dragStart = 0;
    this.listen();
  }

  /** The pane whose lanes are shown in full. @returns {Pane} */
  get pane() {
    return this.player.show.panes[this.player.active];
  }

  get left() {
    return this.width < NARROW ? 0 : GUTTER;
  }

  show() {
    [this.from, this.to] = [0, this.player.show.frames];
    this.scrubber.max = String(Math.max(0, this.player.show.frames - 1));
    this.evidenceClass = this.pane.predicted;
    this.strip = stripRows(this.pane);
    this.layOut();
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
    const narrow = this.width < NARROW;
    const rows = this.strip.rows.length;
    const stripHeight = this.expanded ? rows * 13 : Math.min(190, Math.max(56, rows * 3.1));
    /** @type {[Kind, number, number][]} */
    const wanted = [
      ["ruler", 0, 20],
      ...this.player.show.panes.map((_, p) => /** @type {[Kind, number, number]} */ (["beta", p, 62])),
      ["film", this.player.active, THUMB_HEIGHT + TIE + 3],
      ["evidence", this.player.active, 50],
      ["leads", this.player.active, 20],
      ["alpha", this.player.active, stripHeight],
    ];
    let y = 0;
    this.lanes = wanted.map(([kind, pane, height]) => {
      const labelY = y;
      if (narrow && kind !== "ruler") y += 18;
      const lane = { kind, pane, y, height, labelY };
      y += height + (kind === "ruler" ? 2 : LANE_GAP);
      return lane;
    });
    this.height = y;
    this.element.style.height = `${this.height}px`;
    this.element.classList.toggle("sta-narrow", narrow);
    for (const canvas of [this.base, this.overlay]) {
      canvas.width = Math.round(this.width * this.ratio);
      canvas.height = Math.round(this.height * this.ratio);
      canvas.style.width = `${this.width}px`;
      canvas.style.height = `${this.height}px`;
    }
    this.placeLabels();
    this.paint();
  }

  placeLabels() {
    const narrow = this.width < NARROW;
    this.labels.replaceChildren();
    for (const lane of this.lanes) {
      if (lane.kind === "ruler") continue;
      const label = element("div", { class: `sta-label sta-label-${lane.kind}` }, this.labelOf(lane));
      label.style.top = `${lane.labelY}px`;
      label.style.height = `${narrow ? 18 : lane.kind === "alpha" ? 22 : lane.height}px`;
      label.style.width = `${narrow ? this.width : lane.kind === "alpha" ? 28 : GUTTER - 10}px`;
      this.labels.append(label);
    }
    if (narrow) return;
    const alpha = this.lanes[this.lanes.length - 1];
    for (const group of this.strip.groups) this.placeLimb(alpha, group);
  }

  /**
   * @param {Lane} lane
   * @param {import("./lanes.js").StripRows["groups"][number]} group
   */
  placeLimb(lane, group) {
    if (this.expanded) {
      for (const row of this.strip.rows) {
        if (row.person !== group.person || row.y < group.y - 1e-9 || row.y >= group.y + group.height - 1e-9) continue;
        this.placeTick(lane, row, this.pane.clip.joints[row.joint], row.person);
      }
      return;
    }
    if (group.height * lane.height >= 9) this.placeTick(lane, group, group.name, group.person);
  }

  /**
   * @param {Lane} lane
   * @param {{y: number, height: number}} part
   * @param {string} text
   * @param {number} person
   */
  placeTick(lane, part, text, person) {
    const who = this.pane.clip.persons > 1 ? `${personLetter(person)} ` : "";
    const tick = element("div", { class: "sta-limb" }, [`${who}${text}`]);
    tick.style.top = `${lane.y + part.y * lane.height}px`;
    tick.style.height = `${part.height * lane.height}px`;
    tick.style.width = `${GUTTER - 10}px`;
    tick.style.color = css(jointColour(this.player.theme, person, "M"));
    this.labels.append(tick);
  }

  /**
   * @param {Lane} lane
   * @returns {Node[]}
   */
  labelOf(lane) {
    const pane = this.player.show.panes[lane.pane];
    const name = (/** @type {string} */ text) => element("span", { class: "sta-name" }, [text]);
    const note = (/** @type {string} */ text) => element("span", { class: "sta-note" }, [text]);
    switch (lane.kind) {
      case "beta": {
        const who = this.player.show.panes.length > 1 ? pane.title : "frame attention";
        return [name("β"), note(pane.temporal ? who : "this model has no temporal attention: uniform")];
      }
      case "film":
        return [name("keyframes"), note(pane.keyframes.length ? "peaks of β" : "β has no peak")];
      case "evidence": {
        const classes = pane.classes.map((text, c) => /** @type {[string, string]} */ ([String(c), text]));
        const chooser = select("Evidence for the class", classes, (value) => this.setClass(Number(value)));
        chooser.value = String(this.evidenceClass);
        return [name("evidence"), chooser];
      }
      case "leads":
        return [name("leads")];
      default: {
        const rows = this.expanded ? "Fold the joints" : "Unfold the joints";
        const fold = button(rows, "sta-fold", [this.expanded ? "α ▾" : "α ▸"], () => this.toggleRows());
        fold.setAttribute("aria-expanded", String(this.expanded));
        const text = pane.spatial ? "joints" : "this model has no spatial attention: uniform";
        return this.width < NARROW ? [fold, note(pane.spatial ? "joints × frames" : text)] : [fold];
      }
    }
  }

  toggleRows() {
    this.expanded = !this.expanded;
    this.layOut();
  }

  /** @param {number} c */
  setClass(c) {
    this.evidenceClass = c;
    this.paint();
    this.player.requestDraw();
  }

  /**
   * @param {Lane} lane
   * @param {CanvasRenderingContext2D} ctx
   * @returns {import("./lanes.js").Area}
   */
  area(lane, ctx) {
    const { theme } = this.player;
    return { ctx, theme, left: this.left, width: this.width - this.left, y: lane.y, height: lane.height, from: this.from, to: this.to };
  }

  /** Everything that does not depend on the frame. */
  paint() {
    const ctx = this.base.getContext("2d");
    if (!ctx || this.width === 0) return;
    ctx.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    ctx.clearRect(0, 0, this.width, this.height);
    for (const lane of this.lanes) {
      const area = this.area(lane, ctx);
      const pane = this.player.show.panes[lane.pane];
      if (lane.kind === "ruler") {
        drawRuler(area, this.player.show.fps);
        continue;
      }
      if (lane.kind !== "leads") drawLaneGround(area);
      ctx.save();
      ctx.beginPath();
      ctx.roundRect(area.left, area.y, area.width, area.height, 6);
      ctx.clip();
      if (lane.kind === "beta") this.paintBeta(area, pane);
      if (lane.kind === "evidence") drawEvidence(area, pane, this.evidenceClass);
      if (lane.kind === "leads") drawLeaders(area, pane);
      if (lane.kind === "alpha") drawStrip(area, pane, this.strip);
      if (lane.kind !== "film") drawEmpty(area, pane);
      ctx.restore();
    }
    this.placeThumbs(ctx);
    this.drawOverlay();
  }

  /**
   * @param {import("./lanes.js").Area} area
   * @param {Pane} pane
   */
  paintBeta(area, pane) {
    drawBeta(area, pane);
    const { ctx, theme } = area;
    ctx.font = `10px ${theme.font}`;
    ctx.fillStyle = css(theme.muted);
    ctx.textAlign = "left";
    ctx.textBaseline = "alphabetic";
    ctx.fillText(`max ${pane.betaMax.toPrecision(2)}`, area.left + 6, area.y + 10);
  }

  /** @param {CanvasRenderingContext2D} ctx */
  placeThumbs(ctx) {
    const lane = this.lanes.find(({ kind }) => kind === "film");
    if (!lane) return;
    const area = this.area(lane, ctx);
    const width = this.thumbWidth;
    const places = thumbPlaces(this.pane, (t) => edge(area, t + 0.5), area.left + 2, area.width - 4, width);
    const known = new Map(this.thumbs.map((thumb) => [thumb.frame, thumb]));
    this.thumbs = places.map(({ frame }) => known.get(frame) ?? makeThumb(this.pane, frame, (t) => this.player.goTo(t)));
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
    this.paintThumbs();
  }

  get thumbWidth() {
    return thumbWidth(this.pane.clip.persons, this.width < NARROW);
  }

  /** The pictures follow the camera, once it rests. */
  paintThumbs() {
    const { camera, theme, look } = this.player;
    for (const { canvas, frame } of this.thumbs) drawThumb(canvas, this.pane, frame, camera, theme, look, this.thumbWidth, this.ratio);
  }

  /** What changes with the frame; costs nothing that grows with the length of the clip. */
  tick() {
    const { clock, show } = this.player;
    const span = this.to - this.from;
    if (span < show.frames && clock.playing && (clock.frame < this.from || clock.frame + 1 > this.to)) {
      const from = Math.max(0, Math.min(show.frames - span, clock.frame - span * 0.05));
      [this.from, this.to] = [from, from + span];
      this.paint();
      return;
    }
    this.drawOverlay();
  }

  drawOverlay() {
    const ctx = this.overlay.getContext("2d");
    if (!ctx || this.lanes.length === 0) return;
    const { clock, theme } = this.player;
    const area = { ...this.area(this.lanes[0], ctx), y: 0, height: this.height };
    ctx.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    ctx.clearRect(0, 0, this.width, this.height);
    if (clock.range) this.drawRange(area, clock.range);
    this.drawRows(ctx);
    if (this.pointer && !this.drag && this.pointer.x >= area.left) {
      const x = edge(area, this.frameAt(this.pointer.x) + 0.5);
      ctx.strokeStyle = css(theme.text, 0.28);
      ctx.lineWidth = 1;
      ctx.beginPath();
      ctx.moveTo(x, 20);
      ctx.lineTo(x, this.height - LANE_GAP);
      ctx.stroke();
    }
    const x = edge(area, Math.min(clock.position, clock.frames - 1) + 0.5);
    if (x >= area.left - 1 && x <= area.left + area.width + 1) this.drawPlayhead(ctx, x);
    this.scrubber.value = String(clock.frame);
    for (const { button: made, frame } of this.thumbs) made.classList.toggle("sta-here", frame === clock.frame);
  }

  /**
   * @param {CanvasRenderingContext2D} ctx
   * @param {number} x
   */
  drawPlayhead(ctx, x) {
    const { theme } = this.player;
    ctx.fillStyle = css(theme.background, 0.7);
    ctx.fillRect(x - 2, 16, 4, this.height - LANE_GAP - 16);
    ctx.fillStyle = css(theme.text);
    ctx.fillRect(x - 0.75, 14, 1.5, this.height - LANE_GAP - 14);
    ctx.beginPath();
    ctx.moveTo(x - 6, 8);
    ctx.lineTo(x + 6, 8);
    ctx.lineTo(x + 6, 13);
    ctx.lineTo(x, 20);
    ctx.lineTo(x - 6, 13);
    ctx.closePath();
    ctx.fill();
  }

  /**
   * @param {import("./lanes.js").Area} area
   * @param {[number, number]} range
   */
  drawRange(area, range) {
    const { ctx, theme, left, width } = area;
    const [x0, x1] = [edge(area, range[0]), edge(area, range[1] + 1)].map((x) => Math.max(left, Math.min(left + width, x)));
    ctx.fillStyle = css(theme.background, 0.55);
    ctx.fillRect(left, 20, x0 - left, this.height - 20);
    ctx.fillRect(x1, 20, left + width - x1, this.height - 20);
    ctx.fillStyle = css(theme.accent);
    ctx.fillRect(x0, 17, x1 - x0, 3);
  }

  /** Marks the rows of the joint under the pointer and of the pinned one. @param {CanvasRenderingContext2D} ctx */
  drawRows(ctx) {
    const lane = this.lanes[this.lanes.length - 1];
    const { theme, look, hovered } = this.player;
    for (const [ref, strength] of /** @type {const} */ ([[look.pinned, 0.9], [hovered, 0.5]])) {
      const row = ref && this.strip.rows.find(({ person, joint }) => person === ref.person && joint === ref.joint);
      if (!row) continue;
      ctx.strokeStyle = css(theme.text, strength);
      ctx.lineWidth = 1;
      const y = lane.y + row.y * lane.height;
      ctx.strokeRect(this.left + 0.5, Math.floor(y) - 0.5, this.width - this.left - 1, Math.ceil(row.height * lane.height) + 1);
    }
  }

  /** @param {number} x */
  frameAt(x) {
    const t = Math.floor(this.from + ((x - this.left) / (this.width - this.left)) * (this.to - this.from));
    return Math.max(0, Math.min(this.player.show.frames - 1, t));
  }

  /**
   * The joint whose row of the heat strip is there.
   * @param {number} y
   */
  rowAt(y) {
    const lane = this.lanes[this.lanes.length - 1];
    const share = (y - lane.y) / lane.height;
    return this.strip.rows.find((row) => share >= row.y && share < row.y + row.height) ?? null;
  }

  /**
   * Exact values under the pointer.
   * @param {number} x
   * @param {number} y
   * @returns {string[]}
   */
  valuesAt(x, y) {
    const { pane } = this;
    const t = Math.min(this.frameAt(x), pane.clip.frames - 1);
    const lines = [`frame ${t} · ${(t / pane.clip.fps).toFixed(2)} s${pane.rank.has(t) ? ` · keyframe ${pane.rank.get(t)}` : ""}`];
    if (pane.clip.empty[t]) return [...lines, "no body in this frame"];
    const lane = this.lanes.find((l) => y >= l.y && y < l.y + l.height);
    const row = lane?.kind === "alpha" ? this.rowAt(y) : null;
    if (row) {
      const J = pane.clip.joints.length;
      const relative = pane.alpha[(t * pane.clip.persons + row.person) * J + row.joint];
      const who = pane.clip.persons > 1 ? `${personLetter(row.person)} · ` : "";
      lines.push(`${who}${pane.clip.joints[row.joint]}`, `α ${(relative * pane.uniform[t]).toPrecision(3)} = ${relative.toFixed(2)}× uniform`);
      return lines;
    }
    if (lane?.kind === "beta") {
      const of = this.player.show.panes[lane.pane];
      return [...lines, `β ${of.beta[Math.min(t, of.clip.frames - 1)].toPrecision(4)}`];
    }
    const e = evidence(pane, t, this.evidenceClass);
    const leader = pane.leader[t];
    if (!lane || lane.kind !== "leads") lines.push(`β ${pane.beta[t].toPrecision(3)}`, `evidence ${e >= 0 ? "+" : "−"}${Math.abs(e).toPrecision(3)} for ${pane.classes[this.evidenceClass]}`);
    lines.push(leader < 0 ? "no evidence yet" : `leads: ${pane.classes[leader]}, p ${pane.lead[t].toFixed(3)}`);
    return lines;
  }

  listen() {
    const { overlay, player } = this;
    const place = (/** @type {MouseEvent} */ event) => {
      const box = overlay.getBoundingClientRect();
      return { x: event.clientX - box.left, y: event.clientY - box.top };
    };
    overlay.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      const { x } = place(event);
      overlay.setPointerCapture(event.pointerId);
      player.focus();
      this.drag = event.shiftKey ? "range" : "scrub";
      this.dragStart = this.frameAt(x);
      if (this.drag === "scrub") player.scrub(this.nearKeyframe(place(event)) ?? this.frameAt(x));
    });
    overlay.addEventListener("pointermove", (event) => {
      this.pointer = place(event);
      if (this.drag === "scrub") player.scrub(this.frameAt(this.pointer.x));
      if (this.drag === "range") player.chooseRange(this.dragStart, this.frameAt(this.pointer.x), false);
      const row = this.rowAt(this.pointer.y);
      player.hover(row && this.pointer.x >= this.left ? { pane: player.active, person: row.person, joint: row.joint } : null);
      if (this.pointer.x >= this.left) player.showTip(event, this.valuesAt(this.pointer.x, this.pointer.y));
      else player.hideTip();
    });
    const end = (/** @type {PointerEvent} */ event) => {
      if (this.drag === "range") player.chooseRange(this.dragStart, this.frameAt(place(event).x), true);
      if (this.drag === "scrub") player.endScrub();
      this.drag = null;
    };
    overlay.addEventListener("pointerup", end);
    overlay.addEventListener("pointercancel", end);
    overlay.addEventListener("pointerleave", () => {
      this.pointer = null;
      player.hover(null);
      player.hideTip();
    });
    overlay.addEventListener("wheel", (event) => this.zoom(event, place(event).x), { passive: false });
    this.scrubber.addEventListener("input", () => player.goTo(Number(this.scrubber.value)));
  }

  /**
   * A keyframe whose mark is under the pointer.
   * @param {{x: number, y: number}} at
   */
  nearKeyframe(at) {
    const lane = this.lanes.find((l) => at.y >= l.y && at.y < l.y + l.height);
    const ctx = this.base.getContext("2d");
    if (!lane || !ctx || lane.kind !== "beta") return null;
    const area = this.area(lane, ctx);
    const { keyframes } = this.player.show.panes[lane.pane];
    return keyframes.find((t) => Math.abs(edge(area, t + 0.5) - at.x) < 7) ?? null;
  }

  /**
   * @param {WheelEvent} event
   * @param {number} x
   */
  zoom(event, x) {
    if (!event.ctrlKey && !this.player.hasFocus()) return;
    const { frames } = this.player.show;
    event.preventDefault();
    const span = this.to - this.from;
    if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) return this.look(this.from + (event.deltaX / (this.width - this.left)) * span, span);
    const wanted = Math.min(frames, Math.max(Math.min(frames, FEWEST_FRAMES), span * Math.exp(event.deltaY * 0.0015)));
    const share = (x - this.left) / (this.width - this.left);
    return this.look(this.from + share * (span - wanted), wanted);
  }

  /**
   * @param {number} from
   * @param {number} span
   */
  look(from, span) {
    this.from = Math.max(0, Math.min(this.player.show.frames - span, from));
    this.to = this.from + span;
    this.paint();
  }
}
