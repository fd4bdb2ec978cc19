// The row of controls: real buttons and ranges, each with a name and a state that a screen reader says.

import { SPEEDS } from "../core/clock.js";
import { button, element, icon } from "../core/dom.js";
import { placeOfFrame, timeText } from "../core/values.js";
import { Doubts } from "./doubts.js";
import { LOOP_NAMES } from "./playback.js";

/** @typedef {import("../host/player.js").Player} Player */

/** What the controls show. @type {(keyof import("../core/state.js").State)[]} */
const SHOWN = ["playing", "speed", "direction", "loop", "keyframesOnly", "labels", "projected", "drive", "scale", "floor", "agreement", "foretold", "trails", "trailFrames", "show", "active", "free"];

export class Transport {
  /** @param {Player} player */
  constructor(player) {
    this.player = player;
    this.play = button("Play", "sta-play", [icon("play")], () => player.playback.toggle());
    this.loop = button("Loop", "sta-icon", [icon("loop")], () => player.playback.turnLoop());
    this.labels = button("Joint names", "sta-icon", [icon("tag")], () => player.store.set({ labels: !player.store.state.labels }));
    this.projection = button("Projection: large letters for a room", "sta-icon", [icon("wall")], () => player.screen.toggleProjection());
    this.help = button("Keys and help", "sta-icon", [icon("help")], () => player.help.toggle());
    this.steps = [
      button("Frame back", "sta-icon", [icon("back")], () => player.playback.step(-1)),
      button("Frame forward", "sta-icon", [icon("forward")], () => player.playback.step(1)),
    ];
    this.keys = [
      button("Previous keyframe", "sta-icon", [icon("keyBack")], () => player.playback.jumpKeyframe(-1)),
      button("Next keyframe", "sta-icon", [icon("keyForward")], () => player.playback.jumpKeyframe(1)),
      button("Keyframes only: dwell on them, hurry between", "sta-icon", [icon("dwell")], () => player.playback.toggleKeyframesOnly()),
    ];
    this.speed = element("input", { type: "range", min: 0, max: SPEEDS.length - 1, step: 1, "aria-label": "Speed", title: "Speed" });
    this.speed.addEventListener("input", () => player.playback.setSpeed(SPEEDS[Number(this.speed.value)]));
    this.speedText = element("span", { class: "sta-speed", "aria-hidden": "true" });
    this.readout = element("span", { class: "sta-readout", title: "Frames are counted from 0. Keyframes are numbered by their weight: 1 weighs most." });
    this.reading = player.looks.reading;
    const group = (/** @type {string} */ name, /** @type {(Node | string)[]} */ children) =>
      element("div", { class: "sta-group", role: "group", "aria-label": name }, children);
    const windowGroup = group("Window", [
      player.saving.element,
      this.projection,
      button("Full screen", "sta-icon", [icon("full")], () => player.screen.toggleFull()),
      this.help,
    ]);
    windowGroup.classList.add("sta-window");
    // Two rows of groups, side by side where there is room, so that a group has the same neighbours at every width.
    const row = (/** @type {Node[]} */ ...children) => element("div", { class: "sta-row" }, children);
    const playing = row(
      group("Playback", [
        this.steps[0],
        this.play,
        this.steps[1],
      ]),
      group("Keyframes", this.keys),
      this.readout,
    );
    const looking = row(
      group("Speed and loop", [this.speed, this.speedText, this.loop]),
      group("What the joints show", [this.reading, this.labels, player.looks.opener, player.looks.panel]),
      windowGroup,
    );
    this.element = element("div", { class: "sta-transport" }, [playing, looking]);
    this.together = button("Turn together", "sta-view sta-together", [], () => player.turning.lockOrFree());
    this.doubts = new Doubts(player);
    this.views = group("View", [
      this.doubts.element,
      ...["front", "side", "top"].map((name) =>
        button(`${name[0].toUpperCase()}${name.slice(1)} view`, "sta-view", [`${name[0].toUpperCase()}${name.slice(1)}`], () =>
          player.turning.to(/** @type {any} */ (name)),
        ),
      ),
      button("Reset view", "sta-view", ["Reset"], () => player.turning.to("reset")),
      this.together,
    ]);
    this.views.classList.add("sta-views");
    this.shownIcon = "play";
    player.store.subscribe(SHOWN, () => this.update());
    /** @type {boolean | null} */ this.shownFree = null;
    /** What the readout says. */
    this.read = "";
  }

  /** Brings every control to the state of the player. */
  update() {
    const { direction, free, keyframesOnly, labels, loop, playing, projected, show, speed: times } = this.player.store.state;
    const wanted = playing ? "pause" : "play";
    if (wanted !== this.shownIcon) {
      this.play.replaceChildren(icon(wanted));
      this.play.setAttribute("aria-label", playing ? "Pause" : "Play");
      this.shownIcon = wanted;
    }
    const still = show.frames < 2;
    for (const each of [...this.steps, this.play]) each.disabled = still;
    this.play.title = still ? "One frame: nothing moves" : playing ? "Pause" : "Play";
    this.speed.value = String(SPEEDS.indexOf(times));
    const speed = `${direction < 0 ? "−" : ""}${times}×`;
    this.speed.setAttribute("aria-valuetext", speed);
    this.speedText.textContent = speed;
    this.loop.setAttribute("aria-pressed", String(loop !== "off"));
    this.loop.setAttribute("aria-label", LOOP_NAMES[loop]);
    this.loop.title = LOOP_NAMES[loop];
    this.labels.setAttribute("aria-pressed", String(labels));
    this.projection.setAttribute("aria-pressed", String(projected));
    this.player.looks.update();
    const none = show.panes.every((pane) => pane.keyframes.length === 0);
    for (const key of this.keys) key.disabled = none;
    this.keys[2].setAttribute("aria-pressed", String(keyframesOnly && !none));
    this.doubts.load(show);
    this.together.hidden = show.panes.length === 1;
    if (free !== this.shownFree) this.sayCameras(free);
    this.tick();
  }

  /** @param {boolean} free */
  sayCameras(free) {
    this.shownFree = free;
    this.together.replaceChildren(icon(free ? "unlinked" : "linked"), "Turn together");
    this.together.setAttribute("aria-pressed", String(!free));
    this.together.title = free
      ? "Each picture turns by itself. Click to turn all of them together (C)."
      : "Whoever turns one picture turns all of them. Click to turn each by itself (C).";
  }

  /** What changes with every frame. */
  tick() {
    const { clock } = this.player;
    const { active, show } = this.player.store.state;
    const rank = show.panes[active].rank.get(clock.frame);
    const time = clock.frames > 1 ? ` · ${timeText(show, clock.frame)}` : "";
    const text = `${placeOfFrame(show, clock.frame)}${time}${rank ? ` · keyframe ${rank}` : ""}`;
    if (text !== this.read) this.readout.textContent = this.read = text;
  }
}
