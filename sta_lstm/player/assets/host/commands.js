// What a test, or a page that holds a player, can ask it to do.

/** @typedef {import("./player.js").Player} Player */

/** @type {Record<string, (player: Player, value: any) => unknown>} */
export const COMMANDS = {
  /** Plays, or pauses. */
  play: (player, wanted = true) => (wanted ? player.playback.play() : player.playback.pause()),
  goTo: (player, frame) => player.playback.goTo(frame),
  /** Stands at a position between frames, and draws it. */
  stand: (player, position) => {
    player.store.set({ position });
    player.draw();
  },
  speed: (player, speed) => player.playback.setSpeed(speed),
  /** Loops through these frames; null: through all. */
  loop: (player, range) => (range ? player.playback.chooseRange(range[0], range[1], true) : player.playback.clearRange()),
  /** What opacity shows and how joints are marked: any of drive, scale, floor, agreement, labels, trails, trailFrames. */
  look: (player, change) => player.store.set(change),
  pin: (player, joint) => player.pins.pin(joint && { pane: player.store.state.active, ...joint }),
  select: (player, joints) => {
    player.store.set({ selected: joints });
    player.settled("");
  },
  pane: (player, p) => player.activate(p),
  evidenceFor: (player, name) => player.store.set({ evidenceFor: name }),
  unfold: (player, expanded = true) => player.store.set({ expanded }),
  /** Turns to a named view, and is there at once. */
  view: (player, name) => {
    player.turning.to(name);
    player.beat(performance.now() + 1e6);
  },
  /** Changes numbers of a pane's camera. */
  camera: (player, { pane = 0, ...change }) => player.cameras.move(pane, () => change),
  draw: (player) => player.draw(),
  save: (player, what) => (what === "video" ? player.saving.saveVideo() : player.saving.savePicture()),
  /** Hears every report from now on. */
  report: (player, listener) => {
    player.options = { ...player.options, onCommit: listener };
  },
  /** Where a joint is on the stage, in pixels, and how it looks; null where it is not to be seen. */
  joint: (player, { pane = 0, person = 0, joint }) => player.scene.jointPlace(pane, person, joint),
};

/**
 * @param {Player} player
 * @param {string} name
 * @param {any} value
 */
export function command(player, name, value) {
  const act = COMMANDS[name];
  if (!act) throw new RangeError(`The player knows no command ${name}; it knows ${Object.keys(COMMANDS).join(", ")}.`);
  return act(player, value);
}
