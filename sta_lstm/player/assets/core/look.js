// Written by `make look` from sta_lstm/scene/look.py: change it there.

/** @typedef {[number, number, number]} Oklch lightness, chroma, hue in degrees */
/** @typedef {{background: string, surface: string, text: string, muted: string, accent: string, persons: Oklch[], support: Oklch, against: Oklch, more: Oklch, less: Oklch, classes: Oklch[], models: Oklch[]}} Scheme */

/** The multiple of an equal share at the end of attention’s scale. */
export const FULL = 15;
/** Strength of every joint where no model is shown, 0 to 1. */
export const BARE = 0.333333;
/** Opacity of a joint without any attention: nobody vanishes. */
export const FAINTEST = 0.16;
/** Radius of a joint without any attention, in heights of a body. */
export const RADIUS = 0.0115;
/** What full strength adds to the radius of a joint, in heights of a body. */
export const RADIUS_GAIN = 0.0195;
/** Width of the ring that an inferred joint is drawn as, in radii of the joint. */
export const RING = 0.42;
/** Agreement of networks, 0 to 1, below which a joint is a dashed ring. */
export const AGREED = 0.5;
/** Width of that ring, in radii of the joint. */
export const DASHED_RING = 0.26;
/** How many dashes that ring has. */
export const DASHES = 7;
/** Radius of the head of the faint whole body, in heights of a body. */
export const GHOST_HEAD = 0.046;
/** Width of the bones of the faint whole body, in heights of a body. */
export const GHOST_BONE = 0.017;
/** How much of a bone of the left side is left open along its middle. */
export const TUBE = 0.44;
/** How much thicker joints and bones are on a wall. */
export const PROJECTED_BODY = 1.35;
/** From the hue of a person to those of the two sides of its body, degrees. */
export const SIDE_TURN = 17;
/** Multiples of an equal share that legends name, at equal steps of the scale. */
export const TICKS = [0, 1, 3, 7, 15];
/** The three sizes of text at a desk, pixels. */
export const DESK = { small: 11, body: 14, large: 28 };
/** The three sizes of text on the wall of a room, pixels. */
export const ROOM = { small: 18, body: 20, large: 40 };

/** @type {Scheme} colours of a light page */
export const LIGHT = {
  background: "#ffffff",
  surface: "#f7f8fa",
  text: "#1f2430",
  muted: "#6b7280",
  accent: "#6d28d9",
  persons: [[0.6, 0.15, 245], [0.6, 0.15, 52], [0.6, 0.15, 160], [0.6, 0.15, 345], [0.6, 0.15, 95], [0.6, 0.15, 295], [0.6, 0.15, 200], [0.6, 0.15, 20]],
  support: [0.6, 0.12, 188],
  against: [0.58, 0.16, 35],
  more: [0.6, 0.15, 75],
  less: [0.6, 0.15, 285],
  classes: [[0.76, 0.1, 70], [0.76, 0.1, 250], [0.76, 0.1, 340], [0.76, 0.1, 115], [0.76, 0.1, 295], [0.76, 0.1, 25], [0.76, 0.1, 160], [0.76, 0.1, 205]],
  models: [[0.46, 0.18, 335], [0.6, 0.13, 132], [0.3, 0.04, 250], [0.655, 0.1, 195]],
};

/** @type {Scheme} colours of a dark page */
export const DARK = {
  background: "#0e1117",
  surface: "#151a23",
  text: "#e6e8ee",
  muted: "#9aa1ad",
  accent: "#a78bfa",
  persons: [[0.76, 0.125, 245], [0.76, 0.125, 52], [0.76, 0.125, 160], [0.76, 0.125, 345], [0.76, 0.125, 95], [0.76, 0.125, 295], [0.76, 0.125, 200], [0.76, 0.125, 20]],
  support: [0.7, 0.12, 188],
  against: [0.7, 0.16, 35],
  more: [0.76, 0.125, 75],
  less: [0.76, 0.125, 285],
  classes: [[0.55, 0.1, 70], [0.55, 0.1, 250], [0.55, 0.1, 340], [0.55, 0.1, 115], [0.55, 0.1, 295], [0.55, 0.1, 25], [0.55, 0.1, 160], [0.55, 0.1, 205]],
  models: [[0.64, 0.19, 335], [0.84, 0.13, 130], [0.95, 0.02, 250], [0.55, 0.09, 195]],
};
