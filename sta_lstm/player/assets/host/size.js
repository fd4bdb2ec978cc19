// How large everything is: by the width of the page, or by a height that was given.

import { readTheme } from "../core/theme.js";
import { paneCaptions } from "../controls/overlays.js";

/** @typedef {import("./player.js").Player} Player */

/** Widths, in pixels, below which the controls draw closer together, and the readout stands above them. */
const MEDIUM = 940;
const STACKED = 815;
const SMALL = 480;
const FOUR_IN_A_ROW = 960;
/** Device pixels a CSS pixel, at most: more are not seen, and cost. */
const SHARPEST = 3;

/**
 * Gives every part its size; false where the player is not on the page, or hidden.
 * @param {Player} player
 */
export function fitToPage(player) {
  const { captions, options, root, scene, stage, timeline } = player;
  const { show } = player.store.state;
  const fixed = player.fullScreen || Boolean(options.height);
  root.classList.toggle("sta-fixed", fixed);
  root.style.height = options.height && !player.fullScreen ? `${options.height}px` : "";
  const width = stage.clientWidth;
  if (width === 0) return false;
  root.classList.toggle("sta-small", width < SMALL);
  root.classList.toggle("sta-stacked", width < STACKED);
  root.classList.toggle("sta-medium", width >= SMALL && width < MEDIUM);
  stage.style.height = fixed ? "" : `${stageHeight(width, show.panes.length)}px`;
  const ratio = Math.min(SHARPEST, Math.max(1, window.devicePixelRatio || 1));
  player.theme = readTheme(root);
  scene.resize(width, stage.clientHeight, ratio);
  timeline.resize(timeline.element.clientWidth, ratio);
  captions.replaceChildren(...paneCaptions(player));
  return true;
}

/**
 * @param {number} width
 * @param {number} panes
 */
function stageHeight(width, panes) {
  const room = Math.max(1, Math.floor(width / 300));
  // Four stand in one row where that leaves each the size of a hand, so that their timeline comes into sight, too.
  const columns = panes === 4 ? (width >= FOUR_IN_A_ROW ? 4 : Math.min(2, room)) : Math.min(panes, room);
  const rows = Math.ceil(panes / columns);
  const one = (width / columns) * (panes === 1 ? 0.56 : 0.8);
  // The timeline should come into sight with the stage.
  const most = Math.max(300, window.innerHeight * 0.48);
  return Math.round(rows * Math.min(panes === 1 ? most : 400, Math.max(panes === 1 ? 280 : 230, one)));
}
