// The player's colours, taken from the page around it: Streamlit's theme, or the reader's own light or dark setting.

import { brightness, hex, mix, oklch, parseColour, readable } from "./colour.js";
import { DARK, DESK, LIGHT, PROJECTED_BODY, ROOM, SIDE_TURN } from "./look.js";

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
 * @property {Rgb[]} inks of each person, for text
 * @property {Rgb[]} models colours of panes beside each other, as the figures of a comparison have them
 * @property {string} font
 * @property {{small: number, body: number, large: number}} sizes of text, pixels
 * @property {number} unit how much larger text is than at a desk
 * @property {number} thick how much thicker joints and bones are
 * @property {string} key changes when any colour does
 */

/**
 * @param {HTMLElement} root
 * @returns {Theme}
 */
export function readTheme(root) {
  const style = getComputedStyle(root);
  const background = parseColour(style.backgroundColor, hex(LIGHT.background));
  const look = brightness(background) < 0.5 ? DARK : LIGHT;
  const projected = root.classList.contains("sta-projected");
  const text = parseColour(style.color, hex(look.text));
  const surface = parseColour(style.borderTopColor, mix(background, text, 0.035));
  const colours = coloursOf(look);
  const sizes = projected ? ROOM : DESK;
  return {
    ...colours,
    background,
    text,
    surface,
    inks: colours.persons.map(({ M }) => readable(M, surface, text)),
    sizes,
    unit: sizes.small / DESK.small,
    thick: projected ? PROJECTED_BODY : 1,
    accent: parseColour(style.outlineColor, hex(look.accent)),
    muted: mix(background, text, projected ? 0.85 : 0.7),
    line: mix(surface, text, look === DARK ? 0.2 : 0.16),
    font: style.fontFamily || "sans-serif",
    key: [style.backgroundColor, style.color, style.outlineColor, style.borderTopColor, style.fontFamily, projected].join(),
  };
}

/**
 * What does not depend on the page around the player, only on whether that is light or dark.
 * @param {import("./look.js").Scheme} look
 */
export function coloursOf(look) {
  const of = (/** @type {import("./look.js").Oklch} */ [lightness, chroma, hue], turn = 0) => oklch(lightness, chroma, hue + turn);
  return {
    dark: look === DARK,
    support: of(look.support),
    against: of(look.against),
    more: of(look.more),
    less: of(look.less),
    persons: look.persons.map((hue) => ({ M: of(hue), L: of(hue, -SIDE_TURN), R: of(hue, SIDE_TURN) })),
    classes: look.classes.map((hue) => of(hue)),
    models: look.models.map((hue) => of(hue)),
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

/** The hue of a person for text. @param {Theme} theme @param {number} person */
export function personInk({ inks }, person) {
  return inks[person % inks.length];
}

/**
 * A font for the canvas: one of the three sizes of the player.
 * @param {Theme} theme
 * @param {keyof Theme["sizes"]} size
 * @param {number} [weight]
 */
export function fontOf({ font, sizes }, size, weight = 400) {
  return `${weight} ${sizes[size]}px ${font}`;
}

/** "A", "B", … @param {number} person */
export function personLetter(person) {
  return String.fromCharCode(65 + person);
}
