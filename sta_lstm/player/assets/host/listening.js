// What the player hears from the page around it: keys, clicks, theme, size, and whether it is seen.

import { handleKey } from "../controls/keyboard.js";
import { listenToStage } from "../stage/orbit.js";

/** @typedef {import("./player.js").Player} Player */

/** @param {Player} player */
export function listenToPage(player) {
  const { canvas, help, root, saving, stage, transport } = player;
  const { signal } = player.stop;
  root.addEventListener("keydown", (event) => handleKey(player, event), { signal });
  /** What opens a menu, which has the keys then. @type {(HTMLElement | null)[]} */ const openers = [saving.opener, transport.doubts.opener];
  // A link opens a projection without the focus in it: what nobody else took for themselves ends it.
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented && player.store.state.projected) player.screen.toggleProjection();
  }, { signal });
  // A button that a pointer pressed gives the keys back to the player; one that the keyboard pressed keeps them.
  root.addEventListener("click", (event) => {
    const pressed = /** @type {HTMLElement} */ (event.target).closest("button");
    if (event.detail > 0 && pressed && !help.element.contains(pressed) && !openers.includes(pressed)) player.focus();
  }, { signal });
  // A change of theme changes these colours, and a transition, however short, says so.
  let { dark } = player.theme;
  root.addEventListener("transitionend", (event) => {
    if (event.target !== root) return;
    player.retheme();
    if (dark === player.theme.dark) return;
    dark = player.theme.dark;
    // A wall has white letters then, or black ones, and the page draws its charts anew.
    player.resize();
    player.report.soon(0);
  }, { signal });
  document.addEventListener("fullscreenchange", () => player.screen.changed(), { signal });
  // Time that passed unseen is no time of the clip's.
  document.addEventListener("visibilitychange", () => (player.lastBeat = undefined), { signal });
  listenToStage(player, canvas);
  player.sizes.observe(root);
  player.sizes.observe(stage);
  player.sight.observe(root);
}
