"""The guide's pictures that live: small players of samples, each with one thing to see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from sta_lstm.evidence.edits import apply, parse_edits
from sta_lstm.player import player_payload
from sta_lstm.player.excerpt import excerpt
from sta_lstm.prediction.predict import predict
from sta_lstm.samples import resolve_checkpoint, resolve_clip
from sta_lstm.ui.errors import run_or_show_error
from sta_lstm.ui.panels.player import show_player
from sta_lstm.ui.pickers.checkpoint_files import read_checkpoint
from sta_lstm.ui.pickers.clip_files import read_clip
from sta_lstm.ui.pickers.files import sample
from sta_lstm.ui.session.kept import in_turn, kept
from sta_lstm.ui.session.predictions import timed_prediction
from sta_lstm.ui.session.usage import measured

_CHECKPOINT = "demo-sta"
_HEIGHT_PX = 280  # of the bodies


@dataclass(frozen=True, slots=True)
class Picture:
    """What a small player shows.

    Attributes:
        clip: a sample.
        frame: on which it stands still at first.
        maps: whether joints show how much the model listens to them.
        curves: whether the timeline shows when it listens.
        answer: whether the player says what the model said.
        edit: what is changed in the clip, beside it as it is; nothing if left out.
        edited: what the changed clip is called.
        room_px: that it takes at least, beside its words and, in a narrow window, beneath them: it is held from the
            first moment on, so that nothing moves when the player comes.
    """

    clip: str
    frame: int
    room_px: tuple[int, int]
    maps: bool = False
    curves: bool = False
    answer: bool = False
    edit: str = ""
    edited: str = ""


#: By the names of their places in the guide.
PICTURES: Mapping[str, Picture] = {
    "alpha": Picture("kick-right", 52, (465, 489), maps=True),
    "beta": Picture("kick-right", 52, (541, 636), curves=True),
    "evidence": Picture("kick-right", 52, (623, 766), curves=True, answer=True),
    "what-if": Picture(
        "kick-right", 52, (529, 553), maps=True, answer=True, edit="hold:right leg", edited="Leg held still"
    ),
    "mistake": Picture("mistaken-punch-right", 63, (543, 566), maps=True, answer=True),
}
_NARROW_PX = 640  # below it Streamlit puts columns one beneath the other


def hold_room(others: Mapping[str, tuple[int, int]]) -> None:
    """Keep the room of all pictures free from the first moment on.

    Args:
        others: the least room of further parts of the page, as `Picture.room_px`, by the keys of their containers.
    """
    rooms = {f"picture-{name}": each.room_px for name, each in PICTURES.items()} | dict(others)
    wide, narrow = (
        " ".join(f".st-key-{key} {{ min-height: {room_px[i]}px; }}" for key, room_px in rooms.items()) for i in range(2)
    )
    st.html(f"<style>{wide} @media (max-width: {_NARROW_PX}px) {{ {narrow} }}</style>")


@st.fragment
@measured
def picture(name: str) -> None:
    """The small player of that name; what is done in it stays in it."""
    shown = PICTURES[name]
    with st.container(key=f"picture-{name}"), in_turn():
        payload = run_or_show_error(lambda: payload_of(shown))
        if payload is not None:
            begin = {"token": "guide", "frame": shown.frame}
            show_player(payload, key=f"guide-{name}", height=_HEIGHT_PX, initial=begin)


def payload_of(picture: Picture) -> dict[str, Any]:
    """What the player is told."""
    keys = (sample(resolve_clip(picture.clip)).cache_key, sample(resolve_checkpoint(_CHECKPOINT)).cache_key)
    return _payload(keys, picture)


@kept()
def _payload(keys: tuple[str, str], picture: Picture) -> dict[str, Any]:
    clip = read_clip(sample(resolve_clip(picture.clip)))
    checkpoint = read_checkpoint(sample(resolve_checkpoint(_CHECKPOINT)))
    shown = [timed_prediction(*keys, clip, checkpoint)[0]]
    if picture.edit:
        shown.append(predict(checkpoint, apply(clip, parse_edits(picture.edit))))
    titles = ["As recorded", picture.edited] if picture.edit else None
    payload = player_payload(shown, titles=titles)
    return excerpt(payload, maps=picture.maps, curves=picture.curves, answer=picture.answer)
