"""Measures of movement: angles and speeds of joints as lanes of the player, and how far they range as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import PurePath
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from sta_lstm.player.movement import measure_lanes
from sta_lstm.prediction.movement_tables import movement_table, range_table
from sta_lstm.prediction.provenance import Provenance
from sta_lstm.prediction.spreadsheet import csv_bytes
from sta_lstm.skeletons import Clip
from sta_lstm.skeletons.movement import SPEED_RULE, Measure, Measured, assumed_scale, measured, measures_of
from sta_lstm.skeletons.quality.doubts import doubts_of, notes_of
from sta_lstm.skeletons.synonyms import common_names
from sta_lstm.ui.movement.field import MEASURES, MOST_MEASURES, PINNED
from sta_lstm.ui.panels.fold import fold
from sta_lstm.ui.panels.player import last_state
from sta_lstm.ui.session.address import Address
from sta_lstm.ui.session.kept import kept
from sta_lstm.ui.text import escaped, file_name, table_cell
from sta_lstm.words import capital, person_letter

#: Said wherever there are measures.
NOT_FOR_DIAGNOSIS = (
    "**Not for diagnosis.** These are numbers of a recording, as good as its sensor: they depend on where the camera "
    "stood, on what it could not see, and on a unit that may have been assumed. The model knows everyday actions, and "
    "has no part in these measures."
)
_PINNED_JOINT = "measures-pinned"  # in the session: the key of a recording, and the joint that was pinned in it
_LAST = "measures-last"  # in the session: what was chosen last, and in which arrival at the page
#: Angles that are shown where nothing is chosen; a hand has more.
_MOST_SHOWN = 16


@dataclass(frozen=True, eq=False)
class Movement:
    """A recording that is measured.

    Attributes:
        key: tells it apart from all others.
        clip: with the joints that it was recorded with.
        shown: as the page shows it, which may have been converted.
        address: of the page; it has the field `MEASURES`.
    """

    key: str
    clip: Clip
    shown: Clip
    address: Address

    @property
    def field(self) -> str:
        """Name of the field in which measures are chosen."""
        return f"measures-{self.address.n_arrivals}-{self.key}"

    @property
    def chosen(self) -> tuple[str, ...]:
        """Names of the measures that have lanes, as they were chosen last, or as the address asks for them."""
        names: Sequence[str] = st.session_state.get(self.field, self.wanted)
        return tuple(names)

    @property
    def wanted(self) -> tuple[str, ...]:
        """Names of the measures with which a clip begins: what the address asks for, or what the clip before had."""
        arrival, names = st.session_state.get(_LAST, (0, ()))
        is_told = bool(self.address.begin[MEASURES]) or arrival != self.address.n_arrivals
        return self.address.begin[MEASURES] if is_told else tuple(names)

    def told(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        """What the player is told of what has a lane, before it is shown with ``payload``."""
        state = last_state(payload, key="player")
        if state.frame is not None:  # else the player has said nothing yet of this payload
            st.session_state[_PINNED_JOINT] = (self.key, state.pinned)
        return measure_lanes(self.measures())

    def measures(self) -> tuple[Measured, ...]:
        """What has a lane; of the joint that is pinned, what is measured there of that person."""
        key, pinned = st.session_state.get(_PINNED_JOINT, ("", None))
        known = {each.name: each for each in measures_of(self.clip)}
        named = [known[name] for name in self.chosen if name in known]
        found = list(_measured(self.key, tuple(each.name for each in named), self.clip, named))
        if PINNED in self.chosen and pinned is not None and key == self.key:
            at = [each for each in known.values() if each not in named and each.is_of(self._joint(pinned[1]))]
            both = _measured(self.key, tuple(each.name for each in at), self.clip, at)
            found += [_of_person(each, pinned[0]) for each in both]
        return tuple(found)

    def _joint(self, joint: int) -> int:
        """The column of the recording's joint that is the same as one of the clip that is shown; -1 for none."""
        shown, names = common_names(self.shown.layout), common_names(self.clip.layout)
        return names.index(shown[joint]) if joint < len(shown) and shown[joint] in names else -1


def panel(movement: Movement, *, is_edited: bool = False) -> None:
    """What is measured, chosen and told: a table of ranges, and both tables as files.

    Args:
        movement: what is measured.
        is_edited: whether the page shows the clip edited, which is not what is measured.
    """
    found = movement.measures()
    names = [each.name for each in measures_of(movement.clip)]
    wanted = [name for name in movement.wanted if name in (PINNED, *names)]
    missing = [name for name in movement.wanted if name not in wanted]
    is_open, key = bool(movement.chosen), f"movement-{movement.address.n_arrivals}"
    title, icon = "Measures of movement", ":material/straighten:"
    with fold(title, icon=icon, name="movement", key=key, is_open=is_open) as is_wanted:
        if not is_wanted:  # none is chosen
            movement.address.remember({MEASURES: ()})
            return
        st.markdown(NOT_FOR_DIAGNOSIS)
        if is_edited:
            st.caption("Of the clip as recorded, not of the edited one.")
        if missing:
            told = escaped(", ".join(missing), most=200)
            st.info(f"Not to be measured of these joints: {told}.", icon=":material/link_off:")
        chosen = st.multiselect(
            "Lanes in the player",
            [PINNED, *names],
            default=wanted,
            format_func=capital,
            max_selections=MOST_MEASURES,
            placeholder="Angles and speeds of joints, left beside right",
            key=movement.field,
            help="Each has a lane beneath the player, the left side dashed. The pinned joint is the one that you click "
            "in the player. The link carries your choice.",
        )
        movement.address.remember({MEASURES: tuple(chosen)})
        st.session_state[_LAST] = movement.address.n_arrivals, tuple(chosen)
        if PINNED in chosen and not any(each.measure.name not in chosen for each in found):
            st.caption("Click a joint in the player to pin it.")
        _ranges(movement, found or _all_angles(movement))


def _ranges(movement: Movement, found: Sequence[Measured]) -> None:
    """The table of ranges with what its numbers mean, and the files."""
    if not found:
        st.caption("No angle can be measured of these joints: choose speeds above.")
        return
    table = range_table(found)
    st.dataframe(_shown_table(table), hide_index=True, width="stretch", column_config=_COLUMNS, key="movement-ranges")
    kinds = {each.measure.kind for each in found}
    st.caption(
        "Range is the greatest value less the least of the whole clip, so one frame with a lost joint makes it large. "
        + ("An angle of 180° is a straight limb. " if "angle" in kinds else "")
        + (SPEED_RULE if "speed" in kinds else "")
    )
    assumed = assumed_scale(movement.clip)
    if assumed:
        st.caption("Of this recording: " + escaped(" ".join(assumed), most=1000))
    with st.container(horizontal=True, gap="small"):
        stem = PurePath(movement.clip.name).stem
        _download("Ranges as CSV", partial(range_table, found), movement.clip, f"{stem}-ranges.csv")
        along = partial(movement_table, movement.clip, found)
        _download("Along time as CSV", along, movement.clip, f"{stem}-movement.csv")
        with st.popover("What each is", icon=":material/help:", type="tertiary"):
            told = [(capital(each.measure.name), each.measure.how) for each in found]
            st.markdown("\n".join(f"- **{escaped(name)}**: {escaped(how)}" for name, how in told))


def _download(label: str, table: Any, clip: Clip, called: str) -> None:
    def content() -> bytes:
        made_by = Provenance("measures of movement", changes=notes_of(clip), doubts=doubts_of(clip))
        return csv_bytes(table(), provenance=[made_by])

    st.download_button(
        label, data=content, file_name=file_name(called), mime="text/csv", on_click="ignore", key=f"movement-{label}"
    )


def _shown_table(table: pd.DataFrame) -> pd.DataFrame:
    """The table for eyes: names that can be shown, persons by their letters, and none where there is one person."""
    shown = table.assign(
        measure=[capital(table_cell(name)) for name in table["measure"]],
        person=[person_letter(int(person)) for person in table["person"]],
    )
    return shown.drop(columns="person") if table["person"].nunique() < 2 else shown


_COLUMNS = {
    "measure": st.column_config.TextColumn("Measure"),
    "unit": st.column_config.TextColumn("Unit", width="small"),
    "person": st.column_config.TextColumn("Person", width="small"),
    "side": st.column_config.TextColumn("Side", width="small"),
    "min": st.column_config.NumberColumn("Least", format="%.2f"),
    "max": st.column_config.NumberColumn("Greatest", format="%.2f"),
    "range": st.column_config.NumberColumn("Range", format="%.2f"),
    "left_minus_right": st.column_config.NumberColumn("Left − right", format="%.2f", help="Of the two ranges."),
}


def _all_angles(movement: Movement) -> tuple[Measured, ...]:
    angles = [each for each in measures_of(movement.clip) if each.kind == "angle"][:_MOST_SHOWN]
    return _measured(movement.key, tuple(each.name for each in angles), movement.clip, angles)


def _of_person(one: Measured, person: int) -> Measured:
    """The measure of this person alone; of all where there is no such person."""
    if person >= one.values.shape[1]:
        return one
    values = np.full_like(one.values, np.nan)
    values[:, person] = one.values[:, person]
    return replace(one, values=values)


@kept()
def _measured(clip_key: str, names: tuple[str, ...], _clip: Clip, _measures: Sequence[Measure]) -> tuple[Measured, ...]:
    return measured(_clip, _measures)
