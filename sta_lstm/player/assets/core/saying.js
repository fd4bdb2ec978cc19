// What balls and curve are at the moment, in a sentence for those who see them for the first time.

import { firstMeasure, measureOf } from "./measures.js";
import { alikeText } from "./values.js";

/** @typedef {import("./payload.js").Show} Show */

/** What attention says, where nobody says more of it. */
const LISTENS = "how much the model listens to each";

/**
 * "Balls: how much the model listens to each joint. Violet curve: how much to each moment."; empty of bodies alone.
 * @param {Show} show
 * @param {import("./measures.js").Drive} drive
 */
export function whatIsShown({ panes }, drive) {
  // Of several panes, that which has something of its own to show; one that only lends itself to be compared with has not.
  const shown = panes.flatMap((pane) => {
    const measure = measureOf(pane, drive);
    return measure ? [{ measure, own: measure !== firstMeasure(pane) }] : [];
  });
  const { measure } = shown.find(({ own }) => own) ?? shown.find((each) => each.measure.learned) ?? shown[0] ?? {};
  if (!measure) return "";
  const balls = ofEach(measure, "Balls", "joint");
  const curves = panes.flatMap((pane) => pane.curves.slice(0, 1));
  const curve = curves.find(({ learned }) => learned) ?? curves[0];
  if (!curve) return balls;
  const told = ofEach(curve, "Violet curve", "moment");
  return `${balls} ${balls.includes("the model listens to each") ? told.replace("how much the model listens ", "how much ") : told}`;
}

/**
 * @param {{title: string, says: string, relative: boolean, learned: boolean}} kind
 * @param {string} who
 * @param {"joint" | "moment"} each
 */
function ofEach({ learned, relative, says, title }, who, each) {
  if (relative && !learned) return `${alikeText(who, `${each}s`)}.`;
  return `${who}: ${says || (relative ? `${LISTENS} ${each}` : `“${title}” of each ${each}`)}.`;
}
