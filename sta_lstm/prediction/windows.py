"""A long recording read in windows: a model that knows seconds is asked about seconds, one stretch after another.

Letters: T_w windows, L classes.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from sta_lstm.arrays import Float32s
from sta_lstm.cancelling import while_wanted
from sta_lstm.errors import MismatchError
from sta_lstm.limits import CLASS_SCORES, WINDOWS
from sta_lstm.model.checkpoint import Checkpoint
from sta_lstm.model.effort import check_answer, check_reruns
from sta_lstm.model.features import Features, features_of_all
from sta_lstm.model.fitting import find_misfit
from sta_lstm.model.learned import trained_seconds, unlike
from sta_lstm.model.run import run
from sta_lstm.prediction.answer import LEAST_SURE
from sta_lstm.skeletons import Clip
from sta_lstm.skeletons.cut import Segment, cut

#: From one window to the next, as a share of a window's length.
HOP = 0.25
#: Windows whose features are made at once, and numbers in all of these.
_TOGETHER, _NUMBERS = 64, 4_000_000
#: Probability below which a window's answer is none: what an answer to a whole clip needs. `is_sure` asks besides that
#: it leads the next class; a window's neighbour has to say the same instead.
SURE = LEAST_SURE


@dataclass(frozen=True, slots=True)
class AnswerSegment:
    """A stretch of a recording that is answered alike.

    Attributes:
        start: its first frame.
        end: the frame after its last.
        label: the class; None where no class is sure enough, or nobody could be read.
        probability: of it, the mean over the windows there; of the likeliest class where there is none.
    """

    start: int
    end: int
    label: str | None
    probability: float


@dataclass(frozen=True, eq=False)
class Windows:
    """What a checkpoint says of each window of a recording.

    Attributes:
        class_names: L.
        spans: T_w windows in the order of time, each its first frame and the frame after its last.
        probabilities: T_w × L; NaN where too few or too many persons are in the window.
        n_frames: of the recording.
        seconds: length of a window.
        hop_seconds: from one window to the next.
        unlike: how the recording is of another kind than what the checkpoint learned from, its length aside
            (`model.learned.unlike`); empty where it is alike.
    """

    class_names: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    probabilities: Float32s
    n_frames: int
    seconds: float
    hop_seconds: float
    unlike: tuple[str, ...] = ()

    @property
    def is_familiar(self) -> bool:
        """Whether the recording is of a kind that the model learned from, as far as its checkpoint tells."""
        return not self.unlike

    def segments(self, sure: float = SURE) -> tuple[AnswerSegment, ...]:
        """The whole recording in stretches of one answer, without gaps.

        A window speaks for the frames that are nearer to its middle than to any other's; neighbours that say the same
        are one stretch, and so are neighbours that are not sure. Most of a window lies in the next one too: what one
        of them alone says, between others, is taken for no answer.

        Args:
            sure: probability that an answer needs.
        """
        best = [None if np.isnan(row[0]) else int(row.argmax()) for row in self.probabilities]
        highest = [0.0 if c is None else float(row[c]) for c, row in zip(best, self.probabilities, strict=True)]
        labels = [None if c is None or p < sure else self.class_names[c] for c, p in zip(best, highest, strict=True)]
        labels = [
            None if 0 < w < len(labels) - 1 and label not in (labels[w - 1], labels[w + 1]) else label
            for w, label in enumerate(labels)
        ]
        middles = [(start + end) / 2 for start, end in self.spans]
        edges = [0, *(round((a + b) / 2) for a, b in pairwise(middles)), self.n_frames]
        found: list[AnswerSegment] = []
        first = 0
        for w in range(1, len(labels) + 1):
            if w == len(labels) or labels[w] != labels[first]:
                mean = float(np.mean(highest[first:w]))
                found.append(AnswerSegment(edges[first], edges[w], labels[first], mean))
                first = w
        return tuple(found)


def window_spans(clip: Clip, seconds: float) -> tuple[tuple[int, int], ...]:
    """Windows of so many seconds over the whole of ``clip``, a quarter of their length apart; the last ends with it.

    Raises:
        MismatchError: there would be more than `sta_lstm.limits.WINDOWS` allows.
    """
    length = min(max(2, round(seconds * clip.fps)), clip.n_frames)
    hop = max(1, round(HOP * length))
    n_windows = 1 + math.ceil((clip.n_frames - length) / hop)
    WINDOWS.check(
        f"clip '{clip.name}' in windows of {seconds:.3g} s",
        (n_windows, "windows"),
        advice="Keep a part of the recording.",
        error=MismatchError,
    )
    last = clip.n_frames - length
    return tuple((start, start + length) for start in (*range(0, last, hop), last))


def read_windows(checkpoint: Checkpoint, clip: Clip, *, seconds: float | None = None) -> Windows:
    """What ``checkpoint`` says of each window of ``clip``: of each the same as `predict` of the clip cut to it.

    Whether somebody still waits is asked as it goes (`sta_lstm.cancelling`).

    Args:
        checkpoint: the model.
        clip: a recording that fits it.
        seconds: length of a window; what most clips had on which it was trained, if left out.

    Raises:
        MismatchError: there are too many windows, or they are too long for so large a network.
        SettingsError: all together would take too long.
    """
    seconds = trained_seconds(checkpoint.training).median if seconds is None else seconds
    spans = window_spans(clip, seconds)
    length, classes = spans[0][1] - spans[0][0], len(checkpoint.class_names)
    n_read = checkpoint.recipe.resample or length
    check_answer(checkpoint, clip.name, length, n_read)
    check_reruns(checkpoint, f"clip '{clip.name}' in {len(spans):,} windows", n_read, len(spans))
    CLASS_SCORES.check(
        f"clip '{clip.name}' in windows and checkpoint '{checkpoint.name}'",
        (len(spans), "windows"),
        (classes, "classes"),
        advice="Keep a part of the recording.",
        error=MismatchError,
    )
    probabilities = np.full((len(spans), classes), np.nan, dtype=np.float32)
    read = [w for w, span in enumerate(spans) if _fits(checkpoint, clip, span)]
    outputs = run(checkpoint, _features(checkpoint, clip, [spans[w] for w in read]))
    for w, output in zip(read, outputs, strict=True):
        probabilities[w] = output.logits.float().softmax(-1).cpu().numpy()
    probabilities.setflags(write=False)
    starts = [start for start, _ in spans]
    hop = (starts[1] - starts[0]) / clip.fps if len(starts) > 1 else length / clip.fps
    new = unlike(checkpoint.training, clip, whatever_length=True)
    return Windows(checkpoint.class_names, spans, probabilities, clip.n_frames, length / clip.fps, hop, new)


def _fits(checkpoint: Checkpoint, clip: Clip, span: tuple[int, int]) -> bool:
    """Whether as many persons are in a window as the checkpoint reads."""
    return Segment(*span).lies_in(clip) and find_misfit(cut(clip, *span), checkpoint.reads) is None


def _features(checkpoint: Checkpoint, clip: Clip, spans: list[tuple[int, int]]) -> Iterator[Features]:
    recipe, n_persons = checkpoint.recipe, checkpoint.reads.most
    n_numbers = (spans[0][1] - spans[0][0]) * n_persons * clip.n_joints * recipe.n_channels if spans else 1
    together = max(1, min(_TOGETHER, _NUMBERS // n_numbers))
    for first in while_wanted(range(0, len(spans), together)):
        windows = [cut(clip, *span) for span in spans[first : first + together]]
        yield from features_of_all(windows, recipe, n_persons=n_persons)
