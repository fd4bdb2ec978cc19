// A button elsewhere on the page that records a video of its player, says how far that is, and cancels it.

import { recordedInWords } from "../controls/saving.js";
import { button, element } from "../core/dom.js";

/** @typedef {import("./player.js").Player} Player */

/** The page's player; a page that is left takes it along. @type {Player | null} */
let shown = null;
/** What is to be told of another player. @type {Set<Recorder>} */
const waiting = new Set();

/** Videos are of this player from now on. @param {Player} player */
export function recordFrom(player) {
  if (player === shown) return;
  shown = player;
  for (const recorder of waiting) recorder.watch();
}

/**
 * Puts the button there once, and keeps it.
 * @param {ShadowRoot | HTMLElement} parent
 * @returns {() => void} the clean-up
 */
export function recorderBeside(parent) {
  const known = /** @type {any} */ (parent.querySelector(".sta-recorder"))?.staRecorder;
  const recorder = known ?? new Recorder();
  if (!known) parent.append(recorder.element);
  recorder.watch();
  // Streamlit also cleans up before it calls again on the same element.
  return () => {
    setTimeout(() => recorder.element.isConnected || recorder.forget());
  };
}

class Recorder {
  constructor() {
    this.ends = () => {};
    this.opener = button("Save a video", "sta-beside", ["Video"], () => this.begin());
    this.stopper = button("Cancel the video", "sta-beside", ["Cancel"], () => {
      shown?.saving.cancel("Recording cancelled.");
      this.opener.focus();
    });
    this.progress = element("progress", { max: 1, value: 0, "aria-label": "Recorded" });
    this.words = element("span", { class: "sta-recorder-words" });
    this.row = element("div", { class: "sta-recorder-row" }, [this.opener, this.progress, this.stopper]);
    this.element = element("div", { class: "sta-recorder" }, [this.row, this.words]);
    Object.assign(this.element, { staRecorder: this });
    waiting.add(this);
  }

  /** Follows the page's player. */
  watch() {
    this.ends();
    this.ends = shown?.store.subscribe(["recorded", "range", "loop", "speed", "keyframesOnly", "show"], () => this.tell()) ?? (() => {});
    this.tell();
  }

  forget() {
    this.ends();
    waiting.delete(this);
  }

  begin() {
    shown?.saving.saveVideo(false);
    if (shown && !shown.saving.recording) this.quote(shown); // why there is none
  }

  tell() {
    const recorded = shown?.store.state.recorded ?? null;
    const records = recorded !== null;
    const ended = this.opener.hidden && !records;
    const hadFocus = this.element.matches(":focus-within");
    this.opener.hidden = records;
    this.opener.disabled = !shown?.saving.canRecord;
    this.progress.hidden = this.stopper.hidden = !records;
    this.progress.value = recorded ?? 0;
    this.words.textContent = shown ? (records ? `${recordedInWords(recorded)} of ${lasting(shown)}` : promised(shown)) : "";
    if (ended && shown) queueMicrotask(this.quote.bind(this, shown));
    // What was pressed goes, and the other button comes in its place.
    if (hadFocus && !this.element.matches(":focus-within")) (records ? this.stopper : this.opener).focus({ preventScroll: true });
  }

  /** Tells what the player said last: where a page covers it nobody sees that there. @param {Player} player */
  quote(player) {
    this.words.textContent = player.live.textContent || promised(player);
  }
}

/** What would be recorded, and how long that takes. @param {Player} player */
function promised(player) {
  const { saving } = player;
  const words = saving.videoInWords().replace(/\.$/, "");
  return saving.canRecord ? `${words}. It takes ${lasting(player)}, as long as it plays.` : `${words}.`;
}

/** @param {Player} player */
function lasting({ clock }) {
  const seconds = clock.passSeconds;
  if (seconds > 100) return `${Math.round(seconds / 60)}\u00a0minutes`;
  return `${seconds < 9.95 ? seconds.toFixed(1) : Math.round(seconds)}\u00a0s`;
}
