"""What can be mended in a recording, one thing at a time, when somebody asks for it; each leaves a note on the clip."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from sta_lstm.errors import SettingsError
from sta_lstm.skeletons.clip import Clip
from sta_lstm.skeletons.quality.faults import body_height, gaps, jumps, repeats, swaps
from sta_lstm.skeletons.quality.findings import GAP_S, REPAIRS, Repair, quality
from sta_lstm.skeletons.quality.smoothing import smoothed
from sta_lstm.skeletons.quality.turning import in_a_mirror, levelled, turned_over, turned_over_note
from sta_lstm.words import counted


def repaired(clip: Clip, repairs: Sequence[str]) -> Clip:
    """``clip`` with ``repairs`` made, in an order in which none spoils another: axes, persons, gaps, frames, paths.

    A repair that finds nothing to mend changes nothing and leaves no note.

    Raises:
        SettingsError: there is no repair of that name; the message lists them.
    """
    unknown = [name for name in repairs if name not in REPAIRS]
    if unknown:
        raise SettingsError(f"there is no repair '{unknown[0]}'; there are: {', '.join(REPAIRS)}.")
    for name, mend in _STEPS.items():
        if name in repairs:
            clip = mend(clip)
    return clip


def _swapped_back(clip: Clip) -> Clip:
    """Persons A and B keep their places: between an odd and an even change they are exchanged."""
    changes = swaps(clip, body_height(clip))
    if not changes:
        return clip
    odd = np.zeros(clip.n_frames, dtype=np.bool_)
    for frame in changes:
        odd[frame:] ^= True
    positions, present = clip.positions.copy(), clip.present.copy()
    positions[odd, :2] = positions[odd, 1::-1]
    present[odd, :2] = present[odd, 1::-1]
    note = f"Repaired: persons A and B were exchanged back in {counted(int(odd.sum()), 'frame')}."
    return replace(clip, positions=positions, present=present, notes=(*clip.notes, note))


def _interpolated(clip: Clip) -> Clip:
    """Short gaps filled along straight lines, and joints that jump put back on theirs."""
    positions, present = clip.positions.astype(np.float64), clip.present.copy()
    filled = [(m, first, last) for m, first, last in gaps(clip) if last - first + 1 <= GAP_S * clip.fps]
    for person, first, last in filled:
        share = np.linspace(0, 1, last - first + 3)[1:-1, None, None]
        before, after = positions[first - 1, person], positions[last + 1, person]
        positions[first : last + 1, person] = before + share * (after - before)
        present[first : last + 1, person] = True
    astray = jumps(clip, body_height(clip))
    for person, joint in np.argwhere(astray.any(axis=0)):
        lost = np.flatnonzero(astray[:, person, joint])
        kept = np.flatnonzero(clip.present[:, person] & ~astray[:, person, joint])
        for axis in range(3):
            positions[lost, person, joint, axis] = np.interp(lost, kept, positions[kept, person, joint, axis])
    notes = list(clip.notes)
    if filled:
        n = sum(last - first + 1 for _, first, last in filled)
        notes.append(
            f"Repaired: a person who was lost for {counted(n, 'frame')} was put on the line between before and after."
        )
    if astray.any():
        notes.append(
            f"Repaired: {int(astray.sum()):,} places of joints that jumped were put back between their neighbours."
        )
    if len(notes) == len(clip.notes):
        return clip
    return replace(clip, positions=positions.astype(np.float32), present=present, notes=tuple(notes))


def _without_repeats(clip: Clip) -> Clip:
    """Without frames that repeat the one before, and without those at the ends in which nobody is."""
    keep = ~repeats(clip)
    somebody = np.flatnonzero(clip.present.any(axis=1))
    keep[: somebody[0]] = keep[somebody[-1] + 1 :] = False
    n = int((~keep).sum())
    if n == 0:
        return clip
    note = f"Repaired: {counted(n, 'frame')} that repeated the one before, or showed nobody at an end, were left out."
    return replace(clip, positions=clip.positions[keep], present=clip.present[keep], notes=(*clip.notes, note))


def _smoothed(clip: Clip) -> Clip:
    positions = smoothed(clip.positions, clip.present)
    if np.array_equal(positions, clip.positions):
        return clip
    note = "Repaired: the paths of all joints were smoothed (Savitzky–Golay, 5 frames)."
    return replace(clip, positions=positions, notes=(*clip.notes, note))


def _turned_over(clip: Clip) -> Clip:
    if not _finds(clip, "turn over"):
        return clip
    note = f"{turned_over_note(clip.up_axis)} to repair it: bodies stood on their heads."
    return replace(clip, positions=turned_over(clip.positions, clip.up_axis), notes=(*clip.notes, note))


def _mirrored(clip: Clip) -> Clip:
    if not _finds(clip, "mirror"):
        return clip
    note = "Repaired: the recording was mirrored, because its axes were left-handed."
    return replace(clip, positions=in_a_mirror(clip), notes=(*clip.notes, note))


def _levelled(clip: Clip) -> Clip:
    return levelled(clip) if _finds(clip, "level") else clip


def _finds(clip: Clip, repair: Repair) -> bool:
    return any(finding.repair == repair for finding in quality(clip))


_STEPS: dict[Repair, Callable[[Clip], Clip]] = {
    "turn over": _turned_over,
    "mirror": _mirrored,
    "level": _levelled,
    "swap back": _swapped_back,
    "interpolate": _interpolated,
    "drop": _without_repeats,
    "smooth": _smoothed,
}
