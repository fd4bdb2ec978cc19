"""What can be mended in a recording: a box for each repair, and in sight of all a button to level a tilted one."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from sta_lstm.skeletons.quality.findings import REPAIRS, Finding, Repair
from sta_lstm.ui.pickers.files import Source
from sta_lstm.ui.session.preparation import Preparation, preparation_of, set_preparation
from sta_lstm.ui.text import escaped

_NAMES: dict[Repair, str] = {
    "turn over": "Turn it over",
    "mirror": "Mirror it",
    "level": "Level it",
    "interpolate": "Fill gaps and jumps",
    "drop": "Leave out repeats",
    "swap back": "Swap persons back",
    "smooth": "Smooth all paths",
}
_LEVELLED = "Levelled: whoever stands is upright, for the picture, the measures and the model."


def offer(source: Source, findings: tuple[Finding, ...], preparation: Preparation) -> None:
    """A box for each repair that would change something, and for each that was made."""
    offered = {finding.repair for finding in findings if finding.repair} | set(preparation.repairs)
    if not offered:
        return
    st.markdown("**Repair**")
    for repair in REPAIRS:
        if repair in offered:
            key = f"repair-{repair}-{source.key}"
            st.session_state[key] = repair in preparation.repairs
            st.checkbox(
                _NAMES[repair],
                key=key,
                help=f"{REPAIRS[repair]}.",
                on_change=partial(_toggle, source.key, repair),
            )


def offer_level(source: Source, findings: tuple[Finding, ...], name: str = "") -> None:
    """A tilted camera in sight, and one click to level the picture or to take that back.

    It is not done unasked: models that turn bodies about the vertical alone read a levelled clip otherwise.

    Args:
        source: of the recording.
        findings: what is odd about it.
        name: what the page calls it, where it shows more than one.
    """
    tilted = next((finding.sentence for finding in findings if finding.repair == "level"), None)
    is_level = "level" in preparation_of(source.key).repairs
    if tilted is None and not is_level:
        return
    told = _LEVELLED if is_level else f"{escaped(tilted)} The model reads it so; levelled, it may answer otherwise."
    does, icon = ("Undo", ":material/undo:") if is_level else (_NAMES["level"], ":material/straighten:")
    with st.container(gap="xxsmall", key=f"level-row-{source.key}"):
        st.caption(f"{escaped(name)}: {told}" if name else told)
        level = partial(_toggle, source.key, "level")
        st.button(does, icon=icon, key=f"level-{source.key}", type="tertiary", on_click=level)


def _toggle(key: str, repair: Repair) -> None:
    preparation = preparation_of(key)
    others = tuple(each for each in preparation.repairs if each != repair)
    set_preparation(key, replace(preparation, repairs=others if repair in preparation.repairs else (*others, repair)))
