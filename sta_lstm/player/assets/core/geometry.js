// Where the bodies of a clip are: floor, size, the way they face, and the points that a camera must hold.

/** @typedef {import("./payload.js").Clip} Clip */
/**
 * @typedef {object} Geometry
 * @property {number} floor height of the floor, metres
 * @property {number[]} grounds M, height of the ground under each person: sensors look down at a slant, and so the floor
 *   is lower where it is nearer
 * @property {number} size height of a body, metres: the unit of joint radii
 * @property {[number, number, number]} centre
 * @property {number} frontYaw camera yaw that looks bodies in the face, or two persons from the side
 * @property {boolean} inProfile whether it is two persons from the side
 * @property {Float32Array} points x, y, z of sampled joints, wild ones left out
 */

const SAMPLED_FRAMES = 240;
/** Farthest that a joint moves between two frames, in body heights. */
const JUMP = 0.25;

/**
 * @param {Clip} clip
 * @returns {Geometry}
 */
export function measure(clip) {
  const { frames, persons, positions, present } = clip;
  const J = clip.joints.length;
  const step = Math.max(1, Math.ceil(frames / SAMPLED_FRAMES));
  /** @type {number[]} */ const points = [];
  const lows = Array.from({ length: persons }, () => /** @type {number[]} */ ([]));
  /** @type {number[]} */ const heights = [];
  for (let t = 0; t < frames; t += step) {
    for (let m = 0; m < persons; m++) {
      if (!present[t * persons + m]) continue;
      let low = Infinity;
      let high = -Infinity;
      for (let j = 0; j < J; j++) {
        const i = ((t * persons + m) * J + j) * 3;
        const y = positions[i + 1];
        if (!Number.isFinite(positions[i] + y + positions[i + 2])) continue;
        points.push(positions[i], y, positions[i + 2]);
        low = Math.min(low, y);
        high = Math.max(high, y);
      }
      if (high > low) {
        lows[m].push(low);
        heights.push(high - low);
      }
    }
  }
  if (points.length === 0) {
    const points = new Float32Array([0, 0, 0, 0, 1.7, 0]);
    return { floor: 0, grounds: lows.map(() => 0), size: 1.7, centre: [0, 0.85, 0], frontYaw: Math.PI, inProfile: false, points };
  }
  const kept = withoutWild(points);
  const [x0, x1, y0, y1, z0, z1] = bounds(kept);
  const size = Math.max(quantile(heights, 0.75) || y1 - y0, 1e-6);
  // Not the very lowest: a foot that the sensor lost may lie far below.
  const grounds = lows.map((low) => (low.length ? quantile(low, 0.06) : y0));
  return {
    floor: Math.min(...grounds),
    grounds,
    size,
    centre: [(x0 + x1) / 2, (y0 + y1) / 2, (z0 + z1) / 2],
    ...facing(clip),
    points: kept,
  };
}

/**
 * Whether a joint goes on to the next frame as a body can: one that jumps farther was lost by the sensor.
 * @param {Clip} clip
 * @param {number} t
 * @param {number} i column among persons × joints
 */
export function moves(clip, t, i) {
  const stride = clip.persons * clip.joints.length * 3;
  const at = t * stride + i * 3;
  const p = clip.positions;
  const far = Math.hypot(p[at + stride] - p[at], p[at + stride + 1] - p[at + 1], p[at + stride + 2] - p[at + 2]);
  return far < JUMP * clip.geometry.size;
}

/**
 * Points whose coordinates all lie within the bulk: a sensor that loses a hand puts it metres away for a frame.
 * @param {number[]} points
 */
function withoutWild(points) {
  const ranges = [0, 1, 2].map((axis) => {
    const values = points.filter((_, i) => i % 3 === axis);
    const low = quantile(values, 0.05);
    const high = quantile(values, 0.95);
    const slack = 1.2 * (high - low) + 0.25;
    return [low - slack, high + slack];
  });
  /** @type {number[]} */ const kept = [];
  for (let i = 0; i < points.length; i += 3) {
    if (ranges.every(([low, high], axis) => points[i + axis] >= low && points[i + axis] <= high)) {
      kept.push(points[i], points[i + 1], points[i + 2]);
    }
  }
  return Float32Array.from(kept);
}

/** @param {Float32Array} points */
function bounds(points) {
  const box = [Infinity, -Infinity, Infinity, -Infinity, Infinity, -Infinity];
  for (let i = 0; i < points.length; i++) {
    const axis = i % 3;
    box[2 * axis] = Math.min(box[2 * axis], points[i]);
    box[2 * axis + 1] = Math.max(box[2 * axis + 1], points[i]);
  }
  return box;
}

/**
 * @param {number[]} values
 * @param {number} q
 */
function quantile(values, q) {
  const sorted = Float64Array.from(values).sort();
  return sorted.length ? sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] : 0;
}

/**
 * Yaw of a camera in front of the bodies. Left × up points forward; where two persons face each other those vectors
 * cancel, and the camera looks across the line between them instead.
 * @param {Clip} clip
 * @returns {{frontYaw: number, inProfile: boolean}}
 */
function facing(clip) {
  const { frames, persons, present, sides } = clip;
  const step = Math.max(1, Math.ceil(frames / SAMPLED_FRAMES));
  let [fx, fz, n] = [0, 0, 0];
  let [px, pz] = [0, 0];
  for (let t = 0; t < frames; t += step) {
    /** @type {number[][]} */ const centres = [];
    for (let m = 0; m < persons; m++) {
      if (!present[t * persons + m]) continue;
      const left = meanPlace(clip, t, m, (j) => sides[j] === "L");
      const right = meanPlace(clip, t, m, (j) => sides[j] === "R");
      centres.push(meanPlace(clip, t, m, () => true));
      const [lx, lz] = [left[0] - right[0], left[1] - right[1]];
      const length = Math.hypot(lx, lz);
      if (!(length > 1e-6)) continue;
      fx -= lz / length;
      fz += lx / length;
      n++;
    }
    if (centres.length > 1) {
      px += centres[1][0] - centres[0][0];
      pz += centres[1][1] - centres[0][1];
    }
  }
  const agreement = n ? Math.hypot(fx, fz) / n : 0;
  const apart = Math.hypot(px, pz);
  if (agreement < 0.6 && apart > 1e-6) {
    const across = [-pz / apart, px / apart];
    // Of the two sides take the one that bodies turn to a little, or else the sensor's, which looks along +z.
    const side = across[0] * fx + across[1] * fz - 0.05 * n * across[1] >= 0 ? 1 : -1;
    return { frontYaw: Math.atan2(side * across[0], side * across[1]), inProfile: true };
  }
  return { frontYaw: agreement > 0.15 ? Math.atan2(fx, fz) : Math.PI, inProfile: false };
}

/**
 * Mean x and z of the chosen joints.
 * @param {Clip} clip
 * @param {number} t
 * @param {number} m
 * @param {(joint: number) => boolean} chosen
 */
function meanPlace(clip, t, m, chosen) {
  const J = clip.joints.length;
  let [x, z, n] = [0, 0, 0];
  for (let j = 0; j < J; j++) {
    const i = ((t * clip.persons + m) * J + j) * 3;
    if (!chosen(j) || !Number.isFinite(clip.positions[i] + clip.positions[i + 2])) continue;
    x += clip.positions[i];
    z += clip.positions[i + 2];
    n++;
  }
  return n ? [x / n, z / n] : [NaN, NaN];
}
