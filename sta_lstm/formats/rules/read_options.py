"""What a person may say about a file that the file does not say itself, or says wrongly."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from sta_lstm.errors import ClipError, SettingsError
from sta_lstm.formats.rules.text import one_line
from sta_lstm.skeletons import AXES, Axis, Clip, SkeletonLayout


@dataclass(frozen=True)
class ReadOptions:
    """How to read a file, where its format leaves that open. Nothing said is: as the file says, or as is found out.

    Attributes:
        layout: the joints, for formats that do not name them.
        entry: which recording, for files that hold several (`ClipFormat.entries`).
        fps: frames a second, instead of the file's.
        metres_per_unit: the file's unit of length in metres, instead of its format's or the one found out.
        up_axis: the axis that points up, instead of the file's.
        mirror: exchange left and right of space (not of the body), for a recording whose axes are left-handed.
        columns: for tables, which column (value) holds what (key).
    """

    layout: SkeletonLayout | None = None
    entry: str | None = None
    fps: float | None = None
    metres_per_unit: float | None = None
    up_axis: Axis | None = None
    mirror: bool = False
    columns: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.fps is not None and not (math.isfinite(self.fps) and 0 < self.fps <= 1000):
            raise SettingsError(f"the frame rate is {self.fps!r}; expected frames a second, above 0, at most 1000.")
        unit = self.metres_per_unit
        if unit is not None and not (math.isfinite(unit) and 1e-6 <= unit <= 1e6):
            raise SettingsError(f"the unit of length is {unit!r} metres; expected a number from 0.000001 to 1,000,000.")
        if self.up_axis is not None and self.up_axis not in AXES:
            raise SettingsError(f"the up axis is '{self.up_axis}'; expected x, y or z.")

    def corrected(self, clip: Clip, name: str, *, knows_unit: bool) -> Clip:
        """``clip`` with what the person said about it, and a note of each thing.

        Args:
            clip: what the format's reader made of the file; it may have a name of its own.
            name: the file, for messages.
            knows_unit: whether the format itself says its unit, so that the reader has not looked at
                ``metres_per_unit``.

        Raises:
            ClipError: the positions are not those of a clip any more.
        """
        positions, notes = clip.positions.astype(np.float64), list(clip.notes)
        if self.fps is not None and self.fps != clip.fps:
            notes.append(f"The frame rate was set to {self.fps:g} by hand; the file was read with {clip.fps:g}.")
        if self.metres_per_unit is not None and knows_unit and self.metres_per_unit != 1:
            positions *= self.metres_per_unit
            notes.append(f"All positions were multiplied by {self.metres_per_unit:g} by hand.")
        up_axis = self.up_axis or clip.up_axis
        if up_axis != clip.up_axis:
            notes.append(
                f"The axis that points up was set to {up_axis} by hand; the file was read with {clip.up_axis}."
            )
        if self.mirror:
            lateral = 0 if up_axis != "x" else 1
            positions[..., lateral] *= -1
            notes.append("The recording was mirrored by hand, because its axes were left-handed.")
        if len(notes) == len(clip.notes):
            return clip
        fps = self.fps or clip.fps
        values = positions.astype(np.float32)
        try:
            return replace(clip, positions=values, fps=fps, up_axis=up_axis, notes=tuple(notes))
        except ClipError as error:
            raise ClipError(f"'{name}' cannot be read in that way: {one_line(str(error))}") from error


#: Nothing said: every file as it says, or as is found out.
AS_STORED = ReadOptions()
