// Panes beside each other: what chooses one, and the colour that figures of the page give it.

import { css } from "../core/colour.js";
import { element } from "../core/dom.js";

/** @typedef {import("../host/player.js").Player} Player */

/**
 * The colour of a pane as a dot.
 * @param {import("../core/theme.js").Theme} theme
 * @param {number} p
 */
export function swatch(theme, p) {
  const dot = element("i", { class: "sta-swatch", "aria-hidden": "true" });
  dot.style.background = css(theme.models[p % theme.models.length]);
  return dot;
}

/**
 * A button with the pane's name that chooses it: pressed where its lanes are shown in full.
 * @param {Player} player
 * @param {number} p
 * @param {HTMLElement[]} [more] what else it says
 */
export function paneButton(player, p, more = []) {
  const { active, show } = player.store.state;
  const { title } = show.panes[p];
  const does = `Show keyframes, evidence and joints of ${title} in the timeline`;
  const made = element("button", { type: "button", class: "sta-pane", title: does, "aria-pressed": p === active }, [
    swatch(player.theme, p),
    element("strong", {}, [title]),
    ...more,
  ]);
  made.addEventListener("click", () => player.activate(p));
  return made;
}
