"""Recordings in nested dicts and lists of arrays, as pickles and ``np.save`` of a dict hold them.

Known by what they hold: VideoPose3D's ``data_3d_h36m.npz`` (subject → action → T × 32 × 3, of which the usual 17
joints are taken), NTU RGB+D as ``raw_npy`` (``skel_body0``, ``skel_body1``: T × 25 × 3), AIST++ (``keypoints3d``), and
anything else in which an array has the axes of positions and no name that says otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sta_lstm.errors import ClipError
from sta_lstm.formats.arrays.array_clip import clip_of_array, joint_counts, recording_notes, settled
from sta_lstm.formats.arrays.axes import EXPECTED, axes_of
from sta_lstm.formats.arrays.looks import is_labels
from sta_lstm.formats.arrays.names import RATES, is_body_model, likeliest_first, no_positions, refusal
from sta_lstm.formats.arrays.pickled_array import PickledArray
from sta_lstm.formats.rules.bodies import MAX_JOINTS_IN_ALL
from sta_lstm.formats.rules.read_options import ReadOptions
from sta_lstm.formats.rules.text import few_names, one_line, quoted
from sta_lstm.skeletons import MAX_PERSONS, Clip

#: Most values that are looked at, how deep, and how many recordings are listed.
_MAX_NODES, _MAX_DEPTH, _MAX_ENTRIES = 500_000, 8, 10_000
_MAX_KEY = 100
#: Human3.6M's 17 joints among the 32 that it records.
_H36M_32 = (0, 1, 2, 3, 6, 7, 8, 12, 13, 14, 15, 17, 18, 19, 25, 26, 27)
_H36M_NOTE = "Of Human3.6M's 32 joints the usual 17 were taken; the others repeat them or do not move."
_NTU_BODY = re.compile(r"skel_body(\d)")
_NTU_OTHERS = re.compile(r"(rgb|depth)_body\d")


@dataclass(frozen=True)
class _Recording:
    """An array of positions in the file, and what is known of it."""

    stored: NDArray[Any]
    usual: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    joints: tuple[int, ...] = ()

    @property
    def array(self) -> NDArray[Any]:
        """Of ``stored`` the ``joints`` that count: made when read, as many recordings may share what is stored."""
        return self.stored[:, self.joints] if self.joints else self.stored


def nested_entries(value: Any, name: str) -> tuple[str, ...]:
    """What the recordings in ``value`` are called: the keys that lead to each; the file's name if there is one alone.

    Raises:
        ClipError: there is none.
    """
    return tuple(_recordings(value, name, ReadOptions()))


def nested_clip(value: Any, name: str, options: ReadOptions) -> Clip:
    """The recording that `ReadOptions.entry` names, else the first.

    Args:
        value: dicts, lists and arrays, as `pickled.unpickled` gives them.
        name: the file.
        options: what its owner said.

    Raises:
        ClipError: there is no such recording, or it is none.
    """
    found = _recordings(value, name, options)
    entry = next(iter(found)) if options.entry is None or options.entry == name else options.entry
    if entry not in found:
        listed = few_names(found)
        raise ClipError(f"'{name}' holds no recording {quoted(entry)}; it holds {len(found):,}: {listed}.")
    notes: tuple[str, ...] = ()
    if len(found) > 1 and options.entry is None:
        notes = (f"The file holds {len(found):,} recordings; this is {one_line(entry)}. Choose by name.",)
    recording, array = found[entry], found[entry].array
    axes = axes_of(array.shape, joint_counts(options))
    if axes is None:
        raise ClipError(f"'{name}': {one_line(entry)} has the shape {array.shape}; expected {EXPECTED}.")
    axes = settled(array, axes, options, persons_first=entry.rsplit("/", 1)[-1] == "keypoint")
    notes += (*recording.notes, *(() if recording.usual else recording_notes(axes, "0")))
    return clip_of_array(
        *(axes.one(array, 0), axes, name, options),
        fps=_rate(value),
        usual=recording.usual,
        notes=notes,
    )


def _recordings(value: Any, name: str, options: ReadOptions) -> dict[str, _Recording]:
    """Every recording in ``value`` by the keys that lead to it, the likeliest first."""
    counts = joint_counts(options)
    arrays: dict[str, NDArray[Any]] = {}
    bodies: dict[str, dict[int, NDArray[Any]]] = {}
    for path, array in _arrays(value, "", _MAX_DEPTH, [_MAX_NODES]):
        place, _, key = path.rpartition("/")
        body = _NTU_BODY.fullmatch(key)
        if body is not None and array.ndim == 3:
            bodies.setdefault(place, {})[int(body[1])] = array
        elif _NTU_OTHERS.fullmatch(key) is None and array.dtype.kind in "fiu":
            arrays.setdefault(path, array)
    found = {place or "skeleton": _Recording(_side_by_side(each), ("ntu-25",)) for place, each in bodies.items()}
    of_a_model = is_body_model({part for path in arrays for part in path.split("/")})
    fitting, labels = {}, _Labels()
    for path, array in arrays.items():
        if any(no_positions(part, of_a_model=of_a_model) for part in path.split("/")) or labels.hold(array):
            continue
        if array.ndim == 3 and array.shape[1:] == (32, 3) and 32 not in counts:
            fitting[path] = _Recording(array, ("h36m-17",), (_H36M_NOTE,), _H36M_32)
        elif axes_of(array.shape, counts) is not None:
            fitting[path] = _Recording(array)
        if len(fitting) > _MAX_ENTRIES:
            break
    found |= {path: fitting[path] for path in likeliest_first(fitting)}
    if found:
        return found
    listed = one_line(", ".join(f"{path} ({_shape(array)})" for path, array in list(arrays.items())[:6]), 300)
    refused = refusal((part for path in arrays for part in path.split("/")[-1:]), name)
    raise refused or ClipError(
        f"'{name}' holds no array of positions; it holds {listed or 'no arrays of numbers'}. Save positions of joints: "
        f"{EXPECTED}."
    )


def _arrays(value: Any, path: str, depth: int, left: list[int]) -> Iterator[tuple[str, NDArray[Any]]]:
    """Every array in ``value``, with the keys that lead to it; no more than ``left`` values are looked at."""
    left[0] -= 1
    if depth == 0 or left[0] < 0:
        return
    if isinstance(value, PickledArray):
        if value.values is not None:
            yield path or "array", value.values
        elif value.items is not None and len(value.items) == 1:
            yield from _arrays(value.items[0], path, depth - 1, left)
        else:
            value = value.items
    if isinstance(value, Mapping):
        for key, each in value.items():
            plain = one_line(str(key), _MAX_KEY).replace("/", "|") or "?"
            yield from _arrays(each, f"{path}/{plain}" if path else plain, depth - 1, left)
    elif isinstance(value, list | tuple):
        rows = _as_array(value)
        if rows is not None:
            yield path or "array", rows
            return
        for number, each in enumerate(value):
            yield from _arrays(each, f"{path}/{number}" if path else str(number), depth - 1, left)


def _as_array(value: list[Any] | tuple[Any, ...]) -> NDArray[Any] | None:
    """A list of poses as one array, frame by frame; None where it is none."""
    poses = [each.values for each in value if isinstance(each, PickledArray) and each.values is not None]
    if len(poses) < 2 or len(poses) != len(value) or poses[0].ndim != 2 or poses[0].shape[1] not in (2, 3):
        return None
    if any(pose.shape != poses[0].shape or pose.dtype.kind not in "fiu" for pose in poses):
        return None
    if len(poses) * poses[0].size > 3 * MAX_JOINTS_IN_ALL:  # one array, listed very often, is no recording
        return None
    return np.stack(poses)


class _Labels:
    """Which arrays are labels; each is looked at once, however many keys lead to it."""

    def __init__(self) -> None:
        self._known: dict[int, bool] = {}

    def hold(self, array: NDArray[Any]) -> bool:
        """Whether an array, which must stay alive as long as this, holds labels."""
        if array.ndim > 2:
            return False
        if id(array) not in self._known:
            self._known[id(array)] = is_labels(array.shape, array.reshape(-1))
        return self._known[id(array)]


def _side_by_side(bodies: Mapping[int, NDArray[Any]]) -> NDArray[Any]:
    """NTU's bodies as persons of one recording, T × M × J × 3; those that are never there are left out later."""
    of_most = max(bodies.values(), key=lambda body: body.size)
    alike = [body for _, body in sorted(bodies.items()) if body.shape == of_most.shape]
    return np.stack(alike[:MAX_PERSONS], axis=1)


def _rate(value: Any) -> float | None:
    while isinstance(value, PickledArray) and value.items is not None and len(value.items) == 1:
        value = value.items[0]
    if not isinstance(value, Mapping):
        return None
    found = {str(key).lower(): each for key, each in value.items()}
    rate = next((found[key] for key in RATES if isinstance(found.get(key), int | float)), None)
    return None if rate is None or isinstance(rate, bool) or not 0 < rate <= 1000 else float(rate)


def _shape(array: NDArray[Any]) -> str:
    return " × ".join(f"{length:,}" for length in array.shape[:6]) or "a number"
