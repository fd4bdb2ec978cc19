// Text that floats over the pictures: the tip under the pointer, and the captions of the panes.

import { element } from "../core/dom.js";
import { answerName, answerShare } from "../core/values.js";
import { paneButton, paneName } from "../stage/panes.js";

/** @typedef {import("../host/player.js").Player} Player */

const AWAY = 14;
const MARGINS_PX = 24;

export class Tip {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.element = element("div", { class: "sta-tip", hidden: "" });
  }

  /**
   * @param {MouseEvent} event
   * @param {string[]} lines
   */
  show(event, lines) {
    const tip = this.element;
    tip.replaceChildren(...lines.map((text) => element("div", {}, [text])));
    tip.hidden = false;
    const box = this.root.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    const left = x + AWAY + tip.offsetWidth > box.width ? x - AWAY - tip.offsetWidth : x + AWAY;
    tip.style.transform = `translate(${Math.max(0, left)}px, ${Math.max(0, y - tip.offsetHeight - 10)}px)`;
  }

  hide() {
    this.element.hidden = true;
  }
}

/**
 * A caption for each pane that has a title or a neighbour; where there are several, it also chooses whose lanes show.
 * @param {Player} player
 * @returns {HTMLElement[]}
 */
export function paneCaptions(player) {
  const { panes } = player.store.state.show;
  const several = panes.length > 1;
  return panes.flatMap((pane, p) => {
    if (!several && !pane.titled) return [];
    const box = player.scene.boxes[p];
    const beside = pane.recorded ? [recordedFrame(p, pane.recorded)] : [];
    const more = pane.answer ? [answerParts(pane.answer)] : [];
    const caption = several ? paneButton(player, p, beside, more) : element("div", {}, [paneName([element("strong", {}, [pane.title]), ...beside]), ...more]);
    caption.classList.add("sta-caption");
    caption.style.left = `${box.x + 8}px`;
    caption.style.top = `${box.y + 8}px`;
    caption.style.maxWidth = `${Math.max(60, box.width - MARGINS_PX)}px`;
    return [caption];
  });
}

/**
 * The answer and how probable it is, in two parts: where there is little room the name gives way, and never the number.
 * @param {import("../core/payload.js").Answer} answer
 */
function answerParts(answer) {
  const parts = [answerName(answer, answer.predicted), answerShare(answer)];
  return element("span", { class: "sta-answer" }, parts.map((text) => element("span", {}, [text])));
}

/**
 * Where the frame of the recording will stand, as wide from the first as it will be: the caption breaks no line anew.
 * @param {number} p
 * @param {number[]} recorded
 */
function recordedFrame(p, recorded) {
  const made = element("span", { class: "sta-recorded", "data-pane": p });
  made.style.minWidth = `${recordedText(recorded[recorded.length - 1]).length}ch`;
  return made;
}

/** @param {number} frame of the recording */
function recordedText(frame) {
  return `frame ${frame}`;
}

/**
 * Says in the captions which frames of the recordings are shown, where the player's clock does not count those.
 * @param {Player} player
 */
export function tickCaptions({ captions, clock, store }) {
  for (const part of /** @type {Iterable<HTMLElement>} */ (captions.querySelectorAll(".sta-recorded"))) {
    const { recorded } = store.state.show.panes[Number(part.dataset.pane)];
    if (recorded) part.textContent = recordedText(recorded[Math.min(clock.frame, recorded.length - 1)]);
  }
}
