// Joints that somebody points at: under the pointer, pinned, and those whose paths are drawn.

import { valuesText } from "../core/values.js";
import { personLetter } from "../core/theme.js";

/** @typedef {import("../host/player.js").Player} Player */
/** @typedef {import("../stage/scene.js").JointRef} JointRef */

export class Pins {
  /** @param {Player} player */
  constructor(player) {
    this.player = player;
    /** @type {import("../stage/scene.js").Hovered | null} */ this.hovered = null;
  }

  /**
   * @param {{x: number, y: number}} at
   * @param {boolean} further whether the joint is one more to be followed
   */
  click(at, further) {
    const { player } = this;
    player.activate(player.scene.paneAt(at.x, at.y));
    const joint = player.scene.jointAt(at.x, at.y);
    const { pinned } = player.look;
    if (further) {
      if (joint) this.follow(joint);
      return;
    }
    const again = joint && pinned && pinned.person === joint.person && pinned.joint === joint.joint;
    if (!joint && !pinned) return;
    player.look.pinned = joint && !again ? { person: joint.person, joint: joint.joint } : null;
    player.afterChange(player.look.pinned ? `Pinned ${this.values(/** @type {any} */ (joint)).join(", ")}.` : "Joint unpinned.");
  }

  /** Draws the path of one more joint, or no more. @param {JointRef & {pane: number}} joint */
  follow(joint) {
    const { look } = this.player;
    const { followed } = look;
    const others = followed.filter((ref) => ref.person !== joint.person || ref.joint !== joint.joint);
    const more = others.length === followed.length;
    look.followed = more ? [...others, { person: joint.person, joint: joint.joint }] : others;
    this.player.afterChange(`${more ? "Following" : "No longer following"} ${this.values(joint)[0]}.`);
  }

  /** @param {import("../stage/scene.js").Hovered | null} joint */
  hover(joint) {
    const same = joint?.pane === this.hovered?.pane && joint?.person === this.hovered?.person && joint?.joint === this.hovered?.joint;
    this.hovered = joint;
    if (!same || this.player.timeline.pointer) this.player.requestDraw();
  }

  /**
   * The joint's name, and its values in this frame.
   * @param {JointRef & {pane: number}} ref
   * @returns {string[]}
   */
  values({ pane: p, person, joint }) {
    const { clock, look, show } = this.player;
    const pane = show.panes[p];
    const t = Math.min(clock.frame, pane.clip.frames - 1);
    const who = pane.clip.persons > 1 ? `${personLetter(person)} · ` : "";
    return [`${who}${pane.clip.joints[joint]}`, ...valuesText(pane, look.drive, t, person, joint)];
  }

  /** Whether anything is pinned or followed. */
  get any() {
    const { followed, pinned } = this.player.look;
    return pinned !== null || followed.length > 0;
  }

  clear() {
    [this.player.look.pinned, this.player.look.followed] = [null, []];
  }
}
