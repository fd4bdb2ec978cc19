"""The two clips of a page: read, aligned, shown to one checkpoint and put on one clock, each step kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from sta_lstm.comparison.alignment import Alignment, Kind, align
from sta_lstm.comparison.clips import ClipPair, compare_clips
from sta_lstm.comparison.clock import clip_on_clock, on_clock
from sta_lstm.model.checkpoint import Checkpoint
from sta_lstm.player import player_payload
from sta_lstm.prediction.prediction import Prediction
from sta_lstm.skeletons import Clip
from sta_lstm.ui.errors import run_or_show_error
from sta_lstm.ui.panels import conversion, recording
from sta_lstm.ui.panels.conversion import AdaptedClip
from sta_lstm.ui.parts.parts import Parts, parts_of
from sta_lstm.ui.pickers.clip_files import CLIP, SECOND
from sta_lstm.ui.pickers.files import Source
from sta_lstm.ui.session.kept import kept
from sta_lstm.ui.session.keys import Offered, is_offered
from sta_lstm.ui.session.predictions import cautions_of, timed_prediction

#: What each alignment is called, in the order in which they are offered.
ALIGNMENT_NAMES: dict[Kind, str] = {
    "dtw": "by pose (dynamic time warping)",
    "relative": "by share of the clip",
    "time": "by time",
}


@dataclass(frozen=True, eq=False)
class ChosenClip:
    """One of the two clips.

    Attributes:
        name: what the page calls it; the other one has another name.
        source: where it came from.
        recorded: what was read from there.
        adapted: the recording as the checkpoint reads it, or on its way there.
    """

    name: str
    source: Source
    recorded: Clip
    adapted: AdaptedClip

    @property
    def clip(self) -> Clip:
        """What is shown and aligned: the recording, or what it was converted to."""
        return self.adapted.clip


def short_names(chosen: Sequence[Source]) -> list[str]:
    """The samples' names, or those of the files; a second one of the same name is told apart by a number."""
    first, second = (source.sample or Path(source.name).stem for source in chosen)
    return [first, second if second != first else f"{second} (2)"]


def read_both(first: Source, second: Source, refused: Callable[[], None]) -> list[tuple[Source, Clip]]:
    """The clips that can be read, with their sources; for the others the page shows why not, after ``refused``."""
    fields = {first.key: (first, CLIP), second.key: (second, SECOND)}
    names = ("First clip", "Second clip") if len(fields) > 1 else ("",)  # their own may tell an answer
    read = {
        source.key: (source, recording.read_recording(source, refused, field.noun, name=name))
        for (source, field), name in zip(fields.values(), names, strict=True)
    }
    chosen = [read[source.key] for source in (first, second)]
    return [(source, clip) for source, clip in chosen if clip is not None]


def adapt_both(read: Sequence[tuple[Source, Clip]], checkpoint: Checkpoint | None) -> list[ChosenClip]:
    """The clips as the checkpoint reads them; where one does not fit, the page offers to adapt it, or says how.

    Args:
        read: both clips with their sources.
        checkpoint: what is to read them; None leaves them as they are.
    """
    both: list[ChosenClip] = []
    for name, (source, clip) in zip(short_names([source for source, _ in read]), read, strict=True):
        if both and both[0].source.key == source.key:
            adapted = both[0].adapted  # the offer stands on the page
        elif checkpoint is None:
            adapted = AdaptedClip(clip, source.cache_key)
        else:
            adapted = conversion.adapt_or_offer(source.cache_key, clip, checkpoint, clip_name=name)
        both.append(ChosenClip(name, source, clip, adapted))
    return both


def answers(
    both: Sequence[ChosenClip], checkpoint: Checkpoint | None, checkpoint_source: Source
) -> list[Prediction | None]:
    """What the checkpoint says of each clip; None, and the reason said, where it does not fit."""
    found: list[Prediction | None] = []
    for one in both:
        answer = None
        if checkpoint is not None and not one.adapted.is_pending:
            ask = partial(timed_prediction, one.adapted.key, checkpoint_source.cache_key, one.clip, checkpoint)
            answer = run_or_show_error(ask)
        found.append(None if answer is None else answer[0])
    return found


def parts_of_both(
    both: Sequence[ChosenClip], predictions: Sequence[Prediction | None], aligned: Alignment | None
) -> list[Parts]:
    """What is known of the parts of each recording that has any, on the clock of the player.

    Args:
        both: the clips.
        predictions: what the checkpoint says of each.
        aligned: the common clock; None where each runs on its own.
    """
    found: dict[str, Parts] = {}
    clocks = [None, None] if aligned is None else [aligned.first, aligned.second]
    for one, said, clock in zip(both, predictions, clocks, strict=True):
        told = {} if said is None else {said.checkpoint: said}
        fps = None if aligned is None else aligned.fps
        parts = parts_of(one.source, one.clip, told, called=one.name, clock=clock, fps=fps)
        if parts.are_known:
            found.setdefault(one.source.key, parts)
    return list(found.values())


def each_once(both: Sequence[ChosenClip]) -> list[ChosenClip]:
    """The two, or the one where they are the same recording."""
    return list({one.source.key: one for one in reversed(both)}.values())[::-1]


def keys(both: Sequence[ChosenClip]) -> tuple[str, ...]:
    """Of the clips and of what the page calls them; the name of what the server offers is nobody's own."""
    found: list[str] = []
    for one in both:
        found += [Offered(one.name) if is_offered(one.adapted.key) else one.name, one.adapted.key]
    return tuple(found)


def alignment_named(word: str) -> Kind:
    """The alignment that an address calls so; the one that the page opens on where there is none of that name."""
    return next((kind for kind in ALIGNMENT_NAMES if kind == word), next(iter(ALIGNMENT_NAMES)))


def same_moment(old: Alignment, new: Alignment, step: int) -> int:
    """The step of a new alignment at which the first clip shows what it shows at ``step`` of the old one."""
    return int(np.searchsorted(new.first, old.first[min(step, old.n_steps - 1)]))


def alignment(both: Sequence[ChosenClip], kind: Kind) -> Alignment:
    """The common clock of two clips, kept for this session.

    Raises:
        MismatchError: they share no joint or no person.
    """
    return _alignment(keys(both), kind, both)


def pair(both: Sequence[ChosenClip], kind: Kind, checkpoint_key: str, predictions: Sequence[Prediction]) -> ClipPair:
    """What the checkpoint says of both, kept for this session.

    Raises:
        MismatchError: no person was read in both.
    """
    return _pair((*keys(both), checkpoint_key), kind, both, predictions)


def payload(
    both: Sequence[ChosenClip],
    kind: Kind | None,
    checkpoint_key: str,
    predictions: Sequence[Prediction | None],
    checkpoint: Checkpoint | None,
) -> dict[str, Any]:
    """What the player is told: a pane a clip, kept for this session.

    Args:
        both: the clips.
        kind: how they are aligned; None shows both from their first frames on.
        checkpoint_key: of the source of the checkpoint.
        predictions: its answers; None for a clip that it does not fit, which is shown by itself.
        checkpoint: who answered.

    Raises:
        StaLstmError: the common clock has too many steps for so much, or it is too much for the player.
    """
    answered = "".join("-" if prediction is None else "+" for prediction in predictions)
    return _payload((*keys(both), checkpoint_key), answered, kind, both, predictions, checkpoint)


@kept("Aligning the clips …")
def _alignment(keys: tuple[str, ...], kind: Kind, _both: Sequence[ChosenClip]) -> Alignment:
    return align(_both[0].clip, _both[1].clip, kind)


@kept()
def _pair(
    keys: tuple[str, ...], kind: Kind, _both: Sequence[ChosenClip], _predictions: Sequence[Prediction]
) -> ClipPair:
    return compare_clips(_predictions[0], _predictions[1], alignment(_both, kind), names=[one.name for one in _both])


@kept()
def _payload(
    keys: tuple[str, ...],
    answered: str,
    kind: Kind | None,
    _both: Sequence[ChosenClip],
    _predictions: Sequence[Prediction | None],
    _checkpoint: Checkpoint | None,
) -> dict[str, Any]:
    shown: list[Prediction | Clip] = [
        one.clip if prediction is None else prediction for one, prediction in zip(_both, _predictions, strict=True)
    ]
    recorded = None
    if kind is not None:
        found = alignment(_both, kind)
        recorded = [found.first.tolist(), found.second.tolist()]
        shown = [
            on_clock(each, frames, found.fps)
            if isinstance(each, Prediction)
            else clip_on_clock(each, frames, found.fps)
            for each, frames in zip(shown, (found.first, found.second), strict=True)
        ]
    return player_payload(
        shown,
        titles=[one.name for one in _both],
        recorded=recorded,
        cautions=[() if said is None else cautions_of(said, _checkpoint) for said in _predictions],
        timed=kind in (None, "time"),
    )
