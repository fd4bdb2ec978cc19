// The player's colours, taken from the page around it: Streamlit's theme, or the reader's own light or dark setting.

import { brightness, mix, oklch, parseColour } from "./colour.js";

/** @typedef {import("./colour.js").Rgb} Rgb */
/**
 * @typedef {object} Person
 * @property {Rgb} M the hue of the person, for joints of the middle of the body
 * @property {Rgb} L its left side
 * @property {Rgb} R its right side
 */
/**
 * @typedef {object} Theme
 * @property {boolean} dark
 * @property {Rgb} background
 * @property {Rgb} surface what the scene and the lanes are drawn on
 * @property {Rgb} text
 * @property {Rgb} muted text of less weight
 * @property {Rgb} line grid and axes
 * @property {Rgb} accent frame attention and the playhead's keyframes
 * @property {Rgb} support evidence for the class
 * @property {Rgb} against evidence against it
 * @property {Rgb} more joints with more than nothing, where less than nothing means something too
 * @property {Rgb} less joints with less than nothing
 * @property {Person[]} persons
 * @property {Rgb[]} classes colours for classes that lead for a while
 * @property {string} font
 * @property {string} key changes when any colour does
 */

// Blue and orange first: the pair that every common kind of colour blindness keeps apart.
const PERSON_HUES = [245, 52, 160, 345, 95, 295, 200, 20];
const CLASS_HUES = [85, 60, 215, 125, 330, 20, 250, 100];
const SIDE_TURN = 17;
// Teal and vermilion, not green and red.
const [SUPPORT_HUE, AGAINST_HUE] = [188, 35];
// Amber and violet, too, stay apart for everyone, and neither is the hue of the first two persons.
const [MORE_HUE, LESS_HUE] = [75, 285];

/**
 * @param {HTMLElement} root
 * @returns {Theme}
 */
export function readTheme(root) {
  const style = getComputedStyle(root);
  const background = parseColour(style.backgroundColor, [255, 255, 255]);
  const dark = brightness(background) < 0.5;
  const text = parseColour(style.color, dark ? [230, 232, 238] : [30, 33, 45]);
  const accent = parseColour(style.outlineColor, dark ? [167, 139, 250] : [109, 40, 217]);
  const surface = parseColour(style.borderTopColor, mix(background, text, 0.035));
  const [lightness, chroma] = dark ? [0.76, 0.125] : [0.6, 0.15];
  const hue = (/** @type {number} */ h) => oklch(lightness, chroma, h);
  return {
    dark,
    background,
    surface,
    text,
    muted: mix(background, text, 0.62),
    line: mix(surface, text, dark ? 0.2 : 0.16),
    accent,
    support: oklch(dark ? 0.7 : 0.6, 0.12, SUPPORT_HUE),
    against: oklch(dark ? 0.7 : 0.58, 0.16, AGAINST_HUE),
    more: hue(MORE_HUE),
    less: hue(LESS_HUE),
    persons: PERSON_HUES.map((h) => ({ M: hue(h), L: hue(h - SIDE_TURN), R: hue(h + SIDE_TURN) })),
    classes: CLASS_HUES.map((h) => oklch(dark ? 0.55 : 0.76, 0.09, h)),
    font: style.fontFamily || "sans-serif",
    key: [style.backgroundColor, style.color, style.outlineColor, style.borderTopColor, style.fontFamily].join(),
  };
}

/**
 * The colour of a joint.
 * @param {Theme} theme
 * @param {number} person
 * @param {string} side "L", "R" or "M"
 * @returns {Rgb}
 */
export function jointColour(theme, person, side) {
  const colours = theme.persons[person % theme.persons.length];
  return side === "L" ? colours.L : side === "R" ? colours.R : colours.M;
}

/** "A", "B", … @param {number} person */
export function personLetter(person) {
  return String.fromCharCode(65 + person);
}
