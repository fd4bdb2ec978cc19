"""Bodies: layouts and clips."""

from sta_lstm.skeletons.clip import MAX_FRAMES, MAX_PERSONS, Clip, bone_lengths, mirrored, y_up
from sta_lstm.skeletons.layout import AXES, Axis, SkeletonLayout
from sta_lstm.skeletons.layouts import LAYOUTS, layout_named

__all__ = [
    "AXES",
    "LAYOUTS",
    "MAX_FRAMES",
    "MAX_PERSONS",
    "Axis",
    "Clip",
    "SkeletonLayout",
    "bone_lengths",
    "layout_named",
    "mirrored",
    "y_up",
]
