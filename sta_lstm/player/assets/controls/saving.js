// The menu of what can be saved, a picture and a video, and what is seen while a video is recorded.

import { button, closeWhenLeft, element, icon } from "../core/dom.js";
import { percentText } from "../core/values.js";
import { fileName, offer } from "./download.js";
import { picture, pictureScale, pictureSize } from "./picture.js";
import { VideoRecording, videoType } from "./video.js";

/** @typedef {import("../host/player.js").Player} Player */

const NO_VIDEO = "This browser cannot record a video. A picture can be saved, and the Python package writes videos too.";

/** So many times as sharp as the screen pictures are. */
const SHARPNESS = [1, 2, 4];

export class Saving {
  /** @param {Player} player */
  constructor(player) {
    this.player = player;
    /** @type {VideoRecording | null} */ this.recording = null;
    this.opener = button("Save a picture or a video", "sta-icon", [icon("save")], () => this.toggle());
    this.opener.setAttribute("aria-expanded", "false");
    const item = (/** @type {string} */ words, /** @type {string} */ key, /** @type {() => void} */ act) => {
      const text = element("span", {}, [words]); // more is said once it is opened
      const shown = key ? [element("kbd", { "aria-hidden": "true" }, [key])] : [];
      const made = element("button", { type: "button", class: "sta-item" }, [text, ...shown]);
      made.addEventListener("click", () => {
        this.close();
        act();
      });
      return { made, text };
    };
    this.pictureItems = SHARPNESS.map((times, place) => item(pictureInWords(place), place ? "" : "S", () => this.savePicture(times)));
    this.videoItem = item("Video", "V", () => this.saveVideo());
    this.panel = element("div", { class: "sta-saves", role: "group", "aria-label": "Save", hidden: "" }, [
      ...this.pictureItems.map(({ made }) => made),
      this.videoItem.made,
    ]);
    this.element = element("div", { class: "sta-menu" }, [this.opener, this.panel]);
    closeWhenLeft(this.element, this.panel, this.opener, () => this.close());
    this.progress = element("progress", { max: 1, value: 0, "aria-label": "Recorded" });
    this.progressText = element("span");
    this.stopButton = button("Cancel the recording", "sta-cancel", ["Cancel"], () => this.cancel("Recording cancelled."));
    this.bar = element("div", { class: "sta-recording", role: "group", "aria-label": "Recording", hidden: "" }, [
      element("span", { class: "sta-red", "aria-hidden": "true" }),
      this.progressText,
      this.progress,
      this.stopButton,
    ]);
  }

  toggle() {
    if (!this.panel.hidden) {
      this.close();
      return;
    }
    const { clock } = this.player;
    const { width, height } = pictureSize(this.player);
    this.pictureItems.forEach(({ text }, place) => {
      const scale = pictureScale(this.player, SHARPNESS[place]);
      const pixels = `${Math.round(width * scale)}\u00a0×\u00a0${Math.round(height * scale)}`;
      text.textContent = `${pictureInWords(place, clock.frame)}, ${pixels}`;
    });
    this.videoItem.text.textContent = this.videoInWords();
    this.videoItem.made.disabled = !this.canRecord;
    this.panel.hidden = false;
    this.opener.setAttribute("aria-expanded", "true");
    // It hangs from the right edge of its button, and moves where that would take it out of the player.
    this.panel.style.transform = "";
    const out = this.player.root.getBoundingClientRect().left - this.panel.getBoundingClientRect().left;
    if (out > 0) this.panel.style.transform = `translateX(${out}px)`;
    this.pictureItems[0].made.focus();
  }

  close() {
    this.panel.hidden = true;
    this.opener.setAttribute("aria-expanded", "false");
  }

  get canRecord() {
    return videoType() !== "" && this.player.clock.frames > 1;
  }

  videoInWords() {
    const { clock } = this.player;
    if (!videoType()) return NO_VIDEO;
    if (clock.frames < 2) return "A clip of one frame makes no video";
    const [first, last] = clock.span;
    return `Video of frames ${first} to ${last} at ${this.player.store.state.speed}× (${suffixOf(videoType()).toUpperCase()})`;
  }

  /** @param {number} [times] as sharp as the screen */
  savePicture(times = 1) {
    const { player } = this;
    const name = fileName(player, `frame-${player.clock.frame}${times > 1 ? `-${times}x` : ""}`, "png");
    const png = picture(player, times);
    if (png) offer(png, name);
    player.tell(png ? `Saved ${name}` : "This browser could not make a picture.");
  }

  /** @param {boolean} [takesFocus] whether what cancels it has the focus then */
  saveVideo(takesFocus = true) {
    const { player } = this;
    if (this.recording) return;
    if (!this.canRecord) {
      player.tell(`${this.videoInWords().replace(/\.$/, "")}.`);
      return;
    }
    const [first, last] = player.clock.span;
    try {
      this.recording = new VideoRecording(player, (video, error) => {
        this.end();
        if (!video) {
          player.tell(error);
          return;
        }
        const name = fileName(player, `frames-${first}-${last}`, suffixOf(video.type));
        offer(video, name);
        player.tell(`Saved ${name}`);
      });
    } catch {
      player.tell("This browser could not begin to record a video.");
      return;
    }
    player.notice.hide();
    this.bar.hidden = false;
    this.inert(true);
    player.store.set({ recorded: 0 });
    if (takesFocus) this.stopButton.focus({ preventScroll: true });
    player.say("Recording a video. Escape cancels.");
  }

  /** What was just drawn also goes into the video. */
  take() {
    if (!this.recording) return;
    this.recording.take();
    const { progress } = this.recording;
    this.progress.value = progress;
    this.progressText.textContent = recordedInWords(progress);
    this.player.store.set({ recorded: progress });
  }

  /** The pass that is recorded, if any, has come to its end. */
  passEnded() {
    this.recording?.finish();
    return this.recording !== null;
  }

  /** @param {string} said */
  cancel(said) {
    if (!this.recording) return;
    this.recording.cancel();
    this.end();
    if (said) this.player.tell(said);
  }

  end() {
    const focused = this.player.hasFocus();
    this.recording = null;
    this.bar.hidden = true;
    this.inert(false);
    this.player.say("");
    this.player.store.set({ recorded: null });
    this.player.requestDraw();
    if (focused) this.player.focus();
  }

  /** While a video is recorded nothing but the view can be changed. @param {boolean} inert */
  inert(inert) {
    this.player.transport.element.inert = inert;
    this.player.timeline.element.inert = inert;
  }
}

/** @param {number} share of a video, 0 to 1 */
export function recordedInWords(share) {
  return `Recording ${percentText(share)}`;
}

/** @param {string} type of a video */
function suffixOf(type) {
  return type.includes("mp4") ? "mp4" : "webm";
}

/**
 * @param {number} place among the sizes of pictures
 * @param {number} [frame] of the first of them, where that is known
 */
function pictureInWords(place, frame) {
  if (place) return `The same at ${SHARPNESS[place]}×`;
  return frame === undefined ? "Picture (PNG)" : `Picture of frame ${frame} (PNG)`;
}
