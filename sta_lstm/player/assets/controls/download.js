// Files that the player hands out: what they are called, and how they reach the folder of downloads.

/** @typedef {import("../host/player.js").Player} Player */

const LONGEST_NAME = 80;
/** How long the browser may take to fetch what it was offered, in milliseconds. */
const KEPT_MS = 60_000;

/**
 * The names of the clips on the screen and what else tells this file from others, with nothing that a file's name cannot hold.
 * @param {Player} player
 * @param {string} part
 * @param {string} suffix
 */
export function fileName(player, part, suffix) {
  const clips = [...new Set(player.store.state.show.panes.map((pane) => pane.clip.name))].join("-");
  const name = clips.replace(/[^\p{L}\p{N}_]+/gu, "-").slice(0, LONGEST_NAME).replace(/^-+|-+$/g, "");
  return `${name || "clip"}-${part}.${suffix}`;
}

/**
 * @param {Blob} blob
 * @param {string} name
 */
export function offer(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), KEPT_MS);
}
