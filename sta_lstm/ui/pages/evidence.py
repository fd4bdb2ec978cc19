"""Evidence: whether the attention for one clip can be believed, by asking the model again about parts of it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from sta_lstm.errors import StaLstmError
from sta_lstm.evidence.faithfulness.curves import Curve
from sta_lstm.evidence.faithfulness.finding import walk_finding
from sta_lstm.evidence.maps.kinds import KINDS
from sta_lstm.evidence.maps.needs import known_maps
from sta_lstm.evidence.removal.cells import Grain
from sta_lstm.figures.evidence import part_bars, removal_curves
from sta_lstm.model.checkpoint import Checkpoint
from sta_lstm.prediction.labels import answer_heading
from sta_lstm.prediction.prediction import Prediction
from sta_lstm.prediction.verdict import Verdict
from sta_lstm.skeletons import Clip
from sta_lstm.ui.errors import run_or_show_error
from sta_lstm.ui.lessons import guess
from sta_lstm.ui.lessons.guess import GUESS
from sta_lstm.ui.pages.inspect import INSPECT
from sta_lstm.ui.panels import conversion, heading, recording, share, stage, views
from sta_lstm.ui.panels.explain_field import ALPHA, EXPLAIN, MOST_PANES, SIDE_BY_SIDE
from sta_lstm.ui.panels.player_fields import PLAYER_FIELDS, VIEW
from sta_lstm.ui.parts import lists, parts
from sta_lstm.ui.parts.field import PART, cut_as_asked, remember_part
from sta_lstm.ui.pickers.checkpoint_files import CHECKPOINT, pick_checkpoint, read_checkpoint
from sta_lstm.ui.pickers.clip_files import CLIP, pick_clip
from sta_lstm.ui.session.address import Address
from sta_lstm.ui.session.drawn import drawn
from sta_lstm.ui.session.evidence import side_by_side, walks
from sta_lstm.ui.session.keys import Offered
from sta_lstm.ui.session.link import Field, Link
from sta_lstm.ui.session.predictions import Inference, infer
from sta_lstm.ui.text import escaped

EVIDENCE = Address("evidence", (CLIP, PART, CHECKPOINT, SIDE_BY_SIDE, GUESS, *PLAYER_FIELDS))
_GRAINS: dict[str, Grain] = {"Joints": "joint", "Parts of the body": "limb", "Frames": "frame"}
#: Within a frame α weighed with β is α, and panes show what each joint is within its frame.
_WEIGHED = "alpha-beta"
_PANES_HELP = (
    "Each pane shows how much a joint weighs in its frame by that map, in multiples of an equal share, as α does "
    "everywhere. What counts against the answer weighs nothing. “Open in Inspect” shows the maps in their own units."
)
_WALK = (
    "The clip is taken apart step by step, what a ranking puts first goes first, and the model is asked again. What is "
    "taken stands still at its mean place. The faster the probability falls, the better the ranking knows what "
    "the model uses; the number is how sure it stays on average, and less is truer. Motion energy is whoever watches "
    "what moves, random is chance: a ranking may be true and tell no more than the first."
)
_HELD = "On the left, in green: the points of probability that the answer loses when this part is held still."
_BESIDE = (
    " On the right, in violet: the attention that the part has. Where attention is true, long bars stand beside long "
    "bars."
)
_METHOD = (
    "The clip was taken apart in the order of each ranking, with what was taken held still at its mean place, and the "
    "probability of the answer followed; less area under that curve is a truer ranking"
)


def _choices(answer: Inference, checkpoint: Checkpoint) -> dict[str, str]:
    """Maps that can be shown side by side, by their names: the model's own, and what can be worked out beside it."""
    own = {ALPHA: answer.prediction.maps[0].title} if answer.prediction.maps[0].learned else {}
    known = (kind for kind in known_maps(checkpoint, answer.prediction) if not kind.is_curve)
    return {**own, **{kind.name: kind.short_title for kind in known if not kind.name.startswith(_WEIGHED)}}


def _open_in_inspect(names: Sequence[str]) -> None:
    """A button that shows the same clip and checkpoint on the page Inspect, with these maps to choose from."""
    if st.button("Open in Inspect", icon=":material/accessibility_new:", key="open-in-inspect"):
        link, maps = EVIDENCE.shown, tuple(name for name in names if name in KINDS)
        told: dict[Field[Any], Any] = {CLIP: link[CLIP], CHECKPOINT: link[CHECKPOINT], EXPLAIN: maps}
        INSPECT.open(Link().replaced({**told, VIEW: f"{names[0]} uniform"}))
        st.switch_page("app_pages/inspect.py")


def _panes(
    clip_key: str, checkpoint_key: str, answer: Inference, clip: Clip, checkpoint: Checkpoint, of: parts.Parts
) -> dict[str, Any] | None:
    """The chosen maps side by side on one body; what the player is told, None where there is none.

    Beneath them, parts of a long recording are run.
    """
    choices = _choices(answer, checkpoint)
    usual = [name for name in (ALPHA, "ablation-limb", "motion-energy") if name in choices][:2]
    key = f"evidence-maps-{EVIDENCE.n_arrivals}-{len(choices)}"
    default = [name for name in EVIDENCE.begin[SIDE_BY_SIDE] if name in choices] or usual
    told = ", ".join(choices[name] for name in st.session_state.get(key, default)) or "none"
    # The tags of a multiselect are white on the dark theme's violet, which is too faint to read.
    with st.popover(f"Maps side by side: {told}", icon=":material/layers:", type="tertiary", key="evidence-shown"):
        names = st.pills(
            "Maps side by side",
            list(choices),
            selection_mode="multi",
            default=default,
            format_func=choices.__getitem__,
            help=_PANES_HELP,
            key=key,
        )
    if not names:
        st.caption("Choose a map to see it on the body.")
        return None
    if len(names) > MOST_PANES:
        st.caption(f"{MOST_PANES} maps at most stand side by side; take another one away to see the last.")
    shown = tuple(names[:MOST_PANES])
    EVIDENCE.remember({SIDE_BY_SIDE: () if list(shown) == usual else shown})
    payload = run_or_show_error(lambda: side_by_side(clip_key, checkpoint_key, shown, clip, checkpoint))
    if payload is not None:
        payload = parts.on_timeline(of, payload) if of.are_known else payload
        state = views.player(payload, EVIDENCE)
        if of.are_known:
            lists.panel(of, state)
        _open_in_inspect(shown)
    return payload


def believed(clip_key: str, checkpoint_key: str, verdict: Verdict, clip: Clip, checkpoint: Checkpoint) -> str:
    """Whether attention can be believed, in one breath with whether it tells more than what moves does."""
    try:
        curves, _ = walks(clip_key, checkpoint_key, "joint", clip, checkpoint)
    except StaLstmError:  # why, is told where the curves would be
        return verdict.sentence
    return f"{verdict.sentence} {walk_finding(curves, 'joint')}".strip()


def _taken_apart(
    clip_key: str, checkpoint_key: str, clip: Clip, checkpoint: Checkpoint
) -> tuple[dict[str, Curve], str] | None:
    """Curves of removal beside their baselines; what they show, None where that cannot be found out."""
    st.header("What the answer cannot do without", anchor=False)
    st.caption(_WALK)
    words = st.container()
    grains = [name for name, grain in _GRAINS.items() if grain != "frame" or clip.n_frames > 1]
    grain = st.segmented_control(
        "Taken one after another", grains, default=grains[0], required=True, key=f"evidence-grain-{len(grains)}"
    )
    found = run_or_show_error(lambda: walks(clip_key, checkpoint_key, _GRAINS[grain], clip, checkpoint))
    if found is not None:
        curves, class_name = found
        if finding := walk_finding(curves, _GRAINS[grain]):
            words.markdown(escaped(finding, most=1000))
        keys = (clip_key, checkpoint_key, Offered(grain))
        views.chart(drawn(keys, removal_curves, curves, class_name, dark=views.is_dark()), key="walks")
    return found


def _share(
    payload: dict[str, Any] | None,
    answer: Inference,
    checkpoint: Checkpoint,
    found: tuple[dict[str, Curve], str] | None,
) -> None:
    """Everything shown, to save and to share."""
    prediction, verdict = answer.prediction, answer.verdict
    parts = {} if verdict is None else {"Each part held still": share.chart_print(part_bars, verdict)}
    walked = {} if found is None else {"What it cannot do without": share.chart_print(removal_curves, *found)}
    share.save_and_share(
        share.Shown(
            EVIDENCE,
            title=_title(prediction, checkpoint),
            stem=f"{Path(prediction.clip.name).stem or 'clip'}-{checkpoint.name}-evidence",
            payload=payload,
            answers=[(prediction, checkpoint)],
            prints={**parts, **walked, **share.answer_prints(prediction)},
            tables=share.answer_tables(prediction),
            settings=[] if found is None else [_METHOD],
        )
    )


def _title(prediction: Prediction, checkpoint: Checkpoint) -> str:
    if prediction.windows is not None:
        return answer_heading(prediction)
    return f"{prediction.clip.name}: can {checkpoint.name} be believed?"


def page() -> None:
    """From two choices to a verdict and what it rests on."""
    request = EVIDENCE.requested()
    room = stage.room("evidence")
    with st.sidebar:
        guess.toggle(request)
        clip_source = pick_clip()
    guess.look_at(clip_source)
    with room.remarks:
        cut_as_asked(request, clip_source)
        clip = None if clip_source is None else recording.read_recording(clip_source, room.release)
    with st.sidebar:
        checkpoint_source = pick_checkpoint(clip)
    if clip_source is None or checkpoint_source is None:
        return
    with room.remarks:
        checkpoint = run_or_show_error(lambda: read_checkpoint(checkpoint_source))
        if clip is None:
            return
        EVIDENCE.update(request, {CLIP: [clip_source], CHECKPOINT: [checkpoint_source]}, clip.n_frames)
        guess.remember(EVIDENCE)
        remember_part(EVIDENCE, clip_source)
        if guess.holds_back(clip_source):
            room.release()
            EVIDENCE.keep()
            return
        shown, answer = clip, None
        if checkpoint is not None:
            adapted = conversion.adapt_or_offer(clip_source.cache_key, clip, checkpoint)
            keys, shown = (adapted.key, checkpoint_source.cache_key), adapted.clip
            if not adapted.is_pending:
                answer = run_or_show_error(lambda: infer(*keys, shown, checkpoint))
    if answer is None or checkpoint is None:
        room.release(body_alone=True)
        with room.stage:
            views.body_alone(shown, EVIDENCE)
        recording.panel(clip_source, clip)
        return
    verdict, is_long = answer.verdict, answer.prediction.windows is not None
    of = parts.parts_of(clip_source, shown, {checkpoint.name: answer.prediction})
    with room.head:
        heading.show(answer, checkpoint, says_more=verdict is not None)
        said = st.container(key="heading-verdict")  # with what is found further down, once the player is here
        if is_long:
            parts.instead("Whether attention can be believed is found out")
    with room.stage:
        payload = _panes(*keys, answer, shown, checkpoint, of)
        below = st.container()  # what can be saved is known once all is shown
    if verdict is not None:
        st.header("Each part of the body held still", anchor=False)
        beside = _BESIDE if answer.prediction.maps[0].learned else " This model tells no attention to stand beside it."
        st.caption(f"{_HELD}{beside}")
        views.chart(drawn(keys, part_bars, verdict, dark=views.is_dark()), key="parts")
        words = escaped(believed(*keys, verdict, shown, checkpoint), most=2000)
        said.markdown(f"{heading.trust_icon(verdict)} {words}")
    found = None if is_long else _taken_apart(*keys, shown, checkpoint)
    with below:
        _share(payload, answer, checkpoint, found)
