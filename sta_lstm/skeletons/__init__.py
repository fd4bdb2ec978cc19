"""Bodies: layouts and clips, one layout from another, one person of several.

`sta_lstm.skeletons.quality` says what is odd about a clip, `repair` mends it, `cut` takes parts of it. Other modules of
this room may move.
"""

from sta_lstm.skeletons.clip import MAX_FRAMES, MAX_FRAMES_READ, MAX_PERSONS, Clip, bone_lengths, mirrored, y_up
from sta_lstm.skeletons.convert import Conversion, conversion, converted, converted_from
from sta_lstm.skeletons.layout import AXES, Axis, SkeletonLayout
from sta_lstm.skeletons.layouts import LAYOUTS, layout_named
from sta_lstm.skeletons.persons import doubled, one_person, original, persons_shown

__all__ = [
    "AXES",
    "LAYOUTS",
    "MAX_FRAMES",
    "MAX_FRAMES_READ",
    "MAX_PERSONS",
    "Axis",
    "Clip",
    "Conversion",
    "SkeletonLayout",
    "bone_lengths",
    "conversion",
    "converted",
    "converted_from",
    "doubled",
    "layout_named",
    "mirrored",
    "one_person",
    "original",
    "persons_shown",
    "y_up",
]
