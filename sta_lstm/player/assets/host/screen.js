// The whole screen, and what is drawn for a room that looks at a wall.

/** @typedef {import("./player.js").Player} Player */

export class Screen {
  /** @param {Player} player */
  constructor(player) {
    this.player = player;
    /** Whether the projection took the whole screen, and so ends with it. */
    this.taken = false;
  }

  get full() {
    const { root } = this.player;
    return /** @type {Document | ShadowRoot} */ (root.getRootNode()).fullscreenElement === root;
  }

  toggleFull() {
    const { player } = this;
    if (this.full) document.exitFullscreen();
    else player.root.requestFullscreen?.().catch(() => player.tell("Full screen is not allowed here."));
  }

  /** Draws for a room, in full screen where that is allowed; or for a desk again. */
  toggleProjection() {
    const { root, store } = this.player;
    const projected = !store.state.projected;
    store.set({ projected });
    if (projected && !this.full) root.requestFullscreen?.().then(() => this.take(), () => undefined);
    if (!projected && this.full) document.exitFullscreen();
    this.player.say(projected ? "Projection: large letters for a room." : "Projection ended.");
  }

  /** The screen is here; whoever has changed their mind since then gets the page back. */
  take() {
    this.taken = this.player.store.state.projected;
    if (!this.taken) document.exitFullscreen();
  }

  /** The browser has given the whole screen, or has taken it back. */
  changed() {
    if (!this.full && this.taken) {
      this.taken = false;
      this.player.store.set({ projected: false });
    }
    this.player.resize();
  }
}
