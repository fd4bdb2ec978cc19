// From where the named views look at the bodies of a clip, so that none hides another.

/** @typedef {import("./payload.js").Clip} Clip */
/** @typedef {{front: number, side: number}} NamedYaws yaws of a camera, radians */

/** How far apart two bodies stand on the screen at least, in heights of a body: half a shoulder more than a body is wide. */
const APART = 0.32;
/** A view turns by steps of so much until they do, and no farther than this, radians. */
const STEP = Math.PI / 36;
const FARTHEST = 8 * STEP;
const SAMPLED_FRAMES = 240;

/**
 * What people call the front and the side: two who face each other are seen from the side when both stand in profile, and
 * the front of one is beside the back of the other.
 * @param {Clip} clip
 * @returns {NamedYaws}
 */
export function namedYaws(clip) {
  const { frontYaw, inProfile } = clip.geometry;
  const gaps = gapsOf(clip);
  const [front, side] = inProfile ? [frontYaw - Math.PI / 2, frontYaw] : [frontYaw, frontYaw + Math.PI / 2];
  return { front: separated(front, gaps, clip.geometry.size), side: separated(side, gaps, clip.geometry.size) };
}

/**
 * The nearest direction from which every two bodies stand apart, or else the one within reach from which they do most.
 * @param {number} yaw
 * @param {[number, number][]} gaps x and z from one body to another
 * @param {number} size height of a body
 */
function separated(yaw, gaps, size) {
  const least = (/** @type {number} */ at) => Math.min(...gaps.map(([x, z]) => Math.abs(x * Math.cos(at) - z * Math.sin(at))));
  let best = yaw;
  for (let turn = 0; turn <= FARTHEST + 1e-9; turn += STEP) {
    for (const at of [yaw - turn, yaw + turn]) {
      if (least(at) >= APART * size) return at;
      if (least(at) > least(best) + 1e-9) best = at;
    }
  }
  return best;
}

/**
 * From each body to each other, x and z between their mean places while both are there; metres.
 * @param {Clip} clip
 * @returns {[number, number][]}
 */
function gapsOf({ frames, joints, persons, positions, present }) {
  const step = Math.max(1, Math.ceil(frames / SAMPLED_FRAMES));
  /** @type {[number, number][]} */ const gaps = [];
  for (let a = 0; a < persons; a++) {
    for (let b = a + 1; b < persons; b++) {
      let [x, z, n] = [0, 0, 0];
      for (let t = 0; t < frames; t += step) {
        if (!present[t * persons + a] || !present[t * persons + b]) continue;
        for (let j = 0; j < joints.length; j++) {
          const [i, k] = [((t * persons + a) * joints.length + j) * 3, ((t * persons + b) * joints.length + j) * 3];
          const [dx, dz] = [positions[k] - positions[i], positions[k + 2] - positions[i + 2]];
          if (Number.isFinite(dx + dz)) [x, z, n] = [x + dx, z + dz, n + 1];
        }
      }
      if (n) gaps.push([x / n, z / n]);
    }
  }
  return gaps;
}
