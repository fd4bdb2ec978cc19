"""Which cells of a clip go together: what can be taken from a network at once.

A cell is one joint of one person in one frame that the network reads. Letters: T' frames that the network reads, M
persons that it has room for, J joints a person, K = M·J.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, get_args

import numpy as np
import torch
from torch import Tensor

from sta_lstm.errors import SettingsError
from sta_lstm.model.features import Features
from sta_lstm.scene.limbs import body_parts
from sta_lstm.skeletons import SkeletonLayout

#: What is taken at once: one joint or part of a body or person throughout, one frame or stretch of time with all
#: joints, or a part of a body during a stretch of time.
Grain = Literal["joint", "limb", "person", "frame", "window", "limb × window"]
GRAINS: tuple[Grain, ...] = get_args(Grain)
#: Stretches of time, as equal as can be, that "window" and "limb × window" divide a clip into.
N_WINDOWS = 8


@dataclass(frozen=True, eq=False)
class Group:
    """Cells that are taken at once.

    Attributes:
        grain: what kind of group it is.
        person: column of the clip's persons; None for frames and windows, which are of all.
        joints: columns of the layout's joints; empty for persons, frames and windows, which are of all.
        part: name of the part of the body ("left arm"), where it is one.
        frames: first frame that the network reads, and the one after the last.
        columns: of the K joints of all persons.
        mask: T' × K, where somebody is; all groups of a clip share it.
    """

    grain: Grain
    person: int | None
    joints: tuple[int, ...]
    part: str
    frames: tuple[int, int]
    columns: Sequence[int]
    mask: Tensor

    @property
    def cells(self) -> Tensor:
        """T' × K, bool: its cells where somebody is. Made anew each time: of all groups they would fill the memory."""
        return self.joined(torch.zeros_like(self.mask))

    @property
    def own(self) -> Tensor:
        """Its frames × its columns, bool: where somebody is."""
        return self.of(self.mask)

    def of(self, values: Tensor) -> Tensor:
        """Of numbers of all cells (T' × K) those of its frames and columns."""
        return values[slice(*self.frames)][:, list(self.columns)]

    def joined(self, cells: Tensor) -> Tensor:
        """``cells`` (T' × K, bool), which is changed, with its own among them."""
        rows = cells[slice(*self.frames)]
        rows[:, list(self.columns)] |= self.own
        return cells


def groups(features: Features, layout: SkeletonLayout, grain: Grain) -> tuple[Group, ...]:
    """All groups of one grain in what the network reads of a clip; each cell where somebody is lies in exactly one.

    Raises:
        SettingsError: there is no such grain.
    """
    if grain not in GRAINS:
        raise SettingsError(f"cells cannot be grouped by {str(grain)[:40]!r}; expected one of {', '.join(GRAINS)}.")
    n_frames = len(features.mask)
    windows = window_edges(n_frames) if "window" in grain else ()
    if grain in ("frame", "window"):
        stretches = windows or [(t, t + 1) for t in range(n_frames)]
        found = [_group(features, layout, grain, None, (), "", frames) for frames in stretches]
    else:
        found = [
            _group(features, layout, grain, person, joints, part, frames, row)
            for row, person in enumerate(features.persons)
            for part, joints in _units(layout, grain)
            for frames in windows or ((0, n_frames),)
        ]
    return tuple(group for group in found if bool(group.own.any()))


def window_edges(n_frames: int, n_windows: int = N_WINDOWS) -> tuple[tuple[int, int], ...]:
    """First frame and the one after the last of each stretch; fewer stretches than ``n_windows`` in shorter clips."""
    edges = np.linspace(0, n_frames, min(n_windows, n_frames) + 1).round().astype(int).tolist()
    return tuple(pairwise(edges))


def _units(layout: SkeletonLayout, grain: Grain) -> Iterator[tuple[str, tuple[int, ...]]]:
    if grain == "joint":
        yield from (("", (j,)) for j in range(layout.n_joints))
    elif grain == "person":
        yield "", ()
    else:
        yield from ((part.name, part.joints) for part in body_parts(layout))


def _group(
    features: Features,
    layout: SkeletonLayout,
    grain: Grain,
    person: int | None,
    joints: tuple[int, ...],
    part: str,
    frames: tuple[int, int],
    row: int = 0,
) -> Group:
    if person is None:
        return Group(grain, person, joints, part, frames, range(features.mask.shape[1]), features.mask)
    columns = tuple(row * layout.n_joints + j for j in joints or range(layout.n_joints))
    return Group(grain, person, joints, part, frames, columns, features.mask)
