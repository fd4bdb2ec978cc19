// What stands above the scene: what balls and curve are; and what the model says, where the page around the player is not
// to be seen, or is read from afar.

import { button, element } from "../core/dom.js";
import { whatIsShown } from "../core/values.js";
import { askForAnswer } from "./parts.js";

/** @typedef {import("../host/player.js").Player} Player */
/** @typedef {import("../core/state.js").State} State */

export class Heading {
  /** @param {Player} player */
  constructor(player) {
    const { store } = player;
    this.player = player;
    this.title = element("strong", { class: "sta-verdict" });
    this.check = element("span", { class: "sta-check" });
    this.line = element("span");
    this.cautions = element("span", { class: "sta-cautions" });
    this.ask = button("Show the answer", "sta-ask", ["Show the answer"], () => askForAnswer(player));
    this.element = element("div", { class: "sta-heading", hidden: "" }, [this.title, this.check, this.line, this.ask, this.cautions]);
    this.shown = element("p", { class: "sta-shown" });
    store.subscribe(["active", "show"], () => this.update(store.state));
    store.subscribe(["show", "drive"], () => this.say(store.state));
    this.update(store.state);
    this.say(store.state);
  }

  /**
   * The answer in the active pane, whether it is right, who says it and how sure, of what clip, and why to trust it less;
   * by itself a clip has its name alone.
   * @param {State} state
   */
  update({ active, show }) {
    const { answer, cautions, clip, title, withheld } = show.panes[active];
    const several = show.panes.length > 1;
    this.title.textContent = answer ? `${several ? `${title}: ` : ""}${answer.title}` : several ? title : clip.name;
    this.check.textContent = answer?.check ?? "";
    this.check.hidden = !answer?.check;
    this.check.dataset.sign = answer?.check.slice(0, 1);
    // A file from disk has nobody to ask.
    this.ask.hidden = !withheld || this.player.options.onCommit === undefined;
    this.line.textContent = answer ? [several ? "" : title, answer.line, clip.name].filter(Boolean).join(" · ") : "";
    this.cautions.textContent = cautions.length ? `⚠ ${cautions.join(" · ")}` : "";
    this.cautions.hidden = !cautions.length;
  }

  /** @param {State} state */
  say({ drive, show }) {
    this.shown.textContent = whatIsShown(show, drive);
    this.shown.hidden = !this.shown.textContent;
  }
}
