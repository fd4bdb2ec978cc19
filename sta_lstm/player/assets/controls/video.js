// A video of one pass through the clip or the loop, taken from what is drawn while it plays.

import { drawPicture, pictureSize } from "./picture.js";

/** @typedef {import("../host/player.js").Player} Player */

/** What a browser may be able to write, the most widely readable first. */
const TYPES = ["video/mp4;codecs=avc1", "video/webm;codecs=vp9", "video/webm;codecs=vp8", "video/webm", "video/mp4"];
/** Longest side in pixels, so that encoders keep up. */
const LONGEST_SIDE = 1920;
const FRAMES_A_SECOND = 30;
const BITS_A_SECOND = 8e6;

/** The type of video that this browser writes; empty where it writes none. */
export function videoType() {
  const able = typeof MediaRecorder !== "undefined" && "captureStream" in HTMLCanvasElement.prototype;
  return (able && TYPES.find((type) => MediaRecorder.isTypeSupported(type))) || "";
}

export class VideoRecording {
  /**
   * Begins at once. The player plays from the first frame; its clock goes back to where it was when all is done.
   * @param {Player} player
   * @param {(video: Blob | null, error: string) => void} done called once, unless the recording is cancelled
   */
  constructor(player, done) {
    this.player = player;
    this.done = done;
    const { width, height } = pictureSize(player);
    this.scale = Math.min(player.scene.ratio, LONGEST_SIDE / Math.max(width, height));
    this.canvas = document.createElement("canvas");
    // Encoders want even numbers.
    [this.canvas.width, this.canvas.height] = [width, height].map((side) => 2 * Math.ceil((side * this.scale) / 2));
    this.ctx = this.canvas.getContext("2d");
    /** @type {Blob[]} */ const parts = [];
    const stream = this.canvas.captureStream(FRAMES_A_SECOND);
    this.recorder = new MediaRecorder(stream, { mimeType: videoType(), videoBitsPerSecond: BITS_A_SECOND });
    this.recorder.ondataavailable = ({ data }) => parts.push(data);
    this.recorder.onerror = () => this.end(null, "This browser could not encode the video.");
    this.recorder.onstop = () => {
      const video = new Blob(parts, { type: this.recorder.mimeType });
      this.end(video.size ? video : null, "This browser recorded nothing.");
    };
    this.ended = false;
    this.stopHiding = new AbortController();
    // A page that is not seen does not play, and the video waits with it.
    document.addEventListener("visibilitychange", () => this.wait(document.hidden), { signal: this.stopHiding.signal });
    const { clock, store } = player;
    const { direction, playing, position } = store.state;
    this.before = { direction, playing, position };
    store.set({ once: true, direction: 1 });
    clock.seek(clock.span[0]);
    // The picture comes first, so that the video does not begin with an empty one.
    player.draw();
    this.take();
    this.begin();
  }

  begin() {
    try {
      this.recorder.start();
    } catch (error) {
      this.cancel();
      throw error;
    }
    this.player.clock.play();
    this.player.requestDraw();
  }

  /** Share of the pass that is done, 0 to 1. */
  get progress() {
    const { clock, store } = this.player;
    const [first, last] = clock.span;
    return Math.max(0, Math.min(1, (store.state.position - first) / (last + 1 - first)));
  }

  /** Takes what has just been drawn. */
  take() {
    if (!this.ctx || this.ended) return;
    const now = pictureSize(this.player);
    const scale = Math.min(this.canvas.width / now.width, this.canvas.height / now.height);
    drawPicture(this.ctx, this.player, scale);
  }

  /** @param {boolean} hidden */
  wait(hidden) {
    if (hidden && this.recorder.state === "recording") this.recorder.pause();
    if (!hidden && this.recorder.state === "paused") this.recorder.resume();
  }

  /** The pass is over: once its last frame is in the stream, the video is complete. */
  finish() {
    setTimeout(() => this.recorder.state !== "inactive" && this.recorder.stop(), 2000 / FRAMES_A_SECOND);
  }

  cancel() {
    this.done = () => {};
    this.end(null, "");
  }

  /**
   * @param {Blob | null} video
   * @param {string} error
   */
  end(video, error) {
    if (this.ended) return;
    this.ended = true;
    this.stopHiding.abort();
    if (this.recorder.state !== "inactive") this.recorder.stop();
    for (const track of this.recorder.stream.getTracks()) track.stop();
    const { clock, store } = this.player;
    clock.pause();
    store.set({ once: false, direction: this.before.direction, position: Math.min(this.before.position, clock.frames - 1) });
    if (this.before.playing) clock.play();
    this.done(video, video ? "" : error);
  }
}
