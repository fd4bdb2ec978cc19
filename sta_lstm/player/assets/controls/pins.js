// Joints that somebody points at: under the pointer, pinned, selected for an edit, and those whose paths are drawn.

import { linksText } from "../stage/arcs.js";
import { sameJoint, toggled } from "../core/state.js";
import { personLetter } from "../core/theme.js";
import { valuesText } from "../core/values.js";

/** @typedef {import("../host/player.js").Player} Player */
/** @typedef {import("../core/state.js").JointRef} JointRef */
/** @typedef {"pin" | "select" | "follow"} Click what a click on a joint does: alone, with Shift, with Ctrl or ⌘ */

export class Pins {
  /** @param {Player} player */
  constructor(player) {
    this.player = player;
  }

  get state() {
    return this.player.store.state;
  }

  /**
   * @param {{x: number, y: number}} at
   * @param {Click} how
   */
  click(at, how) {
    const { scene } = this.player;
    this.player.activate(scene.paneAt(at.x, at.y));
    const joint = scene.jointAt(at.x, at.y);
    if (how === "pin") this.pin(joint);
    else if (joint && how === "select") this.select(joint);
    else if (joint) this.follow(joint);
  }

  /** Pins a joint, which is then selected alone; the same again, or none, lets go. @param {JointRef & {pane: number} | null} joint */
  pin(joint) {
    const { pinned, selected } = this.state;
    if (!joint && !pinned && selected.length === 0) return;
    const again = joint !== null && sameJoint(joint, pinned);
    const kept = joint && !again ? { person: joint.person, joint: joint.joint } : null;
    this.player.store.set({ pinned: kept, selected: kept ? [kept] : [] });
    const words = joint && kept ? [...this.values(joint), this.links(joint)].filter(Boolean) : [];
    this.player.settled(words.length ? `Pinned ${words.join(", ")}.` : "Joint unpinned.");
  }

  /** Selects one more joint, or no longer. @param {JointRef & {pane: number}} joint */
  select(joint) {
    const selected = toggled(this.state.selected, joint);
    this.player.store.set({ selected });
    const more = selected.some((ref) => sameJoint(ref, joint));
    this.player.settled(`${more ? "Selected" : "No longer selected:"} ${this.values(joint)[0]}; ${selected.length} selected.`);
  }

  /** Draws the path of one more joint, or no more. @param {JointRef & {pane: number}} joint */
  follow(joint) {
    const followed = toggled(this.state.followed, joint);
    this.player.store.set({ followed });
    const more = followed.some((ref) => sameJoint(ref, joint));
    this.player.settled(`${more ? "Following" : "No longer following"} ${this.values(joint)[0]}.`);
  }

  /** @param {import("../core/state.js").Hovered | null} joint */
  hover(joint) {
    const { hovered } = this.state;
    const same = joint?.pane === hovered?.pane && joint?.person === hovered?.person && joint?.joint === hovered?.joint;
    if (!same || joint?.tipped !== hovered?.tipped) this.player.store.set({ hovered: joint });
  }

  /**
   * The joint's name, and its values in this frame.
   * @param {JointRef & {pane: number}} ref
   * @returns {string[]}
   */
  values({ pane: p, person, joint }) {
    const { drive, show } = this.state;
    const pane = show.panes[p];
    const t = Math.min(this.player.clock.frame, pane.clip.frames - 1);
    return [nameOf(pane, { person, joint }), ...valuesText(pane, drive, t, person, joint)];
  }

  /** What a joint attends to, in words; empty where the model's joints do not attend to each other. @param {JointRef & {pane: number}} ref */
  links({ pane: p, person, joint }) {
    const pane = this.state.show.panes[p];
    return linksText(pane, { person, joint }, (ref) => nameOf(pane, ref));
  }

  /** Whether anything is pinned, selected or followed. */
  get any() {
    const { followed, pinned, selected } = this.state;
    return pinned !== null || followed.length > 0 || selected.length > 0;
  }

  clear() {
    this.player.store.set({ pinned: null, followed: [], selected: [] });
  }
}

/**
 * "A · left hand", or without the letter where one is alone.
 * @param {import("../core/payload.js").Pane} pane
 * @param {JointRef} ref
 */
function nameOf({ clip }, { person, joint }) {
  return `${clip.persons > 1 ? `${personLetter(person)} · ` : ""}${clip.joints[joint]}`;
}
