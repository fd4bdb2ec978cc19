"""The guide's pictures of evidence: a sample taken apart, by the same figures as on the page Evidence."""

from __future__ import annotations

import streamlit as st

from sta_lstm.figures.evidence import part_bars, removal_curves
from sta_lstm.samples import resolve_checkpoint, resolve_clip
from sta_lstm.ui.errors import run_or_show_error
from sta_lstm.ui.panels.charts import Charts
from sta_lstm.ui.pickers.checkpoint_files import read_checkpoint
from sta_lstm.ui.pickers.clip_files import read_clip
from sta_lstm.ui.pickers.files import sample
from sta_lstm.ui.session.evidence import walks
from sta_lstm.ui.session.predictions import infer
from sta_lstm.ui.text import escaped

#: That they take at least: with the two figures side by side, and with one beneath the other.
EVIDENCE_ROOM_PX = (485, 930)
_CLIP, _CHECKPOINT = "kick-right", "demo-sta"
_BARS = (
    "**Read each pair of bars together.** One is what the answer loses when that part of the body stands still, the "
    "other how much attention its joints get, times an equal share. Attention is true to the model where long stands "
    "beside long."
)
_CURVES = (
    "**Read each curve against the grey ones.** What a ranking puts first is taken first; the sooner the probability "
    "falls, the better the ranking knows what the model uses. Attention that falls no sooner than *motion energy* "
    "tells you no more than watching what moves."
)


def evidence_pictures() -> None:
    """The sample's bars and curves with how to read them, and what they come to in one sentence."""
    run_or_show_error(_draw)


def _draw() -> None:
    clip_source, checkpoint_source = sample(resolve_clip(_CLIP)), sample(resolve_checkpoint(_CHECKPOINT))
    clip, checkpoint = read_clip(clip_source), read_checkpoint(checkpoint_source)
    keys = (clip_source.cache_key, checkpoint_source.cache_key)
    verdict = infer(*keys, clip, checkpoint).verdict
    if verdict is None:  # the sample is short, and always tested
        return
    curves, class_name = walks(*keys, "joint", clip, checkpoint)
    st.markdown(f"In pictures, of the sample **{_CLIP}** under **{_CHECKPOINT}**:")
    charts, (left, right) = Charts(keys, []), st.columns(2)
    with left:
        charts.draw(part_bars, verdict, key="guide-parts")
        st.caption(_BARS)
    with right:
        charts.draw(removal_curves, curves, class_name, key="guide-curves")
        st.caption(_CURVES)
    st.markdown(f"The page *Evidence* puts it so: “{escaped(verdict.sentence, most=1000)}”")
