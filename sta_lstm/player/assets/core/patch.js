// An edit: some frames of a clip, and what is said of it now. All else stays as it was, and so do the cameras.

import { checkVersion, completed, emptyFrames, readPane, unpacked } from "./payload.js";
import { bytes, floats, hollowOf } from "./unpacking.js";

/** @typedef {import("./payload.js").Show} Show */
/** @typedef {import("./payload.js").Clip} Clip */
/** @typedef {import("./messages.d.ts").Patch} Patch */

/** Whether the message is an edit of something sent before. @param {any} raw @returns {raw is Patch} */
export function isPatch(raw) {
  return Boolean(raw) && typeof raw === "object" && "base" in raw;
}

/**
 * The show as it is with the edit. The old one is left as it was.
 * @param {Show} show
 * @param {Patch} patch made for this show
 * @returns {Show}
 */
export function patched(show, patch) {
  checkVersion(patch);
  return unpacked(() => {
    const edits = new Map(patch.clips.map((edit) => [edit.clip, edit]));
    const clips = show.clips.map((clip, c) => {
      const edit = edits.get(c);
      return edit ? editedClip(clip, edit) : clip;
    });
    const said = new Map(patch.panes.map((each) => [each.pane, each]));
    const panes = show.panes.map((pane, p) => {
      const clip = clips[show.clips.indexOf(pane.clip)];
      const news = said.get(p);
      if (!news) return { ...pane, clip };
      const { cautions, provenance, recorded, title, titled, withheld } = pane;
      return { ...readPane({ ...news, cautions, provenance, recorded, title, withheld }, clip), titled };
    });
    return completed(String(patch.revision), clips, panes, patch.tracks, show);
  });
}

/**
 * Its geometry stays that of the recording, so that no camera moves under an edit.
 * @param {Clip} clip
 * @param {import("./messages.d.ts").ClipPatch} edit
 * @returns {Clip}
 */
function editedClip(clip, { first, frames, inferred, positions, present }) {
  if (first < 0 || first + frames > clip.frames) throw new Error(`frames ${first} to ${first + frames - 1} of ${clip.frames}`);
  const J = clip.joints.length;
  const place = clip.persons * J * 3;
  const moved = Float32Array.from(clip.positions);
  moved.set(floats(positions, frames * place), first * place);
  const there = Uint8Array.from(clip.present);
  there.set(bytes(present, frames * clip.persons), first * clip.persons);
  return { ...clip, positions: moved, present: there, hollow: hollowOf(inferred, J), empty: emptyFrames(there, clip.frames) };
}
