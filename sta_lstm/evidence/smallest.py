"""The smallest edit that changes an answer: what of which bodies must be held still, taken out or mirrored, and when.

Greedy, so another edit may be as small: first the part whose holding costs the answer most is held throughout, then the
next, until the answer is another; then every stretch of time that is not needed is given back, the least needed first.
Where holding all that moves changes nothing, persons are taken out instead, and then limbs mirrored.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import softmax

from sta_lstm.arrays import Float32s
from sta_lstm.evidence.edits import Edit, Kind, apply
from sta_lstm.evidence.removal.cells import window_edges
from sta_lstm.model.checkpoint import Checkpoint
from sta_lstm.model.effort import check_answer, check_reruns
from sta_lstm.model.features import clip_features
from sta_lstm.model.fitting import check_fit
from sta_lstm.model.run import run
from sta_lstm.scene.limbs import body_parts
from sta_lstm.skeletons import Clip, persons_shown

#: Somebody's part of the body, by column and name; a person where the name is empty.
Unit = tuple[int, str]
#: A unit in a stretch of time, by its number.
Piece = tuple[Unit, int]


@dataclass(frozen=True)
class _Way:
    """One kind of edit, and what it is tried on.

    Attributes:
        kind: what is done.
        units: to what.
        most: how many of them at once: a clip in which nobody is left is none.
    """

    kind: Kind
    units: tuple[Unit, ...]
    most: int


@dataclass(frozen=True, eq=False)
class Found:
    """Where a search stands.

    Attributes:
        edits: the best so far: the smallest that changes the answer, or else those that cost it most.
        before: L, probabilities of the clip as it is.
        after: L, probabilities with ``edits``.
        class_names: the L classes.
        share: how much of all parts, or persons, and times is edited, 0 to 1.
        progress: how far the search has come, 0 to 1; it only grows.
        is_done: whether this is its last word.
    """

    edits: tuple[Edit, ...]
    before: Float32s
    after: Float32s
    class_names: tuple[str, ...]
    share: float
    progress: float
    is_done: bool = False

    @property
    def changes(self) -> bool:
        """Whether the answer is another one."""
        return int(self.before.argmax()) != int(self.after.argmax())


def smallest_edit(checkpoint: Checkpoint, clip: Clip) -> Iterator[Found]:
    """Search for the smallest edit that changes what ``checkpoint`` says of ``clip``; who has had enough just stops.

    Every step asks for all that it could do in batches, each as an exact re-run of the edited clip.

    Args:
        checkpoint: who is asked.
        clip: one that fits it.

    Yields:
        Where the search stands after each step. The last has ``is_done``; where nothing changes the answer, it is the
        edit that came nearest to it.

    Raises:
        MismatchError: they do not fit each other, or the clip is too long for so large a network.
        SettingsError: the clip is too long for a search, one step of which asks the network some hundred times.
    """
    check_fit(clip, checkpoint.reads, name=checkpoint.name)
    checkpoint = checkpoint.of_layout(clip.layout)
    n_read = checkpoint.recipe.resample or clip.n_frames
    check_answer(checkpoint, clip.name, clip.n_frames, n_read)
    ways = _ways(clip)
    pieces = max((len(way.units) for way in ways), default=0) * len(window_edges(clip.n_frames))
    check_reruns(checkpoint, f"clip '{clip.name}'", n_read, pieces)
    ask = _Asked(checkpoint, clip)
    best = ask.found(1.0, is_done=True)
    for number, way in enumerate(ways):
        for step in _Search(ask, way).steps():
            best = min(
                best, step, key=lambda found: (not found.changes, _lead(found) if not found.changes else found.share)
            )
            yield replace(best, progress=(number + step.progress) / len(ways))
        if best.changes:
            break
    yield replace(best, progress=1.0, is_done=True)


def _ways(clip: Clip) -> list[_Way]:
    """What is tried, one after the other."""
    persons, parts = persons_shown(clip), [part.name for part in body_parts(clip.layout)]
    held = tuple((m, part) for m in persons for part in parts)
    left = tuple((m, part) for m in persons for part in parts if part.startswith("left "))
    ways = (
        _Way("hold", held, len(held)),
        _Way("hide", tuple((m, "") for m in persons), len(persons) - 1),
        _Way("mirror", left, len(left)),
    )
    return [way for way in ways if way.most > 0]


def _lead(found: Found) -> float:
    """How far the first answer is ahead of the best of the others, after the edits; below 0 it is another answer."""
    answer = int(found.before.argmax())
    return float(found.after[answer] - np.delete(found.after, answer).max())


class _Asked:
    """What the network says of the clip with edits."""

    def __init__(self, checkpoint: Checkpoint, clip: Clip) -> None:
        self.checkpoint, self.clip = checkpoint, clip
        (self.before,) = self.logits([()])
        self.answer = int(self.before.argmax())

    def logits(self, choices: Sequence[Sequence[Edit]]) -> list[Float32s]:
        """L logits of the clip with the edits of each choice."""
        recipe, most = self.checkpoint.recipe, self.checkpoint.reads.most
        clips = (apply(self.clip, edits) for edits in choices)
        features = (clip_features(clip, recipe, n_persons=most) for clip in clips)
        return [output.logits.float().cpu().numpy() for output in run(self.checkpoint, features)]

    def margin(self, logits: Float32s) -> float:
        """How far the first answer leads the best of the others; below 0 it is another answer."""
        return float(logits[self.answer] - np.delete(logits, self.answer).max())

    def found(
        self,
        progress: float,
        edits: tuple[Edit, ...] = (),
        logits: Float32s | None = None,
        *,
        share: float = 0.0,
        is_done: bool = False,
    ) -> Found:
        """Where a search stands that has come to these edits."""
        after = self.before if logits is None else logits
        before, now = (np.asarray(softmax(one), dtype=np.float32) for one in (self.before, after))
        return Found(edits, before, now, self.checkpoint.class_names, share, progress, is_done)


class _Search:
    """The pieces that are edited in one way, and what the network says of the clip then."""

    def __init__(self, ask: _Asked, way: _Way) -> None:
        self.ask, self.way = ask, way
        self.windows = window_edges(ask.clip.n_frames)
        self.pieces: frozenset[Piece] = frozenset()
        self.logits = ask.before

    def steps(self) -> Iterator[Found]:
        """Where the search stands after each step."""
        yield from self.take()
        if self.ask.margin(self.logits) < 0:
            yield from self.give_back()

    def take(self) -> Iterator[Found]:
        """Edit one unit after the other throughout, each time the one that costs the answer most."""
        left = list(self.way.units)
        for number in range(self.way.most):
            if self.ask.margin(self.logits) < 0:
                return
            choices = [self.pieces | {(unit, w) for w in range(len(self.windows))} for unit in left]
            left.pop(self.go_on(choices))
            yield self.found(0.5 * (number + 1) / self.way.most)

    def give_back(self) -> Iterator[Found]:
        """Let go of pieces one by one, as long as the answer stays changed; each time the one needed least."""
        at_first = len(self.pieces)
        while len(self.pieces) > 1:
            pieces, logits = self.pieces, self.logits
            self.go_on([pieces - {piece} for piece in sorted(pieces)])
            if self.ask.margin(self.logits) >= 0:
                self.pieces, self.logits = pieces, logits
                return
            yield self.found(0.5 + 0.5 * (1 - len(self.pieces) / at_first))

    def go_on(self, choices: Sequence[frozenset[Piece]]) -> int:
        """Take that of several choices which costs the answer most; its number."""
        answers = self.ask.logits([self.edits(pieces) for pieces in choices])
        best = int(np.argmin([self.ask.margin(logits) for logits in answers]))
        self.pieces, self.logits = choices[best], answers[best]
        return best

    def edits(self, pieces: frozenset[Piece]) -> tuple[Edit, ...]:
        """The fewest edits that are just these pieces."""
        found = []
        for person, part in self.way.units:
            rows = [w for w in range(len(self.windows)) if ((person, part), w) in pieces]
            for stretch in _runs(rows):
                first, end = self.windows[stretch[0]][0], self.windows[stretch[-1]][1]
                frames = None if (first, end) == (0, self.ask.clip.n_frames) else (first, end - 1)
                found.append(Edit(self.way.kind, (part,) if part else (), person, frames))
        return tuple(found)

    def found(self, progress: float) -> Found:
        share = len(self.pieces) / (len(self.way.units) * len(self.windows))
        return self.ask.found(progress, self.edits(self.pieces), self.logits, share=share)


def _runs(rows: Sequence[int]) -> list[list[int]]:
    """Ascending numbers in stretches without a gap."""
    found: list[list[int]] = []
    for row in rows:
        if found and row == found[-1][-1] + 1:
            found[-1].append(row)
        else:
            found.append([row])
    return found
