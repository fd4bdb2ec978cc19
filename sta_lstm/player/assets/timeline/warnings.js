// The strip of what is odd about a recording: lost bodies, jumping joints, frames that repeat.

import { css } from "../core/colour.js";
import { edge } from "./lanes.js";

/** @typedef {import("./lanes.js").Area} Area */
/** @typedef {import("../core/messages.d.ts").WarningData} Warning */

const NARROWEST_PX = 3;

/**
 * @param {Area} area
 * @param {Warning[]} warnings
 */
export function drawWarnings(area, warnings) {
  const { ctx, theme } = area;
  ctx.fillStyle = css(theme.against, 0.85);
  for (const { frames } of warnings) {
    for (const [first, last] of frames) {
      const x0 = Math.max(area.left, edge(area, first));
      const x1 = Math.min(area.left + area.width, edge(area, last + 1));
      if (x1 > x0) ctx.fillRect(Math.min(x0, area.left + area.width - NARROWEST_PX), area.y + 2, Math.max(NARROWEST_PX, x1 - x0), area.height - 4);
    }
  }
}

/**
 * What is odd about a frame.
 * @param {Warning[]} warnings
 * @param {number} t
 * @returns {string[]}
 */
export function warningsAt(warnings, t) {
  return warnings.filter(({ frames }) => frames.some(([first, last]) => t >= first && t <= last)).map(({ text }) => text);
}
