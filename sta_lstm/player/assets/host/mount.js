// The way in: a payload on an element becomes a player, or a sentence that says why not.

import { element } from "../core/dom.js";
import { arrive } from "./initial.js";
import { PayloadError, readPayload } from "../core/payload.js";
import { Player } from "./player.js";

/** @typedef {import("./player.js").Options} Options */

/**
 * Shows `payload` in `root`. Called again on the same root it changes what is shown, and nothing where that is the same.
 * @param {HTMLElement & {staPlayer?: Player}} root
 * @param {unknown} payload as `player_payload` makes it
 * @param {Options} [options]
 * @returns {Player | undefined} nothing where there is nothing to show; a sentence then says why
 */
export function mountPlayer(root, payload, options = {}) {
  const raw = /** @type {{revision?: unknown, version?: unknown}} */ (payload);
  const known = root.staPlayer;
  if (known && raw && known.show.revision === String(raw.revision)) {
    known.update(known.show, options);
    arrive(known, options.initial);
    return known;
  }
  try {
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
  } catch (error) {
    if (!(error instanceof PayloadError)) throw error;
    known?.destroy();
    root.staPlayer = undefined;
    root.style.height = "";
    root.replaceChildren(element("p", { class: "sta-message", role: "alert" }, [error.message]));
    return undefined;
  }
}
