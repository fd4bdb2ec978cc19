"""What an address tells of maps beside attention: their names, as `explain` knows them."""

from __future__ import annotations

from dataclasses import dataclass

from sta_lstm.evidence.maps.kinds import KINDS
from sta_lstm.ui.pickers.clip_files import CLIP
from sta_lstm.ui.session.link import Field, Link

#: Most maps that a page puts beside attention.
MOST_MAPS = 8


@dataclass(frozen=True, eq=False, kw_only=True)
class _MapsField(Field[tuple[str, ...]]):
    def read(self, word: str, link: Link) -> tuple[tuple[str, ...] | None, list[str]]:
        """The maps that the word names, parted by commas, each once; wrong are names of none, and those too many."""
        names = list(dict.fromkeys(word.split(",", MOST_MAPS)))
        found = tuple(name for name in names if name in KINDS)[:MOST_MAPS]
        return found or None, [name for name in names if name not in found]

    def write(self, value: tuple[str, ...]) -> str | None:
        """The names in one word."""
        return ",".join(value) or None


#: Names of the maps and curves that were added to the model's own.
EXPLAIN = _MapsField(key="explain", default=(), of=CLIP)
