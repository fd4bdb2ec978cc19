"""Which joint of a layout a name means, in any words for it."""

from __future__ import annotations

from sta_lstm.formats.names.own_layout import bare_layout
from sta_lstm.skeletons import SkeletonLayout
from sta_lstm.skeletons.synonyms import common_names


def places_among(names: tuple[str, ...], layout: SkeletonLayout) -> tuple[int, ...]:
    """J, the place among ``names``, which all differ, of each joint of ``layout``; -1 for a joint that none means."""
    places = {name: place for place, name in enumerate(names)}
    if not set(names) <= set(layout.joints):
        places = {name: place for place, name in enumerate(common_names(bare_layout(names, "joints")))} | places
    words = zip(layout.joints, common_names(layout), strict=True)
    return tuple(places.get(joint, places.get(word, -1)) for joint, word in words)
