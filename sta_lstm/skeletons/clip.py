"""A clip: one recording of one or more bodies, validated once and never changed afterwards.

Every reader ends in `Clip(...)`, so each rule about a recording is written once, here.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from sta_lstm.arrays import Bools, Float32s
from sta_lstm.errors import ClipError
from sta_lstm.limits import JOINTS
from sta_lstm.skeletons.layout import AXES, Axis, SkeletonLayout
from sta_lstm.words import whole_text

#: Longest clip that is shown, in frames: 11 minutes at 30 frames a second.
MAX_FRAMES = 20_000
#: Longest recording that is read, to be cut.
MAX_FRAMES_READ = 200_000
MAX_PERSONS = 8
#: Fastest clock of a clip, in frames a second.
MAX_FPS = 1000
#: Farthest that a joint may lie from the sensor, in metres. A larger value is a unit that was taken for metres.
MAX_COORDINATE = 1_000.0
#: Frames in which a body of any extent is looked for together; the first of them mostly are enough.
_FRAMES_AT_ONCE = 200


@dataclass(frozen=True, eq=False)
class Clip:
    """T frames of M persons with J joints each.

    Attributes:
        positions: T × M × J × 3, float32, metres, right-handed axes. Zero where a person is absent.
        present: T × M, whether a person is in a frame.
        fps: frames a second.
        layout: the J joints.
        up_axis: the axis of ``positions`` that points up.
        name: what people call the clip, usually its file name. In this text and the others, halves of surrogate pairs,
            which no file can hold, are replaced.
        label: the action, where it is known.
        notes: what a reader did to the recording that its owner should know, in sentences.
        inferred: names of the joints that no sensor saw: they were computed from the others, in every frame.

    Raises:
        ClipError: the values are not those of a skeleton clip; the message names the clip, the frame and the joint.
    """

    positions: Float32s
    fps: float
    layout: SkeletonLayout
    up_axis: Axis
    present: Bools
    name: str
    label: str | None = None
    notes: tuple[str, ...] = ()
    inferred: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self._check_size()
        self._make_texts_whole()
        positions = np.array(self.positions, dtype=np.float32)
        present = np.array(self.present, dtype=np.bool_)
        self._check_shapes(positions, present)
        if self.up_axis not in AXES:
            raise ClipError(f"clip '{self.name}' has the up axis '{self.up_axis}'; expected x, y or z.")
        if not (isinstance(self.fps, int | float) and math.isfinite(self.fps) and 0 < self.fps <= MAX_FPS):
            raise ClipError(
                f"clip '{self.name}' has {self.fps!r} frames a second; expected a number from 0 to {MAX_FPS}."
            )
        unknown = sorted(set(self.inferred) - set(self.layout.joints))
        if unknown:
            raise ClipError(
                f"clip '{self.name}' says that joints were inferred which '{self.layout.name}' does not have: "
                f"{', '.join(unknown)}."
            )
        positions[~present] = 0.0
        self._check_values(positions, present)
        positions.setflags(write=False)
        present.setflags(write=False)
        object.__setattr__(self, "positions", positions)
        object.__setattr__(self, "present", present)
        object.__setattr__(self, "fps", float(self.fps))

    def _check_size(self) -> None:
        """Refuse what would fill the memory, before it is copied."""
        shape = np.shape(self.positions)
        if len(shape) == 4:
            sizes = zip(shape[:3], ("frames", "persons", "joints"), strict=True)
            advice = "Keep a part of at most {} frames."
            JOINTS.check(f"clip '{self.name}'", *sizes, advice=advice, error=ClipError)

    def _make_texts_whole(self) -> None:
        """Half a surrogate pair in a text, as names of files that are not UTF-8 have, would end whatever writes it."""
        object.__setattr__(self, "name", whole_text(self.name))
        object.__setattr__(self, "label", None if self.label is None else whole_text(self.label))
        for field in ("notes", "inferred"):
            object.__setattr__(self, field, tuple(map(whole_text, getattr(self, field))))

    def _check_shapes(self, positions: Float32s, present: Bools) -> None:
        expected = f"frames × persons × {self.layout.n_joints} joints ('{self.layout.name}') × 3"
        if positions.ndim != 4 or positions.shape[2:] != (self.layout.n_joints, 3):
            came = " × ".join(map(str, positions.shape)) or "a single number"
            raise ClipError(f"clip '{self.name}' has positions of shape {came}; expected {expected}.")
        n_frames, n_persons = positions.shape[:2]
        if n_frames == 0:
            raise ClipError(f"clip '{self.name}' has no frames; a clip needs at least one.")
        if n_frames > MAX_FRAMES_READ:
            raise ClipError(
                f"clip '{self.name}' has {n_frames:,} frames; at most {MAX_FRAMES_READ:,} are read. Export it from the "
                "program that recorded it in shorter parts."
            )
        if not 1 <= n_persons <= MAX_PERSONS:
            raise ClipError(f"clip '{self.name}' has {n_persons} persons; expected 1 to {MAX_PERSONS}.")
        if present.shape != (n_frames, n_persons):
            raise ClipError(
                f"clip '{self.name}' says who is present in shape {present.shape}; expected ({n_frames}, {n_persons})."
            )

    def _check_values(self, positions: Float32s, present: Bools) -> None:
        if not present.any():
            raise ClipError(f"clip '{self.name}' shows no body in any of its {len(positions)} frames.")
        with np.errstate(invalid="ignore"):
            right = np.abs(positions) <= MAX_COORDINATE  # NaN compares false, so it is wrong too
        if not right.all():
            wrong = ~right.all(-1)
            frame, person, joint = (int(i) for i in np.argwhere(wrong)[0])
            value = ", ".join(f"{x:g}" for x in positions[frame, person, joint])
            what = "is not a number" if not np.isfinite(positions[frame, person, joint]).all() else "is too far away"
            raise ClipError(
                f"clip '{self.name}', frame {frame}, person {person}: the joint '{self.layout.joints[joint]}' {what} "
                f"({value}); {int(wrong.sum()):,} such joints in all. Expected metres, at most {MAX_COORDINATE:g} from "
                "the origin. Fill the gaps, convert the unit, or leave out the frames where the body was not tracked."
            )
        # A tracker that lost its body writes one point, or zeros, for every joint.
        chunks = (slice(start, start + _FRAMES_AT_ONCE) for start in range(0, len(positions), _FRAMES_AT_ONCE))
        if not any((np.ptp(positions[chunk], axis=2)[present[chunk]] > 1e-6).any() for chunk in chunks):
            raise ClipError(
                f"clip '{self.name}': every joint lies in one point in all frames; the recording holds no body."
            )

    @property
    def n_frames(self) -> int:
        """T."""
        return int(self.positions.shape[0])

    @property
    def n_persons(self) -> int:
        """M, those absent in some frames included."""
        return int(self.positions.shape[1])

    @property
    def n_shown(self) -> int:
        """Persons who appear in some frame."""
        return int(self.present.any(0).sum())

    @property
    def n_joints(self) -> int:
        """J, joints of one person."""
        return self.layout.n_joints

    @property
    def seconds(self) -> float:
        """Duration in seconds."""
        return self.n_frames / self.fps

    def renamed(self, name: str) -> Clip:
        """The same clip under another name."""
        return replace(self, name=name)


def y_up(clip: Clip) -> Float32s:
    """Positions of ``clip``, T × M × J × 3, turned (never mirrored) so that y points up."""
    # A cyclic exchange of axes is a rotation.
    shift = {"y": (0, 1, 2), "z": (1, 2, 0), "x": (2, 0, 1)}[clip.up_axis]
    return np.ascontiguousarray(clip.positions[..., shift])


def mirrored(clip: Clip) -> Clip:
    """``clip`` in a mirror: left and right joints exchanged, one horizontal axis negated. Twice gives the same clip."""
    lateral = 0 if clip.up_axis != "x" else 1
    positions = clip.positions[:, :, list(clip.layout.mirror_indices)].copy()
    positions[..., lateral] *= -1
    positions[~clip.present] = 0.0
    return replace(clip, positions=positions)


def bone_lengths(clip: Clip) -> Float32s:
    """Length of every bone in every frame, T × M × bones, metres; NaN where the person is absent."""
    parents, children = np.array(clip.layout.bone_indices, dtype=int).reshape(-1, 2).T
    lengths = np.linalg.norm(clip.positions[:, :, children] - clip.positions[:, :, parents], axis=-1)
    lengths[~clip.present] = np.nan
    return np.asarray(lengths, dtype=np.float32)
