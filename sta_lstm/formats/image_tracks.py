"""Who is who in a video whose persons were found frame by frame: by the estimator's own IDs, or by nearness.

Estimators find persons anew in each frame, in any order. Without IDs, the persons of a frame are matched to those seen
before so that all of them together have moved least (an optimal assignment), where a body may move by at most half of
its own size since it was last seen, and may be lost for at most `LOST_FRAMES`. What then looks like a tracking error is
dropped by the rules of `ntu_tracks`. Persons are numbered in the order in which they first appear.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sta_lstm.errors import ClipError
from sta_lstm.formats.bodies import check_size
from sta_lstm.formats.ntu_tracks import Sighting, Track, by_identity, without_ghosts
from sta_lstm.skeletons import MAX_PERSONS, SkeletonLayout

#: Half a second at 30 frames a second.
LOST_FRAMES = 15
#: How far the joints of a body may have moved since it was last seen, on average, in sizes of the body.
_REACH = 0.5
#: Most persons of a frame that are followed, those who stand first in the file; most bodies that are remembered; and
#: most sightings in all.
MAX_IN_A_FRAME = 16
_MAX_KNOWN = 24
MAX_SIGHTINGS = 100_000
_FAR = 1e9

Poses = NDArray[np.float64]
#: A person whose ID the file does not tell.
NOBODY = ""


def followed(
    sightings: Sequence[Sighting], n_frames: int, layout: SkeletonLayout, name: str
) -> tuple[Poses, NDArray[np.bool_], tuple[str, ...]]:
    """Places (T × M × J × 2 or 3, NaN where nothing was seen), presence (T × M), and notes.

    Args:
        sightings: every body of every frame, frame by frame; poses are J × 2 or 3, NaN where a joint is missing, and
            none is NaN throughout. Identities are the file's; if any is `NOBODY`, none is trusted.
        n_frames: T.
        layout: the J joints.
        name: the file, for messages.

    Raises:
        ClipError: there is nobody, or too much of everything.
    """
    if not sightings:
        raise ClipError(f"'{name}' shows no body in any of its {n_frames:,} frames; there is nothing to look at.")
    if len(sightings) > MAX_SIGHTINGS:
        raise ClipError(
            f"'{name}' holds {len(sightings):,} bodies in {n_frames:,} frames; at most {MAX_SIGHTINGS:,} are read. Cut "
            "it into shorter clips, one action each."
        )
    notes: tuple[str, ...] = ()
    if any(sighting.identity == NOBODY for sighting in sightings):
        sightings, notes = _matched(sightings)
    tracks, said = by_identity(sightings)
    notes += said
    for step in (without_ghosts, _longest):
        tracks, said = step(tracks)
        notes += said
    check_size(n_frames, len(tracks), layout.n_joints, name)
    places = np.full((n_frames, len(tracks), *sightings[0].pose.shape), np.nan)
    present = np.zeros(places.shape[:2], dtype=np.bool_)
    for person, track in enumerate(tracks):
        frames = [sighting.frame for sighting in track]
        places[frames, person] = np.array([sighting.pose for sighting in track])
        present[frames, person] = True
    return places, present, notes


def _longest(tracks: list[Track]) -> tuple[list[Track], tuple[str, ...]]:
    if len(tracks) <= MAX_PERSONS:
        return tracks, ()
    ranked = sorted(range(len(tracks)), key=lambda index: -len(tracks[index]))
    kept = sorted(ranked[:MAX_PERSONS])
    return [tracks[index] for index in kept], (
        f"{len(tracks)} bodies in all; the {MAX_PERSONS} that are seen in the most frames were kept.",
    )


def _matched(sightings: Sequence[Sighting]) -> tuple[list[Sighting], tuple[str, ...]]:
    """``sightings`` with identities of our own."""
    frames: dict[int, list[Sighting]] = {}
    for sighting in sightings:
        frames.setdefault(sighting.frame, []).append(sighting)
    known: list[Sighting] = []  # where each body was last seen, the lost ones left out
    named: list[Sighting] = []
    n_bodies = n_dropped = 0
    for frame, bodies in frames.items():
        n_dropped += max(len(bodies) - MAX_IN_A_FRAME, 0)
        known = [body for body in known if frame - body.frame <= LOST_FRAMES + 1]
        names = _names(known, bodies[:MAX_IN_A_FRAME])
        now = []
        for body, identity in zip(bodies, names, strict=False):
            if identity is None:
                n_bodies += 1
                identity = str(n_bodies)
            now.append(Sighting(frame, identity, body.pose))
        named += now
        again = {body.identity for body in now}
        known = [*now, *(body for body in known if body.identity not in again)][:_MAX_KNOWN]
    if n_bodies == 1:
        return named, ()
    notes = ["The file does not say who is who; persons were followed from frame to frame by nearness."]
    if n_dropped:
        notes.append(
            f"Of more than {MAX_IN_A_FRAME} persons in a frame the others were left out ({n_dropped:,} poses)."
        )
    return named, tuple(notes)


def _names(known: Sequence[Sighting], bodies: Sequence[Sighting]) -> list[str | None]:
    """For each of ``bodies`` the identity of the known body that it is; None if it is new."""
    if not known:
        return [None] * len(bodies)
    from scipy.optimize import linear_sum_assignment  # at first use: most formats need none of it

    distances = _distances(np.array([body.pose for body in known]), np.array([body.pose for body in bodies]))
    names: list[str | None] = [None] * len(bodies)
    rows, columns = linear_sum_assignment(distances)
    for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
        if distances[row, column] <= _REACH:
            names[column] = known[row].identity
    return names


def _distances(before: Poses, now: Poses) -> Poses:
    """How far each of N bodies is from each of K known ones, K × N, in sizes of the body; out of reach is far away."""
    with np.errstate(all="ignore"):
        size = np.maximum((np.fmax.reduce(now, axis=1) - np.fmin.reduce(now, axis=1)).max(axis=-1), 1e-12)
        # Coordinate by coordinate: sums over an axis of two are slow.
        squares = np.zeros((len(before), len(now), now.shape[1]))
        for axis in range(now.shape[2]):
            squares += (before[:, None, :, axis] - now[None, :, :, axis]) ** 2
        shared = squares == squares  # a NaN differs from itself
        mean = np.sqrt(squares, where=shared, out=np.zeros_like(squares)).sum(axis=-1) / shared.sum(axis=-1) / size
        return np.where(mean <= _REACH, mean, _FAR)
