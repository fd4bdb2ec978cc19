// The player as a Streamlit component: `sta_lstm/ui/panels/player.py` mounts it.

import { Charts, pageOf } from "./charts.js";
import { takeMovement } from "../timeline/movement.js";
import { recorderBeside, recordFrom } from "./recorder.js";
import { mountPlayer } from "./mount.js";

/**
 * Streamlit calls this at the mount and again whenever the script has run. Without data there is no player, but a button
 * that records a video of the one on the page.
 * @param {{data: any, parentElement: ShadowRoot | HTMLElement, setStateValue: (name: string, value: unknown) => void, setTriggerValue: (name: string, value: unknown) => void}} component
 * @returns {() => void} the clean-up
 */
export function streamlitPlayer({ data, parentElement, setStateValue, setTriggerValue }) {
  const clear = () => parentElement.querySelectorAll(".sta-loading").forEach((each) => each.remove());
  if (!data) {
    clear();
    return recorderBeside(parentElement);
  }
  let root = /** @type {HTMLElement | null} */ (parentElement.querySelector(".sta-player"));
  if (!root) {
    root = document.createElement("div");
    root.className = "sta-player";
    parentElement.append(root);
  }
  const mounted = root;
  const player = mountPlayer(mounted, data.patch ?? data.payload, {
    height: data.height,
    initial: data.initial,
    recording: data.recording,
    // What is done in a picture among words stays in it. Streamlit would show an empty page to whoever goes to another
    // one while several players report.
    onCommit: data.height ? undefined : (state) => setStateValue("view", state),
  });
  if (mounted.childElementCount) {
    clear(); // a player, or why there is none
    pageOf(mounted)?.querySelector(".st-key-player")?.setAttribute("data-drawn", "");
  }
  if (player) takeMovement(player, data.movement);
  if (player && !data.height) recordFrom(player);
  // An edit of a payload that is not here, as after the page was loaded anew: the script then sends it whole.
  if (!player && data.patch) setStateValue("view", { revision: "" });
  if (player) {
    const charts = (player.charts ??= new Charts(player, pageOf(mounted)));
    charts.cursors = data.cursors ?? {};
    charts.choose = (cursor, place) => setTriggerValue("choice", { cursor, place });
    charts.look();
  }
  // Streamlit also cleans up before it calls again on the same element; only a player that has left the page ends.
  return () => {
    setTimeout(() => {
      if (!mounted.isConnected) /** @type {any} */ (mounted).staPlayer?.destroy();
    });
  };
}
