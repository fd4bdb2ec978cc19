// The help: every key of the table, and what the pointer can do.

import { button, element } from "../core/dom.js";
import { BINDINGS } from "./keyboard.js";

/** @typedef {import("../host/player.js").Player} Player */

const GESTURES = [
  ["Drag the scene", "orbit; with Shift or the right button: move; double-click: reset"],
  ["Wheel, pinch", "zoom, once the player has focus"],
  ["Click a joint", "pin and select it: its name, value and path; with Shift: select one more; with Ctrl or ⌘: follow one more"],
  ["Drag the timeline", "scrub; with Shift: choose a loop range"],
  ["Wheel on the timeline", "zoom in time, once the player has focus"],
];

export class Help {
  /** @param {Player} player */
  constructor(player) {
    this.player = player;
    this.element = helpPanel(() => this.toggle());
  }

  get open() {
    return !this.element.hidden;
  }

  toggle() {
    this.element.hidden = this.open;
    if (this.open) this.element.querySelector("button")?.focus();
    else this.player.focus();
  }
}

/**
 * @param {() => void} close
 */
function helpPanel(close) {
  const list = element("dl", { class: "sta-keys" });
  for (const { shown, says } of BINDINGS) {
    list.append(element("div", {}, [element("dt", {}, [element("kbd", {}, [shown])]), element("dd", {}, [says])]));
  }
  const gestures = element("dl", { class: "sta-gestures" });
  for (const [what, says] of GESTURES) gestures.append(element("dt", {}, [what]), element("dd", {}, [says]));
  return element("div", { class: "sta-help", role: "dialog", "aria-label": "Keys and help", hidden: "" }, [
    element("div", { class: "sta-help-head" }, [element("strong", {}, ["Keys"]), button("Close help", "sta-icon", ["×"], close)]),
    list,
    gestures,
  ]);
}
