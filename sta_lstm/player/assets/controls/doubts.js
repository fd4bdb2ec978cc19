// The mark of a doubtful recording: a button that is there where something is odd, and the sentences that it unfolds.

import { closeWhenLeft, element, icon } from "../core/dom.js";

/** @typedef {import("../host/player.js").Player} Player */
/** @typedef {import("../core/payload.js").Show} Show */

/** Keys that scroll the sentences, and would move the clip elsewhere in the player. */
const SCROLLS = ["ArrowUp", "ArrowDown", "PageUp", "PageDown", "Home", "End", " "];

/**
 * What there is to know of the recordings, the doubts first; with whose it is where there are several.
 * @param {Show} show
 * @returns {{doubts: string[], notes: string[]}}
 */
export function remarksOf({ clips }) {
  const several = new Set(clips.map(({ name }) => name)).size > 1;
  const each = (/** @type {(clip: import("../core/payload.js").Clip) => string[]} */ said) => [
    ...new Set(clips.flatMap((clip) => said(clip).map((text) => (several ? `${clip.name}: ${text}` : text)))),
  ];
  return { doubts: each(({ warnings }) => warnings.map(({ text }) => text)), notes: each(({ notes }) => notes) };
}

export class Doubts {
  /** @param {Player} player */
  constructor(player) {
    this.player = player;
    this.opener = element("button", { type: "button", class: "sta-view sta-doubt", "aria-expanded": "false" }, [icon("doubt")]);
    this.opener.addEventListener("click", () => this.toggle());
    this.panel = element("div", { class: "sta-saves sta-doubts", role: "group", "aria-label": "About this recording", tabindex: 0, hidden: "" });
    this.element = element("div", { class: "sta-menu", hidden: "" }, [this.opener, this.panel]);
    this.panel.addEventListener("keydown", (event) => {
      if (SCROLLS.includes(event.key)) event.stopPropagation();
    });
    closeWhenLeft(this.element, this.panel, this.opener, () => this.close());
    /** @type {Show | null} */ this.shown = null;
  }

  /** @param {Show} show */
  load(show) {
    if (show === this.shown) return;
    this.shown = show;
    const { doubts, notes } = remarksOf(show);
    this.element.hidden = doubts.length === 0;
    if (this.element.hidden) this.close();
    const name = `${doubts.length === 1 ? "1 doubt" : `${doubts.length} doubts`} about this recording`;
    this.opener.setAttribute("aria-label", name);
    this.opener.title = [name, ...doubts].join("\n");
    const items = [...doubts, ...notes.map((text) => `Note: ${text}`)];
    this.panel.replaceChildren(element("ul", {}, items.map((text) => element("li", {}, [text]))));
  }

  toggle() {
    if (!this.panel.hidden) {
      this.close();
      return;
    }
    this.panel.hidden = false;
    this.opener.setAttribute("aria-expanded", "true");
    // It hangs from the right edge of its button, and moves where that would take it out of the player.
    this.panel.style.transform = "";
    const out = this.player.root.getBoundingClientRect().left - this.panel.getBoundingClientRect().left;
    if (out > 0) this.panel.style.transform = `translateX(${out}px)`;
    this.panel.focus({ preventScroll: true });
  }

  close() {
    this.panel.hidden = true;
    this.opener.setAttribute("aria-expanded", "false");
  }
}
