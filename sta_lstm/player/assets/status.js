// The state of the player: in words for a screen reader, as a report to the page, and laid open for tests.

/** @typedef {import("./player.js").Player} Player */
/**
 * @typedef {object} Committed what is reported once it rests
 * @property {string} revision
 * @property {number} frame
 * @property {{person: number, joint: number} | null} pinned
 * @property {[number, number] | null} range first and last frame of the chosen loop
 * @property {import("./camera.js").Camera} camera
 */

/**
 * @param {Player} player
 * @returns {Committed}
 */
export function committed(player) {
  return {
    revision: player.show.revision,
    frame: player.clock.frame,
    pinned: player.look.pinned,
    range: player.clock.range,
    camera: { ...player.camera },
  };
}

/** @param {Player} player */
export function frameInWords(player) {
  const { clock } = player;
  const pane = player.show.panes[player.active];
  const leader = pane.leader[Math.min(clock.frame, pane.clip.frames - 1)];
  const keyframe = pane.rank.has(clock.frame) ? `, keyframe ${pane.rank.get(clock.frame)}` : "";
  const leads = leader >= 0 ? `, ${pane.classes[leader]} leads` : "";
  return `Frame ${clock.frame} of ${clock.frames - 1}, ${(clock.frame / clock.fps).toFixed(2)} seconds${keyframe}${leads}`;
}

/** @param {Player} player */
export function inspect(player) {
  const { clock, timeline } = player;
  return {
    ...committed(player),
    frames: clock.frames,
    position: clock.position,
    playing: clock.playing,
    speed: clock.speed,
    direction: clock.direction,
    loop: clock.loop,
    look: { ...player.look },
    panes: player.show.panes.length,
    active: player.active,
    evidenceClass: timeline.evidenceClass,
    view: [timeline.from, timeline.to],
    painted: player.painted,
    said: player.live.textContent,
  };
}
