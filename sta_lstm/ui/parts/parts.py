"""Parts of a recording: lanes of answers, labels and marked spans in the player, and one of them run by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import streamlit as st

from sta_lstm.arrays import Indices
from sta_lstm.errors import ClipError
from sta_lstm.player.segments import answers_tracks, labels_track, with_tracks
from sta_lstm.player.tracks import TrackData
from sta_lstm.prediction.prediction import Prediction
from sta_lstm.prediction.windows import Windows
from sta_lstm.skeletons import Clip
from sta_lstm.skeletons.cut import Segment
from sta_lstm.ui.errors import run_or_show_error
from sta_lstm.ui.panels.player import last_state, news
from sta_lstm.ui.pickers.clip_files import read_whole
from sta_lstm.ui.pickers.files import Source
from sta_lstm.ui.pickers.label_files import Labels, label_file_for, label_of_part, labels_of
from sta_lstm.ui.session.preparation import keep_part, preparation_of
from sta_lstm.ui.session.spans import given_name, mark, spans_of

MARKED = "parts-marked"  # in the session: whether a span was marked just now, so that its name is asked for
#: In the session: by recording and model the stretches of one answer, of those that were read last.
_ANSWERED, _MOST = "parts-answered", 20


@dataclass(frozen=True, eq=False)
class Parts:
    """A recording on the page, and what is known of its parts.

    Attributes:
        source: where it came from.
        key: of it, as it was prepared when the page began.
        whole: as it is read, neither cut nor repaired: parts are counted in its frames.
        clip: as the page shows it.
        class_names: of the model that reads it; none where nothing does.
        answers: what models answer along the clip, by their names; none where it is short enough to be read at once.
        answered: stretches of one answer in the whole recording, by the names of the models that gave them.
        labels: what a file calls its parts, if there is such a file.
        called: what the page calls it; empty where it is the only one there.
        clock: which frame of the clip each step of the player shows; None where they are the same.
        fps: frames of the player a second.
    """

    source: Source
    key: str
    whole: Clip
    clip: Clip
    class_names: tuple[str, ...] = ()
    answers: Mapping[str, Windows] = field(default_factory=dict)
    answered: Mapping[str, tuple[Segment, ...]] = field(default_factory=dict)
    labels: Labels | None = None
    called: str = ""
    clock: Indices | None = None
    fps: float = 0.0

    @property
    def first(self) -> int:
        """The frame of the recording with which the clip begins."""
        kept_frames = preparation_of(self.source.key).kept
        return 0 if kept_frames is None else kept_frames[0]

    @property
    def is_cut(self) -> bool:
        """Whether a part alone is shown."""
        return preparation_of(self.source.key).kept is not None

    @property
    def are_known(self) -> bool:
        """Whether there is more to go through than the clip that is shown."""
        has_labels = self.labels is not None and bool(self.labels.inside)
        return bool(self.answers) or self.is_cut or has_labels or bool(self.spans)

    @property
    def in_step(self) -> bool:
        """Whether each frame that is shown is one of the recording: a repair may have left some out."""
        kept_frames = preparation_of(self.source.key).kept or (0, self.whole.n_frames - 1)
        return self.clip.n_frames == min(kept_frames[1] + 1, self.whole.n_frames) - kept_frames[0]

    @property
    def tracks(self) -> tuple[TrackData, ...]:
        """The lanes: labels from a file, marked spans, answers; what fills the whole clip is no lane."""
        lanes: list[TrackData] = []
        hues: dict[str, int] = {}
        whose = f", {self.called}" if self.called else ""
        if self.in_step:
            given, own = () if self.labels is None else self.labels.inside, self.spans
            lanes = [self._track(f"{name}{whose}", of, hues) for name, of in (("labels", given), ("marked", own))]
        answers = self.answers if self.clock is None else {k: w.on_clock(self.clock) for k, w in self.answers.items()}
        lanes += answers_tracks(answers, self.fps, hues, whose=self.called)
        whole = [(0, self._n_steps)]
        return tuple(lane for lane in lanes if lane.segments and [(s.start, s.end) for s in lane.segments] != whole)

    @property
    def spans(self) -> tuple[Segment, ...]:
        """The spans that were marked; they are kept as the file counts its frames, as files of labels do."""
        skipped = preparation_of(self.source.key).skipped
        return tuple(span.moved(-skipped) for span in spans_of(self.source.key))

    def frames(self, steps: tuple[int, int] | None) -> tuple[int, int] | None:
        """First and last frame of the clip in a range that is chosen in the player, where one is."""
        if steps is None or self.clock is None:
            return steps
        first, last = (int(self.clock[min(step, len(self.clock) - 1)]) for step in steps)
        return first, last

    def run(self, first: int, last: int, label: str = "") -> None:
        """Show this part of the clip alone: under the label of a file, where that has one for exactly this part."""
        if self.in_step:
            span = (self.first + first, self.first + last)
            told = label_of_part(self.source, self.whole, *span) or given_name(Segment(*span, label or None))
            keep_part(self.source.key, self.whole.n_frames, *span, told)

    def mark(self, first: int, last: int) -> None:
        """Keep this part of the clip as a span, to be named."""
        if self.in_step:
            begins = self.first + preparation_of(self.source.key).skipped
            mark(self.source.key, begins + first, begins + last)
            st.session_state[MARKED] = True

    @property
    def _n_steps(self) -> int:
        return self.clip.n_frames if self.clock is None else len(self.clock)

    def _track(self, name: str, segments: tuple[Segment, ...], hues: dict[str, int]) -> TrackData:
        moved = [each.moved(-self.first) for each in segments]
        if self.clock is not None:
            moved = [_on_clock(each, self.clip.n_frames, self.clock) for each in moved]
        runs = self.clock is None
        return labels_track(name, moved, self.class_names, n_frames=self._n_steps, fps=self.fps, hues=hues, runs=runs)


def parts_of(
    source: Source,
    clip: Clip,
    predictions: Mapping[str, Prediction] | None = None,
    *,
    called: str = "",
    clock: Indices | None = None,
    fps: float | None = None,
) -> Parts:
    """What is known of the parts of a recording.

    Args:
        source: where it came from.
        clip: as the page shows it.
        predictions: what models say of that, by their names.
        called: what the page calls it, where it shows several.
        clock: which frame of the clip each step of the player shows, where these are not the same,
        fps: and so many steps a second.
    """
    told, whole = predictions or {}, read_whole(source)
    answers = {name: each.windows for name, each in told.items() if each.windows is not None}
    names = next(iter(answers.values())).class_names if answers else ()
    names = next((each.class_names for each in told.values() if each.class_names), names)
    parts = Parts(
        source=source,
        key=source.cache_key,
        whole=whole,
        clip=clip,
        class_names=names,
        answers=answers,
        labels=_labels(source, whole),
        called=called,
        clock=clock,
        fps=fps or clip.fps,
    )
    return replace(parts, answered=_answered(parts, told))


def on_timeline(parts: Parts, payload: Mapping[str, Any]) -> dict[str, Any]:
    """``payload`` with the lanes of the parts; what the player asked for since the page ran last is done first.

    Where another part is shown after that, the page begins anew.
    """
    shown = with_tracks(payload, parts.tracks, parts=True)
    ask = news(last_state(shown, key="player"))
    if ask is not None and ask.what == "run":
        parts.run(ask.first, ask.last, ask.text)
    elif ask is not None and ask.what == "mark":
        parts.mark(ask.first, ask.last)
        shown = with_tracks(payload, parts.tracks, parts=True)
    begin_anew(parts)
    return shown


def begin_anew(*several: Parts) -> None:
    """Run the page again where another part of a recording is to be shown than when it began."""
    if any(parts.source.cache_key != parts.key for parts in several):
        st.rerun()


def instead(what: str) -> None:
    """Why a long recording lacks what is found out of one action, and the way to it.

    Args:
        what: that, as the beginning of a sentence.
    """
    st.markdown(f"{what} for one action at a time. Choose a part of this recording beneath the player, and run that.")


def _answered(parts: Parts, told: Mapping[str, Prediction]) -> dict[str, tuple[Segment, ...]]:
    """The stretches of one answer by models: what is read now, or was while all of the recording was shown."""
    kept: dict[tuple[str, str, str], tuple[Segment, ...]] = st.session_state.setdefault(_ANSWERED, {})
    found = {}
    for name, each in told.items():
        key = (parts.source.key, each.checkpoint, each.provenance.revision)
        if each.windows is not None and parts.in_step:
            stretches = (s for s in each.windows.segments() if s.label)
            kept.pop(key, None)
            kept[key] = tuple(Segment(s.start, s.end, s.label).moved(parts.first) for s in stretches)
        if key in kept:
            found[name] = kept[key]
    while len(kept) > _MOST:
        kept.pop(next(iter(kept)))
    return found


def _on_clock(segment: Segment, n_frames: int, clock: Indices) -> Segment:
    end = n_frames if segment.end is None else segment.end
    first, last = (int(step) for step in np.searchsorted(clock, (segment.start, end)))
    return replace(segment, start=first, end=last)


def _labels(source: Source, whole: Clip) -> Labels | None:
    """What this visitor's file of labels says of a recording; a list that leaves it out says nothing."""
    file = label_file_for(source)
    if file is None:
        return None
    if file.of is not None:
        return run_or_show_error(lambda: labels_of(file, source, whole))
    try:
        return labels_of(file, source, whole)
    except ClipError:
        return None
