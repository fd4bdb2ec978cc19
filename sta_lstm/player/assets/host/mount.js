// The way in: a payload on an element becomes a player, an edit of it goes into that player, or a sentence says why not.

import { element } from "../core/dom.js";
import { isPatch, patched } from "../core/patch.js";
import { PayloadError, readPayload } from "../core/payload.js";
import { arrive } from "./initial.js";
import { Player } from "./player.js";

/** @typedef {import("./player.js").Options} Options */
/** @typedef {HTMLElement & {staPlayer?: Player}} Root */

/**
 * Shows `message` in `root`. Called again on the same root it changes what is shown, and nothing where that is the same.
 * @param {Root} root
 * @param {unknown} message a payload as `player_payload` makes it, or an edit of the one shown as `player_patch` makes it
 * @param {Options} [options]
 * @returns {Player | undefined} nothing where there is nothing to show; a sentence then says why, unless it was an edit of
 *   something else than what is shown: that is left as it is, for the payload to be sent whole
 */
export function mountPlayer(root, message, options = {}) {
  const known = root.staPlayer;
  const raw = /** @type {{revision?: unknown, base?: unknown}} */ (message);
  const shown = known?.store.state.show;
  try {
    if (known && shown && raw && shown.revision === String(raw.revision)) known.update(shown, options);
    else if (isPatch(message)) {
      if (!known || !shown || shown.revision !== message.base) return undefined;
      known.edit(patched(shown, message), options);
    } else return mountPayload(root, message, options);
    arrive(known, options.initial);
    return known;
  } catch (error) {
    return refuse(root, error);
  }
}

/**
 * @param {Root} root
 * @param {unknown} payload
 * @param {Options} options
 */
function mountPayload(root, payload, options) {
  const known = root.staPlayer;
  const show = readPayload(payload);
  if (!document.createElement("canvas").getContext("2d")) {
    throw new PayloadError("This browser offers no canvas to draw on, so the player cannot show the motion.");
  }
  const player = known ?? new Player(root, show, options);
  root.staPlayer = player;
  if (known) known.update(show, options);
  const arrived = arrive(player, options.initial);
  if (!known && !arrived && !player.still) player.playback.play();
  return player;
}

/**
 * @param {Root} root
 * @param {unknown} error
 */
function refuse(root, error) {
  if (!(error instanceof PayloadError)) throw error;
  root.staPlayer?.destroy();
  root.staPlayer = undefined;
  root.style.height = "";
  root.replaceChildren(element("p", { class: "sta-message", role: "alert" }, [error.message]));
  return undefined;
}
