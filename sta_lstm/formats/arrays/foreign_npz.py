"""Somebody else's ``.npz``: which of its arrays are positions, which recordings they hold, and what these show.

Among them the files that CTR-GCN and its heirs train on: ``x_train`` and ``x_test`` (N × T × 150: two persons of 25
joints), with ``y_train`` and ``y_test`` as one-hot rows or numbers. Whatever a name, a shape or the first numbers of an
array tell is asked before it counts as positions; no array is unpacked before its size is known.
"""

from __future__ import annotations

import contextlib
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from sta_lstm.errors import ClipError
from sta_lstm.formats.arrays.array_clip import clip_of_array, joint_counts, recording_notes, settled
from sta_lstm.formats.arrays.axes import Axes, axes_of
from sta_lstm.formats.arrays.looks import is_labels
from sta_lstm.formats.arrays.members import array_of_member, members_of, packed_members
from sta_lstm.formats.arrays.names import RATES, advice, is_body_model, likeliest_first, no_positions, refusal
from sta_lstm.formats.arrays.nested import nested_clip, nested_entries
from sta_lstm.formats.arrays.pickled import unpickled
from sta_lstm.formats.arrays.split_labels import SplitLabels, split_of
from sta_lstm.formats.rules.archive import opened
from sta_lstm.formats.rules.confidence import without_unsure
from sta_lstm.formats.rules.read_options import AS_STORED, ReadOptions
from sta_lstm.formats.rules.text import few_names, one_line, quoted
from sta_lstm.skeletons import Clip

#: Arrays that no archive but ours has.
OURS = frozenset(("sta_lstm_clip", "layout"))
_MOST_ENTRIES = 20_000
#: Split files of 25 joints are NTU RGB+D's.
_OF_SPLITS = ("ntu-25",)
_FRAMES_LAST = ("keypoint",)


class OurOwnError(ClipError):
    """An archive is one of ours, in which somebody else's was expected."""


@dataclass(frozen=True)
class Choice:
    """A recording in an archive.

    Attributes:
        entry: what it is called.
        key: the array that it is in.
        number: which of that array's recordings.
        split: ``train``, ``val`` or ``test``, where the array's name says so.
    """

    entry: str
    key: str
    number: int
    split: str | None


class ForeignArchive:
    """An archive that is not ours, open for as long as it is asked.

    Raises:
        ClipError: it is damaged.
    """

    def __init__(self, archive: zipfile.ZipFile, name: str, options: ReadOptions = AS_STORED) -> None:
        self._archive, self._name, self._options = archive, name, options
        self.members = members_of(archive, name)
        self._counts = joint_counts(options)

    @cached_property
    def positions(self) -> dict[str, Axes]:
        """The arrays that can be positions, the likeliest first, and how to read each."""
        fitting: dict[str, Axes] = {}
        of_a_model = is_body_model(self.members)
        for key, member in self.members.items():
            if not member.header.is_numbers or no_positions(key, of_a_model=of_a_model):
                continue
            axes = axes_of(member.header.shape, self._counts)
            if axes is not None and not is_labels(member.header.shape, member.sample):
                fitting[key] = axes
        order = likeliest_first(fitting)
        return {key: self._settled(key, fitting[key]) for key in sorted(order, key=self._is_scored)}

    @property
    def choices(self) -> Iterator[Choice]:
        """Every recording."""
        splits = [split_of(key) for key in self.positions]
        for key, axes in self.positions.items():
            split = split_of(key)
            title = split if split is not None and splits.count(split) == 1 else key
            if axes.n_recordings == 1 and (split is None or "N" not in axes.order):
                yield Choice(key, key, 0, split)
                continue
            for number in range(axes.n_recordings):
                yield Choice(f"{title} {number}", key, number, split)

    def choice(self, entry: str | None) -> Choice:
        """The recording called ``entry``; the first if that is None, or the file's own name.

        Raises:
            ClipError: there is none.
        """
        if entry is None or entry == self._name:
            return next(iter(self.choices))
        found = next((each for each in self.choices if each.entry == entry), None)
        if found is None:
            keys = few_names(self.positions)
            raise ClipError(f"'{self._name}' holds no recording {quoted(entry)}; its arrays of positions are {keys}.")
        return found

    def labels(self, key: str) -> SplitLabels:
        """What the recordings in the array ``key`` show."""
        return SplitLabels.of(self._archive, self.members, key, self.positions[key].n_recordings, self._name)

    def clip(self, choice: Choice, labels: SplitLabels, *, is_chosen: bool) -> Clip:
        """A recording as a clip.

        Args:
            choice: which.
            labels: of its array.
            is_chosen: whether somebody chose it, rather than that it is the first.

        Raises:
            ClipError: it is not told which joints it has, or the values are not those of a clip.
        """
        axes, member = self.positions[choice.key], self.members[choice.key]
        where = self._name if len(self.positions) == axes.n_recordings == 1 else f"{self._name}: {choice.entry}"
        array = array_of_member(self._archive, member, self._name, choice.number if "N" in axes.order else None)
        array, unsure = self._without_unsure(array, choice, "N" in axes.order)
        others = [key for key in self.positions if key != choice.key]
        notes: list[str] = []
        if others and not is_chosen:
            key, rest = one_line(choice.key, 60), few_names(others)
            notes.append(f"The positions are those of the array '{key}'; {rest} could be positions too.")
        notes += recording_notes(axes, str(choice.number) if is_chosen else None)
        label = labels.of_recording(choice.number)
        clip = clip_of_array(
            *(array, axes, where, self._options),
            fps=self._rate(),
            label=label,
            usual=_OF_SPLITS if choice.split is not None and axes.is_flat and axes.sizes["J"] == 25 else (),
            notes=[*notes, *unsure, *self._split_note(choice, axes)],
        )
        return clip.renamed(self._name if where == self._name else choice.entry)

    def nested(self) -> Any:
        """The values of the one array of Python objects; None where there is none.

        Raises:
            ClipError: it is damaged, or wants to run code.
        """
        objects = [member for member in self.members.values() if member.header.is_objects]
        values = {}
        for member in objects:
            packed = array_of_member(self._archive, member, self._name, None)
            values[member.key] = unpickled(packed.tobytes(), self._name)
        return values or None

    def refused(self) -> ClipError | None:
        """Why it holds no positions, if the names of its arrays tell."""
        arrays = {key: member for key, member in self.members.items() if member.header.shape}
        more = [key for key, member in arrays.items() if is_labels(member.header.shape, member.sample)]
        refused = refusal(arrays, self._name)
        if refused is None and more:
            keys = few_names(more)
            return ClipError(
                f"'{self._name}' holds labels ({keys}: zeros and ones), and no joints' positions. {advice('labels')}"
            )
        return refused

    def _without_unsure(self, array: Any, choice: Choice, has_many: bool) -> tuple[Any, tuple[str, ...]]:
        """The positions without joints of which an array of scores beside them is less sure than is believed."""
        shape = self.members[choice.key].header.shape[:-1]
        scored = (
            member
            for key, member in self.members.items()
            if member.header.is_numbers and member.header.shape == shape and no_positions(key) == "scores"
        )
        member = next(scored, None)
        if member is None or not np.issubdtype(array.dtype, np.number):
            return array, ()
        scores = array_of_member(self._archive, member, self._name, choice.number if has_many else None)
        if scores.shape != array.shape[:-1]:
            return array, ()
        places = np.array(array, dtype=np.float64)
        return places, without_unsure(places, np.asarray(scores, dtype=np.float64), self._options)

    def _split_note(self, choice: Choice, axes: Axes) -> tuple[str, ...]:
        if choice.split is None or not axes.is_flat or axes.sizes["J"] != 25 or self._options.layout is not None:
            return ()
        return ("Rows of 25 joints in a file of splits were taken for NTU RGB+D's; the file does not name them.",)

    def _settled(self, key: str, axes: Axes) -> Axes:
        shape = self.members[key].header.shape
        persons_first = key.lower() in _FRAMES_LAST
        if axes.is_ambiguous or (axes.order == "NTJC" and (axes.n_recordings == 2 or persons_first) and shape[0] <= 8):
            array = array_of_member(self._archive, self.members[key], self._name, None)
            return settled(array, axes, self._options, persons_first=persons_first)
        return axes

    def _is_scored(self, key: str) -> bool:
        """Whether the third of the first values is a confidence beside pixels, so that others are rather in space."""
        member, shape = self.members[key], self.members[key].header.shape
        if shape[-1] != 3 or member.header.fortran_order:
            return False
        rows = member.sample[: len(member.sample) // 3 * 3].reshape(-1, 3)
        rows = rows[np.isfinite(rows).all(axis=1)]
        return bool(len(rows) and (rows[:, 2] >= 0).all() and (rows[:, 2] <= 1).all() and np.abs(rows[:, :2]).max() > 2)

    def _rate(self) -> float | None:
        named = {key.lower(): key for key in self.members}
        for rate in RATES:
            member = self.members.get(named.get(rate, ""))
            if member is not None and member.header.is_numbers and len(member.sample) == 1:
                return float(member.sample[0])
        return None


def foreign_entries(data: bytes, name: str) -> tuple[str, ...]:
    """What the recordings in somebody else's archive are called; none where it is one of ours.

    Raises:
        ClipError: the archive is damaged.
    """
    with _foreign(data, name, AS_STORED) as archive:
        if archive is None:
            return ()
        entries = []
        for choice in archive.choices:
            entries.append(choice.entry)
            if len(entries) == _MOST_ENTRIES:
                break
        if not entries and (nested := archive.nested()) is not None:
            return nested_entries(nested, name)
        if not entries and (refused := archive.refused()) is not None:
            raise refused
        return tuple(entries)


def holds_positions(data: bytes, name: str) -> bool:
    """Whether somebody else's archive, or one of ours, holds what may be positions; so it may if it is damaged."""
    try:
        with _foreign(data, name, AS_STORED) as archive:
            return (
                archive is None or bool(archive.positions) or any(m.header.is_objects for m in archive.members.values())
            )
    except ClipError:
        return True


def foreign_clip(data: bytes, name: str, options: ReadOptions) -> Clip | None:
    """The clip in somebody else's archive; None where it is one of ours, or nothing tells why it holds no positions.

    Raises:
        ClipError: the archive is damaged, or what it holds is no clip.
    """
    with _foreign(data, name, options) as archive:
        if archive is None:
            return None
        if archive.positions:
            choice = archive.choice(options.entry)
            is_chosen = options.entry is not None and options.entry != name
            return archive.clip(choice, archive.labels(choice.key), is_chosen=is_chosen)
        nested = archive.nested()
        if nested is not None:
            return nested_clip(nested, name, options)
        refused = archive.refused()
        if refused is not None:
            raise refused
        return None


@contextlib.contextmanager
def _foreign(data: bytes, name: str, options: ReadOptions) -> Iterator[ForeignArchive | None]:
    with opened(data, name) as file:
        yield ForeignArchive(file, name, options) if OURS.isdisjoint(packed_members(file, name)) else None


@contextlib.contextmanager
def foreign_archive(data: bytes, name: str) -> Iterator[ForeignArchive]:
    """Somebody else's archive, open.

    Raises:
        OurOwnError: it is one of ours.
        ClipError: it is damaged.
    """
    with _foreign(data, name, AS_STORED) as archive:
        if archive is None:
            raise OurOwnError(f"'{name}' is one clip, not a file of several recordings.")
        yield archive
