"""What an address tells of measures of movement: the names of those that have a lane in the player."""

from __future__ import annotations

from dataclasses import dataclass

from sta_lstm.ui.pickers.checkpoint_files import CHECKPOINT
from sta_lstm.ui.pickers.clip_files import CLIP
from sta_lstm.ui.session.link import Field, Link

#: Most measures that are chosen at once; the pinned joint brings two.
MOST_MEASURES = 4
#: Stands among the measures for whatever is measured at the joint that is pinned in the player.
PINNED = "pinned joint"
_MOST_LETTERS = 60


@dataclass(frozen=True, eq=False, kw_only=True)
class _MeasuresField(Field[tuple[str, ...]]):
    def read(self, word: str, link: Link) -> tuple[tuple[str, ...] | None, list[str]]:
        """The measures that the word names, parted by commas, each once; wrong are those too many or too long.

        Which of them the clip has is known once it is read.
        """
        names = list(dict.fromkeys(word.split(",", MOST_MEASURES)))
        found = tuple(name for name in names if _is_name(name))[:MOST_MEASURES]
        return found or None, [name for name in names if name not in found]

    def write(self, value: tuple[str, ...]) -> str | None:
        """The names in one word; those that cannot stand in it are left out."""
        return ",".join(name for name in value if _is_name(name) and "," not in name) or None


def _is_name(name: str) -> bool:
    return 0 < len(name) <= _MOST_LETTERS and name.isprintable()


#: The measures that have a lane of their own.
MEASURES = _MeasuresField(key="measures", default=(), of=CLIP)
#: The measures that have columns in a table of many clips.
COLUMNS = _MeasuresField(key="measures", default=("knee angle", "elbow angle"), of=CHECKPOINT)
