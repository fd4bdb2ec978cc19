// Paths of chosen joints through the frames around this one.

import { project } from "../core/camera.js";
import { css } from "../core/colour.js";
import { moves } from "../core/geometry.js";
import { measureOf } from "../core/measures.js";
import { jointColour } from "../core/theme.js";

/** @typedef {import("../core/payload.js").Pane} Pane */
/** @typedef {import("../core/camera.js").View} View */
/** @typedef {import("./figure.js").Figure} Figure */
/** @typedef {import("../core/theme.js").Theme} Theme */
/** @typedef {import("../core/state.js").JointRef} JointRef */
/** @typedef {"chosen" | "strongest" | "off"} Trails whose paths are drawn: of joints that were clicked, or of the strongest ones too */

/** @type {[Trails, string][]} */
export const TRAILS = [
  ["chosen", "of chosen joints"],
  ["strongest", "and of the strongest"],
  ["off", "off"],
];
const STRONGEST = 3;

/**
 * The joints whose paths are drawn.
 * @param {Pane} pane
 * @param {number} t
 * @param {import("../core/state.js").State} look
 * @returns {JointRef[]}
 */
export function trailed(pane, t, look) {
  if (look.trails === "off") return [];
  const { persons, joints } = pane.clip;
  const wanted = look.pinned ? [look.pinned, ...look.followed] : look.followed;
  const chosen = wanted.filter((ref) => ref.person < persons && ref.joint < joints.length);
  const strongest = look.trails === "strongest" ? strongestBefore(pane, t, look) : [];
  const added = strongest.filter((s) => !chosen.some((ref) => ref.person === s.person && ref.joint === s.joint));
  return [...chosen, ...added];
}

/**
 * The joints with most of what is shown over the frames of the trail: from frame to frame they seldom change.
 * @param {Pane} pane
 * @param {number} t
 * @param {import("../core/state.js").State} look
 * @returns {JointRef[]}
 */
function strongestBefore(pane, t, look) {
  const measure = measureOf(pane, look.drive);
  if (!measure) return [];
  const J = pane.clip.joints.length;
  const n = pane.clip.persons * J;
  const sums = new Float64Array(n);
  for (let s = Math.max(0, t - look.trailFrames); s <= t; s++) {
    for (let i = 0; i < n; i++) {
      const value = Math.abs(measure.values[s * n + i]);
      if (value > 0) sums[i] += value;
    }
  }
  const order = Array.from(sums.keys()).sort((a, b) => sums[b] - sums[a]);
  return order.slice(0, STRONGEST).filter((i) => sums[i] > 0).map((i) => ({ person: Math.floor(i / J), joint: i % J }));
}

/**
 * Where a joint has been, fading with age, and, thinner, where it will be.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Pane} pane
 * @param {Figure} figure
 * @param {View} view
 * @param {Theme} theme
 * @param {number} t
 * @param {JointRef} ref
 * @param {number} reach frames
 */
export function drawTrail(ctx, pane, figure, view, theme, t, ref, reach) {
  const { clip } = pane;
  const [from, to] = [[0, 0, 0, 0], [0, 0, 0, 0]];
  ctx.lineCap = "butt"; // round ends would overlap and dot the line
  ctx.strokeStyle = css(jointColour(theme, ref.person, clip.sides[ref.joint]));
  const line = (/** @type {number} */ share, /** @type {boolean} */ past) => {
    ctx.globalAlpha = (past ? 0.8 : 0.35) * share;
    ctx.lineWidth = past ? 2.5 : 1.5;
    ctx.beginPath();
    ctx.moveTo(from[0], from[1]);
    ctx.lineTo(to[0], to[1]);
    ctx.stroke();
  };
  for (let s = Math.max(1, t - reach); s <= Math.min(clip.frames - 1, t + reach); s++) {
    if (moves(clip, s - 1, ref.person * clip.joints.length + ref.joint) && placed(clip, s - 1, ref, view, from) && placed(clip, s, ref, view, to)) {
      line(1 - Math.abs(s - t) / (reach + 1), s <= t);
    }
  }
  // Between two frames the body is on its way already, and its path with it.
  const i = ref.person * clip.joints.length + ref.joint;
  if (figure.seen[i] && placed(clip, t, ref, view, from)) {
    [to[0], to[1]] = [figure.screen[i * 4], figure.screen[i * 4 + 1]];
    line(1, true);
  }
  ctx.globalAlpha = 1;
}

/**
 * @param {import("../core/payload.js").Clip} clip
 * @param {number} t
 * @param {JointRef} ref
 * @param {View} view
 * @param {number[]} out
 */
function placed(clip, t, ref, view, out) {
  if (!clip.present[t * clip.persons + ref.person]) return false;
  const at = ((t * clip.persons + ref.person) * clip.joints.length + ref.joint) * 3;
  const [x, y, z] = clip.positions.subarray(at, at + 3);
  return Number.isFinite(x + y + z) && project(view, x, y, z, out);
}
