// A sentence over the scene that goes away by itself. A screen reader hears it from the player's live region.

import { element } from "../core/dom.js";

const SHOWN_MS = 5000;

export class Notice {
  constructor() {
    this.element = element("div", { class: "sta-notice", "aria-hidden": "true", hidden: "" });
    /** @type {ReturnType<typeof setTimeout> | undefined} */ this.waiting = undefined;
  }

  hide() {
    this.element.hidden = true;
  }

  /** @param {string} text */
  show(text) {
    clearTimeout(this.waiting);
    this.element.textContent = text;
    this.element.hidden = false;
    this.waiting = setTimeout(() => this.hide(), SHOWN_MS);
  }
}
