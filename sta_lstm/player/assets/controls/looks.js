// What the person watching chooses about the joints: what they show, from where on, and whose paths are drawn.

import { button, element, icon, select } from "../core/dom.js";
import { drivesOf, hasAgreement, measureOf, valueText } from "../core/measures.js";
import { TRAILS } from "../stage/trails.js";
import { percentText } from "../core/values.js";
import { SCALES, fullValue, scaleOf, valueAt } from "../core/weights.js";

/** @typedef {import("../host/player.js").Player} Player */
/** @typedef {import("../core/payload.js").Show} Show */

const LONGEST_TRAIL = 240;

/**
 * Everything that opacity can show, measured against everything that it can be measured against.
 * @param {Show} show
 * @returns {{value: string, text: string, title: string}[]} a drive and a scale, parted by the last space
 */
export function readingsOf(show) {
  return drivesOf(show).flatMap(([drive, title]) => {
    const measure = show.panes.map((pane) => measureOf(pane, drive)).find(Boolean);
    if (!measure) return [{ value: `${drive} uniform`, text: title, title }];
    return SCALES.filter(([scale]) => scaleOf(measure, scale) === scale).map(([scale, against]) => {
      return { value: `${drive} ${scale}`, text: `${title}, ${against}`, title };
    });
  });
}

/**
 * What comes nearest to a measure and a scale: only attention is measured against uniform.
 * @param {{value: string}[]} readings what is on offer
 * @param {string} wanted
 * @returns {string | undefined} nothing where the measure is not on offer
 */
export function offered(readings, wanted) {
  const values = readings.map(({ value }) => value);
  return values.find((value) => value === wanted) ?? values.find((value) => cut(value)[0] === cut(wanted)[0]);
}

/**
 * A measure and a scale.
 * @param {string} reading
 * @returns {[string, import("../core/weights.js").Scale]}
 */
function cut(reading) {
  const at = reading.lastIndexOf(" ");
  return [reading.slice(0, at), /** @type {any} */ (reading.slice(at + 1))];
}

export class Looks {
  /** @param {Player} player */
  constructor(player) {
    this.player = player;
    /** What a link asked for and no payload has had yet; what a person chooses puts an end to the waiting. */
    this.awaited = "";
    this.reading = select("Opacity shows", [], (value) => {
      this.awaited = "";
      this.choose(value);
    });
    this.opener = button("View options", "sta-icon", [icon("tune")], () => this.toggle());
    this.floor = element("input", { type: "range", min: 0, max: 95, step: 5, "aria-label": "Hide joints below" });
    this.floor.addEventListener("input", () => player.store.set({ floor: Number(this.floor.value) / 100 }));
    this.floorText = element("span", { "aria-hidden": "true" });
    this.agreement = element("input", { type: "checkbox", "aria-label": "Dash joints that networks disagree on" });
    this.agreement.addEventListener("change", () => player.store.set({ agreement: this.agreement.checked }));
    this.foretold = element("input", { type: "checkbox", "aria-label": "Draw where joints are expected next" });
    this.foretold.addEventListener("change", () => player.store.set({ foretold: this.foretold.checked }));
    this.trails = select("Paths", TRAILS, (value) => player.store.set({ trails: /** @type {any} */ (value) }));
    this.length = element("input", { type: "range", min: 2, step: 1, "aria-label": "Path length" });
    this.length.addEventListener("input", () => player.store.set({ trailFrames: Number(this.length.value) }));
    this.lengthText = element("span", { "aria-hidden": "true" });
    const row = (/** @type {string} */ name, /** @type {HTMLElement} */ control, /** @type {HTMLElement[]} */ ...more) =>
      element("label", {}, [element("span", {}, [name]), control, ...more]);
    this.agreementRow = row("Dash joints that networks disagree on", this.agreement);
    this.agreementRow.classList.add("sta-agreement");
    this.foretoldRow = row("Draw where joints are expected next", this.foretold);
    this.foretoldRow.classList.add("sta-agreement");
    this.panel = element("div", { class: "sta-looks", role: "group", "aria-label": "View options", hidden: "" }, [
      row("Hide joints below", this.floor, this.floorText),
      this.agreementRow,
      this.foretoldRow,
      row("Paths", this.trails),
      row("Path length", this.length, this.lengthText),
    ]);
    this.opener.setAttribute("aria-expanded", "false");
  }

  /** @param {string} reading a measure and a scale that are on offer */
  choose(reading) {
    const [drive, scale] = cut(reading);
    this.player.store.set({ drive, scale });
  }

  /**
   * Shows what a link asks for: now, or as soon as a payload of the same recording has it.
   * @param {string} wanted a measure and a scale
   */
  ask(wanted) {
    const found = offered(readingsOf(this.player.store.state.show), wanted);
    this.awaited = found ? "" : wanted;
    if (found) this.choose(found);
  }

  /** Offers what this show has; a choice that it lacks gives way to the first. @param {Show} show */
  load(show) {
    const { store } = this.player;
    const readings = readingsOf(show);
    const { drive, scale } = store.state;
    if (!readings.some(({ value }) => value === `${drive} ${scale}`)) this.choose(readings[0].value);
    if (this.awaited) this.ask(this.awaited);
    /** @type {Map<string, HTMLElement>} */ const groups = new Map();
    for (const { value, text, title } of readings) {
      const group = groups.get(title) ?? element("optgroup", { label: title });
      group.append(element("option", { value }, [text]));
      groups.set(title, group);
    }
    this.reading.replaceChildren(...groups.values());
    this.reading.disabled = readings.length < 2;
    this.agreementRow.hidden = !hasAgreement(show);
    this.foretoldRow.hidden = !show.panes.some(({ ahead }) => ahead);
    const longest = Math.max(2, Math.min(LONGEST_TRAIL, show.frames));
    this.length.max = String(longest);
    store.set({ trailFrames: Math.min(store.state.trailFrames, longest) });
  }

  /** Brings every control to the state of the player. */
  update() {
    const { show, ...look } = this.player.store.state;
    this.reading.value = `${look.drive} ${look.scale}`;
    this.floor.value = String(Math.round(look.floor * 100));
    const floor = look.floor > 0 ? this.floorInWords() : "off";
    this.floor.setAttribute("aria-valuetext", floor);
    this.floorText.textContent = floor;
    this.agreement.checked = look.agreement;
    this.foretold.checked = look.foretold;
    this.trails.value = look.trails;
    this.length.value = String(look.trailFrames);
    this.length.disabled = look.trails === "off";
    const time = show.timed ? `${(look.trailFrames / show.fps).toFixed(1)} s` : "";
    const join = (/** @type {string} */ frames, /** @type {string} */ by) => [frames, time].filter(Boolean).join(by);
    this.length.setAttribute("aria-valuetext", join(`${look.trailFrames} ${show.timed ? "frames" : "steps"}`, ", "));
    this.lengthText.textContent = join(`${look.trailFrames} ${show.timed ? "f" : "steps"}`, " · ");
  }

  /** The value below which joints are hidden; where full strength differs from frame to frame, its share of that. */
  floorInWords() {
    const { active, drive, floor, scale, show } = this.player.store.state;
    const measure = measureOf(show.panes[active], drive);
    if (!measure || scaleOf(measure, scale) === "frame") return percentText(floor);
    return valueText({ ...measure, signed: false }, valueAt(measure, fullValue(measure, scale, 0), floor));
  }

  get open() {
    return !this.panel.hidden;
  }

  toggle() {
    this.panel.hidden = this.open;
    this.opener.setAttribute("aria-expanded", String(this.open));
    if (this.open) this.floor.focus();
    else this.opener.focus();
  }
}
