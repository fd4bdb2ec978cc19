// Written by `make look` from sta_lstm/player/states.py: change it there.

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

/** What the person watching asks of the page; once for each ``id``. */
export interface AskData {
  /** another for each time that somebody asks */
  id: string;
  /** "run": the model on this part alone; "mark": keep it, to be named; "answer": show it, of all frames */
  what: string;
  /** its first frame */
  first: number;
  /** its last frame */
  last: number;
  /** what the part is called; empty where nobody named it */
  text: string;
}

/** What the person watching settled on; the player reports it once it rests. */
export interface Committed {
  /** of the payload that it is about */
  revision: string;
  /** on the screen */
  frame: number;
  /** whether the body moves on from there */
  playing: boolean;
  /** the pane whose lanes are shown in full */
  active: number;
  /** whether the page around it is dark */
  dark: boolean;
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
  /** what was asked of the page last; null where nothing was */
  ask: AskData | null;
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
