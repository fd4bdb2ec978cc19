// The player: one clock and one canvas for all panes, their cameras locked or free, a timeline below, controls between them.

import { Cameras } from "./cameras.js";
import { element } from "./dom.js";
import { handleKey, helpPanel } from "./keyboard.js";
import { Looks } from "./looks.js";
import { Notice } from "./notice.js";
import { listenToStage } from "./orbit.js";
import { Tip, paneCaptions, tickCaptions } from "./overlays.js";
import { Pins } from "./pins.js";
import { Playback } from "./playback.js";
import { Saving } from "./saving.js";
import { Scene } from "./scene.js";
import { committed, frameInWords, inspect } from "./status.js";
import { readTheme } from "./theme.js";
import { Timeline } from "./timeline.js";
import { TRAIL_SECONDS } from "./trails.js";
import { Transport } from "./transport.js";
import { Turning } from "./turning.js";

/** @typedef {import("./status.js").Committed} Committed */
/**
 * @typedef {object} Options
 * @property {number | null} [height] of the whole player in pixels; else the width decides
 * @property {import("./status.js").Initial | null} [initial] where to begin
 * @property {(state: Committed) => void} [onCommit]
 */

/** A setting that has stayed for so long is reported. */
const SETTLE_MS = 300;
/** Widths, in pixels, below which the controls draw closer together, and the readout stands above them. */
const MEDIUM = 940;
const STACKED = 815;
const SMALL = 480;

export class Player {
  /**
   * @param {HTMLElement} root
   * @param {import("./payload.js").Show} show
   * @param {Options} options
   */
  constructor(root, show, options) {
    this.root = root;
    this.options = options;
    this.show = show;
    this.active = 0;
    this.playback = new Playback(this, show);
    this.clock = this.playback.clock;
    this.theme = readTheme(root);
    /** @type {import("./scene.js").Look} */ this.look = {
      ...{ drive: "alpha", scale: "uniform", floor: 0, labels: false, pinned: null, followed: [], trails: "chosen" },
      trailFrames: Math.max(2, Math.round(show.fps * TRAIL_SECONDS)),
    };
    this.cameras = new Cameras(frontsOf(show));
    this.turning = new Turning(this);
    this.pins = new Pins(this);
    this.painted = 0;
    this.visible = true;
    this.reported = "";
    /** The token of the link that was followed last. */
    this.arrivedBy = "";
    /** @type {ReturnType<typeof setTimeout> | undefined} */ this.resting = undefined;
    /** @type {number | undefined} milliseconds */ this.lastBeat = undefined;
    this.scheduled = 0;
    this.destroyed = false;
    this.canvas = element("canvas", { class: "sta-scene", role: "img" });
    this.scene = new Scene(this.canvas);
    this.captions = element("div", { class: "sta-captions" });
    this.tip = new Tip(root);
    this.timeline = new Timeline(this);
    this.looks = new Looks(this);
    this.saving = new Saving(this);
    this.notice = new Notice();
    this.transport = new Transport(this);
    this.help = helpPanel(() => this.toggleHelp());
    this.live = element("div", { class: "sta-live", role: "status", "aria-live": "polite" });
    this.stage = element("div", { class: "sta-stage" }, [this.canvas, this.captions, this.saving.bar, this.notice.element]);
    const { help, live, stage, timeline, tip, transport } = this;
    root.replaceChildren(transport.views, stage, transport.element, timeline.element, live, help, tip.element);
    root.tabIndex = 0;
    root.setAttribute("role", "group");
    this.stop = new AbortController();
    this.sizes = new ResizeObserver(() => this.resize());
    this.sight = new IntersectionObserver((entries) => {
      this.visible = entries[entries.length - 1].isIntersecting;
      if (this.visible) this.requestDraw();
    });
    this.listen();
    this.load(show);
  }

  get still() {
    return matchMedia("(prefers-reduced-motion: reduce)").matches;
  }

  /** @param {import("./payload.js").Show} show */
  load(show) {
    this.show = show;
    const names = [...new Set(show.panes.map((pane) => pane.clip.name))].join(", ");
    this.root.setAttribute("aria-label", `Skeleton player: ${names}. Press question mark for keys.`);
    this.canvas.setAttribute("aria-label", `Body in 3D: ${names}. Opacity and size of the joints show attention.`);
    this.scene.captioned = show.panes.length > 1 || show.panes[0].titled;
    this.root.classList.toggle("sta-captioned", this.scene.captioned);
    this.scene.fitted = this.cameras.all();
    this.scene.show(show.panes);
    this.looks.load(show);
    this.playback.followPane();
    this.timeline.thumbs = [];
    this.timeline.show();
    this.resize();
    this.transport.update();
    this.requestDraw();
  }

  /**
   * Takes another payload, or the same again, which changes nothing.
   * @param {import("./payload.js").Show} show
   * @param {Options} options
   */
  update(show, options) {
    const taller = options.height !== this.options.height;
    this.options = options;
    if (show.revision !== this.show.revision) {
      this.saving.cancel("");
      const before = this.show;
      this.turning.stop();
      const sameClip = before.panes[0].clip.name === show.panes[0].clip.name && before.frames === show.frames;
      this.show = show;
      this.active = Math.min(this.active, show.panes.length - 1);
      this.pins.hovered = null;
      this.playback.take(show, !sameClip);
      this.cameras.take(frontsOf(show), show.panes.map(({ title }) => before.panes.findIndex((pane) => pane.title === title)));
      if (!sameClip) this.startAfresh();
      this.load(show);
    } else if (taller) this.resize();
  }

  /** Another clip: from its first frame, in motion, seen from the front. */
  startAfresh() {
    this.pins.clear();
    this.cameras = new Cameras(frontsOf(this.show));
    this.reported = "";
    if (!this.still) this.clock.play();
  }

  listen() {
    const { signal } = this.stop;
    this.root.addEventListener("keydown", (event) => handleKey(this, event), { signal });
    // A button that a pointer pressed gives the keys back to the player; one that the keyboard pressed keeps them.
    this.root.addEventListener("click", (event) => {
      const pressed = /** @type {HTMLElement} */ (event.target).closest("button");
      if (event.detail > 0 && pressed && !this.help.contains(pressed) && pressed !== this.saving.opener) this.focus();
    }, { signal });
    // A change of theme changes these colours, and a transition, however short, says so.
    this.root.addEventListener("transitionend", (event) => {
      if (event.target === this.root) this.retheme();
    }, { signal });
    document.addEventListener("fullscreenchange", () => this.resize(), { signal });
    // Time that passed unseen is no time of the clip's.
    document.addEventListener("visibilitychange", () => (this.lastBeat = undefined), { signal });
    listenToStage(this, this.canvas);
    this.sizes.observe(this.root);
    this.sizes.observe(this.stage);
    this.sight.observe(this.root);
  }

  destroy() {
    this.saving.cancel("");
    this.stop.abort();
    this.sizes.disconnect();
    this.sight.disconnect();
    clearTimeout(this.resting);
    cancelAnimationFrame(this.scheduled);
    this.destroyed = true;
    this.root.replaceChildren();
  }

  retheme() {
    const theme = readTheme(this.root);
    if (theme.key === this.theme.key) return;
    this.theme = theme;
    this.timeline.layOut();
    this.requestDraw();
  }

  get fullScreen() {
    const tree = /** @type {Document | ShadowRoot} */ (this.root.getRootNode());
    return tree.fullscreenElement === this.root;
  }

  resize() {
    const { height } = this.options;
    const fixed = this.fullScreen || Boolean(height);
    this.root.classList.toggle("sta-fixed", fixed);
    this.root.style.height = height && !this.fullScreen ? `${height}px` : "";
    const width = this.stage.clientWidth;
    if (width === 0) return;
    this.root.classList.toggle("sta-small", width < SMALL);
    this.root.classList.toggle("sta-stacked", width < STACKED);
    this.root.classList.toggle("sta-medium", width >= SMALL && width < MEDIUM);
    this.stage.style.height = fixed ? "" : `${stageHeight(width, this.show.panes.length)}px`;
    const ratio = Math.min(3, Math.max(1, window.devicePixelRatio || 1));
    this.theme = readTheme(this.root);
    this.scene.resize(width, this.stage.clientHeight, ratio);
    this.timeline.resize(this.timeline.element.clientWidth, ratio);
    this.captions.replaceChildren(...paneCaptions(this));
    this.draw();
  }

  /** Shows this pane's lanes. @param {number} p */
  activate(p) {
    if (p === this.active || p < 0) return;
    this.active = p;
    this.playback.followPane();
    this.timeline.thumbs = [];
    this.timeline.show();
    this.captions.replaceChildren(...paneCaptions(this));
    this.requestDraw();
  }

  requestDraw() {
    if (this.scheduled || this.destroyed) return;
    this.scheduled = requestAnimationFrame((now) => {
      this.scheduled = 0;
      this.beat(now);
    });
  }

  /** @param {number} now milliseconds */
  beat(now) {
    this.turning.advance(now);
    if (this.clock.playing) {
      const ended = this.lastBeat !== undefined && this.clock.advance((now - this.lastBeat) / 1000);
      this.lastBeat = now;
      if (ended && !this.saving.passEnded()) this.afterChange("Ended.");
    } else this.lastBeat = undefined;
    if (this.visible || this.saving.recording) this.draw();
    this.saving.take();
    if (this.clock.playing || this.turning.busy) this.requestDraw();
  }

  draw() {
    this.painted++;
    this.scene.draw(this.clock.position, this.cameras.all(), this.theme, this.look, this.pins.hovered);
    this.timeline.tick();
    this.transport.tick();
    tickCaptions(this);
  }

  /**
   * Reports the camera, at once or after a while without another change.
   * @param {number} [delay] milliseconds
   */
  cameraRests(delay = 0) {
    clearTimeout(this.resting);
    this.resting = setTimeout(() => {
      this.timeline.paintThumbs();
      this.report();
    }, delay);
  }

  /** A setting was changed, and may be changed once more at once. */
  reportSoon() {
    this.cameraRests(SETTLE_MS);
  }

  /** @param {Partial<import("./scene.js").Look>} change */
  setLook(change) {
    Object.assign(this.look, change);
    this.transport.update();
    this.timeline.paintThumbs();
    this.requestDraw();
    if (change.drive || change.scale) this.reportSoon();
  }

  /** Cameras that are locked again all look as the one does that was turned last. */
  toggleCameras() {
    const { cameras, scene, turning } = this;
    if (cameras.count === 1) return this.tell("There is one pane, with one camera.");
    const settle = (/** @type {boolean} */ free) => {
      cameras.set(free);
      this.afterChange(free ? "Each pane has its own camera." : "All panes share one camera.");
    };
    if (!cameras.free) settle(true);
    else turning.towards(cameras.asLead(cameras.of(cameras.lead)), cameras.asLead(scene.fitted[cameras.lead]), () => settle(false));
  }

  toggleLabels() {
    this.setLook({ labels: !this.look.labels });
  }

  toggleHelp() {
    this.help.hidden = !this.help.hidden;
    if (this.help.hidden) this.focus();
    else this.help.querySelector("button")?.focus();
  }

  canDismiss() {
    return !this.help.hidden || this.looks.open || this.pins.any || this.clock.range !== null;
  }

  dismiss() {
    if (!this.help.hidden) this.toggleHelp();
    else if (this.looks.open) this.looks.toggle();
    else if (this.pins.any) this.pins.clear();
    else this.playback.clearRange();
    this.afterChange("");
  }

  toggleFullScreen() {
    if (this.fullScreen) document.exitFullscreen();
    else this.root.requestFullscreen?.().catch(() => this.tell("Full screen is not allowed here."));
  }

  focus() {
    this.root.focus({ preventScroll: true });
  }

  hasFocus() {
    return this.root.matches(":focus-within, :fullscreen");
  }

  /**
   * A change has come to rest: controls, announcement, report.
   * @param {string} said
   */
  afterChange(said) {
    this.transport.update();
    this.requestDraw();
    const where = frameInWords(this);
    this.timeline.scrubber.setAttribute("aria-valuetext", where);
    this.say(`${said ? `${said} ` : ""}${where}`);
    this.report();
  }

  /** Says it to eyes as well. @param {string} text */
  tell(text) {
    this.say(text);
    this.notice.show(text);
  }

  /** @param {string} text */
  say(text) {
    this.live.textContent = text;
  }

  report() {
    const state = committed(this);
    const text = JSON.stringify(state);
    if (text === this.reported || this.destroyed) return;
    this.reported = text;
    this.options.onCommit?.(state);
  }

  /** For tests and for the curious: what the player is doing now. */
  state() {
    return inspect(this);
  }
}

/** @param {import("./payload.js").Show} show */
function frontsOf(show) {
  return show.panes.map(({ clip }) => clip.geometry.frontYaw);
}

/**
 * @param {number} width
 * @param {number} panes
 */
function stageHeight(width, panes) {
  const columns = Math.min(panes, Math.max(1, Math.floor(width / 300)), panes === 4 ? 2 : panes);
  const rows = Math.ceil(panes / columns);
  const one = (width / columns) * (panes === 1 ? 0.56 : 0.8);
  // The timeline should come into sight with the stage.
  const most = Math.max(300, window.innerHeight * 0.48);
  return Math.round(rows * Math.min(panes === 1 ? most : 400, Math.max(panes === 1 ? 280 : 210, one)));
}
