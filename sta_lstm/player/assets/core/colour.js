// Colours of equal lightness: persons differ in hue, the two sides of a body in a smaller turn of hue, never in
// brightness, because brightness is what attention is read from.

/** @typedef {[number, number, number]} Rgb three numbers from 0 to 255 */

/**
 * OKLCH to sRGB (Björn Ottosson's OKLab matrices).
 * @param {number} lightness 0 to 1
 * @param {number} chroma 0 to about 0.3
 * @param {number} hue degrees
 * @returns {Rgb}
 */
export function oklch(lightness, chroma, hue) {
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const linear = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
  const [red, green, blue] = linear.map((x) => {
    const v = x <= 0.0031308 ? 12.92 * x : 1.055 * Math.max(x, 0) ** (1 / 2.4) - 0.055;
    return Math.round(255 * Math.min(1, Math.max(0, v)));
  });
  return [red, green, blue];
}

/**
 * `share` of `over` laid on `under`.
 * @param {Rgb} under
 * @param {Rgb} over
 * @param {number} share 0 to 1
 * @returns {Rgb}
 */
export function mix(under, over, share) {
  return /** @type {Rgb} */ ([0, 1, 2].map((i) => Math.round(under[i] + (over[i] - under[i]) * share)));
}

/**
 * @param {Rgb} rgb
 * @param {number} [alpha]
 */
export function css(rgb, alpha = 1) {
  return `rgba(${rgb[0]}, ${rgb[1]}, ${rgb[2]}, ${alpha})`;
}

/** Steps of opacity that `faded` tells apart; finer ones are not seen. */
const STEPS = 255;
/** @type {WeakMap<Rgb, string[]>} */
const shades = new WeakMap();

/**
 * The same text for colours that are drawn many times a frame: made once for each step of opacity.
 * @param {Rgb} rgb an array that lasts, such as a theme's
 * @param {number} alpha 0 to 1
 */
export function faded(rgb, alpha) {
  let known = shades.get(rgb);
  if (!known) shades.set(rgb, (known = []));
  const step = Math.round(alpha * STEPS);
  return (known[step] ??= css(rgb, step / STEPS));
}

/** Relative luminance, 0 to 1, as WCAG 2 defines it. @param {Rgb} rgb */
function luminance(rgb) {
  const [red, green, blue] = rgb.map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/**
 * The contrast of two colours, 1 to 21, as WCAG 2 defines it: text of any size needs 4.5.
 * @param {Rgb} one
 * @param {Rgb} other
 */
export function contrast(one, other) {
  const [more, less] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (more + 0.05) / (less + 0.05);
}

/** Contrast that text of a hue gets, a little more than it needs: surfaces are a shade darker than pages. */
const READABLE = 4.8;

/**
 * A hue for text: as much of `colour` as leaves it readable on `background`, the rest being `text`.
 * @param {Rgb} colour
 * @param {Rgb} background
 * @param {Rgb} text
 */
export function readable(colour, background, text) {
  for (let share = 0; share < 1; share += 0.05) {
    const found = mix(colour, text, share);
    if (contrast(found, background) >= READABLE) return found;
  }
  return text;
}

/** Perceived brightness, 0 to 1. @param {Rgb} rgb */
export function brightness(rgb) {
  return (0.299 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2]) / 255;
}

/**
 * Any colour that the browser resolved, as numbers; `fallback` where it is not a plain one.
 * @param {string} text
 * @param {Rgb} fallback
 * @returns {Rgb}
 */
export function parseColour(text, fallback) {
  const found = /^rgba?\(\s*([\d.]+)[,\s]+([\d.]+)[,\s]+([\d.]+)(?:[,\s/]+([\d.]+%?))?\s*\)$/.exec(text.trim());
  if (!found || found[4] === "0") return fallback;
  return [Number(found[1]), Number(found[2]), Number(found[3])];
}

/** A colour written as #rrggbb. @param {string} text @returns {Rgb} */
export function hex(text) {
  return /** @type {Rgb} */ ([1, 3, 5].map((at) => parseInt(text.slice(at, at + 2), 16)));
}
