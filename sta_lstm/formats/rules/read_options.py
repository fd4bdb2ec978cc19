"""What a person may say about a file that the file does not say itself, or says wrongly."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, cast

import numpy as np

from sta_lstm.errors import ClipError, SettingsError
from sta_lstm.formats.rules.text import one_line
from sta_lstm.skeletons import Axis, Clip, SkeletonLayout
from sta_lstm.skeletons.cut import check_length, cut
from sta_lstm.skeletons.quality.turning import in_a_mirror, levelled, turned_over, turned_over_note

#: An axis that points up, or after a minus one that points down.
SignedAxis = Literal["x", "y", "z", "-x", "-y", "-z"]
SIGNED_AXES: tuple[SignedAxis, ...] = ("x", "y", "z", "-x", "-y", "-z")
#: A joint that its estimator is less sure of than this (0 to 1) is taken for missing.
LEAST_CONFIDENCE = 0.1


@dataclass(frozen=True)
class ReadOptions:
    """How to read a file, where its format leaves that open. Nothing said is: as the file says, or as is found out.

    Attributes:
        layout: the joints, for formats that do not name them.
        entry: which recording, for files that hold several (`ClipFormat.entries`).
        fps: frames a second, instead of the file's.
        metres_per_unit: the file's unit of length in metres, instead of its format's or the one found out.
        up_axis: the axis that points up, instead of the file's; with a minus, the one that points down, for a recording
            that stands on its head.
        mirror: exchange left and right of space (not of the body), for a recording whose axes are left-handed.
        level: turn everything so that whoever stands is upright, for a camera that looked down or up.
        columns: for tables, which column (value) holds what (key).
        joints: for files that name their joints, which of ours (value) a name (key) means; an empty value is no joint.
        confidence: a joint of which its estimator is less sure (0 to 1) is missing; None is `LEAST_CONFIDENCE`.
        frames: the first frame that is kept, and the one after the last (None: to the end); None keeps all.
        is_cut_later: a recording of over `MAX_FRAMES` may be read, because it is cut before it is shown.
    """

    layout: SkeletonLayout | None = None
    entry: str | None = None
    fps: float | None = None
    metres_per_unit: float | None = None
    up_axis: SignedAxis | None = None
    mirror: bool = False
    level: bool = False
    columns: Mapping[str, str] = field(default_factory=dict)
    joints: Mapping[str, str] = field(default_factory=dict)
    confidence: float | None = None
    frames: tuple[int, int | None] | None = None
    is_cut_later: bool = False

    def __post_init__(self) -> None:
        if self.fps is not None and not (math.isfinite(self.fps) and 0 < self.fps <= 1000):
            raise SettingsError(f"the frame rate is {self.fps!r}; expected frames a second, above 0, at most 1000.")
        unit = self.metres_per_unit
        if unit is not None and not (math.isfinite(unit) and 1e-6 <= unit <= 1e6):
            raise SettingsError(f"the unit of length is {unit!r} metres; expected a number from 0.000001 to 1,000,000.")
        if self.up_axis is not None and self.up_axis not in SIGNED_AXES:
            raise SettingsError(f"the up axis is '{self.up_axis}'; expected x, y or z, or -x, -y or -z.")
        if self.confidence is not None and not 0 <= self.confidence <= 1:
            raise SettingsError(f"the least confidence is {self.confidence!r}; expected a number from 0 to 1.")
        if self.frames is not None:
            first, end = self.frames
            if first < 0 or (end is not None and end <= first):
                raise SettingsError(f"the frames to keep are {first} to {end}; expected a first one and a later end.")

    @property
    def axis(self) -> Axis | None:
        """The axis that points up or down, without its sign."""
        return None if self.up_axis is None else cast("Axis", self.up_axis[-1])

    @property
    def least_confidence(self) -> float:
        """Below it a joint is missing."""
        return LEAST_CONFIDENCE if self.confidence is None else self.confidence

    def corrected(self, clip: Clip, name: str, *, knows_unit: bool) -> Clip:
        """``clip`` with what the person said about it, and a note of each thing.

        Args:
            clip: what the format's reader made of the file; it may have a name of its own.
            name: the file, for messages.
            knows_unit: whether the format itself says its unit, so that the reader has not looked at
                ``metres_per_unit``.

        Raises:
            ClipError: the positions are not those of a clip any more, it has not the frames, or it is too long.
        """
        try:
            clip = self._sized(self._timed(clip), knows_unit=knows_unit)
            clip = self._oriented(clip)
        except ClipError as error:
            raise ClipError(
                f"'{name}' cannot be read in that way: {one_line(str(error))} Read it as it is stored, or set its "
                "unit, frame rate and axis to what they are."
            ) from error
        if self.frames is not None:
            first, end = self.frames
            clip = cut(clip, first, None if end is None else min(end, clip.n_frames))
        if not self.is_cut_later:
            check_length(clip, name)
        return clip

    def _timed(self, clip: Clip) -> Clip:
        if self.fps is None or self.fps == clip.fps:
            return clip
        note = f"The frame rate was set to {self.fps:g} by hand; the file was read with {clip.fps:g}."
        return replace(clip, fps=self.fps, notes=(*clip.notes, note))

    def _sized(self, clip: Clip, *, knows_unit: bool) -> Clip:
        unit = self.metres_per_unit
        if unit is None or not knows_unit or unit == 1:
            return clip
        note = f"All positions were multiplied by {unit:g} by hand."
        with np.errstate(over="ignore"):  # Clip says where a value is too large
            positions = (clip.positions.astype(np.float64) * unit).astype(np.float32)
        return replace(clip, positions=positions, notes=(*clip.notes, note))

    def _oriented(self, clip: Clip) -> Clip:
        if self.axis is not None and self.axis != clip.up_axis:
            note = f"The axis that points up was set to {self.axis} by hand; the file was read with {clip.up_axis}."
            clip = replace(clip, up_axis=self.axis, notes=(*clip.notes, note))
        if self.up_axis is not None and self.up_axis.startswith("-"):
            note = f"{turned_over_note(clip.up_axis)} by hand: {clip.up_axis} was said to point down."
            clip = replace(clip, positions=turned_over(clip.positions, clip.up_axis), notes=(*clip.notes, note))
        if self.mirror:
            note = "The recording was mirrored by hand, because its axes were left-handed."
            clip = replace(clip, positions=in_a_mirror(clip), notes=(*clip.notes, note))
        return levelled(clip) if self.level else clip


#: Nothing said: every file as it says, or as is found out.
AS_STORED = ReadOptions()
