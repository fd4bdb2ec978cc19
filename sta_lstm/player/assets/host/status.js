// The state of the player: in words for a screen reader, as a report to the page, and laid open for tests.

/** @typedef {import("./player.js").Player} Player */
/** @typedef {import("../core/camera.js").Camera & {fitYaw: number, fitPitch: number}} Placed a camera, and the direction for which the bodies were fitted */
/**
 * @typedef {object} Committed what is reported once it rests
 * @property {string} revision
 * @property {number} frame
 * @property {{person: number, joint: number} | null} pinned
 * @property {[number, number] | null} range first and last frame of the chosen loop
 * @property {Placed} camera of the first pane, and of all where cameras are locked
 * @property {Placed[] | null} others cameras of the other panes, where each has its own
 * @property {string} reading what opacity shows, and against what: a drive and a scale, as in "alpha uniform"
 * @property {number} speed
 */
/**
 * Where a player is to begin, as a link says it. It is obeyed at the mount, and again only when its token is another one.
 * @typedef {object} Initial
 * @property {string} token any text; the same text again changes nothing
 * @property {number | null} [frame] the player stands there, paused; none: it begins as always
 * @property {[number, number] | null} [range] first and last frame of the loop
 * @property {Record<string, number> | null} [camera] as reported; what is missing stays as it is
 * @property {Record<string, number>[] | null} [others] as reported; those that are missing look as the first does
 * @property {string | null} [reading] as reported
 */

/**
 * @param {Player} player
 * @returns {Committed}
 */
export function committed(player) {
  const { cameras, scene } = player;
  const [camera, ...others] = cameras.all().map((each, p) => ({ ...each, fitYaw: scene.fitted[p].yaw, fitPitch: scene.fitted[p].pitch }));
  return {
    revision: player.show.revision,
    frame: player.clock.frame,
    pinned: player.look.pinned,
    range: player.clock.range,
    camera,
    others: cameras.free ? others : null,
    reading: `${player.look.drive} ${player.look.scale}`,
    speed: player.clock.speed,
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
    keyframesOnly: player.playback.keyframesOnly,
    look: { ...player.look },
    panes: player.show.panes.length,
    active: player.active,
    evidenceClass: timeline.evidenceClass,
    view: [timeline.from, timeline.to],
    painted: player.painted,
    said: player.live.textContent,
  };
}
