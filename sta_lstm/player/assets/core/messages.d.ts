// Written by `make look` from sta_lstm/player/messages.py and states.py: change it there.

/** base64 of little-endian float32 */
export type PackedFloats = string;

/** base64 of one byte each, 0 or 1 */
export type PackedBytes = string;

/** Joints that belong together in a list. */
export interface LimbData {
  /** "left arm" */
  name: string;
  /** columns, in the order in which they are listed */
  joints: number[];
}

/** The joints of one person. */
export interface LayoutData {
  /** of the layout */
  name: string;
  /** J names */
  joints: string[];
  /** pairs of columns, parent and child */
  bones: [number, number][];
  /** J letters, L, R or M for the middle */
  sides: string;
  /** all joints by limb */
  limbs: LimbData[];
}

/** Something odd about the recording. */
export interface WarningData {
  /** a sentence */
  text: string;
  /** first and last frame of each stretch; none where it is about the whole clip */
  frames: [number, number][];
}

/** One clip: T frames, M persons, J joints a person. */
export interface ClipData {
  /** of the clip */
  name: string;
  /** the same for the same recording, whatever was edited in it since */
  fingerprint: string;
  /** frames a second; null where that is not known */
  fps: number | null;
  /** T */
  frames: number;
  /** M */
  persons: number;
  /** its joints */
  layout: LayoutData;
  /** T × M × J × 3, metres, y up */
  positions: PackedFloats;
  /** T × M, whether the person is in the frame */
  present: PackedBytes;
  /** columns of joints that no sensor saw */
  inferred: number[];
  /** what is odd about the recording */
  warnings: WarningData[];
  /** what was assumed of the recording and done to it, in sentences */
  notes: string[];
  /** whether its size in metres is a guess */
  unitAssumed: boolean;
}

/** One number for every joint in every frame. */
export interface MapData {
  /** what tells it from others; the same name in several panes is one choice */
  name: string;
  /** how people see it named */
  title: string;
  /** the same in a letter or two, where there is little room; the title where there is none */
  symbol: string;
  /** stands behind values; may be empty */
  unit: string;
  /** whether less than 0 means something */
  signed: boolean;
  /** whether values are multiples of uniform attention, or, of a curve, weights of frames */
  relative: boolean;
  /** whether a model was trained to attend so */
  learned: boolean;
  /** T × M × J, NaN where there is none; null: uniform over all that was read */
  values: PackedFloats | null;
}

/** One number for every frame. */
export interface CurveData {
  /** what tells it from others; the same name in several panes is one choice */
  name: string;
  /** how people see it named */
  title: string;
  /** the same in a letter or two, where there is little room; the title where there is none */
  symbol: string;
  /** stands behind values; may be empty */
  unit: string;
  /** whether less than 0 means something */
  signed: boolean;
  /** whether values are multiples of uniform attention, or, of a curve, weights of frames */
  relative: boolean;
  /** whether a model was trained to attend so */
  learned: boolean;
  /** T, NaN where there is none; null: uniform over the frames in which somebody was read */
  values: PackedFloats | null;
}

/** What was said of the classes. */
export interface AnswerData {
  /** L names */
  classes: string[];
  /** the most probable class */
  predicted: number;
  /** L; null for one that is no number */
  probabilities: (number | null)[];
  /** the answer as a heading */
  title: string;
  /** how sure it is, and what comes next */
  line: string;
  /** T × L, what each frame says of each class; weighed by the first curve they sum to the answer. null where the answer is no such sum */
  scores: PackedFloats | null;
}

/** One picture of a clip, with what was said of it. */
export interface PaneData {
  /** which of the payload's clips */
  clip: number;
  /** caption; null leaves it to the player */
  title: string | null;
  /** the first is shown at first; none where the clip is shown by itself */
  maps: MapData[];
  /** the first weighs the frames */
  curves: CurveData[];
  /** T × M, whom the model saw; null where nobody was asked */
  read: PackedBytes | null;
  /** of the classes; null where there is none */
  answer: AnswerData | null;
  /** peaks of the first curve, the highest first */
  keyframes: number[];
  /** T, the frame of the recording that each frame is; null where it is that frame */
  recorded: number[] | null;
  /** who said it, in plain words by their names: checkpoint, revision, recipe, package, device */
  provenance: Record<string, string> | null;
}

/** Everything that the player draws. */
export interface Payload {
  /** of this form */
  version: number;
  /** another for any other content */
  revision: string;
  /** each once, however many panes show it */
  clips: ClipData[];
  /** 1 to 8 */
  panes: PaneData[];
}

/** Edited frames of a clip. */
export interface ClipPatch {
  /** which of the payload's clips */
  clip: number;
  /** the first frame that is edited */
  first: number;
  /** how many are */
  frames: number;
  /** frames × M × J × 3, metres, y up */
  positions: PackedFloats;
  /** frames × M */
  present: PackedBytes;
  /** columns of joints that nobody saw now, of the whole clip */
  inferred: number[];
}

/** What is said now that the clip was edited. */
export interface PanePatch {
  /** which of the payload's panes */
  pane: number;
  /** all of them */
  maps: MapData[];
  /** all of them */
  curves: CurveData[];
  /** T × M */
  read: PackedBytes | null;
  /** of the classes */
  answer: AnswerData | null;
  /** peaks of the first curve, the highest first */
  keyframes: number[];
}

/** What an edit changes in a payload that the player has; nothing else is sent again. */
export interface Patch {
  /** of this form */
  version: number;
  /** revision of the payload that it changes */
  base: string;
  /** of what comes of it */
  revision: string;
  /** of each edited clip the edited frames */
  clips: ClipPatch[];
  /** of each pane whose answer changed the new one */
  panes: PanePatch[];
}

/** A joint of one person. */
export interface JointRef {
  /** column */
  person: number;
  /** column */
  joint: number;
}

/** What an edit is to change: some joints over some frames. */
export interface Selection {
  /** in the order in which they were chosen */
  joints: JointRef[];
  /** first and last frame; null: all of them */
  frames: [number, number] | null;
}

/** Where a person turned the camera. */
export interface CameraData {
  /** turn about y, radians */
  yaw: number;
  /** then upwards, radians */
  pitch: number;
  /** how much nearer than the fitted distance */
  zoom: number;
  /** along the screen's right, in fitted distances */
  panX: number;
  /** along the screen's up, in fitted distances */
  panY: number;
  /** of the direction for which the bodies were fitted into the picture */
  fitYaw: number;
  /** of that direction */
  fitPitch: number;
}

/** What the person watching settled on; the player reports it once it rests. */
export interface Committed {
  /** of the payload that it is about */
  revision: string;
  /** on the screen */
  frame: number;
  /** whether the body moves on from there */
  playing: boolean;
  /** the joint that was clicked */
  pinned: JointRef | null;
  /** what an edit is to change; null where no joint was chosen */
  selection: Selection | null;
  /** first and last frame of the chosen loop */
  range: [number, number] | null;
  /** of the first pane, and of all where cameras are locked */
  camera: CameraData;
  /** cameras of the other panes, where each has its own */
  others: CameraData[] | null;
  /** what opacity shows: the name of a map and a scale, as in "alpha uniform" */
  reading: string;
  /** whether all is drawn for a room that looks at a wall */
  projected: boolean;
  /** 1 is the clip's own */
  speed: number;
  /** the class whose evidence is shown; null: the predicted one */
  evidence: string | null;
}

/** Where a player is to begin, as a link says it; anything in it may be damaged. */
export interface Initial {
  /** any text; the player obeys once for each */
  token: string;
  /** the player stands there, paused; null: it begins as always */
  frame?: number | null;
  /** first and last frame of the loop */
  range?: [number, number] | null;
  /** as reported; what is missing stays as it is */
  camera?: Record<string, number> | null;
  /** as reported; those that are missing look as the first does */
  others?: Record<string, number>[] | null;
  /** as reported; what the payload has not is left aside */
  reading?: string | null;
  /** as reported */
  selection?: Selection | null;
  /** as reported; null: as it was */
  projected?: boolean | null;
  /** as reported */
  evidence?: string | null;
}
