// How large everything is: by the width of the page, or by the height of a picture.

import { paneCaptions } from "../controls/overlays.js";

/** @typedef {import("./player.js").Player} Player */

/** Widths, in pixels, below which the controls draw closer together, and what is on the screen has less room. */
const MEDIUM = 940;
const SMALL = 480;
const FOUR_IN_A_ROW = 960;
/** Height below which a body is hard to see; what stays free beneath the curves; and the page's own header, pixels. */
const LEAST = 210;
const MARGIN = 8;
const PAGE_HEADER = 64;
/** Share of the window below which a stage begins far down. */
const FAR_DOWN = 0.6;
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
  const width = stage.clientWidth;
  if (width === 0) return false;
  root.classList.toggle("sta-small", width < SMALL);
  root.classList.toggle("sta-medium", width >= SMALL && width < MEDIUM);
  const ratio = Math.min(SHARPEST, Math.max(1, window.devicePixelRatio || 1));
  // Black on white, or white on black: what a projector leaves of a grey is little.
  root.style.setProperty("--sta-text", projected ? (player.theme.dark ? "#ffffff" : "#000000") : "");
  player.retheme();
  timeline.resize(timeline.element.clientWidth, ratio);
  stage.style.height = fixed ? "" : `${options.height ?? stageHeight(width, show.panes.length, roomOf(player, projected ? 0.6 : 0.48))}px`;
  scene.resize(width, stage.clientHeight, ratio, player.theme.unit);
  captions.replaceChildren(...paneCaptions(player));
  scene.makeRoom(Math.max(0, ...Array.from(captions.children, (each) => each.clientHeight)));
  return true;
}

/**
 * How high the stage may be so that the window holds it with the curves beneath it, the page as it is at first; where
 * it begins far down, the page as it is once the player is scrolled to. The lanes beneath should come into sight, too.
 * @param {Player} player
 * @param {number} share of the window that it may take
 */
function roomOf({ head, stage, timeline }, share) {
  const top = topOf(stage);
  const curves = timeline.lanes.filter(({ kind }) => kind === "ruler" || kind === "curve");
  const lanes = Math.max(0, ...curves.map(({ y, height }) => y + height));
  const above = top > FAR_DOWN * window.innerHeight ? PAGE_HEADER + head.offsetHeight : top;
  const beneath = timeline.element.offsetTop - stage.offsetTop - stage.offsetHeight + lanes;
  return Math.min(window.innerHeight - above - beneath - MARGIN, Math.max(300, window.innerHeight * share));
}

/**
 * Where an element begins in the window while nothing is scrolled.
 * @param {HTMLElement} element
 */
function topOf(element) {
  let top = element.getBoundingClientRect().top;
  for (let each = parentOf(element); each; each = parentOf(each)) top += each.scrollTop;
  return top;
}

/** @param {Element} element @returns {Element | null} */
function parentOf(element) {
  const root = element.getRootNode();
  return element.parentElement ?? (root instanceof ShadowRoot ? root.host : null);
}

/**
 * @param {number} width
 * @param {number} panes
 * @param {number} room that the window has for it
 */
export function stageHeight(width, panes, room) {
  const abreast = Math.max(1, Math.floor(width / 300));
  // Four stand in one row where that leaves each the size of a hand, so that their timeline comes into sight, too.
  const columns = panes === 4 ? (width >= FOUR_IN_A_ROW ? 4 : Math.min(2, abreast)) : Math.min(panes, abreast);
  const rows = Math.ceil(panes / columns);
  const one = (width / columns) * (panes === 1 ? 0.56 : 0.8);
  const [least, most] = panes === 1 ? [width < SMALL ? 280 : LEAST, Infinity] : [LEAST, 400];
  const wanted = Math.min(most, Math.max(rows > 1 ? 230 : least, one));
  return Math.round(rows > 1 ? rows * wanted : Math.max(least, Math.min(wanted, room)));
}
