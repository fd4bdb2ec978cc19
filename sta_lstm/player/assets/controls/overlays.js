// Text that floats over the pictures: the tip under the pointer, and the captions of the panes.

import { element } from "../core/dom.js";
import { paneButton } from "../stage/panes.js";

/** @typedef {import("../host/player.js").Player} Player */

const AWAY = 14;
/** A caption in less room than this is the title alone. */
const NARROW_PX = 150;
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
    const room = Math.max(60, box.width - MARGINS_PX);
    const said = pane.answer && room >= NARROW_PX ? [answerText(pane.answer)] : [];
    const more = said.map((text) => element("span", {}, [text]));
    if (pane.recorded) more.unshift(element("span", { class: "sta-recorded", "data-pane": p }));
    const caption = several ? paneButton(player, p, more) : element("div", {}, [element("strong", {}, [pane.title]), ...more]);
    caption.classList.add("sta-caption");
    caption.style.left = `${box.x + 8}px`;
    caption.style.top = `${box.y + 8}px`;
    caption.style.maxWidth = `${room}px`;
    return [caption];
  });
}

/** The predicted class and its probability. @param {import("../core/payload.js").Answer} answer */
function answerText({ classes, predicted, probabilities }) {
  const percent = Math.round((probabilities[predicted] ?? 0) * 100);
  return `${classes[predicted]} ${percent === 100 && (probabilities[predicted] ?? 0) < 1 ? "> 99" : percent} %`;
}

/**
 * Says in the captions which frames of the recordings are shown, where the player's clock does not count those.
 * @param {Player} player
 */
export function tickCaptions({ captions, clock, store }) {
  for (const part of /** @type {Iterable<HTMLElement>} */ (captions.querySelectorAll(".sta-recorded"))) {
    const { recorded } = store.state.show.panes[Number(part.dataset.pane)];
    if (recorded) part.textContent = `frame ${recorded[Math.min(clock.frame, recorded.length - 1)]}`;
  }
}
