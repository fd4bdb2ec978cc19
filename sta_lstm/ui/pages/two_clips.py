"""Two clips: one checkpoint on both, their frames aligned, their attention on one clock."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from sta_lstm.comparison.alignment import Alignment, Kind
from sta_lstm.comparison.clips import ClipPair
from sta_lstm.comparison.headline import manner
from sta_lstm.model.checkpoint import Checkpoint
from sta_lstm.player.segments import with_tracks
from sta_lstm.prediction.answer import answer_name
from sta_lstm.prediction.labels import checks_text
from sta_lstm.prediction.prediction import Prediction
from sta_lstm.ui.errors import run_or_show_error
from sta_lstm.ui.lessons import guess
from sta_lstm.ui.lessons.guess import GUESS
from sta_lstm.ui.pages import clip_pairs, two_clips_details, two_clips_share, two_clips_text
from sta_lstm.ui.pages.clip_pairs import ChosenClip
from sta_lstm.ui.panels import heading, recording, share, stage, views
from sta_lstm.ui.panels.charts import Charts
from sta_lstm.ui.panels.player import PlayerState
from sta_lstm.ui.panels.player_fields import FRAME, LOOP, PLAYER_FIELDS
from sta_lstm.ui.panels.stage import Room
from sta_lstm.ui.parts import lists, parts
from sta_lstm.ui.parts.field import PART, SECOND_PART, cut_as_asked, remember_part
from sta_lstm.ui.pickers.checkpoint_files import CHECKPOINT, pick_checkpoint, read_checkpoint
from sta_lstm.ui.pickers.clip_files import CLIP, SECOND, pick_clip, pick_second_clip
from sta_lstm.ui.pickers.files import Source
from sta_lstm.ui.session.address import Address, Request
from sta_lstm.ui.session.keys import Offered
from sta_lstm.ui.session.link import ValueField
from sta_lstm.ui.session.usage import measured
from sta_lstm.ui.text import escaped

_CHOSEN = "clips-aligned"  # in the session: the alignment that is chosen
#: How the two are aligned.
ALIGNMENT = ValueField[str](
    key="align",
    default=next(iter(clip_pairs.ALIGNMENT_NAMES)),
    parse=lambda word, link: word if word in clip_pairs.ALIGNMENT_NAMES else None,
    format=str,
)
TWO_CLIPS = Address("clips", (CLIP, PART, SECOND, SECOND_PART, CHECKPOINT, GUESS, *PLAYER_FIELDS, ALIGNMENT))


def sidebar(request: Request | None) -> tuple[Source | None, Source | None, Source | None]:
    """The three choices."""
    with st.sidebar:
        guess.toggle(request)
        return pick_clip(), pick_second_clip(), pick_checkpoint()


def follow(request: Request | None) -> None:
    """Choose above the player what an address asks for."""
    if request is not None or _CHOSEN not in st.session_state:
        st.session_state[_CHOSEN] = ALIGNMENT.default if request is None else request.link[ALIGNMENT]


def title(both: Sequence[ChosenClip], predictions: Sequence[Prediction | None], found: ClipPair | None) -> str:
    """What the checkpoint says of the two, in one sentence; where it does not answer both, their names."""
    labels = [answer_name(prediction) for prediction in predictions if prediction is not None]
    if len(labels) < 2:
        return " and ".join(one.name for one in both)
    said = f"Both are “{labels[0]}”" if labels[0] == labels[1] else f"“{labels[0]}” and “{labels[1]}”"
    told = manner(found.comparison) if found is not None else ""
    return f"{said}: {told}" if told else said


def head(
    both: Sequence[ChosenClip],
    predictions: Sequence[Prediction | None],
    checkpoint: Checkpoint | None,
    found: ClipPair | None,
    *,
    is_aligned: bool,
) -> None:
    """What the checkpoint says of the two, in a line; what they are, how far to trust it, and how they are aligned."""
    facts = " – ".join(map(two_clips_text.facts, both, predictions))
    st.title(escaped(title(both, predictions, found)), anchor=False)
    left, right = st.columns([3.65, 1], gap="medium")
    with left, st.container(gap="xxsmall", key="heading"):
        answered = {
            one.name: (one, prediction)
            for one, prediction in zip(both, predictions, strict=True)
            if prediction is not None
        }
        if checkpoint is None or not answered:
            st.caption(facts)
        else:
            standings = {name: heading.standing_of(said, checkpoint) for name, (_, said) in answered.items()}
            heading.show_standings(standings, lead=facts, of=checkpoint.name)
            if any(said.windows is not None for _, said in answered.values()):
                parts.instead("How far two clips are seen alike is measured")
    if is_aligned:
        with right:
            choose_alignment()
    if both[0].clip is both[1].clip:
        st.info("This is the same clip twice, so each frame is matched with itself.", icon=":material/info:")


@st.fragment
@measured
def player_and_share(
    payload: dict[str, Any] | None,
    both: Sequence[ChosenClip],
    predictions: Sequence[Prediction | None],
    checkpoint: Checkpoint | None,
    aligned: Alignment | None,
    found: ClipPair | None,
    several: Sequence[parts.Parts],
) -> None:
    """Two panes on one clock, and beneath them parts of long recordings; a pause or a scrub reruns this part alone."""
    parts.begin_anew(*several)
    names = [one.name for one in both]
    state = PlayerState()
    if payload is not None:
        payload = with_tracks(payload, [track for of in several for track in of.tracks])
        state = views.player(payload, TWO_CLIPS)
        for of in several:
            lists.panel(of, state)
    if aligned is not None:
        st.markdown(two_clips_text.step_text(aligned, names, state.moment))
    answers = {name: each for name, each in zip(names, predictions, strict=True) if each is not None}
    whose = " and ".join(names)
    told = [
        title(both, predictions, found),
        checks_text(answers),
        whose,
        *(each.checkpoint for each in answers.values()),
    ]
    share.save_and_share(
        share.Shown(
            TWO_CLIPS,
            title=" · ".join(dict.fromkeys(filter(None, told))),
            stem="-and-".join(names),
            payload=payload,
            answers=[(each, checkpoint) for each in found.predictions] if found and checkpoint else [],
            prints=two_clips_share.prints(found, aligned, names),
            tables=[] if found is None else two_clips_share.tables(found),
            settings=[] if aligned is None else two_clips_text.settings(aligned),
        )
    )


def recordings(both: Sequence[ChosenClip]) -> None:
    """All about the two files, folded away."""
    for one in clip_pairs.each_once(both):
        recording.panel(one.source, one.recorded, one.clip, name=one.name)


def follow_alignment(both: Sequence[ChosenClip], kind: Kind) -> None:
    """Tell the address how the clips are aligned; where that is new, the player goes on at the frame of the first clip.

    To be called once the address was updated.
    """
    shown = TWO_CLIPS.shown
    before = clip_pairs.alignment_named(shown[ALIGNMENT])
    if before == kind:
        return
    frame = shown[FRAME]
    if frame is not None:
        old, new = clip_pairs.alignment(both, before), clip_pairs.alignment(both, kind)
        frame = clip_pairs.same_moment(old, new, frame)
    TWO_CLIPS.restart({ALIGNMENT: kind, FRAME: frame, LOOP: None})


def choose_alignment() -> None:
    """How the two are aligned: the next run of the page has it."""
    st.radio(
        "Align the clips",
        list(clip_pairs.ALIGNMENT_NAMES),
        format_func=lambda kind: clip_pairs.ALIGNMENT_NAMES[kind],
        key=_CHOSEN,
    )


def show(
    both: Sequence[ChosenClip],
    checkpoint: Checkpoint | None,
    checkpoint_source: Source,
    aligned: Alignment | None,
    room: Room,
) -> None:
    """Everything that can be shown of the two."""
    key = checkpoint_source.cache_key
    with room.remarks:
        predictions = clip_pairs.answers(both, checkpoint, checkpoint_source)
    kind = None if aligned is None else aligned.kind
    if kind is not None:
        follow_alignment(both, kind)
    if predictions[0] is None:  # whose lanes the player opens with
        room.release_lanes(len(both))
    found = None
    answers = [each for each in predictions if each is not None and each.windows is None]
    if kind is not None and len(answers) == len(both):
        with room.remarks:
            found = run_or_show_error(lambda: clip_pairs.pair(both, kind, key, answers))
    with room.head:
        head(both, predictions, checkpoint, found, is_aligned=kind is not None)
    with room.stage:
        payload = run_or_show_error(lambda: clip_pairs.payload(both, kind, key, predictions, checkpoint))
        several = clip_pairs.parts_of_both(both, predictions, aligned)
        player_and_share(payload, both, predictions, checkpoint, aligned, found, several)
    if found is not None:
        two_clips_details.agreement(found)
    recordings(both)
    if aligned is not None:
        keys = (*clip_pairs.keys(both), key, Offered(aligned.kind))  # how they are aligned is nobody's own
        two_clips_details.details(found, aligned, both, Charts(keys, [] if found is None else found.predictions))


def page() -> None:
    """From three choices to everything shown."""
    request, room = TWO_CLIPS.requested(), stage.room("clips")
    first_source, second_source, checkpoint_source = sidebar(request)
    if first_source is None or second_source is None or checkpoint_source is None:
        return
    guess.look_at(first_source, second_source)
    with room.remarks:
        cut_as_asked(request, first_source)
        cut_as_asked(request, second_source, SECOND_PART)
        read = clip_pairs.read_both(first_source, second_source, room.release)
    follow(request)
    chosen = {CLIP: [first_source], SECOND: [second_source], CHECKPOINT: [checkpoint_source]}
    if guess.holds_back(first_source, second_source):
        TWO_CLIPS.update(request, chosen, max((clip.n_frames for _, clip in read), default=1))
        guess.remember(TWO_CLIPS)
        room.release()
        TWO_CLIPS.keep()
        return
    if len(read) < 2:
        for source, clip in read:
            TWO_CLIPS.update(request, chosen, clip.n_frames)
            guess.remember(TWO_CLIPS)
            with st.container(key=stage.INSTEAD):
                views.body_alone(clip, TWO_CLIPS)
                recording.panel(source, clip)
        return
    with room.remarks:
        checkpoint = run_or_show_error(lambda: read_checkpoint(checkpoint_source))
        both = clip_pairs.adapt_both(read, checkpoint)
        aligned = run_or_show_error(lambda: clip_pairs.alignment(both, st.session_state[_CHOSEN]))
        n_steps = max(one.clip.n_frames for one in both) if aligned is None else aligned.n_steps
        TWO_CLIPS.update(request, chosen, n_steps)
        guess.remember(TWO_CLIPS)
        remember_part(TWO_CLIPS, first_source)
        remember_part(TWO_CLIPS, second_source, SECOND_PART)
    show(both, checkpoint, checkpoint_source, aligned, room)
