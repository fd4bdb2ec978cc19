// The player: one clock and one canvas for all panes, their cameras locked or free, a timeline below, controls between them.

import { Cameras, frontsOf } from "../core/cameras.js";
import { element } from "../core/dom.js";
import { Help } from "../controls/help.js";
import { Looks } from "../controls/looks.js";
import { Notice } from "../controls/notice.js";
import { Tip, paneCaptions, tickCaptions } from "../controls/overlays.js";
import { Pins } from "../controls/pins.js";
import { Playback } from "../controls/playback.js";
import { Saving } from "../controls/saving.js";
import { Scene } from "../stage/scene.js";
import { listenToPage } from "./listening.js";
import { fitToPage } from "./size.js";
import { committed, frameInWords, inspect } from "./status.js";
import { readTheme } from "../core/theme.js";
import { Timeline } from "../timeline/timeline.js";
import { TRAIL_SECONDS } from "../stage/trails.js";
import { Transport } from "../controls/transport.js";
import { Turning } from "../stage/turning.js";

/** @typedef {import("./status.js").Committed} Committed */
/**
 * @typedef {object} Options
 * @property {number | null} [height] of the whole player in pixels; else the width decides
 * @property {import("./status.js").Initial | null} [initial] where to begin
 * @property {(state: Committed) => void} [onCommit]
 */

/** A setting that has stayed for so long is reported. */
const SETTLE_MS = 300;

export class Player {
  /**
   * @param {HTMLElement} root
   * @param {import("../core/payload.js").Show} show
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
    /** @type {import("../stage/scene.js").Look} */ this.look = {
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
    this.help = new Help(this);
    this.live = element("div", { class: "sta-live", role: "status", "aria-live": "polite" });
    this.stage = element("div", { class: "sta-stage" }, [this.canvas, this.captions, this.saving.bar, this.notice.element]);
    const { help, live, stage, timeline, tip, transport } = this;
    root.replaceChildren(transport.views, stage, transport.element, timeline.element, live, help.element, tip.element);
    root.tabIndex = 0;
    root.setAttribute("role", "group");
    this.stop = new AbortController();
    this.sizes = new ResizeObserver(() => this.resize());
    this.sight = new IntersectionObserver((entries) => {
      this.visible = entries[entries.length - 1].isIntersecting;
      if (this.visible) this.requestDraw();
    });
    listenToPage(this);
    this.load(show);
  }

  get still() {
    return matchMedia("(prefers-reduced-motion: reduce)").matches;
  }

  /** @param {import("../core/payload.js").Show} show */
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
   * @param {import("../core/payload.js").Show} show
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
    if (fitToPage(this)) this.draw();
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

  /** @param {Partial<import("../stage/scene.js").Look>} change */
  setLook(change) {
    Object.assign(this.look, change);
    this.transport.update();
    this.timeline.paintThumbs();
    this.requestDraw();
    if (change.drive || change.scale) this.reportSoon();
  }

  canDismiss() {
    return this.help.open || this.looks.open || this.pins.any || this.clock.range !== null;
  }

  dismiss() {
    if (this.help.open) this.help.toggle();
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

  /** What the player is doing now: for tests, and for pages that hold a player. */
  state() {
    return inspect(this);
  }
}
