"""What several models share on one clip: joints and classes by name, persons whom all of them read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sta_lstm.arrays import Bools, Float32s
from sta_lstm.errors import MismatchError
from sta_lstm.prediction.prediction import Prediction
from sta_lstm.words import person_letter

#: Names that a sentence lists.
_MOST_NAMES = 30


@dataclass(frozen=True, eq=False)
class Common:
    """The ground on which models are compared.

    Attributes:
        joints: J names that all layouts have, in the order of the first.
        columns: for each model the columns of these joints.
        persons: M indices of the persons whom all models read in some frame.
        read: T × M, whether all models read this person in this frame; read-only.
        classes: L names that all models have, in the order of the first.
        any_class: C names that any model has, in the order in which they come up.
        left_out: what is not compared, in sentences.
    """

    joints: tuple[str, ...]
    columns: tuple[tuple[int, ...], ...]
    persons: tuple[int, ...]
    read: Bools
    classes: tuple[str, ...]
    any_class: tuple[str, ...]
    left_out: tuple[str, ...]

    @property
    def frames(self) -> Bools:
        """T, whether a body was read in this frame by all."""
        return np.asarray(self.read.any(1))

    def alpha(self, index: int, prediction: Prediction) -> Float32s:
        """T × M × J, α of model ``index`` shared out over the common joints, as a multiple of uniform; 0 if not read.

        Where all of a frame's attention lies on joints that are not shared, it is 0 in that frame.
        """
        shared = prediction.alpha[:, self.persons][:, :, self.columns[index]] * self.read[..., None]
        total = shared.sum((1, 2), keepdims=True, dtype=np.float64)
        n_joints = self.read.sum(1)[:, None, None] * len(self.joints)
        relative = np.divide(shared * n_joints, total, out=np.zeros(shared.shape), where=total > 0)
        return np.asarray(relative, dtype=np.float32)

    def probabilities(self, prediction: Prediction) -> Float32s:
        """C, of ``any_class``; 0 for a class that the model does not have."""
        known = dict(zip(prediction.class_names, prediction.probabilities, strict=True))
        return np.array([known.get(name, 0) for name in self.any_class], dtype=np.float32)


def common_ground(predictions: Sequence[Prediction], names: Sequence[str]) -> Common:
    """What ``predictions`` share, and in words what they do not.

    Raises:
        MismatchError: they are of different clips, or share no joint or no person.
    """
    for i, prediction in enumerate(predictions[1:], start=1):
        _check_same_clip(predictions[0], prediction, names[0], names[i])
    layouts = [prediction.clip.layout for prediction in predictions]
    joints = _shared([layout.joints for layout in layouts])
    if not joints:
        have = ", ".join(f"'{name}' reads {layout.name}" for name, layout in zip(names, layouts, strict=True))
        raise MismatchError(
            f"the models read no joint of the same name: {have}. Compare models of layouts that share joints."
        )
    n_persons = min(prediction.clip.n_persons for prediction in predictions)
    reads = np.stack([prediction.read[:, :n_persons] for prediction in predictions])  # N × T × M
    by_all = np.asarray(reads.all(0))
    persons = np.flatnonzero(by_all.any(0))
    if not persons.size:
        raise MismatchError("no person was read by all of the models in any frame, so there is nothing to compare.")
    read = by_all[:, persons]
    read.setflags(write=False)
    class_names = [prediction.class_names for prediction in predictions]
    left_out = (
        *_left_out("joint", [layout.joints for layout in layouts], names),
        *_persons_left_out(predictions, names, persons),
        *_frames_left_out(reads[:, :, persons], persons),
        *_left_out("class", class_names, names),
    )
    return Common(
        joints=joints,
        columns=tuple(tuple(layout.index(joint) for joint in joints) for layout in layouts),
        persons=tuple(int(m) for m in persons),
        read=read,
        classes=_shared(class_names),
        any_class=tuple(dict.fromkeys(name for each in class_names for name in each)),
        left_out=left_out,
    )


def _check_same_clip(first: Prediction, other: Prediction, first_name: str, other_name: str) -> None:
    a, b = first.clip, other.clip
    same = a is b or (a.n_frames == b.n_frames and a.fps == b.fps)
    if same and a.positions.shape == b.positions.shape and a.layout.joints == b.layout.joints:
        same = np.array_equal(a.present, b.present) and np.array_equal(a.positions, b.positions)
    if not same:
        raise MismatchError(
            f"'{first_name}' and '{other_name}' are results for different clips: '{a.name}' ({a.n_frames} frames, "
            f"{a.fps:g} a second) and '{b.name}' ({b.n_frames} frames, {b.fps:g} a second). Run both on one clip."
        )


def _shared(lists: Sequence[Sequence[str]]) -> tuple[str, ...]:
    known = [set(each) for each in lists[1:]]
    return tuple(name for name in lists[0] if all(name in each for each in known))


def _left_out(noun: str, lists: Sequence[Sequence[str]], names: Sequence[str]) -> Iterator[str]:
    """A sentence a model on what it has and not all have; none where all have the same."""
    shared = set(_shared(lists))
    for name, each in zip(names, lists, strict=True):
        own = [one for one in each if one not in shared]
        if own:
            nouns = noun if len(own) == 1 else {"class": "classes"}.get(noun, f"{noun}s")
            yield f"{len(own)} {nouns} of '{name}' that not all models have: {_few(own)}."


def _few(names: Sequence[str]) -> str:
    """The names, of many the first ones and how many more."""
    more = len(names) - _MOST_NAMES
    return ", ".join(names[:_MOST_NAMES]) + (f" and {more:,} others" if more > 0 else "")


def _persons_left_out(
    predictions: Sequence[Prediction], names: Sequence[str], persons: NDArray[np.integer]
) -> Iterator[str]:
    for m in range(max(prediction.clip.n_persons for prediction in predictions)):
        readers = [
            name
            for name, prediction in zip(names, predictions, strict=True)
            if m < prediction.clip.n_persons and prediction.read[:, m].any()
        ]
        if m not in persons and readers:
            if len(readers) == len(names):
                yield f"Person {person_letter(m)}, whom the models never read in the same frame."
            else:
                yield f"Person {person_letter(m)}, whom only these models read: {', '.join(readers)}."


def _frames_left_out(reads: Bools, persons: NDArray[np.integer]) -> Iterator[str]:
    """``reads`` is N × T × M."""
    for m, count in zip(persons, (reads.any(0) & ~reads.all(0)).sum(0).tolist(), strict=True):
        if count:
            yield f"Person {person_letter(int(m))} in {count} frame{'s' * (count > 1)}, where not all models read it."
