// The one place where the player's state is, and who is told when it changes.

/**
 * @template {object} S
 */
export class Store {
  /** @param {S} state plain data: it is changed by `set` alone */
  constructor(state) {
    this.state = state;
    /** @type {Set<{keys: Set<keyof S> | null, view: (state: S) => void}>} */ this.views = new Set();
  }

  /**
   * Takes on new values, and tells those who listen to any that is another now.
   * @param {Partial<S>} change
   */
  set(change) {
    const keys = /** @type {(keyof S)[]} */ (Object.keys(change));
    const changed = keys.filter((key) => !Object.is(this.state[key], change[key]));
    if (changed.length === 0) return;
    Object.assign(this.state, change);
    for (const { keys: wanted, view } of [...this.views]) {
      if (!wanted || changed.some((key) => wanted.has(key))) view(this.state);
    }
  }

  /**
   * Calls `view` after each change of any of these; in the order in which views came.
   * @param {(keyof S)[] | null} keys null: of anything
   * @param {(state: S) => void} view
   * @returns {() => void} ends it
   */
  subscribe(keys, view) {
    const entry = { keys: keys && new Set(keys), view };
    this.views.add(entry);
    return () => this.views.delete(entry);
  }
}
