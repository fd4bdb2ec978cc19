// Written by `make look` from sta_lstm/player/messages.py: change it there.

export type * from "../host/states.d.ts";

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
  /** what a joint or a frame has of it, in a few words; empty where the title has to do */
  says: string;
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
  /** what a joint or a frame has of it, in a few words; empty where the title has to do */
  says: string;
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
  /** what stands behind the name of a class where it is the answer: a question mark, or nothing */
  mark: string;
  /** the answer as a heading */
  title: string;
  /** how sure it is, and what comes next */
  line: string;
  /** how it stands to the clip's own label, behind a sign; empty where the clip has none */
  check: string;
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
  /** why to trust the answer less than others of the model, each in a few words */
  cautions: string[];
  /** whether there is an answer that is not told: the lanes that it would fill keep their room */
  withheld: boolean;
  /** (M × J) × (M × J), how much each joint attends to each other; null where joints do not */
  links: PackedFloats | null;
  /** T × M × J × 3, how far each joint is expected to move; null where nothing is foretold */
  ahead: PackedFloats | null;
}

/** A stretch of the recording. */
export interface SegmentData {
  /** its first frame */
  start: number;
  /** the frame after its last */
  end: number;
  /** what it is called */
  text: string;
  /** the same with more of what is known, for who points at it */
  says: string;
  /** 0 to 1, how sure that is; null where nobody doubts it */
  strength: number | null;
  /** a number: what has the same one has the same colour in every lane; null for none */
  hue: number | null;
}

/** A lane of stretches, in the order of time. */
export interface TrackData {
  /** tells it apart from the others */
  name: string;
  /** a few words on it */
  note: string;
  /** whether a click on a stretch runs the model on it; else it chooses those frames */
  runs: boolean;
  /** its stretches */
  segments: SegmentData[];
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
  /** lanes of stretches above all others */
  tracks: TrackData[];
  /** whether the page runs parts of the recording, and keeps spans that are marked */
  parts: boolean;
  /** the pane whose lanes are shown in full at first */
  opens: number;
  /** whether frames are moments of a recording; else they are steps of a clock that several share, which has no seconds of its own */
  timed: boolean;
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
  /** how much each joint attends to each other */
  links: PackedFloats | null;
  /** how far each joint is expected to move */
  ahead: PackedFloats | null;
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
  /** all lanes of stretches */
  tracks: TrackData[];
}

/** A measure of one side of one person. */
export interface LineData {
  /** column */
  person: number;
  /** L, R or M for the middle */
  side: string;
  /** T, NaN where there is none */
  values: PackedFloats;
}

/** A measure along the clip: its lines share one scale. */
export interface MeasureLane {
  /** "elbow angle" */
  name: string;
  /** stands behind values */
  unit: string;
  /** value at the foot of the lane */
  low: number;
  /** value at its top */
  high: number;
  /** behind the point of a value */
  digits: number;
  /** of each person left beside right */
  lines: LineData[];
}

/** Lanes of measures beside what a payload has; they change without it. */
export interface MeasureLanes {
  /** another for any other lanes */
  key: string;
  /** T */
  frames: number;
  /** from the top */
  lanes: MeasureLane[];
}
