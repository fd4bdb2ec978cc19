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
 * @param {HTMLElement[]} [beside] what stands beside the name
 * @param {HTMLElement[]} [more] what else it says, beneath where there is little room
 */
export function paneButton(player, p, beside = [], more = []) {
  const { active, show } = player.store.state;
  const { title } = show.panes[p];
  const does = `Show keyframes, evidence and joints of ${title} in the timeline`;
  const made = element("button", { type: "button", class: "sta-pane", title: does, "aria-pressed": p === active }, [
    paneName([swatch(player.theme, p), element("strong", {}, [title]), ...beside]),
    ...more,
  ]);
  made.addEventListener("click", () => player.activate(p));
  return made;
}

/** The name of a pane with what stands on one line with it. @param {HTMLElement[]} parts */
export function paneName(parts) {
  return element("span", { class: "sta-who" }, parts);
}
