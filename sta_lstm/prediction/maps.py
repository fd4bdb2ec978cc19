"""Maps that the joints of the player can show beside attention, supplied by whoever makes the payload."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sta_lstm.arrays import Float32s
from sta_lstm.errors import SettingsError
from sta_lstm.skeletons import Clip

MAX_MAPS = 16


@dataclass(frozen=True, eq=False)
class JointMap:
    """One more thing that the opacity of the joints can show, beside α: an ablation, a gradient, a speed.

    T frames, M persons, J joints a person, those of the clip that the map goes with.

    Attributes:
        name: what tells this map from others; in several panes the same name is one choice.
        values: T × M × J, float32 and read-only; NaN where there is no value. Infinity is refused.
        title: how the player names it.
        unit: stands behind values, for example ``"m/s"``; may be empty.
        signed: whether less than 0 means something; such a map is shown in two hues, and another may not be below 0.
    """

    name: str
    values: Float32s
    title: str
    unit: str = ""
    signed: bool = False

    def __post_init__(self) -> None:
        if not self.name or not self.title:
            raise SettingsError(
                "a map of the joints has no name or no title; give it both, so that people can choose it."
            )
        try:
            with np.errstate(over="ignore"):  # what float32 cannot hold is refused as infinite
                values = np.array(self.values, dtype=np.float32)
        except (TypeError, ValueError) as error:
            raise SettingsError(f"map {self.name!r}: its values are not numbers of the form T × M × J.") from error
        if values.ndim != 3:
            raise SettingsError(f"map {self.name!r} has {values.ndim} axes; it needs three: frames × persons × joints.")
        if np.isinf(values).any():
            where = ", ".join(str(i) for i in np.argwhere(np.isinf(values))[0])
            raise SettingsError(f"map {self.name!r} is infinite at [{where}]; use NaN where there is no value.")
        if not self.signed and (values < 0).any():
            where = ", ".join(str(i) for i in np.argwhere(values < 0)[0])
            raise SettingsError(
                f"map {self.name!r} is below 0 at [{where}]; give it signed=True if less than 0 has a meaning."
            )
        values.setflags(write=False)
        object.__setattr__(self, "values", values)


def check_maps(clips: Sequence[Clip], maps: Sequence[Sequence[JointMap]]) -> None:
    """Refuse maps that do not go with the clips of the panes, or with each other.

    Raises:
        SettingsError: as `player_payload` says.
    """
    if len(maps) != len(clips):
        raise SettingsError(
            f"the player was given maps for {len(maps)} panes, and {len(clips)} results; give each a list."
        )
    known: dict[str, tuple[str, str, bool]] = {}
    for p, (clip, given) in enumerate(zip(clips, maps, strict=True)):
        if len(given) > MAX_MAPS:
            raise SettingsError(f"pane {p} has {len(given)} maps; the player takes up to {MAX_MAPS} a pane.")
        if len({each.name for each in given}) < len(given):
            raise SettingsError(
                f"pane {p} has two maps of one name ({', '.join(each.name for each in given)}); rename one."
            )
        wanted = (clip.n_frames, clip.n_persons, clip.n_joints)
        for each in given:
            if each.values.shape != wanted:
                came, needed = (" × ".join(map(str, shape)) for shape in (each.values.shape, wanted))
                clip_has = f"clip {clip.name!r} has {needed} (frames × persons × joints)"
                raise SettingsError(f"map {each.name!r} of pane {p} is {came}; {clip_has}.")
            kind = (each.title, each.unit, each.signed)
            if known.setdefault(each.name, kind) != kind:
                raise SettingsError(
                    f"map {each.name!r} has another title, unit or sign in pane {p} than in a pane before; "
                    "one name is one choice: make them equal, or rename one."
                )
