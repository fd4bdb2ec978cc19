// A perspective camera that orbits. World: metres, y up, right-handed. Screen: CSS pixels, y down.

/** @typedef {{yaw: number, pitch: number, zoom: number, panX: number, panY: number}} Camera */
/** @typedef {{target: number[], distance: number}} Fit */
/** @typedef {{x: number, y: number, width: number, height: number}} Box */
/**
 * @typedef {object} View
 * @property {number[]} right unit vectors of the screen in the world
 * @property {number[]} up
 * @property {number[]} forward
 * @property {number[]} eye
 * @property {number} focal pixels
 * @property {number} cx
 * @property {number} cy
 * @property {number} distance from the eye to what it looks at
 */

const FIELD_OF_VIEW = (28 * Math.PI) / 180;
const NEAR = 0.05;
export const MAX_PITCH = Math.PI / 2;
/** The least and most that each number of a camera may be; angles may be any. @type {Record<keyof Camera, [number, number]>} */
export const LIMITS = { yaw: [-1e3, 1e3], pitch: [-0.35, MAX_PITCH], zoom: [0.25, 12], panX: [-3, 3], panY: [-3, 3] };
const THREE_QUARTER = { yaw: 0.48, pitch: 0.2 };

/** @param {number} value @param {[number, number]} limits */
export function within(value, [least, most]) {
  return Math.max(least, Math.min(most, value));
}

/**
 * The camera of a named view, relative to the way that the bodies face; where one would hide another, `core/views.js` turns
 * the front and the side.
 * @param {"reset" | "front" | "side" | "top"} name
 * @param {number} frontYaw
 * @returns {Camera}
 */
export function preset(name, frontYaw) {
  const turn = {
    reset: [THREE_QUARTER.yaw, THREE_QUARTER.pitch],
    front: [0, 0.04],
    side: [Math.PI / 2, 0.04],
    top: [0, MAX_PITCH],
  }[name];
  return { yaw: frontYaw + turn[0], pitch: turn[1], zoom: 1, panX: 0, panY: 0 };
}

/**
 * @param {number} yaw
 * @param {number} pitch
 */
function basis(yaw, pitch) {
  const [sy, cy, sp, cp] = [Math.sin(yaw), Math.cos(yaw), Math.sin(pitch), Math.cos(pitch)];
  return { right: [cy, 0, -sy], up: [-sp * sy, cp, -sp * cy], forward: [-cp * sy, -sp, -cp * cy] };
}

/** @param {number} height */
function focalLength(height) {
  return height / 2 / Math.tan(FIELD_OF_VIEW / 2);
}

/**
 * Nearest place from which all points fall into the box, seen from this direction. In camera coordinates (a, b, c)
 * about the centre, |a − a₀| ≤ h (c + d) for every point gives a₀ and d in closed form, and so does b.
 * @param {Float32Array} points
 * @param {number[]} centre
 * @param {number} yaw
 * @param {number} pitch
 * @param {Box} box
 * @returns {Fit}
 */
export function fitView(points, centre, yaw, pitch, box) {
  const { right, up, forward } = basis(yaw, pitch);
  const focal = focalLength(box.height);
  const hx = box.width / 2 / focal;
  const hy = box.height / 2 / focal;
  let [x0, x1, y0, y1, near] = [-Infinity, -Infinity, -Infinity, -Infinity, 0];
  for (let i = 0; i < points.length; i += 3) {
    const p = [points[i] - centre[0], points[i + 1] - centre[1], points[i + 2] - centre[2]];
    const [a, b, c] = [dot(p, right), dot(p, up), dot(p, forward)];
    x1 = Math.max(x1, a - hx * c);
    x0 = Math.max(x0, -a - hx * c);
    y1 = Math.max(y1, b - hy * c);
    y0 = Math.max(y0, -b - hy * c);
    near = Math.max(near, -c);
  }
  const distance = Math.max((x0 + x1) / (2 * hx), (y0 + y1) / (2 * hy), near + 4 * NEAR);
  const [a0, b0] = [(x1 - x0) / 2, (y1 - y0) / 2];
  return { target: centre.map((v, i) => v + a0 * right[i] + b0 * up[i]), distance };
}

/**
 * @param {Camera} camera
 * @param {Fit} fit
 * @param {Box} box
 * @returns {View}
 */
export function makeView(camera, fit, box) {
  const { right, up, forward } = basis(camera.yaw, camera.pitch);
  const distance = Math.max(fit.distance / camera.zoom, 2 * NEAR);
  const eye = fit.target.map((v, i) => {
    const pan = fit.distance * (camera.panX * right[i] + camera.panY * up[i]);
    return v + pan - distance * forward[i];
  });
  const focal = focalLength(box.height);
  return { right, up, forward, eye, focal, cx: box.x + box.width / 2, cy: box.y + box.height / 2, distance };
}

/**
 * Writes x, y (pixels), depth (metres) and pixels a metre into `out`; false where the point is not in front of the eye.
 * @param {View} view
 * @param {number} x
 * @param {number} y
 * @param {number} z
 * @param {Float32Array | number[]} out
 * @param {number} [at]
 */
export function project(view, x, y, z, out, at = 0) {
  // Written out, without arrays: it runs for every joint of every frame.
  const { eye, forward, right, up } = view;
  const px = x - eye[0];
  const py = y - eye[1];
  const pz = z - eye[2];
  const depth = px * forward[0] + py * forward[1] + pz * forward[2];
  if (!(depth > NEAR)) return false;
  const scale = view.focal / depth;
  out[at] = view.cx + scale * (px * right[0] + py * right[1] + pz * right[2]);
  out[at + 1] = view.cy - scale * (px * up[0] + py * up[1] + pz * up[2]);
  out[at + 2] = depth;
  out[at + 3] = scale;
  return true;
}

/**
 * @param {number[]} a
 * @param {number[]} b
 */
function dot(a, b) {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}
