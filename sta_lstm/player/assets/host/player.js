// The player: one clock and one canvas for all panes, their cameras locked or free, a timeline below, controls between them.

import { Heading } from "../controls/heading.js";
import { Help } from "../controls/help.js";
import { Looks } from "../controls/looks.js";
import { Notice } from "../controls/notice.js";
import { Tip, paneCaptions, tickCaptions } from "../controls/overlays.js";
import { Pins } from "../controls/pins.js";
import { Playback } from "../controls/playback.js";
import { Saving } from "../controls/saving.js";
import { Transport } from "../controls/transport.js";
import { Cameras } from "../core/cameras.js";
import { Clock } from "../core/clock.js";
import { element } from "../core/dom.js";
import { firstState, yawsOf } from "../core/state.js";
import { Store } from "../core/store.js";
import { readTheme } from "../core/theme.js";
import { Scene } from "../stage/scene.js";
import { Turning } from "../stage/turning.js";
import { Timeline } from "../timeline/timeline.js";
import { command } from "./commands.js";
import { sameRecording } from "./initial.js";
import { listenToPage } from "./listening.js";
import { Report } from "./report.js";
import { Screen } from "./screen.js";
import { fitToPage } from "./size.js";
import { frameInWords, inspect } from "./status.js";

/** @typedef {import("../core/messages.d.ts").Committed} Committed */
/** @typedef {import("../core/payload.js").Show} Show */
/**
 * @typedef {object} Options
 * @property {number | null} [height] of the bodies in pixels, for a picture among words; else the width decides
 * @property {import("../core/messages.d.ts").Initial | null} [initial] where to begin
 * @property {string | null} [recording] what tells the recordings that are shown from others; else where bodies are tells
 * @property {(state: Committed) => void} [onCommit]
 */

export class Player {
  /**
   * @param {HTMLElement} root
   * @param {Show} show
   * @param {Options} options
   */
  constructor(root, show, options) {
    this.root = root;
    this.options = options;
    this.store = new Store(firstState(show));
    this.clock = new Clock(this.store);
    this.cameras = new Cameras(this.store);
    this.playback = new Playback(this);
    this.turning = new Turning(this);
    this.pins = new Pins(this);
    this.screen = new Screen(this);
    this.theme = readTheme(root);
    this.painted = 0;
    this.visible = true;
    /** The token of the link that was followed last. */
    this.arrivedBy = "";
    /** @type {number | undefined} milliseconds */ this.lastBeat = undefined;
    /** The charts beside it, where a page has some. @type {import("./charts.js").Charts | undefined} */ this.charts = undefined;
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
    this.report = new Report(this);
    this.live = element("div", { class: "sta-live", role: "status", "aria-live": "polite" });
    this.stage = element("div", { class: "sta-stage" }, [this.canvas, this.captions, this.saving.bar, this.notice.element]);
    this.heading = new Heading(this);
    this.head = element("div", { class: "sta-head" }, [this.heading.element, this.heading.shown, this.transport.views]);
    const { head, help, live, stage, timeline, tip, transport } = this;
    root.replaceChildren(head, stage, transport.element, timeline.segments.legend, timeline.element, live, help.element, tip.element);
    root.tabIndex = 0;
    root.setAttribute("role", "group");
    this.stop = new AbortController();
    this.sizes = new ResizeObserver(() => this.resize());
    this.sight = new IntersectionObserver((entries) => {
      this.visible = entries[entries.length - 1].isIntersecting;
      if (this.visible) this.requestDraw();
    });
    this.store.subscribe(["fitted"], ({ fitted }) => this.scene.refit(fitted));
    this.store.subscribe(["active"], () => this.showLanes());
    this.store.subscribe(["projected"], () => this.resize());
    this.store.subscribe(null, () => this.requestDraw());
    listenToPage(this);
    this.load();
  }

  get show() {
    return this.store.state.show;
  }

  get still() {
    return matchMedia("(prefers-reduced-motion: reduce)").matches;
  }

  /** Brings every part to the payload that is shown now. */
  load() {
    const { fitted, show } = this.store.state;
    const names = [...new Set(show.panes.map((pane) => pane.clip.name))].join(", ");
    this.root.setAttribute("aria-label", `Skeleton player: ${names}. Press question mark for keys.`);
    this.canvas.setAttribute("aria-label", `Body in 3D: ${names}. Opacity and size of the joints show attention.`);
    this.scene.captioned = show.panes.length > 1 || show.panes[0].titled;
    this.root.classList.toggle("sta-captioned", this.scene.captioned);
    this.scene.fitted = fitted;
    this.scene.show(show.panes);
    this.timeline.show();
    this.looks.load(show);
    this.resize();
    this.transport.update();
    this.requestDraw();
  }

  /**
   * Takes another payload, or the same again, which changes nothing.
   * @param {Show} show
   * @param {Options} options
   */
  update(show, options) {
    const taller = options.height !== this.options.height;
    const { active, show: before } = this.store.state;
    const sameClip = sameRecording(before, this.options, show, options);
    this.options = options;
    if (show.revision === before.revision) return taller ? this.resize() : undefined;
    this.saving.cancel("");
    this.turning.stop();
    const stays = show.panes.map(({ title }) => before.panes.findIndex((pane) => pane.title === title));
    // Where other panes come, the page says which one is to be seen in full.
    const changes = { show, active: show.opens === before.opens && active < show.panes.length ? active : show.opens, hovered: null };
    this.store.set({ ...changes, ...this.cameras.taken(yawsOf(show), stays) });
    this.cameras.refit();
    if (!sameClip) this.startAfresh();
    this.load();
  }

  /**
   * Takes the same payload with an edit: nothing moves but what was edited.
   * @param {Show} show
   * @param {Options} options
   */
  edit(show, options) {
    this.options = options;
    const { from, to } = this.timeline;
    this.store.set({ show, hovered: null });
    this.load();
    this.timeline.lookAt(from, to - from);
    this.report.now();
  }

  /** Another clip: from its first frame, in motion, seen from the front. */
  startAfresh() {
    const { each, fitted, free, lead } = firstState(this.store.state.show);
    this.playback.clearRange();
    this.pins.clear();
    this.looks.awaited = "";
    this.store.set({ position: 0, each, fitted, free, lead });
    this.report.forget();
    if (!this.still) this.clock.play();
  }

  destroy() {
    this.saving.cancel("");
    this.stop.abort();
    this.sizes.disconnect();
    this.sight.disconnect();
    this.report.stop();
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

  resize() {
    if (fitToPage(this)) this.draw();
  }

  /** Shows this pane's lanes. @param {number} p */
  activate(p) {
    if (p >= 0) this.store.set({ active: p });
  }

  showLanes() {
    // Other panes may be about to come, and bring their lanes.
    if (this.scene.panes !== this.show.panes) return;
    this.timeline.show();
    this.captions.replaceChildren(...paneCaptions(this));
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
    if (this.store.state.playing) {
      const ended = this.lastBeat !== undefined && this.clock.advance((now - this.lastBeat) / 1000);
      this.lastBeat = now;
      if (ended && !this.saving.passEnded()) this.settled("Ended.");
    } else this.lastBeat = undefined;
    if (this.visible || this.saving.recording) this.draw();
    this.saving.take();
    if (this.store.state.playing || this.turning.busy) this.requestDraw();
  }

  draw() {
    this.painted++;
    this.scene.draw(this.store.state, this.cameras.all(), this.theme);
    this.timeline.tick();
    this.transport.tick();
    tickCaptions(this);
  }

  /**
   * The cameras rest, at once or after a while without another change.
   * @param {number} [delay] milliseconds
   */
  cameraRests(delay = 0) {
    this.report.soon(delay, () => this.timeline.paintThumbs());
  }

  canDismiss() {
    const { projected, range } = this.store.state;
    return this.help.open || this.looks.open || projected || this.pins.any || range !== null;
  }

  dismiss() {
    if (this.help.open) this.help.toggle();
    else if (this.looks.open) this.looks.toggle();
    else if (this.store.state.projected) this.screen.toggleProjection();
    else if (this.pins.any) this.pins.clear();
    else this.playback.clearRange();
    this.settled("");
  }

  focus() {
    this.root.focus({ preventScroll: true });
  }

  hasFocus() {
    return this.root.matches(":focus-within, :fullscreen");
  }

  /**
   * A change has come to rest: it is said and reported.
   * @param {string} said
   */
  settled(said) {
    const where = frameInWords(this);
    this.timeline.scrubber.setAttribute("aria-valuetext", where);
    this.say(`${said ? `${said} ` : ""}${where}`);
    this.report.now();
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

  /** What the player is doing now: for tests, and for pages that hold a player. */
  state() {
    return inspect(this);
  }

  /**
   * Does what a person could do: for tests, and for pages that hold a player.
   * @param {string} name one of `COMMANDS`
   * @param {any} [value]
   */
  command(name, value) {
    return command(this, name, value);
  }
}
