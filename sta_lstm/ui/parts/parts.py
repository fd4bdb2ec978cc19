"""Parts of a recording: lanes of answers, labels and marked spans in the player, and one of them run by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from sta_lstm.errors import ClipError
from sta_lstm.model.checkpoint import Checkpoint
from sta_lstm.model.learned import trained_seconds
from sta_lstm.player.segments import answers_track, labels_track, with_tracks
from sta_lstm.player.tracks import TrackData
from sta_lstm.prediction.answer import NEVER_SAW, answer_name, named
from sta_lstm.prediction.prediction import Prediction
from sta_lstm.prediction.windows import Windows, read_windows
from sta_lstm.skeletons import Clip
from sta_lstm.skeletons.cut import Segment
from sta_lstm.ui.errors import run_or_show_error
from sta_lstm.ui.panels.player import last_state, news
from sta_lstm.ui.pickers.clip_files import read_whole
from sta_lstm.ui.pickers.files import Source
from sta_lstm.ui.pickers.label_files import Labels, label_file_for, labels_of
from sta_lstm.ui.session.kept import kept
from sta_lstm.ui.session.preparation import keep_part, preparation_of
from sta_lstm.ui.session.spans import mark, spans_of
from sta_lstm.ui.text import escaped, probability_text
from sta_lstm.words import capital

MARKED = "parts-marked"  # in the session: whether a span was marked just now, so that its name is asked for
ANSWERED = "parts-answered"  # in the session: a recording and a checkpoint, and the stretches of one answer in it


@dataclass(frozen=True, eq=False)
class Parts:
    """A recording on the page, and what is known of its parts.

    Attributes:
        source: where it came from.
        key: of it, as it was prepared when the page began.
        whole: as it is read, neither cut nor repaired: parts are counted in its frames.
        clip: as the page shows it.
        class_names: of the checkpoint that reads it; none where nothing does.
        windows: what that answers along the clip; None where it is short enough to be read at once.
        labels: what a file calls its parts, if there is such a file.
    """

    source: Source
    key: str
    whole: Clip
    clip: Clip
    class_names: tuple[str, ...] = ()
    windows: Windows | None = None
    labels: Labels | None = None

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
    def in_step(self) -> bool:
        """Whether each frame that is shown is one of the recording: a repair may have left some out."""
        kept_frames = preparation_of(self.source.key).kept or (0, self.whole.n_frames - 1)
        return self.clip.n_frames == min(kept_frames[1] + 1, self.whole.n_frames) - kept_frames[0]

    @property
    def tracks(self) -> tuple[TrackData, ...]:
        """The lanes: labels from a file, marked spans, answers; what fills the whole clip is no lane."""
        lanes: list[TrackData] = []
        hues: dict[str, int] = {}
        if self.in_step:
            given, own = () if self.labels is None else self.labels.inside, self.spans
            lanes = [self._track(name, found, hues) for name, found in (("labels", given), ("marked", own))]
        if self.windows is not None:
            lanes.append(answers_track(self.windows, self.clip.fps, hues))
        whole = [(0, self.clip.n_frames)]
        return tuple(lane for lane in lanes if lane.segments and [(s.start, s.end) for s in lane.segments] != whole)

    @property
    def spans(self) -> tuple[Segment, ...]:
        """The spans that were marked; they are kept as the file counts its frames, as files of labels do."""
        skipped = preparation_of(self.source.key).skipped
        return tuple(span.moved(-skipped) for span in spans_of(self.source.key))

    def run(self, first: int, last: int, label: str = "") -> None:
        """Show this part of the clip alone."""
        if self.in_step:
            keep_part(self.source.key, self.whole.n_frames, self.first + first, self.first + last, label or None)

    def mark(self, first: int, last: int) -> None:
        """Keep this part of the clip as a span, to be named."""
        if self.in_step:
            begins = self.first + preparation_of(self.source.key).skipped
            mark(self.source.key, begins + first, begins + last)
            st.session_state[MARKED] = True

    def _track(self, name: str, segments: tuple[Segment, ...], hues: dict[str, int]) -> TrackData:
        clip, moved = self.clip, tuple(each.moved(-self.first) for each in segments)
        return labels_track(name, moved, self.class_names, n_frames=clip.n_frames, fps=clip.fps, hues=hues)


def parts_of(
    source: Source, clip: Clip, checkpoint: Checkpoint | None = None, *, clip_key: str = "", checkpoint_key: str = ""
) -> Parts:
    """What is known of the parts of a recording; a long one is read in windows.

    Args:
        source: where it came from.
        clip: as the page shows it.
        checkpoint: that it fits, if there is one.
        clip_key: then tells the clip apart from all others,
        checkpoint_key: and this the checkpoint.
    """
    whole = read_whole(source)
    windows = None
    if checkpoint is not None and trained_seconds(checkpoint.training).is_long(clip):
        windows = run_or_show_error(lambda: _windows(clip_key, checkpoint_key, clip, checkpoint))
    names = () if checkpoint is None else checkpoint.class_names
    parts = Parts(source, source.cache_key, whole, clip, names, windows, _labels(source, whole))
    if windows is not None and parts.in_step:
        first = parts.first
        found = tuple(Segment(s.start, s.end, s.label).moved(first) for s in windows.segments() if s.label)
        st.session_state[ANSWERED] = (source.key, checkpoint_key, found)
    elif st.session_state.get(ANSWERED, ("", ""))[:2] != (source.key, checkpoint_key):
        st.session_state.pop(ANSWERED, None)
    return parts


def title(windows: Windows) -> str:
    """What a long recording shows one after another: "Walk, sit down, stand up"."""
    answers = [each.label for each in windows.segments() if each.label]
    told = [name for place, name in enumerate(answers) if place == 0 or answers[place - 1] != name]
    some = ", ".join([*told[:4], *(["…"] if len(told) > 4 else [])])
    said = named(some, is_familiar=windows.is_familiar) if told else "unsure all along"
    new = "" if windows.is_familiar else f"{'' if told else '.'} {NEVER_SAW}"
    return f"{capital(said)}{new}"


def heading(windows: Windows, checkpoint: Checkpoint, whole: Prediction) -> None:
    """What a long recording shows one after another, and why it is not answered at once.

    Args:
        windows: in which it was read.
        checkpoint: that read it.
        whole: what that answers to all of it at once.
    """
    st.title(escaped(title(windows)), anchor=False)
    seconds = trained_seconds(checkpoint.training)
    knows = "was trained on clips of" if seconds.is_told else "does not say on what it was trained, which is usually"
    st.caption(
        f"This recording is {whole.clip.seconds:.0f} s long, and {escaped(checkpoint.name)} {knows} "
        f"{seconds.in_words}: it is read in windows of {windows.seconds:.2g} s, and the lane “answers” shows what it "
        f"says when. Asked for all of it at once it would say {escaped(answer_name(whole))}, "
        f"{probability_text(float(whole.probabilities.max()))}, which means little."
    )


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
    if parts.source.cache_key != parts.key:
        st.rerun()
    return shown


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


@kept("Reading the recording in windows …")
def _windows(clip_key: str, checkpoint_key: str, _clip: Clip, _checkpoint: Checkpoint) -> Windows:
    return read_windows(_checkpoint, _clip)
