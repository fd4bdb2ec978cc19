"""Ways to divide clips into folds."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache

from sta_lstm.datasets.dataset import Fold, LabelledClip
from sta_lstm.datasets.plan import Divided, LabelledSegment
from sta_lstm.errors import DatasetError

SPLITS = ("train", "val", "test")
N_STRATIFIED = 5
#: Of the stratified folds. They follow from it and from the clips' sources alone, on every machine.
STRATIFIED_SEED = 0


def trained_and_tested(protocols: Mapping[str, Sequence[Fold]]) -> Divided:
    """``protocols`` without the folds that lack clips to train on or to test on, which the notes name."""
    kept: dict[str, tuple[Fold, ...]] = {}
    notes = []
    for protocol, folds in protocols.items():
        whole = tuple(fold for fold in folds if fold.train and fold.test)
        if whole:
            kept[protocol] = whole
        notes += [
            f"{protocol}, fold '{fold.name}': there is no clip to {'train on' if not fold.train else 'test on'}; "
            "the fold is left out."
            for fold in folds
            if fold not in whole
        ]
    return Divided(kept, tuple(notes))


@lru_cache(maxsize=1)
def _places(n_clips: int) -> tuple[int, ...]:
    """0 to N − 1, each one object for all folds: of a large data set they would else hold most of the index."""
    return tuple(range(n_clips))


def held_out(name: str, is_test: Sequence[bool]) -> Fold:
    """The fold that tests the clips that ``is_test`` marks and trains on the others."""
    places = _places(len(is_test))
    return Fold(
        name=name,
        train=tuple(i for i, tested in zip(places, is_test, strict=True) if not tested),
        test=tuple(i for i, tested in zip(places, is_test, strict=True) if tested),
    )


def leave_one_subject_out(segments: Sequence[LabelledSegment]) -> tuple[Fold, ...]:
    """One fold a subject, named after whom it tests, in the order of their names; each segment has a subject."""
    subjects = sorted({str(segment.subject) for segment in segments})
    return tuple(held_out(subject, [segment.subject == subject for segment in segments]) for subject in subjects)


def stratified(segments: Sequence[LabelledSegment]) -> tuple[Fold, ...]:
    """Five folds, ``"1"`` to ``"5"``, each with a fifth of every class, within one clip; sizes differ by one at most.

    Within a class, clips go by a hash of the seed and their source: a random order that no library's version changes.
    """
    by_class = defaultdict(list)
    for i, segment in enumerate(segments):
        by_class[segment.label].append(i)
    dealt = [i for label in sorted(by_class) for i in sorted(by_class[label], key=lambda i: _rank(segments[i].source))]
    fold_of = {i: place % N_STRATIFIED for place, i in enumerate(dealt)}
    return tuple(
        held_out(str(fold + 1), [fold_of[i] == fold for i in range(len(segments))]) for fold in range(N_STRATIFIED)
    )


def _rank(name: str) -> bytes:
    """Where a clip, or a person, stands in the order in which they are dealt."""
    return hashlib.blake2b(f"{STRATIFIED_SEED} {name}".encode(), digest_size=16).digest()


def with_validation(clips: Sequence[LabelledClip], fold: Fold, share: float) -> Fold:
    """``fold`` with about ``share`` of its training clips set aside, to watch the training by.

    Where each of them says who acts, whole persons are set aside, since a network that knows a person does better on
    them; else as many of each class. Who that is follows from the names alone, on every machine.

    Args:
        clips: of the data set.
        fold: one that sets nothing aside itself.
        share: of the clips that train, more than 0 and less than 1.

    Raises:
        DatasetError: the fold sets clips aside already, or ``share`` leaves none to train on or none to set aside.
    """
    if fold.val:
        raise DatasetError(
            f"fold '{fold.name}' sets {len(fold.val):,} clips aside for validation already, and these are watched. "
            "Ask for no others."
        )
    if not 0 < share < 1:
        raise DatasetError(f"the share to set aside is {share:g}; expected one between 0 and 1, such as 0.2.")
    wanted = share * len(fold.train)
    groups = defaultdict(list)
    by_person = len({clips[i].subject for i in fold.train}) > 1 and all(clips[i].subject for i in fold.train)
    for i in fold.train:
        groups[clips[i].subject if by_person else clips[i].label].append(i)
    aside: list[int] = []
    if by_person:
        for person in sorted(groups, key=lambda person: _rank(str(person)))[:-1]:
            if len(aside) < wanted:
                aside += groups[person]
    else:
        seen = 0
        for label in sorted(groups, key=str):
            seen += len(groups[label])
            # What one class gives too little of, since clips are whole, the next one gives more of.
            n_more = round(share * seen) - len(aside)
            aside += sorted(groups[label], key=lambda i: _rank(clips[i].source))[:n_more]
    if not aside or len(aside) == len(fold.train):
        raise DatasetError(
            f"{share:g} of the {len(fold.train):,} clips that train in fold '{fold.name}' leaves none to "
            f"{'train on' if aside else 'validate by'}. Take {'less' if aside else 'more'}."
        )
    kept = set(aside)
    return Fold(fold.name, tuple(i for i in fold.train if i not in kept), fold.test, tuple(sorted(aside)))


def given_or_drawn(segments: Sequence[LabelledSegment]) -> Divided:
    """The split that a manifest gives; else leave one subject out (if subjects are known) and five stratified folds."""
    if segments and all(segment.split for segment in segments):
        train, val, test = (
            tuple(i for i, segment in enumerate(segments) if segment.split == split) for split in SPLITS
        )
        return Divided({"split": (Fold("split", train, test, val),)})
    notes: list[str] = []
    protocols: dict[str, Sequence[Fold]] = {}
    n_known = sum(segment.subject is not None for segment in segments)
    if n_known == len(segments):
        protocols["leave-one-subject-out"] = leave_one_subject_out(segments)
    elif n_known:
        notes.append(
            f"{len(segments) - n_known:,} of {len(segments):,} clips name no subject: leave-one-subject-out needs all."
        )
    if len(segments) >= N_STRATIFIED:
        protocols["stratified-five-folds"] = stratified(segments)
        notes.append(f"The stratified folds are drawn with seed {STRATIFIED_SEED}; persons may be in several.")
    else:
        notes.append(f"Stratified folds need {N_STRATIFIED} clips or more; there are {len(segments)}.")
    divided = trained_and_tested(protocols)
    return Divided(divided.protocols, (*notes, *divided.notes))
