// How long frames stay on the screen at 1×: all alike, or keyframes long and all between them in a hurry.

/** @typedef {[number, number][]} Pace corners of the line from frame position to seconds since the first frame, in order */

/** How long a keyframe stays where only keyframes are played, in seconds. */
const DWELL = 0.9;
/** How much faster than recorded the frames between keyframes go by, and the longest that they take, in seconds. */
const HURRY = 6;
const LONGEST_HURRY = 0.6;

/**
 * @param {[number, number]} span first and last frame
 * @param {number} fps
 * @param {ArrayLike<number>} stops frames to dwell on, in order; where none is in the span, all frames are alike
 * @returns {Pace}
 */
export function makePace([first, last], fps, stops) {
  const inside = Array.from(stops).filter((t) => t >= first && t <= last);
  /** @type {Pace} */ const pace = [[first, 0]];
  const goOn = (/** @type {number} */ to, /** @type {(frames: number) => number} */ seconds) => {
    const [from, time] = pace[pace.length - 1];
    if (to > from) pace.push([to, time + seconds(to - from)]);
  };
  const hurry = (/** @type {number} */ frames) => Math.min(LONGEST_HURRY, frames / fps / HURRY);
  for (const t of inside) {
    goOn(t, hurry);
    goOn(t + 1, () => DWELL);
  }
  goOn(last + 1, inside.length ? hurry : (frames) => frames / fps);
  return pace;
}

/**
 * Seconds from the first frame to this position.
 * @param {Pace} pace
 * @param {number} position
 */
export function timeAt(pace, position) {
  return along(pace, 0, position);
}

/**
 * The position that many seconds after the first frame.
 * @param {Pace} pace
 * @param {number} time
 */
export function positionAt(pace, time) {
  return along(pace, 1, time);
}

/**
 * The other coordinate of the point of the line where coordinate `axis` is `value`.
 * @param {Pace} pace
 * @param {0 | 1} axis
 * @param {number} value
 */
function along(pace, axis, value) {
  const other = 1 - axis;
  const i = Math.max(1, pace.findIndex((corner, n) => n > 0 && value < corner[axis]));
  const [from, to] = value < pace[pace.length - 1][axis] ? [pace[i - 1], pace[i]] : pace.slice(-2);
  return from[other] + ((value - from[axis]) / (to[axis] - from[axis])) * (to[other] - from[other]);
}
