// Arcs from a chosen joint to those that it attends to most, for models whose joints attend to each other.

import { css } from "../core/colour.js";
import { sameJoint } from "../core/state.js";

/** @typedef {import("../core/payload.js").Pane} Pane */
/** @typedef {import("./figure.js").Figure} Figure */
/** @typedef {import("../core/theme.js").Theme} Theme */
/** @typedef {import("../core/state.js").JointRef} JointRef */
/** @typedef {JointRef & {share: number}} Link */

/** So many arcs at most: more are a bush. */
const MOST = 6;
/** An arc of less than this share of the strongest is left out. */
const FAINTEST = 0.15;
/** How far an arc bends out, as a share of its length, and how thick the strongest is, pixels. */
const BEND = 0.22;
const WIDTH_PX = 3;

/**
 * What a joint attends to most, the strongest first; itself is not among them.
 * @param {Pane} pane
 * @param {JointRef} ref
 * @returns {Link[]}
 */
export function strongestLinks({ clip, links }, ref) {
  const J = clip.joints.length;
  const n = clip.persons * J;
  if (!links || ref.person >= clip.persons || ref.joint >= J) return [];
  const row = links.subarray((ref.person * J + ref.joint) * n, (ref.person * J + ref.joint + 1) * n);
  const found = Array.from(row, (share, i) => ({ person: Math.floor(i / J), joint: i % J, share }));
  const others = found.filter((link) => link.share > 0 && !sameJoint(link, ref)).sort((a, b) => b.share - a.share);
  return others.slice(0, MOST).filter(({ share }) => share >= FAINTEST * others[0].share);
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Pane} pane
 * @param {Figure} figure
 * @param {Theme} theme
 * @param {JointRef} ref
 */
export function drawArcs(ctx, pane, figure, theme, ref) {
  const J = pane.clip.joints.length;
  const links = strongestLinks(pane, ref);
  const from = ref.person * J + ref.joint;
  if (links.length === 0 || !figure.seen[from]) return;
  const [x, y] = [figure.screen[from * 4], figure.screen[from * 4 + 1]];
  ctx.lineCap = "round";
  ctx.strokeStyle = css(theme.text);
  for (const { person, joint, share } of links) {
    const to = person * J + joint;
    if (!figure.seen[to]) continue;
    const strength = share / links[0].share;
    const [right, down] = [figure.screen[to * 4] - x, figure.screen[to * 4 + 1] - y];
    // Away from the middle of the line to the side on which it runs upwards, as a thrown ball does.
    const side = right < 0 ? -BEND : BEND;
    ctx.globalAlpha = 0.15 + 0.75 * strength;
    ctx.lineWidth = theme.unit * WIDTH_PX * (0.4 + 0.6 * strength);
    ctx.beginPath();
    ctx.moveTo(x, y);
    ctx.quadraticCurveTo(x + right / 2 + side * down, y + down / 2 - side * right, x + right, y + down);
    ctx.stroke();
  }
  ctx.globalAlpha = 1;
}

/**
 * The same in words, for those who cannot see arcs: "attends most to A · head (12 %), …".
 * @param {Pane} pane
 * @param {JointRef} ref
 * @param {(ref: JointRef) => string} named
 */
export function linksText(pane, ref, named) {
  const links = strongestLinks(pane, ref);
  if (links.length === 0) return "";
  return `attends most to ${links.map((link) => `${named(link)} (${Math.round(100 * link.share)} %)`).join(", ")}`;
}
