// The state of the player: in words for a screen reader, as a report to the page, and laid open for tests.

import { answerName, placeOfFrame, timeText } from "../core/values.js";

/** @typedef {import("./player.js").Player} Player */
/** @typedef {import("../core/messages.d.ts").Committed} Committed */

/**
 * @param {Player} player
 * @returns {Committed}
 */
export function committed({ cameras, clock, store, theme }) {
  const { active, ask, drive, evidenceFor, fitted, free, pinned, playing, projected, range, scale, selected, show, speed } = store.state;
  const [camera, ...others] = cameras.all().map((each, p) => ({ ...each, fitYaw: fitted[p].yaw, fitPitch: fitted[p].pitch }));
  return {
    revision: show.revision,
    frame: clock.frame,
    playing,
    active,
    dark: theme.dark,
    pinned,
    selection: selected.length ? { joints: selected, frames: range } : null,
    range,
    camera,
    others: free ? others : null,
    reading: `${drive} ${scale}`,
    projected,
    speed,
    evidence: evidenceFor,
    ask,
  };
}

/** @param {Player} player */
export function frameInWords({ clock, store }) {
  const { active, show } = store.state;
  const pane = show.panes[active];
  const leader = pane.leader[Math.min(clock.frame, pane.clip.frames - 1)];
  const keyframe = pane.rank.has(clock.frame) ? `, keyframe ${pane.rank.get(clock.frame)}` : "";
  const leads = pane.answer && leader >= 0 ? `, answer so far ${answerName(pane.answer, leader)}` : "";
  const where = placeOfFrame(show, clock.frame, "").replace(/^./, (letter) => letter.toUpperCase());
  const when = clock.frames > 1 ? `, ${timeText(show, clock.frame, "seconds")}` : "";
  return `${where}${when}${keyframe}${leads}`;
}

/** @param {Player} player */
export function inspect(player) {
  const { cameras, clock, scene, store, timeline, transport } = player;
  const { agreement, direction, drive, evidenceClass, floor, followed, fronts, keyframesOnly, labels, loop, pinned, playing, position, scale, show, trailFrames, trails } = store.state;
  return {
    ...committed(player),
    ...{ frames: clock.frames, position, playing, direction, loop, keyframesOnly },
    look: { drive, scale, floor, agreement, labels, pinned, followed, trails, trailFrames },
    ...{ panes: show.panes.length, evidenceClass },
    cameras: cameras.all(),
    fronts,
    turning: player.turning.busy,
    dark: player.theme.dark,
    boxes: scene.boxes,
    lanes: timeline.lanes,
    /** Where frames begin on the timeline, and how wide it is, pixels. */
    timeline: { left: timeline.left, width: timeline.width, ratio: timeline.ratio },
    view: [timeline.from, timeline.to],
    legends: scene.legends(store.state),
    fullScreen: player.screen.full,
    help: player.help.open,
    doubts: transport.doubts.element.hidden ? null : transport.doubts.opener.title.split("\n").slice(1),
    recording: player.saving.recording !== null,
    painted: player.painted,
    destroyed: player.destroyed,
    said: player.live.textContent,
  };
}
