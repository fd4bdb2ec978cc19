// How large everything is: by the width of the page, or by the height of a picture.

import { paneCaptions } from "../controls/overlays.js";

/** @typedef {import("./player.js").Player} Player */

/** Widths, in pixels, below which the controls draw closer together, and what is on the screen has less room. */
const MEDIUM = 940;
const SMALL = 480;
const FOUR_IN_A_ROW = 960;
/** Device pixels a CSS pixel, at most: more are not seen, and cost. */
const SHARPEST = 3;

/**
 * Gives every part its size; false where the player is not on the page, or hidden.
 * @param {Player} player
 */
export function fitToPage(player) {
  const { captions, heading, options, root, scene, stage, timeline } = player;
  const { projected, show } = player.store.state;
  const { full } = player.screen;
  const fixed = full;
  root.classList.toggle("sta-fixed", fixed);
  // A picture among words: what plays it is enough, until it fills the screen.
  root.classList.toggle("sta-picture", Boolean(options.height) && !full);
  root.classList.toggle("sta-projected", projected);
  heading.element.hidden = !full && !projected;
  root.classList.toggle("sta-headed", !heading.element.hidden);
  const width = stage.clientWidth;
  if (width === 0) return false;
  root.classList.toggle("sta-small", width < SMALL);
  root.classList.toggle("sta-medium", width >= SMALL && width < MEDIUM);
  stage.style.height = fixed ? "" : `${options.height ?? stageHeight(width, show.panes.length, projected ? 0.6 : 0.48)}px`;
  const ratio = Math.min(SHARPEST, Math.max(1, window.devicePixelRatio || 1));
  // Black on white, or white on black: what a projector leaves of a grey is little.
  root.style.setProperty("--sta-text", projected ? (player.theme.dark ? "#ffffff" : "#000000") : "");
  player.retheme();
  scene.resize(width, stage.clientHeight, ratio, player.theme.unit);
  timeline.resize(timeline.element.clientWidth, ratio);
  captions.replaceChildren(...paneCaptions(player));
  scene.makeRoom(Math.max(0, ...Array.from(captions.children, (each) => each.clientHeight)));
  return true;
}

/**
 * @param {number} width
 * @param {number} panes
 * @param {number} share of the window that it may take
 */
function stageHeight(width, panes, share) {
  const room = Math.max(1, Math.floor(width / 300));
  // Four stand in one row where that leaves each the size of a hand, so that their timeline comes into sight, too.
  const columns = panes === 4 ? (width >= FOUR_IN_A_ROW ? 4 : Math.min(2, room)) : Math.min(panes, room);
  const rows = Math.ceil(panes / columns);
  const one = (width / columns) * (panes === 1 ? 0.56 : 0.8);
  // The timeline should come into sight with the stage.
  const most = Math.max(300, window.innerHeight * share);
  return Math.round(rows * Math.min(panes === 1 ? most : 400, Math.max(panes === 1 ? 280 : 230, one)));
}
