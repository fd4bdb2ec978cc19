"""One body stays one: a recording without IDs that shows one body at a time shows one person."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sta_lstm.arrays import Float64s
from sta_lstm.formats.rules.tracks import GHOST_FRAMES, GHOST_SHARE, JOIN_FRAMES, Sighting

#: A body that is found again farther away than this, in its own sizes, may be somebody else; that is said.
_FAR = 1.0
#: Most bodies of a frame among which the one person is looked for.
_MOST = 16


def one_body(sightings: Sequence[Sighting], n_sure: int | None) -> tuple[list[Sighting], tuple[str, ...]] | None:
    """``sightings`` as those of one person, and what is to be noted; None where several are in the picture.

    Several are if more frames than a ghost has (`tracks`) show more than one body. In the few frames that do, the one
    nearest to where the person is otherwise stays. Neither an absence nor a quick move makes a second person.

    Args:
        sightings: of which no identity is trusted, frame by frame.
        n_sure: how many of a pose's coordinates, the first ones, tell who is near to whom; all if None.
    """
    frames: dict[int, list[Sighting]] = {}
    for sighting in sightings:
        frames.setdefault(sighting.frame, []).append(sighting)
    groups = list(frames.values())
    n_double = sum(len(group) > 1 for group in groups)
    if n_double and not n_double < min(GHOST_FRAMES, GHOST_SHARE * len(groups)):
        return None
    kept = [group[0] for group in groups]
    if n_double:
        kept = _nearest(groups, n_sure)
    named = [sighting._replace(identity="1") for sighting in kept]
    return named, (*_ghost_note(len(sightings) - len(kept), n_double), *_absence_note(named, n_sure))


def _nearest(groups: list[list[Sighting]], n_sure: int | None) -> list[Sighting]:
    """Of each frame's bodies the one nearest to that of the frame before; from the first frame with one, both ways."""
    first = next(at for at, group in enumerate(groups) if len(group) == 1)
    kept = [group[0] for group in groups]
    for numbers, step in ((range(first + 1, len(groups)), -1), (range(first - 1, -1, -1), 1)):
        for at in numbers:
            if len(groups[at]) > 1:
                last, bodies = kept[at + step].pose, groups[at][:_MOST]
                apart = [sizes_apart(last, body.pose, n_sure) for body in bodies]
                kept[at] = bodies[apart.index(min(apart))]
    return kept


def sizes_apart(one: Float64s, other: Float64s, n_sure: int | None = None) -> float:
    """The mean distance of the joints that two poses (J × C) both show, in sizes of the second; infinite if none is."""
    one, other = one[:, :n_sure], other[:, :n_sure]
    with np.errstate(all="ignore"):
        lengths = np.sqrt(((one - other) ** 2).sum(axis=-1))
        lengths = lengths[np.isfinite(lengths)]
        size = float((np.fmax.reduce(other) - np.fmin.reduce(other)).max())
        return float(lengths.mean()) / max(size, 1e-12) if len(lengths) else np.inf


def _ghost_note(n_ghosts: int, n_frames: int) -> tuple[str, ...]:
    if not n_ghosts:
        return ()
    where = "1 frame" if n_frames == 1 else f"{n_frames} frames"
    return (f"More than one body is seen in {where} only, fewer than {GHOST_FRAMES}; dropped as a tracking error.",)


def _absence_note(sightings: list[Sighting], n_sure: int | None) -> tuple[str, ...]:
    """Where the one person might be two: it was away for long, or is found again far from where it was."""
    frames = np.array([sighting.frame for sighting in sightings])
    poses = np.array([sighting.pose for sighting in sightings])[..., :n_sure]
    with np.errstate(all="ignore"):
        low, high = np.fmin.reduce(poses, axis=1), np.fmax.reduce(poses, axis=1)
        centres, sizes = (low + high) / 2, (high - low).max(axis=-1)
        moves = np.sqrt((np.diff(centres, axis=0) ** 2).sum(axis=-1)) / np.maximum(sizes[1:], 1e-12)
    away = int(np.diff(frames).max(initial=1)) - 1
    parts = [f"it is away for up to {away:,} frames"] if away > JOIN_FRAMES else []
    n_far = int((moves > _FAR).sum())
    parts += [f"it is found far from where it was {'once' if n_far == 1 else f'{n_far:,} times'}"] if n_far else []
    if not parts:
        return ()
    return (
        f"The file does not say who is who; as there is one body at a time, it was taken for one person, though "
        f"{' and '.join(parts)}.",
    )
