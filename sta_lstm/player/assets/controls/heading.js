// What the model says, over the scene: where the page around the player is not to be seen, or is read from afar.

import { button, element } from "../core/dom.js";
import { askForAnswer } from "./parts.js";

/** @typedef {import("../host/player.js").Player} Player */
/** @typedef {import("../core/state.js").State} State */

export class Heading {
  /** @param {Player} player */
  constructor(player) {
    const { store } = player;
    this.player = player;
    this.title = element("strong", { class: "sta-verdict" });
    this.line = element("span");
    this.ask = button("Show the answer", "sta-ask", ["Show the answer"], () => askForAnswer(player));
    this.element = element("div", { class: "sta-heading", hidden: "" }, [this.title, this.line, this.ask]);
    store.subscribe(["active", "show"], () => this.update(store.state));
    this.update(store.state);
  }

  /** The answer in the active pane, how sure it is, and of what clip; by itself a clip has its name alone. @param {State} state */
  update({ active, show }) {
    const { answer, clip, title, withheld } = show.panes[active];
    const several = show.panes.length > 1;
    this.title.textContent = answer ? `${several ? `${title}: ` : ""}${answer.title}` : several ? title : clip.name;
    // A file from disk has nobody to ask.
    this.ask.hidden = !withheld || this.player.options.onCommit === undefined;
    this.line.textContent = answer ? [answer.line, clip.name].filter(Boolean).join(" · ") : "";
  }
}
