"""Doubts about a recording, in sentences: what `quality` finds of a clip, and what a conversion would hide of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from sta_lstm.skeletons.clip import Clip
from sta_lstm.skeletons.quality.findings import quality
from sta_lstm.words import label_line

#: Begins a note of a converted clip that is a doubt about its recording.
_AS_RECORDED = "As it was recorded: "
#: Notes on a recording, and doubts, that are shown beside a result, and the characters of each: a file may bring many.
MAX_REMARKS = 16
_MAX_CHARACTERS = 600


def doubts_of(clip: Clip) -> tuple[str, ...]:
    """What is odd about ``clip``, and about the recording that it was converted from; empty for a clean one."""
    return (*(finding.sentence for finding in quality(clip)), *doubts_before(clip))


def doubts_before(clip: Clip) -> tuple[str, ...]:
    """What was odd about the recording that ``clip`` was converted from, and cannot be found in it any more."""
    return tuple(note for note in clip.notes if note.startswith(_AS_RECORDED))


def notes_of(clip: Clip) -> tuple[str, ...]:
    """What was assumed of the recording and done to it: the clip's notes, without those that are doubts."""
    return tuple(note for note in clip.notes if not note.startswith(_AS_RECORDED))


def with_doubts_of(recorded: Clip, conversion: Clip) -> Clip:
    """``conversion``, with a note for all that is odd about the whole of ``recorded`` and cannot be seen in it."""
    seen = {finding.kind for finding in quality(conversion)}
    hidden = [each.sentence for each in quality(recorded) if not each.frames and each.kind not in seen]
    notes = (*conversion.notes, *(f"{_AS_RECORDED}{sentence}" for sentence in hidden))
    return replace(conversion, notes=notes) if hidden else conversion


def remarks_of(notes: Iterable[str], doubts: Iterable[str]) -> tuple[str, ...]:
    """Notes and doubts as lines to show, ``note: …`` and then ``doubt: …``, bounded in length and number."""
    return (
        *(f"note: {sentence}" for sentence in shown_sentences(notes)),
        *(f"doubt: {sentence}" for sentence in shown_sentences(doubts)),
    )


def shown_sentences(sentences: Iterable[str]) -> Iterator[str]:
    """Each sentence once and in one line; of many or of long ones no more than can be shown, and how many there are."""
    once = list(dict.fromkeys(sentences))
    shown = once if len(once) <= MAX_REMARKS else once[: MAX_REMARKS - 1]
    for sentence in shown:
        yield label_line(sentence, _MAX_CHARACTERS)
    if len(shown) < len(once):
        yield f"… and {len(once) - len(shown):,} more."
