"""What there is to know of the recordings of a data set: each kind of note and doubt, in how many, and the first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sta_lstm.words import counted, label_line

if TYPE_CHECKING:
    from sta_lstm.skeletons import Clip

#: Kinds that are told apart; clips with any other are counted together.
_MOST_KINDS = 40
_MOST_CHARACTERS = 600
#: What differs between two sentences of one kind: numbers, and names in quotation marks.
_OWN = re.compile(r"'[^']*'|\d[\d.,:/]*")
_OTHERS = "others"


@dataclass(slots=True)
class _Kind:
    """One kind of sentence: in how many clips it was said, and of which first."""

    what: str
    sentence: str
    first: str
    clips: int = 0


class Remarks:
    """Collects notes and doubts clip by clip; of each kind it keeps one sentence."""

    def __init__(self) -> None:
        self._kinds: dict[tuple[str, str], _Kind] = {}
        self._by_source: dict[str, str] = {}

    def add(self, source: str, clip: Clip) -> None:
        """Take in what is to know of one clip.

        Args:
            source: what the clip is called in its data set.
            clip: as it was recorded.
        """
        from sta_lstm.skeletons.made_up import says_made_up
        from sta_lstm.skeletons.quality.doubts import notes_of
        from sta_lstm.skeletons.quality.findings import quality

        findings = quality(clip)
        found = {("doubt", str(each.kind)): each.sentence for each in findings}
        for note in notes_of(clip):
            if says_made_up(note):
                continue
            found.setdefault(("note", _OWN.sub("…", note)), note)
        kinds = set()
        for key, sentence in found.items():
            known = key in self._kinds or len(self._kinds) < _MOST_KINDS
            kind = key if known else (key[0], _OTHERS)
            self._kinds.setdefault(kind, _Kind(key[0], label_line(sentence, _MOST_CHARACTERS), source))
            kinds.add(kind)
        for kind in kinds:
            self._kinds[kind].clips += 1
        self._by_source[source] = ", ".join(dict.fromkeys(str(each.kind) for each in findings))

    def doubts_about(self, source: str) -> str:
        """The kinds of doubt about one of the clips: ``limbs, noise``; empty for a clean one."""
        return self._by_source.get(source, "")

    def lines(self) -> Iterator[str]:
        """For people: an empty line, a heading, and a line for each kind, doubts and what is frequent first."""
        if self._kinds:
            yield ""
            yield "what to know of the recordings"
        for each in self._ordered():
            yield f"  {counted(each.clips, 'clip')}, {each.what}: {each.sentence} (first: {label_line(each.first, 80)})"

    def to_json(self) -> list[dict[str, Any]]:
        """The same as plain JSON values: ``kind`` (note or doubt), ``clips``, ``first``, and its ``sentence``."""
        return [
            {"kind": each.what, "clips": each.clips, "first": each.first, "sentence": each.sentence}
            for each in self._ordered()
        ]

    def _ordered(self) -> list[_Kind]:
        return sorted(self._kinds.values(), key=lambda each: (each.what, -each.clips))
