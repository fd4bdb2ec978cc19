"""How many persons a clip shows, and clips with one person fewer or more."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sta_lstm.errors import ClipError
from sta_lstm.skeletons.clip import Clip
from sta_lstm.words import person_letter


def persons_shown(clip: Clip) -> tuple[int, ...]:
    """The persons that are present in some frame, by their columns."""
    return tuple(int(m) for m in np.flatnonzero(clip.present.any(axis=0)))


def original(clip: Clip, person: int) -> int:
    """The first person who is in the same place as ``person`` throughout: another, where ``person`` is a copy."""
    there, path = clip.present[:, person], clip.positions[:, person]
    for earlier in range(person):
        if np.array_equal(there, clip.present[:, earlier]) and np.array_equal(
            path[there], clip.positions[there, earlier]
        ):
            return earlier
    return person


def one_person(clip: Clip, person: int) -> Clip:
    """``clip`` with the person of column ``person`` (from 0) alone; frames without that person stay, and are empty.

    Raises:
        ClipError: there is no such person, or it is in no frame.
    """
    shown = persons_shown(clip)
    if person not in shown:
        raise ClipError(
            f"clip '{clip.name}' shows no person {person_letter(person)}; it shows "
            f"{', '.join(map(person_letter, shown))}. Choose one of them."
        )
    if clip.n_persons == 1:
        return clip
    left_out = len(shown) - 1
    others = f"{left_out} other{'s' * (left_out > 1)}"
    notes = (f"Person {person_letter(person)} alone; {others} left out.",) if left_out else ()
    return replace(
        clip,
        positions=clip.positions[:, person : person + 1],
        present=clip.present[:, person : person + 1],
        notes=(*clip.notes, *notes),
    )


def doubled(clip: Clip) -> Clip:
    """``clip`` with a copy of its only person as a second one, in the same place: for a model that reads two.

    Raises:
        ClipError: the clip shows more than one person.
    """
    shown = persons_shown(clip)
    if len(shown) > 1:
        raise ClipError(f"clip '{clip.name}' shows {len(shown)} persons; only a clip of one person can be doubled.")
    twice = [shown[0], shown[0]]
    return replace(
        clip,
        positions=clip.positions[:, twice],
        present=clip.present[:, twice],
        notes=(*clip.notes, "The second person is a copy of the first, in the same place: nobody was recorded there."),
    )
