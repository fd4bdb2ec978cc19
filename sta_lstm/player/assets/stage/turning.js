// The way from one view to another, which takes a moment so that the eye can follow.

/** @typedef {import("../host/player.js").Player} Player */
/** @typedef {import("../core/camera.js").Camera} Camera */
/** @typedef {import("../core/cameras.js").Direction} Direction */
/** @typedef {{places: Camera[], fits: Direction[]}} Stand where each pane's camera is, and for which direction its bodies are fitted */

const TURN_MS = 280;

export class Turning {
  /** @param {Player} player */
  constructor(player) {
    this.player = player;
    /** @type {{from: Stand, to: Stand, start: number, then: (() => void) | null} | null} */ this.way = null;
  }

  /** Whether cameras are on their way. */
  get busy() {
    return this.way !== null;
  }

  /** Every pane to a view of that name. @param {import("../core/cameras.js").ViewName} name */
  to(name) {
    this.towards(this.player.cameras.preset(name));
  }

  /** One pane's bodies as they were seen at first; all, where cameras are locked. @param {number} p */
  reset(p) {
    const { cameras, store } = this.player;
    const places = cameras.preset("reset");
    this.towards(store.state.free ? cameras.all().map((camera, i) => (i === p ? places[i] : camera)) : places);
  }

  /**
   * @param {Camera[]} places for each pane
   * @param {Direction[]} [fits] for which the bodies are fitted then; the same, if left out
   * @param {(() => void) | null} [then] what is done on arrival
   */
  towards(places, fits = places, then = null) {
    this.stop();
    const { cameras, still, store } = this.player;
    const from = { places: cameras.all(), fits: store.state.fitted };
    const to = {
      places: places.map((place, p) => byShortestWay(from.places[p], place)),
      fits: fits.map(({ yaw, pitch }, p) => byShortestWay(from.fits[p], { yaw, pitch })),
    };
    this.way = { from, to, start: still ? -Infinity : performance.now(), then };
    this.player.requestDraw();
  }

  /** Each pane gets a camera of its own; or all look again as the one does that was turned last. */
  lockOrFree() {
    const { player } = this;
    const { cameras, store } = player;
    if (cameras.count === 1) return player.tell("There is one pane, with one camera.");
    const settle = (/** @type {boolean} */ free) => {
      cameras.set(free);
      player.settled(free ? "Each pane has its own camera." : "All panes share one camera.");
    };
    const { fitted, free: apart, lead } = store.state;
    if (!apart) settle(true);
    else this.towards(cameras.asLead(cameras.of(lead)), cameras.asLead(fitted[lead]), () => settle(false));
  }

  /** @param {number} now milliseconds */
  advance(now) {
    if (!this.way) return;
    const { from, to, start } = this.way;
    const share = Math.min(1, Math.max(0, (now - start) / TURN_MS));
    const eased = share * share * (3 - 2 * share);
    this.stand({
      places: from.places.map((place, p) => between(place, to.places[p], eased)),
      fits: from.fits.map((fit, p) => between(fit, to.fits[p], eased)),
    });
    if (share < 1) return;
    this.stop();
    this.player.cameraRests();
  }

  /** Ends where it is; where something waits for the arrival, the cameras go there at once. */
  stop() {
    if (!this.way) return;
    const { then, to } = this.way;
    this.way = null;
    if (!then) return;
    this.stand(to);
    then();
  }

  /** @param {Stand} stand */
  stand({ places, fits }) {
    this.player.cameras.put(places, fits);
  }
}

/**
 * The same direction, so many turns on that the way there is no longer than half a turn.
 * @template {Direction} D
 * @param {Direction} from
 * @param {D} to
 * @returns {D}
 */
function byShortestWay(from, to) {
  return { ...to, yaw: to.yaw + 2 * Math.PI * Math.round((from.yaw - to.yaw) / (2 * Math.PI)) };
}

/**
 * @template {Direction} D
 * @param {D} from
 * @param {D} to
 * @param {number} share of the way
 * @returns {D}
 */
function between(from, to, share) {
  const made = { ...to };
  for (const key of /** @type {(keyof D)[]} */ (Object.keys(to))) {
    const [a, b] = [/** @type {number} */ (from[key]), /** @type {number} */ (to[key])];
    made[key] = /** @type {any} */ (a + (b - a) * share);
  }
  return made;
}
