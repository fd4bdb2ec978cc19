// The heat strip: what the joints show, of every joint in every frame, by person and limb.

import { measureOf } from "../core/measures.js";
import { jointColour } from "../core/theme.js";
import { fullValue, placeOf } from "../core/weights.js";
import { edge, peak } from "./lanes.js";

/** @typedef {import("../core/payload.js").Pane} Pane */
/** @typedef {import("./lanes.js").Area} Area */
/** Usual rows, folded, that a name is high. */
const NAMED = 4;
/**
 * @typedef {object} Row a joint's line in the heat strip
 * @property {number} person
 * @property {number} joint
 * @property {number} y share of the strip's height
 * @property {number} height
 */
/** @typedef {{rows: Row[], groups: {person: number, name: string, y: number, height: number}[]}} StripRows */

/**
 * Rows by person and limb; gaps part the persons and, more narrowly, the limbs. Where rows are folded, a limb of few
 * joints is as high as its name: the rows of an arm of three joints are higher than those of one of six.
 * @param {Pane} pane
 * @param {boolean} folded
 * @returns {StripRows & {height: number}} with the height of all, in rows of the usual height
 */
export function stripRows(pane, folded) {
  const { clip } = pane;
  const [limbGap, personGap] = [0.35, 1.4];
  /** @type {Row[]} */ const rows = [];
  /** @type {StripRows["groups"]} */ const groups = [];
  let y = 0;
  for (let person = 0; person < clip.persons; person++) {
    if (person) y += personGap;
    clip.limbs.forEach((limb, l) => {
      if (l) y += limbGap;
      const height = folded ? Math.max(1, NAMED / limb.joints.length) : 1;
      groups.push({ person, name: limb.name, y, height: height * limb.joints.length });
      for (const joint of limb.joints) {
        rows.push({ person, joint, y, height });
        y += height;
      }
    });
  }
  for (const item of [...rows, ...groups]) [item.y, item.height] = [item.y / y, item.height / y];
  return { rows, groups, height: y };
}

/**
 * The heat strip of what is chosen: one pixel column for each frame in view (or the strongest of several), coloured by
 * person, or by sign where the measure has one; nothing where the pane has no such measure.
 * @param {Area} area
 * @param {Pane} pane
 * @param {StripRows} strip
 * @param {{drive: import("../core/measures.js").Drive, scale: import("../core/weights.js").Scale}} look
 */
export function drawStrip(area, pane, strip, { drive, scale }) {
  const { ctx, theme } = area;
  const { clip } = pane;
  const J = clip.joints.length;
  const n = clip.persons * J;
  const first = Math.max(0, Math.floor(area.from));
  const end = Math.min(clip.frames, Math.ceil(area.to));
  const step = Math.max(1, Math.floor((area.to - area.from) / area.width));
  const cells = Math.ceil((end - first) / step);
  const measure = measureOf(pane, drive);
  if (!measure || cells < 1 || strip.rows.length === 0) return;
  const picture = document.createElement("canvas");
  [picture.width, picture.height] = [cells, strip.rows.length];
  const ink = picture.getContext("2d");
  if (!ink) return;
  const image = ink.createImageData(cells, strip.rows.length);
  const full = Array.from({ length: end }, (_, t) => fullValue(measure, scale, t));
  strip.rows.forEach(({ person, joint }, r) => {
    const own = jointColour(theme, person, clip.sides[joint]);
    for (let c = 0; c < cells; c++) {
      const from = first + c * step;
      const most = peak((t) => (measure.values[t * n + person * J + joint] || 0) / full[t], from, Math.min(end, from + step));
      const strength = placeOf(measure, full[from], most * full[from]);
      const at = (r * cells + c) * 4;
      [image.data[at], image.data[at + 1], image.data[at + 2]] = measure.signed ? (strength < 0 ? theme.less : theme.more) : own;
      image.data[at + 3] = Math.round(255 * Math.abs(strength));
    }
  });
  ink.putImageData(image, 0, 0);
  ctx.imageSmoothingEnabled = false;
  const [x0, x1] = [edge(area, first), edge(area, Math.min(end, first + cells * step))];
  strip.rows.forEach((row, r) => {
    ctx.drawImage(picture, 0, r, cells, 1, x0, area.y + row.y * area.height, x1 - x0, row.height * area.height);
  });
  ctx.imageSmoothingEnabled = true;
}
