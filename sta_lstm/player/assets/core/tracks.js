// Lanes of stretches: what a model answers when, what a file calls it, what somebody marked.

/** @typedef {import("./messages.d.ts").TrackData} Track */
/** @typedef {import("./messages.d.ts").SegmentData} Segment */

/**
 * @param {any} raw
 * @param {number} frames of the whole show: what lies outside is left out
 * @returns {Track[]}
 */
export function readTracks(raw, frames) {
  return (raw ?? []).map((/** @type {any} */ track) => ({
    name: String(track.name),
    note: String(track.note ?? ""),
    runs: Boolean(track.runs),
    segments: track.segments.map(readSegment).filter((/** @type {Segment} */ { start, end }) => start >= 0 && start < end && end <= frames),
  }));
}

/**
 * @param {any} raw
 * @returns {Segment}
 */
function readSegment({ start, end, text, says, strength, hue }) {
  const sure = typeof strength === "number" && Number.isFinite(strength) ? Math.max(0, Math.min(1, strength)) : null;
  return { start: Number(start), end: Number(end), text: String(text), says: String(says), strength: sure, hue: Number.isInteger(hue) ? hue : null };
}

/**
 * The stretch that begins next after a frame, or last before it; where there is none, the first or the last of all.
 * @param {Track} track
 * @param {number} frame
 * @param {-1 | 1} direction
 * @returns {Segment | undefined}
 */
export function nextSegment({ segments }, frame, direction) {
  if (direction > 0) return segments.find(({ start }) => start > frame) ?? segments[0];
  const before = segments.filter(({ start }) => start < frame);
  return before[before.length - 1] ?? segments[segments.length - 1];
}
