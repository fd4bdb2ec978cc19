"""What an address tells of maps beside attention: their names, as `explain` knows them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sta_lstm.evidence.maps.kinds import KINDS
from sta_lstm.ui.pickers.clip_files import CLIP
from sta_lstm.ui.session.link import Field, Link

#: Most maps that a page puts beside attention, and most that stand side by side in panes.
MOST_MAPS = 8
MOST_PANES = 4
#: The model's own map of joints.
ALPHA = "alpha"


@dataclass(frozen=True, eq=False, kw_only=True)
class _MapsField(Field[tuple[str, ...]]):
    known: Collection[str] = tuple(KINDS)
    most: int = MOST_MAPS

    def read(self, word: str, link: Link) -> tuple[tuple[str, ...] | None, list[str]]:
        """The maps that the word names, parted by commas, each once; wrong are names of none, and those too many."""
        names = list(dict.fromkeys(word.split(",", self.most)))
        found = tuple(name for name in names if name in self.known)[: self.most]
        return found or None, [name for name in names if name not in found]

    def write(self, value: tuple[str, ...]) -> str | None:
        """The names in one word."""
        return ",".join(value) or None


#: Names of the maps and curves that were added to the model's own.
EXPLAIN = _MapsField(key="explain", default=(), of=CLIP)
#: Names of the maps that stand side by side, the model's own among them; none are the usual ones.
SIDE_BY_SIDE = _MapsField(key="maps", default=(), of=CLIP, known=(ALPHA, *KINDS), most=MOST_PANES)
