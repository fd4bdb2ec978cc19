"""The part of a recording that is shown, as a word of the page's address."""

from __future__ import annotations

import re
from dataclasses import replace

import streamlit as st

from sta_lstm.errors import ClipError
from sta_lstm.ui.panels.player_fields import FRAME, LOOP
from sta_lstm.ui.pickers.clip_files import CLIP, SECOND, read_whole
from sta_lstm.ui.pickers.files import Source
from sta_lstm.ui.pickers.label_files import label_of_part
from sta_lstm.ui.session.address import Address, Request
from sta_lstm.ui.session.link import ValueField
from sta_lstm.ui.session.preparation import preparation_of, set_preparation

_PART = re.compile(r"(\d{1,7})-(\d{1,7})", re.ASCII)


def _parse(word: str) -> tuple[int, int] | None:
    match = _PART.fullmatch(word)
    return None if match is None or int(match[1]) > int(match[2]) else (int(match[1]), int(match[2]))


#: First and last frame of the part, in the recording as it is read.
PART = ValueField[tuple[int, int] | None](
    key="part",
    default=None,
    of=CLIP,
    parse=lambda word, link: _parse(word),
    format=lambda part: None if part is None else f"{part[0]}-{part[1]}",
)


#: The same of the second clip.
SECOND_PART = replace(PART, key="second-part", of=SECOND)


def cut_as_asked(
    request: Request | None, source: Source | None, field: ValueField[tuple[int, int] | None] = PART
) -> None:
    """Cut the recording to the part that an address asks for; a part that it does not have is said.

    To be called before the recording is read.

    Args:
        request: what somebody who has just come wants to see.
        source: the recording that was chosen. Uploads are in no address, and stay as they are.
        field: tells its part in the address.
    """
    part = None if request is None or not request.by_address else request.link[field]
    if part is None or source is None or source.sample is None:
        return
    try:
        whole = read_whole(source)
    except ClipError:
        return  # whoever reads it says why
    first, last = part
    if last >= whole.n_frames:
        st.info(
            f"Part of this address cannot be opened (part “{first}-{last}” of {whole.n_frames:,} frames); all of the "
            "recording is shown instead.",
            icon=":material/link_off:",
        )
        return
    preparation = preparation_of(source.key)
    if preparation.kept != part:
        set_preparation(source.key, replace(preparation, kept=part, label=label_of_part(source, whole, *part)))


def remember_part(address: Address, source: Source, field: ValueField[tuple[int, int] | None] = PART) -> None:
    """Have the address say which part is shown; to be called once the address was updated.

    What it told of moments of another part is told no more.

    Args:
        address: of the page.
        source: the recording that was chosen.
        field: tells its part in the address.
    """
    kept = preparation_of(source.key).kept
    if kept != address.shown[field]:
        address.remember({field: kept, FRAME: FRAME.default, LOOP: LOOP.default})
