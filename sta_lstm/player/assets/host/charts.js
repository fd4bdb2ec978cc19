// Plotly's charts beside the player show its moment: a line runs along in those that have a time, and a click in one goes
// there, or chooses the joint of a row. So do bars that are elements of the page. What a place in a chart means is told by
// `sta_lstm/figures/cursor.py`.

import { css } from "../core/colour.js";
import { element } from "../core/dom.js";

/** @typedef {import("./player.js").Player} Player */
/**
 * @typedef {object} Told
 * @property {string} [x] what its horizontal axis counts: "frame", the frames of a recording, or another cursor of the page
 * @property {string} [y] what its vertical axis counts
 * @property {{cursor: string, fps: number}[]} [lanes] what its horizontal axis counts in seconds, from the top part down
 * @property {[number, number][]} [joints] person and joint of each row
 * @property {number} [frame] the one moment that it shows
 */
/** @typedef {{_offset: number, _length: number, l2p: (value: number) => number, p2l: (px: number) => number}} Axis */
/** @typedef {HTMLElement & {layout?: any, _fullLayout?: any, staLinked?: Player, staTold?: Told}} Chart Plotly's own element, or bars of the page */

/** Charts come and are made anew; so long after something on the page changed they are looked for. */
const LOOK_MS = 120;
const CHARTS = ".js-plotly-plot, .sta-bars[data-told]";
const FAINT = "0.3";
/** Cursors that count frames of the recording in the first pane, and in the second, which the clock may hold or leave out. */
const RECORDED = ["first", "second"];
const DIRECTIONS = /** @type {const} */ (["x", "y"]);

export class Charts {
  /**
   * @param {Player} player
   * @param {HTMLElement} page in which the charts are
   */
  constructor(player, page) {
    this.player = player;
    this.page = page;
    /** Cursors beside that of time, by their names. @type {Record<string, number>} */ this.cursors = {};
    /** @type {(cursor: string, place: number) => void} */ this.choose = () => {};
    /** @type {Chart[]} */ this.found = [];
    /** @type {ReturnType<typeof setTimeout> | undefined} */ this.waiting = undefined;
    const ends = player.store.subscribe(["position", "show", "playing", "pinned"], () => this.draw());
    const changes = new MutationObserver((all) => {
      if (all.some(({ target }) => !(/** @type {HTMLElement} */ (target).closest?.(".sta-cursor")))) this.lookSoon();
    });
    changes.observe(page, { childList: true, subtree: true });
    player.stop.signal.addEventListener("abort", () => {
      ends();
      changes.disconnect();
      clearTimeout(this.waiting);
    });
    this.look();
  }

  lookSoon() {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.look(), LOOK_MS);
  }

  /** Finds the charts of the page that tell what a place in them means. */
  look() {
    this.found = [.../** @type {NodeListOf<Chart>} */ (this.page.querySelectorAll(CHARTS))].filter((chart) => told(chart));
    for (const chart of this.found) {
      if (chart.staLinked === this.player) continue;
      chart.staLinked = this.player;
      chart.addEventListener("click", (event) => this.click(chart, event), { signal: this.player.stop.signal });
    }
    this.draw();
  }

  /** Brings every chart to the moment. */
  draw() {
    for (const chart of this.found) if (chart.isConnected) this.mark(chart);
  }

  /** @param {Chart} chart */
  mark(chart) {
    const says = told(chart);
    if (!says) return;
    const colour = css(this.player.theme.text);
    for (const direction of DIRECTIONS) {
      const cursor = says[direction];
      if (cursor) place(chart, direction, this.where(cursor), cursor in this.cursors ? 1 : 0, colour);
    }
    says.lanes?.forEach(({ cursor, fps }, lane, { length }) => {
      place(chart, "x", (this.where(cursor) ?? NaN) / fps, 0, colour, { lane, of: length });
    });
    if (says.joints) this.markJoint(chart, says.joints);
    // Where the body is at another moment, numbers of one moment step back until the page has those of the other.
    const shown = says.frame === undefined || (!this.player.store.state.playing && says.frame === this.player.clock.frame);
    const whole = /** @type {HTMLElement} */ (chart.closest('[class*="st-key-moment"]') ?? chart);
    whole.style.transition = "opacity 120ms";
    whole.style.opacity = shown ? "" : FAINT;
  }

  /**
   * A band behind the row of the joint that is pinned in the player.
   * @param {Chart} chart
   * @param {[number, number][]} joints
   */
  markJoint(chart, joints) {
    const { pinned } = this.player.store.state;
    const row = joints.findIndex(([person, joint]) => pinned?.person === person && pinned.joint === joint);
    if (chart.dataset.told) {
      rowsOf(chart).forEach((each, place) => each.classList.toggle("sta-pinned", place === row));
      return;
    }
    const { y } = axes(chart);
    const [centre, height] = [y._offset + y.l2p(row), Math.abs(y.l2p(1) - y.l2p(0))];
    const band = overlay(chart, "sta-cursor-joint");
    Object.assign(band.style, {
      ...{ display: row < 0 ? "none" : "", left: "0", right: "0", top: `${centre - height / 2}px`, height: `${height}px` },
      ...{ background: css(this.player.theme.accent, 0.14), border: `1px solid ${css(this.player.theme.accent)}` },
    });
    /** @type {HTMLElement | null} */ (chart.querySelector(".plot-container"))?.style.setProperty("cursor", "pointer");
  }

  /** @param {string} cursor */
  where(cursor) {
    const { frame } = this.player.clock;
    if (cursor === "frame") return frame;
    return RECORDED.includes(cursor) ? this.recorded(cursor)?.[frame] : this.cursors[cursor];
  }

  /**
   * Which frame of its recording each frame of the clock shows; nothing for a cursor that counts no recording's frames.
   * @param {string | undefined} cursor
   */
  recorded(cursor) {
    return this.player.store.state.show.panes[RECORDED.indexOf(cursor ?? "")]?.recorded ?? undefined;
  }

  /**
   * Goes to the frame of the clock at which recordings are nearest to some of their frames.
   * @param {[string | undefined, number][]} wanted cursors and frames
   */
  goNear(wanted) {
    const counted = wanted.flatMap(([cursor, at]) => {
      const frames = this.recorded(cursor);
      return frames ? [{ frames, at }] : [];
    });
    if (!counted.length) return;
    const apart = counted[0].frames.map((_, t) => counted.reduce((sum, { frames, at }) => sum + (frames[t] - at) ** 2, 0));
    this.player.playback.goTo(apart.indexOf(Math.min(...apart)));
  }

  /** @param {[number, number] | undefined} row person and joint of it */
  pin(row) {
    if (row) this.player.pins.pin({ pane: this.player.store.state.active, person: row[0], joint: row[1] });
  }

  /**
   * @param {Chart} chart
   * @param {MouseEvent} event
   */
  click(chart, event) {
    const says = told(chart);
    const target = /** @type {HTMLElement} */ (event.target);
    if (!says || target.closest(".modebar, .legend")) return;
    if (chart.dataset.told) {
      this.pin(says.joints?.[rowsOf(chart).findIndex((each) => each.contains(target))]);
      return;
    }
    const at = pointed(chart, event);
    if (!at) return;
    this.pin(says.joints?.[Math.round(at.y)]);
    if (!at.inside) return;
    this.goNear(DIRECTIONS.map((direction) => [says[direction], at[direction]]));
    const lane = says.lanes?.[Math.floor(at.share * says.lanes.length)];
    if (lane) this.goNear([[lane.cursor, at.x * lane.fps]]);
    for (const direction of DIRECTIONS) {
      const cursor = says[direction];
      if (!cursor || RECORDED.includes(cursor)) continue;
      const there = Math.max(0, Math.round(at[direction]));
      if (cursor === "frame") this.player.playback.goTo(Math.min(there, this.player.clock.frames - 1));
      else this.choose(cursor, there);
    }
  }
}

/**
 * The bars of a chart that is elements of the page, one a row.
 * @param {Chart} chart
 */
function rowsOf(chart) {
  return [...chart.querySelectorAll("li:not([aria-hidden])")];
}

/**
 * What a chart tells of itself; nothing where it is none of ours, or not yet drawn.
 * @param {Chart} chart
 * @returns {Told | undefined}
 */
function told(chart) {
  if (chart.dataset.told) return (chart.staTold ??= JSON.parse(chart.dataset.told)); // asked in every frame
  return chart._fullLayout?.xaxis && chart.layout?.meta?.sta;
}

/**
 * The axes of a chart, of several panels from the first to the last.
 * @param {Chart} chart
 * @returns {{x: Axis, y: Axis, top: number, bottom: number, left: number, right: number}}
 */
function axes(chart) {
  const { _size: size, height, width, xaxis: x, yaxis: y } = chart._fullLayout;
  return { x, y, top: size.t, bottom: height - size.b, left: size.l, right: width - size.r };
}

/**
 * Where the pointer is on the axes of a chart, whether it is between them, and at which share of their height.
 * @param {Chart} chart
 * @param {MouseEvent} event
 */
function pointed(chart, event) {
  const box = chart.getBoundingClientRect();
  const [px, py] = [event.clientX - box.left, event.clientY - box.top];
  const { x, y, top, bottom, left, right } = axes(chart);
  if (py < top || py > bottom) return null;
  const share = Math.min((py - top) / (bottom - top), 1 - Number.EPSILON);
  return { x: x.p2l(px - x._offset), y: y.p2l(py - y._offset), share, inside: px >= left && px <= right };
}

/**
 * An element of ours over a chart, made once.
 * @param {Chart} chart
 * @param {string} name
 */
function overlay(chart, name) {
  const known = /** @type {HTMLElement | null} */ (chart.querySelector(`.${name}`));
  if (known) return known;
  const made = element("div", { class: `sta-cursor ${name}`, "aria-hidden": "true" });
  Object.assign(made.style, { position: "absolute", pointerEvents: "none", zIndex: "5", borderRadius: "2px" });
  chart.append(made);
  return made;
}

/**
 * Draws a line across a chart at a moment, or a frame around a place that has a width; none where the axis has no such place.
 * @param {Chart} chart
 * @param {"x" | "y"} direction
 * @param {number | undefined} value
 * @param {number} width on the axis
 * @param {string} colour
 * @param {{lane: number, of: number}} [part] of the height, from the top; else all of it
 */
function place(chart, direction, value, width, colour, part = { lane: 0, of: 1 }) {
  const line = overlay(chart, `sta-cursor-${direction}${part.lane ? `-${part.lane}` : ""}`);
  const { x, y, left, right, ...whole } = axes(chart);
  const height = (whole.bottom - whole.top) / part.of;
  const top = whole.top + part.lane * height, bottom = top + height;
  const axis = direction === "x" ? x : y;
  const px = value === undefined ? NaN : axis._offset + axis.l2p(value);
  const size = Math.max(2, Math.abs(axis.l2p(width) - axis.l2p(0)));
  const [from, to] = direction === "x" ? [left, right] : [top, bottom];
  const shown = px >= from - 1 && px <= to + 1;
  const across = direction === "x" ? { left: `${px - size / 2}px`, top: `${top}px`, width: `${size}px`, height: `${bottom - top}px` }
    : { left: `${left}px`, top: `${px - size / 2}px`, width: `${right - left}px`, height: `${size}px` };
  // Both are set either way: what is drawn before the page has told its cursors is a line, and becomes a frame of them.
  const look = width ? { border: `2px solid ${colour}`, boxSizing: "border-box", background: "none" }
    : { border: "none", background: colour };
  Object.assign(line.style, { display: shown ? "" : "none", opacity: "0.8", ...look, ...(shown ? across : {}) });
}

/**
 * The part of the page in which charts are looked for.
 * @param {HTMLElement} root of the player
 */
export function pageOf(root) {
  let element = /** @type {Element | null} */ (root);
  while (element) {
    const main = element.closest('[data-testid="stMain"]');
    if (main) return /** @type {HTMLElement} */ (main);
    const tree = element.getRootNode();
    element = tree instanceof ShadowRoot ? tree.host : null;
  }
  return document.body;
}
