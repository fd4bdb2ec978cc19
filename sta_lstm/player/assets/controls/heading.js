// What the model says, over the scene: where the page around the player is not to be seen, or is read from afar.

import { element } from "../core/dom.js";

/** @typedef {import("../core/payload.js").Pane} Pane */

export class Heading {
  constructor() {
    this.title = element("strong", { class: "sta-verdict" });
    this.line = element("span");
    this.element = element("div", { class: "sta-heading", hidden: "" }, [this.title, this.line]);
  }

  /**
   * The answer in this pane, how sure it is, and of what clip; by itself a clip has its name alone.
   * @param {Pane} pane
   * @param {boolean} several whether it is to be said whose answer it is
   */
  show({ answer, clip, title }, several) {
    const whose = several ? `${title}: ` : "";
    this.title.textContent = answer ? `${whose}${answer.title}` : several ? title : clip.name;
    this.line.textContent = answer ? [answer.line, clip.name].filter(Boolean).join(" · ") : "";
  }
}
