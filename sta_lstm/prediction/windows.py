"""A long recording read in windows: a model that knows seconds is asked about seconds, one stretch after another.

What it says to all of such a recording at once is no answer to anything, and is told nowhere: `in_windows`.

Letters: T_w windows, L classes.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np

from sta_lstm.arrays import Float32s, Indices
from sta_lstm.cancelling import while_wanted
from sta_lstm.errors import MismatchError, SettingsError
from sta_lstm.limits import CLASS_SCORES, WINDOWS
from sta_lstm.model.checkpoint import Checkpoint
from sta_lstm.model.effort import check_answer, check_reruns
from sta_lstm.model.features import Features, features_of_all
from sta_lstm.model.fitting import find_misfit
from sta_lstm.model.learned import trained_seconds, unlike
from sta_lstm.model.run import run
from sta_lstm.prediction.answer import LEAST_SURE
from sta_lstm.prediction.prediction import Prediction
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
        edges: T_w + 1 frames; each window speaks for those from one of them to the next, which are nearer to its middle
            than to any other's. Found out here if left out.
    """

    class_names: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    probabilities: Float32s
    n_frames: int
    seconds: float
    hop_seconds: float
    unlike: tuple[str, ...] = ()
    edges: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if not self.edges:
            middles = [(start + end) / 2 for start, end in self.spans]
            between = (round((a + b) / 2) for a, b in pairwise(middles))
            object.__setattr__(self, "edges", (0, *between, self.n_frames))

    @property
    def is_familiar(self) -> bool:
        """Whether the recording is of a kind that the model learned from, as far as its checkpoint tells."""
        return not self.unlike

    def segments(self, sure: float = SURE) -> tuple[AnswerSegment, ...]:
        """The whole recording in stretches of one answer, without gaps.

        Neighbours that say the same are one stretch, and so are neighbours that are not sure. Most of a window lies in
        the next one too: what one of them alone says, between others, is taken for no answer.

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
        edges, first = self.edges, 0
        found: list[AnswerSegment] = []
        for w in range(1, len(labels) + 1):
            if w == len(labels) or labels[w] != labels[first]:
                mean = float(np.mean(highest[first:w]))
                if edges[first] < edges[w]:  # a clock may pass over frames
                    found.append(AnswerSegment(edges[first], edges[w], labels[first], mean))
                first = w
        return tuple(found)

    def on_clock(self, frames: Indices) -> Windows:
        """The same at the steps of a clock that shows these ``frames``, which never go back."""
        steps = [int(step) for step in np.searchsorted(frames, self.edges[:-1])]
        spans = tuple((int(a), int(b)) for a, b in np.searchsorted(frames, self.spans).tolist())
        return replace(self, spans=spans, n_frames=len(frames), edges=(*steps, len(frames)))

    def to_json(self) -> dict[str, Any]:
        """How long windows are, and the stretches of one answer, as plain JSON values; frames from 0, ends excluded."""
        answers = [
            {"start": each.start, "end": each.end, "label": each.label, "probability": round(each.probability, 4)}
            for each in self.segments()
        ]
        return {"seconds": self.seconds, "hop_seconds": self.hop_seconds, "answers": answers}


def is_long(checkpoint: Checkpoint, clip: Clip) -> bool:
    """Whether ``clip`` is so long that ``checkpoint`` reads it in windows, and answers no single action."""
    return trained_seconds(checkpoint.training).is_long(clip)


def in_windows(checkpoint: Checkpoint, prediction: Prediction) -> Prediction:
    """``prediction`` as it may be told: of a clip that is long (`is_long`) its attention, and what each window says.

    What the model would say to all of such a recording at once, and whether that can be believed, is left out. The
    answer to a clip as long as those that the model knows stays as it is.

    Args:
        checkpoint: the model.
        prediction: what it says to the clip at once.

    Raises:
        MismatchError: there are too many windows, or they are too long for so large a network.
        SettingsError: all together would take too long.
    """
    if not is_long(checkpoint, prediction.clip):
        return prediction
    windows = read_windows(checkpoint, prediction.clip)
    provenance = replace(prediction.provenance, unlike=windows.unlike)
    return replace(prediction, scores=None, verdict=None, provenance=provenance, windows=windows, links=None)


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
        SettingsError: all together would take too long, or ``seconds`` is no length.
    """
    if seconds is not None and not 0 < seconds < math.inf:
        raise SettingsError(f"a window of {seconds} s has no length; expected a number of seconds above 0.")
    checkpoint = checkpoint.of_layout(clip.layout)
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
